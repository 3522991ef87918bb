package enrich

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nominativeProgram writes a name without quotes in the nominative. «Программа»
// is feminine whatever its name, so only it and its adjectives change.
func (e *Enricher) nominativeProgram(p *page, first, j, end int) string {
	for first < j && p.begins(first, "муниципальн", "государственн", "районн", "проект") && p.at(first+1) != "-" {
		first++
	}
	var b strings.Builder
	b.WriteString(p.nominativeHead(first, j))
	b.WriteString("программа ")
	if p.ownHeading(j+1) && j < p.before(6000) {
		return upperFirst(strings.TrimRight(e.written(p, j+1, end), " ,-"))
	}
	tail := e.written(p, j+1, end)
	if p.inCapitals(j+1, end) && !e.properName(p, j+1, j+1) {
		tail = lowerFirst(tail)
	}
	b.WriteString(strings.TrimRight(tail, " ,-"))
	return upperFirst(b.String())
}

// nominativeFeminine turns a feminine adjective in any case to the nominative:
// «национальной» to «национальная», «прежней» to «прежняя».
func nominativeFeminine(w string) string {
	low := strings.ToLower(w)
	for _, e := range [][2]string{{"ой", "ая"}, {"ою", "ая"}, {"ую", "ая"}, {"юю", "яя"}, {"ей", "яя"}, {"ею", "яя"}} {
		if strings.HasSuffix(low, e[0]) {
			stem := w[:len(w)-len(e[0])]
			if r := lastRune(stem); e[1] == "яя" && strings.ContainsRune("жшчщ", unicode.ToLower(r)) {
				return stem + "ая"
			}
			return stem + e[1]
		}
	}
	return w
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// ownHeading tells a name that begins a line in the nominative, without quotes:
// «Муниципальная программа⏎Доступная среда в … районе на 2019 год».
func (p *page) ownHeading(i int) bool {
	if !p.startsLine(i) || !p.capital(i) || isSki(p.at(i)) {
		return false
	}
	for _, end := range []string{"ого", "его", "ой", "ей", "ых", "их", "тия", "ния", "жки", "изации", "ации"} {
		if strings.HasSuffix(p.at(i), end) {
			return false
		}
	}
	return !p.begins(i, "муниципальн", "по", "в", "на")
}

// sectionName tells the name of a part of a programme, «Сроки и этапы реализации
// муниципальной программы», «Подпрограмма 1 «Колодцы»».
func (p *page) sectionName(from, to int) bool {
	if p.begins(from, "подпрограмм", "приложени", "порядок", "порядк", "положени", "постановлени", "распоряжени", "стратеги", "концепци", "администраци", "согласно") || p.begins(from, "дорожн") && p.begins(from+1, "карт") || p.is(from, number) && p.at(from+1) == "." {
		return true
	}
	return p.countsIn(from, to) || p.begins(from, "форма", "общий", "финансировани", "мероприяти", "итог", "рост") && p.near(from, to-from, "программ") || p.begins(from, "сведени", "план", "срок", "переч", "ресурсн", "объем", "паспорт", "характерист", "общая", "механизм", "методик", "оценк", "обоснован", "показател", "целев", "информаци", "прогноз", "основн") && p.near(from, to-from, "программ", "подпрограмм")
}

// countsIn tells the name of an indicator, which its unit ends: «Доля дорог (процент)».
func (p *page) countsIn(from, to int) bool {
	return p.at(to-1) == ")" && (p.begins(to-2, "процент", "%", "тыс", "единиц") || p.oneOf(to-2, "чел", "ед", "шт", "руб", ".") && p.oneOf(to-3, "чел", "ед", "шт", "руб", "("))
}

// sentences tells a range that holds the end of a sentence: no name does.
func (p *page) sentences(from, to int) bool {
	for k := from + 1; k < to-1; k++ {
		if p.at(k) == "." && p.capital(k+1) && !p.capital(k-1) && !p.abbreviates(k-1) && p.is(k-1, word) || p.oneOf(k, ";", ":", "=") {
			return true
		}
	}
	return false
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// inCapitals tells that most words of a range are written in capitals.
func (p *page) inCapitals(from, to int) bool {
	all, caps := 0, 0
	for k := from; k < to; k++ {
		if p.is(k, word) && len(p.at(k)) > 2*3 {
			if all++; p.toks[k].caps {
				caps++
			}
		}
	}
	return caps > 1 && 4*caps >= 3*all
}

// written returns the text of a range as people write it, with « » for straight
// quotes; a range in capitals becomes a sentence, in which names of places keep
// their capital.
func (e *Enricher) written(p *page, from, to int) string {
	return e.write(p, from, to, p.inCapitals(from, to))
}

// write is written for a range that is known to be in capitals or not.
func (e *Enricher) write(p *page, from, to int, capitals bool) string {
	if from >= to {
		return ""
	}
	depth, opened := 0, false
	var b strings.Builder
	at := p.toks[from].start
	for k := from; k < to; k++ {
		t := &p.toks[k]
		b.WriteString(p.text[at:t.start])
		at = t.end
		s := p.surface(k)
		switch {
		case t.s == `"` && depth == 0 && k == to-1: // closes what opened before the range
			s = "»"
		case t.s == `"` && (depth == 0 || p.opensStraight(k)):
			s = "«"
			depth++
		case t.s == `"`:
			s = "»"
			depth--
		case capitals && t.kind == word && (t.caps || t.capital):
			s = strings.ToLower(s)
			if opened || e.properName(p, k, from) {
				s = upperFirst(s)
			} else if abbreviation[t.s] {
				s = strings.ToUpper(s)
			}
		}
		opened = s == "«"
		b.WriteString(s)
	}
	s := squeeze(b.String())
	if capitals {
		s = upperFirst(s)
	}
	return s
}

var abbreviation = map[string]bool{"мо": true, "мр": true, "рф": true, "рт": true, "жкх": true, "апк": true, "чс": true, "сп": true, "гп": true, "снг": true, "зато": true, "егэ": true, "го": true}

// properName tells words of a text in capitals that begin with one anyway: of
// regions, districts, towns, what opens a quote.
func (e *Enricher) properName(p *page, k, from int) bool {
	switch {
	case p.at(k-1) == "-" && k-2 >= from && isSki(p.at(k)) && (e.properName(p, k-2, from) || p.tight(k) && isOpenQuote(p.at(k-3))), p.oneOf(k-1, "поселок", "поселка", "село", "села", "деревня", "станица", "станицы", "пгт"):
		return true
	case p.begins(k-1, "округ") && p.begins(k-2, "городск", "муниципальн"), p.begins(k-1, "поселени") && strings.HasSuffix(p.at(k), "ское"):
		return true
	case p.begins(k, "российск") && p.begins(k+1, "федераци"), p.begins(k, "федераци") && p.begins(k-1, "российск"), p.begins(k, "росси") && !p.begins(k, "российск"), p.begins(k, "республик"):
		return true
	case isSki(p.at(k)):
		return p.near(k+1, 2, "район", "округ", "област", "края", "крае", "край", "сельсовет", "поселени", "сельск") && !p.begins(k, "сельск", "городск") || p.at(k+1) == "-" && isSki(p.at(k+2)) && p.begins(k+3, "район", "муницип", "округ")
	case len(e.match(p, k)) > 0:
		m := e.match(p, k)[0]
		return p.townWord(k-1) || p.begins(k-1, "округ", "поселени") || !m.old && !ordinary[foldCity(e.g.Cities[m.city].Name)] && !isAdjectival(foldCity(e.g.Cities[m.city].Name))
	}
	for _, r := range e.regions[p.at(k)] {
		if r.head == "" || p.begins(k-1, r.head) {
			return true
		}
	}
	return false
}
