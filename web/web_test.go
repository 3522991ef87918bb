package web

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryMessageOfTheTemplatesExists(t *testing.T) {
	use := regexp.MustCompile(`\.T\("([^"]+)"\)`)
	names, err := filepath.Glob("*.templ")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d templates, %v", len(names), err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range use.FindAllStringSubmatch(string(b), -1) {
			if !Russian.Has(m[1]) {
				t.Errorf("%s: no message %q", name, m[1])
			}
		}
	}
	for k, m := range messages {
		if m[0] == "" || m[1] == "" {
			t.Errorf("message %q lacks a language", k)
		}
	}
}

func TestCountedWords(t *testing.T) {
	for n, want := range map[int]string{0: "документов", 1: "документ", 2: "документа", 4: "документа",
		5: "документов", 11: "документов",
		12: "документов", 14: "документов", 21: "документ", 22: "документа", 111: "документов", 101: "документ",
		1002: "документа"} {
		if got := Russian.Counted(n, "document"); got != want {
			t.Errorf("%d %s, want %s", n, got, want)
		}
	}
	got := English.Count(1, "document") + ", " + English.Count(2, "document")
	if got != "1\u00a0document, 2\u00a0documents" {
		t.Error(got)
	}
}

func TestNumbersDatesAndSizes(t *testing.T) {
	for _, c := range [][2]string{
		{Russian.Number(1402), "1402"},
		{Russian.Number(12345), "12\u00a0345"}, {Russian.Number(1234567), "1\u00a0234\u00a0567"},
		{English.Number(1402), "1,402"}, {Russian.Number(-12345), "-12\u00a0345"},
		{Russian.Date("2017-10-04"), "4\u00a0октября\u00a02017"}, {Russian.Date("2017-10"), "октябрь\u00a02017"},
		{Russian.Date("2017"), "2017"},
		{English.Date("2017-10"), "October\u00a02017"}, {Russian.Date("мусор"), "мусор"},
		{Russian.Date("2017-13-01"), "2017-13-01"},
		{Russian.Bytes(512), "512\u00a0Б"}, {Russian.Bytes(48211), "47\u00a0КБ"}, {Russian.Bytes(1 << 21), "2,0\u00a0МБ"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestAssetsAreSmall(t *testing.T) {
	a, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(a.Get("site.css").Gzip()) + len(a.Get("site.js").Gzip()); n > 25<<10 {
		t.Errorf("site.css and site.js are %d bytes gzipped, their budget is 25600", n)
	}
}

func TestAssetsAreServedImmutableInTheBestEncoding(t *testing.T) {
	a, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	css := a.Get("site.css")
	for accept, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip": "gzip",
		"": ""} {
		r := httptest.NewRequest("GET", css.URL, nil)
		r.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); got != want || w.Code != 200 {
			t.Errorf("accept %q: coding %q status %d, want %q", accept, got, w.Code, want)
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Error("not immutable")
		}
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest("GET", "/static/site.0000000000.css", nil))
	if w.Code != 404 {
		t.Errorf("an unknown asset is %d", w.Code)
	}
}
