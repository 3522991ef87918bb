package server_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

func TestRateLimit(t *testing.T) {
	f := servertest.New(t, func(o *server.Options) { o.Config.Rate, o.Config.Burst = 0.5, 3 })
	from := func(addr, forwarded string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/api/v1/search", nil)
		r.RemoteAddr = addr
		r.Header.Set("X-Forwarded-For", forwarded)
		return f.Do(r, false)
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
	if p := servertest.Problem(t, w); p.Code != problem.TooMany {
		t.Errorf("%+v", p)
	}
	if w := from("192.0.2.2:1000", ""); w.Code != 200 {
		t.Errorf("another client: %d", w.Code)
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

// block makes the searches of a fixture wait from now on.
func block(f *servertest.Fixture) *blocking {
	b := &blocking{Index: f.Index, release: make(chan struct{}), running: make(chan struct{}, 1)}
	f.Index = b
	f.Get("/api/v1/search?limit=1") // what the first search prepares; another one, as answers are remembered
	b.armed.Store(true)
	return b
}

func TestSearchesQueue(t *testing.T) {
	f := servertest.New(t, func(o *server.Options) {
		o.Config.Searches, o.Config.Queue, o.Config.SearchTime = 1, 2,
			2*time.Second
	})
	b := block(f)
	codes := make(chan int, 10)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			w := httptest.NewRecorder()
			f.Server.Public().ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/search", nil))
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
	f := servertest.New(t, func(o *server.Options) { o.Config.SearchTime = 50 * time.Millisecond })
	block(f)
	w := f.Get("/api/v1/search?q=" + url.QueryEscape("дороги"))
	if p := servertest.Problem(t, w); w.Code != 503 || p.Code != problem.Timeout || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %+v", w.Code, p)
	}
}

func TestServe(t *testing.T) {
	f := servertest.New(t, func(o *server.Options) { o.Config.Pprof, o.Config.WriteTime = true, time.Second })
	public, private := listen(t), listen(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Server.Serve(ctx, public, private, time.Second) }()
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
	big := http.Header{"X-Big": {strings.Repeat("a", 200<<10)}}
	if status, _ := ask(public, "/", big); status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a header of 200 KB: %d", status)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestServeNamesTheListenerThatFailed closes either.
func TestServeNamesTheListenerThatFailed(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for i := range 2 {
		listeners := []net.Listener{listen(t), listen(t)}
		listeners[i].Close()
		err := f.Server.Serve(t.Context(), listeners[0], listeners[1], time.Second)
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

// stalled is a store that does not answer, once it is armed, and reads its log slowly.
type stalled struct {
	archive.Store
	armed atomic.Bool
}

func (s *stalled) Seq(ctx context.Context) (archive.Seq, error) {
	if s.armed.Load() {
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
		return 0, cmp.Or(ctx.Err(), archive.ErrUnavailable)
	}
	return s.Store.Seq(ctx)
}

func (s *stalled) Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error) {
	select {
	case <-time.After(700 * time.Millisecond):
		return s.Store.Log(ctx, after, limit)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// While the store does not answer, a request is answered that the archive is busy before its connection is broken off.
// A stream may take longer.
func TestAStalledStoreIsSaid(t *testing.T) {
	var store stalled
	f := servertest.New(t, func(o *server.Options) {
		store.Store = o.Store
		o.Store, o.Config.WriteTime = &store, 600*time.Millisecond
	})
	site := httptest.NewUnstartedServer(f.Server.Public())
	site.Config.WriteTimeout = 600 * time.Millisecond
	site.Start()
	defer site.Close()
	ask := func(path, accept string) (*http.Response, string, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+path, nil)
		if err != nil {
			return nil, "", err
		}
		req.Header.Set("Accept", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, "", err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		return res, string(body), err
	}
	if res, body, err := ask("/sitemap/0.xml", ""); err != nil || !strings.HasSuffix(body, "</urlset>\n") {
		t.Errorf("a stream is broken off: %v %v %s", err, res, body)
	}
	store.armed.Store(true)
	var all sync.WaitGroup
	for path, accept := range map[string]string{"/api/v1/search?q=a": "", "/": "text/html", "/api/v1/status": "",
		"/sitemap/0.xml": "", "/api/v1/export?q=a": ""} {
		all.Go(func() {
			res, body, err := ask(path, accept)
			if err != nil {
				t.Errorf("%s: %v", path, err)
			} else if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
				t.Errorf("%s: %d %v: %s", path, res.StatusCode, res.Header, body)
			}
		})
	}
	all.Wait()
}
