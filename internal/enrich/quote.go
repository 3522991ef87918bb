package enrich

import "strings"

// quote is a text in quotation marks: tokens from+1 … end-1 are inside, or … end
// when the closing mark is missing.
type quote struct {
	from, end int // the opening mark; after the closing one
	inner     int // after the last token inside
}

// maxQuote bounds a quoted name; a longer one has lost its closing mark.
const maxQuote = 90

// quoteAt reads the quote that opens at token i. Nested quotes are closed by
// one mark or by each its own, as officialese does both («МО МР «Печора»»,
// «О бюджете «Печора»): the quote ends where all are closed, or at the last
// closing mark before the sentence or paragraph goes on elsewhere.
func (p *page) quoteAt(i int) quote {
	if !isOpenQuote(p.at(i)) {
		return quote{}
	}
	straight := p.at(i) == `"`
	depth, lastClose := 1, -1
	for j := i + 1; j < len(p.toks) && j < i+maxQuote; j++ {
		s := p.at(j)
		if p.startsLine(j) && p.isYearWord(j-1) && !isCloseQuote(s) && !p.oneOf(j, "и", "в", "на", "с", "по", ".", ")", ",") && depth == 1 {
			return quote{i, j, j} // «… на 2017–2020 годы, then the next heading: the mark is missing
		}
		if depth == 1 && j > i+1 && (s == "_" || p.startsLine(j) && p.begins(j, "приложени") && p.capital(j) && p.oneOf(j+1, "№", "к", "1", "2", "3")) { // or a rule, or the next annex
			if lastClose >= 0 {
				return quote{i, lastClose + 1, lastClose}
			}
			return quote{i, j, j}
		}
		if depth == 1 && p.startsLine(j) && p.capital(j) && p.is(j, word) && (p.isPreamble(j) || p.operativeLine(j) || p.at(j) == "общая" && p.begins(j+1, "характеристик")) { // or what an act rests on, or the first chapter
			if lastClose >= 0 {
				return quote{i, lastClose + 1, lastClose}
			}
			return quote{i, j, j}
		}
		if s == "." && depth == 1 && p.oneOf(j-1, "годы", "годов", "годах") && p.capital(j+1) && !p.tight(j+1) {
			return quote{i, j, j} // or the next sentence
		}
		switch {
		case s == "«":
			if lastClose >= 0 && depth == 1 && !straight && p.sentenceBreak(lastClose+1, j) {
				return quote{i, lastClose + 1, lastClose}
			}
			depth++
		case s == "»":
			depth--
			lastClose = j
			if depth <= 0 {
				return quote{i, j + 1, j}
			}
		case s == `"`:
			if p.opensStraight(j) {
				depth++
				continue
			}
			depth--
			lastClose = j
			if depth <= 0 {
				return quote{i, j + 1, j}
			}
		case lastClose >= 0 && (s == ";" || p.startsLine(j) && j == lastClose+1 && p.line(j) > p.line(lastClose)+1):
			return quote{i, lastClose + 1, lastClose}
		case lastClose < 0 && (s == ";" || p.line(j) > p.line(j-1)+1 && p.capital(j)):
			return quote{i, j, j}
		}
	}
	if lastClose >= 0 {
		return quote{i, lastClose + 1, lastClose}
	}
	return quote{}
}

// opensStraight tells an opening straight quote from a closing one by the
// spaces around it; between spaces, by what precedes.
func (p *page) opensStraight(j int) bool {
	before, after := p.tight(j), p.tight(j+1)
	if before != after {
		return after
	}
	if p.startsLine(j) && p.capital(j+1) && p.line(j) == p.line(j+1) {
		return true
	}
	if p.startsLine(j+1) || !p.capital(j+1) && !p.is(j+1, number) {
		return false
	}
	return p.begins(j-1, "район", "округ", "образовани", "поселени", "программ", "проект") || p.oneOf(j-1, "(", ",", ":", "мр", "мо", "го", "апк", "о", "об")
}

// closesStraight tells a straight quote that closes what opened before: it touches
// the word before it only.
func (p *page) closesStraight(j int) bool {
	return p.at(j) == `"` && p.tight(j) && !p.tight(j+1)
}

// sentenceBreak tells whether the tokens from i to j end a sentence.
func (p *page) sentenceBreak(i, j int) bool {
	for k := i; k < j; k++ {
		if p.oneOf(k, ".", ";", ",", "(", ")") || p.begins(k, "утвержден", "постановлени", "программ", "подпрограмм", "далее", "заменить", "изложить", "исключить", "дополнить") || p.oneOf(k, "число", "числа", "цифру", "цифры", "слово", "слова") || p.startsLine(k) && p.capital(k) && p.line(k) > p.line(k-1)+1 {
			return true
		}
	}
	return false
}

// squeeze writes text as people do: one space between words, none inside marks
// («« 21 »» becomes «21»), balanced quotes.
func squeeze(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for _, r := range [][2]string{{"« ", "«"}, {" »", "»"}, {" ,", ","}, {" ;", ";"}, {" .", "."}, {" )", ")"}, {"( ", "("}, {" :", ":"}} {
		s = strings.ReplaceAll(s, r[0], r[1])
	}
	if n := strings.Count(s, "«") - strings.Count(s, "»"); n > 0 {
		s += strings.Repeat("»", n)
	}
	return s
}

// dropLoneClose cuts closing marks that nothing opened.
func dropLoneClose(s string) string {
	for strings.Count(s, "»") > strings.Count(s, "«") {
		i := strings.LastIndex(s, "»")
		s = s[:i] + s[i+len("»"):]
	}
	return s
}
