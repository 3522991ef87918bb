package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// closeTable ends the innermost open table. The rows of a table of data become
// one block each; a table that lays out a page is left as the blocks of its
// cells.
func (r *pageReader) closeTable() {
	start := r.tables[len(r.tables)-1]
	r.tables = r.tables[:len(r.tables)-1]
	table := -1
	for i := len(r.open) - 1; i > 0; i-- {
		if r.boxes[r.open[i]].tag == atom.Table {
			table = r.open[i]
			break
		}
	}
	if table < 0 || r.boxes[table].nested || start >= len(r.blocks) {
		return
	}
	rows := r.rows(r.blocks[start:], table)
	if !isData(rows) {
		return
	}
	shown := gaps(texts(rows))
	merged := make([]block, 0, len(rows))
	for _, cells := range rows {
		merged = append(merged, joinCells(cells, table, shown))
	}
	r.blocks = append(r.blocks[:start], merged...)
}

// A cell is the blocks of one cell of a table, and the column it stands in.
type cell struct {
	blocks []block
	column int
}

func (c cell) size() (n int) {
	for _, b := range c.blocks {
		n += len(b.text)
	}
	return n
}

// rows groups the blocks of a table by row and cell. What stands outside the
// rows (a caption) is a row by itself.
func (r *pageReader) rows(blocks []block, table int) [][]cell {
	columns := r.columns(table)
	var rows [][]cell
	lastRow, lastCell := -2, -2
	for _, b := range blocks {
		row, cl := -1, -1
		for i := b.box; i >= 0 && i != table; i = r.boxes[i].parent {
			switch r.boxes[i].tag {
			case atom.Td, atom.Th:
				cl = i
			case atom.Tr:
				row = i
			}
		}
		switch {
		case row != lastRow || row < 0:
			rows = append(rows, []cell{{[]block{b}, columns[cl]}})
		case cl != lastCell:
			rows[len(rows)-1] = append(rows[len(rows)-1], cell{[]block{b}, columns[cl]})
		default:
			cells := rows[len(rows)-1]
			last := &cells[len(cells)-1]
			last.blocks = append(last.blocks, b)
		}
		lastRow, lastCell = row, cl
	}
	return rows
}

// tableWidth is how many columns of a table are counted.
const tableWidth = 256

// spanOf reads how many columns or rows a cell takes.
func spanOf(s string, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 1
	}
	return min(max(n, 1), most)
}

// columns returns the columns that the cells of a table stand in, by their boxes.
// A cell over several rows or columns leaves the places that it covers empty.
func (r *pageReader) columns(table int) map[int]int {
	out := map[int]int{}
	var covered [tableWidth]int // the first row that a cell from above does not reach
	row, column, last := 0, 0, -1
	for i := table + 1; i < len(r.boxes); i++ {
		b := r.boxes[i]
		if b.tag != atom.Td && b.tag != atom.Th {
			continue
		}
		if b.parent != last {
			row, column, last = row+1, 0, b.parent
		}
		for column < tableWidth && covered[column] > row {
			column++
		}
		out[i] = column
		for end := min(column+b.across, tableWidth); column < end; column++ {
			covered[column] = row + b.down
		}
	}
	return out
}

// texts lays the cells of rows out by column.
func texts(rows [][]cell) [][]string {
	out := make([][]string, len(rows))
	for i, cells := range rows {
		line := make([]string, cells[len(cells)-1].column+1)
		for _, c := range cells {
			line[min(c.column, len(line)-1)] = c.blocks[0].text
		}
		out[i] = line
	}
	return out
}

// isData tells a table of data from a table that places columns of a page: its
// cells are short, and most rows have several.
func isData(rows [][]cell) bool {
	several := 0
	for _, cells := range rows {
		if len(cells) > 1 {
			several++
		}
		for _, c := range cells {
			limit := 2000
			if len(rows) == 1 {
				limit = 400
			}
			if len(c.blocks) > 12 || c.size() > limit {
				return false
			}
			for _, b := range c.blocks {
				if heading(b.tag) > 0 {
					return false
				}
			}
		}
	}
	return several*2 >= len(rows)
}

// joinCells makes a block of a row; shown are the columns whose empty cells count.
func joinCells(cells []cell, table int, shown map[int]bool) block {
	out := block{box: table, tag: atom.Tr}
	var text strings.Builder
	next := 0 // column
	for i, c := range cells {
		if i > 0 {
			text.WriteString(cellSeparator)
		}
		for ; next < c.column && len(cells) > 1; next++ {
			if shown[next] {
				text.WriteString(emptyCell + cellSeparator)
			}
		}
		next = c.column + 1
		for j, b := range c.blocks {
			if j > 0 {
				text.WriteByte(' ')
			}
			text.WriteString(b.text)
			out.links += b.links
			out.linked += b.linked
			out.dated = out.dated || b.dated
			if out.anchor == "" {
				out.anchor = b.anchor
			}
			if out.date == "" {
				out.date = b.date
			}
		}
	}
	out.text = text.String()
	return out
}

// heading returns the level of a heading tag, 0 for others.
func heading(t atom.Atom) int {
	switch t {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}
