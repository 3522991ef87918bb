package browsertest

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Styles of portals that the widget has met: what they set is inherited by everything in the page, or resets it.
var portalStyles = []struct{ name, css string }{
	{"right to left", `html { direction: rtl } body { text-align: right; unicode-bidi: bidi-override }`},
	{"letters", `body { letter-spacing: .6em; word-spacing: 2em; text-transform: uppercase; text-indent: 4em; hyphens: auto;
		font: italic small-caps 700 9px/3 fantasy; font-feature-settings: "smcp"; text-shadow: 0 0 4px red; -webkit-text-stroke: 1px;
		white-space: pre; word-break: break-all; tab-size: 1; text-align: justify; text-align-last: center }`},
	{"vertical", `body { writing-mode: vertical-rl; text-orientation: upright }`},
	{"vertical, on all", `* { writing-mode: vertical-lr !important; direction: rtl !important; letter-spacing: 1em !important }`},
	{"a reset", `*, *::before, *::after { all: unset !important } html, body, main { display: block !important }`},
	{"a small root", `html { font-size: 62.5% } body { line-height: 0; list-style: square inside; border-collapse: collapse; quotes: none }`},
	{"untouchable", `body { user-select: none; pointer-events: none; cursor: wait; caret-color: transparent; visibility: hidden }`},
	{"everything at once", hostile},
}

// looks is all that the browser knows of how the elements of the widget look, in an element of 600 pixels.
const looks = `[...` + inside + `.querySelectorAll('*')].map(e => {
	const s = getComputedStyle(e);
	return e.localName + (e.id ? '#' + e.id : '') + '|' + [...s].map(p => p + ': ' + s.getPropertyValue(p)).join('|');
})`

// Nothing of a portal's styles is seen in the widget: every property of every element is as on a page without any.
func TestWidgetTakesNothingOfThePortal(t *testing.T) {
	w, b := setup(t)
	const place = `html, body, main { margin: 0 !important } letopis-search { position: absolute !important; top: 99px !important;
		left: 0 !important; width: 600px !important; float: none !important; color: #000 !important }`
	look := func(b *tab, css string) []string {
		b.open(portal{`q="дорога" look="chips" facets="city,year"`, css + place, ""}.serve(t, w.url))
		b.wait(inside + `?.querySelectorAll('li.h a').length > 0 && ` + inside + `.querySelector('[role=status]').textContent`)
		defer b.clean()
		return eval[[]string](b, looks)
	}
	plain := look(b, "")
	if len(plain) < 30 {
		t.Fatalf("the widget has %d elements", len(plain))
	}
	for _, style := range portalStyles {
		t.Run(style.name, func(t *testing.T) {
			got := look(w.tab(t), style.css)
			if len(got) != len(plain) {
				t.Fatalf("%d elements, else %d", len(got), len(plain))
			}
			for i := range got {
				was, is := strings.Split(plain[i], "|"), strings.Split(got[i], "|")
				is = slices.DeleteFunc(is, func(p string) bool { return slices.Contains(was, p) })
				if len(is) > 0 {
					t.Fatalf("of %s: %s", was[0], strings.Join(is[:min(8, len(is))], "; "))
				}
			}
		})
	}
}

// The page may place the element as it likes, and hide it.
func TestPortalPlacesTheWidget(t *testing.T) {
	w, b := setup(t)
	b.open(portal{`q="дорога"`, `main { display: grid; grid-template-columns: 100px 1fr 1fr } h1 { grid-column: 1 / -1 }
		letopis-search { grid-column: 2; margin-top: 30px; max-width: 300px }`, ""}.serve(t, w.url))
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	if got := eval[string](b, `(r => [r.left - document.querySelector('main').getBoundingClientRect().left, r.width].join())`+
		`(document.querySelector('letopis-search').getBoundingClientRect())`); got != "100,300" {
		t.Errorf("the widget lies at and is wide: %s", got)
	}
	eval[bool](b, `document.querySelector('letopis-search').hidden = true`)
	if h := eval[int](b, `document.querySelector('letopis-search').offsetHeight`); h != 0 {
		t.Errorf("hidden, it is %d pixels high", h)
	}
	b.clean()
}

// The script of a portal that adds to prototypes, as old libraries do, and has keys of its own.
const portalScript = `
Object.prototype.extend = function () {};
Array.prototype.each = function () {};
String.prototype.toArray = function () {};
window.pressed = [];
document.addEventListener('keydown', e => { if (!/^(input|textarea|select)$/i.test(e.target.localName)) pressed.push(e.key); });
window.before = Object.keys(window);
`

// The widget leaves nothing in the page but itself, and typing in it is no shortcut of the page.
func TestWidgetLeavesThePortalAlone(t *testing.T) {
	w, b := setup(t)
	b.open(portal{`facets="kind"`, "", portalScript}.serve(t, w.url))
	b.wait(inside)
	entries := eval[int](b, `history.length`)
	eval[bool](b, `import(`+quoted(w.url+"/widget/v1.js?again")+`).then(() => true)`) // twice on a page
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'q'`)
	b.keys("l", "j", "h", "j", "u", "f", kb.Enter)
	b.wait(inside + `.querySelectorAll('li.h a').length > 0`)
	for what, js := range map[string]string{
		"globals":            `Object.keys(window).filter(k => !before.includes(k) && k !== 'before').join()`,
		"style sheets":       `String(document.styleSheets.length - 1 + document.adoptedStyleSheets.length || '')`,
		"cookies, storage":   `document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)`,
		"history":            fmt.Sprintf(`String(history.length - %d || '')`, entries),
		"address":            `location.search + location.hash`,
		"attributes of body": `[...document.body.attributes, ...document.documentElement.attributes].map(a => a.name).join().replace('lang', '')`,
		"keys of the page":   `pressed.filter(k => k.length === 1).join()`,
	} {
		if got := eval[string](b, js); got != "" {
			t.Errorf("%s: %s", what, got)
		}
	}
	b.keys(kb.Tab)
	if got := eval[[]string](b, `pressed`); !slices.Contains(got, "Tab") {
		t.Errorf("the page hears of %q only: it must hear of keys that are no text", got)
	}
	b.clean()
}

// portals serves the demonstration pages of docs/portals.md, as portals of an archive, until the test ends.
func portals(t *testing.T, archive string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		name := filepath.Base(r.URL.Path)
		b, err := os.ReadFile(filepath.Join("testdata", "portals", name))
		if err != nil {
			http.NotFound(rw, r)
			return
		}
		rw.Header().Set("Content-Type", mime.TypeByExtension(filepath.Ext(name)))
		_, _ = rw.Write(bytes.ReplaceAll(b, []byte("ARCHIVE"), []byte(archive)))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// The demonstration pages are as accessible as what they show.
func TestDemonstrationPortals(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	base := portals(t, w.url)
	for _, page := range []string{"/page.html", "/side.html"} {
		for _, width := range []int64{1100, 320} {
			b.size(width, 800)
			b.open(base + page)
			b.wait(inside + `?.querySelectorAll('li.h a').length > 1`)
			b.accessible(source, page)
			if n := eval[int64](b, reach); n > width {
				t.Errorf("%s: in a window of %d pixels the widget reaches to %d", page, width, n)
			}
		}
	}
	b.clean()
}

const widgetTotal = `parseInt(` + inside + `.querySelector('section p').textContent.replace(/\s/g, ''))`

func TestWidgetNarrowsByChips(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	b.open(portal{attributes: `look="chips" q=""`}.serve(t, w.url))
	b.wait(inside + `?.querySelectorAll('[role=group]').length === 2`)
	if got := eval[string](b, `[...`+inside+`.querySelectorAll('[role=group]')].map(g => g.getAttribute('aria-label')).join()`); got != "Город,Год" {
		t.Errorf("chips of %s", got)
	}
	years := `[...` + inside + `.querySelectorAll('[id^="year:"]')]`
	if got := eval[[]string](b, years+`.map(c => c.id)`); !slices.IsSortedFunc(got, func(a, b string) int {
		return strings.Compare(b, a)
	}) || len(got) < 3 {
		t.Errorf("years %v, the latest is not first", got)
	}
	all := eval[int](b, widgetTotal)
	b.tabTo(`e.shadowRoot?.activeElement?.id.startsWith('city:')`)
	chip := eval[string](b, inside+`.activeElement.id`)
	count := eval[int](b, `parseInt(`+inside+`.activeElement.querySelector('small').textContent)`)
	pressed := inside + `.getElementById(` + quoted(chip) + `)?.getAttribute('aria-pressed') === `
	b.keys(kb.Enter)
	b.wait(pressed + `'true' && ` + inside + `.activeElement?.id === ` + quoted(chip))
	if got := eval[int](b, widgetTotal); got != count || got >= all {
		t.Errorf("%s shows %d documents, it says %d of %d", chip, got, count, all)
	}
	for _, scheme := range []string{"light", "dark"} {
		b.media("prefers-color-scheme:" + scheme)
		b.accessible(source, "chips, "+scheme)
	}
	b.media("forced-colors:active")
	b.shot("widget-chips-forced")
	b.media("forced-colors:none", "prefers-color-scheme:light")
	b.shot("widget-chips")
	b.size(320, 800)
	if n := eval[int](b, reach); n > 320 {
		t.Errorf("in a window of 320 pixels the widget reaches to %d", n)
	}
	b.shot("widget-chips-320")
	b.keys(kb.Enter)
	b.wait(pressed + `'false' && ` + widgetTotal + ` === ` + fmt.Sprint(all))
	if hidden := eval[int](b, years+`.filter(c => c.hidden).length`); hidden > 0 {
		b.tabTo(`e.shadowRoot?.activeElement?.textContent.startsWith('Показать все')`)
		b.keys(kb.Enter)
		if left := eval[int](b, `[...`+inside+`.activeElement.parentNode.children].filter(c => c.hidden).length`); left > 0 {
			t.Errorf("%d chips stay hidden", left)
		}
	}
	b.clean()
}

// reach is how far to the right the widget goes.
const reach = `Math.ceil(Math.max(...[...` + inside + `.querySelectorAll('*')].map(e => e.getBoundingClientRect().right)))`

// What a portal limits its search to is not left by a choice of the reader.
func TestChoicesStayWithinThePortal(t *testing.T) {
	w, b := setup(t)
	for _, look := range []string{`look="chips"`, `facets="city"`} {
		b.open(portal{attributes: look + ` city="uglich,myshkin" q=""`}.serve(t, w.url))
		b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
		got := eval[[]string](b, `[...`+inside+`.querySelectorAll('[id^="city:"], #city option:not([value=""])')].map(e => `+
			`e.value || e.id.slice(5)).sort()`)
		if !slices.Equal(got, []string{"myshkin", "uglich"}) {
			t.Errorf("%s: towns to choose from: %v", look, got)
		}
	}
	b.open(portal{attributes: `look="chips" facets="city" city="uglich" q=""`}.serve(t, w.url))
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	if eval[bool](b, `!!`+inside+`.querySelector('[role=group]')`) {
		t.Error("one town is shown as a choice")
	}
	b.clean()
}

// The select keeps the focus, too, when results are drawn anew.
func TestWidgetKeepsTheFocusOfAChoice(t *testing.T) {
	w, b := setup(t)
	b.open(portal{attributes: `facets="kind" q=""`}.serve(t, w.url))
	b.wait(inside + `?.querySelector('select')`)
	all := eval[int](b, widgetTotal)
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'kind'`)
	b.keys(kb.ArrowDown)
	b.wait(widgetTotal + ` < ` + fmt.Sprint(all) + ` && ` + inside + `.activeElement?.id === 'kind' && ` + inside + `.activeElement.value`)
	b.clean()
}

func TestWidgetListsCompactly(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	address := portal{attributes: `q="дорога" limit="8"`}.serve(t, w.url)
	b.open(address)
	b.wait(inside + `?.querySelectorAll('li.h a').length > 0`)
	height := inside + `.querySelector('ol').offsetHeight`
	full := eval[int](b, height)
	eval[bool](b, `document.querySelector('letopis-search').setAttribute('look', 'compact'), true`)
	b.wait(`!` + inside + `.querySelector('li.h mark') && ` + inside + `.querySelector('li.h a')`)
	if compact := eval[int](b, height); compact*2 > full {
		t.Errorf("the compact list is %d pixels high, the other %d", compact, full)
	}
	b.accessible(source, "compact")
	b.shot("widget-compact")
	b.size(320, 800)
	if n := eval[int](b, reach); n > 320 {
		t.Errorf("in a window of 320 pixels the widget reaches to %d", n)
	}
	b.shot("widget-compact-320")
	b.clean()
}

// shot keeps a picture of the page where -screenshots says.
func (b *tab) shot(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
