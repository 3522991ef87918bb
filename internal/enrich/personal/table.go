package personal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// Bounds of a table.
const (
	longHeading   = 96  // bytes of a heading that are read: it is read with each cell below it
	headingDigits = 5   // that a heading may have: «СНИЛС (11 цифр)»; a cell with more is a number
	maxCells      = 100 // of a row that are looked at
	maxColumns    = 64  // whose headings are kept
	topRows       = 4   // that may have headings
	maxLines      = 3   // without cells, like «Отдел кадров», between rows of one table
	maxShift      = 4   // cells by which a row may be out of its columns, where it has fewer or more than the headings
)

// headings says, of a heading of a column with one of some words, which of the finders what stands below it is for.
var headings = []struct {
	words []string                              // or parts of words, in small letters
	find  func(f *Finder) func(string) [][2]int // nil: it is not asked for
}{
	{[]string{"телефон", "тел."}, byChoice(0, phones)},
	{[]string{"рожд"}, byChoice(2, days)},
	{[]string{"жительств", "проживани", "адрес регистрации"}, byChoice(3, homeAddresses)},
	{[]string{"паспорт", "удостоверя", "снилс", "страхов", "инн", "налогоплательщик", "карт", "счет", "счёт",
		"свидетельств"}, func(f *Finder) func(string) [][2]int { return f.documents }},
}

// byChoice is a finder that is asked only where its kind is hidden.
func byChoice(kind int, find func(string) [][2]int) func(*Finder) func(string) [][2]int {
	return func(f *Finder) func(string) [][2]int {
		if f.also[kind] {
			return find
		}
		return nil
	}
}

// column is one whose heading says what stands below it.
type column struct {
	heading string
	find    func(string) [][2]int
	at, of  int                // which cell the heading is, and how many its row has
	own     *lazyregexp.Regexp // of a cell that is personal as a whole; nil: none is
}

// holds reports whether the k-th of n cells may be of the column: in a row with cells that are joined or left out it
// may stand beside it.
func (c *column) holds(k, n int) bool {
	least, most := c.at, c.at
	switch shift := n - c.of; {
	case shift > 0:
		most += min(shift, maxShift)
	case shift < 0:
		least += max(shift, -maxShift)
	}
	return k >= least && k <= most
}

// table is what is known of the table that a line belongs to.
type table struct {
	f      *Finder
	known  []column
	rows   int  // since it began, or since a line without cells
	single int  // lines without cells behind the last row
	heads  bool // nothing but headings is looked for
}

// inTables finds what the heading of its column announces, however far above it stands. Cells are parted by tabs, rows
// by lines; an empty line or several without a tab end a table.
func (f *Finder) inTables(s string) [][2]int {
	if strings.IndexByte(s, '\t') < 0 {
		return nil
	}
	t := table{f: f}
	return t.read(s)
}

// TableHead returns headings of the table that the end of a text belongs to, as a row of cells: what stands in
// further rows of it can be told by them; "" where it is no table, or none with headings of personal data of any kind.
func TableHead(s string) string {
	t := table{f: &Finder{also: [5]bool{true, true, true, true, true}}, heads: true}
	if t.read(s); len(t.known) == 0 {
		return ""
	}
	cells := make([]string, t.known[0].of)
	for i := range cells {
		cells[i] = "—"
	}
	for _, c := range t.known {
		switch {
		case c.at >= len(cells) || strings.Contains(cells[c.at], c.heading):
		case cells[c.at] == "—":
			cells[c.at] = c.heading
		default:
			cells[c.at] += ", " + c.heading
		}
	}
	return strings.Join(cells, "\t")
}

// read finds what is personal in the rows of a text, and notes the headings.
func (t *table) read(s string) [][2]int {
	var out [][2]int
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
			end = start + i
		}
		switch line := s[start:end]; {
		case strings.IndexByte(line, '\t') >= 0:
			out = append(out, t.row(line, start)...)
		case len(t.known) == 0:
			t.rows = 0
		default:
			if t.single++; t.single > maxLines || strings.TrimSpace(line) == "" {
				*t = table{f: t.f, heads: t.heads}
			}
		}
		start = end + 1
	}
	return out
}

// row finds what is personal in a row that begins at a place, and notes the headings in it, if it is at the top.
func (t *table) row(row string, at int) [][2]int {
	if t.single > 0 { // a line across the table, or a heading before another one
		t.rows, t.single = 0, 0
		if !strings.ContainsAny(row, "0123456789") {
			t.known = nil
		}
	}
	t.rows++
	top := t.rows <= topRows
	if !top && len(t.known) == 0 {
		return nil
	}
	var out [][2]int
	n := strings.Count(row, "\t") + 1
	for k := 0; k < maxCells && row != ""; k++ {
		cell, rest, _ := strings.Cut(row, "\t")
		digits := strings.ContainsAny(cell, "0123456789")
		if top && (!digits || len(strings.Map(onlyDigits, cell)) <= headingDigits) {
			t.note(cell, k, n)
		}
		if digits && !t.heads {
			out = append(out, t.find(cell, at, k, n)...)
		}
		at += len(row) - len(rest)
		row = rest
	}
	return out
}

// find finds what is personal in the k-th of n cells, which begins at a place.
func (t *table) find(cell string, at, k, n int) [][2]int {
	var out [][2]int
	for i := range t.known {
		c := &t.known[i]
		if !c.holds(k, n) {
			continue
		}
		if c.own != nil && c.own.MatchString(cell) {
			return [][2]int{{at, at + len(cell)}}
		}
		before := c.heading + ": "
		for _, span := range c.find(before + cell) {
			if from := span[0] - len(before); from >= 0 {
				out = append(out, [2]int{at + from, at + span[1] - len(before)})
			}
		}
	}
	return out
}

// note keeps the k-th of n cells if it is a heading that says what is below it, for each thing that it says.
func (t *table) note(cell string, k, n int) {
	heading := strings.TrimSpace(cell)
	size := min(len(heading), longHeading)
	for size > 0 && size < len(heading) && !utf8.RuneStart(heading[size]) {
		size--
	}
	heading = strings.Map(noDigits, heading[:size])
	small := strings.ToLower(heading)
	for _, h := range headings {
		if len(t.known) >= maxColumns ||
			!slices.ContainsFunc(h.words, func(w string) bool { return strings.Contains(small, w) }) {
			continue
		}
		if find := h.find(t.f); find != nil {
			t.known = append(t.known, column{heading, find, k, n, own(heading)})
		}
	}
}

// own says which cells below a heading are personal as a whole: a passport's series and number may have columns of
// their own.
func own(heading string) *lazyregexp.Regexp {
	called := heading + ": "
	switch {
	case !announcesIdentity(called, len(called), false):
		return nil
	case strings.Contains(strings.ToLower(heading), "сери"):
		return seriesCell
	}
	return numberCell
}

var (
	numberCell = lazyregexp.New(`^[№\s]*\d{3}[\s\x{a0}]?\d{3,6}\s*$`)
	seriesCell = lazyregexp.New(`^[№\s]*(?:\d\d[\s\x{a0}]?\d\d|\d{3}[\s\x{a0}]?\d{3,6})\s*$`)
)

func noDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}
