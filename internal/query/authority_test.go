package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"

	"letopis/internal/text"
)

// units are the places of these tests: a district merged into an okrug, and two
// districts of one name.
type units struct{}

var unitNames = map[string]string{"dankovskiy": "Данковский район",
	"dankovskiy-okrug": "Данковский муниципальный округ", "lebedyanskiy": "Лебедянский район",
	"lipetskiy":          "Липецкий район",
	"sovetskiy-mariy-el": "Советский район", "sovetskiy-stavropolskiy": "Советский район", "uglich": "Углич"}

func (units) Named(field, name string) (out []string) {
	words := map[string][]string{"данковскому району": {"dankovskiy"}, "данковский район": {"dankovskiy"},
		"данковские": {"dankovskiy-okrug", "dankovskiy"},
		"липецкий":   {"lipetskiy"}, "советского": {"sovetskiy-mariy-el", "sovetskiy-stavropolskiy", "sovetskiy-nowhere"},
		"угличе": {"uglich"}}
	if (field == "city") == (text.Fold(name) == "угличе") {
		return words[text.Fold(name)]
	}
	return nil
}

func (units) Region(_, id string) string {
	return map[string]string{"sovetskiy-mariy-el": "Республика Марий Эл",
		"sovetskiy-stavropolskiy": "Ставропольский край"}[id]
}

func (units) Merger(id string) *Merger {
	switch id {
	case "dankovskiy":
		return &Merger{Into: []string{unitNames["dankovskiy-okrug"]}, Year: 2020}
	case "dankovskiy-okrug":
		return &Merger{From: []string{unitNames["dankovskiy"]}, Year: 2020}
	}
	return nil
}

func newUnits(t *testing.T) *Service {
	x := newArchive(t)
	for _, line := range []string{
		"old | Смета | Смета района. | municipality=dankovskiy-okrug territory=dankovskiy territory=dankovskiy-okrug " +
			"level=municipality event=2011-04-20 event=2011-04 event=2011",
		"new | Бюджет | Бюджет округа. | municipality=dankovskiy-okrug territory=dankovskiy territory=dankovskiy-okrug " +
			"level=municipality event=2012-05 event=2012",
		"other | Бюджет | Бюджет другого района. | municipality=lebedyanskiy territory=lebedyanskiy level=municipality",
		"mari | Бюджет | Бюджет. | municipality=sovetskiy-mariy-el territory=sovetskiy-mariy-el level=municipality",
		"stav | Бюджет | Бюджет. | municipality=sovetskiy-stavropolskiy territory=sovetskiy-stavropolskiy level=municipality",
		"town | Праздник | Праздник города. | city=uglich level=town",
		"dist | Праздник | Праздник района. | city=uglich level=municipality",
		"none | Праздник | Праздник. | ",
	} {
		x.add(t, line)
	}
	return x.service(t, Options{Authority: units{}, Label: func(_ context.Context, _, v string) (string, error) {
		return cmp.Or(unitNames[v], v), nil
	}})
}

func TestPlacesInQueries(t *testing.T) {
	s := newUnits(t)
	for _, c := range []struct {
		q      string
		filter map[string]Choice
		want   string // ids
		warns  string // codes
		says   string
	}{
		{"район:dankovskiy", nil, "new old", "merged",
			"С 2020 года вместо «Данковский район» — «Данковский муниципальный округ»"},
		{`район:"Данковскому району"`, nil, "new old", "merged", "найдены и документы преемника"},
		{"муниципалитет:dankovskiy-okrug", nil, "new old", "merged", "это и «Данковский район»"},
		{"район:Лебедянский", nil, "other", "", ""},
		{"-район:Лебедянский бюджет", nil, "mari new stav", "", ""},
		{"район:Советского", nil, "mari stav", "homonyms",
			"Советский район (Республика Марий Эл), Советский район (Ставропольский край)"},
		{"город:Угличе", nil, "dist town", "", ""},
		{"уровень:Район праздник", nil, "dist", "", ""},
		{"уровень:town", nil, "town", "", ""},
		{"событие:2011", nil, "old", "", ""},
		{"событие:2011-04-20", nil, "old", "", ""},
		{"event:2011-04-01..2012-05", nil, "new old", "", ""},
		{"событие:2012", map[string]Choice{"event": {Any: []string{"2012-05", "2011"}}}, "new", "", ""},
		{"событие:потом", nil, "", "unknown-value", "«потом» — не дата события: нужно ГГГГ"},
		{"событие:2012..2011", nil, "", "unknown-value",
			"Начало периода (2012) позже его конца (2011). Прочитано как текст."},
		{"район:Данковские", nil, "new old", "merged", "это и «Данковский район»"},
		{"район:Липецкий", nil, "", "unknown-value",
			"Документов муниципального образования «Липецкий район» в архиве нет. Прочитано как текст."},
		{"", map[string]Choice{"municipality": {Any: []string{"dankovskiy", "lebedyanskiy"}}}, "new old other", "merged", ""},
		{"бюджет", map[string]Choice{"municipality": {None: []string{"dankovskiy"}}}, "mari other stav", "", ""},
		{"", map[string]Choice{"municipality": {Any: []string{"Советского"}}}, "", "no-such-value",
			"municipality=sovetskiy-mariy-el (Советский район (Республика Марий Эл)); " +
				"municipality=sovetskiy-stavropolskiy"},
		{"", map[string]Choice{"municipality": {Any: []string{"Лебедянский район"}}}, "", "no-such-value",
			"municipality=lebedyanskiy"},
	} {
		a, err := s.Search(t.Context(), Request{Q: c.q, Filters: c.filter, Strict: true})
		if err != nil {
			t.Fatalf("%s: %v", c.q, err)
		}
		var ids, codes []string
		said := ""
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		for _, w := range a.Warnings {
			codes, said = append(codes, w.Code), said+w.RU
		}
		slices.Sort(ids)
		if strings.Join(ids, " ") != c.want || strings.Join(codes, " ") != c.warns || !strings.Contains(said, c.says) {
			t.Errorf("%s %v: %v, %v %s", c.q, c.filter, ids, codes, said)
		}
	}
}

func TestFacetOfMunicipalities(t *testing.T) {
	s := newUnits(t)
	a, err := s.Search(t.Context(), Request{Facets: []string{"municipality"},
		Filters: map[string]Choice{"municipality": {Any: []string{"dankovskiy"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range a.Facets[0].Values {
		if v.Value == "dankovskiy" {
			t.Error("a municipality that is no more has a count of its own")
		}
	}
}

func TestLevelsOfATown(t *testing.T) {
	s := newUnits(t)
	town := map[string]Choice{"city": {Any: []string{"uglich"}}, "level": {Any: []string{"town"}}}
	for _, facets := range [][]string{{"city", "kind"}, {"level", "city"}} {
		a, err := s.Search(t.Context(), Request{Facets: facets, Filters: town})
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != 1 || len(a.Facets) != 2 || a.Levels == nil || len(a.Levels.Values) != 2 {
			t.Errorf("%v: %d documents, %+v, levels %+v", facets, a.Total, a.Facets, a.Levels)
		}
	}
	for name, r := range map[string]Request{"not counted": {Facets: []string{"kind"}, Filters: town},
		"two towns": {Facets: []string{"city"},
			Filters: map[string]Choice{"city": {Any: []string{"uglich", "kungur"}}}}, "none": {Facets: []string{"city"}}} {
		if a, err := s.Search(t.Context(), r); err != nil || a.Levels != nil || len(a.Facets) != 1 {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}
