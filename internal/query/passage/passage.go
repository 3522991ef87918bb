// Package passage finds the clause of a text that answers a question: it says all that is
// asked, and names a number, a time or a body where such is asked for. Read Find.
package passage

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/text"
)

// Word is one that a clause is to say: any of the lists, all stems of it.
type Word [][]string

// Clause is a sentence of a text, or a line without one.
type Clause struct{ Start, End int } // bytes

const (
	longest  = 500 // characters: in what is longer words stand together by chance
	shortest = 60  // what is shorter is a heading
)

// Find returns the first of the shortest clauses of s that say all words and answer a
// question. matches are those of all words in s, in order.
func Find(s string, matches []text.Matched, words []Word, q Question) (Clause, bool) {
	best, found := Clause{}, false
	for at := 0; at < len(matches); {
		c := Clause{}
		c.Start, c.End = bounds(s, matches[at].Start)
		terms, said := map[string]bool{}, []text.Span(nil)
		for ; at < len(matches) && matches[at].Start < c.End; at++ {
			terms[matches[at].Term] = true
			said = append(said, text.Span{Start: matches[at].Start - c.Start, End: matches[at].End - c.Start})
		}
		n := utf8.RuneCountInString(s[c.Start:c.End])
		if n > longest || n < shortest || found && n >= utf8.RuneCountInString(s[best.Start:best.End]) {
			continue
		}
		if says(terms, words) && q.answered(s[c.Start:c.End], said) {
			best, found = c, true
		}
	}
	return best, found
}

// says reports whether terms have something for every word.
func says(terms map[string]bool, words []Word) bool {
	for _, w := range words {
		if !slices.ContainsFunc(w, func(stems []string) bool {
			return !slices.ContainsFunc(stems, func(stem string) bool { return stem != "" && !terms[stem] })
		}) {
			return false
		}
	}
	return true
}

// sentenceEnd is where a sentence ends and another begins: before a capital, not behind an
// initial or an abbreviation («ул.», «пос.»).
var sentenceEnd = regexp.MustCompile(`(?:[а-яё]{4}|[»)\d])\s?[.!?;]\s+[А-ЯЁ«•–-]`)

// around is how far from a match the ends of its sentence are looked for, in bytes: what reaches farther is longer
// than the longest, and a text may be one line of a megabyte.
const around = 2*longest + 100

// bounds are the ends of the sentence at place at of s, within its line, as far as they are around it.
func bounds(s string, at int) (start, end int) {
	start, end = max(0, at-around), min(len(s), at+around)
	for start < at && !utf8.RuneStart(s[start]) {
		start++
	}
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	if i := strings.LastIndexByte(s[start:at], '\n'); i >= 0 {
		start += i + 1
	}
	if i := strings.IndexByte(s[at:end], '\n'); i >= 0 {
		end = at + i
	}
	line := start
	for _, m := range sentenceEnd.FindAllStringIndex(s[line:end], -1) {
		_, last := utf8.DecodeLastRuneInString(s[line : line+m[1]])
		stop := line + m[1] - last
		if stop > at {
			return start, stop
		}
		start = stop
	}
	return start, end
}
