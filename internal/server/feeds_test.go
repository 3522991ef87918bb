package server

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

func getXML(f *fixture, path string, into any) {
	f.t.Helper()
	w := f.get(path)
	if w.Code != 200 {
		f.t.Fatalf("GET %s: %d %s", path, w.Code, clip(w.Body.String(), 500))
	}
	if err := xml.Unmarshal(w.Body.Bytes(), into); err != nil {
		f.t.Fatalf("GET %s: %v\n%s", path, err, clip(w.Body.String(), 1000))
	}
}

func TestAtom(t *testing.T) {
	f := newFixture(t, nil)
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
	getXML(f, "/search.atom?city=myshkin&q="+q+"&limit=1", &feed)
	if len(feed.Entry) != 2 || feed.Entry[0].Title != "О внесении изменений" || feed.Entry[1].Published != "2017-03-01T00:00:00Z" {
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
	f := newFixture(t, nil)
	var feed struct {
		Version string
		Items   []struct {
			ID, URL, Title string
			Text           string   `json:"content_text"`
			Tags           []string `json:"tags"`
		}
	}
	w := f.get("/search.json?city=kungur")
	if err := json.Unmarshal(w.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if feed.Version != "https://jsonfeed.org/version/1.1" || len(feed.Items) != 1 || feed.Items[0].Text == "" ||
		!slices.Equal(feed.Items[0].Tags, []string{"новость", "Кунгур", "Кунгурский район"}) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/feed+json") {
		t.Errorf("%+v", feed)
	}
}

func TestSitemap(t *testing.T) {
	f := newFixture(t, nil)
	var parts struct {
		Loc []string `xml:"sitemap>loc"`
	}
	getXML(f, "/sitemap.xml", &parts)
	if !slices.Equal(parts.Loc, []string{"https://archive.example/sitemap/0.xml"}) {
		t.Fatalf("parts: %v", parts.Loc)
	}
	f.commit(archive.Batch{Source: "test", Delete: []string{idOf("filler/000.txt")}})
	var pages struct {
		Loc []string `xml:"url>loc"`
	}
	getXML(f, "/sitemap/0.xml", &pages)
	if len(pages.Loc) != 124 || !slices.Contains(pages.Loc, "https://archive.example/d/"+idOf("acts/179.txt")) {
		t.Errorf("%d pages", len(pages.Loc))
	}
	for _, path := range []string{"/sitemap/1.xml", "/sitemap/x.xml", "/sitemap/-1.xml", "/sitemap/0"} {
		if w := f.get(path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if robots := f.get("/robots.txt").Body.String(); !strings.Contains(robots, "Sitemap: https://archive.example/sitemap.xml") {
		t.Errorf("robots: %s", robots)
	}
	var search struct {
		ShortName string
		URL       []struct {
			Template string `xml:"template,attr"`
		} `xml:"Url"`
	}
	getXML(f, "/opensearch.xml", &search)
	if search.ShortName != "Летопись" || search.URL[0].Template != "https://archive.example/search?q={searchTerms}" {
		t.Errorf("opensearch: %+v", search)
	}
}

type oaiAnswer struct {
	Error struct {
		Code string `xml:"code,attr"`
	} `xml:"error"`
	Identify struct {
		Deleted  string `xml:"deletedRecord"`
		Earliest string `xml:"earliestDatestamp"`
		Email    string `xml:"adminEmail"`
	}
	Sets    []string    `xml:"ListSets>set>setSpec"`
	Headers []oaiHeader `xml:"ListIdentifiers>header"`
	Records []struct {
		Header oaiHeader `xml:"header"`
		Title  string    `xml:"metadata>dc>title"`
		ID     []string  `xml:"metadata>dc>identifier"`
	} `xml:"ListRecords>record"`
	One struct {
		Header oaiHeader `xml:"header"`
		Title  string    `xml:"metadata>dc>title"`
	} `xml:"GetRecord>record"`
	Tokens []string `xml:"ListRecords>resumptionToken"`
}

func (f *fixture) oai(query string) (a oaiAnswer) {
	f.t.Helper()
	getXML(f, "/oai?"+query, &a)
	return a
}

func TestOAIHarvest(t *testing.T) {
	f := newFixture(t, nil)
	id := f.oai("verb=Identify")
	if id.Identify.Deleted != "persistent" || id.Identify.Email != "clerk@archive.example" || id.Identify.Earliest < "2020" {
		t.Errorf("Identify: %+v", id.Identify)
	}
	seen := map[string]string{}
	answer := f.oai("verb=ListRecords&metadataPrefix=oai_dc")
	for pages := 0; ; pages++ {
		for _, r := range answer.Records {
			seen[r.Header.Identifier] = r.Header.Status
		}
		if pages == 0 { // what goes while a harvest runs is told at its end
			f.commit(archive.Batch{Source: "test", Delete: []string{idOf("acts/12.txt")}})
		}
		if len(answer.Tokens) == 0 || answer.Tokens[0] == "" {
			if pages == 0 || len(answer.Tokens) != 1 {
				t.Errorf("a list in parts ends with an empty token; %d pages, tokens %v", pages+1, answer.Tokens)
			}
			break
		}
		answer = f.oai("verb=ListRecords&resumptionToken=" + answer.Tokens[0])
	}
	if len(seen) != 125 || seen["oai:archive.example:"+idOf("acts/12.txt")] != "deleted" {
		t.Errorf("%d records harvested; the removed one is %q", len(seen), seen["oai:archive.example:"+idOf("acts/12.txt")])
	}
	one := f.oai("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:" + idOf("acts/179.txt")).One
	if one.Title != "Об утверждении программы развития туризма" || !slices.Equal(one.Header.Sets, []string{"city:myshkin", "year:2017"}) {
		t.Errorf("GetRecord: %+v", one)
	}
	gone := f.oai("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:" + idOf("acts/12.txt")).One
	if gone.Header.Status != "deleted" {
		t.Errorf("a removed record: %+v", gone)
	}
	set := f.oai("verb=ListRecords&metadataPrefix=oai_dc&set=city:kungur")
	live := 0
	for _, r := range set.Records {
		if r.Header.Status == "" {
			live++
		}
	}
	if live != 1 {
		t.Errorf("%d records in a set, want 1", live)
	}
	if sets := f.oai("verb=ListSets").Sets; !slices.Contains(sets, "city:myshkin") || !slices.Contains(sets, "year:2017") {
		t.Errorf("sets: %v", sets)
	}
	if h := f.oai("verb=ListIdentifiers&metadataPrefix=oai_dc").Headers; len(h) != 100 {
		t.Errorf("%d headers", len(h))
	}
}

func TestOAIDates(t *testing.T) {
	f := newFixture(t, nil)
	time.Sleep(1100 * time.Millisecond) // times are told to the second
	since := time.Now().UTC().Format(oaiTime)
	f.commit(archive.Batch{Source: "test", Delete: []string{idOf("acts/12.txt")}})
	got := f.oai("verb=ListRecords&metadataPrefix=oai_dc&from=" + since)
	if len(got.Records) != 1 || got.Records[0].Header.Status != "deleted" {
		t.Errorf("since %s: %+v", since, got)
	}
	got = f.oai("verb=ListRecords&metadataPrefix=oai_dc&until=2020-01-01")
	if got.Error.Code != "noRecordsMatch" {
		t.Errorf("%+v", got.Error)
	}
}

func TestOAIErrors(t *testing.T) {
	f := newFixture(t, nil)
	for query, code := range map[string]string{
		"": "badVerb", "verb=Nonsense": "badVerb", "verb=Identify&verb=Identify": "badVerb", "verb=Identify&x=1": "badArgument", "verb=ListRecords": "badArgument",
		"verb=ListRecords&metadataPrefix=marc": "cannotDisseminateFormat", "verb=ListRecords&resumptionToken=zzz": "badResumptionToken",
		"verb=ListRecords&resumptionToken=zzz&set=a": "badArgument", "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:other:x": "idDoesNotExist",
		"verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:nothing": "idDoesNotExist",
		"verb=ListRecords&metadataPrefix=oai_dc&from=yesterday":                       "badArgument", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2019-01-01": "badArgument",
		"verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2021-01-01T00:00:00Z": "badArgument", "verb=ListSets&resumptionToken=a": "badResumptionToken",
		"verb=ListRecords&metadataPrefix=oai_dc&set=city:atlantis": "noRecordsMatch", "verb=ListRecords&metadataPrefix=oai_dc&set=year:17": "noRecordsMatch",
		"verb=ListRecords&metadataPrefix=oai_dc&set=all": "noRecordsMatch",
	} {
		if got := f.oai(query).Error.Code; got != code {
			t.Errorf("%s: %q, want %q", query, got, code)
		}
	}
	r := httptest.NewRequest("POST", "/oai", strings.NewReader("verb=Identify"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := f.do(r, true); w.Code != 200 || !strings.Contains(w.Body.String(), "<Identify>") {
		t.Errorf("POST: %d %s", w.Code, w.Body)
	}
}

func TestOEmbed(t *testing.T) {
	f := newFixture(t, nil)
	embed := func(address string) map[string]any {
		w := f.get("/oembed?maxwidth=300&url=" + url.QueryEscape(address))
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
	if e["type"] != "rich" || e["width"] != 300.0 || !strings.Contains(e["html"].(string), `src="https://archive.example/embed?city=myshkin&amp;q=a%22b"`) {
		t.Errorf("%v", e)
	}
	if e := embed("https://archive.example/c/kungur"); e["title"] != "Летопись: Кунгур" || e["type"] != "rich" {
		t.Errorf("%v", e)
	}
	if e := embed("https://archive.example/d/" + idOf("acts/179.txt")); e["type"] != "link" || e["html"] != nil {
		t.Errorf("%v", e)
	}
	for _, bad := range []string{"https://elsewhere.example/search", "javascript:alert(1)", "https://archive.example/c/atlantis", "https://archive.example/d/none", "::"} {
		if e := embed(bad); e["type"] != "404" {
			t.Errorf("%s: %v", bad, e)
		}
	}
}

func TestAPIDescription(t *testing.T) {
	f := newFixture(t, nil)
	var doc struct{ OpenAPI string }
	w := f.get("/openapi.json")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.OpenAPI != "3.1.0" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v %+v", err, doc)
	}
	page := f.get("/api").Body.String()
	for _, want := range []string{"/api/v1/documents/{id}/cite", "city.mentioned", "schema-Hit"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not speak of %s", want)
		}
	}
}

// vastStore and vastIndex hold many documents that are made when asked for.
type vastStore struct{ archive.Store }

func (vastStore) Get(_ context.Context, ids ...string) ([]*archive.Document, error) {
	out := make([]*archive.Document, len(ids))
	for i, id := range ids {
		out[i] = &archive.Document{ID: id, URI: id, Text: strings.Repeat("текст ", 500), Facts: archive.Facts{Title: archive.Value{Text: "Документ " + id}}}
	}
	return out, nil
}

type vastIndex struct {
	index.Index
	n int
}

func (v vastIndex) Search(_ context.Context, q index.Query) (*index.Result, error) {
	next := 0
	if q.After != nil {
		_, _ = fmt.Sscanf(q.After.ID, "d%d", &next)
		next++
	}
	res := &index.Result{Total: v.n, Groups: v.n}
	for ; next < v.n && len(res.Hits) < q.Limit; next++ {
		res.Hits = append(res.Hits, index.Hit{ID: fmt.Sprintf("d%09d", next), Date: 20200101})
	}
	return res, nil
}

// counting reads a stream and forgets it.
type counting struct {
	*httptest.ResponseRecorder
	lines int
	peak  uint64
	next  int
}

func (c *counting) Write(b []byte) (int, error) {
	c.lines += strings.Count(string(b), "\n")
	if c.lines > c.next {
		c.next = c.lines + 10_000
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		c.peak = max(c.peak, m.HeapAlloc)
	}
	return len(b), nil
}

// An export takes the same memory whatever its length.
func TestExportInConstantMemory(t *testing.T) {
	f := newFixture(t, nil)
	real := f.idx
	f.s.o.Store = vastStore{f.store}
	peak := func(n int) uint64 {
		f.idx = vastIndex{real, n}
		c := &counting{ResponseRecorder: httptest.NewRecorder()}
		f.s.Public().ServeHTTP(c, httptest.NewRequest("GET", "/search.csv", nil))
		if c.lines != n+1 {
			t.Fatalf("%d lines, want %d", c.lines, n+1)
		}
		return c.peak
	}
	rows := 60_000
	if n, err := strconv.Atoi(os.Getenv("LETOPIS_EXPORT_ROWS")); err == nil {
		rows = n
	}
	small, large := peak(2_000), peak(rows)
	if t.Logf("%d rows: %d KB at the peak; 2,000 rows: %d KB", rows, large>>10, small>>10); large > small+8<<20 {
		t.Error("memory grows with the number of rows")
	}
}

// Feeds and pages of searches are told apart by their titles: in a reader of
// feeds, a bookmark or the history there is nothing else.
func TestSearchesAreCalledByTheirConditions(t *testing.T) {
	f := newFixture(t, nil)
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
		getXML(f, "/search.atom?"+v.Encode(), &feed)
		if got := strings.ReplaceAll(feed.Title, "\u00a0", " "); got != "Летопись: "+want {
			t.Errorf("%s: the feed is called %q", query, got)
		}
		var same struct{ Title string }
		if err := json.Unmarshal(f.get("/search.json?"+v.Encode()).Body.Bytes(), &same); err != nil || same.Title != feed.Title {
			t.Errorf("%s: in JSON the feed is called %q, %v", query, same.Title, err)
		}
		page := strings.ReplaceAll(f.page("/search?"+v.Encode()), "\u00a0", " ")
		if query != "" && (!strings.Contains(page, "<title>"+want+" — ") || !strings.Contains(page, `title="`+want+`"`)) {
			t.Errorf("%s: the page is called otherwise: %s", query, clip(page, 700))
		}
	}
}
