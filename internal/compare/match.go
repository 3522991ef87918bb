package compare

import (
	"cmp"
	"context"
	"slices"
)

// matcher finds corresponding units of two texts.
type matcher struct {
	ctx   context.Context
	pause func(context.Context) error
	words *vocabulary
	side  [2]text
	// to holds the index of each unit's partner on the other side, or -1. moved marks partners out of order.
	partner [2][]int32
	moved   [2][]bool
}

// Minimum shares of common words in units that correspond although they differ.
const (
	minSimilar         = 0.35 // at the same place
	minSimilarNumbered = 0.2  // at the same place with the same number
	minSimilarMoved    = 0.7  // at different places
)

const (
	movedWords = 6  // minimum length of moved units in words; shorter phrases occur in many places
	farWords   = 8  // the same for units that also changed
	smallGap   = 60 // maximum number of units on a side for comparing all pairs
	rareIn     = 4  // trigrams in more units than this are too common to be useful
)

func (m *matcher) match() error {
	m.pairEqual()
	if other, err := m.reflow(); err != nil {
		return err
	} else if other {
		m.pairEqual()
	}
	m.pairMoved()
	for _, round := range []func(a, a2, b, b2 int){
		func(a, a2, b, b2 int) { m.pairUp(a, a2, b, b2, func(u *unit) uint32 { return u.bare }) },
		m.pairRare, m.pairSimilar,
	} {
		for g := range m.gaps {
			round(g.A.Start, g.A.End, g.B.Start, g.B.End)
			if err := m.pause(m.ctx); err != nil {
				return err
			}
		}
	}
	return m.pairFar()
}

// pairEqual resets all pairs and pairs units that are equal and in order.
func (m *matcher) pairEqual() {
	for s := range m.partner {
		m.partner[s] = slices.Repeat([]int32{-1}, len(m.side[s].units))
		m.moved[s] = make([]bool, len(m.side[s].units))
	}
	m.pairUp(0, len(m.partner[0]), 0, len(m.partner[1]), func(u *unit) uint32 { return u.key })
}

func (m *matcher) set(a, b int, moved bool) {
	m.partner[0][a], m.partner[1][b] = int32(b), int32(a)
	m.moved[0][a], m.moved[1][b] = moved, moved
}

// free returns the units of a range without a partner.
func (m *matcher) free(side, from, to int) []int {
	var out []int
	for i := from; i < to; i++ {
		if m.partner[side][i] < 0 {
			out = append(out, i)
		}
	}
	return out
}

// gap is the part between two consecutive pairs, as ranges of units.
type gap struct{ A, B Span }

// gaps yields the gaps in which both sides have units without a partner.
func (m *matcher) gaps(yield func(gap) bool) {
	a, b := 0, 0
	for i := 0; i <= len(m.partner[0]); i++ {
		j := len(m.partner[1])
		if i < len(m.partner[0]) {
			if m.partner[0][i] < 0 || m.moved[0][i] {
				continue
			}
			j = int(m.partner[0][i])
		}
		if i > a && j > b && !yield(gap{Span{a, i}, Span{b, j}}) {
			return
		}
		a, b = i+1, j+1
	}
}

// pairUp pairs units of two ranges with equal keys, in order.
func (m *matcher) pairUp(a, a2, b, b2 int, key func(*unit) uint32) {
	keys := func(side, from, to int) (free []int, keys []uint32) {
		free = m.free(side, from, to)
		keys = make([]uint32, len(free))
		for k, i := range free {
			if keys[k] = key(&m.side[side].units[i]); keys[k] == 0 { // without words other than numbers: never equal
				keys[k] = ^uint32(2*i + side)
			}
		}
		return free, keys
	}
	inA, x := keys(0, a, a2)
	inB, y := keys(1, b, b2)
	for _, p := range align(x, y) {
		m.set(inA[p.a], inB[p.b], false)
	}
}

// pairMoved pairs equal units that occur once without a partner on each side.
func (m *matcher) pairMoved() {
	type places struct{ a, b, inA, inB int }
	seen := map[uint32]*places{}
	for _, i := range m.free(0, 0, len(m.partner[0])) {
		if u := &m.side[0].units[i]; len(u.words) >= movedWords {
			p := seen[u.key]
			if p == nil {
				p = &places{}
				seen[u.key] = p
			}
			p.a, p.inA = i, p.inA+1
		}
	}
	free := m.free(1, 0, len(m.partner[1]))
	for _, j := range free {
		if p := seen[m.side[1].units[j].key]; p != nil {
			p.b, p.inB = j, p.inB+1
		}
	}
	for _, j := range free {
		if p := seen[m.side[1].units[j].key]; p != nil && p.inA == 1 && p.inB == 1 {
			m.set(p.a, p.b, true)
		}
	}
}

// candidates proposes, for units of the first text, the unit of the second that shares most rare trigrams of words.
func (m *matcher) candidates(inA, inB []int) []pair {
	at := map[[3]int32][]int32{}
	each := func(u *unit, fn func([3]int32)) {
		for k := 2; k < len(u.words); k++ {
			fn([3]int32{u.words[k-2].id, u.words[k-1].id, u.words[k].id})
		}
	}
	for _, j := range inB {
		each(&m.side[1].units[j], func(t [3]int32) {
			if l := at[t]; len(l) <= rareIn && (len(l) == 0 || l[len(l)-1] != int32(j)) {
				at[t] = append(l, int32(j))
			}
		})
	}
	var out []pair
	votes := map[int32]int{}
	for _, i := range inA {
		clear(votes)
		each(&m.side[0].units[i], func(t [3]int32) {
			if l := at[t]; len(l) <= rareIn {
				for _, j := range l {
					votes[j]++
				}
			}
		})
		best, most := int32(-1), 0
		for j, n := range votes {
			if n > most || n == most && j < best {
				best, most = j, n
			}
		}
		if best >= 0 {
			out = append(out, pair{i, int(best)})
		}
	}
	return out
}

// pairRare pairs units of a large gap that share rare trigrams, in order.
func (m *matcher) pairRare(a, a2, b, b2 int) {
	inA, inB := m.free(0, a, a2), m.free(1, b, b2)
	if len(inA) <= smallGap && len(inB) <= smallGap || len(inA) == 0 || len(inB) == 0 {
		return
	}
	for _, p := range longestIncreasing(m.candidates(inA, inB)) {
		if m.partner[1][p.b] < 0 && m.commonShare(p.a, p.b) >= minSimilar {
			m.set(p.a, p.b, false)
		}
	}
}

// pairFar pairs very similar units wherever they are.
func (m *matcher) pairFar() error {
	long := func(side int) []int {
		return slices.DeleteFunc(m.free(side, 0, len(m.partner[side])), func(i int) bool {
			return len(m.side[side].units[i].words) < farWords
		})
	}
	for k, p := range m.candidates(long(0), long(1)) {
		if m.partner[1][p.b] < 0 && m.commonShare(p.a, p.b) >= minSimilarMoved {
			m.set(p.a, p.b, true)
		}
		if k%paceUnits == 0 {
			if err := m.pause(m.ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairSimilar pairs units of a small gap in order, maximising total similarity.
func (m *matcher) pairSimilar(a, a2, b, b2 int) {
	inA, inB := m.free(0, a, a2), m.free(1, b, b2)
	if len(inA) > smallGap || len(inB) > smallGap || len(inA) == 0 || len(inB) == 0 {
		return
	}
	width := len(inB) + 1
	sum := make([]float64, (len(inA)+1)*width) // total similarity from a position in both lists on
	like := make([]float64, len(sum))
	for i := len(inA) - 1; i >= 0; i-- {
		for j := len(inB) - 1; j >= 0; j-- {
			k := i*width + j
			like[k] = m.similarity(inA[i], inB[j])
			sum[k] = max(sum[k+width], sum[k+1])
			if like[k] > 0 {
				sum[k] = max(sum[k], sum[k+width+1]+like[k])
			}
		}
	}
	for i, j := 0, 0; i < len(inA) && j < len(inB); {
		switch k := i*width + j; {
		case like[k] > 0 && sum[k] == sum[k+width+1]+like[k]:
			m.set(inA[i], inB[j], false)
			i, j = i+1, j+1
		case sum[k] == sum[k+width]:
			i++
		default:
			j++
		}
	}
}

// similarity returns the similarity of two units if they may be versions of each other, else 0.
func (m *matcher) similarity(i, j int) float64 {
	a, b := &m.side[0].units[i], &m.side[1].units[j]
	if a.table != b.table {
		return 0
	}
	like := m.commonShare(i, j)
	switch numbered := a.number != 0 && a.number == b.number; {
	case numbered && like >= minSimilarNumbered:
		return like + 0.1
	case a.table && a.head != 0 && a.head == b.head: // rows are identified by their first cell
		return like + 0.1
	case like >= minSimilar:
		return like
	}
	return 0
}

// commonShare returns the share of words that two units have in common, in any order.
func (m *matcher) commonShare(i, j int) float64 {
	a, b := &m.side[0].units[i], &m.side[1].units[j]
	if x, y := len(a.words), len(b.words); min(x, y)*5 < max(x, y) {
		return 0 // below a third, so skip the costly computation
	}
	x, y := a.sorted(), b.sorted()
	n := len(x) + len(y)
	common := 0
	for len(x) > 0 && len(y) > 0 {
		switch c := cmp.Compare(x[0], y[0]); {
		case c < 0:
			x = x[1:]
		case c > 0:
			y = y[1:]
		default:
			common, x, y = common+1, x[1:], y[1:]
		}
	}
	return 2 * float64(common) / float64(n)
}

func (u *unit) sorted() []int32 {
	if u.bag == nil {
		u.bag = make([]int32, len(u.words))
		for k, w := range u.words {
			u.bag[k] = w.id
		}
		slices.Sort(u.bag)
	}
	return u.bag
}
