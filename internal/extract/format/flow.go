package format

import (
	"iter"
	"slices"
	"strings"
)

const (
	// CellSeparator stands between the cells of a row of a table.
	CellSeparator = "\t"
	// CellEnd ends a cell while a flow gathers: a tab may stand in prose.
	CellEnd = "\x1f"
	// EmptyCell stands for a cell of a table of data that holds nothing, so that
	// those after it are read in their columns.
	EmptyCell = "—"
)

// Flow gathers text of paragraphs and tables: cells come apart by tabs, rows and
// paragraphs by line ends; a paragraph within a cell is a space.
type Flow struct {
	whole  []string // the text so far but for its end, in pieces that end with lines: a long one is not copied as it grows
	before int      // bytes of whole
	b      strings.Builder
	cells  int // depth of cells
	limit  int
}

// pieceSize is from how many bytes on a piece ends with its line.
const pieceSize = 4 << 20

// NewFlow begins a flow for one part: it takes a little more than a part may have, so
// that what was left out is told.
func NewFlow(budget *Budget) *Flow { return &Flow{limit: budget.MaxText + 1} }

// Limit is how many bytes the flow takes.
func (f *Flow) Limit() int { return f.limit }

// Len is how many bytes it has.
func (f *Flow) Len() int { return f.before + f.b.Len() }

// Full reports whether nothing more fits.
func (f *Flow) Full() bool { return f.Len() >= f.limit }

// Rest returns a flow of its own for what still fits.
func (f *Flow) Rest() *Flow { return &Flow{limit: f.limit - f.Len()} }

// Since is the text from a length on that the flow had, with the marks of cells as they were put.
func (f *Flow) Since(length int) string {
	if length >= f.before {
		return f.b.String()[min(length-f.before, f.b.Len()):]
	}
	pieces, from, first := []string{f.b.String()}, f.before, len(f.whole)
	for first > 0 && from > length {
		first--
		from -= len(f.whole[first])
	}
	pieces = append(slices.Clone(f.whole[first:]), pieces...)
	return strings.Join(pieces, "")[max(length, 0)-from:]
}

// Comment is how a comment begins and what it says; by whom, where that is known.
func Comment(author, text string) string {
	if author != "" {
		author += ": "
	}
	return "Комментарий: " + author + text
}

// Add writes s, unless the flow is full.
func (f *Flow) Add(s string) {
	if f.Full() {
		return
	}
	f.b.WriteString(s)
	if f.b.Len() >= pieceSize && strings.HasSuffix(s, "\n") {
		f.whole, f.before = append(f.whole, f.b.String()), f.before+f.b.Len()
		f.b.Reset()
	}
}

// Gap parts the words before and after what stands between them and is no text, such as a picture.
func (f *Flow) Gap() {
	if s := f.b.String(); s != "" && !strings.ContainsAny(s[len(s)-1:], " \t\n"+CellEnd) {
		f.Add(" ")
	}
}

// Paragraph ends one.
func (f *Flow) Paragraph() {
	if f.cells > 0 {
		f.Add(" ")
	} else {
		f.Add("\n")
	}
}

// Cell begins a cell of a table, or ends it.
func (f *Flow) Cell(open bool) {
	if open {
		f.cells++
		return
	}
	f.cells--
	f.Add(CellEnd)
}

// String tidies the ends of lines and the rows of tables. It holds the text twice at most, but for small change: texts
// may be long.
func (f *Flow) String() string {
	var out strings.Builder
	out.Grow(f.Len())
	add := func(line string) {
		out.WriteString(line)
		out.WriteByte('\n')
	}
	var table [][]string
	end := func() {
		for line := range tableLines(table) {
			add(line)
		}
		table = nil
	}
	for line := range f.lines() {
		if strings.Contains(line, CellEnd) {
			table = append(table, strings.Split(line, CellEnd))
			continue
		}
		end()
		add(strings.Trim(strings.ReplaceAll(line, " \t", "\t"), " \t"))
	}
	end()
	return strings.Trim(out.String(), "\n")
}

// lines are those of the text as they were put.
func (f *Flow) lines() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, piece := range f.whole {
			for line := range strings.SplitSeq(piece[:len(piece)-1], "\n") {
				if !yield(line) {
					return
				}
			}
		}
		strings.SplitSeq(f.b.String(), "\n")(yield)
	}
}

// TableLines makes a line of each row of a table that has text, with its empty
// cells where gaps says so.
func TableLines(rows [][]string) []string { return slices.Collect(tableLines(rows)) }

func tableLines(rows [][]string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, row := range rows {
			for c, s := range row {
				row[c] = strings.TrimSpace(strings.ReplaceAll(s, "\t", " "))
			}
		}
		shown := Gaps(rows)
		var cells []string
		for _, row := range rows {
			n, last := 0, lastFull(row)
			cells = cells[:0]
			for c, s := range row[:last] {
				switch {
				case s != "":
					cells, n = append(cells, s), n+1
				case shown.Has(c):
					cells = append(cells, EmptyCell)
				}
			}
			line := strings.Join(cells, CellSeparator)
			if n == 1 {
				line = row[last-1]
			}
			if n > 0 && !yield(line) {
				return
			}
		}
	}
}

// Columns are some of the columns of a table.
type Columns []bool

// Has reports whether column i, from 0, is one of them.
func (c Columns) Has(i int) bool { return i < len(c) && c[i] }

// Gaps returns the columns whose empty cells are shown, before the last one of a
// row that is not empty. They are in tables of data: three rows or more of several
// cells, more of them full than empty. Columns without any text and rows of one
// cell are for looks.
func Gaps(rows [][]string) Columns {
	several, full, empty := 0, 0, 0
	var used Columns
	for _, row := range rows {
		n := 0
		for _, s := range row {
			if s != "" {
				n++
			}
		}
		if n < 2 {
			continue
		}
		several++
		full += n
		last := lastFull(row)
		used = append(used, make(Columns, max(0, last-len(used)))...)
		for c, s := range row[:last] {
			used[c] = used[c] || s != ""
		}
	}
	for _, row := range rows {
		for c, s := range row[:lastFull(row)] {
			if s == "" && used.Has(c) {
				empty++
			}
		}
	}
	if several < 3 || empty > full {
		return nil
	}
	return used
}

// lastFull returns how many cells a row has up to the last one with text.
func lastFull(row []string) int {
	n := len(row)
	for n > 0 && row[n-1] == "" {
		n--
	}
	return n
}
