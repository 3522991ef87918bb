package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// portal is a page of a town's site at an origin of its own, with the widget, under as strict a policy as there is:
// it allows only the archive, and the portal's own styles and script.
type portal struct {
	attributes string // of the widget
	css        string
	script     string // of the portal; "" for none
}

// hostile are styles that break everything in their reach.
const hostile = `* { display: inline !important; font: 3px cursive !important; color: #fefefe !important; background: #fff !important;
	float: left !important; opacity: .3 !important; text-transform: uppercase !important; outline: none !important }
	html, body, main, h1 { display: block !important; position: static !important; opacity: 1 !important; font: 16px sans-serif !important; color: #000 !important }`

// host serves a portal whose styles are hostile.
func host(t *testing.T, archive, attributes string) string {
	t.Helper()
	return portal{attributes: attributes, css: hostile}.serve(t, archive)
}

// serve serves the portal until the test ends and returns its address.
func (p portal) serve(t *testing.T, archive string) string {
	t.Helper()
	head, scripts := "", archive
	if p.script != "" {
		head, scripts = `<script src="/portal.js"></script>`, archive+" 'self'"
	}
	page := `<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Портал</title>
<link rel="stylesheet" href="/portal.css">` + head + `<script type="module" src="` + archive + `/widget/v1.js"></script></head>
<body><main><h1>Портал</h1><letopis-search ` + p.attributes + `><form action="` + archive + `/search"><label>Поиск <input name="q"></label><button>Найти</button></form></letopis-search></main></body></html>`
	answer := func(rw http.ResponseWriter, kind, body string) {
		rw.Header().Set("Content-Type", kind+"; charset=utf-8")
		_, _ = rw.Write([]byte(body))
	}
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			rw.Header().Set("Content-Security-Policy",
				"default-src 'none'; style-src 'self'; script-src "+scripts+"; connect-src "+archive+
					"; form-action "+archive+"; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
			answer(rw, "text/html", page)
		case "/portal.css":
			answer(rw, "text/css", p.css)
		case "/portal.js":
			answer(rw, "text/javascript", p.script)
		case "/favicon.ico":
			rw.WriteHeader(http.StatusNoContent)
		default:
			http.NotFound(rw, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// inside is the widget's shadow root, in an expression.
const inside = `document.querySelector('letopis-search').shadowRoot`

func TestWidgetInAHostilePage(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	b.open(host(t, w.url, `facets="kind,city"`))
	b.wait(inside)
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'q'`)
	b.keys("к", "у", "л", "ь")
	b.wait(inside + `.querySelectorAll('[role=option]').length > 0 && !` + inside +
		`.querySelector('[role=listbox]').hidden`)
	b.accessible(source, "suggestions")
	b.keys(kb.ArrowDown)
	b.wait(inside + `.querySelector('[aria-selected=true]')?.id === ` + inside +
		`.querySelector('#q').getAttribute('aria-activedescendant')`)
	b.keys(kb.Escape)
	b.wait(inside + `.querySelector('[role=listbox]').hidden`)
	b.keys("т", "у", "р", "а", kb.Enter)
	b.wait(inside + `.querySelectorAll('li.h a').length > 0`)
	b.wait(`/\d документ/.test(` + inside + `.querySelector('[role=status]').textContent.replace(/\u00a0/g, ' '))`)
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme:" + scheme)
		b.accessible(source, "results, "+scheme)
	}
	before := eval[int](b, inside+`.querySelectorAll('li.h').length`)
	eval[bool](b, inside+`.querySelector('section button')?.click(), true`)
	b.wait(inside + `.querySelectorAll('li.h').length > ` + strconv.Itoa(before))
	if !eval[bool](b, inside+`.activeElement?.matches('li.h a')`) {
		t.Error("after “More” the focus is lost")
	}
	b.size(320, 800)
	if n := eval[int](b, `Math.ceil(Math.max(...[...`+inside+`.querySelectorAll('*')].map(e => `+
		`e.getBoundingClientRect().right)))`); n > 320 {
		t.Errorf("in a window of 320 pixels the widget reaches to %d", n)
	}
	b.clean()
}

// The host's styles stop at the element itself: what is in it looks the same.
func TestWidgetKeepsItsLook(t *testing.T) {
	w, b := setup(t)
	b.open(host(t, w.url, `q="дорога"`))
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	if got := eval[string](b,
		`(s => [s.position, s.display].join())(getComputedStyle(`+inside+
			`.querySelector('li.h')))`); got != "static,list-item" {
		t.Errorf("results are %s", got)
	}
	if h := eval[int](b, inside+`.querySelector('button').offsetHeight`); h < 44 {
		t.Errorf("the button is %d pixels high, a finger needs 44", h)
	}
	b.clean()
}

func TestWidgetRunsNoScripts(t *testing.T) {
	w, b := setup(t)
	attribute := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;").Replace(payload)
	b.open(host(t, w.url, `q="ловушка" facets="kind,program,issuer" target="`+attribute+`"`))
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'q'`)
	b.keys(kb.End, kb.Backspace)
	b.wait(inside + `.querySelectorAll('[role=option]').length > 0`)
	if n := eval[int](b, inside+`.querySelectorAll('img, script, svg, [onerror], [onload], [href^="javascript:" `+
		`i]').length`); n > 0 {
		t.Errorf("%d elements were injected", n)
	}
	b.clean()
}

func TestWidgetWithoutScripts(t *testing.T) {
	w, b := setup(t)
	b.open("/widget/examples/plain.html")
	b.scripts(false)
	b.open("/widget/examples/plain.html")
	b.click("input[name=q]")
	b.keys("д", "о", "р", "о", "г", "а", kb.Enter)
	b.wait(`location.href.startsWith(` + quoted(w.url+"/search") + `) && document.querySelector('.hit')`)
}

func TestFrameTellsItsHeight(t *testing.T) {
	_, b := setup(t)
	b.open("/widget/examples/iframe.html")
	b.wait(`document.querySelector('iframe').height !== '420'`)
	b.clean()
}

// A slip in an attribute must not look like an archive that holds nothing.
func TestWidgetTellsOfAnUnknownTown(t *testing.T) {
	w, b := setup(t)
	b.open(host(t, w.url, `city="atlantida" q=""`))
	b.wait(inside + `?.querySelector('section')?.textContent.includes('Документов города «atlantida» в архиве нет.')`)
}

// Old portals put things side by side by tables and floats, new ones by flex:
// there the widget is as wide as it needs to be, before and after a search.
func TestWidgetInColumns(t *testing.T) {
	w, b := setup(t)
	widget := `<letopis-search api="` + w.url + `" facets="kind"></letopis-search>`
	page := `<html><head><meta charset="utf-8"><title>Портал</title><script type="module" src="` + w.url +
		`/widget/v1.js"></script></head><body>` +
		`<table border="1"><tr><td>Меню</td><td>` + widget + `</td></tr></table><div style="display:flex"><div>Меню</div>` +
		widget + `</div>` +
		`<div style="float:left">` + widget + `</div><span style="display:inline-block">` + widget + `</span></body></html>`
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = rw.Write([]byte(page))
	}))
	t.Cleanup(srv.Close)
	b.open(srv.URL)
	b.wait(`[...document.querySelectorAll('letopis-search')].every(e => e.shadowRoot)`)
	const narrow = `[...document.querySelectorAll('letopis-search')].map(e => ` +
		`Math.round(e.getBoundingClientRect().width)).filter(x => x < 250)`
	if got := eval[[]int](b, narrow); len(got) > 0 {
		t.Errorf("widgets are %v pixels wide", got)
	}
	eval[bool](b, `document.querySelectorAll('letopis-search').forEach(e => e.setAttribute('q', 'дорога')), true`)
	b.wait(`[...document.querySelectorAll('letopis-search')].every(e => e.shadowRoot.querySelector('li.h a'))`)
	if got := eval[[]int](b, narrow); len(got) > 0 {
		t.Errorf("with results widgets are %v pixels wide", got)
	}
	b.clean()
}

// A correction is taken back in the widget itself, until another query.
func TestWidgetTakesACorrectionBack(t *testing.T) {
	w, b := setup(t)
	b.open(host(t, w.url, `q="ljhjuf"`))
	b.wait(inside + `?.querySelector('section p a')?.textContent === 'Искать как набрано: «ljhjuf»'`)
	b.tabTo(`e.shadowRoot?.activeElement?.textContent.includes('как набрано')`)
	b.keys(kb.Enter)
	b.wait(`!` + inside + `.querySelector('li.h') && !` + inside + `.textContent.includes('как набрано') && ` + inside +
		`.querySelector('section a').href.includes('raw=true')`)
	b.wait(inside + `.activeElement?.id === 'q'`)
	b.keys(kb.End, "b", kb.Enter)
	b.wait(inside + `.querySelector('section a') && !` + inside + `.querySelector('section a').href.includes('raw=true')`)
	b.clean()
}

// In a frame every link opens in the whole window: pages of the archive may not
// be framed.
func TestLinksOfTheFrame(t *testing.T) {
	_, b := setup(t)
	b.open("/embed?q=ljhjuf&date_from=2000&kind=" +
		"%D0%BF%D0%BE%D1%81%D1%82%D0%B0%D0%BD%D0%BE%D0%B2%D0%BB%D0%B5%D0%BD%D0%B8%D0%B5")
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	for _, href := range eval[[]string](b, `[...`+inside+`.querySelectorAll('a')].filter(a => a.target !== `+
		`'_top').map(a => a.href)`) {
		t.Errorf("%s opens in the frame", href)
	}
	if all := eval[string](b, `[...`+inside+`.querySelectorAll('a')].pop().href`); !strings.Contains(all,
		"date_from=2000") || !strings.Contains(all, "kind=") {
		t.Errorf("conditions of the frame are lost: %s", all)
	}
	b.clean()
}
