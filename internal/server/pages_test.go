package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

var spaces = regexp.MustCompile(`[ \t\n]+`)

// page gets a page that must be there.
func (f *fixture) page(path string) string {
	f.t.Helper()
	w := f.get(path)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		f.t.Fatalf("GET %s: %d %s", path, w.Code, clip(w.Body.String(), 500))
	}
	return spaces.ReplaceAllString(w.Body.String(), " ") // as a browser shows them
}

func TestStrict(t *testing.T) {
	f := newFixture(t, nil)
	q := url.QueryEscape("туризм тротуары пристань")
	loose := getJSON[api.SearchResult](f, "/api/v1/search?q="+q)
	strict := getJSON[api.SearchResult](f, "/api/v1/search?strict=true&q="+q)
	if loose.Total == 0 || len(loose.Query.Warnings) == 0 || strict.Total != 0 || len(strict.Query.Warnings) != 0 {
		t.Errorf("without strict %d documents and %+v, with it %d and %+v", loose.Total, loose.Query.Warnings, strict.Total, strict.Query.Warnings)
	}
	if s := f.page("/search?strict=true&q=" + q); !strings.Contains(s, "только со всеми словами") || !strings.Contains(s, `name="strict" value="true"`) {
		t.Error("the page does not show that only all the words count")
	}
}

// A document without a title is called as acts are referred to; only when
// nothing is known of it, by its file.
func TestTitles(t *testing.T) {
	f := newFixture(t, nil)
	doc := func(uri string, facts archive.Facts) *archive.Document {
		return &archive.Document{ID: idOf(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: "текст", Facts: facts, Original: archive.Original{Name: "31339_34.txt"}}
	}
	day := archive.Date{Year: 2019, Month: 5, Day: 24}
	docs := map[string]*archive.Document{
		"Об уборке": doc("a", archive.Facts{Title: value("Об уборке", "h1", 0, 0), Kind: value("постановление", "", 0, 0), Date: day}),
		"Постановление от 24 мая 2019 № 428": doc("b", archive.Facts{Kind: value("постановление", "", 0, 0), Date: day, Number: value("428", "", 0, 0)}),
		"Программа № 4025":                   doc("c", archive.Facts{Kind: value("программа", "", 0, 0), Number: value("4025", "", 0, 0)}),
		"31339_34.txt":                       doc("d", archive.Facts{Kind: value("закон", "", 0, 0)}),
		"Справка, телефон * ******* *******": doc("e", archive.Facts{Title: value("Справка, телефон 8 (48544) 2-11-00", "h1", 0, 0)}),
		"Решение, май 2019":                  doc("f", archive.Facts{Kind: value("решение", "", 0, 0), Date: archive.Date{Year: 2019, Month: 5}}),
	}
	for want, d := range docs {
		if got := strings.ReplaceAll(f.s.title(d), "\u00a0", " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Of one day, the act that approves comes first.
func TestTimelineOfOneDay(t *testing.T) {
	f := newFixture(t, nil)
	roles := []string{"amends", "reports", "passport", "approves", "repeals"}
	var batch archive.Batch
	for _, role := range roles {
		uri := "same-day/" + role
		batch.Put = append(batch.Put, &archive.Document{ID: idOf(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: "текст",
			Facts: archive.Facts{Title: value(role, "h1", 0, 0), Date: archive.Date{Year: 2016, Month: 12, Day: 28}, Programs: []archive.Program{{ID: "one-day", Name: "Один день", Role: role}}}})
	}
	later := &archive.Document{ID: idOf("later"), Source: "test", URI: "later", Status: archive.StatusOK, Text: "текст",
		Facts: archive.Facts{Title: value("later", "h1", 0, 0), Date: archive.Date{Year: 2016, Month: 12, Day: 29}, Programs: []archive.Program{{ID: "one-day", Name: "Один день", Role: "approves"}}}}
	batch.Source, batch.Put = "test", append(batch.Put, later)
	f.commit(batch)
	var got []string
	for _, a := range getJSON[api.ProgramTimeline](f, "/api/v1/programs/one-day").Acts {
		got = append(got, a.Role)
	}
	if want := []string{"approves", "passport", "amends", "reports", "repeals", "approves"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	// A document's page shows its place among them.
	page := f.page("/d/" + later.ID)
	if i := strings.Index(page, `class="timeline"`); i < 0 || strings.Count(page[i:], `<time `) != 6 || !strings.Contains(page[i:], `<b aria-current="true">later</b>`) {
		t.Errorf("the programme's acts are not on the page of one of them:\n%s", clip(page[max(0, i):], 1500))
	}
}

// A town's page names every year that has documents, however many there are.
func TestTownByYear(t *testing.T) {
	f := newFixture(t, nil)
	var batch archive.Batch
	for i := range 150 {
		uri := "town/" + strings.Repeat("i", i)
		date := archive.Date{Year: 2015, Month: 1 + i%12, Day: 1 + i%28}
		if i == 0 {
			date = archive.Date{Year: 1998}
		}
		batch.Put = append(batch.Put, &archive.Document{ID: idOf(uri), Source: "test", URI: uri, Status: archive.StatusOK, Text: fmt.Sprint("слово ", i),
			Facts: archive.Facts{Date: date, Cities: []archive.City{{ID: "kungur", Name: "Кунгур", Role: archive.RoleAbout}}}})
	}
	batch.Put = append(batch.Put, &archive.Document{ID: idOf("undated"), Source: "test", URI: "undated", Status: archive.StatusOK, Text: "без даты",
		Facts: archive.Facts{Cities: []archive.City{{ID: "kungur", Name: "Кунгур", Role: archive.RoleAbout}}}})
	batch.Source = "test"
	f.commit(batch)
	var years []string
	page := f.page("/c/kungur")
	for _, m := range regexp.MustCompile(`<h3>([^<]+)</h3>`).FindAllStringSubmatch(page, -1) {
		years = append(years, m[1])
	}
	if want := []string{"2019", "2015", "1998", "без даты"}; !slices.Equal(years, want) {
		t.Errorf("years %v, want %v", years, want)
	}
	for _, want := range []string{"Показать все (149)", "/search?city=kungur&amp;year=1998", "/search?city=kungur&amp;year=_missing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// What pages tell programs: feeds, languages, how to embed, what is described.
func TestPagesTellPrograms(t *testing.T) {
	f := newFixture(t, nil)
	ld := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
	for path, want := range map[string]struct{ kind, embed, feed string }{
		"/":                                     {"WebSite", "https%3A%2F%2Farchive.example%2F", "/search.atom"},
		"/c/kungur":                             {"", "https%3A%2F%2Farchive.example%2Fc%2Fkungur", "/search.atom?city=kungur"},
		"/p/turizm-myshkin":                     {"GovernmentService", "https%3A%2F%2Farchive.example%2Fp%2Fturizm-myshkin", "/search.atom?program=turizm-myshkin"},
		"/d/" + idOf("acts/179.txt"):            {"Legislation", "https%3A%2F%2Farchive.example%2Fd%2F" + idOf("acts/179.txt"), ""},
		"/d/" + idOf("news/kungur.html#post-1"): {"NewsArticle", "https%3A%2F%2Farchive.example%2Fd%2F" + idOf("news/kungur.html#post-1"), ""},
		"/search?city=kungur":                   {"", "https%3A%2F%2Farchive.example%2Fsearch%3Fcity%3Dkungur", "/search.atom?city=kungur"},
	} {
		page := html.UnescapeString(f.page(path))
		if !strings.Contains(page, `type="application/json+oembed" href="https://archive.example/oembed?url=`+want.embed+`"`) {
			t.Errorf("%s does not tell how to embed it", path)
		}
		if want.feed != "" && !strings.Contains(page, `type="application/atom+xml" href="`+want.feed+`"`) {
			t.Errorf("%s does not tell its feed", path)
		}
		if search := strings.HasPrefix(path, "/search"); search == strings.Contains(page, `hreflang="en" href="https://archive.example`) {
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
		if m == nil || json.Unmarshal([]byte(m[1]), &got) != nil || got["@type"] != want.kind || got["@context"] != "https://schema.org" || got["name"] == "" {
			t.Errorf("%s: %v, want %s", path, got, want.kind)
		}
	}
}

// A page of results stays within its budget whatever is searched for: a long
// search is held once, in the form, and buttons take the place of links.
func TestLongSearchesKeepThePageShort(t *testing.T) {
	f := newFixture(t, nil)
	q := strings.TrimSpace(strings.Repeat("заметка ", 31))
	many := url.Values{"q": {"заметка"}}
	for i := range 50 {
		many.Add("kind.not", fmt.Sprint("чего нет ", i))
		many.Add("city.not", fmt.Sprint("nowhere-", i, strings.Repeat("x", 100)))
	}
	for _, search := range []url.Values{{"q": {q}}, many} {
		page := f.page("/search?" + search.Encode())
		if len(page) > 60<<10 || !strings.Contains(page, `class="hit"`) {
			t.Errorf("%s: %d bytes", clip(search.Encode(), 60), len(page))
		}
		if n := strings.Count(page, search.Encode()[:200]); n > 0 {
			t.Errorf("%s: %d links repeat the search", clip(search.Encode(), 60), n)
		}
		if p := f.page("/facets/kind?" + search.Encode()); len(p) > 60<<10 {
			t.Errorf("values of a facet: %d bytes", len(p))
		}
	}
	page := f.page("/search?" + many.Encode())
	if n := strings.Count(page, `name="drop"`); n != maxChips {
		t.Errorf("%d conditions can be removed one by one, want %d", n, maxChips)
	}
	if !strings.Contains(page, "и ещё 80") || strings.Count(page, `type="hidden" form="search" name="city.not"`) != 50 {
		t.Error("conditions are missing from the page")
	}
}

// What the buttons of a long search send becomes an ordinary address.
func TestButtonsOfTheSearchForm(t *testing.T) {
	f := newFixture(t, nil)
	for given, want := range map[string]string{
		"q=a&kind=x&kind=y&drop=kind:0":                "kind=y&q=a",
		"q=a&kind=x&kind=y&drop=kind":                  "q=a",
		"q=a&kind=x&drop=kind:7":                       "kind=x&q=a",
		"q=a&date_from=2011&date_to=2012&drop=date":    "q=a",
		"q=a&sort=date&sort=-date":                     "q=a&sort=-date",
		"q=a&offset=20&drop=offset":                    "q=a",
		"q=a&q=b":                                      "q=b",
		"lang=en&q=a&lang=ru&drop=":                    "lang=en&q=a",
		"q=a&drop=" + url.QueryEscape("kind:\r\nX: y"): "q=a",
		"q=a&drop=kind:-1&drop=%00":                    "q=a",
	} {
		w := f.get("/search?" + given)
		if got := w.Header().Get("Location"); w.Code != 303 || got != "/search?"+want || w.Header().Get("ETag") != "" {
			t.Errorf("%s: %d to %s, want %s", given, w.Code, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{"": "", "абвгд": "абвгд", "абвгде": "абвгде", "абвгдеж": "абвгд…", "абв, где": "абв…"} {
		if got := shorten(in, 6); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	runs := shortenRuns([]web.Run{{Text: "абв"}, {Text: "где", Hit: true}, {Text: "жзи"}}, 5)
	if len(runs) != 2 || runs[1].Text != "г…" || !runs[1].Hit {
		t.Errorf("%+v", runs)
	}
}

// A result of no town tells its municipality, and a search that finds nothing says
// so once.
func TestWordsOfResults(t *testing.T) {
	f := newFixture(t, nil)
	f.commit(archive.Batch{Source: "test", Cursor: "2", Put: []*archive.Document{{ID: "okrug", Source: "test", URI: "okrug.txt", Status: archive.StatusOK, Text: "Пастбища и выгоны",
		Ingested: time.Now(), Facts: archive.Facts{Municipality: archive.Value{Text: "Луговой район"}}}}})
	if page := f.page("/search?q=" + url.QueryEscape("выгоны")); !strings.Contains(page, "<span>Луговой район</span>") {
		t.Error("a result does not tell its municipality")
	}
	page := f.page("/search?q=" + url.QueryEscape("ъъъыыы"))
	_, main, _ := strings.Cut(page, `id="results-h"`)
	if n := strings.Count(main, "Ничего не нашлось"); n != 1 {
		t.Errorf("said %d times that nothing was found", n)
	}
}

func TestAnUnknownValueIsToldOf(t *testing.T) {
	f := newFixture(t, nil)
	got := getJSON[api.SearchResult](f, "/api/v1/search?city=kungurr&city=atlantida&lang=en")
	want := []api.Message{
		{Code: "no-such-value", Parameter: known("city"), Value: known("kungurr"), Suggestion: known("kungur"),
			Message: "There are no documents of the town “kungurr” in the archive. Perhaps “Кунгур” was meant: city=kungur."},
		{Code: "no-such-value", Parameter: known("city"), Value: known("atlantida"), Message: "There are no documents of the town “atlantida” in the archive."},
	}
	if got.Total != 0 || !reflect.DeepEqual(got.Query.Warnings, want) {
		t.Errorf("%d documents, %+v", got.Total, got.Query.Warnings)
	}
	page := f.page("/search?city=atlantida&city=kungurr&q=" + url.QueryEscape("дорога"))
	q := url.QueryEscape("дорога")
	for _, part := range []string{"Документов города «atlantida» в архиве нет.", `href="/search?city=kungurr&amp;q=` + q + `"`, `href="/search?city=atlantida&amp;city=kungur&amp;q=` + q + `"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	if known := f.page("/search?city=kungur"); strings.Contains(known, "в архиве нет") {
		t.Error("a town of the archive is called unknown")
	}
}

// Accounts take the room that the rest of a page has left.
func TestAccountsKeepThePageShort(t *testing.T) {
	f := newFixture(t, nil)
	if page := f.page("/search?explain=true&q=" + url.QueryEscape("туризм")); strings.Count(page, "Почему на этом месте") == 0 {
		t.Error("nothing is explained")
	}
	long := strings.Repeat("0.123  в тексте: "+strings.Repeat("щ", 64)+" ×1\n", 9)
	for _, size := range []int{100, 1200, 3000} { // of each hit's own text
		d := web.Search{Page: web.Page{Lang: web.Russian}, Hits: make([]web.Hit, pageHits)}
		for i := range d.Hits {
			d.Hits[i] = web.Hit{Title: []web.Run{{Text: strings.Repeat("я", size/2)}}, Explain: long}
		}
		if err := f.s.explained(t.Context(), &d); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := f.s.site.assets.Render(t.Context(), &b, d); err != nil {
			t.Fatal(err)
		}
		if explained := d.Hits[0].Explain != ""; b.Len() > searchPageBytes && explained || explained != (size < 3000) {
			t.Errorf("hits of %d bytes: a page of %d, explained: %v", size, b.Len(), explained)
		}
	}
	if got := cutAccount("1 а\n2 б\n", 14); got != "1 а\n2 б\n" {
		t.Errorf("%q is cut without need", got)
	}
}

// What cannot be read as a date takes nothing else of the search away.
func TestAWrongDateIsToldOfBesideTheResults(t *testing.T) {
	f := newFixture(t, nil)
	for address, says := range map[string]string{
		"/search?kind=постановление&date_from=вчера":             "«вчера» — не дата",
		"/search?kind=постановление&date_from=2015&date_to=2013": "Начало периода (2015) позже его конца (2013).",
	} {
		page := f.page(address)
		if !strings.Contains(page, says) || !strings.Contains(page, "Показано без условия по дате.") || !strings.Contains(page, `class="hit"`) || !strings.Contains(page, `value="постановление" checked`) {
			t.Errorf("%s: no %s, or the rest is lost", address, says)
		}
		if feed := regexp.MustCompile(`href="/search\.atom[^"]*"`).FindString(page); strings.Contains(feed, "date") {
			t.Errorf("%s: the feed is %s", address, feed)
		}
	}
	if page := f.page("/search?date_from=вчера"); !strings.Contains(page, `name="date_from" value="вчера"`) {
		t.Error("what was typed is lost")
	}
}

// The page of a problem is in one language, that of the address, as all pages
// are; its heading names what is not there.
func TestPagesOfProblemsAreInOneLanguage(t *testing.T) {
	f := newFixture(t, nil)
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
		page := f.do(r, true).Body.String()
		if !strings.Contains(page, "<h1>"+heading+"</h1>") {
			t.Errorf("%s has no heading %q: %s", address, heading, clip(page, 2000))
		}
	}
}

// Where more could not be read than the page lists, the rest is one click away.
func TestAboutLeadsToAllThatWasNotRead(t *testing.T) {
	f := newFixture(t, nil)
	var put []*archive.Document
	for i := range aboutFiles + 5 {
		uri := fmt.Sprintf("%d.doc", i)
		put = append(put, &archive.Document{ID: archive.NewID("broken", uri), Source: "broken", URI: uri, Status: archive.StatusCorrupt, Reason: "повреждён"})
	}
	f.commit(archive.Batch{Source: "broken", Put: put})
	f.commit(archive.Batch{Source: "emptied"})
	page := f.page("/about")
	if strings.Contains(page, "emptied") {
		t.Error("a source that holds nothing is listed")
	}
	link := regexp.MustCompile(`<a href="(/search\?[^"]*source=broken[^"]*)">Показать все \(55\)</a>`).FindStringSubmatch(page)
	if link == nil {
		t.Fatalf("no link to the rest: %s", clip(page[strings.Index(page, "broken"):], 2000))
	}
	if found := f.page(html.UnescapeString(link[1])); !strings.Contains(found, "Найдено 55\u00a0документов") {
		t.Errorf("the link %s finds something else: %s", link[1], regexp.MustCompile(`<title>.*</title>`).FindString(found))
	}
}

// A page of all values says what they are values of, leads back to the results,
// and says when it does not show all.
func TestAllValuesOfAFacet(t *testing.T) {
	f := newFixture(t, nil)
	page := f.page("/facets/kind?q=заметка&city=kungur")
	for _, want := range []string{"Среди найденного по запросу «заметка».", `<a href="/search?city=kungur&amp;q=` + url.QueryEscape("заметка") + `">← к результатам поиска</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if page := f.page("/facets/kind?lang=en&q=заметка"); !strings.Contains(page, "Among the results for “заметка”.") {
		t.Error("the English page does not say what it lists")
	}
	var put []*archive.Document
	for i := range query.MaxFacetLimit + 3 {
		uri := fmt.Sprintf("%d.txt", i)
		put = append(put, &archive.Document{ID: archive.NewID("many", uri), Source: "many", URI: uri, Status: archive.StatusOK, Text: "Многое",
			Facts: archive.Facts{Issuer: archive.Issuer{Value: archive.Value{Text: fmt.Sprintf("Администрация %d", i)}}}})
	}
	f.commit(archive.Batch{Source: "many", Put: put})
	if page := f.page("/facets/issuer?source=many"); !strings.Contains(page, "Показаны самые частые, 100 из 103; остальные находятся по началу слова.") {
		t.Errorf("values are left out in silence: %s", clip(page, 3000))
	}
}

// The first and the last year are always named, and nothing is drawn outside.
func TestYearsOfTheHistogram(t *testing.T) {
	for _, years := range [][]string{{"2016"}, {"2016", "2017"}, {"2016", "2018"}, {"2014", "2017"}, {"1990", "2025"}, {"1900", "2040"}} {
		var f api.Facet
		for _, y := range years {
			f.Values = append(f.Values, api.FacetValue{ID: y, Label: y, Count: 3})
		}
		h := histogram(newLinks(web.Russian, url.Values{}, 0), f)
		var named []string
		for _, tick := range h.Ticks {
			named = append(named, tick.Text)
		}
		last := h.Bars[len(h.Bars)-1]
		if !slices.Equal(named, years) || last.X+last.W > h.Width {
			t.Errorf("%v: named %v, the last bar ends at %d of %d", years, named, last.X+last.W, h.Width)
		}
	}
}

// What can be left out of a query is a word, a phrase or a side of an OR.
func TestQueryParts(t *testing.T) {
	for q, want := range map[string][]string{
		"":                     nil,
		" ремонт  дорог ":      {"ремонт", "дорог"},
		`"ремонт дорог" Углич`: {`"ремонт дорог"`, "Углич"},
		`title:«ремонт дорог» -“а б” в`: {"title:«ремонт дорог»", "-“а б”", "в"},
		`"ремонт дорог`:                 {`"ремонт`, "дорог"},
	} {
		if got := queryParts(q); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
	f := newFixture(t, nil)
	page := html.UnescapeString(f.page("/search?" + url.Values{"q": {`"дорога ведомость" заметка ИЛИ небылица дороги -дороги`}}.Encode()))
	for _, part := range regexp.MustCompile(`Без условия «(.*?)»</a>`).FindAllStringSubmatch(page, -1) {
		if isOr(part[1]) || strings.Count(part[1], `"`) == 1 {
			t.Errorf("half a condition is left out: %s", part[1])
		}
	}
}

// Beyond the pages that have numbers results go on.
func TestResultsBeyondNumberedPages(t *testing.T) {
	f := newFixture(t, nil)
	var put []*archive.Document
	for i := range query.MaxOffset + 3*pageHits {
		uri := fmt.Sprintf("%d.txt", i)
		put = append(put, &archive.Document{ID: archive.NewID("many", uri), Source: "many", URI: uri, Status: archive.StatusOK, Text: "Бесчисленное"})
	}
	f.commit(archive.Batch{Source: "many", Put: put})
	page := f.page(fmt.Sprintf("/search?q=бесчисленное&source=many&offset=%d", query.MaxOffset))
	next := regexp.MustCompile(`<a href="([^"]*cursor=[^"]*)" rel="next"`).FindStringSubmatch(page)
	if next == nil {
		t.Fatal("the results end with the numbers")
	}
	if page := f.page(html.UnescapeString(next[1])); strings.Count(page, `class="hit"`) != pageHits {
		t.Errorf("%d hits beyond, want %d", strings.Count(page, `class="hit"`), pageHits)
	}
}
