package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLinksNameTheHostOfTheRequest(t *testing.T) {
	f := newFixture(t, func(o *Options) {
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
		for path, mark := range map[string]string{"/search.atom": `<link rel="self" type="application/atom+xml" href="%/search.atom"`,
			"/search.csv": ";%/d/", "/robots.txt": "Sitemap: %/sitemap.xml\n", "/oai?verb=Identify": "<baseURL>%/oai</baseURL>"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Host, r.RemoteAddr = c.host, c.remote
			if c.proto != "" {
				r.Header.Set("X-Forwarded-Proto", c.proto)
			}
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-Host", c.forwarded)
			}
			w := httptest.NewRecorder()
			f.s.Public().ServeHTTP(w, r)
			if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, strings.Replace(mark, "%", c.want, 1)) || strings.Contains(body, bad) {
				t.Errorf("%s: %s: %d, no %s in\n%.800s", name, path, w.Code, c.want, body)
			}
		}
	}
}

// An answer that names one host must not be confirmed to those who use another.
func TestETagsNameTheHost(t *testing.T) {
	tag := func(f *fixture, host string) string {
		r := httptest.NewRequest(http.MethodGet, "/search.atom", nil)
		r.Host = host
		w := httptest.NewRecorder()
		f.s.Public().ServeHTTP(w, r)
		return w.Header().Get("ETag")
	}
	open := newFixture(t, func(o *Options) { o.Config.PublicURL = "" })
	if a, b := tag(open, "a.example"), tag(open, "b.example"); a == "" || a == b {
		t.Errorf("without a public address %s and %s", a, b)
	}
	fixed := newFixture(t, nil)
	if a, b := tag(fixed, "a.example"), tag(fixed, "b.example"); a != b {
		t.Errorf("with a public address %s and %s", a, b)
	}
}

func TestProxiesThatAreNone(t *testing.T) {
	if _, err := parseProxies([]string{"10.0.0.1", "proxy"}); err == nil || !strings.Contains(err.Error(), `"proxy"`) {
		t.Errorf("%v", err)
	}
}
