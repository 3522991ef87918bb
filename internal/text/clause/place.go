package clause

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parser reads a text line by line.
type parser struct {
	text string
	out  []Clause
	open []frame // the clauses that are open at the current line, outermost first
	used map[key]int

	lineEnd      int  // end of the last non-blank line, without trailing white space
	toAct        bool // an annex of the act is open; annexes of a programme or procedure inside it are nested
	skipTo       int  // lines up to this offset belong to another text, see quoted and contents
	noQuotes     int  // offset up to which an unterminated quotation has already been searched for
	contentsLeft int  // how many more tables of contents are skipped
}

// frame is an open clause.
type frame struct {
	at    int // index in out
	style style
	n     int // its number, or the last part of it
	run   int // how often lists of its kind have restarted within the same parent
}

// key identifies the clauses that share an anchor.
type key struct {
	under  int
	kind   Kind
	number string
}

func (p *parser) read() {
	for at := 0; at < len(p.text); {
		end := len(p.text)
		if i := strings.IndexByte(p.text[at:], '\n'); i >= 0 {
			end = at + i
		}
		p.line(at, end)
		at = end + 1
	}
	p.close(0, len(p.text))
}

// line processes the line text[at:end].
func (p *parser) line(at, end int) {
	if at >= p.skipTo {
		if m, ok := mark(p.text, at, end); ok && len(p.out) < MaxClauses {
			p.place(m, end)
		} else if !ok {
			p.skip(at, end)
		}
	}
	if n := len(strings.TrimRightFunc(p.text[at:end], isBlank)); n > 0 {
		p.lineEnd = at + n
	}
}

// place adds the clause that a line begins where it belongs in the tree, unless its number cannot be one of a clause.
func (p *parser) place(m marker, end int) {
	if inTable(m) {
		return
	}
	title := p.isTitle(m, end)
	switch m.style {
	case named:
		p.name(m, title, end)
	case roman:
		n := RomanValue(m.number)
		if i := p.findList(roman, n, 3); i >= 0 || n == 1 || !m.bare {
			p.container(m, title, n)
		}
	case dotted:
		p.dotted(m, title)
	case paren, letter:
		p.bracket(m, title)
	}
}

// inTable reports whether a line is a row of a table or of a table of contents.
func inTable(m marker) bool {
	if m.style == named {
		return strings.Contains(m.rest, "....")
	}
	return strings.Count(m.rest, "\t") > 1 || strings.Contains(m.rest, "....") || strings.Contains(m.rest, "……")
}

// maxTitleLength is in bytes.
const maxTitleLength = 280

// isTitle reports whether the text after a marker is a heading: a short line that begins with a capital and has no
// punctuation at its end.
func (p *parser) isTitle(m marker, end int) bool {
	if m.style == named {
		return true
	}
	line := m.rest
	if m.bare {
		line, _, _ = strings.Cut(strings.TrimLeft(p.text[min(end+1, len(p.text)):], " \t\r\n\u00a0"), "\n")
	}
	line = strings.TrimRight(line, " \t\r\u00a0")
	if line == "" || len(line) > maxTitleLength || strings.ContainsAny(line[len(line)-1:], ".;:,") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(line)
	return unicode.IsUpper(r) || r == '«' || r == '"'
}

// add opens a clause inside the currently open ones.
func (p *parser) add(m marker, title bool, n, under, run int) {
	parent := -1
	if len(p.open) > 0 {
		parent = p.open[len(p.open)-1].at
	}
	k := key{under, m.kind, m.number}
	repeat := max(p.used[k], run)
	p.used[k] = repeat + 1
	if n == 1 { // the list restarts: its other clauses get the same repeat count
		run = repeat
	}
	p.open = append(p.open, frame{len(p.out), m.style, n, run})
	p.out = append(p.out, Clause{Kind: m.kind, Number: m.number, Parent: parent, Start: m.start, Body: m.body,
		under: under, repeat: repeat, title: title, scope: m.kind <= Passport || m.kind == Article})
}

// close ends the open clauses from the i-th on at the given offset.
func (p *parser) close(i, at int) {
	for _, f := range p.open[i:] {
		p.out[f.at].End = at
	}
	p.open = p.open[:i]
}

// findList returns the innermost open clause of a style that number n may follow, with a gap of up to gap; -1 if none.
func (p *parser) findList(s style, n, gap int) int {
	for i := len(p.open) - 1; i >= 0; i-- {
		f := p.open[i]
		if f.style == s && !strings.Contains(p.out[f.at].Number, ".") && f.n < n && n <= f.n+gap {
			return i
		}
	}
	return -1
}

// scopeOf returns the clause that anchors extend for clauses inside the first i open ones; -1 if none.
func (p *parser) scopeOf(i int) int {
	for i--; i >= 0; i-- {
		if p.out[p.open[i].at].scope {
			return p.open[i].at
		}
	}
	return -1
}

// rank orders named clauses from the outermost inwards; numbered ones come after all.
func (p *parser) rank(f frame) int {
	k := p.out[f.at].Kind
	switch {
	case f.style == roman || k == Passport:
		return int(Section)
	case f.style == named:
		return int(k)
	}
	return int(Subitem) + 1
}

// container opens a clause that has a name or a Roman numeral.
func (p *parser) container(m marker, title bool, n int) {
	rank := int(m.kind)
	if m.kind == Passport {
		rank = int(Section)
	}
	i := len(p.open)
	for i > 0 && p.rank(p.open[i-1]) >= rank {
		i--
	}
	p.close(i, m.start)
	p.add(m, title, n, p.scopeOf(i), 0)
}

// name opens a named clause.
func (p *parser) name(m marker, title bool, end int) {
	n, _ := strconv.Atoi(m.number)
	if m.kind != Annex {
		p.container(m, title, n)
		return
	}
	if m.number == "" && isStamp(p.text[m.start:m.body]) && p.inAnnexHead(m.start) {
		return
	}
	i := 0
	toAct, said := p.annexOf(m, end)
	if !said {
		toAct = !p.nested()
	}
	if !toAct && p.toAct && len(p.open) > 0 && p.out[p.open[0].at].Kind == Annex {
		i = 1
	}
	p.toAct = p.toAct || toAct
	p.close(i, m.start)
	p.add(m, title, n, p.scopeOf(i), 0)
}

// maxAnnexHead is the distance in bytes within which an approval stamp below «Приложение № 1» still belongs to the same
// annex.
const maxAnnexHead = 600

// inAnnexHead reports whether an offset is in the head of an annex.
func (p *parser) inAnnexHead(at int) bool {
	n := len(p.out)
	return n > 0 && p.out[n-1].Kind == Annex && at-p.out[n-1].Start < maxAnnexHead
}

// nested reports whether the open annex is an annex to another annex.
func (p *parser) nested() bool {
	return len(p.open) > 1 && p.out[p.open[0].at].Kind == Annex && p.out[p.open[1].at].Kind == Annex
}

// annexOf reports whether an annex is attached to the act itself rather than to another annex; said is false if the
// text does not tell.
func (p *parser) annexOf(m marker, end int) (toAct, said bool) {
	if isStamp(p.text[m.start:m.body]) {
		return true, true
	}
	line := m.rest
	if line == "" {
		line, _, _ = strings.Cut(strings.TrimLeft(p.text[min(end+1, len(p.text)):], " \t\r\n\u00a0"), "\n")
	}
	line = strings.ToLower(strings.TrimLeft(line[:min(len(line), maxAnnexHead)], "( "))
	if !strings.HasPrefix(line, "к ") {
		return false, false
	}
	for _, act := range []string{"постановлени", "решени", "распоряжени", "приказ", "закону"} {
		if strings.Contains(line, act) {
			return true, true
		}
	}
	return false, line != "к"
}

// introducesList reports whether the line before a marker is the first of the innermost open clause and introduces a
// list.
func (p *parser) introducesList() bool {
	if len(p.open) == 0 || p.lineEnd == 0 || p.text[p.lineEnd-1] != ':' || len(p.open) >= maxDepth {
		return false
	}
	c := &p.out[p.open[len(p.open)-1].at]
	return p.lineEnd > c.Body && !strings.Contains(strings.TrimLeft(p.text[c.Body:p.lineEnd], " \r\n"), "\n")
}
