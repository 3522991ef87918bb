package feed_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

// duties is an act that wants things done.
const duties = "АДМИНИСТРАЦИЯ ПОСТАНОВЛЯЕТ:\n1. Отделу образования до 1 марта 2015 года провести учёт детей.\n" +
	"2. Комиссии до 15 декабря составить акт; запятые, и точки с запятой.\n" +
	"3. Отделу экономики:\n3.1. ежегодно до 1 февраля года, следующего за отчётным, представлять доклад.\n" +
	"4. Комиссии до 1 июля 2019 года обновить списки.\n" +
	"5. Контроль за исполнением постановления возложить на заместителя главы Орлову М.А."

// act is a document of an act of the Myshkin district.
func act(uri, number, text string, date archive.Date, effects ...archive.Effect) *archive.Document {
	return &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: text,
		Original: archive.Original{Name: uri, SHA256: servertest.SHA256(uri), MediaType: "text/plain"},
		Facts: archive.Facts{Title: archive.Value{Text: "Об учёте"}, Kind: archive.Value{Text: "постановление"},
			Number: archive.Value{Text: number}, Date: date, Effects: effects,
			Issuer: archive.Issuer{Value: archive.Value{Text: "Администрация района"}, ID: "myshkinskiy/administratsiya"},
			Places: []archive.Place{{ID: "myshkinskiy", Name: "Мышкинский район", Level: archive.LevelMunicipality}}}}
}

// The calendar of a search has what its acts want done by when, up to the end of each act, once for all its copies.
func TestCalendar(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	day := archive.Date{Year: 2014, Month: 11, Day: 3}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act("duties.txt", "501", duties, day),
		act("copy.txt", "501", duties, day)}})
	address := "/search.ics?municipality=myshkinskiy&lang=ru"
	read := func() *ics.Calendar {
		t.Helper()
		w := f.Get(address)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
			t.Fatalf("%d %s", w.Code, problem.Truncate(w.Body.String(), 300))
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(w.Body.String(), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.Contains(line, "\n") || line == "" {
				t.Errorf("a line of %d bytes: %q", len(line), line)
			}
		}
		cal, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		return cal
	}
	said := func(cal *ics.Calendar) (out []string) {
		for _, e := range cal.Events() {
			parts := []string{}
			for _, p := range []ics.ComponentProperty{ics.ComponentPropertyDtStart, ics.ComponentPropertyRrule,
				ics.ComponentPropertyContact} {
				if v := e.GetProperty(p); v != nil {
					parts = append(parts, v.Value)
				}
			}
			out = append(out, strings.Join(parts, " "))
		}
		slices.Sort(out)
		return out
	}
	cal := read()
	want := []string{"20141215 Комиссии", "20150301 Отделу образования",
		"20150201 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1 Отделу экономики", "20190701 Комиссии"}
	slices.Sort(want)
	if got := said(cal); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	ids := map[string]bool{}
	for _, e := range cal.Events() {
		ids[e.Id()] = true
		told := e.GetProperty(ics.ComponentPropertyDescription).Value
		if !strings.Contains(told, "Контроль: заместителя главы Орлову М.А.") || !strings.Contains(told, "Об учёте, п.") {
			t.Errorf("a deadline is told as %q", told)
		}
		u, err := url.Parse(e.GetProperty(ics.ComponentPropertyUrl).Value)
		if err != nil || !strings.HasPrefix(u.Path, "/d/") || !strings.HasPrefix(u.Fragment, "п-") ||
			f.Get(u.RequestURI()).Code != 200 {
			t.Errorf("%v leads nowhere: %v", u, err)
		}
	}
	if len(ids) != len(want) {
		t.Errorf("%d names of %d deadlines", len(ids), len(want))
	}
	// The act is repealed: what was to be done later is no more, what comes again ends.
	repeal := archive.Effect{What: archive.EffectRepeals, Act: archive.Citation{Kind: "постановление", Number: "501",
		Date: day, Level: "municipal"}}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act("repeal.txt", "9", "Признать утратившим силу.",
		archive.Date{Year: 2017, Month: 6, Day: 1}, repeal)}})
	want = []string{"20141215 Комиссии", "20150301 Отделу образования",
		"20150201 FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1;UNTIL=20181231 Отделу экономики"}
	slices.Sort(want)
	cal = read()
	if got := said(cal); !slices.Equal(got, want) {
		t.Errorf("of an act that was repealed: %q", got)
	}
	for _, e := range cal.Events() {
		if start, err := e.GetAllDayStartAt(); !ids[e.Id()] || err != nil || start.Hour() != 0 || start.Before(time.Time{}) {
			t.Errorf("%s is another deadline now: %v", e.Id(), err)
		}
	}
	if cal = read(); len(cal.Events()) != len(want) {
		t.Errorf("asked again: %d", len(cal.Events()))
	}
	address = "/search.ics?kind=" + url.QueryEscape("новость")
	if cal = read(); len(cal.Events()) != 0 {
		t.Errorf("of news: %d", len(cal.Events()))
	}
	if w := f.Get("/search.ics?citty=x"); w.Code != 400 {
		t.Errorf("a wrong parameter: %d", w.Code)
	}
}

// Annexes of acts are in the calendar, whatever their kind is called; notices, letters and news are not, though they
// are of the place and have the same words.
func TestCalendarHasAnnexes(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	day := archive.Date{Year: 2014, Month: 11, Day: 3}
	put := func(uri, kind, text string) *archive.Document {
		d := act(uri, uri, text, day)
		d.Facts.Kind.Text = kind
		return d
	}
	annex := put("annex.txt", "иное", "1. Сектору до 1 мая 2015 года обойти дома.")
	annex.Facts.Number.Evidence.Rule = archive.RuleStamp
	forecast := put("forecast.txt", "прогноз", "1. Сектору до 2 мая 2015 года обойти дома.")
	forecast.Facts.Number.Evidence.Rule = archive.RuleStamp
	batch := archive.Batch{Source: "test", Put: []*archive.Document{annex, forecast,
		put("minutes.txt", "протокол", "1. Сектору до 3 мая 2015 года обойти дома.")}}
	for _, kind := range archive.KindsWithoutDuties {
		batch.Put = append(batch.Put, put(kind, kind, "1. Сектору до 9 мая 2015 года обойти дома."))
	}
	f.Commit(batch)
	for query, want := range map[string]string{"": "20150501 20150502 20150503", "&kind=иное": "20150501",
		"&kind=письмо": "", "&kind.not=иное": "20150502 20150503"} {
		w := f.Get("/search.ics?municipality=myshkinskiy" + query)
		cal, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, e := range cal.Events() {
			days = append(days, e.GetProperty(ics.ComponentPropertyDtStart).Value)
		}
		slices.Sort(days)
		if got := strings.Join(days, " "); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

// A calendar reads no more texts than is said, the newest, and says that there are more.
func TestCalendarIsBounded(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	rest := strings.Repeat("Ничего не поручено. ", 1<<20/36)
	var batch archive.Batch
	batch.Source = "test"
	for i := range 9 { // a megabyte each
		batch.Put = append(batch.Put, act(fmt.Sprint("long", i), fmt.Sprint(i),
			fmt.Sprintf("1. Отделу до %d марта 2016 года провести учёт.\n", i+1)+rest,
			archive.Date{Year: 2015, Month: 1, Day: i + 1}))
	}
	f.Commit(batch)
	w := f.Get("/search.ics?issuer=myshkinskiy%2Fadministratsiya&lang=ru")
	cal, err := ics.ParseCalendar(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]bool{}
	for _, e := range cal.Events() {
		days[e.GetProperty(ics.ComponentPropertyDtStart).Value] = true
	}
	if len(days) == 0 || len(days) > 8 || !days["20160309"] || days["20160301"] {
		t.Errorf("of 9 MB: %v", days)
	}
	said := ""
	for _, p := range cal.CalendarProperties {
		said += p.Value
	}
	if !strings.Contains(said, fmt.Sprintf("Прочитано документов, самых новых: %d", len(days))) {
		t.Errorf("what was left out is told as %q", said)
	}
}

// Document and page tell the same deadlines, each with its place.
func TestDeadlinesOfADocument(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{act("duties.txt", "501", duties,
		archive.Date{Year: 2014, Month: 11, Day: 3})}})
	id := servertest.ID("duties.txt")
	if d := servertest.JSON[api.Document](f, "/api/v1/documents/"+id); d.Deadlines != nil {
		t.Errorf("nobody asked for %+v", d.Deadlines)
	}
	d := servertest.JSON[api.Document](f, "/api/v1/documents/"+id+"?deadlines=true")
	list := *d.Deadlines
	if len(list) != 5 {
		t.Fatalf("%+v", list)
	}
	text := []rune(d.Text)
	for _, x := range list {
		if got := string(text[x.Offset : x.Offset+x.Length]); got != x.Words {
			t.Errorf("%q stands where %q should", got, x.Words)
		}
	}
	if x := list[2]; x.Clause == nil || x.Clause.Anchor != "п-3.1" || x.Kind != api.DeadlineYearly ||
		!strings.HasPrefix(x.URL, "https://archive.example/d/"+id+"?clause=") {
		t.Errorf("%+v", x)
	}
	page := f.Page("/d/" + id)
	for _, want := range []string{"Сроки и контроль", "До 1 марта 2015 года", "?at=", "день вычислен",
		"заместителя главы Орлову М.А.", "/search.ics?municipality=myshkinskiy"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not tell %q", want)
		}
	}
	if strings.Contains(f.Page("/d/"+servertest.ID("news/kungur.html#post-1")), "Сроки и контроль") {
		t.Error("news set deadlines")
	}
}
