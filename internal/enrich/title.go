package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// maxTitle bounds a title in bytes.
const maxTitle = 900

// readTitle returns the title and the tokens it stands in.
func (e *Enricher) readTitle(p *page, l *layout, hint string) (archive.Value, span) {
	switch {
	case l.kind == "новость":
		return e.newsTitle(p, hint)
	case l.title >= 0 && p.isActTitle(l.title):
		s := p.actTitle(l.title)
		if isOpenQuote(p.at(s.from)) {
			s.from++
		}
		return archive.Value{Text: upperFirst(unquote(e.written(p, s.from, s.to))), Evidence: p.evidence("act-title", s.from, s.to)}, s
	case l.title >= 0 && p.operativeLine(l.title): // «Администрация района постановляет:»
		return archive.Value{}, span{}
	case l.title >= 0 && !p.tableRow(l.title):
		s := p.ofHint(p.headingSpan(l.title), hint)
		return archive.Value{Text: e.objectTitle(p, l, s), Evidence: p.evidence("heading", s.from, s.to)}, s
	case hint != "" && !e.siteHint(hint) && !bareTitle(hint) && (l.act < 0 || strings.HasPrefix(hint, "О")):
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, span{}
	case l.act < 0 && l.kind != kindLetter && len(p.lines) > 1 && !p.operativeLine(p.lines[0]) && p.toks[p.lines[0]].caps && p.lineEnd(p.lines[0]) < p.lines[0]+30 && (p.inCapitals(p.lines[0], p.lineEnd(p.lines[0])) || p.lineEnd(p.lines[0]) == p.lines[0]+1 && p.startsLowerLine(p.lines[1])): // what stands on top in capitals
		s := p.headingSpan(p.lines[0])
		return archive.Value{Text: e.headingText(p, s), Evidence: p.evidence("first-line", s.from, s.to)}, s
	case (l.rule == "none" || l.rule == "wording") && p.loneTitle():
		s := span{p.lines[0], p.lineEnd(p.lines[0])}
		return archive.Value{Text: squeeze(p.slice(s.from, s.to)), Evidence: p.evidence("first-line", s.from, s.to)}, s
	case l.act < 0 && l.stamp < 0 && (l.kind == "иное" || l.kind == kindLetter || l.kind == kindNotice):
		return e.leadTitle(p, l)
	}
	return archive.Value{}, span{}
}

// loneTitle tells a first line that is like a title, above a longer sentence: «Прокуратура
// разъясняет». The name of a body alone is none.
func (p *page) loneTitle() bool {
	if len(p.lines) < 2 {
		return false
	}
	i, k := p.lines[0], p.lines[1]
	end, to := p.lineEnd(i), p.lineEnd(k)
	if !p.capital(i) || end-i < 2 || end-i > 16 || !p.is(end-1, word) && !isCloseQuote(p.at(end-1)) || p.line(k) > p.line(i)+2 {
		return false
	}
	if p.begins(i, issuers...) {
		verb := false
		for j := i + 1; j < end; j++ {
			verb = verb || p.finite(j)
		}
		if !verb {
			return false
		}
	}
	return p.capital(k) && to-k > end-i && p.at(to-1) == "." && !p.isStamp(i)
}

// startsLowerLine tells a line that goes on after a heading of one word in capitals.
func (p *page) startsLowerLine(i int) bool {
	return p.is(i, word) && !p.capital(i)
}

// tableRow tells a line that has cells.
func (p *page) tableRow(i int) bool {
	return strings.Contains(p.slice(i, p.lineEnd(i)), "\t")
}

// ofHint cuts a heading of several lines to those that make what the file calls
// itself: on a slide the title is followed by the place and the speaker.
func (p *page) ofHint(s span, hint string) span {
	hint = nameKey(hint)
	if p.lineEnd(s.from)-s.from < 2 { // «ОБЪЯВЛЕНИЕ»
		return s
	}
	for k := s.from; k < s.to && hint != ""; k = p.lineEnd(k) {
		if end := p.lineEnd(k); end < s.to && nameKey(p.slice(s.from, end)) == hint {
			return span{s.from, end}
		}
	}
	return s
}

// unquote drops the mark that closes a title in quotes.
func unquote(s string) string {
	for strings.Count(s, "»") > strings.Count(s, "«") && strings.HasSuffix(s, "»") {
		s = strings.TrimSuffix(s, "»")
	}
	return s
}

// actTitle spans «Об утверждении…» to what the act is based on.
func (p *page) actTitle(i int) span {
	k := i + 1
	for k < len(p.toks) && p.toks[k].start-p.toks[i].start < maxTitle {
		if p.at(k) == "(" && p.near(k+1, 3, "редакци", "ред", "изменени") && (!p.openQuotes(i, k) || isCloseQuote(p.at(k-1)) && p.near(k+1, 2, "редакци", "ред")) { // later changes are no part of it
			break
		}
		if p.startsLine(k) {
			gap := p.line(k) > p.line(k-1)+1
			if p.capital(k) && p.oneOf(k, "принят", "принято", "статья") { // a law goes on
				break
			}
			if p.isPreamble(k) || p.begins(k, "уважаем") && p.capital(k) || p.operativeLine(k) || p.orders(k) || p.isStamp(k) || p.actHead(k) >= 0 || p.headingKind(k) != "" && gap {
				break
			}
			if gap && p.capital(k) && !p.openQuotes(i, k) {
				break
			}
		} else if p.isPreamble(k) && p.capital(k) && !p.is(k, number) && !p.openQuotes(i, k) {
			break
		}
		k++
	}
	return span{i, k}
}

// orders tells a line that begins with what an act orders: «Присвоить звание…».
func (p *page) orders(k int) bool {
	if !p.capital(k) || p.toks[k].caps {
		return false
	}
	for _, end := range []string{"ить", "овать", "ести"} {
		if strings.HasSuffix(p.at(k), end) {
			return true
		}
	}
	return p.oneOf(k, "создать", "признать", "принять", "избрать")
}

// openQuotes tells whether a quote opened between tokens i and k is still open.
func (p *page) openQuotes(i, k int) bool {
	depth, straight := 0, 0
	for ; i < k; i++ {
		switch p.at(i) {
		case "«":
			depth++
		case "»":
			depth--
		case `"`:
			straight++
		}
	}
	return depth > 0 || straight%2 == 1
}

// headingSpan spans the lines of a heading.
func (p *page) headingSpan(i int) span {
	k := i + 1
	if isOpenQuote(p.at(i)) {
		k++
	}
	for k < len(p.toks) && p.toks[k].start-p.toks[i].start < maxTitle {
		if q := p.quoteAt(k); q.end > 0 {
			k = q.end
			continue
		}
		if p.startsLine(k) && p.endsHeading(i, k) {
			break
		}
		if k-i > 5 && p.capital(k) && p.isYearWord(k-1) && !isSki(p.at(k)) && !p.startsLine(k) && !(p.toks[k].caps && p.inCapitals(i, k)) {
			break
		}
		if k-i > 2 && p.oneOf(k, developed...) { // a sentence
			k = p.sentenceFrom(i, k)
			break
		}
		if p.at(k) == "(" && p.begins(k+1, "далее") && p.near(k+2, 6, developed...) {
			k = p.sentenceFrom(i, k)
			break
		}
		if p.at(k) == "(" && p.near(k+1, 3, "далее", "в", "наименовани", "ред") || p.at(k) == "." && !p.abbreviates(k-1) && k-i > 3 && !p.is(k-1, number) {
			break
		}
		k++
	}
	return span{i, min(k, len(p.toks))}
}

// developed are the words by which a document tells what it rests on.
var developed = []string{"разработана", "разработан", "подготовлена", "подготовлен", "составлена", "составлен"}

// sentenceFrom returns where the sentence that holds token k begins under the heading at i:
// at the beginning of its line, when that begins with a capital; else k.
func (p *page) sentenceFrom(i, k int) int {
	from := k
	for from > i && !p.startsLine(from) {
		from--
	}
	if from > i+2 && p.capital(from) {
		return from
	}
	return k
}

// endsHeading tells whether the line that begins at k is no more of the heading
// that begins at i.
func (p *page) endsHeading(i, k int) bool {
	if _, next := p.dateLine(k); next > k {
		return true
	}
	switch {
	case p.lineEnd(i) == k && k-i < 3 && p.noticeHeading(i) && p.capital(k) && !p.toks[k].caps && !p.oneOf(k, "о", "об"): // «ОБЪЯВЛЕНИЕ» alone
		return true
	case p.begins(k, "паспорт", "содержани", "оглавлени", "ответственн", "раздел", "характеристик", "введени", "утвержден", "приложени", "заказчик", "пояснительн", "глава", "часть", "присутств", "повестк", "председател", "место", "дата", "наименовани") && p.capital(k) && k-i > 1:
		return true
	case p.at(k) == "статья" && p.capital(k) && p.is(k+1, number):
		return true
	case p.oneOf(k, "(", "*", "№") || p.year(k) > 0 || p.is(k, number) && k-i > 2 || romanMonths[p.at(k)] > 0 && p.at(k+1) == "." || p.isStamp(k):
		return true
	case p.oneOf(k, "г", "с", "п", "р", "пос", "пгт", "рп", "д", "ст") && (p.lineEnd(k)-k <= 8 || p.dated(k)):
		return true
	case p.capital(k) && !p.toks[k].caps && k-i >= 5 && !(p.begins(k-1, "район", "округ", "поселени", "област", "края", "сельсовет") && p.programHeading(i) != "") && p.toks[i].caps && p.inCapitals(i, k) && !isSki(p.at(k)) && p.is(k, word) && len(p.at(k)) > 2*2 && !p.inCapitals(k, p.lineEnd(k)) && !p.begins(k, "республик"):
		return true // the text under a heading in capitals
	case p.line(k) > p.line(k-1)+1 && k-i > 3 && !isOpenQuote(p.at(k)):
		return true
	case isSki(p.at(k)) && p.begins(k+1, "район") && p.lineEnd(k) == k+2 && p.year(k+2) > 0: // an imprint
		return true
	case p.capital(k) && p.is(k+1, word) && len(p.at(k+1)) == 2 && p.at(k+2) == "." && p.capital(k+1): // a person
		return true
	case p.capital(k) && (k-i > 2 || otherHeadings[p.at(i)] || p.noticeHeading(i)) && p.isSentence(k):
		return true
	case !p.capital(k) || k-i < 5:
		return false
	}
	// A capital after a closed name or after the years begins the text, unless it
	// is that of a place's name or the heading is all in capitals.
	return (isCloseQuote(p.at(k-1)) || p.isYearWord(k-1) || p.oneOf(k-1, ".", "годов")) && !isSki(p.at(k)) && !(p.toks[k].caps && p.inCapitals(i, k))
}

// dated tells a short line that ends with a date, or a date and a number:
// «г. Городец 15 декабря 2011 года».
func (p *page) dated(i int) bool {
	end := p.lineEnd(i)
	for k := i; k < end && end-i <= 20; k++ {
		if r := p.refAt(k); r.date.Day > 0 && r.next == end {
			return true
		}
	}
	return false
}

// headingText writes a heading: «ПАСПОРТ муниципальной программы «…»» becomes
// «Муниципальная программа «…»».
func (e *Enricher) headingText(p *page, s span) string {
	from := s.from
	for from < s.to && (p.is(from, number) || p.oneOf(from, "i", ".", "раздел") || isOpenQuote(p.at(from)) && p.begins(from+1, "паспорт")) {
		from++
	}
	if p.begins(from, "паспорт") && from+1 < s.to {
		for j := from + 1; j < s.to && j < from+6; j++ {
			if p.begins(j, "подпрограмм") {
				break
			}
			if programForms[p.at(j)] {
				return upperFirst(squeeze(p.nominativeHead(from+1, j) + "программа " + e.written(p, j+1, s.to)))
			}
		}
	}
	if from >= s.to {
		return ""
	}
	if p.inCapitals(from, s.to) || !p.toks[from].caps {
		return e.written(p, from, s.to)
	}
	k := from // «МУНИЦИПАЛЬНАЯ ПРОГРАММА «Культура»»: only the beginning is in capitals
	for k < s.to && (p.toks[k].caps || p.is(k, mark) && !isOpenQuote(p.at(k))) {
		k++
	}
	return upperFirst(squeeze(e.write(p, from, k, true) + " " + e.written(p, k, s.to)))
}

// nominativeHead writes the adjectives before «программы» in the nominative.
func (p *page) nominativeHead(from, to int) string {
	var b strings.Builder
	for k := from; k < to; k++ {
		w := strings.ToLower(p.text[p.toks[k].start:p.toks[k].end])
		if p.is(k, word) && p.at(k+1) != "-" {
			w = nominativeFeminine(w)
		}
		b.WriteString(w)
		if p.at(k) != "-" && p.at(k+1) != "-" {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// newsTitle is what the page calls the post, else the first line that is neither the
// name of a section nor a day.
func (e *Enricher) newsTitle(p *page, hint string) (archive.Value, span) {
	if s := p.hintLine(hint); s.to > 0 {
		return archive.Value{Text: e.lineText(p, s), Evidence: p.evidence("first-line", s.from, s.to)}, s
	}
	if hint != "" && !e.siteHint(hint) && !strings.HasPrefix(p.text, hint) {
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, span{}
	}
	if s := e.besideDate(p); s.to > 0 {
		return archive.Value{Text: e.lineText(p, s), Evidence: p.evidence("date-line", s.from, s.to)}, s
	}
	n := 0
	menu := p.menu()
	for _, i := range p.lines {
		end := p.lineEnd(i)
		if _, next := p.dateLine(i); next > i { // the title may follow the day and the time
			if i = next; p.at(i) == "," {
				i++
			}
			if p.at(i+1) == ":" && p.is(i+2, number) {
				for i += 3; p.at(i) == ":" && p.is(i+1, number); {
					i += 2
				}
			}
			for i < end && p.is(i, mark) && !isOpenQuote(p.at(i)) {
				i++
			}
			if p.at(next) == "|" && end-i < 3 && p.capital(end) { // «14 февраля 2020 | Спорт»
				continue
			}
		}
		if i >= end || p.section(i, end) || i < menu || e.siteLine(p, i) {
			continue
		}
		if end == i+1 && p.datedBelow(end) { // a rubric
			continue
		}
		if n > 4 || p.toks[end-1].end-p.toks[i].start > maxTitle/2+100 {
			break
		}
		return archive.Value{Text: e.lineText(p, span{i, end}), Evidence: p.evidence("first-line", i, end)}, span{i, end}
	}
	return archive.Value{Text: hint}, span{}
}

// siteTitle tells what a page calls its site or its section.
func siteTitle(hint string) bool {
	low := strings.ToLower(hint)
	for _, w := range []string{"администрация ", "официальный ", "сайт ", "новости", "муниципальное ", "добро пожаловать"} {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	return low == "главная"
}

// datedBelow tells whether the day of a post follows at token i, then a line like a title.
func (p *page) datedBelow(i int) bool {
	_, next := p.dateLine(i)
	if next == i {
		return false
	}
	k := p.lineEnd(i)
	return p.capital(k) && p.lineEnd(k) < k+14 && !p.oneOf(p.lineEnd(k)-1, ".", "!") && p.lineEnd(k) < len(p.toks)
}

// menuWords are links that sites of towns have beside «Новости».
var menuWords = map[string]bool{"главная": true, "документы": true, "контакты": true, "фото": true, "фотогалерея": true, "фотоальбом": true, "карта": true, "поиск": true, "форум": true, "ссылки": true, "архив": true, "объявления": true, "афиша": true, "вакансии": true, "экономика": true, "туризм": true, "история": true, "гостевая": true, "администрация": true, "депутаты": true, "обратная": true, "интернет": true, "версия": true, "вход": true, "регистрация": true}

// menu returns the token at which the menu of a site ends that stands on top: short lines,
// one of them the name of its news, up to the last that is known for a link.
func (p *page) menu() int {
	end, news := 0, false
	for n, i := range p.lines {
		to := p.lineEnd(i)
		if to-i > 4 && !p.newsSection(i) || n > 20 {
			break
		}
		switch {
		case p.newsSection(i):
			news, end = true, to
		case menuWords[p.at(i)] && !p.oneOf(to-1, ".", "!"):
			end = to
		}
	}
	if !news {
		return 0
	}
	return end
}

// section tells the name of a part of a site, «Главная / Новости», or a counter.
func (p *page) section(i, end int) bool {
	if p.at(i) == "пресс" && end-i < 8 {
		return p.begins(i+2, "служб", "центр", "релиз")
	}
	if p.at(i) == "|" {
		i++
	}
	if end-i < 5 && p.begins(i, "печать", "распечат", "версия") {
		return true
	}
	if end-i < 4 && p.near(i, end-i, "новости", "новостей") || p.oneOf(i, "официальный", "сайт") && p.near(i, 2, "сайт", "портал") && end-i < 16 {
		return true
	}
	return end-i < 8 && p.begins(i, "главн", "новост", "архив", "событи", "лента", "просмотр", "категори", "рубрик", "автор") && (end-i < 3 || p.near(i, end-i, "/", ">", "»", "|", ":"))
}
