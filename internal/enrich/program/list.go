package program

import (
	"slices"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// listedPrograms adds the names that follow in a list: «A», «B»; «C».
func (e *Finder) listedPrograms(p *ruletext.Page, out []mention, prev mention) []mention {
	k := prev.end
	for range 40 {
		for limit := k + ruletext.MaxRun; k < limit &&
			(p.IsAny(k, ",", ";", "-", "и", ".", "•") || afterBullet(p, k) > k ||
				p.HasKind(k, ruletext.Number) && p.StartsLine(k) || p.HasStem(k, "программ", "муниципальн")); {
			k = max(k+1, afterBullet(p, k))
		}
		if y := yearsAt(p, k); y > k {
			k = y
			continue
		}
		if next := afterSum(p, k); next > k {
			k = next
			continue
		}
		if !ruletext.IsOpenQuote(p.At(k)) || !p.Capitalized(k+1) {
			return out
		}
		m := e.quotedProgram(p, k, k, wording.QuoteAt(p, k))
		if m.key == "" {
			return out
		}
		m.level, m.word = prev.level, prev.word
		out = append(out, m)
		k = m.end
	}
	return out
}

// afterSum skips the sum, or the share, behind a name in a list where the next line begins with another one:
// «A» – 1 250,0 тыс. рублей;», «B» – 12 % (…);».
func afterSum(p *ruletext.Page, k int) int {
	if end := p.LineEnd(k); p.HasKind(k, ruletext.Number) && p.Line(k-1) == p.Line(k) &&
		(ruletext.IsOpenQuote(p.At(end)) || afterBullet(p, end) > end) {
		return end
	}
	return k
}

// dashQuote returns the quote with which a list begins behind «программ» at token j and a dash or words that pick some
// out: «9 районных программ, самые крупные – «Спорт» и «Культура»», «пяти программ, в том числе «Спорт»».
func dashQuote(p *ruletext.Page, j int) wording.Quote {
	if !(p.At(j) == "программ" && wordform.IsAdjectivePlural(p.At(j-1)) ||
		p.At(j) == "программы" && p.HasKind(j-2, ruletext.Number)) { // «21 муниципальной программы»
		return wording.Quote{}
	}
	for k := j + 1; k < j+10 && p.Line(k) <= p.Line(j)+1; k++ {
		if p.IsAny(k, ".", ";", "(", ":") || ruletext.IsOpenQuote(p.At(k)) {
			break
		}
		if (p.At(k) == "-" || p.IsAny(k, including...)) && ruletext.IsOpenQuote(p.At(k+1)) && p.Capitalized(k+2) {
			return wording.QuoteAt(p, k+1)
		}
	}
	return wording.Quote{}
}

// listedBelow adds the names that «Продлеваются: «A»; «B»» lists, of which one at least is called
// a programme in its line.
func (e *Finder) listedBelow(p *ruletext.Page, out []mention, j int) []mention {
	k := afterBullet(p, j+2)
	if p.At(j+1) != ":" || !ruletext.IsOpenQuote(p.At(k)) ||
		!p.LineHasStem(j, "программ") && !p.StemWithin(j-12, 12, "программ") {
		return out
	}
	m := e.quotedProgram(p, k, k, wording.QuoteAt(p, k))
	if m.key == "" {
		return out
	}
	m.level, m.word = ruletext.LevelMunicipal, j
	return e.listedPrograms(p, append(out, m), m)
}

// afterBullet skips the number or dash before an item of a list: «1) «Культура»», «- «Спорт»».
func afterBullet(p *ruletext.Page, i int) int {
	switch {
	case p.HasKind(i, ruletext.Number) && len(p.At(i)) < 3 && p.IsAny(i+1, ")", ".") && ruletext.IsOpenQuote(p.At(i+2)):
		return i + 2
	case p.IsAny(i, "-", "•", "*") && ruletext.IsOpenQuote(p.At(i+1)):
		return i + 1
	}
	return i
}

// elliptic returns the quote behind an adjective at token k that stands for a programme of the kind, as another one
// was named before it: «в областную программу и в районную «Чистая вода»», «двух программ: муниципальной «Спорт» и …».
func elliptic(p *ruletext.Page, k int) wording.Quote {
	if !p.HasStem(k, wording.ProgramAdjectives...) || !wordform.IsFeminineAdjective(p.At(k)) ||
		p.HasStem(k, "подпрограмм") {
		return wording.Quote{}
	}
	open := k + 1
	if p.At(open) == "," {
		open++
	}
	if !ruletext.IsOpenQuote(p.At(open)) || !p.Capitalized(open+1) {
		return wording.Quote{}
	}
	for i := k - 1; i >= 0 && i > k-60; i-- {
		if p.HasStem(i, "программ") {
			return wording.QuoteAt(p, open)
		}
		if p.At(i) == "." && p.Line(i+1) > p.Line(i) {
			break
		}
	}
	return wording.Quote{}
}

// namesakeQuote returns the quote before a programme of the same name: «проект «Чистая вода» и
// одноимённая муниципальная программа», whose first adjective stands at token first.
func namesakeQuote(p *ruletext.Page, first int) wording.Quote {
	if !p.HasStem(first, "одноименн") && !p.HasStem(first-1, "одноименн") {
		return wording.Quote{}
	}
	for k := first - 1; k > first-12 && k > 0; k-- {
		if ruletext.IsCloseQuote(p.At(k)) {
			for open := k - 1; open > k-20 && open >= 0; open-- {
				if q := wording.QuoteAt(p, open); ruletext.IsOpenQuote(p.At(open)) && q.End == k+1 {
					return q
				}
			}
			return wording.Quote{}
		}
	}
	return wording.Quote{}
}

// orderedList spans the items below an order that names no programme itself: «1. Внести
// изменения:⏎1.1. в муниципальную программу «…»;».
func orderedList(p *ruletext.Page, k int, order ruletext.Span, ms []mention) ruletext.Span {
	colon := p.LineEnd(k) - 1
	if p.At(colon) != ":" || colon-k > 16 ||
		slices.ContainsFunc(ms, func(m mention) bool { return m.word > k && m.word < colon && m.quoted }) ||
		p.StemWithin(k, colon-k, wording.ActStems...) {
		return ruletext.Span{}
	}
	out := ruletext.Span{From: colon + 1, To: colon + 1}
	for out.To < len(p.Tokens) && out.To < k+600 {
		if i := out.To; p.HasKind(i, ruletext.Number) && p.At(i+1) == "." && !p.HasKind(i+2, ruletext.Number) &&
			p.HasKind(order.From, ruletext.Number) {
			break // the next item of the act
		}
		out.To = p.LineEnd(out.To)
	}
	return out
}
