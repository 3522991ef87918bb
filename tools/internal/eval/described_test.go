package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
	"letopis/tools/internal/eval"
)

func judge(t *testing.T) *eval.Judge {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	j, err := eval.NewJudge(g)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// counted are the counts of a field as found/right/labelled.
func counted(scores []*eval.FieldScore, field string) string {
	for _, s := range scores {
		if s.Field == field {
			return fmt.Sprintf("%d/%d/%d", s.Found, s.Hit, s.Gold)
		}
	}
	return ""
}

// TestDescribedFields compares one document with one label, field by field.
func TestDescribedFields(t *testing.T) {
	date := func(y, m, d int) archive.Date { return archive.Date{Year: y, Month: m, Day: d} }
	body := func(s string) archive.Facts {
		return archive.Facts{Issuer: archive.Issuer{Value: archive.Value{Text: s}}}
	}
	duma := func(name string) archive.Facts { // of Култук
		return archive.Facts{Issuer: archive.Issuer{Value: archive.Value{Text: name}, ID: "slyudyanskiy.kultukskoe/duma"},
			Places: []archive.Place{
				{ID: "slyudyanskiy", Level: archive.LevelMunicipality}, {ID: "slyudyanskiy.kultukskoe",
					Level: archive.LevelSettlement}}}
	}
	place := func(level, name string) archive.Place {
		return archive.Place{ID: gazetteer.Slug(name), Level: level, Name: name}
	}
	unit := func(id, name string) archive.Facts {
		return archive.Facts{Region: archive.Value{Text: "Тверская область"},
			Places: []archive.Place{{ID: id, Level: archive.LevelMunicipality, Name: name}}}
	}
	uglich := archive.Facts{Region: archive.Value{Text: "Ярославская область",
		Evidence: archive.Evidence{Rule: archive.RuleDerived}}, Places: []archive.Place{
		place(archive.LevelRegion, "Ярославская область"), {ID: "uglichskiy", Level: archive.LevelMunicipality,
			Name: "Угличский муниципальный округ", Type: "муниципальный округ"}}}
	programme := func(role, name string) archive.Facts {
		return archive.Facts{Programs: []archive.Program{{Name: name, Role: role}}}
	}
	for _, x := range []struct {
		name, label string
		facts       archive.Facts
		field, want string // found/right/labelled
	}{
		{"an announcement is a notice", `"kind":"объявление"`,
			archive.Facts{Kind: archive.Value{Text: "извещение"}}, "kind", "1/1/1"},
		{"a title in a longer one", `"title":"Паром до Славянки"`,
			archive.Facts{Title: archive.Value{Text: "Паром до Славянки: тариф"}}, "title", "1/1/1"},
		{"page furniture is no title", `"title":"Паром"`,
			archive.Facts{Title: archive.Value{Text: "Новости администрации: Паром"}}, "title", "1/0/1"},
		{"the number is a field of its own", `"title":"Протокол № 3 публичных слушаний"`,
			archive.Facts{Title: archive.Value{Text: "Протокол публичных слушаний"}}, "title", "1/1/1"},
		{"a month is no day", `"date":"2016-12-21"`, archive.Facts{Date: date(2016, 12, 0)}, "date", "1/0/1"},

		{"one day", `"events":[{"from":"2011-04-20"}]`,
			archive.Facts{Events: []archive.Event{{From: date(2011, 4, 20)}}}, "events", "1/1/1"},
		{"a span", `"events":[{"from":"2011-04-20","to":"2011-04-21"}]`,
			archive.Facts{Events: []archive.Event{{From: date(2011, 4, 20), To: date(2011, 4, 21)}}}, "events", "1/1/1"},
		{"the last day is missed", `"events":[{"from":"2011-04-20","to":"2011-04-21"}]`,
			archive.Facts{Events: []archive.Event{{From: date(2011, 4, 20)}}}, "events", "1/0/1"},
		{"the first day alone", `"events":[{"from":"2011-04-20","to":"2011-04-21"}]`,
			archive.Facts{Events: []archive.Event{{From: date(2011, 4, 20)}}}, "event starts", "1/1/1"},
		{"where it is", `"event_towns":["Углич"]`,
			archive.Facts{Events: []archive.Event{{From: date(2011, 4, 20), City: "uglich"}}}, "event towns", "1/1/1"},

		{"the body by an adjective", `"issuer":"Администрация МР «Сыктывдинский»"`,
			body("администрация Сыктывдинского муниципального района"), "issuer", "1/1/1"},
		{"with the region's tail", `"issuer":"Администрация Шегарского района"`,
			body("Администрация Шегарского района Томской области"), "issuer", "1/1/1"},
		{"with the district's tail", `"issuer":"Совет города Елабуга"`,
			body("Совет города Елабуга Елабужского муниципального района"), "issuer", "1/1/1"},
		{"told from a namesake", `"issuer":"Администрация Александровского района"`,
			body("Администрация Александровского района (Томская область)"), "issuer", "1/1/1"},
		{"a town's settlement", `"issuer":"Дума муниципального образования городское поселение город Боровск"`,
			body("Дума городского поселения Боровск"), "issuer", "1/1/1"},
		{"education is not the municipality's", `"issuer":"Управление образования Угличского муниципального района"`,
			body("Управление культуры Угличского района"), "issuer", "1/0/1"},
		{"of a settlement, with its district", `"issuer":"Администрация МО Денятинское Меленковского района"`,
			body("Администрация муниципального образования Денятинское"), "issuer", "1/1/1"},
		{"a town and a district", `"issuer":"Администрация города Людиново"`,
			body("Администрация города Людиново и Людиновского района"), "issuer", "1/0/1"},
		{"the region's own body", `"issuer":"Администрация Томской области"`, body("Администрация"), "issuer", "1/0/1"},
		{"a settlement by another name of it", `"settlement":"Култукское городское поселение",` +
			`"issuer":"Дума Култукского городского поселения"`,
			duma("Дума Култукского муниципального образования"), "issuer", "1/1/1"},
		{"of no place that the label tells", `"settlement":"Култукское городское поселение","issuer":"Дума"`,
			duma("Дума Култукского муниципального образования"), "issuer", "1/0/1"},
		{"another body", `"issuer":"Дума Угличского муниципального округа"`,
			body("Администрация Угличского муниципального округа"), "issuer", "1/0/1"},
		{"another municipality", `"issuer":"Администрация города Углича"`,
			body("Администрация Угличского района"), "issuer", "1/0/1"},

		{"a later name of the district",
			`"region":"Ярославская область","municipality":"Угличский муниципальный район"`,
			uglich, "municipality", "1/1/1"},
		{"another district", `"region":"Ярославская область","municipality":"Мышкинский муниципальный район"`,
			uglich, "municipality", "1/0/1"},
		{"a namesake", `"region":"Тверская область","municipality":"Угличский муниципальный район"`,
			uglich, "municipality", "1/0/1"},
		{"what a district was merged into",
			`"region":"Тверская область","municipality":"Ржевский муниципальный район","oktmo":"28648000"`,

			unit("rzhevskiy-okrug", "Ржевский муниципальный округ"), "municipality", "1/1/1"},
		{"the district before the merger", `"region":"Тверская область","municipality":"Ржевский муниципальный округ"`,
			unit("rzhevskiy-rayon", "Ржевский муниципальный район"), "municipality", "1/1/1"},
		{"the town that was merged, too",
			`"region":"Тверская область","municipality":"Ржевский муниципальный район","oktmo":"28648000"`,

			unit("rzhev-mo", "городской округ город Ржев"), "municipality", "1/0/1"},
		{"a part of another name", `"region":"Тверская область","municipality":"Ржевский муниципальный округ"`,
			unit("rzhev-mo", "городской округ город Ржев"), "municipality", "1/0/1"},
		{"beyond the text", `"municipality":"Угличский муниципальный район","municipality_from_text":false`,
			archive.Facts{}, "municipality", ""},
		{"made up", `"municipality":null,"municipality_from_text":false`, uglich, "municipality", "1/0/0"},
		{"a derived region", `"region":"Ярославская область","region_named":false`, uglich, "region derived", "1/1/1"},
		{"a region that is not the document's", `"region":null`, uglich, "region derived", "1/0/0"},
		{"the settlement without its kind", `"settlement":"Городское поселение город Нерехта"`,
			archive.Facts{Places: []archive.Place{place(archive.LevelSettlement,
				"городское поселение Нерехта")}}, "settlement", "1/1/1"},

		{"a programme in quotes with its kind", `"programs":[{"name":"Развитие культуры округа","role":"reports"}]`,
			programme("reports", "Программа «Развитие культуры округа»"), "programmes, own", "1/1/1"},
		{"in another role", `"programs":[{"name":"Развитие культуры","role":"reports"}]`,
			programme("amends", "Развитие культуры"), "programme roles", "1/0/1"},
		{"mentions are not its own", `"programs":[{"name":"Развитие культуры","role":"reports"}]`,
			programme("mentions", "Развитие культуры"), "programmes, own", "0/0/1"},
		{"another right answer", `"date":"2011-04-20","alt":{"date":["2011-04-22"]}`,
			archive.Facts{Date: date(2011, 4, 22)}, "date", "1/1/1"},
		{"none is right, too", `"number":"7","alt":{"number":[null]}`, archive.Facts{}, "number", "0/0/0"},
		{"none is right, too, but what was found is not", `"number":"7","alt":{"number":[null]}`,
			archive.Facts{Number: archive.Value{Text: "9"}}, "number", "1/0/1"},
		{"a shorter list does not excuse what is wrong", `"towns":["Мышкин"],"alt":{"towns":[[]]}`,
			archive.Facts{Cities: []archive.City{{ID: "uglich", Name: "Углич", Role: archive.RoleIssuer}}}, "towns", "1/0/1"},
		{"a shorter list is right, too", `"towns":["Углич","Мышкин"],"alt":{"towns":[["Углич"]]}`,
			archive.Facts{Cities: []archive.City{{ID: "uglich", Name: "Углич", Role: archive.RoleIssuer}}}, "towns", "1/1/1"},
		{"neither is right", `"kind":"отчёт","alt":{"kind":["доклад"]}`,
			archive.Facts{Kind: archive.Value{Text: "новость"}}, "kind", "1/0/1"},
		{"laws once, codes by name", `"cites":["131-ФЗ","Земельный кодекс"]`, archive.Facts{Cites: []archive.Citation{
			{Kind: "федеральный закон", Number: "131-ФЗ", Level: "federal"}, {Kind: "федеральный закон", Number: "131-ФЗ",
				Level: "federal"},
			{Kind: "кодекс", Name: "Земельный кодекс Российской Федерации", Level: "federal"}}}, "cites", "2/2/2"},
	} {
		labels, err := eval.ReadDescribed(strings.NewReader(`{"file":"a.txt",` + x.label + `}`))
		if err != nil {
			t.Fatal(err)
		}
		j := judge(t)
		j.File(&labels[0], []*archive.Document{{Facts: x.facts}})
		if got := counted(j.Scores(), x.field); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// TestPostsFindTheirDocuments pairs by title, whatever the order.
func TestPostsFindTheirDocuments(t *testing.T) {
	labels, err := eval.ReadDescribed(strings.NewReader(`{"file":"a.txt","posts":[` +
		`{"title":"О ремонте моста","number":"1"},` +
		`{"title":"О паводке","number":"2"},` +
		`{"title":"О школах","number":"3"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	doc := func(title, number string) *archive.Document {
		return &archive.Document{Facts: archive.Facts{Title: archive.Value{Text: title}, Number: archive.Value{Text: number}}}
	}
	for _, x := range []struct {
		name      string
		docs      []*archive.Document
		documents string
		numbers   string
	}{
		{"all", []*archive.Document{doc("О школах", "3"), doc("О паводке", "2"), doc("О ремонте моста", "1")}, "3/3/3",
			"3/3/3"},
		{"one is missing", []*archive.Document{doc("О школах", "3"), doc("О паводке", "2")}, "2/2/3", "2/2/3"},
		{"one too many", []*archive.Document{doc("Меню", ""), doc("О школах", "3"), doc("О паводке", "2"),
			doc("О ремонте моста", "1")}, "4/3/3", "3/3/3"},
	} {
		j := judge(t)
		j.File(&labels[0], x.docs)
		if got := counted(j.Scores(), "documents"); got != x.documents {
			t.Errorf("%s: documents %s, want %s", x.name, got, x.documents)
		}
		if got := counted(j.Scores(), "number"); got != x.numbers {
			t.Errorf("%s: numbers %s, want %s", x.name, got, x.numbers)
		}
	}
}

func TestActsByLevel(t *testing.T) {
	labels, err := eval.ReadDescribed(strings.NewReader(`{"file":"a.txt","level":"district"}` + "\n" +
		`{"file":"b.txt","level":"regional"}`))
	if err != nil {
		t.Fatal(err)
	}
	j := judge(t)
	j.Act(&labels[0], &archive.Document{Facts: archive.Facts{Places: []archive.Place{{ID: "x",
		Level: archive.LevelMunicipality, Type: "муниципальный район"}}}})
	j.Act(&labels[1], nil)
	if got := counted(j.Scores(), "level"); got != "1/1/1" {
		t.Errorf("level %s", got)
	}
	if got := counted(j.Scores(), "documents"); got != "1/1/2" {
		t.Errorf("documents %s", got)
	}
	var b strings.Builder
	j.PrintLevels(&b)
	if lines := strings.Split(b.String(), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[1], "district") {
		t.Errorf("%s", b.String())
	}
}

func TestDescribedNamesTheBrokenLine(t *testing.T) {
	for _, broken := range []string{"{\n", `{"kind":"закон"}`} {
		if _, err := eval.ReadDescribed(strings.NewReader(`{"file":"a"}` + "\n" + broken)); err == nil ||
			!strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", broken, err)
		}
	}
}
