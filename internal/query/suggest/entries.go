package suggest

import (
	"cmp"
	"hash/maphash"
	"iter"
	"math"
	"slices"
	"strings"
)

// entry is what may be suggested. It is alive as long as it stands for documents.
type entry struct {
	Suggestion        // without the ID of a title's document
	docs       docSet // with this title
	folded     string
	begun      int // how much of folded the words are that may be begun with
	weight     float64
	alive      bool
	listed     bool // its words are among the starts
}

// entries are kept by the starts of their words: a suffix array by words. What is new comes into
// a small array first, which is merged into the large one when it has grown; what is gone is
// passed over until then. So a change costs about as much as the entry is long.
type entries struct {
	byName        map[Suggestion]*entry // listed ones, dead ones included
	starts, fresh []wordStart           // sorted
	added         []wordStart           // since the last call of arrange
	dead          int                   // entries that are listed and not alive
}

// wordStart is where in an entry a word starts.
type wordStart struct {
	*entry
	at uint32
}

func (w wordStart) tail() string { return w.folded[w.at:] }

func newEntries() entries { return entries{byName: map[Suggestion]*entry{}} }

// get returns the entry of a name, a new one where there is none.
func (s *entries) get(name Suggestion) *entry {
	e := s.byName[name]
	if e == nil {
		e = &entry{Suggestion: name, folded: foldWords(name.Text)}
		s.byName[name] = e
	}
	return e
}

// weigh tells how many documents or titles an entry stands for; 0: none any more.
func (s *entries) weigh(e *entry, count int) {
	e.weight = kindWeight[e.Kind] + math.Log(float64(count)+1)
	alive := count > 0 && e.folded != ""
	switch {
	case alive && !e.listed:
		e.listed = true
		s.list(e)
	case alive && !e.alive:
		s.dead--
	case !alive && e.alive:
		s.dead++
	case count == 0 && !e.listed:
		delete(s.byName, e.Suggestion)
	}
	e.alive = alive
}

// list adds the starts of an entry's words.
func (s *entries) list(e *entry) {
	at := 0
	for n := 1; ; n++ {
		s.added = append(s.added, wordStart{e, uint32(at)})
		next := strings.IndexByte(e.folded[at:], ' ')
		if next < 0 {
			e.begun = len(e.folded)
			return
		}
		if n == maxWords {
			e.begun = at + next
			return
		}
		at += next + 1
	}
}

// arrange makes what was added since the last call be found.
func (s *entries) arrange() {
	if len(s.added) > 0 {
		slices.SortFunc(s.added, compareStarts)
		s.fresh = merge(s.fresh, s.added)
		s.added = nil
	}
	const part = 8 // what is fresh is at most this part of all, so that it is merged seldom
	if len(s.fresh) <= len(s.starts)/part+1000 && s.dead <= len(s.byName)/part+1000 {
		return
	}
	s.starts = slices.DeleteFunc(merge(s.starts, s.fresh), func(w wordStart) bool { return !w.alive })
	s.fresh = nil
	for name, e := range s.byName {
		if !e.alive {
			delete(s.byName, name)
		}
	}
	s.dead = 0
}

func compareStarts(a, b wordStart) int { return strings.Compare(a.tail(), b.tail()) }

// merge merges the sorted list b, the shorter one as a rule, into the sorted list a, which it
// changes.
func merge(a, b []wordStart) []wordStart {
	end := len(a)
	a = append(a, b...)
	for len(b) > 0 && end > 0 { // from behind: what lies behind end+len(b) is in its place
		last := len(b) - 1
		at, _ := slices.BinarySearchFunc(a[:end], b[last], func(x, y wordStart) int {
			return cmp.Or(compareStarts(x, y), -1)
		})
		copy(a[at+len(b):], a[at:end])
		end = at
		a[end+last] = b[last]
		b = b[:last]
	}
	copy(a, b)
	return a
}

// with yields the entries that are alive and have a word that begins with prefix, and where it
// starts.
func (s *entries) with(prefix string) iter.Seq2[*entry, uint32] {
	return func(yield func(*entry, uint32) bool) {
		for _, starts := range [][]wordStart{s.starts, s.fresh} {
			for _, w := range between(starts, prefix) {
				if w.alive && !yield(w.entry, w.at) {
					return
				}
			}
		}
	}
}

// rarest is the word of which the fewest starts begin so.
func (s *entries) rarest(words []string) string {
	count := func(w string) int { return len(between(s.starts, w)) + len(between(s.fresh, w)) }
	best, least := words[0], count(words[0])
	for _, w := range words[1:] {
		if n := count(w); n < least {
			best, least = w, n
		}
	}
	return best
}

// between returns the starts that begin with prefix.
func between(starts []wordStart, prefix string) []wordStart {
	lo, _ := slices.BinarySearchFunc(starts, prefix, func(w wordStart, p string) int {
		return strings.Compare(w.tail(), p)
	})
	n, _ := slices.BinarySearchFunc(starts[lo:], prefix, func(w wordStart, p string) int {
		if strings.HasPrefix(w.tail(), p) {
			return -1
		}
		return 1
	})
	return starts[lo : lo+n]
}

// docSet is a set of documents; most have one.
type docSet struct {
	one  string
	more map[string]struct{} // nil: one alone, unless it is ""
}

func (d *docSet) len() int {
	if d.more != nil {
		return len(d.more)
	}
	return min(len(d.one), 1)
}

func (d *docSet) add(id string) {
	if d.len() == 0 {
		d.one, d.more = id, nil
		return
	}
	if d.more == nil {
		d.more = map[string]struct{}{d.one: {}}
	}
	d.more[id] = struct{}{}
}

func (d *docSet) remove(id string) {
	if d.more != nil {
		delete(d.more, id)
	} else if d.one == id {
		d.one = ""
	}
}

// first returns the first n documents in the order of their IDs.
func (d *docSet) first(n int) []string {
	if d.more == nil {
		return []string{d.one}
	}
	out := make([]string, 0, len(d.more))
	for id := range d.more {
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Clip(out[:min(n, len(out))])
}

// phraseCounts are the numbers of different titles that phrases stand in, by their hashes: most
// stand in one, and their texts would take more room than all titles.
type phraseCounts map[uint64]int32

var phraseSeed = maphash.MakeSeed()

// add counts a phrase n times more and returns how often it was counted.
func (c phraseCounts) add(phrase string, n int32) int {
	h := maphash.String(phraseSeed, phrase)
	n += c[h]
	if n == 0 {
		delete(c, h)
	} else {
		c[h] = n
	}
	return int(n)
}
