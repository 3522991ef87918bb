package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// bodies are the issuing bodies by how their name begins in any case, with their
// nominative and the stem of a word that must follow.
var bodies = []struct{ stem, next, name string }{
	{"руководител", "исполнительн", "Руководитель"}, {"председател", "совет", "Председатель"}, {"председател", "дум", "Председатель"},
	{"исполнительн", "комитет", "Исполнительный комитет"}, {"исполком", "", "Исполнительный комитет"}, {"кабинет", "министр", "Кабинет Министров"},
	{"администраци", "", "Администрация"}, {"глав", "", "Глава"}, {"совет", "", "Совет"}, {"дум", "", "Дума"}, {"собрани", "", "Собрание"},
	{"правительств", "", "Правительство"}, {"губернатор", "", "Губернатор"}, {"министерств", "", "Министерство"}, {"комитет", "", "Комитет"},
	{"управлени", "", "Управление"}, {"департамент", "", "Департамент"}, {"мэри", "", "Мэрия"}, {"мэр", "", "Мэр"}, {"хурал", "", "Хурал"},
	{"курулта", "", "Курултай"}, {"комисси", "", "Комиссия"}, {"сход", "граждан", "Сход"}, {"аппарат", "", "Аппарат"}, {"отдел", "", "Отдел"},
	{"палат", "", "Палата"}, {"прокуратур", "", "Прокуратура"}, {"ассоциаци", "", "Ассоциация"}, {"инспекци", "", "Инспекция"},
	{"агентств", "", "Агентство"}, {"оргкомитет", "", "Оргкомитет"}, {"меджлис", "", "Меджлис"}, {"госсовет", "", "Государственный Совет"}, {"мку", "", "МКУ"},
	{"муниципалитет", "", "Муниципалитет"}, {"президент", "", "Президент"}, {"управ", "", "Управа"}, {"префектур", "", "Префектура"},
}

// bodyForms are the endings of bodies' names: «советник» and «отделение» are none.
var bodyEnds = map[string]bool{"": true, "я": true, "и": true, "ю": true, "ей": true, "а": true, "е": true, "у": true, "ой": true, "ы": true, "ом": true, "о": true, "ь": true, "ем": true, "ям": true, "ый": true, "ого": true, "ому": true, "ым": true, "й": true, "иею": true}

// bodyAt reads the noun of a body at token k: its nominative and the index after it.
func (p *page) bodyAt(k int) (name string, rest int) {
	if !p.is(k, word) {
		return "", k
	}
	if p.at(k) == "амо" && p.toks[k].caps { // администрация муниципального образования
		return "Администрация", k
	}
	for _, b := range bodies {
		end, ok := strings.CutPrefix(p.at(k), b.stem)
		if !ok || !bodyEnds[end] || b.next != "" && !p.begins(k+1, b.next) {
			continue
		}
		switch b.name {
		case "Исполнительный комитет", "Кабинет Министров":
			if b.next == "" {
				return b.name, k + 1
			}
			return b.name, k + 2
		}
		return b.name, k + 1
	}
	return "", k
}

// body is an issuing body as a text names it.
type body struct {
	text     string // in the nominative, as written after the noun
	words    string // the same without the place
	noun     string // «Администрация», with its adjectives
	rule     string
	from, to int          // tokens
	rest     int          // the token after the noun
	at       municipality // whose it is; to is 0 when that is not told
	hint     bool         // of the page's title, not of the text
	under    bool         // a part of the body above it, whose place it has
}

// issuer reads the body that issued a document: the lines above an act's noun, what
// follows the noun in a head of one line or in a stamp; else what the act says before it
// orders, what a notice or a letter begins with, who holds an auction, whose site a post is on.
func (e *Enricher) issuer(p *page, l *layout, d *archive.Document) body {
	b := e.headIssuer(p, l)
	if l.stamp < 0 && (b.text == "" || b.bilingual(p)) {
		if o := e.preambleIssuer(p); o.text != "" {
			b = o
		}
	}
	var bare body // «Комиссия решила» does not tell whose
	if b.rule == "preamble" && b.to == b.rest && notAct[l.kind] {
		b, bare = body{}, b
	}
	if b.text == "" && l.act < 0 && l.stamp < 0 && !notAct[l.kind] && l.kind != "новость" {
		b = e.stampIssuer(p)
	}
	switch {
	case b.text != "":
	case l.kind == "новость":
		b = e.siteIssuer(p, l, d)
	default:
		if b = e.organiser(p); b.text == "" && l.act < 0 && l.stamp < 0 {
			b = e.letterhead(p, notAct[l.kind])
		}
		if b.text == "" && notAct[l.kind] {
			b = e.signedIssuer(p)
		}
	}
	if b.text == "" {
		return bare
	}
	return b
}

// bilingual reports whether words of another language stand in the name that was read, as
// the heads of the republics' acts have two columns.
func (b body) bilingual(p *page) bool {
	for k := b.from; k < b.to; k++ {
		if strings.ContainsFunc(p.at(k), func(r rune) bool { return r > 'я' && r != 'ё' && isLetter(r) }) || p.oneOf(k, "хуралы", "муниципаль", "районы", "советы", "башкармасы", "берәмлеге") {
			return true
		}
	}
	return false
}

// notAct are the kinds that begin with a letterhead, or that the head of a municipality
// may sign alone.
var notAct = map[string]bool{"письмо": true, "иное": true, "извещение": true, "доклад": true, "протокол": true, "заключение": true, "": true}

// headIssuer reads the issuer in the head of an act or in a stamp.
func (e *Enricher) headIssuer(p *page, l *layout) body {
	switch {
	case l.act >= 0:
		k := l.act + 1
		for k < l.act+5 && (p.at(k) == "-" || p.at(k+1) == "-" || hasEnd(p.at(k), "ой", "ого")) { // «ЗАКЛЮЧЕНИЕ Контрольно-счётной палаты»
			if name, _ := p.bodyAt(k); name != "" {
				break
			}
			k++
		}
		if b := e.issuerAfter(p, k, min(l.act+25, p.lineEnd(l.act))); b.text != "" {
			return b
		}
		for k := 0; k < l.act; k++ {
			if p.begins(k-1, "вносит", "внесен") || p.siteWords(k) { // who brings a draft in
				continue
			}
			if b := e.issuerAfter(p, k, l.act); b.text != "" {
				if p.oneOf(l.act, "приказ", "заключение", "протокол", "распоряжение") {
					return e.under(p, b, l.act)
				}
				return b
			}
		}
		if b := e.sitting(p, l); b.text != "" {
			return b
		}
		if k := l.act + 1; p.startsLine(k) && p.inGenitive(k) { // ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ ГОРОДА СОБИНКИ
			return e.issuerAfter(p, k, min(k+25, len(p.toks)))
		}
	case l.stamp >= 0:
		if n := p.stampNoun(l.stamp); n > 0 {
			to := n + 40
			if l.ref.from > n {
				to = l.ref.from
			}
			for k := n + 1; k < n+6; k++ {
				if b := e.issuerAfter(p, k, min(to, len(p.toks))); b.text != "" {
					return b
				}
			}
		}
	}
	return body{}
}

// sitting reads the body whose sitting minutes tell of: «ПРОТОКОЛ № 4⏎заседания
// антинаркотической комиссии …».
func (e *Enricher) sitting(p *page, l *layout) body {
	if l.kind != kindMinutes {
		return body{}
	}
	for k := l.act + 1; k < l.act+30 && p.line(k) <= p.line(l.act)+4; k++ {
		if !p.begins(k, "заседани", "совещани", "сессии") {
			continue
		}
		for j := k + 1; j < k+9; j++ {
			if b := e.issuerAfter(p, j, min(j+25, len(p.toks))); b.text != "" {
				return b
			}
		}
	}
	return body{}
}

// federalBody reports whether a body is of the Russian Federation: its acts belong to no region.
func (p *page) federalBody(b body) bool {
	if b.at.to > 0 || b.hint {
		return false
	}
	for k := b.from; k < b.to; k++ {
		if p.begins(k, "российск") && p.begins(k+1, "федерац") || p.oneOf(k, "рф", "россии") {
			return !strings.HasPrefix(b.noun, "Администраци")
		}
	}
	return false
}

// regionalBody tells the name of a body of a federal subject.
func regionalBody(name string) bool {
	for _, body := range []string{"Губернатор", "Правительство", "Кабинет Министров", "Министерство", "Законодательное", "Глава Республики", "Президент Республики", "Администрация Губернатора", "Государственное Собрание", "Государственный Совет", "Ассоциация «Совет муниципальных образований"} {
		if strings.HasPrefix(name, body) {
			return true
		}
	}
	p := newPage(name) // «Администрация Владимирской области»
	return p.near(0, len(p.toks), "област", "края", "республик") && !p.near(0, len(p.toks), "район", "город", "муниципальн", "поселени", "поселк", "сельсовет", "округ", "сельск", "мо", "мр")
}

// nextBody tells a line that begins the head again: the act's noun, a region or a body
// in the nominative. A page puts the head's first lines on top, too.
func (p *page) nextBody(i int) bool {
	if !p.startsLine(i) {
		return false
	}
	return actNouns[p.at(i)] != "" || p.programHeading(i) != "" || p.at(i) == "республика" || nominativeBodies[p.at(i)] && p.capital(i) && p.at(i-1) != "-" || strings.HasSuffix(p.at(i), "ская") && p.at(i+1) == "область"
}

// inGenitive tells a body's name in the genitive: «администрации», «Совета».
func (p *page) inGenitive(k int) bool {
	for _, end := range []string{"ии", "ы", "а", "ния", "ета", "ого"} {
		if strings.HasSuffix(p.at(k), end) {
			return true
		}
	}
	return false
}

// bodyStops begin what follows the name of a body and is no part of it.
var bodyStops = []string{"приложени", "паспорт", "карар", "ҡарар", "информиру", "сообща", "извеща", "объявля", "приглаша", "уведомля", "провод", "предлага", "доводит", "постановля", "решил", "реши", "именуем", "расположен", "руководству", "рассмотрев", "заслушав", "обсудив"}

// issuerAfter reads a body whose name begins at token k, up to token limit.
func (e *Enricher) issuerAfter(p *page, k, limit int) body {
	if k >= limit {
		return body{}
	}
	name, rest := p.bodyAt(k)
	if name == "" {
		return body{}
	}
	end := rest
	if p.at(end) == "администрации" && p.at(end+1) == "(" && p.at(end+2) == "губернатор" && p.at(end+3) == ")" { // «Глава администрации (губернатор) … края»
		end += 4
	}
	for end < limit && !p.nextBody(end) && end < rest+14 && p.goesOn(end) && !(p.line(end) == p.line(end-1)+1 && p.breaksBody(end)) {
		if q := p.quoteAt(end); q.end > 0 && q.end <= limit {
			end = q.end
			continue
		}
		end++
	}
	b := body{rule: "issuer", rest: rest, to: end}
	b.noun, b.from = p.attributed(name, k)
	tail := lowerBody(e.write(p, rest, end, false))
	b.text = dropLoneClose(strings.TrimSpace(b.noun + " " + tail))
	for i := b.from; i < end; i++ {
		if m, ok := e.municipalityAt(p, i); ok && m.from <= end && m.to <= end+1 {
			b.at = m
			break
		}
		if m, ok := e.townAt(p, i); ok && m.to <= end {
			b.at = m
			break
		}
	}
	if cut := e.regionFrom(p, rest, end); b.at.to == 0 && cut < end && !isOpenQuote(p.at(rest)) {
		b.text = strings.TrimSpace(b.noun + " " + lowerWords(e.write(p, rest, cut, false)) + " " + lowerBody(e.write(p, cut, end, false)))
		b.text = dropLoneClose(strings.Join(strings.Fields(b.text), " "))
	}
	b.words = e.wordsOf(p, b)
	return b
}

// regionFrom returns the first token of a region's name among those from … to, to itself
// when there is none.
func (e *Enricher) regionFrom(p *page, from, to int) int {
	for i := from; i < to; i++ {
		for _, r := range e.regions[p.at(i)] {
			if at, _, ok := p.regionAt(i, r.head, r.before); ok {
				return max(at, from)
			}
		}
	}
	return to
}

// townAt reads a town that is told to be one at token i: «города Рязани», «г. Коврова».
func (e *Enricher) townAt(p *page, i int) (municipality, bool) {
	k := i + 1
	if p.at(i) == "г" {
		if p.at(k) == "." {
			k++
		}
	} else if !p.townWord(i) {
		return municipality{}, false
	}
	if names := e.match(p, k); len(names) > 0 {
		return e.townMunicipality(distinct(names), i), true
	}
	return municipality{}, false
}

// goesOn reports whether the token may be a part of a body's name.
func (p *page) goesOn(k int) bool {
	if !p.toks[k].capital && hasEnd(p.at(k), "ает", "яет", "ует", "ают", "яют", "уют", "ится", "ятся") ||
		nominativeBodies[p.at(k)] && p.capital(k) && !p.toks[k].caps && !isOpenQuote(p.at(k-1)) && p.at(k-1) != "-" { // another body begins
		return false
	}
	return (!p.oneOf(k, "от", "№", "_", ".", "(", ",", ":", ";", "|", "/") || p.at(k) == "." && p.abbreviates(k-1)) &&
		!p.begins(k, bodyStops...) && !p.opensLong(k) && !p.is(k, number) && p.line(k) <= p.line(k-1)+1
}

// breaksBody reports whether the line that begins at k is no more of the body's name
// above it: a title, a place, another document's noun.
func (p *page) breaksBody(k int) bool {
	return p.isActTitle(k) || actNouns[p.at(k)] != "" || p.at(k) == "г" || otherHeadings[p.at(k)] || p.begins(k, "информационн", "извещени", "объявлени") || p.oneOf(k, "ул", "тел", "www")
}

// opensLong tells a quote that is no name of a municipality.
func (p *page) opensLong(i int) bool {
	q := p.quoteAt(i)
	return isOpenQuote(p.at(i)) && (q.end == 0 || q.end-i > 9)
}
