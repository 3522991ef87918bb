package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/openapi"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
	"letopis/internal/testkit"
)

// garbage is what clients send by mistake and by malice.
var garbage = []string{"", " ", "-1", "0", "99999999999999999999", "NaN", "null", "[]", "{}", "%00", "a\x00b",
	"\xff\xfe", "\xcf\xf0\xe8\xe2\xe5\xf2", servertest.Evil, "../../etc/passwd",
	"' OR 1=1 --", `"`, `""`, `"""`, "((((", "*", "**", "-", "--", "- - -", "OR", "ИЛИ ИЛИ", "title:", "number:", "a:b:c",
	"\\", "+", "&", "😀😀😀", "\u202eтекст", "ё̈́",
	strings.Repeat("а", 1000), strings.Repeat("а ", 500), strings.Repeat("a", 5000), "9999-99-99", "2017-02-30", "0000",
	"17", "2017/01/01", "завтра", "3000"}

// Whatever comes in any parameter of any address, the answer is a result or a
// problem of the 4xx kind that names the parameter; never a 5xx.
func TestGarbageEverywhere(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	addresses := map[string][]string{}
	spec, err := openapi.Parse(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, operation := range spec.Operations() {
		method, route, _ := strings.Cut(operation, " ")
		if method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":id", servertest.ID("acts/179.txt"), ":name", "city").Replace(route)
		for name, p := range spec.Parameters(method, route) {
			if p.In == "query" {
				addresses[path] = append(addresses[path], name)
			}
		}
	}
	for _, path := range []string{"/search", "/search.atom", "/search.json"} {
		addresses[path] = addresses["/api/v1/search"]
	}
	addresses["/api/v1/export"] = []string{"format", "q", "city", "date_from", "sort"} // each writes the whole archive
	addresses["/search.csv"] = []string{"q", "kind.not"}
	addresses["/oembed"] = []string{"url", "format", "maxwidth"}
	addresses["/oai"] = []string{"verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"}
	for path, names := range addresses {
		for _, name := range names {
			for _, v := range garbage {
				q := url.Values{name: {v}}
				if path == "/oai" && name != "verb" {
					q.Set("verb", "ListRecords")
				}
				r := httptest.NewRequest("GET", path+"?"+q.Encode(), nil)
				w := f.Do(r, true)
				if w.Code >= 500 && w.Code != 501 {
					t.Errorf("%s %s=%q: %d %s", path, name, problem.Truncate(v, 40), w.Code, problem.Truncate(w.Body.String(), 200))
				}
				if w.Code == 400 && strings.HasPrefix(path, "/api") {
					if p := servertest.Problem(t, w); p.Parameter == "" || p.Detail == "" {
						t.Errorf("%s %s=%q: the problem does not say which parameter and what to do: %+v", path, name,
							problem.Truncate(v, 40), p)
					}
				}
				media := w.Header().Get("Content-Type") // a table is data, and a download
				if strings.Contains(w.Body.String(), "<script>alert") && !strings.HasPrefix(media, "text/csv") {
					t.Errorf("%s %s: markup comes back as it was sent", path, name)
				}
			}
		}
	}
}

// FuzzRequest asks for anything with any parameters.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{"/search?q=туризм&city=myshkin&date_from=2017", "/api/v1/search?cursor=AAAA&facets=city",
		"/api/v1/suggest?q=т", "/oai?verb=ListRecords&resumptionToken=eyJhIjoxfQ",
		"/oai?verb=ListIdentifiers&from=2017-01-01&metadataPrefix=oai_dc",
		"/d/" + servertest.ID("acts/179.txt") + "?q=%cf%f0", "/search.csv?q=дорога", "/sitemap.xml?x=%zz",
		"/p/turizm-myshkin?cursor=x",
		"/oembed?url=https://archive.example/d/1&maxwidth=9", "/embed?theme=x", "/api/v1/documents/x/original"} {
		f.Add(s, "ru;q=0.5, en", "gzip;q=0")
	}
	site := servertest.New(f, nil)
	f.Fuzz(func(t *testing.T, target, language, encoding string) {
		path, query, _ := strings.Cut(target, "?")
		r := httptest.NewRequest("GET", "/", nil)
		r.URL = &url.URL{Path: "/" + strings.TrimPrefix(path, "/"), RawQuery: query}
		r.Header.Set("Accept-Language", language)
		r.Header.Set("Accept-Encoding", encoding)
		testkit.Bounded(t, func() {
			w := httptest.NewRecorder()
			if site.Server.Public().ServeHTTP(w, r); w.Code >= 500 && w.Code != 501 {
				t.Errorf("%q: %d %s", target, w.Code, problem.Truncate(w.Body.String(), 300))
			}
		})
	})
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	many := url.Values{}
	for i := range 300 {
		many.Add("city", fmt.Sprint("c", i))
	}
	for query, param := range map[string]string{
		"limit=101": "limit", "limit=0": "limit", "limit=x": "limit", "limit=10&limit=20": "limit", "offset=1001": "offset",
		"sort=best":          "sort",
		"facets=city,planet": "facets", "facets=city,city": "facets",
		"facets=city,program,kind,year,region,issuer,level,status,source": "facets", "date_from=2017-13": "date_from",
		"date_from=2019&date_to=2017": "date_from", "date_from=": "date_from", "limit=": "limit", "lang=": "lang",
		"strict=": "strict", "sort=": "sort", "offset=5&cursor=AAAA": "cursor", "cursor=garbage": "cursor",
		"cursor=" + strings.Repeat("B", 23): "cursor", "cursor=" + strings.Repeat("C", 24): "cursor", // the least of 18 bytes
		"event=2012..2011": "event", "event=": "event",
		"cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA": "cursor", "raw=yes": "raw",
		"lang=de": "lang", many.Encode(): "city", "q=" + url.QueryEscape(strings.Repeat("слово ", 200)): "q",
	} {
		w := f.Do(httptest.NewRequest("GET", "/api/v1/search?"+query, nil), true)
		want := 400
		alone := func(part string) bool { return strings.Contains(query, part) } // that is right alone
		if slices.ContainsFunc([]string{"=AAAA", "=CCCC", "&date_to", ".."}, alone) {
			want = 409
		}
		if p := servertest.Problem(t, w); w.Code != want || p.Parameter != param {
			t.Errorf("%s: %d %+v, want %d for %s", problem.Truncate(query, 60), w.Code, p, want, param)
		}
	}
	cursor := *servertest.JSON[api.SearchResult](f, "/api/v1/search?limit=1&kind="+url.QueryEscape("новость")).Next
	w := f.Do(httptest.NewRequest("GET", "/api/v1/search?limit=1&cursor="+cursor, nil), true)
	if p := servertest.Problem(t, w); p.Parameter != "cursor" {
		t.Errorf("a cursor of another query: %+v", p)
	}
	w = f.Do(httptest.NewRequest("GET", "/api/v1/search?q=100%", nil), true)
	if servertest.Problem(t, w).Code != problem.QueryString {
		t.Errorf("a malformed query string: %s", w.Body)
	}
	future := servertest.JSON[api.SearchResult](f, "/api/v1/search?date_from=2999")
	if future.Total != 0 || future.Hits == nil {
		t.Errorf("the future holds %d documents", future.Total)
	}
	if w := f.Do(httptest.NewRequest("GET", "/api/v1/documents/"+strings.Repeat("x", 200), nil), true); w.Code != 400 {
		t.Errorf("an endless id: %d", w.Code)
	}
}

// A form on a page in windows-1251 sends its fields in that charset.
func TestWindows1251Query(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	got := servertest.JSON[api.SearchResult](f, "/api/v1/search?q=%FF%F0%EC%E0%F0%EA%E0") // «ярмарка»
	if got.Query.Q != "ярмарка" || got.Total != 1 {
		t.Errorf("%+v", got.Query)
	}
}

// Markup in titles, texts, names and values comes out as text only.
func TestMarkupStaysText(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	id := servertest.ID("evil/" + servertest.Evil)
	pages := []string{"/search?q=" + url.QueryEscape("ловушка"), "/d/" + id,
		"/search?q=" + url.QueryEscape(servertest.Evil), "/search?kind=" + url.QueryEscape(servertest.Evil),
		"/search.atom?q=" + url.QueryEscape("ловушка"), "/search.json?q=" + url.QueryEscape("ловушка"),
		"/api/v1/documents/" + id, "/api/v1/search?q=" +
			url.QueryEscape("ловушка") + "&facets=kind,program,issuer", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
		"/nothing/" + url.PathEscape(servertest.Evil),
		"/api/v1/documents/" + id + "/cite?style=csl-json",
		"/oembed?url=" + url.QueryEscape("https://archive.example/d/"+id), "/sitemap/0.xml"}
	for _, path := range pages {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept", "text/html")
		w := f.Do(r, true)
		if strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), "<img src=x") {
			t.Errorf("%s holds live markup:\n%s", path, problem.Truncate(w.Body.String(), 1500))
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(strings.Join(values, ""), "\r\n") {
				t.Errorf("%s: the header %s is split", path, name)
			}
		}
	}
}

// Whatever is asked, of whatever address, in either language and by programs
// and people alike: an answer of the right status that says what is wrong in the
// reader's language, and nothing of the inside.
func TestBadInputIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	gone := servertest.ID("filler/000.txt")
	f.Commit(archive.Batch{Source: "test", Delete: []string{gone}})
	values := func(name string, n int) string {
		v := url.Values{}
		for i := range n {
			v.Add(name, fmt.Sprint("v", i))
		}
		return v.Encode()
	}
	future := url.QueryEscape("заметка")
	for _, c := range []struct {
		path   string
		status int
		ru, en string // in what people read
	}{
		{"/search?" + values("city", 300), 400, "50", "50"},
		{"/search?" + values("kind.not", 300), 400, "50", "50"},
		{"/facets/city?" + values("program", 300), 400, "50", "50"},
		{"/search.atom?" + values("city", 300), 400, "50", "50"},
		{"/search.json?" + values("city", 300), 400, "50", "50"},
		{"/search.csv?" + values("city", 300), 400, "50", "50"},
		{"/api/v1/search?" + values("city", 300), 400, "50", "50"},
		{"/api/v1/export?" + values("city", 300), 400, "50", "50"},
		{"/api/v1/facets/city?" + values("kind", 300), 400, "50", "50"},
		{"/api/v1/programs?" + values("city", 300), 400, "50", "50"},
		{"/search?date_from=2019&date_to=2017", 200, "позже", "after it ends"}, // beside the results
		{"/facets/year?date_from=2019&date_to=2017", 409, "позже", "after it ends"},
		{"/api/v1/search?date_from=2019&date_to=2017", 409, "позже", "after it ends"},
		{"/api/v1/export?date_from=2019&date_to=2017", 409, "позже", "after it ends"},
		{"/search?date_from=2999&q=" + future, 200, "Ничего не нашлось", "Nothing was found"},
		{"/search?cursor=garbage", 400, "первой страницы", "first page"},
		{"/p/turizm-myshkin?cursor=garbage", 400, "первой страницы", "first page"},
		{"/api/v1/programs/turizm-myshkin?cursor=garbage", 400, "первой страницы", "first page"},
		{"/d/" + gone, 410, "удалён", "removed"},
		{"/api/v1/documents/" + gone, 410, "удалён", "removed"},
		{"/api/v1/documents/" + gone + "/original", 410, "удалён", "removed"},
		{"/api/v1/documents/" + gone + "/cite", 410, "удалён", "removed"},
		{"/api/v1/documents/" + gone + "/similar", 410, "удалён", "removed"},
		{"/d/nothing", 404, "Такого документа", "no such document"},
		{"/p/nothing", 404, "Такой программы", "no such programme"},
		{"/c/nothing", 404, "Такого города", "no such town"},
		{"/facets/nothing", 404, "Такой страницы", "no such page"},
		{"/nothing", 404, "Такой страницы", "no such page"},
		{"/widget/0/letopis-search.js", 404, "версии", "version"},
		{"/widget/examples/nothing", 404, "Такой страницы", "no such page"},
		{"/static/nothing.js", 404, "", ""},
		{"/sitemap/9.xml", 404, "Такой страницы", "no such page"},
		{"/search?q=100%", 400, "%25", "%25"},
	} {
		for lang, want := range map[string]string{"ru": c.ru, "en": c.en} {
			for _, accept := range []string{"text/html", "application/json"} {
				answeredInWords(t, f, c.path, lang, accept, c.status, want)
			}
		}
	}
}

// answeredInWords asks for a path in a language.
func answeredInWords(t *testing.T, f *servertest.Fixture, path, lang, accept string, status int, want string) {
	t.Helper()
	address := path + "?lang=" + lang
	if before, after, ok := strings.Cut(path, "?"); ok {
		address = before + "?lang=" + lang + "&" + after
	}
	r := httptest.NewRequest("GET", address, nil)
	r.Header.Set("Accept", accept)
	r.Header.Set("Accept-Language", lang)
	w := f.Do(r, true)
	body := w.Body.String()
	if w.Code != status || !strings.Contains(body, want) {
		t.Errorf("%s for %s in %s: %d, want %d and %q:\n%s", problem.Truncate(path, 60), accept, lang, w.Code, status, want,
			problem.Truncate(body, 200))
	}
	for _, inside := range []string{"goroutine ", ".go:", "runtime.", "letopis/internal", "sqlite"} {
		if strings.Contains(body, inside) {
			t.Errorf("%s shows %q", problem.Truncate(path, 60), inside)
		}
	}
}

// A body of 10 MB is not read to its end, wherever it is sent.
func TestLargeBodies(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
	})
	const size = 10 << 20
	for _, c := range []struct {
		method, path, media string
		status              int
	}{
		{"PATCH", "/api/v1/documents/" + servertest.ID("acts/179.txt"), "application/json", 413},
		{"POST", "/oai", "application/x-www-form-urlencoded", 413},
		{"POST", "/api/v1/search", "application/json", 405},
		{"PUT", "/d/x", "text/plain", 405},
		{"GET", "/api/v1/search", "application/json", 200},
	} {
		body := &countingReader{r: strings.NewReader(`{"title":"` + strings.Repeat("x", size) + `"}`)}
		r := httptest.NewRequest(c.method, c.path, body)
		r.Header.Set("Content-Type", c.media)
		r.Header.Set("Authorization", "Bearer secret")
		w := httptest.NewRecorder()
		f.Server.Public().ServeHTTP(w, r)
		if w.Code != c.status || body.n > 1<<20 {
			t.Errorf("%s %s: %d after %d bytes, want %d after few: %s", c.method, c.path, w.Code, body.n, c.status,
				problem.Truncate(w.Body.String(), 200))
		}
	}
}

type countingReader struct {
	r *strings.Reader
	n int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}
