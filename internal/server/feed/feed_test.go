package feed_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

func TestAtom(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var feed struct {
		Link []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entry []struct {
			Title     string `xml:"title"`
			Published string `xml:"published"`
			Summary   string `xml:"summary"`
		} `xml:"entry"`
	}
	q := url.QueryEscape("дороги")
	servertest.XML(f, "/search.atom?city=myshkin&q="+q+"&limit=1", &feed)
	if len(feed.Entry) != 2 || feed.Entry[0].Title != "О внесении изменений" ||
		feed.Entry[1].Published != "2017-03-01T00:00:00Z" {
		t.Errorf("entries: %+v", feed.Entry)
	}
	if feed.Link[0].Rel != "self" || feed.Link[0].Href != "https://archive.example/search.atom?city=myshkin&q="+q ||
		feed.Link[1].Href != "https://archive.example/search?city=myshkin&q="+q {
		t.Errorf("links: %+v", feed.Link)
	}
	if strings.Contains(feed.Entry[1].Summary, "2-11-00") {
		t.Error("a feed shows personal data")
	}
}

func TestJSONFeed(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var feed struct {
		Version string
		Items   []struct {
			ID, URL, Title string
			Text           string   `json:"content_text"`
			Tags           []string `json:"tags"`
		}
	}
	w := f.Get("/search.json?city=kungur")
	if err := json.Unmarshal(w.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if feed.Version != "https://jsonfeed.org/version/1.1" || len(feed.Items) != 1 || feed.Items[0].Text == "" ||
		!slices.Equal(feed.Items[0].Tags, []string{"новость", "Кунгур", "Кунгурский район"}) ||
		!strings.HasPrefix(w.Header().Get("Content-Type"), "application/feed+json") {
		t.Errorf("%+v", feed)
	}
}

func TestSitemap(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var parts struct {
		Loc []string `xml:"sitemap>loc"`
	}
	servertest.XML(f, "/sitemap.xml", &parts)
	if !slices.Equal(parts.Loc, []string{"https://archive.example/sitemap/0.xml"}) {
		t.Fatalf("parts: %v", parts.Loc)
	}
	f.Commit(archive.Batch{Source: "test", Delete: []string{servertest.ID("filler/000.txt")}})
	var pages struct {
		Loc []string `xml:"url>loc"`
	}
	servertest.XML(f, "/sitemap/0.xml", &pages)
	if len(pages.Loc) != 124 || !slices.Contains(pages.Loc, "https://archive.example/d/"+servertest.ID("acts/179.txt")) {
		t.Errorf("%d pages", len(pages.Loc))
	}
	for _, path := range []string{"/sitemap/1.xml", "/sitemap/x.xml", "/sitemap/-1.xml", "/sitemap/0"} {
		if w := f.Get(path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if robots := f.Get("/robots.txt").Body.String(); !strings.Contains(robots,
		"Sitemap: https://archive.example/sitemap.xml") || !strings.Contains(robots, "\nDisallow: /d/*/edition\n") {
		t.Errorf("robots: %s", robots)
	}
	var search struct {
		ShortName string
		URL       []struct {
			Template string `xml:"template,attr"`
		} `xml:"Url"`
	}
	servertest.XML(f, "/opensearch.xml", &search)
	if search.ShortName != "Летопись" || search.URL[0].Template != "https://archive.example/search?q={searchTerms}" {
		t.Errorf("opensearch: %+v", search)
	}
}

func TestOEmbed(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	embed := func(address string) map[string]any {
		w := f.Get("/oembed?maxwidth=300&url=" + url.QueryEscape(address))
		if w.Code != 200 {
			return map[string]any{"type": fmt.Sprint(w.Code)}
		}
		out := map[string]any{}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	e := embed("https://archive.example/search?q=a%22b&city=myshkin&limit=5")
	if e["type"] != "rich" || e["width"] != 300.0 ||
		!strings.Contains(e["html"].(string), `src="https://archive.example/embed?city=myshkin&amp;q=a%22b"`) {
		t.Errorf("%v", e)
	}
	if e := embed("https://archive.example/c/kungur"); e["title"] != "Летопись: Кунгур" || e["type"] != "rich" {
		t.Errorf("%v", e)
	}
	if e := embed("https://archive.example/d/" + servertest.ID("acts/179.txt")); e["type"] != "link" || e["html"] != nil {
		t.Errorf("%v", e)
	}
	for _, bad := range []string{"https://elsewhere.example/search", "javascript:alert(1)",
		"https://archive.example/c/atlantis", "https://archive.example/d/none", "::"} {
		if e := embed(bad); e["type"] != "404" {
			t.Errorf("%s: %v", bad, e)
		}
	}
}

func TestAPIDescription(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var doc struct{ OpenAPI string }
	w := f.Get("/openapi.json")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.OpenAPI != "3.1.0" ||
		w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v %+v", err, doc)
	}
	page := f.Get("/api").Body.String()
	for _, want := range []string{"/api/v1/documents/{id}/cite", "city.mentioned", "schema-Hit"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not speak of %s", want)
		}
	}
}

// Feeds and pages of searches are told apart by their titles: in a reader of
// feeds, a bookmark or the history there is nothing else.
func TestSearchesAreCalledByTheirConditions(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var feed struct {
		Title string `xml:"title"`
	}
	for query, want := range map[string]string{
		"":            "новые документы",
		"q=дороги":    "дороги",
		"city=kungur": "Кунгур",
		"q=дороги&city=kungur&kind.not=новость&date_from=2017": "дороги, Кунгур, кроме: Новость, с 2017",
		"date_from=2017-03&date_to=2017-03":                    "март 2017",
		"city=kungur&city=myshkin&year=2016&year=2017":         "Кунгур, Мышкин, 2016…",
	} {
		v, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		servertest.XML(f, "/search.atom?"+v.Encode(), &feed)
		if got := strings.ReplaceAll(feed.Title, "\u00a0", " "); got != "Летопись: "+want {
			t.Errorf("%s: the feed is called %q", query, got)
		}
		var same struct{ Title string }
		if err := json.Unmarshal(f.Get("/search.json?"+v.Encode()).Body.Bytes(), &same); err != nil ||
			same.Title != feed.Title {
			t.Errorf("%s: in JSON the feed is called %q, %v", query, same.Title, err)
		}
		page := strings.ReplaceAll(f.Page("/search?"+v.Encode()), "\u00a0", " ")
		if query != "" && (!strings.Contains(page, "<title>"+want+" — ") || !strings.Contains(page, `title="`+want+`"`)) {
			t.Errorf("%s: the page is called otherwise: %s", query, problem.Truncate(page, 700))
		}
	}
}
