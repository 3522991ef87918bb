package query

import "testing"

// TestFacetsUnderTypedConditions: choosing a value of a facet beside a condition that was typed finds as many
// documents as its count says.
func TestFacetsUnderTypedConditions(t *testing.T) {
	x := newArchive(t)
	x.add(t, "a | О дороге | Дорога | city=uglich kind=решение date=2011-04-02")
	x.add(t, "b | О дороге | Дорога | city=uglich city=myshkin kind=постановление date=2013-05-06")
	x.add(t, "c | О дороге | Дорога | city=myshkin kind=решение date=2014")
	x.add(t, "d | О дороге | Дорога | city=kungur kind=решение")
	s := x.service(t, Options{})
	for _, typed := range []string{"", "город:uglich", "kind:решение", "-kind:решение", "город:uglich город:myshkin",
		"date:2011..2013", "date:2013-06..", "date:2011..2013 город:uglich ИЛИ город:kungur"} {
		q := "дорога " + typed
		facets := []string{"city", "kind", "year"}
		all, err := s.Search(t.Context(), Request{Q: q, Facets: facets})
		if err != nil {
			t.Fatal(err)
		}
		if all.Total == 0 {
			t.Errorf("%s finds nothing", q)
		}
		for _, f := range all.Facets {
			for _, v := range f.Values {
				r := Request{Q: q, Filters: map[string]Choice{f.Field: {Any: []string{v.Value}}}}
				if f.Field == "year" {
					r = Request{Q: q, DateFrom: v.Value, DateTo: v.Value}
				}
				a, err := s.Search(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if a.Total != v.Count {
					t.Errorf("%s: %s %s is counted %d times and finds %d", q, f.Field, v.Value, v.Count, a.Total)
				}
			}
		}
	}
}

// TestFacetsStayDisjunctive: under a typed condition a chosen value leaves the counts of the others as they are.
func TestFacetsStayDisjunctive(t *testing.T) {
	x := newArchive(t)
	x.add(t, "a | О дороге | Дорога | city=uglich kind=решение")
	x.add(t, "b | О дороге | Дорога | city=myshkin kind=решение")
	x.add(t, "c | О дороге | Дорога | city=kungur kind=отчёт")
	s := x.service(t, Options{})
	a, err := s.Search(t.Context(), Request{Q: "дорога kind:решение", Facets: []string{"city"},
		Filters: map[string]Choice{"city": {Any: []string{"uglich"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if a.Total != 1 || len(a.Facets[0].Values) != 2 {
		t.Errorf("%d found, towns %v; want one, and both towns that have decisions", a.Total, a.Facets[0].Values)
	}
}
