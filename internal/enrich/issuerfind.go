package enrich

import (
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
)

// nominativeBodies are the nouns of bodies as they begin a letterhead or stand before a verb.
var nominativeBodies = map[string]bool{"администрация": true, "совет": true, "дума": true, "собрание": true, "хурал": true, "комитет": true, "управление": true, "департамент": true, "отдел": true, "комиссия": true, "палата": true,
	"курултай": true, "правительство": true, "министерство": true, "глава": true, "мэр": true, "губернатор": true, "аппарат": true, "сход": true, "исполком": true, "мэрия": true, "исполнительный": true, "муниципалитет": true, "управа": true, "префектура": true,
	"прокуратура": true, "ассоциация": true, "оргкомитет": true, "инспекция": true, "агентство": true, "меджлис": true}

// siteWords reports whether token k names a part of a site, not who issued an act:
// «Официальный сайт администрации».
func (p *page) siteWords(k int) bool {
	return p.begins(k-1, "сайт", "портал", "страниц") || p.begins(k-2, "сайт", "портал") && p.line(k-2) == p.line(k)
}

// preambleIssuer reads the body that an act names where it begins to order: «Совет
// депутатов … РЕШИЛ:», «администрация … постановляет:».
func (e *Enricher) preambleIssuer(p *page) body {
	limit := p.before(9000)
	for j := range limit {
		if !p.isOperative(j) || p.oneOf(j, "постановляю", "приказываю", "обязываю") {
			continue
		}
		for k := j - 1; k >= 0 && k > j-60; k-- {
			if p.oneOf(k, ";", ":") || p.at(k) == "." && !p.abbreviates(k-1) && p.line(k+1) > p.line(k) {
				break
			}
			if !nominativeBodies[p.at(k)] || p.at(k-1) == "исполнительный" {
				continue
			}
			if p.at(k-1) == "-" && nominativeBodies[p.at(k-2)] { // «Государственное Собрание – Курултай»
				k -= 2
			}
			if b := e.issuerAfter(p, k, j); b.text != "" {
				b.rule = "preamble"
				return b
			}
		}
		return body{}
	}
	return body{}
}

// organisers are who holds an auction, a contest or hearings, or who buys and lets.
var organisers = []string{"организатор", "организатором", "продавец", "продавцом", "арендодатель", "арендодателем", "заказчик", "заказчиком"}

// organiser reads who holds an auction or a contest: «Организатор торгов: Комитет …»,
// «Комитет … (далее – Организатор)».
func (e *Enricher) organiser(p *page) body {
	limit := p.before(8000)
	for i := range limit {
		if !p.oneOf(i, organisers...) {
			continue
		}
		from, to := i+1, i+14
		if p.at(i-1) == "(" || p.at(i-1) == "-" && p.at(i-2) == "далее" || p.begins(i-3, "именуем") || p.begins(i-2, "именуем") {
			from, to = i-2, i
			for from > 0 && from > i-50 && !p.oneOf(from-1, ".", ";", ":") && !p.startsLine(from) {
				from--
			}
		}
		for k := from; k < to && k < limit; k++ {
			if p.oneOf(k, ".", ";", "(", ")") && from > i || p.begins(k, "постановлени", "распоряжени", "решени") {
				break
			}
			if b := e.issuerAfter(p, k, min(k+30, len(p.toks))); b.text != "" {
				b.rule = "organiser"
				return b
			}
		}
	}
	return body{}
}

// subordinate are the bodies whose name stands under that of the one they belong to.
var subordinate = map[string]bool{"министерство": true, "управление": true, "департамент": true, "комитет": true, "отдел": true, "палата": true, "комиссия": true}

// under reads the body that stands on a line of its own under b in the head of a letter or
// an order, before token limit: «АДМИНИСТРАЦИЯ … ОКРУГА⏎Управление архитектуры».
func (e *Enricher) under(p *page, b body, limit int) body {
	for k := b.to; k < limit && k < b.to+30; k++ {
		if !p.startsLine(k) {
			continue
		}
		at := k
		for at < k+2 && !subordinate[p.at(at)] && hasEnd(p.at(at), "ое", "ый", "ая") {
			at++
		}
		if !subordinate[p.at(at)] || !p.capital(k) {
			continue
		}
		sub := e.issuerAfter(p, at, limit)
		if sub.text == "" || sub.to == sub.rest && at == k {
			continue
		}
		if sub.at.to == 0 && b.at.to > 0 {
			sub.at, sub.under = b.at, true
			sub.words += " " + genitiveBody(b.words)
		}
		sub.rule = b.rule
		return sub
	}
	return b
}

// genitiveBody turns «Администрация», «Исполнительный комитет» to the genitive.
func genitiveBody(words string) string {
	first, rest, _ := strings.Cut(words, " ")
	low := strings.ToLower(first)
	switch {
	case hasEnd(low, "ия"):
		low = strings.TrimSuffix(low, "я") + "и"
	case hasEnd(low, "ый"):
		low = genitiveAdjective(low)
	case hasEnd(low, "т"):
		low += "а"
	}
	if rest == "комитет" {
		rest = "комитета"
	}
	return strings.TrimSpace(low + " " + rest)
}

// leftColumn is the text with what stands beside a letterhead blanked, byte for byte:
// extraction joins the columns of a letter's head line by line, «АДМИНИСТРАЦИЯ Министру
// строительства», «района «Тарумовский район» Магомедову А.М.».
func (p *page) leftColumn() *page {
	b := []byte(firstBytes(p.text, 2500))
	columns := false
	for n, i := range p.lines {
		if n > 15 || p.toks[i].start >= len(b) || p.begins(i, "уважаем") {
			break
		}
		end := p.lineEnd(i)
		k := p.addressee(i, end, columns)
		if columns = columns || k < end; k == end {
			k = p.capsEnd(i, end)
		}
		for at := p.toks[min(k, end-1)].start; k < end && at < min(p.toks[end-1].end, len(b)); at++ {
			b[at] = ' '
		}
	}
	return newPage(string(b))
}

// capsEnd returns where what is in capitals ends on a line that begins with it, end when
// nothing else follows.
func (p *page) capsEnd(i, end int) int {
	k := i
	for k < end && (p.toks[k].caps || !p.is(k, word) || len(p.at(k)) == 2 && p.capital(k)) {
		k++
	}
	if k == i || k == end || !p.toks[i].caps {
		return end
	}
	for p.is(k-1, mark) && k-1 > i {
		k--
	}
	return k
}

// addressed are the words, in the dative, that begin the name of whom a letter is to.
var addressed = []string{"директору", "генеральному", "главе", "главам", "мэру", "министру", "начальнику", "начальникам", "руководителю", "руководителям", "председателю",
	"гражданину", "гражданке", "гражданам", "гр", "губернатору", "прокурору", "заместителю", "первому", "жителям", "депутату", "депутатам", "уполномоченному", "редактору", "главному", "членам", "врио", "заявителю"}

// addressee returns the token of the line i … end at which the other column of a letter's
// head begins, end when there is none. Once a line had one, names with initials and
// addresses behind others are of it, too.
func (p *page) addressee(i, end int, columns bool) int {
	own := p.is(i, number) || p.oneOf(i, "ул", "г", "тел", "факс", "от", "исх", "№", "на")
	for k := i; k < end; k++ {
		if !p.capital(k) && !(columns && !own && k > i) {
			continue
		}
		if p.oneOf(k, addressed...) && (k > i || columns) && !p.begins(k-1, "и", "о") {
			return k
		}
		if !columns || own {
			continue
		}
		initials := p.is(k+1, word) && len(p.at(k+1)) == 2 && p.capital(k+1) && p.at(k+2) == "."
		if initials && hasEnd(p.at(k), "у", "ю", "ой", "ому", "е") || k > i && (p.is(k, number) && len(p.at(k)) == 6 || p.oneOf(k, "г", "ул", "с") && p.at(k+1) == "." && p.capital(k+2)) {
			return k
		}
	}
	return end
}

// firstBytes cuts s to n bytes, before a letter that would be cut.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// letterhead reads the body that the first lines of a letter or a notice begin with, or
// that its first sentence is about: «Администрация … района информирует». Of a text that
// may be no letter only a head in capitals beside another column counts.
func (e *Enricher) letterhead(p *page, letter bool) body {
	if left := p.leftColumn(); len(p.lines) > 0 && left.text != p.text {
		if b := e.letterheadOf(left); b.at.to > 0 || regionalBody(b.text) {
			b.hint = true
			return b
		}
	}
	if !letter {
		return body{}
	}
	return e.letterheadOf(p)
}

func (e *Enricher) letterheadOf(p *page) body {
	for n, i := range p.lines {
		if n > 14 || i > p.before(3000) {
			break
		}
		for k := i; k < i+4 && p.line(k) == p.line(i); k++ {
			if !nominativeBodies[p.at(k)] || !p.capital(k) && k == i || p.siteWords(k) || p.at(k+1) == ":" || p.begins(k+1, "участник", "граждан", "жител", "собственник", "трудов") && p.at(k) == "собрание" {
				continue
			}
			if k > i && !p.attributes(i, k) {
				break
			}
			if b := e.issuerAfter(p, k, min(k+40, len(p.toks))); b.text != "" && (b.at.to > 0 || k > i || b.to > b.rest) {
				if o := e.issuerAfter(p, b.to, min(b.to+40, len(p.toks))); b.at.to == 0 && o.at.to > 0 && p.line(o.from) == p.line(k) { // whose part signs, too
					b = o
				}
				b.rule = "letterhead"
				return e.under(p, b, min(b.to+40, len(p.toks)))
			}
		}
	}
	return body{}
}

// attributes reports whether the tokens from i to k are adjectives that go with a body:
// «Угличская городская», «Территориальная избирательная».
func (p *page) attributes(i, k int) bool {
	for ; i < k; i++ {
		if !p.is(i, word) || !hasEnd(p.at(i), "ая", "ое", "ый", "ий", "ой") {
			return false
		}
	}
	return true
}

func hasEnd(w string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// signedIssuer reads the head of a municipality who signs: «Глава … округа» as the last
// lines begin.
func (e *Enricher) signedIssuer(p *page) body {
	for n := len(p.lines) - 1; n >= 0 && n > len(p.lines)-14; n-- {
		i := p.lines[n]
		if !p.oneOf(i, "глава", "мэр", "губернатор") || !p.capital(i) {
			continue
		}
		if b := e.issuerAfter(p, i, min(i+16, len(p.toks))); b.at.to > 0 && b.at.from <= i+2 {
			b.rule = "signature"
			return b
		}
	}
	return body{}
}

// siteIssuer reads whose site or press service a post comes from: in the text, in what
// stands beside it, in the page's title.
func (e *Enricher) siteIssuer(p *page, d *archive.Document) body {
	var bare body // whose place the site tells
	for i := range p.toks {
		press := p.at(i) == "пресс" && p.at(i+1) == "-" && p.begins(i+2, "служб", "центр", "релиз")
		if !press && !(p.oneOf(i, "текст", "источник", "автор") && p.at(i+1) == ":") {
			continue
		}
		for k := i + 2; k < i+6; k++ {
			b := e.issuerAfter(p, k, min(k+20, len(p.toks)))
			if b.rule = "press-service"; b.at.to > 0 {
				return b
			}
			if b.text != "" && bare.text == "" {
				bare = b
			}
		}
	}
	b, alone := e.siteHead(p)
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		if b.text != "" {
			break
		}
		var o body
		if b, o = e.siteHead(newPage(around)); alone.text == "" {
			alone = o
			alone.hint = true
		}
		b.hint = true
	}
	for _, found := range []body{b, bare, alone} {
		if found.text != "" {
			return found
		}
	}
	return body{}
}

// maxAsideLines is the most lines that what stands beside a post has; a text has more.
const maxAsideLines = 60

// siteHead reads «Официальный сайт администрации …», or a body alone on a line at the top
// or the foot of a page. Of one whose place it does not tell («сайт администрации»)
// another line may tell it.
func (e *Enricher) siteHead(p *page) (found, bare body) {
	for n, i := range p.lines {
		if n > 8 && n < len(p.lines)-6 {
			continue
		}
		end := p.lineEnd(i)
		for k := i; k < end && k < i+12; k++ {
			own := p.at(k-1) == "©" || p.at(k-2) == "©" || p.year(k-1) > 0
			alone := nominativeBodies[p.at(k)] && p.capital(k) && (k == i || own || p.oneOf(k-1, ")", "|", "-"))
			if !alone && !p.siteWords(k) || p.begins(i, "создани", "разработк", "дизайн", "поддержк", "хостинг") {
				continue
			}
			b := e.issuerAfter(p, k, end)
			b.rule = "site"
			switch {
			case b.at.to > 0 && (own || b.to >= end-3 || p.siteWords(k) || p.oneOf(b.to, ",", "|", "-") && k == i && len(p.lines) < maxAsideLines):
				return b, bare
			case own && isOpenQuote(p.at(b.rest)): // © Ассоциация «Совет муниципальных образований …»
				return b, bare
			case b.text != "" && bare.text == "" && p.siteWords(k):
				bare = b
			}
		}
	}
	return body{}, bare
}

// namedIssuer reads the administration of the document's own municipality where the text
// names it, though not as the issuer: programmes and cut acts of a district are its.
func (e *Enricher) namedIssuer(p *page, m municipality) body {
	for k := range p.toks {
		if !p.begins(k, "администраци", "исполнительн", "исполком") {
			continue
		}
		name, rest := p.bodyAt(k)
		if name == "" {
			continue
		}
		for i := rest; i < rest+4; i++ {
			o, ok := e.municipalityAt(p, i)
			if !ok && m.kind == kindTown {
				o, ok = e.townAt(p, i)
			}
			if ok {
				if sameCore(o.core, m.core) && o.level == m.level {
					return body{noun: name, text: name, words: name, rule: "named", from: k, to: o.to, rest: i, at: o}
				}
				break
			}
		}
	}
	return body{}
}

// namedRegional reads the government of a region whose acts a programme of the region
// names, as its redactions do.
func (e *Enricher) namedRegional(p *page, region string) body {
	for k := 1; k < p.before(9000); k++ {
		if !p.begins(k, "правительств", "кабинет", "администраци") || !p.begins(k-1, "постановлени", "распоряжени") {
			continue
		}
		b := e.issuerAfter(p, k, min(k+8, len(p.toks)))
		if named := e.regionsIn(newPage(b.text), 12); len(named) == 1 && named[0].name == region && regionalBody(b.text) {
			b.rule = "named"
			return b
		}
	}
	return body{}
}

// stampIssuer reads the issuer in the stamps of an act's annexes, where its head is cut off.
func (e *Enricher) stampIssuer(p *page) body {
	for _, i := range p.lines {
		if !p.isStamp(i) {
			continue
		}
		n := p.stampNoun(i)
		for k := n + 1; n > 0 && k < n+4; k++ {
			if b := e.issuerAfter(p, k, min(k+20, len(p.toks))); b.text != "" {
				b.rule = "annex-stamp"
				return b
			}
		}
	}
	return body{}
}
