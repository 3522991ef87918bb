package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/tools/internal/eval"
)

// TestFacetsByTheGuidelines compares one document with one label, rule by rule.
func TestFacetsByTheGuidelines(t *testing.T) {
	const uglich, myshkin = `{"name":"Углич","oktmo":"78646101001"}`, `{"name":"Мышкин","oktmo":"78621101001"}`
	town := func(oktmo, name, role, rule string, at int) archive.City {
		return archive.City{OKTMO: oktmo, Name: name, Role: role,
			Evidence: archive.Evidence{Rule: rule, Start: at, End: at + 5}}
	}
	date := func(y, m, d int) archive.Date { return archive.Date{Year: y, Month: m, Day: d} }
	for _, x := range []struct {
		name, label string
		facts       archive.Facts
		field       string
		want        string // found/right/labelled
	}{
		{"equal", `"kind":"программа"`, archive.Facts{Kind: archive.Value{Text: "программа"}}, "kind", "1/1/1"},
		{"case and ё do not count", `"kind":"отчет"`, archive.Facts{Kind: archive.Value{Text: "Отчёт"}}, "kind", "1/1/1"},
		{"wrong", `"kind":"программа"`, archive.Facts{Kind: archive.Value{Text: "иное"}}, "kind", "1/0/1"},
		{"missing", `"number":"5-п"`, archive.Facts{}, "number", "0/0/1"},
		{"marks do not count", `"number":"5-п"`, archive.Facts{Number: archive.Value{Text: "5 - П"}}, "number", "1/1/1"},
		{"made up", `"number":null`, archive.Facts{Number: archive.Value{Text: "5"}}, "number", "1/0/0"},
		{"date", `"date":"2017-02-17"`, archive.Facts{Date: date(2017, 2, 17)}, "date", "1/1/1"},
		{"another date", `"date":"2017-02-17"`, archive.Facts{Date: date(2017, 2, 0)}, "date", "1/0/1"},
		{"an alternative", `"date":null,"date_alt":["2018-10-18","2018"]`, archive.Facts{Date: date(2018, 0, 0)}, "date",
			"1/1/1"},
		{"no date where an alternative may be", `"date":null,"date_alt":["2018"]`, archive.Facts{}, "date", "0/0/0"},
		{"none is accepted too", `"date":"2016","date_alt":[null]`, archive.Facts{}, "date", "0/0/0"},
		{"the town", `"cities":[` + uglich + `]`, archive.Facts{Cities: []archive.City{town("78646101001", "Углич",
			"issuer", "place-line", 3)}}, "cities", "1/1/1"},
		{"a town that may be", `"cities_optional":[` + uglich + `]`,
			archive.Facts{Cities: []archive.City{town("78646101001", "Углич", "about", "title", 3)}}, "cities", "0/0/0"},
		{"only mentioned", `"cities":[` + uglich + `]`, archive.Facts{Cities: []archive.City{town("78646101001", "Углич",
			"mentioned", "mention", 3)}}, "cities", "0/0/1"},
		{"mentions count all roles", `"cities_mentioned":[` + uglich + `,` + myshkin + `]`,
			archive.Facts{Cities: []archive.City{town("78646101001", "Углич", "issuer", "place-line", 3),
				town("78621101001", "Мышкин", "mentioned", "mention", 50)}}, "cities mentioned", "2/2/2"},
		{"by an adjective is no mention", `"cities_mentioned":[]`,
			archive.Facts{Cities: []archive.City{town("78646101001", "Углич", "about", "okrug-adjective",
				3)}}, "cities mentioned", "0/0/0"},
		{"beyond what was labelled", `"cities_mentioned":[]`,
			archive.Facts{Cities: []archive.City{town("78646101001", "Углич", "mentioned", "mention",
				500)}}, "cities mentioned", "0/0/0"},
		{"inferred region", `"region":null,"region_inferred":"Республика Коми"`,
			archive.Facts{Region: archive.Value{Text: "Республика Коми"}}, "region", ""},
		{"region not told", `"region":null`, archive.Facts{Region: archive.Value{Text: "Республика Коми"}}, "region",
			"1/0/0"},
		{"programme", `"program":"Чистая вода"`, archive.Facts{Programs: []archive.Program{{Name: "ЧИСТАЯ ВОДА",
			Role: "passport"}}}, "program", "1/1/1"},
		{"programme with its tail", `"program":"Чистая вода","program_tail":"на 2017 год"`,
			archive.Facts{Programs: []archive.Program{{Name: "Чистая вода на 2017 год", Role: "amends"}}}, "program", "1/1/1"},
		{"two programmes", `"program":"Чистая вода"`, archive.Facts{Programs: []archive.Program{{Name: "Чистая вода",
			Role: "amends"}, {Name: "Культура", Role: "repeals"}}}, "program", "2/1/1"},
		{"mentions are not the programme", `"program":null,"programs_mentioned":["Культура"]`,
			archive.Facts{Programs: []archive.Program{{Name: "Культура", Role: "mentions"}}}, "program", "0/0/0"},
		{"citation", `"cites":[{"kind":"федеральный закон","number":"131-ФЗ","date":"2003-10-06"}]`,
			archive.Facts{Cites: []archive.Citation{{Kind: "федеральный закон", Number: "131-ФЗ", Date: date(2003, 10, 6),
				Level: "federal"}}}, "federal acts cited", "1/1/1"},
		{"citation without its date", `"cites":[{"kind":"федеральный закон","number":"131-ФЗ","date":"2003-10-06"}]`,
			archive.Facts{Cites: []archive.Citation{{Kind: "федеральный закон", Number: "131-ФЗ",
				Level: "federal"}}}, "federal acts cited", "1/0/1"},
		{"municipal acts are not counted", `"cites":[]`, archive.Facts{Cites: []archive.Citation{{Kind: "постановление",
			Number: "5", Level: "municipal"}}}, "federal acts cited", "0/0/0"},
		{"codes by either name", `"cites":[{"kind":"кодекс","name":"Лесной кодекс РФ"}]`,
			archive.Facts{Cites: []archive.Citation{{Kind: "кодекс", Name: "Лесной кодекс Российской Федерации",
				Level: "federal"}}}, "federal acts cited", "1/1/1"},
	} {
		labels, err := eval.ReadLabels(strings.NewReader(`{"file":"a.txt",` + x.label + `}`))
		if err != nil {
			t.Fatal(err)
		}
		scores := eval.Facets(labels, func(string) (*archive.Document, int) { return &archive.Document{Facts: x.facts}, 100 })
		got := ""
		for _, s := range scores {
			if s.Field == x.field {
				got = fmt.Sprintf("%d/%d/%d", s.Found, s.Hit, s.Gold)
			}
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

func TestADocumentThatIsNotThereIsAMiss(t *testing.T) {
	scores := eval.Facets([]eval.Label{{File: "a.txt", Kind: "закон"}},
		func(string) (*archive.Document, int) { return nil, 0 })
	if len(scores) != 1 || scores[0].Recall() != 0 || len(scores[0].Misses) != 1 {
		t.Errorf("scores %+v", scores)
	}
	if _, err := eval.ReadLabels(strings.NewReader("{\n")); err == nil {
		t.Error("a broken line is accepted")
	}
}
