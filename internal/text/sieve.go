package text

import (
	_ "embed"
	"strings"
	"sync"
)

// suppletive lists stems that do not begin as some of their forms do, each with the first two letters of such forms:
// «ребенок» is the stem of «дети». Forms in «по…ее» and «наи…» are not listed: initialSieve.mayBegin knows them.
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

// initialSieve tells by the first two letters of words which of them cannot match, so that a text that is read once is
// not analysed but for a few of its words. It knows words of Russian letters and numbers; any other may match.
type initialSieve struct {
	pairs  [32]uint32 // by the first letter, a bit for each second one
	digits bool       // what begins with a digit may match
}

// letterAt is the number of the Russian letter at s[i:], folded, from 0; ok is false for anything else.
func letterAt(s string, i int) (n uint32, ok bool) {
	if i+1 >= len(s) || s[i]&^1 != leads {
		return 0, false
	}
	n = uint32(letters[s[i]&1][s[i+1]])
	return n - 1, n > 0
}

// add takes a stem, a form or the beginning of one.
func (k *initialSieve) add(term string) {
	k.addInitials(term)
	for _, initials := range suppletive()[term] {
		k.addInitials(initials)
	}
	if IsMeasure(term) { // which begins with any of its words
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
	if !ok {
		k.pairs[first] = ^uint32(0) // any may follow
		return
	}
	k.pairs[first] |= 1 << second
}

// fill takes what m looks for.
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

// mayBegin reports whether a word of Russian letters may be a form of what was added.
func (k *initialSieve) mayBegin(w string) bool {
	if k.has(w) {
		return true
	}
	// As in «побыстрее», «наилучший», whose stems begin later.
	const po, nai = "по", "наи"
	return folded(w, po) && k.has(w[len(po):]) || folded(w, nai) && k.has(w[len(nai):])
}

// folded reports whether a word begins, whatever the case, with small letters.
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

// has reports whether something was added that begins as w does; w has Russian letters only.
func (k *initialSieve) has(w string) bool {
	first, ok := letterAt(w, 0)
	if !ok {
		return false
	}
	second, ok := letterAt(w, 2)
	if !ok {
		return k.pairs[first] != 0
	}
	return k.pairs[first]>>second&1 != 0
}

// scanSieved is scan, but for words that cannot match. A token that begins after *ask is never left out: emit counts
// on it.
func (a *Analyzer) scanSieved(s string, k *initialSieve, ask *int, emit func(*Token) bool) {
	u := newScratch()
	defer u.free()
	for at, pos, ok := 0, 0, true; ok && at < len(s); {
		if at <= *ask {
			if end := k.passes(s, at); end > at {
				at, pos = end, pos+1
				continue
			}
		}
		if apart[s[at]] {
			at++
			continue
		}
		at, pos, ok = a.unit(s, at, pos, u, emit)
	}
}

// passes returns the end of a word or a number at s[at:] that cannot match, at when there is none.
func (k *initialSieve) passes(s string, at int) (end int) {
	if isDigit(s[at]) {
		if k.digits {
			return at
		}
		return plainNumber(s, at)
	}
	end = at
	for end+1 < len(s) && letters[s[end]&1][s[end+1]] != 0 && s[end]&^1 == leads {
		end += 2
	}
	// Nothing may be joined to the word.
	if end == at || end < len(s) && !apart[s[end]] || k.mayBegin(s[at:end]) {
		return at
	}
	return end
}

// leads is the first byte of all letters of Russian in UTF-8, but for its lowest bit.
const leads = 0xd0

// letters are the numbers of letters of Russian from 1, by the lowest bit of the first byte and by the second one; 0:
// no letter.
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

// plainNumber returns the end of digits at s[at:] that nothing is joined to, at when there are none.
func plainNumber(s string, at int) int {
	end := at
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	next := end
	if next < len(s) && strings.IndexByte(".,;:!?", s[next]) >= 0 {
		next++ // an address may begin with a number, and have these signs
	}
	if next < len(s) && s[next] != ' ' && s[next] != '\n' {
		return at
	}
	return end
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// apart are the bytes that end a word and begin nothing.
var apart = func() (is [256]bool) {
	for _, c := range " \n\t.,;:!?()\"" {
		is[c] = true
	}
	return is
}()
