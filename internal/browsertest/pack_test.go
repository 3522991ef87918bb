package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"letopis/configs"
	"letopis/internal/pack"
	show "letopis/internal/places/site"
	"letopis/internal/query"
	"letopis/web"
)

// copied is a copy of an archive behind a server of files.
type copied struct {
	url, dir string
	ids      []string // of its documents, by their numbers in its index
	mu       sync.Mutex
	bytes    map[string]int64 // sent of what the search reads, by path
}

// pack copies the documents of a site, all of them when nothing is chosen.
func (s *site) pack(t *testing.T, choice pack.Choice) *copied {
	t.Helper()
	c := &copied{dir: filepath.Join(t.TempDir(), "copy"), bytes: map[string]int64{}}
	_, err := pack.Write(t.Context(), pack.Options{Store: s.store, Bucket: s.bucket, Text: s.analyzer,
		Places: show.New(s.gazetteer), Related: s.gazetteer.Related, Synonyms: configs.Synonyms, Choice: choice,
		Lang: web.Russian, Archive: "Летопись", Version: "test", Now: time.Now(), Log: slog.New(slog.DiscardHandler),
		Dir: c.dir})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(c.dir, "d", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		c.ids = append(c.ids, strings.TrimSuffix(filepath.Base(p), ".html"))
	}
	files := http.FileServer(http.Dir(c.dir))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if info, err := os.Stat(filepath.Join(c.dir, filepath.FromSlash(r.URL.Path))); err == nil &&
			strings.HasSuffix(r.URL.Path, ".bin") {
			c.mu.Lock()
			c.bytes[r.URL.Path] += info.Size()
			c.mu.Unlock()
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	c.url = srv.URL
	return c
}

// found waits until the script has answered.
const packFound = `document.querySelector('#said')?.textContent.startsWith('Найдено') && document.querySelector('.hit')`

// A reader searches a copy, chooses a year, opens a document and comes back, with the keyboard alone.
func TestCopyIsSearchedByKeyboard(t *testing.T) {
	w, b := setup(t)
	c := w.pack(t, pack.Choice{})
	b.open(c.url + "/")
	b.tabTo(`e.id === 'q'`)
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "муниципальная программа"+kb.Enter))
	b.wait(`location.pathname === '/search.html' && ` + packFound)
	if eval[int](b, `document.querySelectorAll('.hit mark').length`) == 0 {
		t.Error("nothing is marked")
	}
	all := eval[string](b, `document.querySelector('#said').textContent`)
	b.tabTo(`e.matches('#choices a') && e.search.includes('year')`)
	b.keys(kb.Enter)
	b.wait(`location.search.includes('year') && ` + packFound)
	if got := eval[string](b, `document.querySelector('#said').textContent`); got == all {
		t.Errorf("the year changes nothing: %s", got)
	}
	b.tabTo(`e.matches('.hit h2 a')`)
	title := eval[string](b, `document.activeElement.textContent`)
	b.keys(kb.Enter)
	b.wait(`location.pathname.startsWith('/d/') && document.querySelector('.doc')`)
	if got := eval[string](b, `document.querySelector('h1').textContent`); got != title {
		t.Errorf("the document is %q, the result was %q", got, title)
	}
	b.back()
	b.wait(`location.search.includes('year') && ` + packFound)
	b.clean()
}

// Without scripts each document is two links from the first page.
func TestCopyWithoutScripts(t *testing.T) {
	w, b := setup(t)
	c := w.pack(t, pack.Choice{City: []string{"uglich"}})
	b.scripts(false)
	b.open(c.url + "/search.html")
	if got := eval[string](b, `document.querySelector('noscript').textContent`); !strings.Contains(got, "списках") {
		t.Errorf("without scripts the search says %q", got)
	}
	b.open(c.url + "/")
	years := eval[[]string](b, `[...document.querySelectorAll('main ul.many a')].map(a => a.href)`)
	seen := map[string]bool{}
	for _, y := range years {
		b.open(y)
		for _, a := range eval[[]string](b, `[...document.querySelectorAll('main ul.many a')].map(a => a.pathname)`) {
			seen[strings.TrimSuffix(strings.TrimPrefix(a, "/d/"), ".html")] = true
		}
	}
	for _, id := range c.ids {
		if !seen[id] {
			t.Errorf("no list leads to %s", id)
		}
	}
	if len(c.ids) == 0 || len(seen) != len(c.ids) {
		t.Errorf("lists have %d documents, the copy %d", len(seen), len(c.ids))
	}
}

func TestCopyIsAccessible(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	c := w.pack(t, pack.Choice{})
	b.open(c.url + "/search.html?q=" + url.QueryEscape("программа"))
	b.wait(packFound)
	document := b.firstLink(".hit h2 a")
	b.open(c.url + "/")
	year := b.firstLink("main ul.many a")
	for _, address := range []string{"/", "/" + year, "/" + document, "/about.html", "/search.html",
		"/search.html?q=" + url.QueryEscape("программа развития туризма"),
		"/search.html?year=2013&q=" + url.QueryEscape("дорога"), "/search.html?q=" + url.QueryEscape("ъъъ дорогами"),
		"/d/" + w.hostile + ".html", "/search.html?q=" + url.QueryEscape("ловушка "+payload)} {
		t.Run(short(address), func(t *testing.T) {
			for _, width := range []int64{1280, 320} {
				b := w.tab(t)
				b.size(width, 900)
				b.open(c.url + address)
				b.wait(`!document.querySelector('#said') || !['', 'Идёт поиск…'].includes(document.querySelector('#said').textContent)`)
				for _, scheme := range []string{"light", "dark"} {
					b.media("prefers-color-scheme:"+scheme, "prefers-reduced-motion:reduce")
					b.accessible(source, fmt.Sprint(scheme, " ", width))
				}
				if wide := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
					t.Errorf("at %d the page is %d pixels too wide", width, wide)
				}
				b.clean()
				if *screenshots != "" {
					b.shoot(*screenshots, fmt.Sprintf("copy-%s-%d", strings.Trim(url.QueryEscape(short(address)), "%"), width))
				}
			}
		})
	}
}

// shoot keeps a picture of the page.
func (b *tab) shoot(folder, name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name[:min(len(name), 60)]+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// A page that is open as a file says why it finds nothing, and its lists work.
func TestCopyOpenAsFile(t *testing.T) {
	w, b := setup(t)
	c := w.pack(t, pack.Choice{City: []string{"uglich"}})
	b.open("file://" + c.dir + "/search.html?q=" + url.QueryEscape("дорога"))
	b.wait(`document.querySelector('#said').textContent.includes('открыта как файл')`)
	b.open("file://" + c.dir + "/index.html")
	b.click("main ul.many a")
	b.wait(`location.pathname.includes('/y/') && document.querySelector('main ul.many a')`)
	b.click("main ul.many a")
	b.wait(`location.pathname.includes('/d/') && document.querySelector('.doc')`)
}

// queriesOfPeople are those that judged the site's search.
func queriesOfPeople(t *testing.T) (out []string) {
	t.Helper()
	for _, name := range []string{"samples-queries.jsonl", "queries/tune/queries.jsonl", "queries/held/queries.jsonl"} {
		f, err := os.Open(filepath.Join("..", "..", "tools", "eval", "testdata", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var q struct{ Query string }
			if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
				t.Fatal(err)
			}
			out = append(out, q.Query)
		}
	}
	return out
}

// TestCopyFindsWhatTheArchiveFinds compares the first ten hits of a copy with those of the archive, asked for the words
// as words: docs/pack.md says what differs by design.
func TestCopyFindsWhatTheArchiveFinds(t *testing.T) {
	w, b := setup(t)
	c := w.pack(t, pack.Choice{})
	b.open(c.url + "/search.html")
	b.wait(`globalThis.letopisPack`)
	queries := queriesOfPeople(t)
	shared, most, first, asked := 0, 0, 0, 0
	for _, q := range queries {
		a, err := w.query.Search(context.Background(), query.Request{Q: q, Limit: 10, Raw: true, FullFirst: true})
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		got := eval[[]int](b, `letopisPack(`+quoted(q)+`).then(r => r.docs.slice(0, 10))`)
		var want, have []string
		for _, h := range a.Hits {
			want = append(want, h.ID)
		}
		for _, n := range got {
			have = append(have, c.ids[n])
		}
		if len(want) == 0 && len(have) == 0 {
			continue
		}
		asked++
		most += max(len(want), len(have))
		n := 0
		for _, id := range want {
			if slices.Contains(have, id) {
				n++
			}
		}
		shared += n
		if len(want) > 0 && len(have) > 0 && want[0] == have[0] {
			first++
		}
		if n < max(len(want), len(have)) {
			t.Logf("%s: %d of %d", q, n, max(len(want), len(have)))
		}
	}
	t.Logf("%d queries: %d of %d hits among the first ten are the same, the first one in %d", asked, shared, most, first)
	if float64(shared) < packFloor*float64(most) {
		t.Errorf("%d of %d hits are the same, want %.2f", shared, most, packFloor)
	}
	c.measures(t, w, b)
	c.sizes(t, b, queries[:20])
}

// measures asks a copy for units of measure in all their spellings: it finds what the archive finds.
func (c *copied) measures(t *testing.T, w *world, b *tab) {
	t.Helper()
	for _, spellings := range [][]string{{"м²", "м2", "кв. м", "кв.м", "квадратных метров"}, {"куб. м", "м³", "кубометров"},
		{"руб", "рублей", "₽"}, {"%", "процентов"}, {"км", "километр"}, {"тыс. руб", "тысяч рублей"}} {
		for _, q := range spellings {
			a, err := w.query.Search(t.Context(), query.Request{Q: q, Raw: true, Strict: true})
			if err != nil {
				t.Fatalf("%s: %v", q, err)
			}
			if n := eval[int](b, `letopisPack(`+quoted(q)+`).then(r => r.docs.length)`); n != a.Total || n == 0 {
				t.Errorf("%s: %d documents in the copy, %d in the archive", q, n, a.Total)
			}
		}
	}
}

// packFloor is the share of the first ten hits that a copy must have in common with the archive.
const packFloor = 0.78

// sizes tells what queries have a browser load, each by itself.
func (c *copied) sizes(t *testing.T, b *tab, queries []string) {
	t.Helper()
	var each []int64
	for _, q := range queries {
		c.mu.Lock()
		clear(c.bytes)
		c.mu.Unlock()
		b.do(chromedp.Navigate("about:blank"))
		b.open(c.url + "/search.html?nocache=" + url.QueryEscape(q) + "&q=" + url.QueryEscape(q))
		b.wait(`!['', 'Идёт поиск…'].includes(document.querySelector('#said').textContent)`)
		c.mu.Lock()
		var n int64
		for _, size := range c.bytes {
			n += size
		}
		c.mu.Unlock()
		each = append(each, n)
	}
	slices.Sort(each)
	t.Logf("a query loads %d KB in the middle, %d to %d", each[len(each)/2]>>10, each[0]>>10, each[len(each)-1]>>10)
}
