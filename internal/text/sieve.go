package text

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// suppletive lists stems whose forms do not all begin alike, each with the first letters of such forms: «ребенок» is
// the stem of «дети». Forms in «по…ее» and «наи…» are handled by initialSieve.mayBegin instead.
//
//go:embed suppletive.txt
var suppletiveTXT string

var suppletive = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	list := words(suppletiveTXT)
	for i := 0; i+1 < len(list); i += 2 {
		out[list[i]] = append(out[list[i]], list[i+1])
	}
	return out
})

// initialSieve decides by the first three letters of a word that it cannot match, so a text that is read only once need
// not be fully analysed. It covers words of Russian letters and numbers; any other word may match.
type initialSieve struct {
	thirds [32 * 32]uint32 // a bit per third letter, indexed by the first two
	digits bool            // tokens that begin with a digit may match
}

// sieved is the number of letters of a word that the sieve looks at.
const sieved = 3

// letterAt returns the number of the folded Russian letter at s[i:], from 0; ok is false for anything else.
func letterAt(s string, i int) (n uint32, ok bool) {
	if i+1 >= len(s) || s[i]&^1 != leadByte {
		return 0, false
	}
	n = uint32(letters[s[i]&1][s[i+1]])
	return n - 1, n > 0
}

// add adds a stem, a form or a prefix.
func (k *initialSieve) add(term string) {
	k.addInitials(term)
	for _, initials := range suppletive()[term] {
		k.addInitials(initials)
	}
	if IsMeasure(term) { // a measure may begin with any of its words
		for _, words := range []map[string]string{lengths, powers} {
			for w := range words {
				k.addInitials(w)
			}
		}
	}
}

func (k *initialSieve) addInitials(term string) {
	first, ok := letterAt(term, 0)
	if !ok {
		k.digits = k.digits || term != "" && isDigit(term[0])
		return
	}
	second, ok := letterAt(term, 2)
	if !ok { // a single letter: anything may follow
		for i := range uint32(32) {
			k.thirds[first*32+i] = ^uint32(0)
		}
		return
	}
	third, ok := letterAt(term, 4)
	if !ok {
		k.thirds[first*32+second] = ^uint32(0)
		return
	}
	k.thirds[first*32+second] |= 1 << third
}

// fill adds the terms of m.
func (k *initialSieve) fill(m *Matcher) {
	for s := range m.Stems {
		k.add(s)
	}
	for s := range m.Exact {
		k.add(s)
	}
	for s := range m.Expansion {
		k.add(s)
	}
	for _, p := range m.Near {
		for _, s := range p.Stems {
			k.add(s)
		}
	}
	for _, s := range m.Prefixes {
		k.add(s)
	}
	for _, p := range m.Phrases {
		for _, s := range p {
			k.add(s)
		}
	}
}

// mayBegin reports whether a word of Russian letters may be a form of an added term.
func (k *initialSieve) mayBegin(w string) bool {
	if k.has(w) {
		return true
	}
	// «побыстрее», «наилучший»: the stem begins after a prefix.
	const po, nai = "по", "наи"
	return folded(w, po) && k.has(w[len(po):]) || folded(w, nai) && k.has(w[len(nai):])
}

// folded reports whether w begins with small, which is in lower case, ignoring the case of w.
func folded(w, small string) bool {
	if len(w) < len(small) {
		return false
	}
	for i := 0; i < len(small); i += 2 {
		if a, _ := letterAt(small, i); letters[w[i]&1][w[i+1]] != uint8(a+1) {
			return false
		}
	}
	return true
}

// has reports whether an added term shares the first two letters of w, which has Russian letters only.
func (k *initialSieve) has(w string) bool {
	first, ok := letterAt(w, 0)
	if !ok {
		return false
	}
	second, ok := letterAt(w, 2)
	if !ok {
		return slices.ContainsFunc(k.thirds[first*32:first*32+32], func(thirds uint32) bool { return thirds != 0 })
	}
	thirds := k.thirds[first*32+second]
	third, ok := letterAt(w, 4)
	if !ok {
		return thirds != 0
	}
	return thirds>>third&1 != 0
}

// scanSieved is scan without the words that cannot match. A token that begins after *ask is never skipped, because
// emit relies on seeing it.
func (a *Analyzer) scanSieved(s string, k *initialSieve, ask *int, emit func(*Token) bool) {
	u := newScratch()
	defer u.free()
	for at, pos, ok := 0, 0, true; ok && at < len(s); {
		if at <= *ask {
			if end := k.skip(s, at); end > at {
				at, pos = end, pos+1
				continue
			}
		}
		if wordEnders[s[at]] {
			at++
			continue
		}
		at, pos, ok = a.unit(s, at, pos, u, emit)
	}
}

// skip returns the end of a word or number at s[at:] that cannot match, or at if there is none.
func (k *initialSieve) skip(s string, at int) (end int) {
	if isDigit(s[at]) {
		if k.digits {
			return at
		}
		return plainNumber(s, at)
	}
	end = at
	for end+1 < len(s) && letters[s[end]&1][s[end+1]] != 0 && s[end]&^1 == leadByte {
		end += 2
	}
	// Whatever follows must not join the word.
	if end == at || end < len(s) && !wordEnders[s[end]] || k.mayBegin(s[at:end]) {
		return at
	}
	return end
}

// leadByte is the first byte of every Russian letter in UTF-8, ignoring its lowest bit.
const leadByte = 0xd0

// letters holds the numbers of Russian letters, from 1, by the lowest bit of the first byte and by the second byte; 0
// for anything else.
var letters = func() (numbers [2][256]uint8) {
	for _, r := range "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁабвгдежзийклмнопрстуфхцчшщъыьэюяё" {
		n := r
		switch {
		case r == 'ё' || r == 'Ё':
			n = 'е'
		case r < 'а':
			n += 'а' - 'А'
		}
		b := string(r)
		numbers[b[0]&1][b[1]] = uint8(n-'а') + 1
	}
	return numbers
}()

// plainNumber returns the end of a run of digits at s[at:] to which nothing can be joined, or at if there is none.
func plainNumber(s string, at int) int {
	end := at
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	next := end
	if next < len(s) && strings.IndexByte(".,;:!?", s[next]) >= 0 {
		next++ // an address may begin with a number followed by one of these
	}
	if next < len(s) && s[next] != ' ' && s[next] != '\n' {
		return at
	}
	return end
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// wordEnders are the bytes that end a word and cannot begin a token.
var wordEnders = func() (is [256]bool) {
	for _, c := range " \n\t.,;:!?()\"" {
		is[c] = true
	}
	return is
}()
