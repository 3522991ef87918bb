package wording

import (
	"letopis/internal/enrich/ruletext"
)

// Quote is a text in quotation marks: tokens from+1 … end-1 are inside, or … end
// when the closing mark is missing.
type Quote struct {
	From, End int // the opening mark; after the closing one
	Inner     int // after the last token inside
}

// maxQuote bounds a quoted name; a longer one has lost its closing mark.
const maxQuote = 90

// QuoteAt reads the quote that opens at token i. Nested quotes are closed by
// one mark or by each its own, as officialese does both («МО МР «Печора»»,
// «О бюджете «Печора»): the quote ends where all are closed, or at the last
// closing mark before the sentence or paragraph goes on elsewhere.
func QuoteAt(p *ruletext.Page, i int) Quote {
	if !ruletext.IsOpenQuote(p.At(i)) {
		return Quote{}
	}
	straight := p.At(i) == `"`
	depth, lastClose := 1, -1
	for j := i + 1; j < len(p.Tokens) && j < i+maxQuote; j++ {
		s := p.At(j)
		if p.StartsLine(j) && p.IsYearWord(j-1) && !ruletext.IsCloseQuote(s) &&
			!p.IsAny(j, "и", "в", "на", "с", "по", ".", ")", ",") && depth == 1 {
			return Quote{i, j, j} // «… на 2017–2020 годы, then the next heading: the mark is missing
		}
		if depth == 1 && j > i+1 &&
			(s == "_" || p.StartsLine(j) && p.HasStem(j, "приложени") && p.Capitalized(j) &&
				p.IsAny(j+1, "№", "к", "1", "2", "3")) {
			// or a rule, or the next annex
			if lastClose >= 0 {
				return Quote{i, lastClose + 1, lastClose}
			}
			return Quote{i, j, j}
		}
		if depth == 1 && p.StartsLine(j) && p.Capitalized(j) && p.HasKind(j, ruletext.Word) &&
			(IsPreamble(p, j) || OperativeLine(p, j) || p.At(j) == "общая" && p.HasStem(j+1, "характеристик")) {
			// or what an act rests on, or the first chapter
			if lastClose >= 0 {
				return Quote{i, lastClose + 1, lastClose}
			}
			return Quote{i, j, j}
		}
		if s == "." && depth == 1 && p.IsAny(j-1, "годы", "годов", "годах") && p.Capitalized(j+1) && !p.Adjoins(j+1) {
			return Quote{i, j, j} // or the next sentence
		}
		switch {
		case s == "«":
			if lastClose >= 0 && depth == 1 && !straight && sentenceBreak(p, lastClose+1, j) {
				return Quote{i, lastClose + 1, lastClose}
			}
			depth++
		case s == "»":
			depth--
			lastClose = j
			if depth <= 0 {
				return Quote{i, j + 1, j}
			}
		case s == `"`:
			if p.OpensStraight(j) {
				depth++
				continue
			}
			depth--
			lastClose = j
			if depth <= 0 {
				return Quote{i, j + 1, j}
			}
		case lastClose >= 0 && (s == ";" || p.StartsLine(j) && j == lastClose+1 && p.Line(j) > p.Line(lastClose)+1):
			return Quote{i, lastClose + 1, lastClose}
		case lastClose < 0 && (s == ";" || p.Line(j) > p.Line(j-1)+1 && p.Capitalized(j)):
			return Quote{i, j, j}
		}
	}
	if lastClose >= 0 {
		return Quote{i, lastClose + 1, lastClose}
	}
	return Quote{}
}

// sentenceBreak reports whether the tokens from i to j end a sentence.
func sentenceBreak(p *ruletext.Page, i, j int) bool {
	for k := i; k < j; k++ {
		if p.IsAny(k, ".", ";", ",", "(", ")") || p.HasStem(k, breaks...) ||
			p.IsAny(k, "число", "числа", "цифру", "цифры", "слово", "слова") ||
			p.StartsLine(k) && p.Capitalized(k) && p.Line(k) > p.Line(k-1)+1 {
			return true
		}
	}
	return false
}

// QuoteEndingAt returns the quote that ends right before token i, of no more than maxQuote tokens.
func QuoteEndingAt(p *ruletext.Page, i int) Quote {
	if !ruletext.IsCloseQuote(p.At(i - 1)) {
		return Quote{}
	}
	for k := i - 2; k >= max(0, i-maxQuote); k-- {
		if q := QuoteAt(p, k); q.End == i {
			return q
		}
	}
	return Quote{}
}
