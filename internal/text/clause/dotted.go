package clause

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How a number decides where its clause belongs: which one it follows, and whether it begins or nests in a list.

// dotted opens «3.» and «3.2.».
func (p *parser) dotted(m marker, title bool) {
	last := strings.LastIndexByte(m.number, '.')
	n, err := strconv.Atoi(m.number[last+1:])
	if err != nil {
		return
	}
	if last >= 0 {
		p.nestedNumber(m, title, n, m.number[:last])
		return
	}
	i := p.predecessor(n, title)
	switch {
	case i >= 0:
		run := p.open[i].run
		p.close(i, m.start)
		p.item(m, title, n, run)
	case m.ocrDigit || !m.bare && !beginsClause(m.rest) && n > 1:
		// not clauses: «15. ноября», a name after an initial
	case p.introducesList():
		p.item(m, title, n, 0)
	case !title && p.innerTitle():
		p.item(m, title, n, 0)
	default:
		p.restart(m, title, n)
	}
}

// beginsClause reports whether s begins like the text of a clause.
func beginsClause(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || strings.ContainsRune("«\"(", r)
}

// maxGap is how many consecutive numbers a text may be missing.
const maxGap = 3

// predecessor returns the open clause with a plain number that n may follow, preferring one that is a heading exactly
// if this one is; -1 if none.
func (p *parser) predecessor(n int, title bool) int {
	best := -1
	for i := len(p.open) - 1; i >= 0; i-- {
		f := p.open[i]
		if f.style != dotted || strings.Contains(p.out[f.at].Number, ".") || n <= f.n || n > f.n+maxGap {
			continue
		}
		if p.out[f.at].title == title && n == f.n+1 {
			return i
		}
		if best < 0 {
			best = i
		}
	}
	return best
}

// innerTitle reports whether the innermost open clause is a numbered heading or a passport, whose lists have numbers
// of their own.
func (p *parser) innerTitle() bool {
	if len(p.open) == 0 || len(p.open) >= maxDepth {
		return false
	}
	c := &p.out[p.open[len(p.open)-1].at]
	return c.title && c.Kind == Item || c.Kind == Passport
}

// item opens a clause with a plain number inside the currently open ones.
func (p *parser) item(m marker, title bool, n, run int) {
	i := len(p.open)
	under := p.scopeOf(i)
	if i > 0 {
		f := p.open[i-1]
		if f.style >= dotted {
			under = f.at // a list inside a clause
		} else if p.out[f.at].Kind == Article {
			m.kind = Part
		}
	}
	p.add(m, title, n, under, run)
}

// restart opens a clause that continues no list: the first of a new one, inside the open container or numbered
// heading.
func (p *parser) restart(m marker, title bool, n int) {
	i := len(p.open)
	for ; i > 0; i-- {
		c := &p.out[p.open[i-1].at]
		if title && c.Kind == Passport {
			continue
		}
		if p.open[i-1].style < dotted || !title && c.title && c.Kind == Item {
			break
		}
	}
	p.close(i, m.start)
	if i > 0 { // numbers that restart in each section need the section in their anchor
		c := &p.out[p.open[i-1].at]
		if k := (key{p.scopeOf(i), m.kind, m.number}); !c.scope && p.used[k] > 0 {
			c.scope = true
		}
	}
	p.item(m, title, n, 0)
}

// nestedNumber opens «3.2.» inside «3.».
func (p *parser) nestedNumber(m marker, title bool, n int, above string) {
	sibling, parent := -1, -1
	for i := len(p.open) - 1; i >= 0 && parent < 0; i-- {
		number := p.out[p.open[i].at].Number
		if p.open[i].style != dotted {
			continue
		}
		if number == above {
			parent = i
		} else if j := strings.LastIndexByte(number, '.'); sibling < 0 && j >= 0 && number[:j] == above {
			sibling = i
		}
	}
	next := sibling >= 0 && n > p.open[sibling].n && n <= p.open[sibling].n+maxGap ||
		sibling < 0 && parent >= 0 && n <= maxGap
	if !next && (m.bare && !m.terminated || !m.bare && !beginsClause(m.rest)) {
		return // «2.5 млн»
	}
	i := parent + 1
	switch {
	case sibling >= 0:
		i = sibling
	case parent < 0:
		for i = len(p.open); i > 0 && p.open[i-1].style >= dotted; i-- {
		}
	}
	run := 0
	if sibling >= 0 && n > p.open[sibling].n {
		run = p.open[sibling].run
	}
	p.close(i, m.start)
	under := p.scopeOf(i)
	if i > 0 && p.open[i-1].style == dotted {
		under = p.out[p.open[i-1].at].under // «3.2» already contains «3»
	}
	if i > 0 && p.out[p.open[i-1].at].Kind == Article || i > 0 && p.out[p.open[i-1].at].Kind == Part {
		m.kind = Part
	}
	p.add(m, title, n, under, run)
}

// bracket opens «1)» and «а)».
func (p *parser) bracket(m marker, title bool) {
	n := 0
	if m.style == letter {
		n = letterValue(m.number)
	} else if n, _ = strconv.Atoi(m.number[strings.LastIndexByte(m.number, '.')+1:]); m.ocrDigit &&
		p.findList(paren, n, 1) < 0 {
		return
	}
	i, run := p.findList(m.style, n, maxGap), 0
	switch {
	case i >= 0:
		run = p.open[i].run
	case p.introducesList():
		i = len(p.open)
	default:
		for i = len(p.open) - 1; i >= 0 && p.open[i].style != m.style; i-- {
		}
		if i < 0 {
			i = len(p.open)
		}
	}
	i = min(i, maxDepth)
	p.close(i, m.start)
	m.kind = Subitem
	under := -1
	if i > 0 {
		under = p.open[i-1].at
	}
	if i > 0 && m.style == paren && (p.out[p.open[i-1].at].Kind == Article || p.out[p.open[i-1].at].Kind == Part) {
		m.kind = Item
	}
	p.add(m, title, n, under, run)
}

// letterValue returns the position of a letter in the alphabet; lists skip «ё», «й» and some others.
func letterValue(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	return int(r-'а') + 1
}
