package wording

import (
	"cmp"
	"strings"

	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// ActHead returns the noun of an act's head in the line that starts at i, -1
// when there is none: «ПОСТАНОВЛЕНИЕ», «Решение Совета депутатов», «АДМИНИСТРАЦИЯ
// РАЙОНА ПОСТАНОВЛЕНИЕ от…».
func ActHead(p *ruletext.Page, i int) int {
	end := p.LineEnd(i)
	if BrokenNoun(p, i, end) != "" {
		return i
	}
	if at := extracted(p, i); at >= 0 {
		return at
	}
	if at := i + 1; p.IsAny(at, KindMinutes, KindConclusion) && p.Capitalized(i) && at < end &&
		wordform.HasEnd(p.At(i), "ый", "ий", "ое") && !Verbal(p, i) { // «Экспертное заключение», «Итоговый протокол»
		return at
	}
	for j := i; j < end; j++ {
		if ActNouns[p.At(j)] == "" {
			if p.HasKind(j, ruletext.Word) && !p.Tokens[j].AllCaps && p.At(j) != "проект" && len(p.At(j)) > 2 {
				return -1
			}
			continue
		}
		next := j + 1
		switch {
		case i > 0 && j == i && !p.Tokens[j].AllCaps && tellsOf(p, i, end):
			return -1
		case next >= end || p.IsAny(next, "№", "от", "_"), p.HasKind(next, ruletext.Number):
			return j
		case j == i && p.Tokens[j].AllCaps && next == end-1 && p.Tokens[next].AllCaps && !p.HasStem(next, Issuers...):
			// «ПРИКАЗ БОЕРЫК»
			return j
		case p.Tokens[j].AllCaps && (p.HasStem(next, Issuers...) || p.HasKind(next, ruletext.Mark)):
			return j
		case j == i && p.Capitalized(j) && p.HasStem(next, Issuers...) && strings.Contains(p.Slice(next, end), " — "):
			return -1 // «Решение Совета — в июне»
		case j == i && p.Capitalized(j) && p.HasStem(next, Issuers...) && p.At(j) != "закон":
			return j
		case j == i && p.Capitalized(j) && wordform.IsSkiAdjective(p.At(next)) &&
			(p.HasStem(next+1, Issuers...) || p.HasStem(next+2, Issuers...)) && p.At(j) != "закон" && requisite.Dated(p, j):
			// «Решение Муромской городской Думы от…»
			return j
		case j == i && p.Capitalized(j) && p.HasStem(next, actBodies...) && requisite.Dated(p, j):
			return j // «Приказ отдела образования … от 18.06.2015 № 12»
		case j == i && p.Capitalized(j) && p.At(j) == "закон" && p.Capitalized(next):
			return j
		case j == i && p.Capitalized(j) && recordHead(p, j) && !IsSentence(p, i):
			return j
		}
		return -1
	}
	return -1
}

// ActKind is the kind of document that the line at token i, the head of one, says.
func ActKind(p *ruletext.Page, i int) string {
	noun := p.At(ActHead(p, i))
	return cmp.Or(ActNouns[noun], extractNouns[noun], BrokenNoun(p, i, p.LineEnd(i)))
}

// extracted returns the noun of what an extract is from, «ВЫПИСКА из протокола № 3», or of what there is a draft of,
// «ПРОЕКТ РЕШЕНИЯ»; -1 where the line at token i does not begin one.
func extracted(p *ruletext.Page, i int) int {
	if p.At(i) == "выписка" && p.At(i+1) == "из" && p.Capitalized(i) && extractNouns[p.At(i+2)] != "" {
		return i + 2
	}
	if p.At(i) == "проект" && p.Capitalized(i) && extractNouns[p.At(i+1)] != "" && !Verbal(p, i) {
		return i + 1
	}
	return -1
}

// tellsOf reports whether the line i…end, which begins with an act's noun, is a sentence about
// some act: a head ends with no point but that of its year, or has a title.
func tellsOf(p *ruletext.Page, i, end int) bool {
	if end-i < 12 || p.At(end-1) != "." || p.IsYearWord(end-2) {
		return false
	}
	for k := i + 1; k < end; k++ {
		if p.Capitalized(k) && IsActTitle(p, k) {
			return false
		}
	}
	return true
}

// BrokenNoun joins a noun that spacing broke: «ПОСТАНО ВЛЕНИЕ».
func BrokenNoun(p *ruletext.Page, i, end int) string {
	if end-i < 2 || end-i > 4 || !p.Tokens[i].AllCaps {
		return ""
	}
	whole := ""
	for j := i; j < end; j++ {
		whole += p.At(j)
	}
	return ActNouns[whole]
}

// IsActTitle tells «О внесении изменений…», «Об утверждении…».
func IsActTitle(p *ruletext.Page, i int) bool {
	if ruletext.IsOpenQuote(p.At(i)) {
		i++
	}
	return p.IsAny(i, "о", "об", "обо") && p.HasKind(i+1, ruletext.Word) && !p.Adjoins(i+1) &&
		(p.Capitalized(i) || p.StartsLine(i) && p.HasStem(i+1, titleStems...))
}

// IsPreamble tells the line after an act's title: what it is based on.
func IsPreamble(p *ruletext.Page, i int) bool {
	switch p.At(i) {
	case "в", "во":
		return p.Capitalized(i) && p.HasStem(i+1, grounds...)
	case "на":
		return p.Capitalized(i) && p.HasStem(i+1, "основани")
	case "с", "по":
		return p.Capitalized(i) && p.HasStem(i+1, "цель", "результат", "учетом")
	case "1":
		return p.At(i+1) == "." || p.At(i+1) == ")"
	case "внести", "утвердить", "признать", "одобрить", "назначить":
		return p.Capitalized(i)
	case "администрация", "совет", "правительство", "кабинет", "дума", "собрание", "исполнительный":
		return p.LineHasStem(i, "постановля", "решил", "решает", "реши")
	}
	return p.HasStem(i, preambles...)
}

// Operative returns the word by which an act orders, near the top; -1 without it.
func Operative(p *ruletext.Page, i int) int {
	for j := i; j < min(i+500, len(p.Tokens)); j++ {
		if IsOperative(p, j) {
			return j
		}
	}
	return -1
}

// IsOperative reports whether token j is the word by which an act orders: «ПОСТАНОВЛЯЮ:».
func IsOperative(p *ruletext.Page, j int) bool {
	return p.IsAny(j, operatives...) &&
		(p.At(j+1) == ":" || p.Tokens[j].AllCaps || p.StartsLine(j+1) || p.IsAny(j, "постановляю", "постановляет"))
}

// OrdersAfter tells a list of orders after a colon: «…: 1. Внести изменения…».
func OrdersAfter(p *ruletext.Page, i int) bool {
	for j := i; j < min(i+400, len(p.Tokens)); j++ {
		if p.At(j) == ":" && p.At(j+1) == "1" && p.IsAny(j+2, ".", ")") && p.HasStem(j+3, orders...) {
			return true
		}
	}
	return false
}

// OperativeLine reports whether the line at token i has such a word.
func OperativeLine(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	for j := i; j < end; j++ {
		if IsOperative(p, j) {
			return true
		}
	}
	return false
}

// OwnAct tells the kind of an act by how it speaks of itself: «ПОСТАНОВЛЯЮ»,
// «настоящего решения». A phrase far down belongs to something attached.
func OwnAct(p *ruletext.Page, from int) (string, int) {
	limit := p.TokensBefore(8000)
	for j := from; j < limit; j++ {
		switch {
		case !p.HasStem(j, "по", "пр", "ре", "на"): // nearly all words
		case p.HasStem(j, "постановляю", "постановляет", "постановил") && IsOperative(p, j):
			return "постановление", j
		case p.HasStem(j, "приказываю"):
			return "приказ", j
		case p.IsAny(j, "решил", "решила", "решило", "решает") && IsOperative(p, j):
			return "решение", j
		case !p.HasStem(j, "настоящ"):
		case p.HasStem(j+1, "постановлени") && !p.StemWithin(j-3, 3, "приложени"):
			return "постановление", j
		case p.HasStem(j+1, "распоряжени"):
			return "распоряжение", j
		case p.HasStem(j+1, "решени"):
			return "решение", j
		}
	}
	return "", 0
}

// NotAct are the kinds that begin with a letterhead, or that the head of a municipality
// may sign alone.
var NotAct = map[string]bool{"письмо": true, "иное": true, "извещение": true, "доклад": true, "протокол": true,
	"заключение": true, "": true}

// recordHead tells the noun of minutes or of a conclusion with what they are of: «Протокол
// заседания комиссии», «Заключение о результатах публичных слушаний».
func recordHead(p *ruletext.Page, i int) bool {
	switch p.At(i) {
	case KindMinutes:
		return p.HasStem(i+1, recorded...) || p.IsAny(i+1, "о", "об")
	case KindConclusion:
		return p.IsAny(i+1, "о", "об", "по", "на")
	}
	return false
}

// IsStamp tells «Приложение № 1 к постановлению…», «УТВЕРЖДЕНА решением…».
func IsStamp(p *ruletext.Page, i int) bool {
	if ruletext.IsOpenQuote(p.At(i)) || p.At(i) == "(" ||
		p.HasKind(i, ruletext.Word) && len(p.At(i)) == len("п") && p.HasStem(i+1, "приложени") {
		// a letter that a form has lost
		i++
	}
	if !p.HasStem(i, "приложени", "утвержден", "утверждаю", "утверждено", "принят", "одобрен") ||
		!p.Capitalized(i) && !p.IsAny(i, "приложение") {
		return false
	}
	if Approves(p, i) {
		return true
	}
	if TellsOfAnnex(p, i) {
		return false
	}
	if p.HasStem(i, "принят", "одобрен") && !(p.HasStem(i+1, ActStems...) && wordform.HasEnd(p.At(i+1), "ем", "ом")) {
		// a charter, not a law that an assembly passed
		return false
	}
	return StampNoun(p, i) >= 0
}

// TellsOfAnnex reports whether the line at token i says something of an annex: «Приложение размещено отдельным файлом».
func TellsOfAnnex(p *ruletext.Page, i int) bool {
	return p.HasStem(i, "приложени") && p.Line(i+1) == p.Line(i) &&
		wordform.HasEnd(p.At(i+1), "ено", "ется", "ются", "ано")
}

// Approves tells «УТВЕРЖДАЮ», which the one who approves a document puts over it.
func Approves(p *ruletext.Page, i int) bool {
	return p.At(i) == "утверждаю" || ruletext.IsOpenQuote(p.At(i)) && p.At(i+1) == "утверждаю"
}

// StampNoun returns the act's noun in a stamp: near its beginning, not after the
// name of another document («Приложение к прогнозу»).
func StampNoun(p *ruletext.Page, i int) int {
	for j := i + 1; j < i+14 && j < len(p.Tokens); j++ {
		if p.HasStem(j, ActStems...) {
			return j
		}
		if p.HasStem(j, "программ", "прогноз", "положени", "порядк", "стратеги") ||
			p.At(j) == "." && !p.HasKind(j-1, ruletext.Number) && p.At(j-1) != "и" && p.At(j-1) != "о" {
			return -1
		}
	}
	return -1
}
