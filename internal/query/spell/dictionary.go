// Package spell finds what a misspelt word may stand for: its neighbours among the words
// of the archive, words that sound as it is romanised (Dictionary), and what the same
// keys give in the other keyboard layout (Retype). Read Dictionary first.
package spell

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/words"
)

// Dictionary finds words of the archive near a misspelt one, by symmetric deletion
// (Wolf Garbe's SymSpell): a word and its misspelling share a string that is
// left when up to two letters are deleted from each. Only the first letters are
// deleted from; what is found is compared in full. It also finds words by the
// skeleton of their transliteration. Immutable; safe for concurrent use.
type Dictionary struct {
	words     []index.TermCount
	deletes   []hashed // of prefixes, by hash
	skeletons []hashed
}

type hashed struct{ hash, word uint32 }

const (
	prefixLen = 7      // letters deletions are made in
	minWord   = 4      // letters; shorter words have too many neighbours
	twoEdits  = 8      // letters from which two edits are allowed
	maxWord   = 32     // letters
	maxWords  = 300000 // the most frequent: bounds memory to about 80 MB
)

// New builds a Dictionary over words and their counts.
func New(terms []index.TermCount) *Dictionary {
	d := &Dictionary{}
	for _, t := range terms {
		if n := utf8.RuneCountInString(t.Term); n >= minWord-1 && n <= maxWord && words.OnlyLetters(t.Term) {
			d.words = append(d.words, t)
		}
	}
	if len(d.words) > maxWords {
		slices.SortFunc(d.words, func(a, b index.TermCount) int { return cmp.Compare(b.Count, a.Count) })
		d.words = slices.Clip(d.words[:maxWords])
	}
	for i, t := range d.words {
		for _, h := range deletions(t.Term) {
			d.deletes = append(d.deletes, hashed{h, uint32(i)})
		}
		if !words.IsLatin(t.Term) {
			d.skeletons = append(d.skeletons, hashed{hashString(skeleton(t.Term)), uint32(i)})
		}
	}
	byHash := func(a, b hashed) int {
		return cmp.Compare(uint64(a.hash)<<32|uint64(a.word), uint64(b.hash)<<32|uint64(b.word))
	}
	slices.SortFunc(d.deletes, byHash)
	slices.SortFunc(d.skeletons, byHash)
	return d
}

// Candidate is a word of the archive that may be meant.
type Candidate struct {
	Word  string
	Edits int // between it and the word asked for; 0 when it only sounds alike
	Count int // of documents
}

// Near returns words within the edits allowed for w's length, nearest and most
// frequent first.
func (d *Dictionary) Near(w string) []Candidate {
	runes := []rune(w)
	if len(runes) < minWord || len(runes) > maxWord || !words.OnlyLetters(w) {
		return nil
	}
	edits := 1
	if len(runes) >= twoEdits {
		edits = 2
	}
	var ids []uint32
	for _, h := range deletions(w) {
		for _, found := range lookup(d.deletes, h) {
			ids = append(ids, found.word)
		}
	}
	slices.Sort(ids)
	var out []Candidate
	var letters [maxWord]rune
	for _, id := range slices.Compact(ids) {
		t := d.words[id]
		if n := index.Distance(runes, appendRunes(letters[:0], t.Term), edits); n > 0 && n <= edits {
			out = append(out, Candidate{t.Term, n, t.Count})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Edits, b.Edits), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Word, b.Word))
	})
	return out
}

func appendRunes(to []rune, s string) []rune {
	for _, r := range s {
		to = append(to, r)
	}
	return to
}

// Alike returns words that sound as the Latin letters of w are read, most frequent first.
func (d *Dictionary) Alike(w string) []Candidate {
	key := skeleton(w)
	var out []Candidate
	for _, id := range lookup(d.skeletons, hashString(key)) {
		if t := d.words[id.word]; skeleton(t.Term) == key {
			out = append(out, Candidate{Word: t.Term, Count: t.Count})
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Word, b.Word))
	})
	return out
}

func lookup(list []hashed, hash uint32) []hashed {
	lo, _ := slices.BinarySearchFunc(list, hash, func(h hashed, t uint32) int { return cmp.Compare(h.hash, t) })
	hi := lo
	for hi < len(list) && list[hi].hash == hash {
		hi++
	}
	return list[lo:hi]
}

// deletions returns the hashes of what is left of w's prefix without up to one
// letter, or two when the word is long enough.
func deletions(w string) []uint32 {
	runes := []rune(w)
	edits := 1
	if len(runes) >= twoEdits-2 { // a word of 8 letters may have lost two
		edits = 2
	}
	prefix := runes[:min(len(runes), prefixLen)]
	out := []uint32{hashRunes(prefix, -1, -1)}
	for i := range prefix {
		out = append(out, hashRunes(prefix, i, -1))
		if edits == 2 {
			for j := i + 1; j < len(prefix); j++ {
				out = append(out, hashRunes(prefix, i, j))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// hashRunes is FNV-1a over runes without the ones at i and j.
func hashRunes(runes []rune, i, j int) uint32 {
	h := uint32(2166136261)
	for k, r := range runes {
		if k != i && k != j {
			h = (h ^ uint32(r)) * 16777619
		}
	}
	return h
}

func hashString(s string) uint32 { return hashRunes([]rune(s), -1, -1) }
