package enrich

import "strings"

var programAdjectives = []string{"муниципальн", "государственн", "комплексн", "целев", "ведомственн", "долгосрочн", "среднесрочн", "районн", "городск", "областн", "краев", "адресн", "региональн", "федеральн", "инвестиционн", "республиканск", "национальн", "общественно", "проект", "районная", "подпрограмм"}

// headingKind tells what a heading says the text under it is; "" for a line
// that is no heading.
func (p *page) headingKind(i int) string {
	if isOpenQuote(p.at(i)) {
		i++
	}
	if !p.capital(i) && !p.is(i, number) && p.at(i) != "i" || p.isSentence(i) {
		return ""
	}
	if p.oneOf(i, "i", "1") && (p.at(i+1) == "." || p.begins(i+1, "паспорт")) || p.at(i) == "раздел" { // «I. Паспорт программы»
		for j := i + 1; j < i+4; j++ {
			if p.begins(j, "паспорт") {
				i = j
			}
		}
	}
	switch s := p.at(i); {
	case s == "паспорт":
		return "программа"
	case strings.HasPrefix(s, "прогноз") && p.oneOf(i, "прогноз", "прогноза"), s == "бюджетный" && p.at(i+1) == "прогноз", s == "основные" && p.lineHas(i, "прогноз"),
		strings.HasPrefix(s, "пояснительн") && p.near(i, 12, "прогноз"), s == "предварительные" && p.begins(i+1, "итог"), s == "сценарные", s == "среднесрочный" && p.lineHas(i, "прогноз"), s == "долгосрочный" && p.lineHas(i, "прогноз"):
		return "прогноз"
	case s == "стратегия", s == "концепция":
		return "стратегия"
	case s == "отчет", s == "годовой" && p.at(i+1) == "отчет", s == "сводный" && p.lineHas(i, "отчет"), s == "информация" && p.near(i, 6, "исполнени", "реализаци", "выполнени") && !p.near(i, 6, "необходим"):
		return "отчёт"
	case s == "доклад" && p.near(i, 8, "прогноз"): // explains a forecast, like its explanatory note
		return "прогноз"
	case s == "доклад", s == "сводный" && p.lineHas(i, "доклад"):
		return "доклад"
	case p.noticeHeading(i):
		return kindNotice
	case p.charterHeading(i):
		return kindCharter
	case s == "итоговый" && p.at(i+1) == "документ" && p.near(i+2, 8, "слушани", "обсуждени"):
		return kindConclusion
	case otherHeadings[s] && p.lineEnd(i)-i < 16 && !p.oneOf(p.lineEnd(i)-1, ".", ";") && (p.toks[i].caps || p.lineEnd(i) == i+1):
		return "иное"
	}
	return p.programHeading(i)
}

// isSentence tells a line that is a whole sentence with a verb, so no heading.
func (p *page) isSentence(i int) bool {
	end := p.lineEnd(i)
	if end-i < 8 || end-i > 200 || p.at(end-1) != "." {
		return false
	}
	for k := i + 1; k < end; k++ {
		if isOpenQuote(p.at(k)) {
			return false
		}
		if p.is(k, word) && !p.capital(k) && !p.toks[k].caps && p.verbal(k) {
			return true
		}
	}
	return false
}

// otherHeadings begin texts of kinds that have no name of their own here.
var otherHeadings = map[string]bool{"положение": true, "порядок": true, "правила": true, "регламент": true, "перечень": true, "состав": true, "методика": true, "инструкция": true, "график": true, "реестр": true,
	"сообщение": true, "обращение": true, "послание": true, "соглашение": true, "выписка": true, "смета": true, "распределение": true, "источники": true, "нормативы": true, "ведомственная": true, "опись": true, "договор": true, "контракт": true, "меморандум": true, "расписание": true}

func (p *page) programHeading(i int) string {
	if p.amountRow(i) {
		return ""
	}
	for j := i; j < i+6; j++ {
		switch {
		case p.oneOf(j, "программа", "подпрограмма", "программы") && (p.at(j) != "программы" || j > i):
			if p.at(j) == "программы" && (strings.HasSuffix(p.at(j-1), "ые") || strings.HasSuffix(p.at(j-1), "ие")) { // many of them
				return ""
			}
			if p.finite(j+1) || p.begins(j+1, "разработан", "направлен", "являет", "предусматрив", "определя", "реализу", "включа", "призван", "состоит", "рассчитан", "представля") {
				return ""
			}
			return "программа"
		case p.begins(j, programAdjectives...), p.begins(j, "изменени", "вносим", "долго", "средне", "срочн"), j == i && strings.HasSuffix(p.at(j), "ая") && p.oneOf(j+1, "программа"), p.oneOf(j, "-", "(", ")", "и", "в", "№", "к", "паспорт"):
		default:
			return ""
		}
	}
	return ""
}

// amountRow tells a row of a table that ends with a sum: a budget names programmes in
// its rows.
func (p *page) amountRow(i int) bool {
	end := p.lineEnd(i)
	return p.is(end-1, number) && p.oneOf(end-2, ",", ".") && p.is(end-3, number) && p.tight(end-1) && p.tableRow(i)
}

// lineHas tells whether a word of the line begins with one of stems.
func (p *page) lineHas(i int, stems ...string) bool {
	return i < len(p.toks) && p.near(i, p.lineEnd(i)-i, stems...)
}

// near tells whether one of the n tokens from i begins with one of stems.
func (p *page) near(i, n int, stems ...string) bool {
	for j := i; j < i+n; j++ {
		if p.begins(j, stems...) {
			return true
		}
	}
	return false
}

// isActTitle tells «О внесении изменений…», «Об утверждении…».
func (p *page) isActTitle(i int) bool {
	if isOpenQuote(p.at(i)) {
		i++
	}
	return p.oneOf(i, "о", "об", "обо") && p.is(i+1, word) && !p.tight(i+1) &&
		(p.capital(i) || p.startsLine(i) && p.begins(i+1, "внесени", "утвержден", "муниципальн", "признани", "изменени", "мерах", "проведени", "создани", "порядк"))
}

var preambles = []string{"руководству", "рассмотрев", "учитыва", "заслушав", "согласно", "принимая", "исходя", "постановля", "постановил", "решил", "приказыва", "обсудив"}

// isPreamble tells the line after an act's title: what it is based on.
func (p *page) isPreamble(i int) bool {
	switch p.at(i) {
	case "в", "во":
		return p.capital(i) && p.begins(i+1, "соответствии", "целях", "связи", "исполнени", "рамках", "соответствие", "цели", "редакци")
	case "на":
		return p.capital(i) && p.begins(i+1, "основани")
	case "с", "по":
		return p.capital(i) && p.begins(i+1, "цель", "результат", "учетом")
	case "1":
		return p.at(i+1) == "." || p.at(i+1) == ")"
	case "внести", "утвердить", "признать", "одобрить", "назначить":
		return p.capital(i)
	case "администрация", "совет", "правительство", "кабинет", "дума", "собрание", "исполнительный":
		return p.lineHas(i, "постановля", "решил", "решает", "реши")
	}
	return p.begins(i, preambles...)
}

// operative returns the word by which an act orders, near the top; -1 without it.
func (p *page) operative(i int) int {
	for j := i; j < min(i+500, len(p.toks)); j++ {
		if p.isOperative(j) {
			return j
		}
	}
	return -1
}

func (p *page) isOperative(j int) bool {
	return p.oneOf(j, "постановляю", "постановляет", "постановил", "постановила", "приказываю", "решил", "решила", "решило", "решает", "обязываю") &&
		(p.at(j+1) == ":" || p.toks[j].caps || p.startsLine(j+1) || p.oneOf(j, "постановляю", "постановляет"))
}

// ordersAfter tells a list of orders after a colon: «…: 1. Внести изменения…».
func (p *page) ordersAfter(i int) bool {
	for j := i; j < min(i+400, len(p.toks)); j++ {
		if p.at(j) == ":" && p.at(j+1) == "1" && p.oneOf(j+2, ".", ")") && p.begins(j+3, "внести", "утвердить", "признать", "изложить", "создать", "назначить", "принять", "определить") {
			return true
		}
	}
	return false
}

func (p *page) operativeLine(i int) bool {
	end := p.lineEnd(i)
	for j := i; j < end; j++ {
		if p.isOperative(j) {
			return true
		}
	}
	return false
}

// ownAct tells the kind of an act by how it speaks of itself: «ПОСТАНОВЛЯЮ»,
// «настоящего решения». A phrase far down belongs to something attached.
func (p *page) ownAct(from int) (string, int) {
	limit := p.before(8000)
	for j := from; j < limit; j++ {
		switch {
		case p.begins(j, "постановляю", "постановляет", "постановил") && p.isOperative(j):
			return "постановление", j
		case p.begins(j, "приказываю"):
			return "приказ", j
		case p.oneOf(j, "решил", "решила", "решило", "решает") && p.isOperative(j):
			return "решение", j
		case p.begins(j, "настоящ") && p.begins(j+1, "постановлени") && !p.near(j-3, 3, "приложени"):
			return "постановление", j
		case p.begins(j, "настоящ") && p.begins(j+1, "распоряжени"):
			return "распоряжение", j
		case p.begins(j, "настоящ") && p.begins(j+1, "решени"):
			return "решение", j
		}
	}
	return "", 0
}
