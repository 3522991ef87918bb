package rtf

import (
	"strings"
	"unicode"

	"letopis/internal/extract/format"
	"letopis/internal/extract/list"
)

// paragraph is what is in force for the paragraphs that follow, and what was done for
// the one being read.
type paragraph struct {
	ls, level int // list, 0 for none
	inTable   bool
	numbered  bool // its number is written
}

func (p *paragraph) list(word string, n int) {
	if word == "ls" {
		p.ls = n
	} else {
		p.level = n
	}
}

// number writes the number of a paragraph in a list before its text, where the file has
// not written it itself (\listtext), as all office programs do for old readers.
func (r *rtfReader) number() {
	if r.para.numbered || r.para.ls == 0 || r.group.out != r.body {
		return
	}
	r.para.numbered = true
	if label := r.lists.next(r.para.ls, r.para.level); label != "" {
		r.body.Add(label + " ")
	}
}

// lists are the definitions of lists (RTF 1.9.1, List Tables).
type lists struct {
	defined   map[int]*definition // by \listid
	overrides map[int]*override   // by \ls
	now       *definition         // being read
	level     int
	over      *override
	gathered  map[string]string // text of the destinations below
}

type definition struct {
	levels  list.Levels
	counter list.Counter
}

type override struct {
	of    int         // \listid
	level int         // being read, -1 before the first
	start map[int]int // levels that begin anew with the first item
	begun bool
}

func newLists() *lists {
	return &lists{defined: map[int]*definition{}, overrides: map[int]*override{}, gathered: map[string]string{}}
}

// maxGathered is how much text of a destination is of use, in bytes: it comes in pieces.
const maxGathered = 8 << 10

// text takes text of a destination: what is not of lists is a hint.
func (l *lists) text(dest, s string, hints map[string]string) {
	into := hints
	switch dest {
	case "leveltext", "listtext", "atnauthor":
		into = l.gathered
	case "listtable", "listoverridetable":
		return
	}
	if len(into[dest]) < maxGathered {
		into[dest] += s
	}
}

// takeText returns the number that the file has written, tabs and ends of lines apart.
func (l *lists) takeText() string {
	s := format.Squeeze(l.gathered["listtext"])
	delete(l.gathered, "listtext")
	if r := []rune(s); len(r) == 1 && unicode.In(r[0], unicode.Co) {
		return "•" // a sign of a font
	}
	return s
}

// takeAuthor returns the author of the comment that follows.
func (l *lists) takeAuthor() string {
	s := format.Squeeze(l.gathered["atnauthor"])
	delete(l.gathered, "atnauthor")
	return s
}

// word obeys a control word of the tables of lists and reports whether it was one.
func (l *lists) word(dest, word string, n int) bool {
	switch {
	case dest == "listtable":
		return l.define(word, n)
	case dest == "listoverridetable":
		l.override(word, n)
		return true
	}
	return false
}

func (l *lists) define(word string, n int) bool {
	if word == "list" {
		l.now, l.level = &definition{}, -1
		return true
	}
	if l.now == nil {
		return false
	}
	if word == "listid" {
		l.defined[n] = l.now
		return true
	}
	if word == "listlevel" {
		l.level = min(l.level+1, list.MaxLevels-1)
		l.now.levels[l.level] = list.Level{Start: 1, Numeral: list.Arabic}
		return true
	}
	if l.level < 0 {
		return false
	}
	level := &l.now.levels[l.level]
	switch word {
	case "levelnfc", "levelnfcn":
		level.Numeral = numeralOf(n)
	case "levelstartat":
		level.Start = n
	case "levellegal":
		level.Arabic = n != 0
	case "levelnorestart":
		level.Keep = n != 0
	default:
		return false
	}
	return true
}

func (l *lists) override(word string, n int) {
	if word == "listoverride" {
		l.over = &override{level: -1, start: map[int]int{}}
	}
	if l.over == nil {
		return
	}
	switch word {
	case "listid":
		l.over.of = n
	case "lfolevel":
		l.over.level++
	case "levelstartat":
		l.over.start[min(max(l.over.level, 0), list.MaxLevels-1)] = n
	case "ls":
		l.overrides[n] = l.over
	}
}

// leave ends a destination: the text of a level begins with its length, and has the
// number of a level, from 0, for its place.
func (l *lists) leave(dest string) {
	if dest != "leveltext" {
		return
	}
	text := []rune(l.gathered[dest])
	delete(l.gathered, dest)
	if l.now == nil || l.level < 0 || len(text) == 0 {
		return
	}
	text = text[1:min(len(text), 1+int(text[0]))]
	var b strings.Builder
	for _, r := range text {
		if r < 9 {
			b.WriteByte('%')
			r += '1'
		}
		b.WriteRune(r)
	}
	l.now.levels[l.level].Text = b.String()
}

// next counts a paragraph of a list and returns its number.
func (l *lists) next(ls, level int) string {
	over := l.overrides[ls]
	if over == nil || l.defined[over.of] == nil {
		return ""
	}
	d := l.defined[over.of]
	if !over.begun {
		over.begun = true
		for at, n := range over.start {
			d.counter.Restart(at, n)
		}
	}
	return d.counter.Next(&d.levels, level)
}

// numeralOf returns what writes a number (MS-OSHARED, MSONFC).
func numeralOf(n int) list.Numeral {
	switch n {
	case 1:
		return list.RomanUpper
	case 2:
		return list.RomanLower
	case 3:
		return list.LatinUpper
	case 4:
		return list.LatinLower
	case 22:
		return list.ArabicZero
	case 23, 255:
		return nil
	case 58:
		return list.RussianLower
	case 59:
		return list.RussianUpper
	}
	return list.Arabic
}
