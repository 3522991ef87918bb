package extract

import (
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
	merged := make([]block, 0, len(rows))
	for _, cells := range rows {
		merged = append(merged, joinCells(cells, table))
	}
	r.blocks = append(r.blocks[:start], merged...)
}

// A cell is the blocks of one cell of a table.
type cell []block

func (c cell) size() (n int) {
	for _, b := range c {
		n += len(b.text)
	}
	return n
}

// rows groups the blocks of a table by row and cell. What stands outside the
// rows (a caption) is a row by itself.
func (r *pageReader) rows(blocks []block, table int) [][]cell {
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
			rows = append(rows, []cell{{b}})
		case cl != lastCell:
			rows[len(rows)-1] = append(rows[len(rows)-1], cell{b})
		default:
			cells := rows[len(rows)-1]
			cells[len(cells)-1] = append(cells[len(cells)-1], b)
		}
		lastRow, lastCell = row, cl
	}
	return rows
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
			if len(c) > 12 || c.size() > limit {
				return false
			}
			for _, b := range c {
				if heading(b.tag) > 0 {
					return false
				}
			}
		}
	}
	return several*2 >= len(rows)
}

func joinCells(cells []cell, table int) block {
	out := block{box: table, tag: atom.Tr}
	var text strings.Builder
	for i, c := range cells {
		if i > 0 {
			text.WriteString(cellSeparator)
		}
		for j, b := range c {
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
