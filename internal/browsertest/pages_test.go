package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"letopis/internal/archive"
)

// pages are the addresses of every kind of page.
func (w *world) pages(t *testing.T, b *tab) []string {
	t.Helper()
	b.open("/search?q=" + url.QueryEscape("программа"))
	document := b.firstLink(".hit h2 a")
	b.open("/search?q=" + url.QueryEscape("утвердить программу"))
	b.open(b.firstLink(".snippet a.clause"))
	clause := b.firstLink(".doc a.clause")
	b.open("/programs")
	program := b.firstLink(".plain.many a")
	b.open("/cities")
	city := b.firstLink(`.tree a[href^="/c/"]`)
	b.open(program + "/life")
	compared := b.firstPair()
	_, id, _ := strings.Cut(document, "/d/")
	id, _, _ = strings.Cut(id, "?")
	trap := url.QueryEscape("ловушка " + payload)
	return []string{"/", "/?lang=en", "/search", "/search?q=" + url.QueryEscape("программа"), "/search?q=" +
		url.QueryEscape("zzzzqqq культура") + "&date_from=1950&date_to=1951&raw=true",
		"/search?city=uglich&city.not=kungur&kind=" + url.QueryEscape("постановление") + "&date_from=2001", document, clause, program,
		city, "/m/uglichskiy", "/gaps?municipality=uglichskiy", "/m/nothing-here", "/search?city=uglich&level=municipality", "/facets/municipality",
		"/cities", "/programs", "/about", "/follow?city=uglich", "/follow/nothing-here", "/follow/followed-0", "/follow/followed-1?lang=en", "/help", "/help?lang=en", "/api", "/widget", "/widget?lang=en", "/facets/city",
		"/facets/kind?prefix=" + trap,
		"/d/nothing-here", "/nothing", program + "/life", "/d/" + id + "/life", "/d/" + id + "/edition", "/d/" + id + "?borrowings=true", "/d/" + w.hostile + "/edition", compared, compared + "&lang=en",
		"/d/" + archive.NewID("samples", "minusinsk/2009/postanovlenie-900-p-scan.png") + "/scan/1?q=" + url.QueryEscape("постановление"),
		"/compare?a=" + id, "/compare?a=" + w.hostile + "&b=" + w.original, "/d/" + w.hostile + "/life", "/compare", "/search?limit=99999", "/embed?facets=kind&q=" + url.QueryEscape("дорога"),
		"/widget/examples/plain.html", "/widget/examples/strict.html", "/widget/examples/iframe.html",
		"/search?q=" + url.QueryEscape("ловушка"), "/search?q=" + trap, "/search?raw=true&kind=" + trap + "&issuer=" + trap +
			"&program.not=" + trap,
		"/d/" + w.hostile + "?q=" + trap, "/d/" + w.original + "?q=" + url.QueryEscape("ловушка"), "/p/lovushka",
		"/embed?city=" + trap + "&q=" + trap, "/programs?prefix=" + trap}
}

// short names a page in a message.
func short(address string) string {
	s, err := url.QueryUnescape(address)
	if err != nil {
		return address
	}
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func TestPagesAreAccessible(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	for _, address := range w.pages(t, b) {
		t.Run(short(address), func(t *testing.T) {
			t.Parallel()
			b := w.tab(t)
			b.open(address)
			b.wait(`[...document.querySelectorAll('letopis-search[q]')].every(e => e.shadowRoot && ` +
				`!e.shadowRoot.querySelector('section').hidden)`)
			schemes := []string{"light", "dark"}
			if strings.Contains(address, "alert") {
				schemes = schemes[:1] // the colours are those of the pages before
			}
			for _, scheme := range schemes {
				b.media("prefers-color-scheme:"+scheme, "prefers-reduced-motion:reduce")
				b.accessible(source, scheme)
			}
		})
	}
}

// crowded lists links that lie on the words of a heading, and buttons that were stretched to the height of something
// beside them.
const crowded = `(() => {
	const out = [], on = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
		Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
	const words = e => { const r = document.createRange(); r.selectNodeContents(e); return [...r.getClientRects()]; };
	for (const h of document.querySelectorAll('main :is(h1, h2, h3):not(.vh)'))
		for (const a of document.querySelectorAll('main a'))
			if (!h.contains(a) && words(h).some(w => words(a).some(x => on(w, x)))) out.push(a.outerHTML + ' on ' + h.textContent);
	for (const b of document.querySelectorAll('main button:not(.go)'))
		if (b.offsetHeight > 64 && new Set(words(b).map(r => r.top)).size === 1) out.push('as high as ' + b.offsetHeight + ': ' + b.outerHTML);
	return out.map(x => x.slice(0, 200));
})()`

// A page as wide as a telephone, and one read at 200 %, never scroll sideways.
func TestPagesFitNarrowWindows(t *testing.T) {
	w, b := setup(t)
	for _, address := range w.pages(t, b) {
		b.open(address)
		for _, width := range []int64{320, 640, 1280} {
			b.size(width, 800)
			wide := eval[[]string](b, fmt.Sprintf(`document.documentElement.scrollWidth <= %d ? [] : [String(document.documentElement.scrollWidth),
				...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > %[1]d + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 120))]`, width))
			if len(wide) > 0 {
				t.Errorf("%s is wider than %d: %s", short(address), width, strings.Join(wide, "\n\t"))
			}
			if list := eval[[]string](b, crowded); len(list) > 0 {
				t.Errorf("%s at %d is crowded: %s", short(address), width, strings.Join(list, "\n\t"))
			}
		}
	}
}

// Suggestions with long names and notes are read on a telephone: words stay
// whole, and each suggestion has a place of its own.
func TestSuggestionsFitNarrowWindows(t *testing.T) {
	w, b := setup(t)
	b.size(320, 800)
	const crowded = `((box, items) => items.length < 2 ? ['there are ' + items.length] : items.flatMap((e, i) => {
		const r = e.getBoundingClientRect(), words = document.createRange();
		words.selectNodeContents(e.firstChild);
		const lines = words.getClientRects().length, enough = 2 + e.firstChild.textContent.length / 8;
		return (r.right > innerWidth || e.scrollWidth > e.clientWidth || lines > enough || i > 0 && r.top < items[i-1].getBoundingClientRect().bottom - 1) ? [e.outerHTML + ' in ' + lines + ' lines'] : [];
	}))`
	b.open("/")
	b.click("#q")
	b.keys("р", "а", "з", "в")
	b.wait(`document.querySelectorAll('#suggestions li').length > 1`)
	for _, x := range eval[[]string](b, crowded+`(document.querySelector('#suggestions'), `+
		`[...document.querySelectorAll('#suggestions li')])`) {
		t.Error(x)
	}
	b.open(host(t, w.url, ""))
	b.wait(inside)
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'q'`)
	b.keys("р", "а", "з", "в")
	b.wait(inside + `.querySelectorAll('[role=option]').length > 1`)
	for _, x := range eval[[]string](b,
		crowded+`(`+inside+`.querySelector('[role=listbox]'), [...`+inside+`.querySelectorAll('[role=option]')])`) {
		t.Errorf("in the widget: %s", x)
	}
}

// Why a file was not read, and what to do, is seen on a telephone without
// scrolling sideways.
func TestReasonsFitNarrowWindows(t *testing.T) {
	_, b := setup(t)
	b.size(320, 800)
	b.open("/about")
	if n := eval[int](b, `document.querySelectorAll('.stack td').length`); n < 3 {
		t.Fatalf("%d cells: no file of the archive has a reason", n)
	}
	for _, x := range eval[[]string](b, `[...document.querySelectorAll('.stack td')].filter(e => `+
		`e.getBoundingClientRect().right > 320).map(e => e.outerHTML)`) {
		t.Errorf("outside: %s", x)
	}
}

// Nothing of a document or of an address becomes markup, and nothing of ours
// needs what the policy forbids.
func TestPagesRunOnlyOurScripts(t *testing.T) {
	w, b := setup(t)
	for _, address := range w.pages(t, b) {
		b.open(address)
		for _, x := range eval[[]string](b,
			`[...document.querySelectorAll('script:not([src]):not([type="application/ld+json"]), [onerror], [onload], `+
				`[href^="javascript:" i], img')].map(e => e.outerHTML)`) {
			t.Errorf("%s: markup was injected: %s", short(address), clip(x))
		}
		b.clean()
	}
}

func TestSuggestionsRunNoScripts(t *testing.T) {
	_, b := setup(t)
	b.open("/")
	b.click("#q")
	b.keys("л", "о", "в", "у", "ш")
	b.wait(`document.querySelectorAll('#suggestions li').length > 0`)
	if n := eval[int](b, `document.querySelectorAll('#suggestions :not(li):not(span):not(small)').length`); n > 0 {
		t.Errorf("%d elements were injected into the suggestions", n)
	}
	b.clean()
}

func TestSuggestionsAreAccessible(t *testing.T) {
	_, b := setup(t)
	source := axe(t)
	b.open("/")
	b.click("#q")
	b.keys("к", "у", "л", "ь")
	b.wait(`document.querySelectorAll('#suggestions li').length > 0`)
	b.keys(kb.ArrowDown)
	b.wait(`document.querySelector('#suggestions [aria-selected=true]')`)
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme:" + scheme)
		b.accessible(source, scheme)
	}
}

// An original comes as it is, so a browser must download it or show it without
// its scripts.
func TestOriginalsRunNoScripts(t *testing.T) {
	w, b := setup(t)
	address := w.url + "/api/v1/documents/" + w.original + "/original"
	b.open("/")
	if n := eval[int](b,
		`fetch(`+quoted(address)+`).then(r => r.text()).then(s => s.split('alert(8)').length - 1)`); n != 1 {
		t.Fatalf("the original does not hold its script: %d", n)
	}
	// so downloads end
	if err := chromedp.Do(b.ctx, chromedp.Navigate(address)); err != nil && !strings.Contains(err.Error(), "ERR_ABORTED") {
		t.Fatal(err)
	}
	b.clean()
}

// The tests above mean something only if an injected script is seen, whether
// it runs or the policy stops it.
func TestInjectedScriptsAreSeen(t *testing.T) {
	_, b := setup(t)
	for _, policy := range []string{"", "script-src 'none'"} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			_, _ = w.Write([]byte(payload))
		}))
		b.open(srv.URL)
		b.wait(`window.__bad.length >= 2`)
		srv.Close()
	}
}
