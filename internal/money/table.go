package money

import (
	"strconv"
	"strings"

	"letopis/internal/lazyregexp"
)

// cell is a cell of a row with its offset.
type cell struct {
	text  string
	start int
}

// table reads the first table of a passage with years as columns and sources as rows, or the other way round, up to
// the first other row, where individual measures begin. It returns the range it has read.
func (r *reader) table() (read passage) {
	unit := Kopecks(0)
	var columns []Sum // year or source of each column
	var of []bool
	for at := r.passage.start; at < r.passage.end; {
		line := r.text[at:r.passage.end]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
		}
		row := cells(line, at)
		switch {
		case columns == nil:
			if m := anyUnit.FindString(line); m != "" {
				unit = unitOf(m)
			}
			if columns, of = header(row); columns != nil {
				read = passage{at, at + len(line)}
			}
		case len(row) < 2 || !r.row(row, columns, of, unit):
			return read
		default:
			read.end = at + len(line)
		}
		at += len(line) + 1
	}
	return read
}

func cells(line string, at int) (out []cell) {
	for c := range strings.SplitSeq(line, "\t") {
		trimmed := strings.TrimLeft(c, " \u00a0")
		out = append(out, cell{strings.TrimRight(trimmed, " \u00a0\r"), at + len(c) - len(trimmed)})
		at += len(c) + 1
	}
	return out
}

// header returns the year or source of each column if at least two have one; of marks those columns.
func header(row []cell) (columns []Sum, of []bool) {
	if len(row) < 2 {
		return nil, nil
	}
	columns, of = make([]Sum, len(row)), make([]bool, len(row))
	n := 0
	for i, c := range row {
		s, ok := subject(c.text)
		if i == 0 && !ok {
			continue
		}
		if columns[i], of[i] = s, ok; ok {
			n++
		}
	}
	if n < 2 {
		return nil, nil
	}
	return columns, of
}

// row reads a row for a year or source, and reports whether it is one.
func (r *reader) row(row []cell, columns []Sum, of []bool, unit Kopecks) bool {
	first := 0
	for first < len(row) && (row[first].text == "" || ordinal.MatchString(row[first].text)) {
		first++
	}
	if first == len(row) {
		return true
	}
	s, ok := subject(row[first].text)
	if !ok {
		return false
	}
	if len(row) != len(columns) { // the assignment of numbers to columns is unknown
		r.last = row[len(row)-1].start
		r.doubt(DoubtColumns, Sum{Start: row[first].start, End: row[first].start + len(row[first].text)})
		return true
	}
	for i, c := range row {
		if i <= first || !of[i] || !number.MatchString(c.text) {
			continue
		}
		x := Sum{Year: max(s.Year, columns[i].Year), Source: s.Source, Start: c.start, End: c.start + len(c.text)}
		if x.Source == All {
			x.Source = columns[i].Source
		}
		amount, ok := parse(c.text, unit)
		switch x.Amount = amount; {
		case unit == 0:
			r.doubt(DoubtUnit, x)
		case !ok:
			r.doubt(DoubtNumber, x)
		default:
			r.sums = append(r.sums, x)
		}
		r.last = x.End
	}
	return true
}

var (
	anyUnit = lazyregexp.New(`(?i)(?:тыс(?:\.|яч[а-яё]*)|млн\.?|миллион[а-яё]*|млрд\.?)\s?` +
		`(?:руб|р\.)|т\.\s?р(?:уб|\.)|руб(?:\.|л[а-яё]+)`)
	ordinal = lazyregexp.New(`^\d{1,2}\.?$`)
	number  = lazyregexp.New(`^(?:\d{1,3}(?:[ \x{00a0}\x{202f}]\d{3})+|\d+)(?:[.,]\d+)?$`)
	oneYear = lazyregexp.New(`(?i)^(20\d\d)(?:\s?(?:г\.?|год[а-яё]*))?$`)
	total   = lazyregexp.New(`(?i)^(?:всего|итого)(?:$|[\s,:(])`)
)

// subject returns what the heading of a row or column denotes: a year, a source, or the total.
func subject(s string) (Sum, bool) {
	if m := oneYear.FindStringSubmatch(s); m != nil {
		year, _ := strconv.Atoi(m[1])
		return Sum{Year: year}, true
	}
	if len(s) > 200 {
		return Sum{}, false
	}
	for rest := s; ; {
		m := token.FindStringSubmatchIndex(rest)
		if m == nil {
			return Sum{}, total.MatchString(s)
		}
		for _, source := range Sources[1:] {
			if m[2*group[string(source)]] >= 0 {
				return Sum{Source: source}, true
			}
		}
		if m[2*group["lesser"]] >= 0 {
			return Sum{}, false
		}
		rest = rest[m[1]:]
	}
}
