package text

import (
	"hash/maphash"
	"slices"
	"sort"
	"unicode/utf8"
)

// Outline tells where in a text which words may stand: it has, in the order of the
// text, each stem's hash with its place. To mark the words of a query, only the
// places whose hash fits are analysed, by the chain that analyses everything, so that
// the marks are those of the whole text; where no hash fits nothing can match. It
// takes eight bytes for each stem of each word and never changes. As hashes are
// seeded, it is of use only in the process that made it.
type Outline []outlined

// outlined is one stem of a unit of the text: the place of the unit (20 bits,
// as a text is looked through for snippetScan bytes at most), its position (20),
// and hashes (12 each) of the stem and of the word's first letters.
type outlined uint64

const (
	placeBits   = 20
	outlineBits = 12
	outlineMask = 1<<outlineBits - 1
)

func (o outlined) at() int  { return int(o >> (placeBits + 2*outlineBits)) }
func (o outlined) pos() int { return int(o>>(2*outlineBits)) & (1<<placeBits - 1) }

// outlineHash of a term, by a seed of the process's own: nobody can write a text
// whose words all seem to match.
func outlineHash(s string) uint64 { return maphash.String(outlineSeed, s) & outlineMask }

var outlineSeed = maphash.MakeSeed()

// initials are the letters of a word that its Outline knows; a query's prefix
// has at least so many.
const initials = 3

func initialsOf(exact string) string { return exact[:stepRunes(exact, 0, initials)] }

// Outline makes the outline of a text: of its first megabyte, which is what
// Snippets looks through, and what Highlight then marks.
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
	return slices.Clone(out) // it is kept: no larger than it is
}

// scanOutlined is scan, but for units in which nothing can match. A unit with a
// token that begins after *ask is never left out: emit counts on it.
func (a *Analyzer) scanOutlined(s string, o Outline, k *outlineSieve, ask *int, emit func(*Token) bool) {
	u := newScratch()
	defer u.free()
	for i, asked, end := 0, -1, 0; i < len(o); {
		if *ask != asked {
			asked, end = *ask, o.until(*ask)
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

// until returns where the units end that have no token after a place of the text.
func (o Outline) until(place int) int {
	end := sort.Search(len(o), func(i int) bool { return o[i].at() > place })
	if end < len(o) { // the unit before may go on beyond it
		end = o.unit(max(end-1, 0))
	}
	return end
}

// unit returns where the stems begin of the unit that has o[i].
func (o Outline) unit(i int) int {
	for at := o[i].at(); i > 0 && o[i-1].at() == at; i-- {
	}
	return i
}

// outlineSieve holds the hashes of what a Matcher looks for.
type outlineSieve struct {
	terms, first bitset
	prefixes     bool // first has any
}

type bitset [1 << outlineBits / 64]uint64

func (b *bitset) add(h uint64) { b[h/64] |= 1 << (h % 64) }

// has returns 1 for what was added, else 0.
func (b *bitset) has(h outlined) uint64 { return b[h&outlineMask/64] >> (h % 64) & 1 }

// seek returns the first unit of o[from:end] in which something may match, else
// end. Both are where units begin.
func (k *outlineSieve) seek(o Outline, from, end int) int {
	i := from
	if end-from >= 4 && !k.prefixes { // nearly all of a text is passed here
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

// fill takes what m looks for. An exact form is found by its stems, which follow
// from it.
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
		for i := range k.first { // it may begin any word
			k.first[i] = ^uint64(0)
		}
	}
}
