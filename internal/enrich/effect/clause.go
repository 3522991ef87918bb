package effect

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// clause is a range of tokens that says one thing: an item of a list, a sentence, what stands between
// semicolons.
type clause struct {
	from, to int
	level    int // of the item: 1 for «1.», 2 for «1.1.», more for those below; 0: it goes on with the one before
	opens    bool
	goes     bool // it goes on with the clause before, in the same line
}

// context is what a clause that ends in a colon says of those below.
type context struct {
	level int
	what  string
	act   archive.Citation
	from  archive.Date
	// listed: the clause is an item of a list of acts, which says nothing for others
	listed bool
	// others: it is about what others are to do
	others bool
}

// clauses cuts what a document orders into clauses: from its operative word, or its title, to its
// first annex. What is quoted as a new wording is no part of any.
func (x *finder) clauses(heading ruletext.Span) []clause {
	p := x.p
	from := wording.Operative(p, max(heading.To-1, 0))
	if from < 0 {
		from = max(heading.To, x.l.Ref.Next, x.l.Act+1)
	} else {
		from++
	}
	var out []clause
	quoted := 0 // the first token after a new wording
	for _, i := range p.Lines {
		if p.Stopped() {
			break
		}
		end := p.LineEnd(i)
		if end <= from || end <= quoted {
			continue
		}
		if i > from && wording.IsStamp(p, i) {
			break
		}
		i = max(i, from, quoted)
		level, text := itemAt(p, i)
		if ruletext.IsOpenQuote(p.At(text)) && (level == 0 || p.At(text-1) == ":") && len(out) > 0 && out[len(out)-1].opens {
			quoted = x.wordingEnd(text)
			if quoted >= end {
				continue
			}
			text = quoted
		}
		out = x.cut(out, clause{from: text, to: end, level: level}, &quoted)
	}
	return out
}

// cut appends the clauses of a line.
func (x *finder) cut(out []clause, line clause, quoted *int) []clause {
	p := x.p
	c := line
	flush := func(to, next int) {
		if c.to = to; c.to > c.from {
			out = append(out, c)
		}
		c = clause{from: next, to: line.to, level: line.level, goes: true}
	}
	for k := c.from; k < line.to; k++ {
		switch {
		case ruletext.IsOpenQuote(p.At(k)):
			if p.At(k-1) == ":" { // the new wording follows in the same line
				*quoted = x.wordingEnd(k)
				flush(k, min(*quoted, line.to))
				if *quoted >= line.to {
					return out
				}
				k = *quoted - 1
				continue
			}
			if q := wording.QuoteAt(p, k); q.End > k && q.End <= line.to {
				k = q.End - 1
			}
		case p.At(k) == ";":
			flush(k, k+1)
		case p.At(k) == "." && k+1 < line.to && p.Capitalized(k+1) && !p.Adjoins(k+1) && !p.Abbreviates(k-1) &&
			!p.IsYearWord(k-1) && !p.HasKind(k-1, ruletext.Number) && len(p.At(k-1)) > len("аа"):
			flush(k, k+1)
		}
	}
	if c.to = line.to; c.to > c.from {
		c.opens = p.At(c.to-1) == ":"
		out = append(out, c)
	}
	return out
}

// itemAt reads the mark of an item at token i: its level, and where its text begins. Numbers of more
// than three digits are years and amounts, no marks.
func itemAt(p *ruletext.Page, i int) (level, text int) {
	if p.IsAny(i, "-", "•", "*") {
		return dashLevel, i + 1
	}
	k, numbers := i, 0
	for p.HasKind(k, ruletext.Number) && len(p.At(k)) <= 3 && numbers < 5 && (k == i || p.Adjoins(k)) {
		numbers++
		if p.At(k+1) != "." || !p.Adjoins(k+1) {
			k++
			break
		}
		k += 2
	}
	switch {
	case numbers > 0 && p.At(k) == ")" && p.Adjoins(k):
		return bracketLevel, k + 1
	case numbers > 1 || numbers == 1 && p.At(k-1) == ".":
		return numbers, k
	case p.HasKind(i, ruletext.Word) && len(p.At(i)) == len("а") && p.At(i+1) == ")" && p.Adjoins(i+1):
		return letterLevel, i + 2
	}
	return 0, i
}

// Levels of items without a number of their own level.
const (
	bracketLevel = iota + 10
	letterLevel
	dashLevel
)

// wordingEnd is the first token after a new wording that is quoted from token i on: paragraphs, with
// quotes in them that are not always closed. It ends where all are, or where a line ends in a closing
// mark and the next one is an item, a signature or an annex.
func (x *finder) wordingEnd(i int) int {
	p := x.p
	if x.wasted > maxWasted*len(p.Tokens) {
		return p.LineEnd(i)
	}
	depth := 0
	for k := i; k < len(p.Tokens); k++ {
		switch s := p.At(k); {
		case s == "«", s == `"` && (k == i || p.OpensStraight(k)):
			depth++
			continue
		case s == "»" || s == `"`:
			depth--
		default:
			continue
		}
		next := k + 1
		for p.IsAny(next, ".", ";", ",", "»", `"`) && next < k+4 {
			next++
		}
		if depth <= 0 {
			return next
		}
		if next >= len(p.Tokens) {
			return next
		}
		if p.StartsLine(next) {
			if level, _ := itemAt(p, next); level > 0 && level < letterLevel || wording.IsStamp(p, next) ||
				p.HasStem(next, "глава", "председател", "исполняющ") {
				return next
			}
		}
	}
	x.wasted += len(p.Tokens) - i
	return p.LineEnd(i)
}

// maxWasted is how many times a text's length may be read for the ends of quotes that have none.
// Behind that quotes are taken for unclosed.
const maxWasted = 20

// clause reads what a clause does.
func (x *finder) clause(c clause) {
	if c.level > 0 && !c.goes {
		for len(x.stack) > 0 && x.stack[len(x.stack)-1].level >= c.level {
			x.stack = x.stack[:len(x.stack)-1]
		}
	}
	done := x.statement(c, ruleClause)
	if done.what == "" && !done.others || done.listed && !c.opens {
		return
	}
	done.level = c.level
	if n := len(x.stack); n > 0 && (c.goes || c.level == 0) {
		done.level = x.stack[n-1].level
		if c.level == 0 && !c.goes { // a paragraph of the item: what it says holds for those below
			x.stack = append(x.stack, done)
			return
		}
	}
	if c.opens || c.goes || c.level > 0 {
		x.stack = append(x.stack, done)
	}
}
