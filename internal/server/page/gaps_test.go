package page_test

import (
	"fmt"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// numberedActs are acts of one body of Кунгур: numbers of a year in the order of their days.
func numberedActs(year int, numbers ...string) (out []*archive.Document) {
	for i, n := range numbers {
		uri := fmt.Sprintf("acts/%d-%d.txt", year, i)
		d := &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
			Text: "Постановление", Original: archive.Original{SHA256: strings.Repeat("0", 64), Name: uri}}
		d.Facts = archive.Facts{Title: servertest.Value("О делах "+uri, "", 0, 0),
			Kind: servertest.Value("постановление", "", 0, 0), Number: servertest.Value(n, "", 0, 0),
			Date: archive.Date{Year: year, Month: 1 + i/28, Day: 1 + i%28},
			Issuer: archive.Issuer{Value: archive.Value{Text: "Администрация Кунгура"},
				ID: "kungurskiy-mo/administratsiya"},
			Region: servertest.Value("Пермский край", "", 0, 0),
			Places: []archive.Place{{ID: "kungurskiy-mo", Name: "Кунгурский муниципальный округ",
				Level: archive.LevelMunicipality}}}
		out = append(out, d)
	}
	return out
}

// A list of absent acts that is cut says so, and where the rest is.
func TestLongListOfGapsSaysThatItIsCut(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := numberedActs(2014, "1")
	for i := range 150 {
		docs[0].Facts.Cites = append(docs[0].Facts.Cites, archive.Citation{Kind: "постановление", Level: "municipal",
			Number: fmt.Sprint(1000 + i), Date: archive.Date{Year: 2013, Month: 5, Day: 6}})
	}
	f.Commit(archive.Batch{Source: "test", Put: docs})
	page := f.Page("/gaps")
	shown := strings.Count(page, ">Постановление от ")
	if shown == 0 || shown >= 150 || !strings.Contains(page, fmt.Sprintf("Показаны первые %d; все", shown)) {
		t.Errorf("of 150 acts %d are shown, and the page does not say that there are more", shown)
	}
}

// TestGaps holds that what the archive lacks is told by what it holds: acts cited, numbers in a run, and programmes
// without their text or reports; and that nothing is claimed of numbers that are in no order.
func TestGaps(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := append(numberedActs(2014, "1", "2", "3", "5", "8", "8-а", "33/2"),
		numberedActs(2015, "1", "2", "9", "4", "11", "3")...)
	docs[1].Facts.Cites = []archive.Citation{{Kind: "постановление", Number: "10", Level: "municipal",
		Date: archive.Date{Year: 2014, Month: 6, Day: 7}}, {Kind: "постановление", Number: "3", Level: "municipal",
		Date: docs[2].Facts.Date}, {Kind: "постановление", Number: "99", Level: "federal",
		Date: archive.Date{Year: 2014, Month: 6, Day: 7}}}
	docs[2].Facts.Cites = docs[1].Facts.Cites[:1]
	docs[0].Facts.Programs = []archive.Program{{ID: "parki", Name: "Развитие парков на 2014–2016 годы",
		Role: "approves", Level: "municipal"}}
	docs[10].Facts.Programs = []archive.Program{{ID: "parki", Name: "Развитие парков на 2014–2016 годы",
		Role: "reports", Level: "municipal"}}
	docs[10].Facts.Title.Text = "Отчёт о программе за 2014 год"
	for i, text := range []string{"1. Утвердить программу.\nПриложение\nПАСПОРТ\nпрограммы\nЦель: сады.",
		"1. Утвердить программу.\nРаздел 1. Паспорт муниципальной программы\nЦель: сады."} { // the act has it behind it
		docs[2+i].Text = "Постановление\n" + text
		docs[2+i].Facts.Programs = []archive.Program{{ID: fmt.Sprint("sady", i), Name: fmt.Sprint("Сады ", i),
			Role: "approves", Level: "municipal"}}
	}
	f.Commit(archive.Batch{Source: "test", Put: docs})

	got := servertest.JSON[api.Gaps](f, "/api/v1/gaps?municipality=kungurskiy-mo")
	if got.AbsentTotal != 1 || *got.Absent[0].Act.Number != "10" || got.Absent[0].Cited != 2 ||
		len(got.Absent[0].CitedBy) != 2 {
		t.Errorf("absent: %+v", got.Absent)
	}
	if town := servertest.JSON[api.Gaps](f, "/api/v1/gaps?city=kungur"); town.AbsentTotal != 1 || len(town.Runs) != 2 {
		t.Errorf("a town does not find by territory: %+v", town)
	}
	if len(got.Runs) != 2 || !got.Runs[0].Irregular || len(got.Runs[0].Ranges) != 0 {
		t.Fatalf("runs: %+v", got.Runs)
	}
	r := got.Runs[1]
	if r.Year != 2014 || r.To != 10 || r.Held != 5 || r.Absent != 5 || r.Other != 2 ||
		strings.Join(r.Ranges, ",") != "4,6–7,9–10" {
		t.Errorf("a run: %+v", r)
	}
	if len(got.Programs) != 1 || got.Programs[0].Passport || fmt.Sprint(got.Programs[0].Reports) != "[2015 2016]" {
		t.Errorf("programmes: %+v", got.Programs)
	}
	if other := servertest.JSON[api.Gaps](f, "/api/v1/gaps?municipality=myshkinskiy&year=2014"); other.AbsentTotal != 0 ||
		len(other.Runs) != 0 || len(other.Programs) != 0 {
		t.Errorf("of another place: %+v", other)
	}
	if year := servertest.JSON[api.Gaps](f, "/api/v1/gaps?year=2014&limit=1"); year.RunsTotal != 1 ||
		len(year.Programs) != 0 {
		t.Errorf("of a year: %+v", year)
	}
	csv := f.Get("/api/v1/gaps?municipality=kungurskiy-mo&format=csv")
	for _, want := range []string{"gap,issuer,kind,number,date,", ",постановление,10,2014-06-07,,,2,",
		`,постановление,1–10,2014,,"4, 6–7, 9–10",,`,
		"program,,,,,Развитие парков на 2014–2016 годы,\"passport, report 2015"} {
		if !strings.Contains(csv.Body.String(), want) {
			t.Errorf("the table lacks %s:\n%s", want, csv.Body)
		}
	}
	page := f.Page("/gaps?municipality=kungurskiy-mo")
	for _, want := range []string{"Полнота: Кунгурский муниципальный округ", "№\u00a010", "№ 1–10", "4, 6–7, 9–10",
		"пропуски не посчитать", "нет текста программы", "2015, 2016", "format=csv"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, address := range []string{"/search?municipality=kungurskiy-mo", "/m/kungurskiy-mo"} {
		if !strings.Contains(f.Page(address), `href="/gaps?municipality=kungurskiy-mo"`) {
			t.Errorf("%s leads to no report of gaps", address)
		}
	}
	for address, code := range map[string]int{"/gaps?year=abc": 400, "/gaps?city=nope": 404,
		"/gaps?municipality=nope": 404} {
		if got := f.Get(address).Code; got != code {
			t.Errorf("%s: %d, want %d", address, got, code)
		}
	}
	for address, want := range map[string]string{"/gaps?city=myshkin&city=kungur": "Полнота: Мышкин, Кунгур",
		"/gaps?year=1990": "Пропусков не видно."} {
		if !strings.Contains(f.Page(address), want) {
			t.Errorf("%s: no %q", address, want)
		}
	}
	if strings.Contains(f.Page("/search"), "/gaps") {
		t.Error("results of no place lead to a report of gaps")
	}
	f.Commit(archive.Batch{Source: "test", Put: numberedActs(2014, "4")}) // in the place of the first
	if r := servertest.JSON[api.Gaps](f, "/api/v1/gaps?year=2014").Runs[0]; r.Held != 5 || r.Ranges[0] != "1" {
		t.Errorf("what was remembered is told after a change: %+v", r)
	}
}
