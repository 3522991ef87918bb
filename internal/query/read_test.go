package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// mentioned names the places of newReadable as an authority file does.
func mentioned(words []string) (out []Mention) {
	for i := range words {
		for _, x := range []struct {
			name string
			Mention
		}{
			{"галича", Mention{Field: "city", IDs: []string{"galich"}}},
			{"галич", Mention{Field: "city", IDs: []string{"galich"}}},
			{"дно", Mention{Field: "city", IDs: []string{"dno"}, Perhaps: true}},
			{"тулы", Mention{Field: "city", IDs: []string{"tula"}}},
			{"советского района", Mention{Field: "municipality", IDs: []string{"sovetskiy-a", "sovetskiy-b", "sovetskiy-c"}}},
			{"костромской области", Mention{Field: "region", IDs: []string{"Костромская область"}}},
			{"кологрив", Mention{Field: "city", IDs: []string{"kologriv"}}},
		} {
			n := len(strings.Fields(x.name))
			if i+n <= len(words) && strings.EqualFold(strings.Join(words[i:i+n], " "), x.name) {
				x.From, x.To = i, i+n
				out = append(out, x.Mention)
			}
		}
	}
	return out
}

func newReadable(t *testing.T) *Service {
	x := newArchive(t)
	for _, line := range []string{
		"g1 | О дорогах | Дороги и мосты. | city=galich kind=постановление date=2015-03-01",
		"g2 | О дорогах | Дороги Галича. | city=galich kind=постановление date=2016",
		"g3 | О дорогах | Дороги. | city=galich kind=решение date=2017",
		"g4 | О дорогах | Дороги. | city=galich kind=решение date=2019",
		"k1 | О дорогах | Дорога Галич — Кологрив. | city=kologriv kind=решение",
		"d1 | О реке | Дно реки, дороги. | city=dno",
		"d2 | О реке | Дороги. | city=dno",
		"s1 | О бюджете | Бюджет. | municipality=sovetskiy-a territory=sovetskiy-a",
		"s2 | О бюджете | Бюджет. | municipality=sovetskiy-b territory=sovetskiy-b",
		"o1 | О бюджете | Бюджет за 2015 год и дороги. | city=other kind=решение",
		"r1 | О школах | Школы. | kind=отчёт",
		"r2 | О школах | Отчёты о школах, дно, Тула. | city=dno kind=решение",
		"r3 | О школах | Акты о школах, дно, Тула. | city=dno kind=решение",
	} {
		x.add(t, line)
	}
	return x.service(t, Options{Mentioned: mentioned})
}

// told writes what was read of a query: field=values, "?" behind what is only offered.
func told(a *Answer) string {
	var out []string
	for _, x := range a.Interpreted {
		s := x.Field + "=" + strings.Join(x.Values, "|") + x.From
		if x.To != "" {
			s += ".." + x.To
		}
		if !x.Applied {
			s += fmt.Sprint("?", x.Total)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestReadFromWords(t *testing.T) {
	s := newReadable(t)
	for _, c := range []struct{ q, want, told, rest string }{
		{"дороги Галича", "g1 g2 g3 g4", "city=galich", "дороги"},
		{"что на дорогах в Галич?", "g1 g2 g3 g4", "city=galich", "что на дорогах ?"},
		{"галич", "g1 g2 g3 g4", "city=galich", ""},
		{"постановления Галича о дорогах за 2015–2016", "g1 g2",
			"kind=постановление city=galich date=2015..2016", "о дорогах"},
		{"решения Галича с 2016 по 2018 год", "", "kind=решение?1 city=galich?1 date=2016..2018?1",
			"решения Галича с 2016 по 2018 год"},
		{"решения Галича после 2016 года", "g3 g4", "kind=решение city=galich date=2017", ""},
		{"документы Галича до 2017", "g1 g2", "kind= city=galich date=..2016", ""},
		{"отчеты о школах", "", "kind=отчёт?1", "отчеты о школах"},
		{"отчеты администрации о школах", "", "", "отчеты администрации о школах"},
		{"акты о школах", "", "", "акты о школах"},
		{"решения о школах дно", "r2 r3", "kind=решение city=dno?2", "о школах дно"},
		{"решения о дорогах", "g3 g4 k1 o1", "kind=решение", "о дорогах"},
		{"бюджет Советского района", "s1 s2", "municipality=sovetskiy-a|sovetskiy-b", "бюджет"},

		// Kept as words: nothing or little found, another word, nothing of it, two places.
		{"мосты Галича", "", "city=galich?1", "мосты Галича"},
		{"бюджет Галича", "", "", "бюджет Галича"},
		{"дно дороги", "", "city=dno?2", "дно дороги"},
		{"дороги Тулы", "", "", "дороги Тулы"},
		{"дорога Галич Кологрив", "", "", "дорога Галич Кологрив"},
		{"решения бюджет за 2015 год", "", "", "решения бюджет за 2015 год"},
		{"решения об исполнении бюджета за 2015 год", "", "", "решения об исполнении бюджета за 2015 год"},
		{"постановления Галича 45", "", "", "постановления Галича 45"},

		// What is quoted, excluded or a condition is that.
		{`дороги "Галича"`, "", "", `дороги "Галича"`},
		{"дороги -Галича", "", "", "дороги -Галича"},
		{"советского -школы района", "", "", "советского -школы района"}, // what stands between is not lost
		{"галича -школы дороги", "g1 g2 g3 g4", "city=galich", "-школы дороги"},
		{"дороги Галича город:kologriv", "", "", "дороги Галича город:kologriv"},
	} {
		a, err := s.Search(t.Context(), Request{Q: c.q})
		if err != nil {
			t.Fatalf("%s: %v", c.q, err)
		}
		var ids []string
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		slices.Sort(ids)
		if c.want != "" && strings.Join(ids, " ") != c.want || told(a) != c.told || a.Rest != c.rest {
			t.Errorf("%s: %v, %q, rest %q; want %s, %q, %q", c.q, ids, told(a), a.Rest, c.want, c.told, c.rest)
		}
	}
}

// The way back asks for the words, with what else was read as filters.
func TestQueryWithoutAnInterpretation(t *testing.T) {
	a, err := newReadable(t).Search(t.Context(), Request{Q: "постановления Галича о дорогах за 2015–2016"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"постановления о дорогах", "Галича о дорогах", "о дорогах за 2015–2016"}
	for i, x := range a.Interpreted {
		if x.Query != want[i] {
			t.Errorf("without %s: %q, want %q", x.Text, x.Query, want[i])
		}
	}
}

// A cursor goes on with what its query was read as, and is refused when that is in the archive no more.
func TestCursorOfAReading(t *testing.T) {
	x := newArchive(t)
	for i := range 4 {
		x.add(t, fmt.Sprintf("g%d | О дорогах | Дороги. | city=galich", i))
		x.add(t, fmt.Sprintf("k%d | О дорогах | Дороги Галича. | city=kologriv", i))
	}
	s := x.service(t, Options{Mentioned: mentioned})
	r := Request{Q: "дороги Галича", Limit: 2}
	first, err := s.Search(t.Context(), r)
	if err != nil || first.Next == "" || told(first) != "city=galich" {
		t.Fatal(err, first.Next, told(first))
	}
	r.Cursor = first.Next
	second, err := s.Search(t.Context(), r)
	if err != nil || len(second.Hits) != 2 || told(second) != "city=galich" {
		t.Fatalf("%v %+v", err, second)
	}
	for i := range 4 {
		x.add(t, fmt.Sprintf("g%d | О дорогах | Дороги. | city=kologriv", i))
	}
	if _, err := s.Search(t.Context(), r); err == nil || !strings.Contains(err.Error(), "cursor") {
		t.Errorf("the place is in the archive no more: %v", err)
	}
}

func TestReadingDoesNotDependOnFilters(t *testing.T) {
	s := newReadable(t)
	find := func(r Request) *Answer {
		r.Q = "дороги Галича"
		a, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := find(Request{Raw: true}); told(a) != "" || a.Total < 5 {
		t.Errorf("raw: %d documents, %q", a.Total, told(a))
	}
	if a := find(Request{Filters: map[string]Choice{"kind": {Any: []string{"решение"}}}}); a.Total != 2 || told(a) == "" {
		t.Errorf("of a kind: %d documents, %q", a.Total, told(a))
	}
	// A value chosen beside the one that was read finds as many as its count says.
	a := find(Request{Facets: []string{"city"}, Filters: map[string]Choice{"city": {Any: []string{"dno"}}}})
	if a.Total != 6 || told(a) == "" {
		t.Errorf("with another town: %d documents, %q", a.Total, told(a))
	}
	for _, v := range a.Facets[0].Values {
		if v.Value == "dno" && v.Count != 2 {
			t.Errorf("the other town counts %d documents", v.Count)
		}
	}
	if a := find(Request{Sort: "-date", Limit: 1}); told(a) == "" {
		t.Error("by date the query is read otherwise")
	} else if b := find(Request{Sort: "-date", Limit: 3, Cursor: a.Next}); len(b.Hits) != 3 || told(b) == "" {
		t.Errorf("the second page: %v, %q", b.Hits, told(b))
	}
}

// Words do not widen filters that are limits: a place, a kind or a region is read within them, or is a word.
func TestReadWithin(t *testing.T) {
	s := newReadable(t)
	for _, c := range []struct {
		q, field, value string
		read            string
		finds           []string
	}{
		{"дороги Галича", "city", "dno", "", []string{"d1", "d2"}},
		{"дороги Галича", "city", "galich", "city=galich", []string{"g1", "g2", "g3", "g4"}},
		{"постановления о дорогах", "kind", "решение", "", []string{"g3", "g4", "k1", "o1"}},
		{"решения о дорогах", "city", "galich", "kind=решение", []string{"g3", "g4"}},
	} {
		r := Request{Q: c.q, Within: true, Facets: []string{c.field},
			Filters: map[string]Choice{c.field: {Any: []string{c.value}}}}
		a, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, h := range a.Hits {
			found = append(found, h.ID)
		}
		slices.Sort(found)
		if told(a) != c.read || !slices.Equal(found, c.finds) {
			t.Errorf("%s within %s: read as %q, found %q; want %q, %q", c.q, c.value, told(a), found, c.read, c.finds)
		}
	}
}

// A place is told of that the archive has nothing of, whatever else was read.
func TestAbsentPlaceBesideAKind(t *testing.T) {
	a, err := newReadable(t).Search(t.Context(), Request{Q: "решения о школах Тулы"})
	if err != nil {
		t.Fatal(err)
	}
	absent := strings.Contains(fmt.Sprint(a.Warnings), "place-absent")
	if told(a) != "kind=решение" || !absent {
		t.Errorf("%q, warnings %v", told(a), a.Warnings)
	}
}

// Documents of a place that name it stand higher; those of a region all do, whatever they are about.
func TestNamesOfPlacesRead(t *testing.T) {
	x := newArchive(t)
	for _, place := range []string{"city=galich", "region=Костромская_область"} {
		x.add(t, place+"-named | О дорогах | Дороги. Галич, Галич. Костромская область. | "+place)
		x.add(t, place+"-other | О дорогах | Дороги. | "+place)
	}
	s := x.service(t, Options{Mentioned: mentioned})
	for q, want := range map[string]string{"дороги Галича": "city=galich-named",
		"дороги Костромской области": "region=Костромская_область-other"} {
		a, err := s.Search(t.Context(), Request{Q: q})
		if err != nil || len(a.Hits) != 2 || a.Hits[0].ID != want {
			t.Errorf("%q: %+v, %v; want %s first", q, a.Hits, err, want)
		}
	}
}
