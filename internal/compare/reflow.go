package compare

import "strings"

// Thresholds for text that is broken into lines differently.
const (
	linkWords = 4    // common words that link two units, or a third of the shorter one
	linkShare = 0.3  // minimum share of the shorter one
	reflowed  = 0.75 // minimum share of common words of both sides if only line breaks differ
)

// block is a run of units on each side with the same text but different boundaries.
type block struct {
	A, B   Span   // ranges of units
	common int    // number of common words
	cuts   []pair // where to split the block in both texts if it is long
}

// reflow aligns unit boundaries in blocks with nearly the same text: wrapping a text at 80 characters is not a change
// of wording. It reports whether there were any such blocks, in which case the units have changed.
func (m *matcher) reflow() (bool, error) {
	var found []block
	for g := range m.gaps {
		if g.A.End-g.A.Start > 1 || g.B.End-g.B.Start > 1 {
			found = m.blocks(g, found)
		}
		if err := m.pause(m.ctx); err != nil {
			return false, err
		}
	}
	if len(found) == 0 {
		return false, nil
	}
	m.side[0].recut(found, m.words, func(b block) Span { return b.A }, func(p pair) int { return p.a })
	m.side[1].recut(found, m.words, func(b block) Span { return b.B }, func(p pair) int { return p.b })
	return true, nil
}

// flat holds the words of a range of units outside of tables.
type flat struct {
	keys []uint32
	unit []int // unit of each word
	end  []int // end of each word in the text
}

func (t *text) flat(units Span) (f flat) {
	for i := units.Start; i < units.End; i++ {
		if t.units[i].table {
			continue
		}
		for _, w := range t.units[i].words {
			f.keys, f.unit, f.end = append(f.keys, uint32(w.id)), append(f.unit, i), append(f.end, w.end)
		}
	}
	return f
}

// blocks appends the blocks in a gap. Units are linked by common words in order; a block ends where no link crosses
// its end on either side.
func (m *matcher) blocks(g gap, found []block) []block {
	a, b := m.side[0].flat(g.A), m.side[1].flat(g.B)
	pairs := align(a.keys, b.keys)
	var now block
	done := func() {
		if m.isReflowed(now) {
			found = append(found, now)
		}
	}
	for from := 0; from < len(pairs); {
		i, j, to := a.unit[pairs[from].a], b.unit[pairs[from].b], from
		for to < len(pairs) && a.unit[pairs[to].a] == i && b.unit[pairs[to].b] == j {
			to++
		}
		first, last, common := pairs[from], pairs[to-1], to-from
		moved := last.a-first.a == common-1 && last.b-first.b == common-1 &&
			(a.begins(first.a) && b.ends(last.b) || a.ends(last.a) && b.begins(first.b))
		if moved || m.linked(i, j, common) {
			if now.common == 0 || i >= now.A.End && j >= now.B.End {
				done()
				now = block{A: Span{i, i}, B: Span{j, j}}
			}
			now.A.End, now.B.End, now.common = max(now.A.End, i+1), max(now.B.End, j+1), now.common+common
			for _, p := range pairs[from:to] {
				m.cutAfter(&now, a.end[p.a], b.end[p.b])
			}
		}
		from = to
	}
	done()
	return found
}

// cutAfter splits a long block after a common word.
func (m *matcher) cutAfter(b *block, endA, endB int) {
	at := pair{m.side[0].units[b.A.Start].Start, m.side[1].units[b.B.Start].Start}
	if k := len(b.cuts); k > 0 {
		at = b.cuts[k-1]
	}
	size := max(endA-at.a, endB-at.b)
	if size > maxUnit || size > longUnit && strings.ContainsAny(lastOf(m.side[0].s[:endA]), ".;!?") {
		b.cuts = append(b.cuts, pair{endA, endB})
	}
}

// lastOf returns the last byte of a text, ignoring trailing white space.
func lastOf(s string) string {
	s = strings.TrimRight(s, " \r\n\u00a0")
	return s[max(0, len(s)-1):]
}

// linked reports whether two units have enough words in common to partly say the same.
func (m *matcher) linked(a, b, common int) bool {
	shorter := min(len(m.side[0].units[a].words), len(m.side[1].units[b].words))
	return common >= min(linkWords, (shorter+2)/3) && float64(common) >= linkShare*float64(shorter)
}

// begins and ends report whether a word is the first or last of its unit. A word that ends a unit on one side and
// begins one on the other is where a line was wrapped.
func (f *flat) begins(k int) bool { return k == 0 || f.unit[k-1] != f.unit[k] }

func (f *flat) ends(k int) bool { return k == len(f.unit)-1 || f.unit[k+1] != f.unit[k] }

// isReflowed reports whether a block differs in little more than unit boundaries.
func (m *matcher) isReflowed(b block) bool {
	if b.A.End-b.A.Start <= 1 && b.B.End-b.B.Start <= 1 {
		return false
	}
	words := 0
	for side, units := range []Span{b.A, b.B} {
		t := &m.side[side]
		for _, u := range t.units[units.Start:units.End] {
			if u.table {
				return false
			}
			words += len(u.words)
		}
		if strings.Contains(t.s[t.units[units.Start].Start:t.units[units.End-1].End], "\t") {
			return false
		}
	}
	return 2*float64(b.common) >= reflowed*float64(words)
}

// recut replaces the units of each block by one, or by several that end after the same words on both sides,
// preferably at ends of sentences.
func (t *text) recut(found []block, v *vocabulary, units func(block) Span, place func(pair) int) {
	var out []unit
	next := 0
	for _, b := range found {
		of := units(b)
		out = append(out, t.units[next:of.Start]...)
		next = of.End
		at, end := t.units[of.Start].Start, t.units[of.End-1].End
		for _, c := range b.cuts {
			out = t.add(out, at, place(c), v)
			at = place(c)
		}
		out = t.add(out, at, end, v)
	}
	t.units, t.words = append(out, t.units[next:]...), 0
	for _, u := range t.units {
		t.words += len(u.words)
	}
}

func (t *text) add(units []unit, start, end int, v *vocabulary) []unit {
	if u, ok := newUnit(t.s, start, end, v); ok {
		return append(units, u)
	}
	return units
}
