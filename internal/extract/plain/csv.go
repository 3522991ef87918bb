package plain

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"letopis/internal/extract/format"
)

// ReadCSV reads a table of text: any charset, any of the usual delimiters. Each
// record becomes a line, its cells parted like those of any table.
func ReadCSV(f format.File, budget *format.Budget) []format.Part {
	p := format.Part{MediaType: "text/csv"}
	text := p.Decode(f.Data, "", budget)
	if text == "" {
		return []format.Part{p}
	}
	if rest, ok := strings.CutPrefix(text, "sep="); ok { // Excel's own mark
		if _, after, ok := strings.Cut(rest, "\n"); ok {
			text = after
		}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = delimiter(text), true, -1
	var rows [][]string
	for len(rows)%1024 > 0 || budget.Err() == nil {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil { // quotes beyond repair: the lines as they are
			p.Text = format.PlainLines(text)
			return []format.Part{p}
		}
		for i, c := range cells {
			cells[i] = format.Squeeze(c)
		}
		rows = append(rows, cells)
	}
	p.Text = strings.Join(format.TableLines(rows), "\n")
	return []format.Part{p}
}

// delimiter finds the delimiter that cuts the first lines into the most equal
// numbers of cells.
func delimiter(text string) rune {
	best, bestScore := ',', 0.0
	for _, d := range []rune{';', '\t', ',', '|'} {
		r := csv.NewReader(strings.NewReader(text[:min(len(text), 64<<10)]))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = d, true, -1, true
		count := map[int]int{}
		rows := 0
		for rows < 50 {
			cells, err := r.Read()
			if err != nil {
				break
			}
			count[len(cells)]++
			rows++
		}
		for cells, n := range count {
			if score := float64(n) / float64(rows) * min(float64(cells-1), 3); cells > 1 && score > bestScore {
				best, bestScore = d, score
			}
		}
	}
	return best
}
