package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// layout says what a text begins with: the head of an act, the stamp of an
// annex («Приложение к постановлению…»), a heading, or none of them.
type layout struct {
	kind  string // one of archive.Kinds, "" when it could not be told
	rule  string
	at    int // first token of what decided the kind
	act   int // the act's noun in its head, -1 without a head
	stamp int // first token of the stamp, -1 without one
	title int // first token of the title or heading, -1 without one
	ref   ref // the act's own date and number, or those of the stamp
	annex bool
}

var actNouns = map[string]string{
	"постановление": "постановление", "решение": "решение", "распоряжение": "распоряжение", "приказ": "приказ",
	"закон": "закон", "указ": "иное", "определение": "иное", "заключение": kindConclusion, "протокол": kindMinutes,
}

// actStems are the same nouns in a stamp: «к постановлению», «решением».
var actStems = []string{"постановлени", "решени", "распоряжени", "приказ", "указ", "закон"}

// issuers are the first words of bodies that issue acts.
var issuers = []string{"администраци", "глав", "совет", "дум", "собрани", "правительств", "кабинет", "губернатор", "министерств",
	"исполнительн", "исполком", "комитет", "управлени", "департамент", "президент", "муниципальн", "городск", "районн", "земск", "председател", "мэр", "руководител", "законодательн", "государственн", "областн"}

// headLines is how far from the top a head, a stamp or a heading is sought.
const headLines = 60

// readLayout walks the first lines until one of them tells what the text is.
func (p *page) readLayout() layout {
	l := layout{act: -1, stamp: -1, title: -1}
	if l.readLetter(p) {
		return l
	}
	for n, i := range p.lines {
		if n >= headLines {
			break
		}
		kind := p.headingKind(i)
		stamp, heading := p.isStamp(i), kind != "" && (!nounKind(kind) || n < 8 || kind != "иное" && n < nounLines)
		if _, at := p.ownAct(0); (stamp || heading) && at > 0 && at < i { // the annex of an act whose head is cut off
			l.readHeadless(p, p.lines[0])
			return l
		}
		if r := p.annexRef(i); n == 0 && !stamp && !r.empty() {
			l.stamp, l.annex, l.ref = i, true, r
			l.readHeading(p, n+1)
			return l
		}
		switch {
		case stamp:
			l.stamp, l.annex = i, true
			l.ref = p.stampRef(i)
			l.readHeading(p, n+1)
			return l
		case p.actHead(i) >= 0:
			l.act = p.actHead(i)
			l.kind, l.rule, l.at = actNouns[p.at(l.act)], "act-head", l.act
			if l.kind == "" {
				l.kind = p.brokenNoun(i, p.lineEnd(i))
			}
			l.readActRef(p)
			for _, above := range p.lines[:min(n, 4)] { // a page that puts the title first
				if l.title < 0 && p.isActTitle(above) {
					l.title = above
				}
			}
			if (nounKind(l.kind) || l.kind == kindMinutes) && l.title < 0 {
				l.title = l.act
			}
			return l
		case p.isActTitle(i) && p.headBelow(n):
		case p.isActTitle(i) && (p.operative(i) >= 0 || p.ordersAfter(i)), p.operativeLine(i), n < 4 && p.isPreamble(i) && p.ordersAfter(i):
			l.readHeadless(p, i)
			return l
		case heading:
			l.readHeading(p, n)
			return l
		}
	}
	if k, at := p.ownAct(0); k != "" {
		l.kind, l.rule, l.at = k, "own-act-phrase", at
	}
	return l
}

// headBelow tells that the title in line n stands above the act's requisites: a page
// that puts it first.
func (p *page) headBelow(n int) bool {
	for k := n + 1; k < n+4 && k < len(p.lines); k++ {
		if i := p.lines[k]; p.actHead(i) >= 0 {
			return p.dated(i) || k+1 < len(p.lines) && p.dated(p.lines[k+1]) || k+2 < len(p.lines) && p.dated(p.lines[k+2])
		}
	}
	return false
}

// actHead returns the noun of an act's head in the line that starts at i, -1
// when there is none: «ПОСТАНОВЛЕНИЕ», «Решение Совета депутатов», «АДМИНИСТРАЦИЯ
// РАЙОНА ПОСТАНОВЛЕНИЕ от…».
func (p *page) actHead(i int) int {
	end := p.lineEnd(i)
	if p.brokenNoun(i, end) != "" {
		return i
	}
	for j := i; j < end; j++ {
		if actNouns[p.at(j)] == "" {
			if p.is(j, word) && !p.toks[j].caps && p.at(j) != "проект" && len(p.at(j)) > 2 {
				return -1
			}
			continue
		}
		next := j + 1
		switch {
		case i > 0 && j == i && !p.toks[j].caps && p.tellsOf(i, end):
			return -1
		case next >= end || p.oneOf(next, "№", "от", "_"), p.is(next, number):
			return j
		case p.toks[j].caps && (p.begins(next, issuers...) || p.is(next, mark)):
			return j
		case j == i && p.capital(j) && p.begins(next, issuers...) && strings.Contains(p.slice(next, end), " — "):
			return -1 // «Решение Совета — в июне»
		case j == i && p.capital(j) && p.begins(next, issuers...) && p.at(j) != "закон":
			return j
		case j == i && p.capital(j) && isSki(p.at(next)) && (p.begins(next+1, issuers...) || p.begins(next+2, issuers...)) && p.at(j) != "закон" && p.dated(j): // «Решение Муромской городской Думы от…»
			return j
		case j == i && p.capital(j) && p.at(j) == "закон" && p.capital(next):
			return j
		case j == i && p.capital(j) && p.recordHead(j) && !p.isSentence(i):
			return j
		}
		return -1
	}
	return -1
}

// tellsOf reports whether the line i…end, which begins with an act's noun, is a sentence about
// some act: a head ends with no point but that of its year, or has a title.
func (p *page) tellsOf(i, end int) bool {
	if end-i < 12 || p.at(end-1) != "." || p.isYearWord(end-2) {
		return false
	}
	for k := i + 1; k < end; k++ {
		if p.capital(k) && p.isActTitle(k) {
			return false
		}
	}
	return true
}

// brokenNoun joins a noun that spacing broke: «ПОСТАНО ВЛЕНИЕ».
func (p *page) brokenNoun(i, end int) string {
	if end-i < 2 || end-i > 4 || !p.toks[i].caps {
		return ""
	}
	whole := ""
	for j := i; j < end; j++ {
		whole += p.at(j)
	}
	return actNouns[whole]
}

// skipQuote returns the index of the mark that closes the quote opened at i.
func (p *page) skipQuote(i int) int {
	if q := p.quoteAt(i); q.end > 0 {
		return q.end - 1
	}
	return i
}

// readActRef reads the date and number of an act with a head: after its noun,
// before its title; else above the noun; else in the stamp of its annex.
func (l *layout) readActRef(p *page) {
	if k := l.act + 1; p.is(k, number) && p.line(k) == p.line(l.act) && !p.dayAt(k) { // «ПОСТАНОВЛЕНИЕ 345-п»
		if n, next := p.numberBody(k); next == p.lineEnd(k) {
			l.ref = ref{number: n, from: k, next: next}
		}
	}
	for j := l.act + 1; j < l.act+90 && j < len(p.toks); j++ {
		if p.at(j) == "(" && p.near(j+1, 3, "измен", "ред") { // «(с изменениями от …)»
			for j < len(p.toks)-1 && p.at(j) != ")" {
				j++
			}
			continue
		}
		if p.startsLine(j) && (p.isActTitle(j) || p.isPreamble(j) || p.isStamp(j)) {
			if p.isActTitle(j) {
				l.title = j
			}
			break
		}
		if isOpenQuote(p.at(j)) && p.isActTitle(j) || p.capital(j) && p.isActTitle(j) && !p.oneOf(j-1, ".", "-") {
			l.title = j // a feed has the whole act in one line
			break
		}
		if l.ref.next == 0 && (p.refStart(j) || p.dayAt(j)) {
			if r := p.refAt(j); (!r.empty() || r.blank) && !p.begins(r.next, "опубликован") {
				l.ref = p.completeRef(r)
				j = max(j, l.ref.next-1)
			}
		}
		if l.ref.number != "" && l.ref.date.IsZero() && !l.ref.blank && p.dayAt(j) { // «ПРОТОКОЛ № 3⏎…⏎г. Тутаев 12 декабря 2012 года»
			if d, next := p.dateAt(j); next == p.lineEnd(j) || p.startsLine(j) {
				l.ref.date = d
			}
		}
	}
	if l.ref.next == 0 {
		for j := max(0, l.act-30); j < l.act; j++ {
			if p.refStart(j) {
				if r := p.refAt(j); r.date.Day > 0 && r.next <= l.act {
					l.ref = r
					break
				}
			}
		}
	}
	if l.ref.empty() && l.kind == "закон" {
		l.ref = p.signed(l.act)
	}
	if l.ref.empty() {
		l.ref = p.laterStamp(l.act)
	}
	if r := p.footRef(l.act); l.ref.empty() && !l.ref.blank && !r.empty() {
		l.ref = r
	}
}

// signed reads the date and number under a law, on lines of their own.
func (p *page) signed(from int) ref {
	for _, i := range p.lines {
		if i < from || i > p.before(20000) {
			continue
		}
		if r := p.refAt(i); p.is(i, number) && r.date.Day > 0 && r.number != "" && r.next == p.lineEnd(r.next-1) {
			return r
		}
	}
	return ref{}
}

// readHeadless handles an act whose head is cut off: what it orders tells its
// kind.
func (l *layout) readHeadless(p *page, i int) {
	l.kind, l.at = p.ownAct(0)
	l.rule = "own-act-phrase"
	if l.kind == "" {
		l.kind, l.at = "постановление", i
	}
	for n, k := range p.lines {
		if n > 5 {
			break
		}
		if p.isActTitle(k) {
			l.title = k
			break
		}
		if r := p.refAt(k); r.date.Day > 0 && r.number != "" && p.at(k) != "№" && n < 3 {
			l.ref = p.completeRef(r)
		}
	}
	if l.ref.empty() {
		l.ref = p.laterStamp(i)
	}
}

// readHeading finds the heading from line n on: it tells what an annex is.
func (l *layout) readHeading(p *page, n int) {
	if i := l.ref.next; l.stamp >= 0 && i > l.stamp && !p.startsLine(i) {
		if l.kind = p.headingKind(i); l.kind != "" {
			l.rule, l.at, l.title = "heading", i, i
			return
		}
	}
	for k := n; k < len(p.lines) && k < n+120; k++ {
		i := p.lines[k]
		if l.stamp >= 0 && i < l.ref.next {
			continue
		}
		kind := p.headingKind(i)
		if kind == "" || nounKind(kind) && k > n+8 {
			continue
		}
		l.kind, l.rule, l.at, l.title = kind, "heading", i, i
		if l.stamp < 0 && l.ref.empty() {
			l.stampBelow(p, k)
		}
		break
	}
	if l.kind == "" && l.stamp >= 0 {
		l.kind, l.rule, l.at = "иное", "stamp", l.stamp
		for _, i := range p.lines[n:] {
			if i >= l.ref.next && i > l.stamp {
				l.title = i
				break
			}
		}
	}
	if l.ref.empty() && l.stamp >= 0 {
		l.ref = p.laterStamp(l.stamp)
	}
	if nounKind(l.kind) {
		l.noticeNumber(p)
		if l.stamp < 0 {
			l.readNotice(p)
		}
	}
	if l.ref.empty() && l.kind != kindNotice {
		l.imprint(p)
	}
	if r := p.footRef(l.title); l.ref.date.IsZero() && l.stamp < 0 && (l.kind == "отчёт" || l.kind == "доклад") {
		l.ref.date, l.ref.from, l.ref.next = r.date, r.from, r.next
	}
}

// stampBelow takes the stamp that stands under the heading on a title page.
func (l *layout) stampBelow(p *page, n int) {
	for k := n; k < len(p.lines) && k < n+25; k++ {
		if i := p.lines[k]; p.isStamp(i) || p.at(i) == "(" && p.begins(i+1, "принят", "утв") && p.stampNoun(i+1) >= 0 {
			l.stamp, l.ref = i, p.stampRef(i)
			return
		}
	}
}

// imprint takes the year at the foot of a title page: «г. Углич 2016».
func (l *layout) imprint(p *page) {
	for k, i := range p.lines {
		if k > 40 || i > p.before(3000) || k > 0 && p.begins(i, "паспорт", "содержани", "оглавлени", "введени") {
			return
		}
		end := p.lineEnd(i)
		if p.dated(i) && p.oneOf(i, "г", "город", "с", "п", "пос", "пгт") { // «г. Кунгур 12 мая 2010 года»
			for at := i; at < end; at++ {
				if r := p.refAt(at); r.date.Day > 0 {
					l.ref = r
					return
				}
			}
		}
		at := end - 1
		for at > i && (p.at(at) == "." || p.isYearWord(at)) {
			at--
		}
		y := p.year(at)
		if y < 1990 || end-i > 9 || at != i && !p.placeBefore(i, at) {
			continue
		}
		l.ref = ref{date: archive.Date{Year: y}, from: at, next: end}
		return
	}
}

// placeBefore tells whether the tokens from i to j are the name of a place.
func (p *page) placeBefore(i, j int) bool {
	if p.at(j-1) == "," || p.at(j-1) == "-" {
		j--
	}
	if p.at(i) == "мо" && p.quoteAt(i+1).end == j || isSki(p.at(i)) && p.capital(i) && p.begins(i+1, "район") && j == i+2 || p.capital(i) && j == i+1 {
		return true
	}
	return p.oneOf(i, "г", "с", "п", "пос", "пгт", "рп", "р", "д", "ст", "город", "село", "поселок", "станица") && j > i+1
}
