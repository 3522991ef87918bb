package export

import (
	"bufio"
	"io"
	"strings"
)

// table writes CSV. A file for people begins with a byte order mark, by which
// spreadsheets know UTF-8, and parts cells as a spreadsheet in their language
// does: with Russian settings a comma belongs to numbers and Excel would put
// a whole line into one cell. A cell with the other separator is quoted too, as
// LibreOffice parts cells by either.
type table struct {
	out   *bufio.Writer // keeps its error
	comma byte
}

// Table writes rows as CSV for programs, with no cell that a spreadsheet takes for a formula.
func Table(w io.Writer, rows [][]string) error {
	t := table{bufio.NewWriter(w), ','}
	for _, cells := range rows {
		for i := range cells {
			cells[i] = safeCell(cells[i])
		}
		t.row(cells)
	}
	return t.out.Flush()
}

func (t table) row(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = t.out.WriteByte(t.comma)
		}
		if strings.ContainsAny(cell, ",;\"\t\r\n") || strings.HasPrefix(cell, " ") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = t.out.WriteString(cell)
	}
	_ = t.out.WriteByte('\n')
}
