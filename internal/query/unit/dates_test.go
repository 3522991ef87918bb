package unit

import (
	"strings"
	"testing"

	"letopis/internal/query/words"
	"letopis/internal/text"
)

// TestDates reads the dates that people type, whole and cut short.
func TestDates(t *testing.T) {
	for typed, want := range map[string]date{
		"21 июля 2017": {21, 7, 2017}, "12 дек 2015": {12, 12, 2015}, "3 сент 2013": {3, 9, 2013},
		"9 январ 2014": {9, 1, 2014}, "2017 07 21": {21, 7, 2017}, "21 07 2017": {21, 7, 2017},
		"32 июля 2017": {}, "21 июля 1817": {}, "21 июльский 2017": {}, "июля 2017": {},
	} {
		var pl []words.Place
		at := 0
		for _, w := range strings.Fields(typed) {
			pl = append(pl, words.Place{Token: text.Token{Exact: w, Start: at, End: at + len(w)}})
			at += len(w) + 1
		}
		if got, ok := dateAt(pl, 0); got != want || ok != (want.day > 0) {
			t.Errorf("%q is %v %v, want %v", typed, got, ok, want)
		}
	}
}
