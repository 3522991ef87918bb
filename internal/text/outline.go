package text

import (
	"hash/maphash"
	"slices"
	"sort"
	"unicode/utf8"
)

// Outline records which stems occur where in a text: the hash of each stem with its position, in text order. To
// highlight the words of a query, only units with a matching hash are analysed, by the same chain as everywhere, so
// the marks equal those of a full scan; units without a matching hash cannot match. It takes eight bytes per stem of
// each word and is immutable. Hashes are seeded per process, so an Outline must not outlive it.
type Outline []outlined

// outlined is one stem of a unit of the text: the byte offset of the unit (20 bits, enough for snippetScan), its
// token position (20 bits), and hashes of the stem and of the word's initials (12 bits each).
type outlined uint64

const (
	placeBits   = 20
	outlineBits = 12
	outlineMask = 1<<outlineBits - 1
)

func (o outlined) at() int  { return int(o >> (placeBits + 2*outlineBits)) }
func (o outlined) pos() int { return int(o>>(2*outlineBits)) & (1<<placeBits - 1) }

// outlineHash hashes a term with a seed of this process, so nobody can craft a text whose every word seems to match.
func outlineHash(s string) uint64 { return maphash.String(outlineSeed, s) & outlineMask }

var outlineSeed = maphash.MakeSeed()

// initials is how many letters of a word its Outline hashes; shorter prefixes of a query cannot be ruled out.
const initials = 3

func initialsOf(exact string) string { return exact[:stepRunes(exact, 0, initials)] }

// Outline builds the outline of the first megabyte of a text, which is as far as Snippets reads. Highlight with an
// outline is limited to it, too.
func (a *Analyzer) Outline(s string) Outline {
	s = s[:min(len(s), snippetScan)]
	out := make(Outline, 0, len(s)/8)
	u := newScratch()
	defer u.free()
	var unit, first outlined
	add := func(term string) { out = append(out, unit|outlined(outlineHash(term))<<outlineBits|first) }
	see := func(t *Token) bool {
		first = outlined(outlineHash(initialsOf(t.Exact)))
		for _, stem := range t.Stems {
			add(stem)
		}
		if len(t.Stems) == 0 {
			add(t.Exact)
		}
		return true
	}
	for at, pos := 0, 0; at < len(s); {
		unit = (outlined(at)<<placeBits | outlined(pos)) << (2 * outlineBits)
		at, pos, _ = a.unit(s, at, pos, u, see)
	}
	return slices.Clone(out) // the outline is cached: drop unused capacity
}

// scanOutlined is scan without the units in which nothing can match. A unit with a token that begins after *ask is
// never skipped, because emit relies on seeing it.
func (a *Analyzer) scanOutlined(s string, o Outline, k *outlineSieve, ask *int, emit func(*Token) bool) {
	u := newScratch()
	defer u.free()
	for i, asked, end := 0, -1, 0; i < len(o); {
		if *ask != asked {
			asked, end = *ask, o.endAfter(*ask)
		}
		if i = k.seek(o, i, end); i == len(o) {
			return
		}
		at, pos := o[i].at(), o[i].pos()
		for ; i < len(o) && o[i].at() == at; i++ {
		}
		if _, _, ok := a.unit(s, at, pos, u, emit); !ok {
			return
		}
	}
}

// endAfter returns the end of the units without a token after the given byte offset.
func (o Outline) endAfter(place int) int {
	end := sort.Search(len(o), func(i int) bool { return o[i].at() > place })
	if end < len(o) { // the preceding unit may extend beyond it
		end = o.unit(max(end-1, 0))
	}
	return end
}

// unit returns the index of the first stem of the unit that o[i] belongs to.
func (o Outline) unit(i int) int {
	for at := o[i].at(); i > 0 && o[i-1].at() == at; i-- {
	}
	return i
}

// outlineSieve holds the hashes of the terms of a Matcher.
type outlineSieve struct {
	terms, first bitset
	prefixes     bool // whether first is in use
}

type bitset [1 << outlineBits / 64]uint64

func (b *bitset) add(h uint64) { b[h/64] |= 1 << (h % 64) }

// has returns 1 if h was added, else 0.
func (b *bitset) has(h outlined) uint64 { return b[h&outlineMask/64] >> (h % 64) & 1 }

// seek returns the start of the first unit in o[from:end] in which something may match, or end. Both bounds must be
// unit starts.
func (k *outlineSieve) seek(o Outline, from, end int) int {
	i := from
	if end-from >= 4 && !k.prefixes { // the fast path, which skips nearly all of a text
		for rest := o[from:end]; len(rest) >= 4; i, rest = i+4, rest[4:] {
			if k.terms.has(rest[0]>>outlineBits)|k.terms.has(rest[1]>>outlineBits)|k.terms.has(rest[2]>>outlineBits)|k.terms.has(
				rest[3]>>outlineBits) != 0 {
				break
			}
		}
	}
	for ; i < end; i++ {
		if k.terms.has(o[i]>>outlineBits) != 0 || k.prefixes && k.first.has(o[i]) != 0 {
			return o.unit(i)
		}
	}
	return max(i, end)
}

// fill adds the terms of m. The outline has no exact forms; they are found by the stems they have.
func (k *outlineSieve) fill(a *Analyzer, m *Matcher) {
	exact := func(e string) {
		k.terms.add(outlineHash(e))
		for _, s := range a.word(e).stems {
			k.terms.add(outlineHash(s))
		}
	}
	for s := range m.Stems {
		k.terms.add(outlineHash(s))
	}
	for s := range m.Expansion {
		k.terms.add(outlineHash(s))
	}
	for _, p := range m.Near {
		for _, s := range p.Stems {
			k.terms.add(outlineHash(s))
		}
	}
	for e := range m.Exact {
		exact(e)
	}
	for _, p := range m.Phrases {
		for _, e := range p {
			exact(e)
		}
	}
	k.prefixes = len(m.Prefixes) > 0
	for _, p := range m.Prefixes {
		if utf8.ValidString(p) && utf8.RuneCountInString(p) >= initials {
			k.first.add(outlineHash(initialsOf(p)))
			continue
		}
		for i := range k.first { // a prefix this short may begin any word
			k.first[i] = ^uint64(0)
		}
	}
}
