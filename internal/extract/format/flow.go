package format

import "strings"

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
	b     strings.Builder
	cells int // depth of cells
	limit int
}

// NewFlow begins a flow for one part: it takes a little more than a part may have, so
// that what was left out is told.
func NewFlow(budget *Budget) *Flow { return &Flow{limit: budget.MaxText + 1} }

// Limit is how many bytes the flow takes.
func (f *Flow) Limit() int { return f.limit }

// Len is how many bytes it has.
func (f *Flow) Len() int { return f.b.Len() }

// Full reports whether nothing more fits.
func (f *Flow) Full() bool { return f.b.Len() >= f.limit }

// Rest returns a flow of its own for what still fits.
func (f *Flow) Rest() *Flow { return &Flow{limit: f.limit - f.b.Len()} }

// Raw is the text so far, with the marks of cells as they were put.
func (f *Flow) Raw() string { return f.b.String() }

// Comment is how a comment begins and what it says; by whom, where that is known.
func Comment(author, text string) string {
	if author != "" {
		author += ": "
	}
	return "Комментарий: " + author + text
}

// Add writes s, unless the flow is full.
func (f *Flow) Add(s string) {
	if f.b.Len() < f.limit {
		f.b.WriteString(s)
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

// String tidies the ends of lines and the rows of tables.
func (f *Flow) String() string {
	var out []string
	var table [][]string
	end := func() {
		out = append(out, TableLines(table)...)
		table = nil
	}
	for line := range strings.SplitSeq(f.b.String(), "\n") {
		if strings.Contains(line, CellEnd) {
			table = append(table, strings.Split(line, CellEnd))
			continue
		}
		end()
		out = append(out, strings.Trim(strings.ReplaceAll(line, " \t", "\t"), " \t"))
	}
	end()
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// TableLines makes a line of each row of a table that has text, with its empty
// cells where gaps says so.
func TableLines(rows [][]string) []string {
	for _, row := range rows {
		for c, s := range row {
			row[c] = strings.TrimSpace(strings.ReplaceAll(s, "\t", " "))
		}
	}
	shown := Gaps(rows)
	var out []string
	for _, row := range rows {
		var cells []string
		n, last := 0, lastFull(row)
		for c, s := range row[:last] {
			switch {
			case s != "":
				cells, n = append(cells, s), n+1
			case shown[c]:
				cells = append(cells, EmptyCell)
			}
		}
		switch {
		case n == 1:
			out = append(out, row[last-1])
		case n > 1:
			out = append(out, strings.Join(cells, CellSeparator))
		}
	}
	return out
}

// Gaps returns the columns whose empty cells are shown, before the last one of a
// row that is not empty. They are in tables of data: three rows or more of several
// cells, more of them full than empty. Columns without any text and rows of one
// cell are for looks.
func Gaps(rows [][]string) map[int]bool {
	several, full, empty := 0, 0, 0
	used := map[int]bool{}
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
		for c, s := range row {
			used[c] = used[c] || s != ""
		}
	}
	for _, row := range rows {
		for c, s := range row[:lastFull(row)] {
			if s == "" && used[c] {
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
