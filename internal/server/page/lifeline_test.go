package page_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// editions are an invented programme: the resolution that approves it, which tells of an amendment that is not held,
// and one that sets it out anew with other sums.
func editions() []*archive.Document {
	docs := lives()[:2]
	texts := []string{"Объём финансирования программы составляет 300,0 тыс. рублей, в том числе: " +
		"2015 год – 100,0 тыс. рублей; 2016 год – 200,0 тыс. рублей.",
		"«Общий объём финансирования – 2,5 млн. рублей, в том числе: 2015 год – 100,0 тыс. рублей; " +
			"2016 год – 1 400 000 рублей»"}
	for i, d := range docs {
		d.Text = texts[i]
		d.Facts.Programs = []archive.Program{{ID: "pristan", Name: "Пристань", Role: []string{"approves", "amends"}[i]}}
	}
	docs[1].Facts.Effects[0].What = archive.EffectRestates
	docs[1].Facts.Effects[0].Evidence = archive.Evidence{Rule: "restate", Start: 2, End: 14}
	date, _ := archive.ParseDate("2014-12-30")
	docs[0].Facts.Effects = []archive.Effect{{What: archive.EffectAmends,
		By: archive.Citation{Kind: "постановление", Number: "1711", Date: date, Level: "municipal"}}}
	return docs
}

// TestLifeLine holds the life of an act and of a programme: what is held and what is not, when, what it did and where
// it says so, ticks for comparison, and the sums of each wording with their places.
func TestLifeLine(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := editions()
	f.Commit(archive.Batch{Source: "test", Put: docs})
	first, second := docs[0].ID, docs[1].ID
	for _, address := range []string{"/d/" + first + "/life", "/p/pristan/life"} {
		page := f.Page(address)
		for _, want := range []string{`class="hole"`, "№\u00a01711", "в архиве нет", "излагает заново",
			"действует с изменениями",
			`name="d" value="` + first + `"`, `name="d" value="` + second + `"`, `action="/compare"`, "/d/" + second + "#e2",
			"в архиве нет:\u00a01", ">1\u00a0400,0<", ">2\u00a0500,0<", "<svg", "<desc", "/life.csv",
			"годы не сходятся с тем, что названо на все годы (1\u00a0000,0 тыс. руб.)"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", address, want)
			}
		}
		if before, after, _ := strings.Cut(page, "№\u00a01711"); !strings.Contains(before, first) ||
			!strings.Contains(after, second) {
			t.Errorf("%s: events are not in the order of time", address)
		}
	}
	sum := regexp.MustCompile(`href="(/d/[^"]*at=[^"]*)">1\x{00a0}400,0<`).FindStringSubmatch(f.Page("/p/pristan/life"))
	if sum == nil {
		t.Fatal("a sum leads nowhere")
	}
	address, _, _ := strings.Cut(strings.ReplaceAll(sum[1], "&amp;", "&"), "#")
	if page := f.Page(address); !strings.Contains(page, `<mark id="at">1 400 000 рублей</mark>`) {
		t.Errorf("%s does not lead to the sum", address)
	}
	rows, err := csv.NewReader(f.Get("/p/pristan/life.csv").Body).ReadAll()
	if err != nil || len(rows) != 7 || strings.Join(rows[6][2:6], "|") != "2016|all|1400000.00|1 400 000 рублей" {
		t.Errorf("%q %v", rows, err)
	}
	for _, at := range []string{"-1-5", "5-1", "x", "9999999-99999999", "1-99999999999999999999"} {
		f.Page("/d/" + first + "?at=" + url.QueryEscape(at))
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{second}})
	if page := f.Page("/d/" + first + "/life"); strings.Contains(page, "1\u00a0400,0") {
		t.Error("the sums of a removed document are shown")
	}
	for address, status := range map[string]int{"/d/" + second + "/life": http.StatusGone, "/d/x/life": 404,
		"/p/x/life": 404, "/p/x/life.csv": 404} {
		if w := f.Get(address); w.Code != status {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

// Two copies of an act are one wording of its sums, as long as they say the same.
func TestSumsOfCopies(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := editions()
	again, other := *docs[0], *docs[0]
	again.ID, again.URI = archive.NewID("test", "again.txt"), "again.txt"
	other.ID, other.URI = archive.NewID("test", "other.txt"), "other.txt"
	other.Text = strings.Replace(other.Text, "300,0", "310,0", 1)
	f.Commit(archive.Batch{Source: "test", Put: append(docs, &again)})
	address := "/d/" + docs[0].ID + "/life"
	count := func() int { return strings.Count(f.Page(address), `<th scope="col" class="n">`) }
	if count() != 2 {
		t.Errorf("%d wordings of two acts", count())
	}
	for _, page := range []string{address, "/d/" + docs[0].ID, "/p/pristan/life"} {
		if link := `href="/d/` + again.ID + `">О pool.txt</a>`; !strings.Contains(f.Page(page), link) {
			t.Errorf("%s does not call the other copy by its title", page)
		}
	}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{&other}})
	if n := count(); n != 3 {
		t.Errorf("%d wordings, and one says something else", n)
	}
}

// TestLifeOfManyAmendments holds that an act that was amended ten thousand times, by acts that are not held, and by
// itself, is shown page by page.
func TestLifeOfManyAmendments(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := lives()[0]
	const many = 10_000 // once a force for each of them took half a minute
	for i := range many {
		date := archive.Date{Year: 2015 + i%5, Month: 1 + i%12, Day: 1 + i%28}
		d.Facts.Effects = append(d.Facts.Effects, archive.Effect{What: archive.EffectAmends,
			By: archive.Citation{Kind: "постановление", Number: fmt.Sprint(i + 1), Date: date, Level: "municipal"}})
	}
	d.Facts.Effects = append(d.Facts.Effects, archive.Effect{What: archive.EffectRepeals, By: archive.Citation{
		Kind: "постановление", Number: "901", Date: d.Facts.Date, Level: "municipal"}})
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	page := f.Page("/d/" + d.ID + "/life")
	if n := strings.Count(page, "<li class=\"hole\">"); n < 100 || n > 200 || !strings.Contains(page, "life?from=200") {
		t.Errorf("%d events on a page of %d bytes", n, len(page))
	}
	if page := f.Page("/d/" + d.ID + "/life?from=9990000"); strings.Contains(page, `rel="next"`) {
		t.Error("beyond the end something follows")
	}
}

// Where there is nothing to compare with, nothing asks to be ticked.
func TestLifeOfALoneAct(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := editions()[:1]
	f.Commit(archive.Batch{Source: "test", Put: docs})
	page := f.Page("/d/" + docs[0].ID + "/life")
	if !strings.Contains(page, `class="hole"`) || strings.Contains(page, "checkbox") ||
		strings.Contains(page, `type="submit"`) {
		t.Errorf("%s", page)
	}
}

// TestWhenAnActIsInForce holds that the life of an act has the day from which it is in force, or after what, the end of
// a suspension, and from which day on its state is another where that is not the day of the act that changes it.
func TestWhenAnActIsInForce(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	docs := editions()
	day := func(s string) archive.Date {
		d, err := archive.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	docs[0].Facts.Date, docs[1].Facts.Date = day("2013-10-14"), day("2014-11-24")
	docs[0].Facts.Effects = []archive.Effect{{What: archive.EffectStarts, From: day("2014-01-01")}}
	on := archive.Citation{Kind: docs[0].Facts.Kind.Text, Number: docs[0].Facts.Number.Text, Date: docs[0].Facts.Date,
		Level: "municipal"}
	docs[1].Facts.Effects = []archive.Effect{
		{What: archive.EffectSuspends, Act: on, From: day("2015-01-01"), Until: day("2015-02-28")},
		{What: archive.EffectStarts, Act: archive.Citation{Name: "после официального опубликования"}}}
	f.Commit(archive.Batch{Source: "test", Put: docs})
	for address, wants := range map[string][]string{
		"/d/" + docs[0].ID + "/life": {`datetime="2014-01-01"`, "ещё не вступил в силу", "Начало действия", "приостановлен",
			`datetime="2015-03-01"`, "приостановление закончилось",
			"после официального опубликования (день архиву не известен)"},
		"/p/pristan/life":            {"с 1\u00a0января\u00a02015: приостановлен"},
		"/d/" + docs[0].ID:           {"вступает в силу"},
		"/d/" + docs[1].ID:           {"вступает в силу: после официального опубликования"},
		"/d/" + docs[1].ID + "/life": {"вступает в силу после официального опубликования"},
	} {
		page := f.Page(address)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", address, want)
			}
		}
	}
	got := servertest.JSON[api.Document](f, "/api/v1/documents/"+docs[0].ID)
	if len(got.Effects) != 1 || got.Effects[0].What != archive.EffectStarts || *got.Effects[0].From != "2014-01-01" {
		t.Errorf("effects: %+v", got.Effects)
	}
}
