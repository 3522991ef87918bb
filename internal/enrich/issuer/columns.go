package issuer

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

const (
	headBytes    = 2500 // a head is in them
	headLines    = 24   // at most
	proseTokens  = 30   // and more in a line are no head
	foreignWords = 3    // and more show that a head is in two languages
)

// russianColumn is the head of a document in two languages with the other one's words blanked, byte for byte, and what
// is below up to token end: the acts of the republics have both side by side, and extraction joins the columns line by
// line, «АДМИНИСТРАЦИЯ «ЧОЙ АЙМАК»». Words that the dictionary does not have tell the other language; what is on the
// other side of them is of it, too. It is nil when the head, above token limit, is in one language.
func russianColumn(p *ruletext.Page, limit, end int) *ruletext.Page {
	limit = min(limit, p.TokensBefore(headBytes))
	type part struct{ from, first, last, to int } // of a line; first and last are its foreign words
	var parts []part
	words, lines, left, right := 0, 0, 0, 0
	for n, i := range p.Lines {
		if i >= limit || n >= headLines {
			break
		}
		line := part{from: i, first: -1, to: p.LineEnd(i)}
		if line.to-i > proseTokens || hasNumber(p, i, line.to) { // an address names villages
			continue
		}
		for k := i; k < line.to; k++ {
			if isForeign(p, k) {
				if line.first < 0 {
					line.first = k
				}
				line.last = k
				words++
			}
		}
		if line.first < 0 {
			continue
		}
		lines++
		left, right = left+line.first-line.from, right+line.to-line.last-1
		parts = append(parts, line)
	}
	if words < foreignWords || lines < 2 {
		return nil
	}
	b := []byte(p.Text[:p.Tokens[max(end, 1)-1].End])
	for _, line := range parts {
		from, to := line.first, line.to
		if right > left {
			from, to = line.from, line.last+1
		}
		for from > line.from && (ruletext.IsOpenQuote(p.At(from-1)) || p.At(from-1) == "(") {
			from--
		}
		if p.At(from-1) == "-" && p.Adjoins(from-1) && from-2 >= line.from { // «КАН-ООЗЫ»
			from -= 2
		}
		for to < line.to && (ruletext.IsCloseQuote(p.At(to)) || p.At(to) == ")") {
			to++
		}
		blank(b[p.Tokens[from].Start:min(p.Tokens[to-1].End, len(b))])
	}
	return ruletext.NewPage(string(b))
}

// isForeign reports whether token k is a word in capitals that is not Russian: the dictionary does not have it, and it
// does not end as the adjectives of places do, «НАСЛЕЖНЫЙ».
func isForeign(p *ruletext.Page, k int) bool {
	return borrowed[p.At(k)] ||
		p.HasKind(k, ruletext.Word) && p.Tokens[k].AllCaps && len(p.At(k)) > 2*2 && !p.Known(k) &&
			!wordform.IsSkiAdjective(p.At(k)) && !wordform.HasEnd(p.At(k), "ный", "ная", "ного", "ной") &&
			!strings.ContainsFunc(p.At(k), func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// hasNumber reports whether a number stands among the tokens from … to.
func hasNumber(p *ruletext.Page, from, to int) bool {
	for k := from; k < to; k++ {
		if p.HasKind(k, ruletext.Number) {
			return true
		}
	}
	return false
}

// columnIssuer reads the issuer of an act whose head is in two languages, if the text tells whose it is: where it
// begins to order, which is in one language, else in the Russian column of the head. The act's noun is token act.
func (e *Reader) columnIssuer(p *ruletext.Page, act int) Body {
	column := russianColumn(p, p.LineStart(act), p.LineEnd(act))
	if column == nil {
		return Body{}
	}
	if b := e.preambleIssuer(p); b.At.To > 0 {
		return b
	}
	if b := e.aboveNoun(column, column.TokensBefore(p.Tokens[act].Start), wording.ActNouns[p.At(act)]); b.At.To > 0 {
		return b.inPage(p, column)
	}
	return Body{}
}

// inPage is a body of one column by the tokens of the page.
func (b Body) inPage(p, column *ruletext.Page) Body {
	at := func(k int) int { return p.TokensBefore(column.Tokens[k].Start) }
	b.to, b.At.To = at(b.to-1)+1, at(b.At.To-1)+1
	b.from, b.rest, b.At.From = at(b.from), at(b.rest-1)+1, at(b.At.From)
	return b
}
