package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const total = `(document.querySelector('#results-h')?.textContent || '')`

// The journey of most visitors, as scripts improve it.
func TestSearchFacetDocumentBack(t *testing.T) {
	_, b := setup(t)
	b.open("/")
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "программа"+kb.Enter))
	b.wait(`location.pathname === '/search' && document.querySelector('.hit')`)
	all := eval[string](b, total)
	eval[bool](b, `window.stays = true`)
	b.click(`[data-facet=city] input`)
	b.wait(total + ` !== ` + quoted(all))
	if got := eval[string](b, `[window.stays, new URLSearchParams(location.search).has('city'), `+
		`document.querySelectorAll('.chips a').length].join()`); got != "true,true,2" {
		t.Errorf("page stays, address has the filter, number of chips: %s", got)
	}
	if got := eval[string](b, `document.querySelector('#status').textContent`); got != eval[string](b, total) {
		t.Errorf("the status says %q", got)
	}
	if !eval[bool](b, `document.activeElement.matches('[data-facet=city] input:checked')`) {
		t.Error("the filter lost the focus")
	}
	filtered := eval[string](b, total)
	title := eval[string](b, `document.querySelector('.hit a').textContent`)
	b.click(".hit h2 a")
	b.wait(`location.pathname.startsWith('/d/') && document.querySelector('.doc')`)
	if got := eval[string](b, `document.querySelector('h1').textContent`); got != title {
		t.Errorf("the document is %q, the result was %q", got, title)
	}
	if !eval[bool](b, `document.querySelectorAll('.doc mark').length > 0`) {
		t.Error("no hit is marked in the document")
	}
	b.click("[data-next-mark]")
	b.wait(`document.activeElement.id === 'm1'`)
	b.back()
	b.wait(`document.querySelector('#results-h')?.textContent === ` + quoted(filtered))
	b.back()
	b.wait(`document.querySelector('#results-h')?.textContent === ` + quoted(all) +
		` && !location.search.includes('city')`)
	b.clean()
}

func TestTheSameWithoutScripts(t *testing.T) {
	_, b := setup(t)
	b.scripts(false)
	b.open("/")
	b.do(chromedp.SendKeys(chromedp.CSS("#q"), "программа"+kb.Enter))
	b.wait(`location.pathname === '/search' && document.querySelector('.hit')`)
	if eval[bool](b, `document.documentElement.classList.contains('js')`) {
		t.Fatal("scripts ran")
	}
	all := eval[string](b, total)
	b.click(`[data-facet=city] input`)
	b.click(".apply button")
	b.wait(`location.search.includes('city=')`)
	filtered := eval[string](b, total)
	if filtered == all {
		t.Errorf("the filter changed nothing: %s", all)
	}
	b.click(".hit h2 a")
	b.wait(`location.pathname.startsWith('/d/') && document.querySelector('.doc')`)
	b.click("#back a")
	b.wait(`document.querySelector('#results-h')?.textContent === ` + quoted(filtered))
	b.click(".chips a")
	b.wait(`document.querySelector('#results-h')?.textContent === ` + quoted(all))
	b.click(`[data-facet=kind] button`) // excludes
	b.wait(`location.search.includes('kind.not=')`)
}

func TestSuggestionsByKeyboard(t *testing.T) {
	_, b := setup(t)
	b.open("/")
	b.tabTo(`e.id === 'q'`)
	const open = `!document.querySelector('#suggestions').hidden && ` +
		`document.querySelector('#q').getAttribute('aria-expanded') === 'true'`
	b.keys("к", "у", "л", "ь")
	b.wait(open)
	b.keys(kb.ArrowDown)
	b.wait(`document.querySelector('#' + ` +
		`document.querySelector('#q').getAttribute('aria-activedescendant'))?.getAttribute('aria-selected') === 'true'`)
	b.keys(kb.Escape)
	b.wait(`document.querySelector('#suggestions').hidden && ` +
		`!document.querySelector('#q').hasAttribute('aria-activedescendant')`)
	if got := eval[string](b, `document.querySelector('#q').value`); got != "куль" {
		t.Errorf("Escape left %q in the box", got)
	}
	b.keys(kb.ArrowDown)
	b.wait(open)
	b.keys(kb.ArrowDown, kb.Enter)
	b.wait(`location.pathname !== '/' && document.querySelector('h1')`)
	b.clean()
}

func TestFiltersByKeyboard(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + "%D0%BF%D1%80%D0%BE%D0%B3%D1%80%D0%B0%D0%BC%D0%BC%D0%B0")
	all := eval[string](b, total)
	b.keys(kb.Tab)
	if !eval[bool](b,
		`document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().left >= 0`) {
		t.Error("the first Tab does not show the way past the header")
	}
	b.tabTo(`e.matches('[data-facet=kind] input')`)
	if !eval[bool](b, `getComputedStyle(document.activeElement).outlineStyle !== 'none'`) {
		t.Error("the focus is not seen")
	}
	b.keys(" ")
	b.wait(total + ` !== ` + quoted(all))
	b.tabTo(`e.matches('[data-facet=kind] button')`)
	b.keys(kb.Enter)
	b.wait(`location.search.includes('kind.not=')`)
	b.tabTo(`e.matches('.chips a.all')`)
	b.keys(kb.Enter)
	b.wait(`document.querySelector('#results-h')?.textContent === ` + quoted(all) +
		` && document.activeElement.id === 'results-h'`)
	b.clean()
}
