package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server/api"
)

// The generated types and the embedded specification come from openapi.yaml as
// it is now.
func TestGeneratedIsFresh(t *testing.T) {
	fromYAML, err := parseSpec(openapiYAML)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := GetSpecJSON()
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(fromYAML.json, &a) != nil || json.Unmarshal(generated, &b) != nil {
		t.Fatal("the specification is not JSON")
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if !strings.EqualFold(string(x), string(y)) { // the generator makes names of operations begin with capitals
		t.Error("openapi.yaml changed since its code was generated: run go generate ./internal/server")
	}
}

func TestSearch(t *testing.T) {
	f := newFixture(t, nil)
	got := getJSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("туризм дорог")+"&strict=true&facets=city,program,kind,year")
	if got.Total != 2 || len(got.Hits) != 2 || got.Next != nil {
		t.Fatalf("total %d, %d hits, next %v; want 2 acts and no more", got.Total, len(got.Hits), got.Next)
	}
	i := slices.IndexFunc(got.Hits, func(h api.Hit) bool { return h.ID == idOf("acts/179.txt") })
	if i < 0 {
		t.Fatalf("the act is not among the hits: %+v", got.Hits)
	}
	h := got.Hits[i]
	if *h.Kind != "постановление" || *h.Number != "179-а" || *h.Date != "2017-03-01" || *h.DatePrecision != "day" || *h.Region != "Ярославская область" {
		t.Errorf("facts of the hit: %+v", h)
	}
	if h.URL != "https://archive.example/d/"+h.ID {
		t.Errorf("url %q", h.URL)
	}
	if len(h.Cities) != 1 || h.Cities[0].ID != "myshkin" || h.Cities[0].Role != api.CityRoleIssuer || len(h.Programs) != 1 || h.Programs[0].Role != api.Approves {
		t.Errorf("cities %+v, programs %+v", h.Cities, h.Programs)
	}
	marked := false
	for _, s := range h.Snippets {
		for _, r := range s.Runs {
			marked = marked || r.Hit && strings.HasPrefix(strings.ToLower(r.Text), "дорог")
		}
	}
	if !marked {
		t.Errorf("no run marks the word: %+v", h.Snippets)
	}
	city := got.Facets["city"]
	if len(city.Values) != 1 || city.Values[0].Label != "Мышкин" || city.Values[0].Count != 2 || city.Values[0].Selected {
		t.Errorf("facet city: %+v", city)
	}
	if p := got.Facets["program"].Values; len(p) != 1 || p[0].Label != "Развитие туризма в городе Мышкине" || p[0].Note != "город Мышкин" {
		t.Errorf("facet program: %+v", p)
	}
	if y := got.Facets["year"].Values; len(y) != 2 || y[0].ID != "2017" || y[1].ID != "2018" {
		t.Errorf("years are not in order: %+v", y)
	}
}

func TestFacetsAreDisjunctive(t *testing.T) {
	f := newFixture(t, nil)
	got := getJSON[api.SearchResult](f, "/api/v1/search?city=kungur&facets=city")
	if got.Total != 1 {
		t.Fatalf("total %d, want the one about Кунгур", got.Total)
	}
	want := map[string]bool{"kungur": true, "myshkin": false}
	for _, v := range got.Facets["city"].Values {
		if selected, ok := want[v.ID]; !ok || selected != v.Selected {
			t.Errorf("value %+v", v)
		}
		delete(want, v.ID)
	}
	if len(want) > 0 || got.Facets["city"].Missing == 0 {
		t.Errorf("left out %v, missing %d", want, got.Facets["city"].Missing)
	}
	if got := getJSON[api.SearchResult](f, "/api/v1/search?city=_missing"); got.Total != 122 {
		t.Errorf("%d documents without a city, want 122", got.Total)
	}
	if got := getJSON[api.SearchResult](f, "/api/v1/search?city.not=myshkin&city=kungur&city=myshkin"); got.Total != 1 {
		t.Errorf("exclusion leaves %d, want 1", got.Total)
	}
}

// Following cursors walks the whole archive once, while documents come and go.
func TestCursorWalksAll(t *testing.T) {
	f := newFixture(t, nil)
	seen := map[string]int{}
	next := "/api/v1/search?limit=10"
	for pages := 0; next != ""; pages++ {
		if pages > 20 {
			t.Fatal("the walk does not end")
		}
		w := f.get(next)
		var got api.SearchResult
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, h := range got.Hits {
			seen[h.ID]++
		}
		link := w.Header().Get("Link")
		if (link == "") != (got.Next == nil) {
			t.Errorf("Link %q, next %v", link, got.Next)
		}
		if pages == 2 { // one of those seen goes, a newer one comes
			f.commit(archive.Batch{Source: "test", Delete: []string{got.Hits[0].ID}, Put: []*archive.Document{{ID: "new", URI: "new", Text: "новый",
				Status: archive.StatusOK, Facts: archive.Facts{Date: archive.Date{Year: 2025}}}}})
		}
		if next = ""; link != "" {
			address, _, _ := strings.Cut(strings.TrimPrefix(link, "<https://archive.example"), ">")
			next = address
		}
	}
	if len(seen) != 125 {
		t.Errorf("%d documents seen, want 125", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

func TestDocument(t *testing.T) {
	f := newFixture(t, nil)
	d := getJSON[api.FullDocument](f, "/api/v1/documents/"+idOf("acts/179.txt"))
	if strings.Contains(d.Text, "2-11-00") || d.Masked != 1 {
		t.Errorf("personal data are not masked (%d places): %s", d.Masked, d.Text)
	}
	chars := []rune(d.Text)
	if len(chars) != len([]rune(body)) {
		t.Errorf("masking changed the length from %d to %d characters", len([]rune(body)), len(chars))
	}
	c := d.Cities[0]
	if c.Offset == nil || string(chars[*c.Offset:*c.Offset+*c.Length]) != "Мышкина" || *c.Rule != "administration" {
		t.Errorf("the city lies at %v, %v, by %v", c.Offset, c.Length, c.Rule)
	}
	p := d.Programs[0]
	if string(chars[*p.Offset:*p.Offset+*p.Length]) != "Развитие туризма в городе Мышкине" {
		t.Errorf("the programme lies at %d", *p.Offset)
	}
	if len(d.Cites) != 1 || d.Cites[0].Kind != "федеральный закон" || *d.Cites[0].Number != "131-ФЗ" || *d.Cites[0].Date != "2003-10-06" ||
		string(chars[*d.Cites[0].Offset:*d.Cites[0].Offset+*d.Cites[0].Length]) != "утвердить" {
		t.Errorf("cites %+v", d.Cites)
	}
	if d.Evidence["number"].Rule != "act-head" || d.Evidence["region"].Offset != nil || d.Status != api.DocumentDetailStatus(archive.StatusOK) {
		t.Errorf("evidence %+v, status %s", d.Evidence, d.Status)
	}
	news := getJSON[api.FullDocument](f, "/api/v1/documents/"+idOf("news/kungur.html#post-1"))
	if len(news.Cities) != 1 || news.Cities[0].ID != "kungur" || len(news.CitiesMentioned) != 1 || news.CitiesMentioned[0].ID != "myshkin" {
		t.Errorf("cities %+v, mentioned %+v", news.Cities, news.CitiesMentioned)
	}
	scan := getJSON[api.FullDocument](f, "/api/v1/documents/"+idOf("scan.pdf"))
	if scan.Reason == nil || scan.Kind != nil || scan.Title != "scan.pdf" || scan.Date != nil {
		t.Errorf("a document of which nothing is known: %+v", scan)
	}
}

// A hit in a document of several pages says on which one, and leads there.
func TestPageOfHit(t *testing.T) {
	f := newFixture(t, nil)
	d := &archive.Document{URI: "acts/paged.pdf", Source: "test", ID: archive.NewID("test", "acts/paged.pdf"), Status: archive.StatusOK,
		Text: "О благоустройстве.\n\nПаводок прошёл.\nЯрмаркой остались довольны.", Original: archive.Original{Name: "paged.pdf", MediaType: "application/pdf"}}
	d.Pages = []int{0, strings.Index(d.Text, "\nПаводок"), strings.Index(d.Text, "Паводок"), strings.Index(d.Text, "Ярмаркой")} // the second is empty
	f.commit(archive.Batch{Source: "test", Cursor: "2", Put: []*archive.Document{d}})
	for word, want := range map[string]int{"благоустройство": 1, "паводок": 3, "довольны": 4} {
		hits := getJSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape(word)).Hits
		if len(hits) != 1 || len(hits[0].Snippets) != 1 || hits[0].Snippets[0].Page == nil || *hits[0].Snippets[0].Page != want {
			t.Fatalf("%s: %+v, want page %d", word, hits, want)
		}
		for lang, label := range map[string]string{"ru": "стр.", "en": "p."} {
			got := f.get("/search?lang=" + lang + "&q=" + url.QueryEscape(word)).Body.String()
			if link := fmt.Sprintf(`#page-%d">%s %d</a>`, want, label, want); !strings.Contains(got, link) {
				t.Errorf("%s: no %s on the page:\n%s", word, link, got)
			}
		}
	}
	got := f.get("/d/" + d.ID).Body.String()
	for n := range d.Pages {
		if !strings.Contains(got, fmt.Sprintf(`id="page-%d"`, n+1)) {
			t.Errorf("the document has no anchor for page %d", n+1)
		}
	}
	for _, h := range getJSON[api.SearchResult](f, "/api/v1/search?q="+url.QueryEscape("пристань")).Hits {
		if h.Snippets[0].Page != nil {
			t.Errorf("%s has no pages, a hit is on page %d", h.Source.URI, *h.Snippets[0].Page)
		}
	}
}

func TestSnippetsAreMasked(t *testing.T) {
	f := newFixture(t, nil)
	for n := range 3 { // the second time the document is known, and its personal data
		w := f.get(fmt.Sprintf("/api/v1/search?limit=%d&q=%s", n+1, url.QueryEscape("телефон справок")))
		if strings.Contains(w.Body.String(), "2-11-00") || !strings.Contains(w.Body.String(), "****") {
			t.Errorf("asked %d times before, a snippet shows personal data: %s", n, w.Body)
		}
	}
}

func TestGoneAndUnknown(t *testing.T) {
	f := newFixture(t, nil)
	id := idOf("acts/12.txt")
	if _, err := f.store.Commit(t.Context(), archive.Batch{Source: "test", Delete: []string{id}}); err != nil { // the index has not followed yet
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "/original", "/similar", "/cite"} {
		if w := f.get("/api/v1/documents/" + id + suffix); w.Code != http.StatusGone {
			t.Errorf("removed %s: %d, want 410", suffix, w.Code)
		}
		if w := f.get("/api/v1/documents/aaaaaaaaaaaaa" + suffix); w.Code != http.StatusNotFound {
			t.Errorf("unknown %s: %d, want 404", suffix, w.Code)
		}
	}
	for _, h := range getJSON[api.SearchResult](f, "/api/v1/search?city=myshkin").Hits {
		if h.ID == id {
			t.Error("a removed document is still shown")
		}
	}
}

func TestOriginal(t *testing.T) {
	f := newFixture(t, nil)
	w := f.get("/api/v1/documents/" + idOf("acts/179.txt") + "/original")
	want := map[string]string{"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'"}
	for name, v := range want {
		if got := w.Header().Get(name); got != v {
			t.Errorf("%s: %q, want %q", name, got, v)
		}
	}
	if cd := w.Header().Get("Content-Disposition"); !strings.HasPrefix(cd, `inline; filename="`) ||
		!strings.Contains(cd, "filename*=UTF-8''"+url.PathEscape("Постановление 179-а.txt")) {
		t.Errorf("Content-Disposition: %s", cd)
	}
	if w.Body.String() != "original of acts/179.txt" {
		t.Errorf("body %q", w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/documents/"+idOf("acts/179.txt")+"/original", nil)
	r.Header.Set("Range", "bytes=0-7")
	if w := f.do(r, false); w.Code != http.StatusPartialContent || w.Body.String() != "original" {
		t.Errorf("range: %d %q", w.Code, w.Body)
	}
	evilDoc := f.get("/api/v1/documents/" + idOf("evil/"+evil) + "/original")
	cd := evilDoc.Header().Get("Content-Disposition")
	if !strings.HasPrefix(cd, "attachment; ") || strings.Count(cd, `"`) != 2 || strings.ContainsAny(cd, "\r\n") {
		t.Errorf("a page must be a download with a harmless name: %s", cd)
	}
}

func TestFacetValues(t *testing.T) {
	f := newFixture(t, nil)
	got := getJSON[api.Facet](f, "/api/v1/facets/city?prefix="+url.QueryEscape("кун"))
	if len(got.Values) != 1 || got.Values[0].Label != "Кунгур" || got.Distinct != 1 {
		t.Errorf("%+v", got)
	}
	got = getJSON[api.Facet](f, "/api/v1/facets/program?prefix="+url.QueryEscape("туризма в гор"))
	if len(got.Values) != 1 || got.Values[0].ID != "turizm-myshkin" {
		t.Errorf("%+v", got)
	}
	got = getJSON[api.Facet](f, "/api/v1/facets/kind?q="+url.QueryEscape("дороги"))
	if len(got.Values) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestCatalogue(t *testing.T) {
	f := newFixture(t, nil)
	programs := getJSON[api.Programs200JSONResponse](f, "/api/v1/programs?city=myshkin")
	if programs.Total != 1 || programs.Programs[0].Count != 2 || *programs.Programs[0].Municipality != "город Мышкин" {
		t.Errorf("programmes: %+v", programs)
	}
	timeline := getJSON[api.ProgramTimeline](f, "/api/v1/programs/turizm-myshkin")
	if len(timeline.Acts) != 2 || timeline.Acts[0].Role != "approves" || timeline.Acts[1].Role != "amends" {
		t.Errorf("timeline: %+v", timeline)
	}
	if w := f.get("/api/v1/programs/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("unknown programme: %d", w.Code)
	}
	cities := getJSON[api.Cities200JSONResponse](f, "/api/v1/cities")
	if len(cities.Cities) != 2 || cities.Cities[0].ID != "myshkin" || cities.Missing != 122 {
		t.Errorf("cities: %+v", cities)
	}
	stats := getJSON[api.Stats](f, "/api/v1/stats")
	if stats.Documents != 125 || *stats.From != "2000" || *stats.To != "2019-07-14" || stats.Cities != 2 || stats.Programs != 2 {
		t.Errorf("stats: %+v", stats)
	}
	status := getJSON[api.Status](f, "/api/v1/status")
	if status.Documents != 125 || status.Indexed != 125 || status.Behind != 0 || len(status.Sources) != 1 {
		t.Fatalf("status: %+v", status)
	}
	src := status.Sources[0]
	if src.UnreadableTotal != 2 || len(src.Unreadable) != 2 || src.Failures != 1 || *src.From != "2000" || src.Statuses["needs_ocr"] != 1 {
		t.Errorf("source: %+v", src)
	}
}

func TestCite(t *testing.T) {
	f := newFixture(t, nil)
	for style, want := range map[string]string{"gost": "– Текст : электронный //", "bibtex": "@misc{", "ris": "TY  - GOVDOC", "csl-json": `"type": "legislation"`} {
		w := f.get("/api/v1/documents/" + idOf("acts/179.txt") + "/cite?style=" + style)
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "archive.example") {
			t.Errorf("%s: %d %s", style, w.Code, w.Body)
		}
	}
}

// A reference of an archive that does not know its address has none, rather than
// one that leads nowhere.
func TestCiteWithoutAddress(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Config.PublicURL = "" })
	if w := f.get("/api/v1/documents/" + idOf("acts/179.txt") + "/cite?style=gost"); w.Code != 200 || strings.Contains(w.Body.String(), "URL") || !strings.Contains(w.Body.String(), "Текст : электронный") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// The marks of code in the specification are for machines.
func TestCodeOfTheDescription(t *testing.T) {
	page := newFixture(t, nil).page("/api")
	if !strings.Contains(page, "<code>If-None-Match</code>") || strings.Contains(page, "`") {
		t.Error("the description of the API shows marks of code")
	}
}

func TestSimilarAndSuggest(t *testing.T) {
	f := newFixture(t, nil)
	similar := getJSON[api.Similar200JSONResponse](f, "/api/v1/documents/"+idOf("filler/001.txt")+"/similar?limit=3")
	if len(similar.Hits) == 0 || len(similar.Hits) > 3 {
		t.Errorf("%d similar", len(similar.Hits))
	}
	got := getJSON[api.Suggest200JSONResponse](f, "/api/v1/suggest?q="+url.QueryEscape("кунг"))
	if len(got.Suggestions) == 0 {
		t.Fatal("nothing is suggested")
	}
	if s := got.Suggestions[0]; s.Kind != api.SuggestionKindCity || s.URL != "https://archive.example/c/kungur" || s.Note != "Пермский край" {
		t.Errorf("%+v", s)
	}
}

func TestEdit(t *testing.T) {
	const secret = "a key of thirty-two random bytes"
	key := Key{Name: "clerk", SHA256: "fd6b79f1a1d5e3b4", Scopes: []string{"edit"}}
	key.SHA256 = sha256hex(secret)
	reader := Key{Name: "reader", SHA256: sha256hex("other")}
	f := newFixture(t, func(o *Options) { o.Config.Keys = []Key{key, reader} })
	id := idOf("acts/12.txt")
	patch := func(token, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPatch, "/api/v1/documents/"+id, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return f.do(r, true)
	}
	const good = `{"edits":[{"field":"kind","value":["решение"]}]}`
	for name, c := range map[string]struct {
		token, body string
		status      int
	}{
		"no key": {"", good, 401}, "wrong key": {"guess", good, 401}, "key without the scope": {"other", good, 403},
		"unknown field": {secret, `{"edits":[{"field":"sha256","value":["x"]}]}`, 400}, "not JSON": {secret, `{"edits":`, 400},
		"no edits": {secret, `{}`, 400}, "unknown city": {secret, `{"edits":[{"field":"cities","value":["atlantis"]}]}`, 400},
		"huge":           {secret, `{"edits":[{"field":"title","value":["` + strings.Repeat("a", 10<<20) + `"]}]}`, 413},
		"no value":       {secret, `{"edits":[{"field":"kind"}]}`, 400},
		"null value":     {secret, `{"edits":[{"field":"kind","value":null}]}`, 400},
		"value and undo": {secret, `{"edits":[{"field":"kind","value":["решение"],"undo":true}]}`, 400},
		"good":           {secret, good, 200},
	} {
		if w := patch(c.token, c.body); w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, c.status, clip(w.Body.String(), 300))
		} else if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: another origin may write", name)
		}
	}
	d := getJSON[api.FullDocument](f, "/api/v1/documents/"+id)
	if *d.Kind != "решение" || !slices.Contains(d.Edited, "kind") || d.Evidence["kind"].Rule != "edit" {
		t.Errorf("the correction does not show: %+v", d)
	}
	if w := patch(secret, `{"edits":[{"field":"kind","undo":true}]}`); w.Code != 200 {
		t.Errorf("taking it back: %d %s", w.Code, w.Body)
	}
	if d := getJSON[api.FullDocument](f, "/api/v1/documents/"+id); *d.Kind != "постановление" || slices.Contains(d.Edited, "kind") || d.Evidence["kind"].Rule == "edit" {
		t.Errorf("the correction that was taken back shows: %+v", d)
	}
	off := newFixture(t, nil)
	f = off
	if w := patch(secret, good); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), codeEditingOff) {
		t.Errorf("without keys: %d %s", w.Code, w.Body)
	}
}
