package compare

import "strings"

// result converts matches to rows.
func (m *matcher) result() (*Result, error) {
	out := &Result{Counts: map[Kind]int{}}
	row := map[int]int{} // rows of moved units, by index in the second text
	common := 0
	add := func(r Row) {
		out.Rows = append(out.Rows, r)
		if r.Kind != MovedFrom {
			out.Counts[r.Kind]++
		}
	}
	moved := func(r Row, j int) Row {
		r.Other = -1
		if other, ok := row[j]; ok {
			r.Other, out.Rows[other].Other = other, len(out.Rows)
		}
		row[j] = len(out.Rows)
		return r
	}
	a, b := m.side[0].units, m.side[1].units
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if len(out.Rows)%paceUnits == 0 {
			if err := m.pause(m.ctx); err != nil {
				return nil, err
			}
		}
		switch {
		case i < len(a) && m.moved[0][i]:
			add(moved(Row{Kind: MovedFrom, A: a[i].Span, Table: a[i].table}, int(m.partner[0][i])))
			i++
		case i < len(a) && m.partner[0][i] < 0:
			add(Row{Kind: Removed, A: a[i].Span, Other: -1, Table: a[i].table})
			i++
		case j < len(b) && m.moved[1][j]:
			r := m.both(int(m.partner[1][j]), j)
			r.Kind = MovedTo
			common += len(a[m.partner[1][j]].words) + len(b[j].words)
			add(moved(r, j))
			j++
		case j < len(b) && m.partner[1][j] < 0:
			add(Row{Kind: Added, B: b[j].Span, Other: -1, Table: b[j].table})
			j++
		default:
			common += len(a[i].words) + len(b[j].words)
			add(m.both(i, j))
			i, j = i+1, j+1
		}
	}
	if all := m.side[0].words + m.side[1].words; all > 0 {
		out.Common = float64(common) / float64(all)
	}
	return out, nil
}

// both returns the row of two matching units.
func (m *matcher) both(i, j int) Row {
	a, b := &m.side[0].units[i], &m.side[1].units[j]
	r := Row{Kind: Same, A: a.Span, B: b.Span, Other: -1, Table: a.table && b.table}
	if a.key == b.key && a.number == b.number {
		return r
	}
	r.Kind = Changed
	if a.key == b.key {
		r.Kind = Renumbered
	}
	if r.Table {
		r.Cells = m.cells(a, b)
		return r
	}
	head := Run{Span{a.Start, a.body}, Span{b.Start, b.body}}
	if a.number == b.number {
		r.Runs = appendRuns(nil, head)
	} else {
		r.Runs = appendRuns(nil, Run{A: head.A}, Run{B: head.B})
	}
	r.Runs = append(r.Runs, runs(a.words, b.words)...)
	return r
}

// runs returns the words of two units: runs that both have, and between them runs of one side.
func runs(a, b []word) (out []Run) {
	ids := func(words []word) []uint32 {
		out := make([]uint32, len(words))
		for k, w := range words {
			out[k] = uint32(w.id)
		}
		return out
	}
	i, j := 0, 0
	pairs := append(align(ids(a), ids(b)), pair{len(a), len(b)})
	for k := 0; k < len(pairs); k++ {
		p := pairs[k]
		end := k // end of the run of common words
		for end+1 < len(pairs) && pairs[end+1] == (pair{pairs[end].a + 1, pairs[end].b + 1}) && pairs[end+1].a < len(a) {
			end++
		}
		lone := end == k && i < p.a && j < p.b && end+1 < len(pairs)-1 && isSign(a, p.a)
		if lone { // a sign between different words joins them
			continue
		}
		out = appendRuns(out, Run{A: span(a, i, p.a)}, Run{B: span(b, j, p.b)})
		if p.a < len(a) {
			out = appendRuns(out, Run{span(a, p.a, pairs[end].a+1), span(b, p.b, pairs[end].b+1)})
		}
		i, j, k = pairs[end].a+1, pairs[end].b+1, end
	}
	return out
}

// isSign reports whether a word is punctuation.
func isSign(words []word, k int) bool {
	return k < len(words) && words[k].end-words[k].start <= 2 && !words[k].digits
}

// span returns the place of words i to j-1.
func span(words []word, i, j int) Span {
	if i >= j {
		return Span{}
	}
	return Span{words[i].start, words[j-1].end}
}

// appendRuns appends the non-empty runs.
func appendRuns(out []Run, more ...Run) []Run {
	for _, r := range more {
		if !r.A.Empty() || !r.B.Empty() {
			out = append(out, r)
		}
	}
	return out
}

// cells compares two table rows cell by cell: by column if both have as many cells; otherwise equal cells are aligned
// in order, and those between them one by one.
func (m *matcher) cells(a, b *unit) [][]Run {
	x, y := split(m.side[0].s, a), split(m.side[1].s, b)
	pairs := make([]pair, 0, len(x))
	if len(x) == len(y) {
		for k := range x {
			pairs = append(pairs, pair{k, k})
		}
	} else {
		pairs = align(hashes(x), hashes(y))
	}
	var out [][]Run
	i, j := 0, 0
	for _, p := range append(pairs, pair{len(x), len(y)}) {
		for i < p.a || j < p.b {
			var c cell
			var d cell
			if i < p.a {
				c, i = x[i], i+1
			}
			if j < p.b {
				d, j = y[j], j+1
			}
			out = append(out, c.runs(d))
		}
		if p.a < len(x) {
			out = append(out, x[i].runs(y[j]))
			i, j = i+1, j+1
		}
	}
	return out
}

// cell is a cell of a row.
type cell struct {
	Span
	words []word
}

func (c cell) runs(d cell) []Run { return runs(c.words, d.words) }

// split splits a row into cells.
func split(s string, u *unit) (out []cell) {
	k := 0
	for start := u.Start; start <= u.End; {
		end := u.End
		if i := strings.IndexByte(s[start:u.End], '\t'); i >= 0 {
			end = start + i
		}
		c := cell{Span: Span{start, end}}
		for ; k < len(u.words) && u.words[k].start < end; k++ {
			w := u.words[k]
			w.end = min(w.end, end)
			c.words = append(c.words, w)
		}
		out = append(out, c)
		start = end + 1
	}
	return out
}

// hashes returns an FNV-1a hash of the words of each cell.
func hashes(cells []cell) []uint32 {
	out := make([]uint32, len(cells))
	for k, c := range cells {
		h := uint32(2166136261)
		for _, w := range c.words {
			h = (h ^ uint32(w.id)) * 16777619
		}
		out[k] = h
	}
	return out
}
