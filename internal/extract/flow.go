package extract

import "strings"

const (
	// cellSeparator stands between the cells of a row of a table.
	cellSeparator = "\t"
	// cellEnd ends a cell while a flow gathers: a tab may stand in prose.
	cellEnd = "\x1f"
	// emptyCell stands for a cell of a table of data that holds nothing, so that
	// those after it are read in their columns.
	emptyCell = "—"
)

// flow gathers text of paragraphs and tables: cells come apart by tabs, rows and
// paragraphs by line ends; a paragraph within a cell is a space.
type flow struct {
	b     strings.Builder
	cells int // depth of cells
	limit int
}

func (f *flow) add(s string) {
	if f.b.Len() < f.limit {
		f.b.WriteString(s)
	}
}

func (f *flow) paragraph() {
	if f.cells > 0 {
		f.add(" ")
	} else {
		f.add("\n")
	}
}

func (f *flow) cell(open bool) {
	if open {
		f.cells++
		return
	}
	f.cells--
	f.add(cellEnd)
}

// String tidies the ends of lines and the rows of tables.
func (f *flow) String() string {
	var out []string
	var table [][]string
	end := func() {
		out = append(out, tableLines(table)...)
		table = nil
	}
	for line := range strings.SplitSeq(f.b.String(), "\n") {
		if strings.Contains(line, cellEnd) {
			table = append(table, strings.Split(line, cellEnd))
			continue
		}
		end()
		out = append(out, strings.Trim(strings.ReplaceAll(line, " \t", "\t"), " \t"))
	}
	end()
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// tableLines makes a line of each row of a table that has text, with its empty
// cells where gaps says so.
func tableLines(rows [][]string) []string {
	for _, row := range rows {
		for c, s := range row {
			row[c] = strings.TrimSpace(strings.ReplaceAll(s, "\t", " "))
		}
	}
	shown := gaps(rows)
	var out []string
	for _, row := range rows {
		var cells []string
		n, last := 0, lastFull(row)
		for c, s := range row[:last] {
			switch {
			case s != "":
				cells, n = append(cells, s), n+1
			case shown[c]:
				cells = append(cells, emptyCell)
			}
		}
		switch {
		case n == 1:
			out = append(out, row[last-1])
		case n > 1:
			out = append(out, strings.Join(cells, cellSeparator))
		}
	}
	return out
}

// gaps returns the columns whose empty cells are shown, before the last one of a
// row that is not empty. They are in tables of data: three rows or more of several
// cells, more of them full than empty. Columns without any text and rows of one
// cell are for looks.
func gaps(rows [][]string) map[int]bool {
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
