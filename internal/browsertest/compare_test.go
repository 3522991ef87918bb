package browsertest

import (
	"testing"
)

// firstPair is the address of the comparison of the first two documents that can be ticked.
func (b *tab) firstPair() string {
	return eval[string](b, `(([x, y]) => '/compare?a=' + x.value + '&b=' + y.value)(document.querySelectorAll('.life input[name=d]'))`)
}

// From a programme to its life, by two ticks to a comparison, to the next difference and to the document: without scripts.
func TestTwoTicksCompare(t *testing.T) {
	_, b := setup(t)
	b.scripts(false)
	b.open("/programs")
	b.click(".plain.many a")
	b.wait(`location.pathname.startsWith('/p/')`)
	b.click(`.tools a[href$="/life"]`)
	b.wait(`document.querySelectorAll('.life input[name=d]').length > 1`)
	b.click(`.life li:nth-child(1 of :has(input)) input`)
	b.click(`.life li:nth-child(2 of :has(input)) input`)
	b.click(".ticks button")
	b.wait(`location.pathname === '/compare' && new URLSearchParams(location.search).has('b')`)
	if n := eval[int](b, `document.querySelectorAll('.compared del, .compared ins').length`); n == 0 {
		t.Error("nothing is marked")
	}
	if got := eval[string](b, `getComputedStyle(document.querySelector('del')).textDecorationLine + ' ' +
		getComputedStyle(document.querySelector('ins')).textDecorationLine`); got != "line-through underline" {
		t.Errorf("marks are told by colour alone: %s", got)
	}
	// Two columns where there is room for them, one where there is none.
	for width, want := range map[int64]int{1280: 2, 320: 1} {
		b.size(width, 800)
		if got := eval[int](b, `getComputedStyle(document.querySelector('.sides')).gridTemplateColumns.split(' ').length`); got != want {
			t.Errorf("%d columns at %d", got, width)
		}
	}
	b.size(1280, 800) // a link that goes on in another line has no middle to click at
	b.click(`.tools a[href="#d1"]`)
	b.wait(`location.hash === '#d1'`)
	b.click(".sides a")
	b.wait(`location.pathname.startsWith('/d/') && document.querySelector('.doc')`)
}
