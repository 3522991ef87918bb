package browsertest

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A search too long for links has buttons instead; scripts make them as smooth.
func TestLongSearchByButtons(t *testing.T) {
	_, b := setup(t)
	q := url.Values{"q": {"программа"}}
	for _, c := range []string{"amursk", "borovsk", "elabuga", "kirillov", "kungur"} {
		q.Add("city.not", c)
		q.Add("issuer.not", "Администрация, которой нет и никогда не было "+c)
	}
	b.open("/search?" + q.Encode())
	b.wait(`document.querySelectorAll('.chips button').length === 10 && !document.querySelector('.chips a:not(.all)')`)
	eval[bool](b, `window.stays = true`)
	b.tabTo(`e.matches('.chips button')`)
	b.keys(kb.Enter)
	b.wait(`document.querySelectorAll('.chips button').length === 9 && !location.search.includes('drop') && window.stays`)
	b.back()
	b.wait(`document.querySelectorAll('.chips button').length === 10`)
	// not by its place: the browser may be scrolling back
	eval[bool](b, `document.querySelector('.hit h2 a').click() || true`)
	b.wait(`location.pathname.startsWith('/d/') && document.querySelector('.doc mark') && document.querySelector('#back ` +
		`a')`)
	b.clean()
	b.scripts(false)
	b.open("/search?" + q.Encode())
	b.click(".chips button")
	b.wait(`document.querySelectorAll('.chips button').length === 9 && !location.search.includes('drop')`)
}

// With the colours of a high-contrast theme everything that colour tells is
// still told: the focus, the chosen suggestion, the current page, marks.
func TestForcedColours(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	b.media("forced-colors:active")
	const different = `(a, b) => a && b && getComputedStyle(a).backgroundColor !== getComputedStyle(b).backgroundColor`
	b.open("/search?q=" + url.QueryEscape("программа"))
	if !eval[bool](b, `matchMedia('(forced-colors: active)').matches`) {
		t.Fatal("colours are not forced")
	}
	if !eval[bool](b, `(`+different+`)(document.querySelector('.hit mark'), document.body)`) {
		t.Error("marked words look like others")
	}
	if !eval[bool](b, `(`+different+`)(document.querySelector('.pages [aria-current]'), document.querySelector('.pages `+
		`a'))`) {
		t.Error("the current page looks like the others")
	}
	if !eval[bool](b, `(f => getComputedStyle(f.querySelector('.histogram rect')).fill !== `+
		`getComputedStyle(document.body).backgroundColor)(document)`) {
		t.Error("bars of years are not seen")
	}
	b.tabTo(`e.matches('[data-facet=kind] input')`)
	if !eval[bool](b, `(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= `+
		`2)(getComputedStyle(document.activeElement))`) {
		t.Error("the focus is not seen")
	}
	b.accessible(source, "results")
	b.open("/")
	b.click("#q")
	b.keys("к", "у", "л", "ь")
	b.wait(`document.querySelectorAll('#suggestions li').length > 1`)
	b.keys(kb.ArrowDown)
	b.wait(`document.querySelector('#suggestions [aria-selected=true]')`)
	if !eval[bool](b, `(`+different+`)(document.querySelector('#suggestions [aria-selected=true]'), `+
		`document.querySelector('#suggestions [aria-selected=false]'))`) {
		t.Error("the suggestion chosen looks like the others")
	}
	b.open("/cities")
	if !eval[bool](b, `getComputedStyle(document.querySelector('.map a circle')).fill !== `+
		`getComputedStyle(document.querySelector('.map')).backgroundColor`) {
		t.Error("towns are not seen on the map")
	}
	b.open(host(t, w.url, ""))
	b.wait(inside)
	b.tabTo(`e.shadowRoot?.activeElement?.id === 'q'`)
	b.keys("к", "у", "л", "ь")
	b.wait(inside + `.querySelectorAll('[role=option]').length > 1`)
	b.keys(kb.ArrowDown)
	b.wait(inside + `.querySelector('[aria-selected=true]')`)
	if !eval[bool](b,
		`(`+different+`)(`+inside+`.querySelector('[aria-selected=true]'), `+
			inside+`.querySelector('[aria-selected=false]'))`) {
		t.Error("in the widget the suggestion chosen looks like the others")
	}
	b.clean()
}

// Who asks for less motion gets none.
func TestReducedMotion(t *testing.T) {
	_, b := setup(t)
	for _, page := range []string{"/", "/search", "/cities", "/widget"} {
		b.media("prefers-reduced-motion:reduce")
		b.open(page)
		if got := eval[string](b, `[getComputedStyle(document.documentElement).scrollBehavior, document.getAnimations().length,
			[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length].join()`); got != "auto,0,0" {
			t.Errorf("%s: scrolling, animations and transitions: %s", page, got)
		}
	}
	b.media("prefers-reduced-motion:no-preference")
	b.open("/")
	if got := eval[string](b, `getComputedStyle(document.documentElement).scrollBehavior`); got != "smooth" {
		t.Errorf("scrolling is %s where motion is welcome", got)
	}
}

// What changes without a new page is said: how much was found, and nothing
// while one types.
func TestChangesAreAnnounced(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("программа"))
	eval[bool](b, `window.said = []; new MutationObserver(() => `+
		`said.push(document.querySelector('[role=status]').textContent)).observe(document.querySelector('[role=status]'), `+
		`{childList: true, characterData: true, subtree: true}); true`)
	b.click("#q")
	b.keys("м", "и", "р")
	b.wait(`true`)
	b.keys(kb.Enter)
	b.wait(`said.length > 0`)
	if got := eval[string](b, `said.join('|')`); got != eval[string](b, total) {
		t.Errorf("said %q, want what was found, once: %q", got, eval[string](b, total))
	}
	if n := eval[int](b, `document.querySelectorAll('[role=status]').length`); n != 1 {
		t.Errorf("%d live regions", n)
	}
	b.clean()
}

// A portal's editor chooses and gets the snippet of what was chosen.
func TestSnippetForPortals(t *testing.T) {
	_, b := setup(t)
	b.open("/widget")
	set := func(name, value string) string {
		return eval[string](b, `(e => { if (e.type === 'checkbox') e.checked = true; else e.value = `+quoted(
			value)+`; e.dispatchEvent(new Event('input', {bubbles: true})); return `+
			`document.querySelector('#snippet').textContent; })(document.querySelector('#builder [name=`+name+`]'))`)
	}
	if s := set("city", "uglich"); !strings.Contains(s, `/widget/v1.js"></script>`) ||
		!strings.Contains(s, `city="uglich"`) || !strings.Contains(s, `name="city" value="uglich"`) ||
		strings.Contains(s, "<style>") {
		t.Errorf("a town: %s", s)
	}
	if s := set("mark", "#00ff00"); !strings.Contains(s, `<style>letopis-search { --letopis-mark: #00ff00 }</style>`) {
		t.Errorf("a colour: %s", s)
	}
	if got := eval[string](b,
		`document.querySelector('#preview').style.getPropertyValue('--letopis-mark')`); got != "#00ff00" {
		t.Errorf("the preview has the colour %q", got)
	}
	if s := set("pin", ""); !strings.Contains(s, `integrity="sha384-`) {
		t.Errorf("a version: %s", s)
	}
	if s := set("way", "iframe"); !strings.Contains(s, `/embed?city=uglich"`) ||
		!strings.Contains(s, `/widget/frame.js"`) {
		t.Errorf("a frame: %s", s)
	}
	if s := set("way", "form"); strings.Contains(s, "script") || !strings.Contains(s, `name="city" value="uglich"`) {
		t.Errorf("a form: %s", s)
	}
	b.clean()
}

// What is printed is dark on light, whatever the screen is, and without what
// only serves on a screen.
func TestPrinting(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("программа"))
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		return err
	}))
	for what, js := range map[string]string{
		"the scheme is dark":         `getComputedStyle(document.documentElement).colorScheme !== 'light'`,
		"text is not black":          `getComputedStyle(document.querySelector('.snippet')).color !== 'rgb(0, 0, 0)'`,
		"marked words are not black": `getComputedStyle(document.querySelector('.snippet mark')).color !== 'rgb(0, 0, 0)'`,
		"the hint is printed":        `document.querySelector('#q-hint').offsetHeight > 0`,
		"filters are printed":        `document.querySelector('#filters').offsetHeight > 0`,
		"results are not printed":    `document.querySelector('.hit').offsetHeight === 0`,
	} {
		if eval[bool](b, js) {
			t.Error(what)
		}
	}
}

// The map has a town for each stop of the tabulator: who has no mouse passes it by, to the list of the same towns.
func TestMapIsPassedByKeyboard(t *testing.T) {
	_, b := setup(t)
	b.open("/cities")
	b.tabTo(`e.matches('#main .skip')`)
	if !eval[bool](b, `document.activeElement.getBoundingClientRect().left >= 0`) {
		t.Error("the way past the map is not seen")
	}
	b.keys(kb.Enter)
	b.wait(`document.activeElement.id === 'towns'`)
	b.keys(kb.Tab)
	if !eval[bool](b, `document.activeElement.closest('#towns') !== null`) {
		t.Error("behind the map is something else than the list")
	}
	if missing := eval[string](b, `[...document.querySelectorAll('.map a')].map(a => a.getAttribute('href'))
		.filter(h => !document.querySelector('#towns a[href="' + h + '"]')).join()`); missing != "" {
		t.Errorf("towns that are on the map only: %s", missing)
	}
	b.clean()
}
