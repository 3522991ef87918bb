package server_test

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server"
	"letopis/internal/server/problem"
	"letopis/internal/server/servertest"
)

// everyPath are addresses of all routes, and some that are none.
func everyPath(f *servertest.Fixture) []string {
	act := servertest.ID("acts/179.txt")
	with := map[string]string{"/static/*file": "/static/site.css", "/sitemap/:part": "/sitemap/0.xml",
		"/widget/examples/:name": "/widget/examples/plain.html", "/p/:id": "/p/turizm-myshkin", "/c/:id": "/c/myshkin",
		"/m/:id": "/m/myshkinskiy", "/api/v1/programs/:id": "/api/v1/programs/turizm-myshkin",
		"/api/v1/suggest": "/api/v1/suggest?q=тур", "/oai": "/oai?verb=ListRecords&metadataPrefix=oai_dc",
		"/oembed": "/oembed?url=https://archive.example/d/" + act}
	paths := []string{"/nothing", "/api/v1/nothing", "/search?limit=x&zzz=1", "/api/v1/search?zzz=1", "/d/nothing",
		"/search?q=дороги", "/api/v1/search?q=дороги", "/oai?verb=Identify", "/embed?city=myshkin", "//evil.example/x"}
	for _, route := range f.Server.Public().(*gin.Engine).Routes() {
		path, ok := with[route.Path]
		if !ok {
			path = strings.NewReplacer(":id", act, ":name", "city", ":version", "0").Replace(route.Path)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// changing is what differs between two answers to the same request: numbers of requests and times.
var changing = regexp.MustCompile(`"took_ms":\d+|T\d\d:\d\d:\d\d(\.\d+)?Z|[0-9a-f]{16}`)

// What only a proxy may say changes nothing when anybody else says it, in any answer.
func TestForwardedHeadersOfStrangersChangeNothing(t *testing.T) {
	t.Parallel()
	const evil = "evil.example"
	said := http.Header{}
	for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host",
		"X-HTTP-Host-Override"} {
		said.Set(name, evil)
	}
	for name, v := range map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Protocol": "https",
		"X-Forwarded-Ssl":    "on",
		"X-Forwarded-Scheme": "https", "X-Url-Scheme": "https", "Front-End-Https": "on", "X-Forwarded-Port": "444",
		"X-Forwarded-Prefix": "/" + evil, "X-Script-Name": "/" + evil, "X-Original-Url": "/" + evil,
		"X-Rewrite-Url":   "/" + evil,
		"X-Forwarded-For": "10.0.0.1", "X-Real-Ip": "10.0.0.1", "True-Client-Ip": "10.0.0.1", "Cf-Connecting-Ip": "10.0.0.1",
		"Forwarded": "for=10.0.0.1;host=" + evil + ";proto=https", "X-HTTP-Method-Override": "PATCH", "X-Forwarded": evil,
		"Via": "1.1 " + evil, "X-Wap-Profile": "http://" + evil, "Origin": "https://" + evil, "Referer": "https://" + evil} {
		said.Set(name, v)
	}
	for name, change := range map[string]func(*server.Options){
		"no public address": func(o *server.Options) { o.Config.PublicURL = "" },
		"a public address":  nil,
		"a proxy elsewhere": func(o *server.Options) {
			o.Config.PublicURL, o.Config.TrustedProxies = "", []string{"10.0.0.0/8"}
		},
		"no answers are remembered": func(o *server.Options) { o.Config.PublicURL, o.Config.Answers = "", -1 },
	} {
		f := servertest.New(t, change)
		for _, path := range everyPath(f) {
			for _, accept := range []string{"text/html", "*/*"} {
				ask := func(more http.Header) (status int, header http.Header, body string) {
					r := httptest.NewRequest(http.MethodGet, "http://archive.gorod.example"+strings.ReplaceAll(path, " ", "%20"), nil)
					maps.Copy(r.Header, more)
					r.Header.Set("Accept", accept)
					w := httptest.NewRecorder()
					f.Server.Public().ServeHTTP(w, r)
					w.Header().Del("X-Request-Id")
					w.Header().Del("Content-Length") // took_ms may have more digits
					return w.Code, w.Header(), changing.ReplaceAllString(w.Body.String(), "")
				}
				status, header, body := ask(nil)
				forged, forgedHeader, forgedBody := ask(said)
				if status != forged || !maps.EqualFunc(header, forgedHeader, slices.Equal) || body != forgedBody {
					t.Errorf("%s: %s for %s: %d, %d when a stranger forwards:\n%v\n%v\n%s\n%s", name, path, accept, status, forged,
						header, forgedHeader, problem.Truncate(body, 500), problem.Truncate(forgedBody, 500))
				}
				if path != "//evil.example/x" && strings.Contains(forgedBody+fmt.Sprint(forgedHeader), evil) {
					t.Errorf("%s: %s repeats %s", name, path, evil)
				}
			}
		}
	}
}

// No page sends people elsewhere by words of its address, in a link or a header.
func TestNoAddressLeadsElsewhere(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	elsewhere := regexp.MustCompile(`(?i)(href|src|action)="(//|/\\|\\|https?://evil|javascript:|data:text)[^"]*"`)
	for _, path := range []string{"//evil.example", "//evil.example/%2e%2e", "/%2fevil.example", "/%5cevil.example",
		"/%5c/evil.example",
		"///evil.example/d/x", "//evil.example/d/" + servertest.ID("acts/179.txt"), "/%09/evil.example", "/.//evil.example",
		"/search?q=//evil.example", "/search?kind=//evil.example&kind=", "/search?program=javascript:alert(1)",
		"/search?q=x&q=",
		"/d//evil.example", "/c/%2f%2fevil.example", "/embed?q=//evil.example", "/oembed?url=//evil.example"} {
		for _, lang := range []string{"", "en"} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
			if u, err := r.URL.Parse("http://x" + path); err == nil {
				r.URL.Path = u.Path
			}
			r.URL.RawQuery += "&lang=" + lang
			r.Header.Set("Accept", "text/html")
			w := httptest.NewRecorder()
			f.Server.Public().ServeHTTP(w, r)
			if m := elsewhere.FindString(w.Body.String()); m != "" {
				t.Errorf("%s: %s", path, m)
			}
			if to := w.Header().Get("Location"); to != "" && (to[0] != '/' || strings.HasPrefix(to, "//")) {
				t.Errorf("%s: Location %s", path, to)
			}
		}
	}
}

// Every answer, whatever its status, says what browsers may do with it, and no page allows inline scripts.
func TestEveryAnswerHasItsPolicy(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for _, path := range everyPath(f) {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND",
			"G\x7fT"} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Method = method
			r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
			r.Header.Set("Accept", "text/html")
			r.Header.Set("X-Secret", "повторённое")
			w := httptest.NewRecorder()
			f.Server.Public().ServeHTTP(w, r)
			h := w.Header()
			csp := h.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") && !strings.Contains(csp, "default-src 'self'") ||
				strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %s: %d, policy %q, %q", method, path, w.Code, csp, h.Get("X-Content-Type-Options"))
			}
			if w.Code >= 500 && w.Code != http.StatusNotImplemented || strings.Contains(w.Body.String(), "повторённое") {
				t.Errorf("%s %s: %d %s", method, path, w.Code, problem.Truncate(w.Body.String(), 200))
			}
			if w.Code == http.StatusMethodNotAllowed && h.Get("Allow") == "" {
				t.Errorf("%s %s: 405 without Allow", method, path)
			}
			harvest := method == http.MethodPost && strings.HasPrefix(path, "/oai")
			refused := slices.Contains([]int{400, 404, 405}, w.Code)
			if !refused && !harvest && !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, method) {
				t.Errorf("%s %s: %d", method, path, w.Code)
			}
		}
	}
}

// Of what can be got the head can be got, too, and has the same headers and no body.
func TestHeadIsGetWithoutTheBody(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for _, path := range everyPath(f) {
		ask := func(method string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Method = method
			r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
			w := httptest.NewRecorder()
			f.Server.Public().ServeHTTP(w, r)
			w.Header().Del("X-Request-Id")
			w.Header().Del("Content-Length")
			return w
		}
		get, head := ask(http.MethodGet), ask(http.MethodHead)
		if get.Code != head.Code || get.Header().Get("Content-Type") != head.Header().Get("Content-Type") ||
			get.Header().Get("ETag") != head.Header().Get("ETag") {
			t.Errorf("%s: GET %d %v\nHEAD %d %v", path, get.Code, get.Header(), head.Code, head.Header())
		}
	}
}

// A client that asks for an original in very many pieces gets it whole: each would be verified and headed by itself.
func TestManyRangesAreOneAnswer(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	whole := "original of acts/179.txt"
	for header, c := range map[string]struct {
		status int
		most   int // bytes
	}{
		"bytes=0-7":     {206, 8},
		"bytes=0-1,4-5": {206, 1000},
		"bytes=" + strings.Repeat("0-0,", 500) + "0-0": {200, len(whole)},
		"bytes=" + strings.Repeat("0-,", 500) + "0-":   {200, len(whole)},
		"bytes=" + strings.Repeat(",", 5000) + "0-0":   {200, len(whole)},
		"bytes=-99999999999999999999":                  {416, 500},
		"bytes=9-8":                                    {416, 500},
		"bytes=99-":                                    {416, 500},
		"lines=1-2":                                    {416, 500},
	} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/documents/"+servertest.ID("acts/179.txt")+"/original", nil)
		r.Header.Set("Range", header)
		w := f.Do(r, true)
		if w.Code != c.status || w.Body.Len() > c.most {
			t.Errorf("%s: %d and %d bytes, want %d and at most %d", problem.Truncate(header, 30), w.Code, w.Body.Len(), c.status,
				c.most)
		}
	}
}

// Names of originals, which come from outside, stay names: no path, no second header, no other type.
func TestNamesOfOriginalsAreHarmless(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	sha, n, err := f.Bucket.Put(t.Context(), strings.NewReader("<script>alert(1)</script>"))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"../../etc/passwd", `..\..\boot.ini`, "/etc/passwd", `C:\x`, "a\r\nSet-Cookie: x=1",
		`a"; filename="b.exe`, "a.pdf;filename*=UTF-8''b.exe", "..", ".", "...", "постановление\u202efdp.exe", "a\u2028b",
		strings.Repeat("я", 5000) + ".pdf",
		"a%2f..%2fb", "\x00", "\xff\xfe", "a\tb", "con", " "} {
		uri := fmt.Sprint("names/", i)
		d := &archive.Document{ID: archive.NewID("test", uri), Source: "test", URI: uri, Status: archive.StatusOK,
			Original: archive.Original{SHA256: sha, Bytes: n, Name: name, MediaType: "text/html"}}
		f.Commit(archive.Batch{Source: "test", Put: []*archive.Document{d}})
		w := f.Do(httptest.NewRequest(http.MethodGet, "/api/v1/documents/"+d.ID+"/original", nil), false)
		cd := w.Header().Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(cd)
		given := params["filename"]
		if err != nil || kind != "attachment" || given == "" || strings.ContainsAny(given, "/\\\"\r\n\u202e\u2028\x00") ||
			strings.Trim(given, ".") == "" || len(given) > 300 || len(cd) > 1500 || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%q: %s: %q, %v", name, cd, given, err)
		}
		if csp := w.Header().Get("Content-Security-Policy"); csp != "sandbox; default-src 'none'" {
			t.Errorf("%q: %s", name, csp)
		}
	}
}
