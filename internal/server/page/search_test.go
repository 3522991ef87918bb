package page_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

// A page of results stays within its budget whatever is searched for: a long
// search is held once, in the form, and buttons take the place of links.
func TestLongSearchesKeepThePageShort(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	q := strings.TrimSpace(strings.Repeat("заметка ", 31))
	many := url.Values{"q": {"заметка"}}
	for i := range 50 {
		many.Add("kind.not", fmt.Sprint("чего нет ", i))
		many.Add("city.not", fmt.Sprint("nowhere-", i, strings.Repeat("x", 100)))
	}
	for _, search := range []url.Values{{"q": {q}}, many} {
		page := f.Page("/search?" + search.Encode())
		if len(page) > 60<<10 || !strings.Contains(page, `class="hit"`) {
			t.Errorf("%s: %d bytes", problem.Truncate(search.Encode(), 60), len(page))
		}
		if n := strings.Count(page, search.Encode()[:200]); n > 0 {
			t.Errorf("%s: %d links repeat the search", problem.Truncate(search.Encode(), 60), n)
		}
		if p := f.Page("/facets/kind?" + search.Encode()); len(p) > 60<<10 {
			t.Errorf("values of a facet: %d bytes", len(p))
		}
	}
	page := f.Page("/search?" + many.Encode())
	if n := strings.Count(page, `name="drop"`); n != 20 {
		t.Errorf("%d conditions can be removed one by one, want %d", n, 20)
	}
	if !strings.Contains(page, "и ещё 80") || strings.Count(page, `type="hidden" form="search" name="city.not"`) != 50 {
		t.Error("conditions are missing from the page")
	}
}

// Words that the archive does not have leave what the town has, wherever there is no other way on.
func TestNonsenseInATownLeadsOn(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for _, q := range []string{"ъъъщщщфыва", "ъъъщщщфыва ыыыжжж"} {
		page := html.UnescapeString(f.Page("/search?" + url.Values{"q": {q}, "city": {"myshkin"}}.Encode()))
		if !strings.Contains(page, `<a href="/search?city=myshkin">Без условия «`+q+`»</a>`) {
			t.Errorf("%s leads nowhere:\n%s", q, page)
		}
	}
	if page := f.Page("/search?q=" + url.QueryEscape("ъъъщщщфыва")); strings.Contains(page, "Без условия") {
		t.Error("without a condition all documents are no way on")
	}
}

// What the buttons of a long search send becomes an ordinary address.
func TestButtonsOfTheSearchForm(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
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
		w := f.Get("/search?" + given)
		if got := w.Header().Get("Location"); w.Code != 303 || got != "/search?"+want || w.Header().Get("ETag") != "" {
			t.Errorf("%s: %d to %s, want %s", given, w.Code, got, want)
		}
	}
}

// The day on which acts are in force has a field, which sends it once; what it cannot hold goes with the form.
func TestTheDayInForceHasAField(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	const none, one = `name="force.on" value="" inputmode`, `name="force.on" value="2017-03-01"`
	for q, want := range map[string][2]int{"kind=постановление": {1, 0}, "force.on=": {1, 0},
		"force.on=2017-03-01": {0, 1},
		"q=нетникакогослова&force.on=2017-03-01&strict=true": {0, 1}, "force.on=2017-03-01&force.on=2018-03-01": {1, 1}} {
		page := f.Page("/search?" + q)
		if got := [2]int{strings.Count(page, none), strings.Count(page, one)}; got != want {
			t.Errorf("%s: empty and full fields %v, want %v", q, got, want)
		}
	}
}

// A page of all values says what they are values of, leads back to the results,
// and says when it does not show all.
func TestAllValuesOfAFacet(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	if page := f.Page("/facets/city?city=myshkin&kind=решение"); strings.Contains(page, "city=myshkin&amp;city=myshkin") ||
		!strings.Contains(page, `href="/search?city=myshkin&amp;kind=`) && !strings.Contains(page, `href="/search?kind=`) ||
		!strings.Contains(page, "выбрано") {
		t.Error("a town that is chosen is added again, or cannot be taken off")
	}
	page := f.Page("/facets/kind?q=заметка&city=kungur")
	for _, want := range []string{"Среди найденного по запросу «заметка».",
		`<a href="/search?city=kungur&amp;q=` + url.QueryEscape("заметка") + `">← к результатам поиска</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if page := f.Page("/facets/kind?lang=en&q=заметка"); !strings.Contains(page, "Among the results for “заметка”.") {
		t.Error("the English page does not say what it lists")
	}
	var put []*archive.Document
	for i := range query.MaxFacetLimit + 3 {
		uri := fmt.Sprintf("%d.txt", i)
		put = append(put, &archive.Document{ID: archive.NewID("many", uri), Source: "many", URI: uri,
			Status: archive.StatusOK, Text: "Многое",
			Facts: archive.Facts{Issuer: archive.Issuer{Value: archive.Value{Text: fmt.Sprintf("Администрация %d", i)}}}})
	}
	f.Commit(archive.Batch{Source: "many", Put: put})
	if page := f.Page("/facets/issuer?source=many"); !strings.Contains(page,
		"Показаны самые частые, 100 из 103; остальные находятся по началу слова.") {
		t.Errorf("values are left out in silence: %s", problem.Truncate(page, 3000))
	}
}

// Beyond the pages that have numbers results go on.
func TestResultsBeyondNumberedPages(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var put []*archive.Document
	for i := range query.MaxOffset + 3*20 {
		uri := fmt.Sprintf("%d.txt", i)
		put = append(put, &archive.Document{ID: archive.NewID("many", uri), Source: "many", URI: uri,
			Status: archive.StatusOK, Text: "Бесчисленное"})
	}
	f.Commit(archive.Batch{Source: "many", Put: put})
	page := f.Page(fmt.Sprintf("/search?q=бесчисленное&source=many&offset=%d", query.MaxOffset))
	next := regexp.MustCompile(`<a href="([^"]*cursor=[^"]*)" rel="next"`).FindStringSubmatch(page)
	if next == nil {
		t.Fatal("the results end with the numbers")
	}
	if page := f.Page(html.UnescapeString(next[1])); strings.Count(page, `class="hit"`) != 20 {
		t.Errorf("%d hits beyond, want %d", strings.Count(page, `class="hit"`), 20)
	}
}

// No half of a phrase, and no operator alone, is proposed to be left out.
func TestWhatIsLeftOutOfAQueryIsWhole(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	page := html.UnescapeString(f.Page("/search?" +
		url.Values{"q": {`"дорога ведомость" заметка ИЛИ небылица дороги -дороги`}}.Encode()))
	for _, part := range regexp.MustCompile(`Без условия «(.*?)»</a>`).FindAllStringSubmatch(page, -1) {
		if part[1] == "OR" || part[1] == "ИЛИ" || strings.Count(part[1], `"`) == 1 {
			t.Errorf("half a condition is left out: %s", part[1])
		}
	}
}

func TestHitsAreExplained(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	if page := f.Page("/search?explain=true&q=" + url.QueryEscape("туризм")); strings.Count(page,
		"Почему на этом месте") == 0 {
		t.Error("nothing is explained")
	}
}
