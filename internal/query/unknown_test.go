package query

import (
	"slices"
	"strings"
	"testing"
)

func TestValuesThatTheArchiveDoesNotHave(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О дорогах | Ремонт дорог. | city=uglich kind=постановление date=2014-03-05")
	x.add(t, "2 | О мостах | Ремонт мостов. | city=ustyug kind=решение date=2015-03-05")
	s := x.service(t, Options{})
	anyOf := func(v ...string) Choice { return Choice{Any: v} }
	for _, c := range []struct {
		name    string
		filters map[string]Choice
		total   int
		want    string // parameter=value→meant
	}{
		{"known", map[string]Choice{"city": anyOf("uglich"), "kind": anyOf("постановление")}, 1, ""},
		{"known, but not together", map[string]Choice{"city": anyOf("uglich"), "kind": anyOf("решение")}, 0, ""},
		{"unknown", map[string]Choice{"city": anyOf("atlantida")}, 0, "city=atlantida→"},
		{"a town without documents", map[string]Choice{"city": anyOf("myshkin")}, 0, "city=myshkin→"},
		{"a name for an id", map[string]Choice{"city": anyOf("Углич")}, 0, "city=Углич→uglich"},
		{"a slip", map[string]Choice{"city": anyOf("uglitch")}, 0, "city=uglitch→uglich"},
		{"one of two", map[string]Choice{"city": anyOf("uglich", "atlantida")}, 1, "city=atlantida→"},
		{"excluded", map[string]Choice{"city": {None: []string{"uglitch"}}}, 2, "city.not=uglitch→uglich"},
		{"kind", map[string]Choice{"kind": anyOf("постановления")}, 0, "kind=постановления→постановление"},
		{"programme", map[string]Choice{"program": anyOf("p1")}, 0, "program=p1→"},
		{"year", map[string]Choice{"year": anyOf("2031")}, 0, "year=2031→"},
		{"not determined", map[string]Choice{"region": anyOf(Missing)}, 2, ""},
		{"made by links", map[string]Choice{"group": anyOf("x")}, 0, ""},
	} {
		a, err := s.Search(t.Context(), Request{Filters: c.filters})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range a.Warnings {
			got = append(got, w.Param+"="+w.Value+"→"+w.Meant)
			if w.Code != "no-such-value" || w.RU == "" || strings.Contains(w.RU+w.EN, "%") {
				t.Errorf("%s: %+v", c.name, w)
			}
		}
		if a.Total != c.total || !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: %d documents, %q, want %d, %q", c.name, a.Total, got, c.total, c.want)
		}
	}
}

func TestFewAreToldOfManyUnknownValues(t *testing.T) {
	x := newArchive(t)
	x.add(t, "1 | О дорогах | Ремонт дорог. | city=uglich")
	var many []string
	for i := range MaxValues {
		many = append(many, "atlantida-"+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	a, err := x.service(t, Options{}).Search(t.Context(), Request{Filters: map[string]Choice{"city": {Any: many}}})
	if err != nil || len(a.Warnings) != maxUnknown {
		t.Errorf("%d warnings, %v", len(a.Warnings), err)
	}
}
