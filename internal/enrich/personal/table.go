package personal

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of a heading: more tells nothing, and every cell below it is read with it.
const (
	longHeading = 96  // bytes
	columns     = 100 // of a table
	topRows     = 4   // of a table, that may have headings
)

// heads is a heading of a column that says what personal the numbers and addresses below it are.
var heads = regexp.MustCompile(`(?i)паспорт|удостоверя|снилс|страхов|инн|налогоплательщик|рожд|жительств|проживани|` +
	`регистрации|телефон|тел\.|карт|сч[её]т`)

// inTables finds what the heading of its column announces, however far above it stands. Cells are parted by tabs, rows
// by lines; a line without a tab ends a table.
func (f *Finder) inTables(s string) [][2]int {
	if strings.IndexByte(s, '\t') < 0 {
		return nil
	}
	var out [][2]int
	headings, row := map[int]string{}, 0
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexByte(s[start:], '\n'); i >= 0 {
			end = start + i
		}
		if line := s[start:end]; strings.IndexByte(line, '\t') < 0 {
			clear(headings)
			row = 0
		} else if row++; row <= topRows || len(headings) > 0 {
			out = append(out, f.inRow(line, start, headings, row <= topRows)...)
		}
		start = end + 1
	}
	return out
}

// inRow finds what is personal in a row that begins at a place, and notes the headings in it, if it is at the top.
func (f *Finder) inRow(row string, at int, headings map[int]string, top bool) [][2]int {
	var out [][2]int
	for k := 0; k < columns && row != ""; k++ {
		cell, rest, _ := strings.Cut(row, "\t")
		heading, headed := headings[k]
		switch digits := strings.ContainsFunc(cell, func(r rune) bool { return r >= '0' && r <= '9' }); {
		case top && !digits && heads.MatchString(cell):
			headings[k] = start(strings.TrimSpace(cell)) + ": "
		case headed && digits:
			for _, span := range f.find(heading + cell) {
				if from := span[0] - len(heading); from >= 0 {
					out = append(out, [2]int{at + from, at + span[1] - len(heading)})
				}
			}
		}
		at += len(row) - len(rest)
		row = rest
	}
	return out
}

// start is as much of a heading as is read.
func start(heading string) string {
	n := min(len(heading), longHeading)
	for n < len(heading) && !utf8.RuneStart(heading[n]) {
		n--
	}
	return heading[:n]
}
