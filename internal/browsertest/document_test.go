package browsertest

import (
	"net/url"
	"testing"
)

// Words are looked for in the text of a document, with scripts and without, and the way back to the results
// of the search stays.
func TestFindInADocument(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("программа"))
	document := b.firstLink(".hit h2 a")
	for _, scripts := range []bool{true, false} {
		b.scripts(scripts)
		b.open(document)
		back := b.firstLink("#back a")
		word := eval[string](b, `document.querySelector('.doc').textContent.match(/постановл[а-я]+|утвер[а-я]+/i)[0]`)
		b.click(".intext input[type=search]")
		b.keys(word)
		b.click(".intext button")
		b.wait(`location.search.includes('in=') && location.hash === '#m1' && document.querySelector('#m1')`)
		if got := eval[string](b, `document.querySelector('#m1').textContent`); got[:2] != word[:2] {
			t.Errorf("scripts %t: %q is marked, %q was looked for", scripts, got, word)
		}
		if got := b.firstLink("#back a"); got != back {
			t.Errorf("scripts %t: the way back leads to %s, was %s", scripts, got, back)
		}
	}
	b.scripts(true)
	b.open(document + "&in=ъъъ")
	if got := eval[string](b, `document.querySelector('.intext [role=status]').textContent + document.querySelectorAll('.doc mark').length`); got != "В тексте нет0" {
		t.Errorf("of what is not there the page says %q", got)
	}
	b.clean()
}

// A reference has the address and the day, and is copied by one press.
func TestReferenceIsCopied(t *testing.T) {
	w, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("программа"))
	b.open(b.firstLink(".hit h2 a"))
	if !eval[bool](b, `/ – URL: http.*\/d\/\w+ \(дата обращения: \d\d\.\d\d\.\d{4}\)\.$/.test(document.querySelector('#cite-text').textContent.trim())`) {
		t.Errorf("the reference is %s", eval[string](b, `document.querySelector('#cite-text').textContent`))
	}
	eval[bool](b, `Object.defineProperty(navigator.clipboard, 'writeText', {value: s => { window.pasted = s; return Promise.resolve(); }}), true`)
	b.click("[data-copy=cite-text]")
	b.wait(`window.pasted === document.querySelector('#cite-text').textContent && document.querySelector('[data-copy=cite-text]').textContent === 'Скопировано'`)
	b.clean()
	plain := w.tab(t)
	plain.scripts(false)
	plain.open(eval[string](b, "location.href"))
	if eval[bool](plain, `document.querySelector('[data-copy=cite-text]').offsetHeight > 0`) {
		t.Error("a button that does nothing is shown")
	}
}

// Without scripts a clause is reached from a hit, cited by its number, and found again by the link that stays; with them
// the link is copied by one press.
func TestClauseIsQuoted(t *testing.T) {
	_, b := setup(t)
	b.open("/search?q=" + url.QueryEscape("утвердить программу"))
	found := b.firstLink(".snippet a.clause")
	for _, scripts := range []bool{false, true} {
		b.scripts(scripts)
		b.open(found)
		b.wait(`document.querySelector(':target + a.clause')`)
		b.open(b.firstLink(":target + a.clause"))
		link := eval[string](b, `document.querySelector('#cite-url').textContent`)
		for _, id := range []string{"gost", "bibtex", "ris", "csl-json"} {
			if !eval[bool](b, `/SHA-256 текста: [0-9a-f]{64}/.test(document.querySelector('#cite-`+id+`').textContent)`) {
				t.Errorf("scripts %t: %s has no hash of the text", scripts, id)
			}
		}
		if scripts {
			eval[bool](b, `Object.defineProperty(navigator.clipboard, 'writeText', {value: s => { window.pasted = s; return Promise.resolve(); }}), true`)
			b.click("[data-copy=cite-url]")
			b.wait(`window.pasted === document.querySelector('#cite-url').textContent`)
		}
		b.open(link)
		b.wait(`document.querySelector('.note a') && document.querySelector(':target + a.clause')`)
		if !eval[bool](b, `document.querySelector('.note').textContent.includes('тот же')`) {
			t.Errorf("scripts %t: %s says %s", scripts, link, eval[string](b, `document.querySelector('.note').textContent`))
		}
	}
	b.clean()
}

// The start page tells what there is and what can be asked: each way on finds something.
func TestWaysOnFromTheStartPage(t *testing.T) {
	_, b := setup(t)
	b.open("/")
	ways := eval[[]string](b, `['.examples a', '.strip a', '[aria-labelledby=h-f] li a', '[aria-labelledby=h-c] li a'].map(s => (e => e ? e.getAttribute('href') : s)(document.querySelector(s)))`)
	for _, way := range ways {
		if way[0] != '/' {
			t.Errorf("the start page has no %s", way)
			continue
		}
		b.open(way)
		if !eval[bool](b, `!!document.querySelector('.hit, #h-y')`) {
			t.Errorf("%s finds nothing", short(way))
		}
	}
	b.clean()
}
