package query

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"letopis/index"
)

// speller finds words of the archive near a misspelt one, by symmetric deletion
// (Wolf Garbe's SymSpell): a word and its misspelling share a string that is
// left when up to two letters are deleted from each. Only the first letters are
// deleted from; what is found is compared in full. It also finds words by the
// skeleton of their transliteration. Immutable; safe for concurrent use.
type speller struct {
	words     []index.TermCount
	deletes   []hashed // of prefixes, by hash
	skeletons []hashed
}

type hashed struct{ hash, word uint32 }

const (
	spellPrefix   = 7      // letters deletions are made in
	spellMinWord  = 4      // letters; shorter words have too many neighbours
	spellTwoEdits = 8      // letters from which two edits are allowed
	spellMaxWord  = 32     // letters
	spellMaxWords = 300000 // the most frequent: bounds memory to about 80 MB
)

// newSpeller builds a speller over words and their counts.
func newSpeller(terms []index.TermCount) *speller {
	s := &speller{}
	for _, t := range terms {
		if n := utf8.RuneCountInString(t.Term); n >= spellMinWord-1 && n <= spellMaxWord && onlyLetters(t.Term) {
			s.words = append(s.words, t)
		}
	}
	if len(s.words) > spellMaxWords {
		slices.SortFunc(s.words, func(a, b index.TermCount) int { return cmp.Compare(b.Count, a.Count) })
		s.words = slices.Clip(s.words[:spellMaxWords])
	}
	for i, t := range s.words {
		for _, h := range deletions(t.Term) {
			s.deletes = append(s.deletes, hashed{h, uint32(i)})
		}
		if !isLatin(t.Term) {
			s.skeletons = append(s.skeletons, hashed{hashString(skeleton(t.Term)), uint32(i)})
		}
	}
	byHash := func(a, b hashed) int {
		return cmp.Compare(uint64(a.hash)<<32|uint64(a.word), uint64(b.hash)<<32|uint64(b.word))
	}
	slices.SortFunc(s.deletes, byHash)
	slices.SortFunc(s.skeletons, byHash)
	return s
}

// candidate is a word of the archive that may be meant.
type candidate struct {
	word  string
	edits int
	count int
}

// near returns words within the edits allowed for w's length, nearest and most
// frequent first.
func (s *speller) near(w string) []candidate {
	runes := []rune(w)
	if len(runes) < spellMinWord || len(runes) > spellMaxWord || !onlyLetters(w) {
		return nil
	}
	edits := 1
	if len(runes) >= spellTwoEdits {
		edits = 2
	}
	var ids []uint32
	for _, h := range deletions(w) {
		for _, found := range lookup(s.deletes, h) {
			ids = append(ids, found.word)
		}
	}
	slices.Sort(ids)
	var out []candidate
	var letters [spellMaxWord]rune
	for _, id := range slices.Compact(ids) {
		t := s.words[id]
		if d := index.Distance(runes, appendRunes(letters[:0], t.Term), edits); d > 0 && d <= edits {
			out = append(out, candidate{t.Term, d, t.Count})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.count, a.count), cmp.Compare(a.word, b.word))
	})
	return out
}

func appendRunes(to []rune, s string) []rune {
	for _, r := range s {
		to = append(to, r)
	}
	return to
}

// alike returns words that sound as the Latin letters of w are read, most frequent first.
func (s *speller) alike(w string) []candidate {
	key := skeleton(w)
	var out []candidate
	for _, id := range lookup(s.skeletons, hashString(key)) {
		if t := s.words[id.word]; skeleton(t.Term) == key {
			out = append(out, candidate{word: t.Term, count: t.Count})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.word, b.word))
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
	if len(runes) >= spellTwoEdits-2 { // a word of 8 letters may have lost two
		edits = 2
	}
	prefix := runes[:min(len(runes), spellPrefix)]
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

func onlyLetters(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && r != '-' {
			return false
		}
	}
	return true
}

func isLatin(s string) bool {
	for _, r := range s {
		if r > unicode.MaxLatin1 {
			return false
		}
	}
	return true
}
