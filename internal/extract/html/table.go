package html

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
)

// foldTable ends a table, whose blocks begin at start. The rows of a table of data
// become one block each; a table that lays out a page is left as the blocks of its
// cells.
func foldTable(p *page.Page, table, start int) {
	if p.Boxes[table].Nested || start >= len(p.Blocks) {
		return
	}
	rows := cellRows(p, p.Blocks[start:], table)
	if !isData(rows) {
		return
	}
	shown := format.Gaps(texts(rows))
	merged := make([]page.Block, 0, len(rows))
	for _, cells := range rows {
		merged = append(merged, joinCells(cells, table, shown))
	}
	p.Blocks = append(p.Blocks[:start], merged...)
}

// A cell is the blocks of one cell of a table, and the column it stands in.
type cell struct {
	blocks []page.Block
	column int
}

func (c cell) size() (n int) {
	for _, b := range c.blocks {
		n += len(b.Text)
	}
	return n
}

// cellRows groups the blocks of a table by row and cell. What stands outside the
// rows (a caption) is a row by itself.
func cellRows(p *page.Page, blocks []page.Block, table int) [][]cell {
	columns := cellColumns(p, table)
	var rows [][]cell
	lastRow, lastCell := -2, -2
	for _, b := range blocks {
		row, cl := -1, -1
		for i := b.Box; i >= 0 && i != table; i = p.Boxes[i].Parent {
			switch p.Boxes[i].Tag {
			case atom.Td, atom.Th:
				cl = i
			case atom.Tr:
				row = i
			}
		}
		switch {
		case row != lastRow || row < 0:
			rows = append(rows, []cell{{[]page.Block{b}, columns[cl]}})
		case cl != lastCell:
			rows[len(rows)-1] = append(rows[len(rows)-1], cell{[]page.Block{b}, columns[cl]})
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

// cellColumns returns the columns that the cells of a table stand in, by their boxes.
// A cell over several rows or columns leaves the places that it covers empty.
func cellColumns(p *page.Page, table int) map[int]int {
	out := map[int]int{}
	var covered [tableWidth]int // the first row that a cell from above does not reach
	row, column, last := 0, 0, -1
	for i := table + 1; i < len(p.Boxes); i++ {
		b := p.Boxes[i]
		if b.Tag != atom.Td && b.Tag != atom.Th {
			continue
		}
		if b.Parent != last {
			row, column, last = row+1, 0, b.Parent
		}
		for column < tableWidth && covered[column] > row {
			column++
		}
		out[i] = column
		for end := min(column+b.Across, tableWidth); column < end; column++ {
			covered[column] = row + b.Down
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
			line[min(c.column, len(line)-1)] = c.blocks[0].Text
		}
		out[i] = line
	}
	return out
}

// isData reports whether a table is one of data, not one that places columns of a page: its
// cells are short, and most rows have several. The heads of an act side by side, each of several
// lines, are no data, nor are a menu and a post in a row or two.
func isData(rows [][]cell) bool {
	if isNews(rows) {
		return false
	}
	several, lines := 0, 12
	if len(rows) == 1 {
		lines = 2
	}
	for _, cells := range rows {
		if len(cells) > 1 {
			several++
		}
		for _, c := range cells {
			limit := 2000
			if len(rows) == 1 {
				limit = 400
			}
			if len(c.blocks) > lines || c.size() > limit || len(rows) < 4 && len(c.blocks) > 4 && c.size() > 600 {
				return false
			}
			for _, b := range c.blocks {
				if page.HeadingLevel(b.Tag) > 0 {
					return false
				}
			}
		}
	}
	return several*2 >= len(rows)
}

// isNews reports whether each row is a date and a post: a title and running text; or each two are, a title beside its
// date and the text below them.
func isNews(rows [][]cell) bool {
	if byTwo(rows) {
		return true
	}
	for _, cells := range rows {
		last := cells[len(cells)-1].blocks
		if _, dated := dateline.Of(cells[0].blocks[0]); !dated || len(cells) < 2 || len(last) < 2 && len(cells) != 3 ||
			len(last[len(last)-1].Text) < page.Sentence {
			return false
		}
	}
	return len(rows) > 1
}

// byTwo reports whether each two rows are a post: a title and a date side by side, and below them running text.
func byTwo(rows [][]cell) bool {
	for i := 0; i+1 < len(rows); i += 2 {
		head, text := rows[i], rows[i+1]
		if len(head) != 2 || len(text) != 1 || len(head[0].blocks) != 1 || len(head[1].blocks) != 1 ||
			text[0].size() < page.Sentence {
			return false
		}
		_, before := dateline.Of(head[0].blocks[0])
		_, behind := dateline.Of(head[1].blocks[0])
		if before == behind {
			return false
		}
	}
	return len(rows) > 2 && len(rows)%2 == 0
}

// joinCells makes a block of a row; shown are the columns whose empty cells count.
func joinCells(cells []cell, table int, shown format.Columns) page.Block {
	out := page.Block{Box: table, Tag: atom.Tr}
	var text strings.Builder
	next := 0 // column
	for i, c := range cells {
		if i > 0 {
			text.WriteString(format.CellSeparator)
		}
		for ; next < c.column && len(cells) > 1; next++ {
			if shown.Has(next) {
				text.WriteString(format.EmptyCell + format.CellSeparator)
			}
		}
		next = c.column + 1
		for j, b := range c.blocks {
			if j > 0 {
				text.WriteByte(' ')
			}
			text.WriteString(b.Text)
			out.Links += b.Links
			out.Linked += b.Linked
			out.Dated = out.Dated || b.Dated
			if out.Anchor == "" {
				out.Anchor = b.Anchor
			}
			if out.Date == "" {
				out.Date = b.Date
			}
		}
	}
	out.Text = text.String()
	return out
}
