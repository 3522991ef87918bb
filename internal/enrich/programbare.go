package enrich

import (
	"strings"
)

// bareProgram reads a name without quotes. In the heading it is the whole of
// it; elsewhere only a phrase that begins with a capital («Комплексной программы
// профилактики…») or ends with its years is a name.
func (e *Enricher) bareProgram(p *page, first, j int, heading span) mention {
	inHeading := j >= heading.from && j < heading.to
	if !inHeading && (p.verbal(j+1) || p.begins(j+1, "рассчит", "действ") || first < j && isAdjectivePlural(p.at(first))) {
		return mention{}
	}
	if pluralPrograms[p.at(j)] && p.at(j) != "программы" || !inHeading && !p.nameBegins(j+1) || p.at(j+1) == "за" {
		return mention{}
	}
	limit := len(p.toks)
	if inHeading {
		limit = heading.to
	}
	end, years := p.phraseEnd(j+1, min(j+60, limit), inHeading)
	proper := p.capital(first) && first < j && !p.startsSentence(first) && !p.begins(first, "муниципальн", "государственн", "районн")
	if end <= j+2 || !inHeading && !years && !proper {
		return mention{}
	}
	if !inHeading && !p.begins(first, "комплексн", "национальн", "целев", "общественно") && p.at(j) != "программы" && !proper {
		return mention{}
	}
	m := mention{at: first, end: end, word: j, level: p.programLevel(first, min(end, j+25)), year: p.firstYear(j, end)}
	if m.level == levelRegional && p.programLevel(first, j) == "" && p.levelInName(j+1, end) == levelMunicipal {
		m.level = levelMunicipal // «в Луговом районе Н-ской области»
	}
	m.name = e.nominativeProgram(p, first, j, end)
	m.key = programKey(m.name)
	return m
}

// nameBegins tells whether a name without quotes may begin at token i: with a noun in
// the genitive or «по», not with «за счёт…», «на 2019 год».
func (p *page) nameBegins(i int) bool {
	if p.genitive(i) && len(p.at(i)) > 2*3 && p.at(i) != "при" || p.at(i) == "по" {
		return true
	}
	return strings.HasSuffix(p.at(i), "о") && (p.at(i+1) == "-" || p.genitive(i+1)) && len(p.at(i)) > 2*4 // «социально-экономического развития»
}

// startsSentence tells whether the capital of token i comes from its place.
func (p *page) startsSentence(i int) bool {
	return p.startsLine(i) && p.line(i) != p.line(i-1) && p.oneOf(i-1, ".", "", ":", ";") || p.oneOf(i-1, ".", "!", "?") || i == 0
}

// phraseEnd returns where a name without quotes ends, and whether years end it.
func (p *page) phraseEnd(from, limit int, heading bool) (int, bool) {
	k := from
	for k < limit {
		if y := p.yearsAt(k); y > k {
			return y, true
		}
		switch {
		case p.begins(k, "программ", "подпрограмм"):
			return k, false
		case p.at(k) == "(" && p.oneOf(k+1, "или", "и") && p.at(k+2) == ")":
			k += 3
			continue
		case p.oneOf(k, ".", ";", "(", ")", ":", "№", "»", `"`), p.begins(k, "разработан", "утвержден", "направлен", "предназначен"):
			return k, false
		case isOpenQuote(p.at(k)):
			q := p.quoteAt(k)
			if q.end == 0 {
				return k, false
			}
			k = q.end
			continue
		case p.line(k) > p.line(k-1)+1 && (p.capital(k) || !heading), p.startsLine(k) && p.isPreamble(k):
			return k, false
		case heading:
			if !p.capital(k) && isPast(p.at(k)) && p.begins(k, takesPlace...) { // of a post: «… районов провела встречу»
				return k, false
			}
			if p.startsLine(k) && (p.begins(k, "паспорт", "содержани", "ответственн", "раздел", "утвержден") || p.year(k) > 0 || p.placeBefore(k, p.lineEnd(k)) && p.capital(k+1) || p.isPreamble(k)) {
				return k, false
			}
		case p.oneOf(k, ",", "и") && (!p.genitive(k+1) && p.yearsAt(k+1) == k+1 || p.participle(k+1)):
			return k, false
		case !heading && p.verbal(k):
			return k, false
		case p.at(k) == "-", p.at(k) == ",", p.at(k) == "и":
		case p.oneOf(k, "по", "в", "на", "от", "для", "с"):
			if !p.yearsAhead(k, limit) {
				return k, false
			}
		case !p.genitive(k) && !p.yearsAhead(k, limit):
			return k, false
		}
		k++
	}
	return k, false
}

// yearsAhead tells whether «на 2017–2020 годы» ends the phrase before the
// sentence does.
func (p *page) yearsAhead(k, limit int) bool {
	for ; k < limit; k++ {
		if p.yearsAt(k) > k && p.oneOf(k, "на") {
			return true
		}
		if p.oneOf(k, ".", ";", "(", ")", ":", `"`, "«", "»") || p.begins(k, "утвержден", "постановлени") {
			return false
		}
	}
	return false
}

// participle tells «…, утверждённой», which begins a clause after a name.
func (p *page) participle(i int) bool {
	for _, end := range []string{"нной", "ятой", "нная", "нную", "нные", "нных", "вшей", "емой", "имой", "ющей", "ящей"} {
		if strings.HasSuffix(p.at(i), end) && !p.begins(i, "государственн", "общественн", "инновационн") {
			return p.at(i-1) == ","
		}
	}
	return false
}

// verbal tells words that look like verbs and short participles.
func (p *page) verbal(i int) bool {
	for _, end := range []string{"ся", "ана", "ена", "аны", "ены", "ует", "яет", "ает", "ают", "яют", "уют", "ила", "ала", "или", "али", "ать", "ить"} {
		if strings.HasSuffix(p.at(i), end) {
			return true
		}
	}
	return false
}

// genitive tells words that may stand in the genitive, and so in a chain of
// attributes: «программа модернизации, … развития малых городов и районов».
func (p *page) genitive(i int) bool {
	w := p.at(i)
	if !p.is(i, word) {
		return false
	}
	for _, verb := range []string{"ла", "ли", "ся", "сь", "ет", "ит", "ют", "ут", "ть", "но", "на", "ны"} {
		if strings.HasSuffix(w, verb) && !strings.HasSuffix(w, "ссии") && !strings.HasSuffix(w, "ены") && !strings.HasSuffix(w, "аны") {
			return false
		}
	}
	for _, end := range []string{"а", "я", "ы", "и", "ов", "ев", "ей", "ий", "ого", "его", "ой", "ых", "их", "о", "ств", "он", "ин"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return p.toks[i].caps
}
