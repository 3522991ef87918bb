package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/api"
)

func sha256hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func problemOf(t *testing.T, w *httptest.ResponseRecorder) api.Problem {
	t.Helper()
	var p api.Problem
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Fatalf("content type %q, want a problem: %s", ct, clip(w.Body.String(), 300))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != w.Code || p.Code == "" || p.Title == "" || p.Instance == "" {
		t.Errorf("an incomplete problem: %+v for %d", p, w.Code)
	}
	return p
}

func TestUnknownParameters(t *testing.T) {
	f := newFixture(t, nil)
	for given, want := range map[string]string{"citty=x": "city", "date_form=2017": "date_from",
		"city.no=x": "city.not", "query=x": "q", "facet=city": "facets",
		"Sort=date": "sort", "from=2017": "date_from"} {
		p := problemOf(t, f.do(httptest.NewRequest("GET", "/api/v1/search?"+given, nil), true))
		if p.Code != codeUnknown || p.Suggestion != want || p.Parameter != strings.Split(given, "=")[0] {
			t.Errorf("%s: %+v, want the suggestion %q", given, p, want)
		}
	}
}

func TestLanguages(t *testing.T) {
	f := newFixture(t, nil)
	for _, c := range []struct{ accept, lang, want string }{
		{"", "", "Неизвестный параметр"},
		{"ru-RU,ru;q=0.9,en;q=0.8", "", "Неизвестный параметр"}, {"en-GB,en;q=0.9", "", "Unknown parameter"},
		{"de", "", "Неизвестный параметр"}, {"ru", "en", "Unknown parameter"}, {"en;q=garbage;;", "", "Неизвестный параметр"},
	} {
		r := httptest.NewRequest("GET", "/api/v1/search?zzzzz=1&lang="+c.lang, nil)
		r.Header.Set("Accept-Language", c.accept)
		if p := problemOf(t, f.do(r, true)); p.Title != c.want {
			t.Errorf("%q %q: %q, want %q", c.accept, c.lang, p.Title, c.want)
		}
	}
}

func TestConditional(t *testing.T) {
	f := newFixture(t, nil)
	for i, path := range []string{"/api/v1/search?q=" + url.QueryEscape("дороги"),
		"/api/v1/documents/" + idOf("acts/179.txt"), "/api/v1/cities", "/search.atom"} {
		tag := f.get(path).Header().Get("ETag")
		if tag == "" {
			t.Errorf("%s has no ETag", path)
			continue
		}
		again := func() int {
			r := httptest.NewRequest("GET", path, nil)
			r.Header.Set("If-None-Match", `"other", `+tag)
			w := f.do(r, false)
			if w.Code == 304 && w.Body.Len() > 0 {
				t.Errorf("%s: a 304 with a body", path)
			}
			return w.Code
		}
		if code := again(); code != 304 {
			t.Errorf("%s unchanged: %d, want 304", path, code)
		}
		id := fmt.Sprint("new", i)
		f.commit(archive.Batch{Source: "test", Put: []*archive.Document{{ID: id, URI: id, Status: archive.StatusOK}}})
		if code := again(); code != 200 {
			t.Errorf("%s after a change: %d, want 200", path, code)
		}
	}
	if f.get("/api/v1/search?q=a").Header().Get("ETag") == f.get("/api/v1/search?q=b").Header().Get("ETag") {
		t.Error("two searches share an ETag")
	}
	if w := f.do(httptest.NewRequest("GET", "/api/v1/search?limit=0", nil), true); w.Header().Get("ETag") != "" {
		t.Error("a problem carries an ETag")
	}
}

func TestMethods(t *testing.T) {
	f := newFixture(t, nil)
	w := f.do(httptest.NewRequest("DELETE", "/api/v1/search", nil), true)
	if w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Errorf("DELETE: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
	problemOf(t, w)
	w = f.do(httptest.NewRequest("HEAD", "/api/v1/search", nil), true)
	if w.Code != 200 || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %d", w.Code)
	}
	w = f.do(httptest.NewRequest("OPTIONS", "/api/v1/search", nil), true)
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
	for _, path := range []string{"/api/v1/search/", "/API/V1/search", "/api/v1",
		"/nothing", "/d/", "//", "/.git/config"} {
		r := httptest.NewRequest("GET", "http://x"+path, nil)
		if w := f.do(r, true); w.Code != 404 {
			t.Errorf("%s: %d, want 404 and no redirect", path, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	f := newFixture(t, nil)
	w := f.get("/api/v1/search")
	h := w.Header()
	if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" ||
		h.Get("X-Content-Type-Options") != "nosniff" ||
		h.Get("X-Request-Id") == "" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("headers of the API: %v", h)
	}
	page := f.get("/").Header()
	csp := page.Get("Content-Security-Policy")
	if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") ||
		page.Get("Access-Control-Allow-Origin") != "" || page.Get("Set-Cookie") != "" {
		t.Errorf("headers of a page: %v", page)
	}
}

func TestCompression(t *testing.T) {
	f := newFixture(t, nil)
	plain := f.get("/api/v1/search?limit=50").Body.Bytes()
	for accept, want := range map[string]string{"gzip": "gzip", "gzip, br": "br",
		"br;q=0, gzip": "gzip", "identity": "", "": ""} {
		r := httptest.NewRequest("GET", "/api/v1/search?limit=50", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := f.do(r, false)
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
	if w := f.do(r, true); w.Header().Get("Content-Encoding") != "" || problemOf(t, w).Parameter != "limit" {
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

func TestRateLimit(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Config.Rate, o.Config.Burst = 0.5, 3 })
	from := func(addr, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/api/v1/search", nil)
		r.RemoteAddr = addr
		r.Header.Set("X-Forwarded-For", forwarded)
		return f.do(r, false)
	}
	for range 3 {
		if w := from("192.0.2.1:1000", "203.0.113.1"); w.Code != 200 {
			t.Fatalf("within the burst: %d", w.Code)
		}
	}
	w := from("192.0.2.1:2000", "203.0.113.2") // a proxy nobody trusts cannot change its name
	if w.Code != 429 || w.Header().Get("Retry-After") == "" || w.Header().Get("Retry-After") == "0" {
		t.Errorf("beyond the burst: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if p := problemOf(t, w); p.Code != codeTooMany {
		t.Errorf("%+v", p)
	}
	if w := from("192.0.2.2:1000", ""); w.Code != 200 {
		t.Errorf("another client: %d", w.Code)
	}
	for i := range 2 * maxClients {
		f.s.limiter.bucket(addrOf(i))
	}
	if n := f.s.limiter.buckets.Stats().Entries; n < maxClients/2 || n > maxClients {
		t.Errorf("%d clients are remembered, at most %d may be", n, maxClients)
	}
}

// blocking is an index whose searches wait, once it is armed.
type blocking struct {
	index.Index
	armed   atomic.Bool
	release chan struct{}
	running chan struct{}
}

func (b *blocking) Search(ctx context.Context, q index.Query) (*index.Result, error) {
	if !b.armed.Load() {
		return b.Index.Search(ctx, q)
	}
	select {
	case b.running <- struct{}{}:
	default:
	}
	select {
	case <-b.release:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return b.Index.Search(ctx, q)
}

// block makes the searches of the fixture wait from now on.
func (f *fixture) block() *blocking {
	b := &blocking{Index: f.idx, release: make(chan struct{}), running: make(chan struct{}, 1)}
	f.idx = b
	f.get("/api/v1/search?limit=1") // what the first search prepares; another one, as answers are remembered
	b.armed.Store(true)
	return b
}

func TestSearchesQueue(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Config.Searches, o.Config.Queue, o.Config.SearchTime = 1, 2, 2*time.Second })
	b := f.block()
	codes := make(chan int, 10)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			w := httptest.NewRecorder()
			f.s.Public().ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/search", nil))
			codes <- w.Code
		})
	}
	<-b.running
	for busy := 0; busy < 7; busy++ { // one runs, two wait, seven are sent away
		if code := <-codes; code != 503 {
			t.Errorf("a search too many: %d, want 503", code)
		}
	}
	close(b.release)
	wg.Wait()
	for range 3 {
		if code := <-codes; code != 200 {
			t.Errorf("a search within the limit: %d", code)
		}
	}
}

func TestSlowSearchIsGivenUp(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Config.SearchTime = 50 * time.Millisecond })
	f.block()
	w := f.get("/api/v1/search?q=" + url.QueryEscape("дороги"))
	if p := problemOf(t, w); w.Code != 503 || p.Code != codeTimeout || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %+v", w.Code, p)
	}
}

func TestPanicIsAProblem(t *testing.T) {
	f := newFixture(t, nil)
	f.s.public.GET("/boom", func(*gin.Context) { panic("secret detail") })
	for _, accept := range []string{"", "gzip"} {
		r := httptest.NewRequest("GET", "/boom", nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		f.s.Public().ServeHTTP(w, r)
		p := problemOf(t, w)
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "goroutine") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if !strings.Contains(f.log.String(), p.Instance) || !strings.Contains(f.log.String(), "secret detail") {
			t.Errorf("the log does not hold the panic under %s", p.Instance)
		}
	}
	r := httptest.NewRequest("GET", "/boom", nil)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	f.s.Public().ServeHTTP(w, r)
	if number := w.Header().Get("X-Request-Id"); w.Code != 500 ||
		!strings.Contains(w.Body.String(), "Номер запроса: "+number) {
		t.Errorf("people are not told the number %s: %s", number, w.Body)
	}
}

func TestLogHoldsNoQueries(t *testing.T) {
	f := newFixture(t, nil)
	f.get("/api/v1/search?q=confidential")
	f.get("/search?q=confidential")
	f.do(httptest.NewRequest("GET", "/confidential", nil), true)
	if log := f.log.String(); strings.Contains(log, "confidential") || !strings.Contains(log, `"route":"/api/v1/search"`) {
		t.Errorf("log: %s", log)
	}
}

func TestServe(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Config.Pprof, o.Config.WriteTime = true, time.Second })
	public, private := listen(t), listen(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.s.Serve(ctx, public, private, time.Second) }()
	ask := func(l net.Listener, path string, header http.Header) (status int, body []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+l.Addr().String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = header
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if body, err = io.ReadAll(resp.Body); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, body
	}
	if status, body := ask(public, "/api/v1/status", nil); status != http.StatusOK {
		t.Errorf("status: %d %s", status, body)
	}
	for _, path := range []string{"/readyz", "/healthz", "/metrics", "/debug/pprof/profile?seconds=1"} {
		status, body := ask(private, path, nil)
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if path == "/metrics" &&
			(!bytes.Contains(body, []byte("letopis_index_documents 125")) ||
				!bytes.Contains(body, []byte(`route="/api/v1/status"`))) {
			t.Errorf("metrics: %s", body)
		}
	}
	if status, _ := ask(public, "/metrics", nil); status != http.StatusNotFound {
		t.Errorf("metrics on the public port: %d", status)
	}
	big := http.Header{"X-Big": {strings.Repeat("a", 40<<10)}}
	if status, _ := ask(public, "/", big); status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 40 KB: %d", status)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestServeNamesTheListenerThatFailed closes either.
func TestServeNamesTheListenerThatFailed(t *testing.T) {
	f := newFixture(t, nil)
	for i := range 2 {
		listeners := []net.Listener{listen(t), listen(t)}
		listeners[i].Close()
		err := f.s.Serve(t.Context(), listeners[0], listeners[1], time.Second)
		if want := "serving on " + listeners[i].Addr().String(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAnswersAreRemembered(t *testing.T) {
	f := newFixture(t, nil)
	for i, path := range []string{"/api/v1/search?facets=city&q=" + url.QueryEscape("дороги"),
		"/search?q=" + url.QueryEscape("дороги")} {
		first := f.get(path)
		again := f.get(path)
		if first.Body.String() != again.Body.String() || again.Code != 200 {
			t.Errorf("%s: remembered %d %s", path, again.Code, again.Body)
		}
		for k, v := range first.Header() {
			if k != "X-Request-Id" && !slices.Equal(again.Header()[k], v) {
				t.Errorf("%s: header %s is %q, remembered %q", path, k, v, again.Header()[k])
			}
		}
		id := fmt.Sprint("road", i)
		f.commit(archive.Batch{Source: "test", Put: []*archive.Document{
			{ID: id, URI: id, Status: archive.StatusOK, Text: "Дороги закрыты."}}})
		if changed := f.get(path); changed.Body.String() == first.Body.String() {
			t.Errorf("%s: the old answer after a change", path)
		}
	}
	if n := f.s.responseCache.Stats().Entries; n != 4 {
		t.Errorf("%d answers kept, want 4", n)
	}
	f.do(httptest.NewRequest("GET", "/api/v1/search?limit=0", nil), true)
	if n := f.s.responseCache.Stats().Entries; n != 4 {
		t.Error("a problem was kept")
	}
}

func TestResponseCacheIsBounded(t *testing.T) {
	rc := newResponseCache(1000)
	for i := range 100 {
		rc.Put(fmt.Sprint(i), &response{made: time.Now(), body: make([]byte, 100)})
	}
	if n := rc.Stats().Entries; n > 10 || rc.get("99") == nil || rc.get("5") != nil {
		t.Errorf("%d answers of 100 bytes in a cache of 1,000", n)
	}
	rc.Put("old", &response{made: time.Now().Add(-2 * maxResponseAge), body: make([]byte, 100)})
	if rc.get("old") != nil {
		t.Error("an old answer is used")
	}
}
