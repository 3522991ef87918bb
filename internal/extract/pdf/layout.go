package pdf

import (
	"math"
	"slices"
	"strings"
)

// PDFium gives the text of a page in the order in which it was drawn. Of columns that were
// drawn line by line across the page it makes lines that nobody reads, and of a table cells
// without rows. So where words stand in columns, a page is put together anew: columns one
// below the other, rows of tables as lines.

const (
	// maxWords is how many words a page may have to be looked at.
	maxWords = 20_000
	// maxGutters bounds the columns of a table, and maxSteps the search for blocks.
	maxGutters, maxSteps = 40, 200_000
	// wideGap and gutterWidth are spaces in heights of words: one that parts two columns in
	// a row, and the least that is left of it over all rows.
	wideGap, gutterWidth = 1.0, 0.5
	// blockPitch is how far apart rows of one block may be, in heights of words.
	blockPitch = 4
	// minRows are the rows from which words are taken to stand in columns, and minColumn
	// the lines from which those are columns of prose.
	minRows, minColumn = 3, 6
)

// A span is a part of an axis of a page, in points.
type span struct{ from, to float64 }

func (s span) width() float64 { return s.to - s.from }

// A box is where something stands on a page; y grows upwards.
type box struct{ x, y span }

// A word is the letters between two spaces.
type word struct {
	text string
	box
	line int // of PDFium, in the order of drawing
	at   int // its number on the page
}

// A row is the words that stand beside one another, from left to right.
type row struct {
	words []word
	y     span
}

// A block is rows, from the top, that stand in columns between gutters.
type block struct {
	rows    []row
	gutters []span
	height  float64 // of words
	ruled   bool    // its rows lie between rules
}

// inRows sorts words into rows.
func inRows(words []word) []row {
	words = slices.Clone(words)
	middle := func(w word) float64 { return (w.y.from + w.y.to) / 2 }
	slices.SortStableFunc(words, func(a, b word) int { return compare(middle(b), middle(a)) })
	var rows []row
	for _, w := range words {
		if n := len(rows) - 1; n >= 0 && middle(w) > rows[n].y.from && middle(w) < rows[n].y.to &&
			w.y.to > (rows[n].y.from+rows[n].y.to)/2 {
			rows[n].words = append(rows[n].words, w)
			continue
		}
		rows = append(rows, row{[]word{w}, w.y})
	}
	for _, r := range rows {
		slices.SortStableFunc(r.words, func(a, b word) int { return compare(a.x.from, b.x.from) })
	}
	return rows
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// free are the parts of the page's width without words of a row.
func (r row) free() []span {
	var out []span
	at := math.Inf(-1)
	for _, w := range r.words {
		if w.x.from > at {
			out = append(out, span{at, w.x.from})
		}
		at = max(at, w.x.to)
	}
	return append(out, span{at, math.Inf(1)})
}

// gaps are the spaces of a row that part columns: wide ones, and twice as wide as most of
// the row, for in a line that is set flush all are wide.
func (r row) gaps(height float64) []span {
	inner := r.free()[1:]
	inner = inner[:len(inner)-1]
	wide := wideGap * height
	if len(inner) > 2 {
		widths := make([]float64, len(inner))
		for i, s := range inner {
			widths[i] = s.width()
		}
		slices.Sort(widths)
		if usual := widths[len(widths)/2]; usual < 2*wide { // else most are between columns
			wide = max(wide, 2*usual)
		}
	}
	return slices.DeleteFunc(inner, func(s span) bool { return s.width() < wide })
}

// shared are the parts of gutters that a row leaves free, too.
func shared(gutters, free []span, wide float64) []span {
	var out []span
	for _, g := range gutters {
		best := span{}
		for _, f := range free {
			if s := (span{max(g.from, f.from), min(g.to, f.to)}); s.width() > best.width() {
				best = s
			}
		}
		if best.width() >= wide && len(out) < maxGutters {
			out = append(out, best)
		}
	}
	return out
}

// wordHeight is the median of the heights of words.
func wordHeight(words []word) float64 {
	heights := make([]float64, len(words))
	for i, w := range words {
		heights[i] = w.y.width()
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}

// findBlocks finds the rows that stand in columns, whatever those hold.
func findBlocks(words []word) []block {
	if len(words) == 0 || len(words) > maxWords {
		return nil
	}
	height := wordHeight(words)
	rows := inRows(words)
	var blocks []block
	for i, steps := 0, 0; i < len(rows) && height > 0 && steps < maxSteps; i++ {
		gutters := rows[i].gaps(height)
		if len(gutters) == 0 {
			continue
		}
		end, several := i+1, 1
		for ; end < len(rows) && rows[end-1].y.from-rows[end].y.to <= blockPitch*height; end++ {
			steps += (len(gutters) + 1) * len(rows[end].words)
			left := shared(gutters, rows[end].free(), gutterWidth*height)
			parted := len(rows[end].gaps(height)) > 0
			if len(left) == 0 || len(left) < len(gutters) && !parted { // a line below or above a table
				break
			}
			if parted {
				several++
			}
			gutters = left
		}
		b := block{rows: rows[i:end], height: height}
		b.gutters = b.between()
		if several >= minRows && several*4 >= len(b.rows) && len(b.gutters) > 0 {
			blocks = append(blocks, b)
			i = end - 1
		}
	}
	return blocks
}

// between are the gutters of a block: parts of its width that nearly all rows leave free.
// A row of a head may go across.
func (b block) between() []span {
	type edge struct {
		x    float64
		step int
	}
	var edges []edge
	for _, r := range b.rows {
		at := math.Inf(-1)
		for _, w := range r.words { // as one cover of a row
			if w.x.to <= at {
				continue
			}
			edges = append(edges, edge{max(w.x.from, at), 1}, edge{w.x.to, -1})
			at = w.x.to
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		if c := compare(a.x, b.x); c != 0 {
			return c
		}
		return b.step - a.step
	})
	var out []span
	few, cover, from, seen := len(b.rows)/10, 0, math.Inf(-1), false
	for _, e := range edges {
		before := cover
		cover += e.step
		switch {
		case before > few && cover <= few:
			from, seen = e.x, true
		case before <= few && cover > few && seen && e.x-from >= gutterWidth*b.height && len(out) < maxGutters:
			out = append(out, span{from, e.x})
		}
	}
	return out
}

// crosses reports whether a row goes across a gutter: by a word, or, where no rules part
// cells, by a space no wider than others.
func (b block) crosses(r row) bool {
	for i, w := range r.words {
		if slices.ContainsFunc(b.gutters, func(g span) bool { return w.x.from < g.from && w.x.to > g.to }) {
			return true
		}
		if i > 0 && !b.ruled && w.x.from-r.words[i-1].x.to < gutterWidth*b.height && b.column(w) != b.column(r.words[i-1]) {
			return true
		}
	}
	return false
}

// column is the number of the column that a word stands in.
func (b block) column(w word) int {
	middle := (w.x.from + w.x.to) / 2
	for i, g := range b.gutters {
		if middle < (g.from+g.to)/2 {
			return i
		}
	}
	return len(b.gutters)
}

// across are the rules that lie across a gutter within the block, or no farther from it
// than a margin.
func (b block) across(rules []box, margin float64) []box {
	var out []box
	for _, r := range rules {
		within := r.y.from < b.rows[0].y.to+margin && r.y.to > b.rows[len(b.rows)-1].y.from-margin
		if within && slices.ContainsFunc(b.gutters, func(g span) bool { return r.x.from < g.from && r.x.to > g.to }) {
			out = append(out, r)
		}
	}
	return out
}

// narrow puts gutters where rules go down in them: the heads of columns may be wider than
// what stands below.
func (b *block) narrow(down []box) {
	for i, g := range b.gutters {
		for _, r := range down {
			if r.x.from > g.from && r.x.to < g.to && r.y.from < b.rows[0].y.to && r.y.to > b.rows[len(b.rows)-1].y.from {
				b.gutters[i] = r.x
			}
		}
	}
}

// lineOf is the text of words that stand beside one another.
func lineOf(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}
