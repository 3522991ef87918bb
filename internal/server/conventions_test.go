package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/api"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for given, want := range map[string]string{"citty=x": "city", "date_form=2017": "date_from",
		"city.no=x": "city.not", "query=x": "q", "facet=city": "facets",
		"Sort=date": "sort", "from=2017": "date_from"} {
		p := servertest.Problem(t, f.Do(httptest.NewRequest("GET", "/api/v1/search?"+given, nil), true))
		if p.Code != problem.UnknownParameter || p.Suggestion != want || p.Parameter != strings.Split(given, "=")[0] {
			t.Errorf("%s: %+v, want the suggestion %q", given, p, want)
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for _, c := range []struct{ accept, lang, want string }{
		{"", "", "Неизвестный параметр"},
		{"ru-RU,ru;q=0.9,en;q=0.8", "", "Неизвестный параметр"}, {"en-GB,en;q=0.9", "", "Unknown parameter"},
		{"de", "", "Неизвестный параметр"}, {"ru", "&lang=en", "Unknown parameter"},
		{"en;q=garbage;;", "", "Неизвестный параметр"},
	} {
		r := httptest.NewRequest("GET", "/api/v1/search?zzzzz=1"+c.lang, nil)
		r.Header.Set("Accept-Language", c.accept)
		if p := servertest.Problem(t, f.Do(r, true)); p.Title != c.want {
			t.Errorf("%q %q: %q, want %q", c.accept, c.lang, p.Title, c.want)
		}
	}
}

func TestConditional(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for i, path := range []string{"/api/v1/search?q=" + url.QueryEscape("дороги"),
		"/api/v1/documents/" + servertest.ID("acts/179.txt"), "/api/v1/cities", "/search.atom"} {
		tag := f.Get(path).Header().Get("ETag")
		if tag == "" {
			t.Errorf("%s has no ETag", path)
			continue
		}
		again := func() int {
			r := httptest.NewRequest("GET", path, nil)
			r.Header.Set("If-None-Match", `"other", `+tag)
			w := f.Do(r, false)
			if w.Code == 304 && w.Body.Len() > 0 {
				t.Errorf("%s: a 304 with a body", path)
			}
			return w.Code
		}
		if code := again(); code != 304 {
			t.Errorf("%s unchanged: %d, want 304", path, code)
		}
		id := fmt.Sprint("new", i)
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{{ID: id, URI: id, Status: archive.StatusOK}}})
		if code := again(); code != 200 {
			t.Errorf("%s after a change: %d, want 200", path, code)
		}
	}
	if f.Get("/api/v1/search?q=a").Header().Get("ETag") == f.Get("/api/v1/search?q=b").Header().Get("ETag") {
		t.Error("two searches share an ETag")
	}
	if w := f.Do(httptest.NewRequest("GET", "/api/v1/search?limit=0", nil), true); w.Header().Get("ETag") != "" {
		t.Error("a problem carries an ETag")
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	w := f.Do(httptest.NewRequest("DELETE", "/api/v1/search", nil), true)
	if w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Errorf("DELETE: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
	servertest.Problem(t, w)
	w = f.Do(httptest.NewRequest("HEAD", "/api/v1/search", nil), true)
	if w.Code != 200 || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %d", w.Code)
	}
	w = f.Do(httptest.NewRequest("OPTIONS", "/api/v1/search", nil), true)
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
	for _, path := range []string{"/api/v1/search/", "/API/V1/search", "/api/v1",
		"/nothing", "/d/", "//", "/.git/config"} {
		r := httptest.NewRequest("GET", "http://x"+path, nil)
		if w := f.Do(r, true); w.Code != 404 {
			t.Errorf("%s: %d, want 404 and no redirect", path, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	w := f.Get("/api/v1/search")
	h := w.Header()
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" ||
		h.Get("X-Content-Type-Options") != "nosniff" ||
		h.Get("X-Request-Id") == "" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers of the API: %v", h)
	}
	page := f.Get("/").Header()
	csp := page.Get("Content-Security-Policy")
	if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") ||
		page.Get("Access-Control-Allow-Origin") != "" || page.Get("Set-Cookie") != "" {
		t.Errorf("headers of a page: %v", page)
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	plain := f.Get("/api/v1/search?limit=50").Body.Bytes()
	for accept, want := range map[string]string{"gzip": "gzip", "gzip, br": "br",
		"br;q=0, gzip": "gzip", "identity": "", "": ""} {
		r := httptest.NewRequest("GET", "/api/v1/search?limit=50", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := f.Do(r, false)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: encoded by %q, want %q", accept, got, want)
			continue
		}
		var body io.Reader = w.Body
		switch want {
		case "gzip":
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		case "br":
			body = brotli.NewReader(w.Body)
		}
		if got, err := io.ReadAll(body); err != nil || !sameButTime(got, plain) {
			t.Errorf("%q: the content differs (%v)", accept, err)
		}
	}
	r := httptest.NewRequest("GET", "/api/v1/search?limit=0", nil) // short: not worth it, and not lost
	r.Header.Set("Accept-Encoding", "gzip")
	if w := f.Do(r, true); w.Header().Get("Content-Encoding") != "" || servertest.Problem(t, w).Parameter != "limit" {
		t.Errorf("a short answer: %v", w.Header())
	}
}

func sameButTime(a, b []byte) bool {
	var x, y api.SearchResult
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	x.TookMs, y.TookMs = 0, 0
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return bytes.Equal(p, q)
}

func TestPanicIsAProblem(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	f.Server.Public().(*gin.Engine).GET("/boom", func(*gin.Context) { panic("secret detail") })
	for _, accept := range []string{"", "gzip"} {
		r := httptest.NewRequest("GET", "/boom", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		f.Server.Public().ServeHTTP(w, r)
		p := servertest.Problem(t, w)
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "goroutine") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if !strings.Contains(f.Log(), p.Instance) || !strings.Contains(f.Log(), "secret detail") {
			t.Errorf("the log does not hold the panic under %s", p.Instance)
		}
	}
	r := httptest.NewRequest("GET", "/boom", nil)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	f.Server.Public().ServeHTTP(w, r)
	if number := w.Header().Get("X-Request-Id"); w.Code != 500 ||
		!strings.Contains(w.Body.String(), "Номер запроса: "+number) {
		t.Errorf("people are not told the number %s: %s", number, w.Body)
	}
}

func TestLogHoldsNoQueries(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	f.Get("/api/v1/search?q=confidential")
	f.Get("/search?q=confidential")
	f.Do(httptest.NewRequest("GET", "/confidential", nil), true)
	if log := f.Log(); strings.Contains(log, "confidential") || !strings.Contains(log, `"route":"/api/v1/search"`) {
		t.Errorf("log: %s", log)
	}
}

func TestAnswersAreRemembered(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for i, path := range []string{"/api/v1/search?facets=city&q=" + url.QueryEscape("дороги"),
		"/search?q=" + url.QueryEscape("дороги")} {
		first := f.Get(path)
		again := f.Get(path)
		if first.Body.String() != again.Body.String() || again.Code != 200 {
			t.Errorf("%s: remembered %d %s", path, again.Code, again.Body)
		}
		for k, v := range first.Header() {
			if k != "X-Request-Id" && !slices.Equal(again.Header()[k], v) {
				t.Errorf("%s: header %s is %q, remembered %q", path, k, v, again.Header()[k])
			}
		}
		id := fmt.Sprint("road", i)
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{
			{ID: id, URI: id, Status: archive.StatusOK, Text: "Дороги закрыты."}}})
		if changed := f.Get(path); changed.Body.String() == first.Body.String() {
			t.Errorf("%s: the old answer after a change", path)
		}
	}
}

func TestLinksNameTheHostOfTheRequest(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) {
		o.Config.PublicURL, o.Config.TrustedProxies = "", []string{"10.0.0.0/8", "2001:db8::1"}
	})
	const good, bad = "archive.gorod.example", "evil.example"
	for name, c := range map[string]struct {
		remote, host, proto, forwarded string
		want                           string
	}{
		"plain":                   {"192.0.2.1:5", good, "", "", "http://" + good},
		"a port":                  {"192.0.2.1:5", "localhost:9000", "", "", "http://localhost:9000"},
		"an address":              {"192.0.2.1:5", "[2001:db8::7]:80", "", "", "http://[2001:db8::7]:80"},
		"a proxy":                 {"10.1.2.3:5", good, "https", "", "https://" + good},
		"a proxy names the host":  {"[2001:db8::1]:5", "localhost:8080", "https", good + ", inner", "https://" + good},
		"a stranger names a host": {"192.0.2.1:5", good, "https", bad, "http://" + good},
		"not a host":              {"192.0.2.1:5", `x"><script>`, "", "", "http://localhost"},
		"a user":                  {"192.0.2.1:5", "user@" + bad, "", "", "http://localhost"},
		"a path":                  {"192.0.2.1:5", bad + "/x", "", "", "http://localhost"},
		"long":                    {"192.0.2.1:5", strings.Repeat("a", 300), "", "", "http://localhost"},
		"none":                    {"192.0.2.1:5", "", "", "", "http://localhost"},
		"a proxy names no host":   {"10.1.2.3:5", good, "https", `"<x`, "https://localhost"},
	} {
		for path, mark := range map[string]string{
			"/search.atom": `<link rel="self" type="application/atom+xml" href="%/search.atom"`,
			"/search.csv":  ";%/d/", "/robots.txt": "Sitemap: %/sitemap.xml\n",
			"/oai?verb=Identify": "<baseURL>%/oai</baseURL>"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host, r.RemoteAddr = c.host, c.remote
			if c.proto != "" {
				r.Header.Set("X-Forwarded-Proto", c.proto)
			}
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-Host", c.forwarded)
			}
			w := httptest.NewRecorder()
			f.Server.Public().ServeHTTP(w, r)
			if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, strings.Replace(mark, "%", c.want, 1)) ||
				strings.Contains(body, bad) {
				t.Errorf("%s: %s: %d, no %s in\n%.800s", name, path, w.Code, c.want, body)
			}
		}
	}
}

// An answer that names one host must not be confirmed to those who use another.
func TestETagsNameTheHost(t *testing.T) {
	tag := func(f *servertest.Fixture, host string) string {
		r := httptest.NewRequest(http.MethodGet, "/search.atom", nil)
		r.Host = host
		w := httptest.NewRecorder()
		f.Server.Public().ServeHTTP(w, r)
		return w.Header().Get("ETag")
	}
	open := servertest.New(t, func(o *server.Options) { o.Config.PublicURL = "" })
	if a, b := tag(open, "a.example"), tag(open, "b.example"); a == "" || a == b {
		t.Errorf("without a public address %s and %s", a, b)
	}
	fixed := servertest.New(t, nil)
	if a, b := tag(fixed, "a.example"), tag(fixed, "b.example"); a != b {
		t.Errorf("with a public address %s and %s", a, b)
	}
}
