package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A site is a small web site that remembers what it was asked.
type site struct {
	*httptest.Server
	mu   sync.Mutex
	asks []string // "GET /path" or "GET /path if <validator>"
	at   []time.Time
}

func newSite(t *testing.T, pages map[string]http.HandlerFunc) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		ask := r.URL.Path
		if v := r.Header.Get("If-None-Match") + r.Header.Get("If-Modified-Since"); v != "" {
			ask += " if " + v
		}
		s.asks, s.at = append(s.asks, ask), append(s.at, time.Now())
		s.mu.Unlock()
		if h := pages[r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func page(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, text)
	}
}

var local = Web{AllowPrivate: true, Delay: time.Millisecond}

func TestWebPage(t *testing.T) {
	s := newSite(t, map[string]http.HandlerFunc{"/news/1": page("<p>Новость</p>")})
	got := walk(t, open(t, s.URL+"/news/1#top", Options{Web: local}), "")
	if len(got.items) != 1 {
		t.Fatalf("got %+v", got)
	}
	it := got.items[0]
	if it.URI != s.URL+"/news/1" || it.Name != "1.html" || it.Fetched.IsZero() || it.Hints["url"] != it.URI ||
		content(t, it) != "<p>Новость</p>" {
		t.Errorf("item %+v", it)
	}
	if !strings.HasPrefix(it.Version, "sha256-") {
		t.Errorf("version %q of a page without a validator", it.Version)
	}
}

func TestWebFeedAndRobots(t *testing.T) {
	s := newSite(t, map[string]http.HandlerFunc{
		"/robots.txt": page("User-agent: *\nDisallow: /admin/\nCrawl-delay: 0.05\n"),
		"/rss": page(`<?xml version="1.0" encoding="windows-1251"?><rss><channel><link>http://other.example/</link>
			<item><title>a & b</title><link>/news/1</link></item>
			<item><link><![CDATA[/news/2]]></link></item>
			<item><link>/admin/3</link></item>
			<item><link>http://other.example/4</link></item>
			<item><link>/gone</link></item><item><link>/news/1</link></item></channel></rss>`),
		"/news/1":  page("1"),
		"/news/2":  page("2"),
		"/admin/3": page("3"),
	})
	got := walk(t, open(t, s.URL+"/rss", Options{Web: local}), "")
	want := []string{s.URL + "/news/1", s.URL + "/news/2", "- " + s.URL + "/admin/3", "- http://other.example/4",
		"! " + s.URL + "/gone"}
	if !slices.Equal(got.lines, want) {
		t.Errorf("got  %q\nwant %q", got.lines, want)
	}
	if want := []string{"/robots.txt", "/rss", "/news/1", "/news/2", "/gone"}; !slices.Equal(s.asks, want) {
		t.Errorf("asked %q, want %q", s.asks, want)
	}
	for i := 2; i < len(s.at); i++ {
		if d := s.at[i].Sub(s.at[i-1]); d < 45*time.Millisecond {
			t.Errorf("%v between requests %d and %d, robots.txt asks for 50 ms", d, i-1, i)
		}
	}
}

func TestWebSitemapsAndResume(t *testing.T) {
	pages := map[string]http.HandlerFunc{"/a": page("a"), "/b": page("b"), "/c": page("c")}
	s := newSite(t, pages)
	pages["/sitemap.xml"] = page("<sitemapindex><sitemap><loc>" + s.URL + "/one.xml</loc></sitemap><sitemap><loc>" +
		s.URL + "/two.xml</loc></sitemap></sitemapindex>")
	pages["/one.xml"] = page("<urlset><url><loc>" + s.URL + "/a</loc></url><url><loc>" + s.URL + "/b</loc></url></urlset>")
	pages["/two.xml"] = page("<urlset><url><loc>" + s.URL + "/c?x=1&amp;y=2</loc></url></urlset>")

	// A walk that is stopped says where to go on.
	stop := errors.New("stop")
	src := open(t, s.URL+"/sitemap.xml", Options{Web: local})
	cursor, err := src.Walk(context.Background(), "", func(it Item) error {
		if strings.HasSuffix(it.URI, "/b") {
			return stop
		}
		return nil
	}, func(string, error) {})
	if err != stop || cursor != s.URL+"/a" {
		t.Fatalf("stopped at %q with %v, want %q", cursor, err, s.URL+"/a")
	}
	s.asks = nil
	got := walk(t, src, cursor)
	if want := []string{s.URL + "/b", s.URL + "/c?x=1&y=2"}; !slices.Equal(got.lines, want) || got.cursor != "" {
		t.Errorf("resumed: %q, cursor %q, want %q", got.lines, got.cursor, want)
	}
	if slices.Contains(s.asks, "/a") {
		t.Errorf("a resumed walk asked again for what was done: %q", s.asks)
	}
}

func TestWebConditional(t *testing.T) {
	tag := `"v1"`
	s := newSite(t, map[string]http.HandlerFunc{"/p": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "текст "+tag)
	}})
	known := map[string]string{}
	o := Options{Web: local, Known: func(uri string) string { return known[uri] }}
	first := walk(t, open(t, s.URL+"/p", o), "").items[0]
	known[first.URI] = first.Version
	second := walk(t, open(t, s.URL+"/p", o), "").items[0]
	if second.Version != first.Version || second.Size != -1 || content(t, second) != `текст "v1"` {
		t.Errorf("an unchanged page: %+v", second)
	}
	tag = `"v2"`
	if third := walk(t, open(t, s.URL+"/p", o), "").items[0]; third.Version == first.Version ||
		content(t, third) != `текст "v2"` {
		t.Errorf("a changed page: %+v", third)
	}
	if want := []string{"/robots.txt", "/p", "/robots.txt", `/p if "v1"`, "/p", "/robots.txt",
		`/p if "v1"`}; !slices.Equal(s.asks, want) {
		t.Errorf("asked %q, want %q", s.asks, want)
	}
}

func TestWebRefuses(t *testing.T) {
	big := strings.Repeat("x", 2000)
	s := newSite(t, map[string]http.HandlerFunc{
		"/elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://evil.example/", http.StatusFound)
		},
		"/file": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		},
		"/loop":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) },
		"/big":   page(big),
		"/slow":  func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/moved": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusMovedPermanently) },
		"/ok":    page("хорошо"),
	})
	small := local
	small.MaxBytes, small.Timeout = 1000, 300*time.Millisecond
	for path, want := range map[string]string{
		"/elsewhere": "другой сайт", "/file": "не веб-адрес", "/loop": "слишком много перенаправлений",
		"/big": "больше разрешённого", "/slow": "не отвечает",
		"/missing": "404",
	} {
		src := open(t, s.URL+path, Options{Web: small})
		_, err := src.Walk(context.Background(), "", func(Item) error { return nil }, func(string, error) {})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), s.URL+path) {
			t.Errorf("%s: error %v, want one with %q and the address", path, err, want)
		}
	}
	if it := walk(t, open(t, s.URL+"/moved", Options{Web: small}), "").items[0]; it.URI != s.URL+"/moved" ||
		it.Hints["url"] != s.URL+"/ok" {
		t.Errorf("a page that moved: %+v", it)
	}
	// Without leave, an address of this machine is refused after DNS.
	src := open(t, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)+"/ok", Options{})
	_, err := src.Walk(context.Background(), "", func(Item) error { return nil }, func(string, error) {})
	if !errors.Is(err, errPrivate) {
		t.Errorf("a local address: %v", err)
	}
}

func TestCheckAddress(t *testing.T) {
	for address, ok := range map[string]bool{
		"93.184.216.34:80": true, "[2606:2800:220:1::1]:443": true,
		"127.0.0.1:80": false, "10.1.2.3:80": false, "192.168.0.1:80": false, "169.254.169.254:80": false,
		"100.64.0.1:80": false,
		"0.0.0.0:80":    false, "[::1]:80": false, "[::ffff:127.0.0.1]:80": false, "[64:ff9b::7f00:1]:80": false,
		"[fd00::1]:80":  false,
		"[::7f00:1]:80": false, "[fe80::1%eth0]:80": false, "[fec0::1%eth0]:80": false, "[fd00:ec2::254]:80": false,
		"168.63.129.16:80": false, "100.100.100.200:80": false, "[2001:0:7f00:1::]:80": false, "[3fff::1]:80": false,
		"[::ffff:0:0]:80": false, "[::]:80": false, "192.0.0.192:80": false, "[ff02::1]:80": false,
		"[fe80::1]:80": false, "[2002:7f00:1::]:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
	} {
		if err := checkAddress(address, false); (err == nil) != ok {
			t.Errorf("%s: %v, want permitted %v", address, err, ok)
		}
	}
}

func TestWebList(t *testing.T) {
	s := newSite(t, map[string]http.HandlerFunc{"/1": page("1"), "/2": page("2"), "/3": page("3")})
	at := filepath.Join(t.TempDir(), "a.urls")
	if err := os.WriteFile(at, []byte("# страницы\n"+s.URL+"/1\r\n\n"+s.URL+"/2\n"+s.URL+"/3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := walk(t, open(t, at, Options{Web: local}), "")
	if want := []string{s.URL + "/1", s.URL + "/2", s.URL + "/3"}; !slices.Equal(got.lines, want) {
		t.Errorf("got %q, want %q", got.lines, want)
	}
	rest := walk(t, open(t, at, Options{Web: local}), got.items[0].Cursor)
	if want := []string{s.URL + "/2", s.URL + "/3"}; !slices.Equal(rest.lines, want) {
		t.Errorf("after %s: got %q, want %q", got.items[0].Cursor, rest.lines, want)
	}
	all := walk(t, open(t, at, Options{Web: local}), "http://gone.example/")
	if len(all.lines) != 3 {
		t.Errorf("after an address that is listed no more: %q, want all", all.lines)
	}
}
