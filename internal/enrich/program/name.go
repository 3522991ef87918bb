package program

import (
	"strings"

	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/titles"
	"letopis/internal/enrich/wordform"
)

// nominativeProgram writes a name without quotes in the nominative. «Программа»
// is feminine whatever its name, so only it and its adjectives change.
func (e *Finder) nominativeProgram(p *ruletext.Page, first, j, end int) string {
	for first < j && p.HasStem(first, "муниципальн", "государственн", "районн", "проект") && p.At(first+1) != "-" {
		first++
	}
	var b strings.Builder
	b.WriteString(titles.NominativeHead(p, first, j))
	b.WriteString("программа ")
	if ownHeading(p, j+1) && j < p.TokensBefore(6000) {
		return wordform.UpperFirst(strings.TrimRight(e.Written(p, j+1, end), " ,-"))
	}
	tail := e.Written(p, j+1, end)
	if p.InCapitals(j+1, end) && !e.ProperName(p, j+1, j+1) {
		tail = wordform.LowerFirst(tail)
	}
	b.WriteString(strings.TrimRight(tail, " ,-"))
	return wordform.UpperFirst(b.String())
}

// ownHeading tells a name that begins a line in the nominative, without quotes:
// «Муниципальная программа⏎Доступная среда в … районе на 2019 год».
func ownHeading(p *ruletext.Page, i int) bool {
	if !p.StartsLine(i) || !p.Capitalized(i) || wordform.IsSkiAdjective(p.At(i)) {
		return false
	}
	if wordform.HasEnd(p.At(i), "ого", "его", "ой", "ей", "ых", "их", "тия", "ния", "жки", "изации", "ации") {
		return false
	}
	return !p.HasStem(i, "муниципальн", "по", "в", "на")
}

// sectionName tells the name of a part of a programme, «Сроки и этапы реализации
// муниципальной программы», «Подпрограмма 1 «Колодцы»».
func sectionName(p *ruletext.Page, from, to int) bool {
	if p.HasStem(from, documents...) || p.HasStem(from, "дорожн") && p.HasStem(from+1, "карт") ||
		p.HasKind(from, ruletext.Number) && p.At(from+1) == "." {
		return true
	}
	return endsInUnit(p, to) ||
		p.HasStem(from, "форма", "общий", "финансировани", "мероприяти", "итог", "рост") &&
			p.StemWithin(from, to-from, "программ") ||
		p.HasStem(from, sections...) && p.StemWithin(from, to-from, "программ", "подпрограмм")
}

// endsInUnit tells the name of an indicator: «Доля дорог (процент)».
func endsInUnit(p *ruletext.Page, to int) bool {
	return p.At(to-1) == ")" &&
		(p.HasStem(to-2, "процент", "%", "тыс", "единиц") ||
			p.IsAny(to-2, "чел", "ед", "шт", "руб", ".") && p.IsAny(to-3, "чел", "ед", "шт", "руб", "("))
}

// sentences tells a range that holds the end of a sentence: no name does.
func sentences(p *ruletext.Page, from, to int) bool {
	for k := from + 1; k < to-1; k++ {
		if p.At(k) == "." && p.Capitalized(k+1) && !p.Capitalized(k-1) && !p.Abbreviates(k-1) &&
			p.HasKind(k-1, ruletext.Word) || p.IsAny(k, ";", ":", "=") {
			return true
		}
	}
	return false
}
