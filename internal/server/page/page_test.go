package page_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

// A town's page names every year that has documents, however many there are.
func TestTownByYear(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var batch archive.Batch
	for i := range 150 {
		uri := "town/" + strings.Repeat("i", i)
		date := archive.Date{Year: 2015, Month: 1 + i%12, Day: 1 + i%28}
		if i == 0 {
			date = archive.Date{Year: 1998}
		}
		batch.Put = append(batch.Put, &archive.Document{ID: servertest.ID(uri), Source: "test", URI: uri,
			Status: archive.StatusOK, Text: fmt.Sprint("слово ", i),
			Facts: archive.Facts{Date: date, Cities: []archive.City{{ID: "kungur", Name: "Кунгур", Role: archive.RoleAbout}}}})
	}
	batch.Put = append(batch.Put, &archive.Document{ID: servertest.ID("undated"), Source: "test", URI: "undated",
		Status: archive.StatusOK, Text: "без даты",
		Facts: archive.Facts{Cities: []archive.City{{ID: "kungur", Name: "Кунгур", Role: archive.RoleAbout}}}})
	batch.Source = "test"
	f.Commit(batch)
	var years []string
	page := f.Page("/c/kungur")
	for _, m := range regexp.MustCompile(`<h3>([^<]+)</h3>`).FindAllStringSubmatch(page, -1) {
		years = append(years, m[1])
	}
	if want := []string{"2019", "2015", "1998", "без даты"}; !slices.Equal(years, want) {
		t.Errorf("years %v, want %v", years, want)
	}
	for _, want := range []string{"Показать все (149)", "/search?city=kungur&amp;year=1998",
		"/search?city=kungur&amp;year=_missing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// What pages tell programs: feeds, languages, how to embed, what is described.
func TestPagesTellPrograms(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	ld := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
	for path, want := range map[string]struct{ kind, embed, feed string }{
		"/":         {"WebSite", "https%3A%2F%2Farchive.example%2F", "/search.atom"},
		"/c/kungur": {"", "https%3A%2F%2Farchive.example%2Fc%2Fkungur", "/search.atom?city=kungur"},
		"/p/turizm-myshkin": {"GovernmentService", "https%3A%2F%2Farchive.example%2Fp%2Fturizm-myshkin",
			"/search.atom?program=turizm-myshkin"},
		"/d/" + servertest.ID("acts/179.txt"): {"Legislation",
			"https%3A%2F%2Farchive.example%2Fd%2F" + servertest.ID("acts/179.txt"), ""},
		"/d/" + servertest.ID("news/kungur.html#post-1"): {"NewsArticle",
			"https%3A%2F%2Farchive.example%2Fd%2F" + servertest.ID("news/kungur.html#post-1"), ""},
		"/search?city=kungur": {"", "https%3A%2F%2Farchive.example%2Fsearch%3Fcity%3Dkungur",
			"/search.atom?city=kungur"},
	} {
		page := html.UnescapeString(f.Page(path))
		if !strings.Contains(page,
			`type="application/json+oembed" href="https://archive.example/oembed?url=`+want.embed+`"`) {
			t.Errorf("%s does not tell how to embed it", path)
		}
		if want.feed != "" && !strings.Contains(page, `type="application/atom+xml" href="`+want.feed+`"`) {
			t.Errorf("%s does not tell its feed", path)
		}
		if search := strings.HasPrefix(path, "/search"); search == strings.Contains(page,
			`hreflang="en" href="https://archive.example`) {
			t.Errorf("%s: languages of the page are told: %v", path, !search)
		}
		m := ld.FindStringSubmatch(page)
		if want.kind == "" {
			if m != nil {
				t.Errorf("%s describes itself: %s", path, m[1])
			}
			continue
		}
		var got map[string]any
		if m == nil || json.Unmarshal([]byte(m[1]), &got) != nil || got["@type"] != want.kind ||
			got["@context"] != "https://schema.org" || got["name"] == "" {
			t.Errorf("%s: %v, want %s", path, got, want.kind)
		}
	}
}

// A programme that documents only name has no page of its own: its address leads to those documents.
func TestProgramsThatAreOnlyNamedHaveNoDeadLink(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	d := lives()[0]
	d.Facts.Programs = []archive.Program{{ID: "chuzhaya", Name: "Чужая программа", Role: archive.ProgramMentions}}
	f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
	address := `href="/p/chuzhaya"`
	if page := f.Page("/d/" + d.ID); !strings.Contains(page, address) {
		t.Fatal("the programme is not named")
	}
	w := f.Get("/p/chuzhaya")
	if w.Code != http.StatusFound {
		t.Fatalf("its address answers %d", w.Code)
	}
	page := f.Page(w.Header().Get("Location"))
	if !strings.Contains(page, "/d/"+d.ID) || !strings.Contains(page, "Чужая программа") {
		t.Errorf("%s does not show who names it", w.Header().Get("Location"))
	}
	if w := f.Get("/p/nothing-here"); w.Code != http.StatusNotFound {
		t.Errorf("a programme that nobody names: %d", w.Code)
	}
}

// A result of no town tells its municipality, and a search that finds nothing says
// so once.
func TestWordsOfResults(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	f.Commit(archive.Batch{Source: "test", Cursor: "2",
		Put: []*archive.Document{{ID: "okrug", Source: "test", URI: "okrug.txt", Status: archive.StatusOK,
			Text:     "Пастбища и выгоны",
			Ingested: time.Now(), Facts: archive.Facts{Municipality: archive.Value{Text: "Луговой район"}}}}})
	if page := f.Page("/search?q=" + url.QueryEscape("выгоны")); !strings.Contains(page,
		`<span class="where">Луговой район</span>`) {
		t.Error("a result does not tell its municipality")
	}
	page := f.Page("/search?q=" + url.QueryEscape("ъъъыыы"))
	_, main, _ := strings.Cut(page, `id="results-h"`)
	if n := strings.Count(main, "Ничего не нашлось"); n != 1 {
		t.Errorf("said %d times that nothing was found", n)
	}
}

// What cannot be read as a date takes nothing else of the search away.
func TestAWrongDateIsToldOfBesideTheResults(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for address, says := range map[string]string{
		"/search?kind=постановление&date_from=вчера":             "«вчера» — не дата",
		"/search?kind=постановление&date_from=2015&date_to=2013": "Начало периода (2015) позже его конца (2013).",
		"/search?kind=постановление&force.on=2015":               "«2015» — не день, на который акт действует",
	} {
		page := f.Page(address)
		if !strings.Contains(page, says) || !strings.Contains(page, "Показано без условия по дате.") ||
			!strings.Contains(page, `class="hit"`) || !strings.Contains(page, `value="постановление" checked`) {
			t.Errorf("%s: no %s, or the rest is lost", address, says)
		}
		if feed := regexp.MustCompile(`href="/search\.atom[^"]*"`).FindString(page); strings.Contains(feed, "date") ||
			strings.Contains(feed, "force") {
			t.Errorf("%s: the feed is %s", address, feed)
		}
	}
	page := f.Page("/search?date_from=вчера&date_to=2013")
	if !strings.Contains(page, `name="date_from" value="вчера"`) ||
		!strings.Contains(page, `aria-invalid="true" aria-describedby="date-error"`) ||
		strings.Count(page, `aria-invalid`) != 1 || !strings.Contains(page, `id="date-error">«вчера» — не дата`) {
		t.Error("what was typed is lost, or its field does not say what is wrong")
	}
	if !strings.Contains(page, `href="/search.atom?date_to=2013"`) {
		t.Error("the date that can be read is lost")
	}
}

// The page of a problem is in one language, that of the address, as all pages
// are; its heading names what is not there.
func TestPagesOfProblemsAreInOneLanguage(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for address, heading := range map[string]string{
		"/nothing":           "Такой страницы нет",
		"/nothing?lang=en":   "There is no such page",
		"/d/nothing":         "Такого документа в архиве нет",
		"/p/nothing":         "Такой программы в архиве нет",
		"/c/nothing?lang=en": "There is no such town in the gazetteer",
		"/search?q=100%":     "Строка запроса в адресе испорчена",
	} {
		r := httptest.NewRequest("GET", address, nil)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("Accept-Language", "en-GB,en;q=0.9")
		page := f.Do(r, true).Body.String()
		if !strings.Contains(page, "<h1>"+heading+"</h1>") {
			t.Errorf("%s has no heading %q: %s", address, heading, problem.Truncate(page, 2000))
		}
	}
}

// Where more could not be read than the page lists, the rest is one click away.
func TestAboutLeadsToAllThatWasNotRead(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var put []*archive.Document
	for i := range 55 {
		uri := fmt.Sprintf("%d.doc", i)
		put = append(put, &archive.Document{ID: archive.NewID("broken", uri), Source: "broken", URI: uri,
			Status: archive.StatusCorrupt, Causes: []archive.Cause{reason.Damaged.With()}, Reason: "повреждён"})
	}
	f.Commit(archive.Batch{Source: "broken", Put: put})
	f.Commit(archive.Batch{Source: "emptied"})
	page := f.Page("/about")
	if !strings.Contains(page, "55 — документ повреждён: найдите исходный файл") ||
		!strings.Contains(f.Page("/about?lang=en"), "the document is damaged: find the original file</td>") {
		t.Error("reasons are not counted, or not worded in the language of the page")
	}
	if strings.Contains(page, "emptied") {
		t.Error("a source that holds nothing is listed")
	}
	link := regexp.MustCompile(`<a href="(/search\?[^"]*source=broken[^"]*)">Показать все \(55\)</a>`).FindStringSubmatch(
		page)
	if link == nil {
		t.Fatalf("no link to the rest: %s", problem.Truncate(page[max(0, strings.Index(page, "broken")):], 2000))
	}
	if found := f.Page(html.UnescapeString(link[1])); !strings.Contains(found, "Найдено 55\u00a0документов") {
		t.Errorf("the link %s finds something else: %s", link[1], regexp.MustCompile(`<title>.*</title>`).FindString(found))
	}
}

// The marks of code in the specification are for machines.
func TestCodeOfTheDescription(t *testing.T) {
	t.Parallel()
	page := servertest.New(t, nil).Page("/api")
	if !strings.Contains(page, "<code>If-None-Match</code>") || strings.Contains(page, "`") {
		t.Error("the description of the API shows marks of code")
	}
}

// The widget is one that other sites may load.
func TestTheWidgetIsForOthers(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for _, path := range []string{"/widget/v1.js", "/widget/frame.js"} {
		if w := f.Get(path); w.Code != 200 ||
			!strings.Contains(w.Header().Get("Cache-Control"), "max-age=3600") ||
			w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

// An address of the widget's content leads to it, whatever its hash is.
func TestTheWidgetOfAVersionIsThere(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for page, of := range map[string]string{
		"/widget": `src="(/widget/[^"]+)"`, "/widget/examples/strict.html": `src="([^"]+)"`} {
		m := regexp.MustCompile(of).FindStringSubmatch(f.Page(page))
		if m == nil {
			t.Errorf("%s names no script", page)
			continue
		}
		if w := f.Get(m[1]); w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s: %d %v", page, m[1], w.Code, w.Header())
		}
	}
}

// A document can be read although the words that led to it cannot be marked.
func TestADocumentIsShownUnmarked(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	address := "/d/" + servertest.ID("acts/179.txt") + "?q="
	if page := f.Page(address + url.QueryEscape(strings.Repeat("дорога ", 200))); !strings.Contains(page, "не отмечены") {
		t.Error("a question that is too long is not told of")
	}
}

// What could not be read changes without the archive, so the page that lists it has no tag of the archive.
func TestAboutIsNotRemembered(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	if tag := f.Get("/about").Header().Get("ETag"); tag != "" {
		t.Errorf("tagged %s", tag)
	}
}

// A long text is one result, leads to the section with what was found, and from there to
// those beside it.
func TestSectionsOfALongText(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var put []*archive.Document
	for n, body := range []string{"реестр участков", "реестр кадастровых сведений\nПерепёлкинский проезд", "конец"} {
		uri := archive.SectionURI("reestr.csv", n+1)
		d := &archive.Document{ID: archive.NewID("long", uri), Source: "long", URI: uri, Text: body, Status: archive.StatusOK,
			Section: archive.Section{N: n + 1, Of: 3, Page: 40 * n, Line: 1000 * n}, Pages: []int{0, 5}}
		d.Facts.Title.Text = "Реестр"
		put = append(put, d)
	}
	f.Commit(archive.Batch{Source: "long", Put: put})
	found := f.Page("/search?q=Перепёлкинский")
	link := regexp.MustCompile(`<a href="(/d/` + put[1].ID + `\?[^"]*)#m1">`).FindStringSubmatch(found)
	if link == nil || !strings.Contains(found, "стр. 42") {
		t.Fatalf("no link to the row: %s", problem.Truncate(found, 5000))
	}
	page := f.Page(html.UnescapeString(link[1]))
	for _, want := range []string{"часть 2 из 3, со строки 1001.", `href="/d/` + put[0].ID, `href="/d/` + put[2].ID,
		`<mark id="m1">Перепёлкинский</mark>`, `id="page-42"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a section lacks %s", want)
		}
	}
	all := f.Page("/search?q=реестр&source=long")
	if n := strings.Count(all, `<li class="hit"`); n != 1 || !strings.Contains(all, "ещё 2\u00a0части этого текста") {
		t.Errorf("%d hits for one text: %s", n, problem.Truncate(all, 5000))
	}
}
