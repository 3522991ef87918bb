package export

import (
	"bufio"
	"io"
	"strings"
)

// table writes CSV. Files for people begin with a byte order mark, by which spreadsheets recognise UTF-8, and use the
// separator of spreadsheets in their language: with Russian settings the comma is the decimal separator, and Excel
// would put a whole line into one cell. Cells with the other separator are quoted, too, because LibreOffice splits at
// either.
type table struct {
	out   *bufio.Writer // errors are sticky
	comma byte
}

// Table writes rows as CSV for programs, without cells that spreadsheets take for formulas.
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
