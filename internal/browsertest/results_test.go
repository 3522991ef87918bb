package browsertest

import (
	"net/url"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Nothing moves once it is seen, on a telephone either.
func TestNothingMovesWhileLoading(t *testing.T) {
	_, b := setup(t)
	b.size(390, 844)
	b.open("/search?q=" + url.QueryEscape("программа")) // warms the browser up
	for _, page := range []string{"/", "/search", "/search?q=" + url.QueryEscape("программа"), "/search?city=uglich",
		"/cities", "/programs", b.firstLink(".hit h2 a")} {
		b.open(page)
		if v := b.vitals(); v.CLS > .05 || v.LCP == 0 {
			t.Errorf("%s: the layout shifts by %.3f, LCP %.0f ms", short(page), v.CLS, v.LCP)
		} else {
			t.Logf("%s: CLS %.3f, LCP %.0f ms", short(page), v.CLS, v.LCP)
		}
	}
}

// A screen shows enough results to choose from.
func TestResultsOfOneScreen(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("ремонт дорог"))
	if n := eval[int](b, `[...document.querySelectorAll('.hit')].filter(e => e.getBoundingClientRect().bottom <= 900).length`); n < 8 {
		t.Errorf("%d results are seen at 1280×900, want 8", n)
	}
	if got := eval[string](b, `[...document.querySelectorAll('.hit')].filter(e => `+
		`e.querySelectorAll('.snippet').length > 1).length + ' ' + /«\s|\s[,;»]/.test(document.querySelector('.hits').textContent)`); got != "0 false" {
		t.Errorf("hits with several fragments, spaces inside quotation marks: %s", got)
	}
}

// On a telephone the filters are a panel that a button opens, with how many are chosen; it stays while one
// chooses, and Escape or the button at its end lead back.
func TestFiltersOnATelephone(t *testing.T) {
	w, b := setup(t)
	source := axe(t)
	b.size(390, 844)
	const open = `document.querySelector('#filters').matches(':popover-open')`
	b.open("/search?q=" + url.QueryEscape("программа") + "&city=uglich")
	if got := eval[string](b, `document.querySelector('.tofilters').textContent + `+
		`document.querySelector('#filters').offsetHeight`); got != "Фильтры · 10" {
		t.Errorf("the button and the height of the closed panel: %s", got)
	}
	b.click(".tofilters")
	b.wait(open)
	b.accessible(source, "the panel of filters")
	const kind = `[data-facet=kind] input`
	b.center(kind)
	b.click(kind)
	b.wait(`location.search.includes('kind=') && document.querySelector('.tofilters').textContent === 'Фильтры · 2' && ` + open)
	if !eval[bool](b, `document.activeElement.matches('[data-facet=kind] input:checked')`) {
		t.Error("the filter lost the focus")
	}
	b.click(".done button")
	b.wait(`!(` + open + `) && document.querySelectorAll('.hit').length > 0`)
	b.tabTo(`e.matches('.tofilters')`)
	b.keys(kb.Enter)
	b.wait(open)
	b.keys(kb.Escape)
	b.wait(`!(` + open + `)`)
	b.clean()
	plain := w.tab(t)
	plain.size(390, 844)
	plain.scripts(false)
	plain.open("/search?q=" + url.QueryEscape("программа"))
	plain.click(".tofilters")
	plain.center(kind)
	plain.click(kind)
	plain.click(".apply button")
	plain.wait(`location.search.includes('kind=')`)
}

// What was typed is told from what stands for it, by more than colour, and why that is there.
func TestWordsThatStandForOthersSayWhy(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("ремонт дорог"))
	const style = `(s => s.backgroundColor + ' ' + s.textDecorationLine)(getComputedStyle(document.querySelector(`
	typed, kin := eval[string](b, style+`'.hits mark:not(.kin)')))`), eval[string](b, style+`'.hits mark.kin')))`)
	if typed == kin || kin != "rgba(0, 0, 0, 0) underline" {
		t.Errorf("typed words look as %s, others as %s", typed, kin)
	}
	if n := eval[int](b, `[...document.querySelectorAll('.hits mark:not(.kin)')].filter(e => !/^(ремонт|дорог|дорож)/i.test(e.textContent)).length`); n > 0 {
		t.Errorf("%d words are marked as typed that were not", n)
	}
	b.click(".why summary")
	b.wait(`document.querySelector('.why[open]')`)
	for _, word := range eval[[]string](b, `[...document.querySelectorAll('.hits mark.kin')].slice(0, 20).map(e => e.textContent.toLowerCase())`) {
		if !eval[bool](b, `document.querySelector('.why').textContent.includes(`+quoted("«"+word+"»")+`)`) {
			t.Errorf("nothing says why %s is marked", word)
		}
	}
	b.open("/search?q=" + url.QueryEscape("\"программа\""))
	if eval[bool](b, `!!document.querySelector('.why, mark.kin')`) {
		t.Error("the reason of nothing is told")
	}
	b.clean()
}

// Documents with all the words come first, then a line, then those that lack some: each says which.
func TestFullMatchesStandAboveTheLine(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("ремонт дорог мост"))
	const lists = `[...document.querySelectorAll('.hits')].map(l => [...l.querySelectorAll('.hit')].map(h => !!h.querySelector('.meta s')))`
	if got := eval[[][]bool](b, lists); len(got) != 2 || len(got[0]) == 0 || len(got[1]) == 0 || slices.Contains(got[0], true) || slices.Contains(got[1], false) {
		t.Fatalf("which hits lack words, list by list: %v", got)
	}
	full := eval[int](b, `document.querySelectorAll('.hits')[0].children.length`)
	b.click("#rest a")
	b.wait(`location.search.includes('strict=true') && !document.querySelector('#rest')`)
	if n := eval[int](b, `document.querySelectorAll('.hit').length`); n != full {
		t.Errorf("%d have all the words alone, %d above the line", n, full)
	}
	b.clean()
}
