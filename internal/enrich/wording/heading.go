package wording

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
)

// HeadingKind tells what a heading says the text under it is; "" for a line
// that is no heading.
func HeadingKind(p *ruletext.Page, i int) string {
	if ruletext.IsOpenQuote(p.At(i)) {
		i++
	}
	for end := p.LineEnd(i); p.At(i) == "!" && i < end-1; { // «! ! ! ОБЪЯВЛЕНИЕ ! ! !»
		i++
	}
	if !p.Capitalized(i) && !p.HasKind(i, ruletext.Number) && p.At(i) != "i" || IsSentence(p, i) {
		return ""
	}
	if p.IsAny(i, "i", "1") && (p.At(i+1) == "." || p.HasStem(i+1, "паспорт")) || p.At(i) == "раздел" {
		// «I. Паспорт программы»
		for j := i + 1; j < i+4; j++ {
			if p.HasStem(j, "паспорт") {
				i = j
			}
		}
	}
	if qualified(p, i) {
		i++
	}
	if s := p.At(i); s == "проект" && p.IsAny(i+1, "стратегии", "концепции") {
		return "стратегия"
	}
	switch s := p.At(i); {
	case s == "паспорт", SalePlan(p, i) > 0, quotedProgram(p, i):
		return "программа"
	case strings.HasPrefix(s, "прогноз") && p.IsAny(i, "прогноз", "прогноза"),
		s == "бюджетный" && p.At(i+1) == "прогноз", s == "основные" && p.LineHasStem(i, "прогноз"),
		strings.HasPrefix(s, "пояснительн") && p.StemWithin(i, 12, "прогноз"),
		s == "предварительные" && p.HasStem(i+1, "итог"), s == "сценарные",
		s == "среднесрочный" && p.LineHasStem(i, "прогноз"), s == "долгосрочный" && p.LineHasStem(i, "прогноз"):
		return "прогноз"
	case s == "стратегия", s == "концепция":
		return "стратегия"
	case p.IsAny(i, "отчет", "доклад") && p.At(p.LineEnd(i)-1) == "." &&
		wordform.HasEnd(p.At(i+1), "ут", "ют", "ят", "ат"):
		return "" // «Отчёт вынесут на заседание Думы.»
	case s == "отчет" && p.HasStem(i+1, "подготовлен", "составлен", "сдан", "представлен", "сформирован"):
		return "" // on some day
	case p.IsAny(i, "сведения", "справка") && reportOf(p, i+1),
		p.At(i+1) == "справка" && p.HasStem(i, "информационн", "аналитическ") && reportOf(p, i+2):
		return "отчёт"
	case s == "информация" && p.StemWithin(i+1, 6, "контрольн", "провер", "аудит") && p.StemWithin(i+1, 3, "результат"),
		s == "отчет", s == "годовой" && p.At(i+1) == "отчет", s == "сводный" && p.LineHasStem(i, "отчет"),
		s == "информация" && p.StemWithin(i, 6, "исполнени", "реализаци", "выполнени") && !p.StemWithin(i, 6, "необходим"),
		summary(p, i):
		return "отчёт"
	case s == "доклад" && p.StemWithin(i, 8, "прогноз"): // explains a forecast, like its explanatory note
		return "прогноз"
	case s == "доклад", s == "сводный" && p.LineHasStem(i, "доклад"):
		return "доклад"
	case NoticeHeading(p, i):
		return KindNotice
	case charterHeading(p, i):
		return KindCharter
	case s == "итоговый" && p.At(i+1) == "документ" && p.StemWithin(i+2, 8, "слушани", "обсуждени"),
		p.IsAny(i, "результаты", "итоги", "рекомендации") && (p.Tokens[i].AllCaps || s == "рекомендации" &&
			p.At(i+1) == "публичных") && p.StemWithin(i+1, 3, "слушани", "обсуждени"):
		return KindConclusion
	case OtherHeadings[s] && p.LineEnd(i)-i < 16 && !p.IsAny(p.LineEnd(i)-1, ".", ";") &&
		(p.Tokens[i].AllCaps || p.LineEnd(i) == i+1 || sureHeadings[s] && !Verbal(p, i)):
		return "иное"
	}
	return ProgramHeading(p, i)
}

// SalePlan returns the token behind «прогнозный план (программа) приватизации» where that begins at token i, in any
// case; 0 where it does not.
func SalePlan(p *ruletext.Page, i int) int {
	if !p.HasStem(i, "прогнозн") || !p.HasStem(i+1, "план") {
		return 0
	}
	k := i + 2
	if p.At(k) == "(" && ProgramForms[p.At(k+1)] && p.At(k+2) == ")" {
		k += 3
	}
	if p.At(k) != "приватизации" {
		return 0
	}
	return k + 1
}

// quotedProgram reports whether a name in quotes, whose first word stands at token i, has «муниципальная программа» in
// the next line: a title page.
func quotedProgram(p *ruletext.Page, i int) bool {
	if !ruletext.IsOpenQuote(p.At(i - 1)) {
		return false
	}
	q := QuoteAt(p, i-1)
	return q.End > 0 && p.StartsLine(q.End) && ProgramHeading(p, q.End) != "" && p.HasStem(q.End, ProgramAdjectives...)
}

// qualified reports whether the word at token i is an adjective of the report or forecast that follows: «Публичный
// доклад», «Аналитический отчёт».
func qualified(p *ruletext.Page, i int) bool {
	return p.IsAny(i+1, "отчет", "доклад") && p.Line(i+1) == p.Line(i) && wordform.HasEnd(p.At(i), "ый", "ий", "ой")
}

// summary reports whether the line at token i is the heading of a survey of what was done in a year: «Итоги
// социально-экономического развития за 2018 год», «Оценка эффективности реализации программ».
func summary(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	switch {
	case Verbal(p, i):
		return false
	case p.IsAny(i, "итоги", "анализ", "обзор", "результаты") && p.HasStem(i+1, surveyed...):
		return p.StemWithin(i+2, end-i+14, "за")
	case p.IsAny(i, "результаты", "итоги"):
		i++
	}
	return p.HasStem(i, "оценк") && p.HasStem(i+1, "эффективност") && p.StemWithin(i+2, end-i, "программ")
}

// Verbal reports whether a verb stands in the line that begins at token i: it is a sentence.
func Verbal(p *ruletext.Page, i int) bool {
	for k := i + 1; k < p.LineEnd(i); k++ {
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) &&
			(IsFiniteVerb(p, k) || wordform.IsPast(p.At(k)) || LooksVerbal(p, k)) {
			return true
		}
	}
	return false
}

// reportOf reports whether what follows at token i is «о выполнении …», «о ходе реализации …» of
// something.
func reportOf(p *ruletext.Page, i int) bool {
	return p.IsAny(i, "о", "об") && p.StemWithin(i+1, 5, "исполнени", "реализаци", "выполнени") &&
		p.StemWithin(i+1, 24, "программ", "подпрограмм", "план", "бюджет", "мероприяти")
}

// ProgramHeading returns «программа» where the line at token i is the heading of one, else "".
func ProgramHeading(p *ruletext.Page, i int) string {
	if amountRow(p, i) {
		return ""
	}
	for j := i; j < i+6; j++ {
		switch {
		case p.IsAny(j, "программа", "подпрограмма", "программы") && (p.At(j) != "программы" || j > i):
			if p.At(j) == "программы" && wordform.HasEnd(p.At(j-1), "ые", "ие") {
				// many of them
				return ""
			}
			if IsFiniteVerb(p, j+1) || p.HasStem(j+1, programVerbs...) || toldOf(p, j+1) || becomes(p, j+1) {
				return ""
			}
			return "программа"
		case p.HasStem(j, ProgramAdjectives...), p.HasStem(j, "изменени", "вносим", "долго", "средне", "срочн"),
			j == i && strings.HasSuffix(p.At(j), "ая") && p.IsAny(j+1, "программа"),
			p.IsAny(j, "-", "(", ")", "и", "в", "№", "к", "паспорт"):
		default:
			return ""
		}
	}
	return ""
}

// becomes reports whether the line goes on behind token i to tell what comes of a programme, outside of quotes:
// «Программа переселения будет завершена досрочно».
func becomes(p *ruletext.Page, i int) bool {
	for end := p.LineEnd(i - 1); i < end; i++ {
		if q := QuoteAt(p, i); q.End > 0 {
			i = q.End - 1
			continue
		}
		if p.IsAny(i, "будет", "будут", "была", "были", "завершат", "завершится", "продлят", "продолжится", "заработает") {
			return true
		}
	}
	return false
}

// toldOf reports whether the line goes on behind the quote at token i to a sentence, «Программа «…» в 2014 году
// выполнена на 98 процентов.», or is the title of news, «Программа «…» продлена», «Программа «…»: итоги»; «утверждена»
// is a stamp's.
func toldOf(p *ruletext.Page, i int) bool {
	q, end := QuoteAt(p, i), p.LineEnd(i)
	switch {
	case q.End == 0 || q.End >= end:
		return false
	case p.At(q.End) == ":":
		return q.End+1 < end
	case p.At(end-1) == ".":
		return LooksVerbal(p, q.End) || Verbal(p, q.End)
	}
	return LooksVerbal(p, q.End) && !p.HasStem(q.End, "утвержден", "принят")
}

// amountRow tells a row of a table that ends with a sum: a budget names programmes in
// its rows.
func amountRow(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	return p.HasKind(end-1, ruletext.Number) && p.IsAny(end-2, ",", ".") && p.HasKind(end-3, ruletext.Number) &&
		p.Adjoins(end-1) && p.TableRow(i)
}
