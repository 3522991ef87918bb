package personal

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of a table.
const (
	longHeading = 96  // bytes of a heading that are read: it is read with each cell below it
	columns     = 100 // that are looked at
	topRows     = 4   // that may have headings
)

// headings says, of a heading of a column, which of the finders what stands below it is for.
var headings = []struct {
	word *regexp.Regexp
	find func(f *Finder) func(string) [][2]int // nil: it is not asked for
}{
	{regexp.MustCompile(`(?i)телефон|тел\.`), byChoice(0, phones)},
	{regexp.MustCompile(`(?i)рожд`), byChoice(2, birthDates)},
	{regexp.MustCompile(`(?i)жительств|проживани|адрес регистрации`), byChoice(3, homeAddresses)},
	{regexp.MustCompile(`(?i)паспорт|удостоверя|снилс|страхов|инн|налогоплательщик|карт|сч[её]т|свидетельств`),
		func(f *Finder) func(string) [][2]int { return f.documents }},
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
}

// inTables finds what the heading of its column announces, however far above it stands. Cells are parted by tabs, rows
// by lines; a line without a tab ends a table.
func (f *Finder) inTables(s string) [][2]int {
	if strings.IndexByte(s, '\t') < 0 {
		return nil
	}
	var out [][2]int
	known, row := map[int]column{}, 0
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
			end = start + i
		}
		if line := s[start:end]; strings.IndexByte(line, '\t') < 0 {
			clear(known)
			row = 0
		} else if row++; row <= topRows || len(known) > 0 {
			out = append(out, f.inRow(line, start, known, row <= topRows)...)
		}
		start = end + 1
	}
	return out
}

// inRow finds what is personal in a row that begins at a place, and notes the headings in it, if it is at the top.
func (f *Finder) inRow(row string, at int, known map[int]column, top bool) [][2]int {
	var out [][2]int
	for k := 0; k < columns && row != ""; k++ {
		cell, rest, _ := strings.Cut(row, "\t")
		of, headed := known[k]
		switch digits := strings.ContainsAny(cell, "0123456789"); {
		case top && !digits:
			if c, ok := f.headed(cell); ok {
				known[k] = c
			}
		case headed && digits:
			for _, span := range of.find(of.heading + cell) {
				if from := span[0] - len(of.heading); from >= 0 {
					out = append(out, [2]int{at + from, at + span[1] - len(of.heading)})
				}
			}
		}
		at += len(row) - len(rest)
		row = rest
	}
	return out
}

// headed is the column of a heading, if that says what is below it.
func (f *Finder) headed(heading string) (column, bool) {
	heading = strings.TrimSpace(heading)
	n := min(len(heading), longHeading)
	for n < len(heading) && !utf8.RuneStart(heading[n]) {
		n--
	}
	heading = heading[:n]
	for _, h := range headings {
		if h.word.MatchString(heading) {
			find := h.find(f)
			return column{heading + ": ", find}, find != nil
		}
	}
	return column{}, false
}
