package enrich

import (
	"slices"

	"letopis/internal/archive"
)

// Kinds of documents that are told by what they call themselves or by their form: notices,
// charters, minutes, conclusions, letters.
const (
	kindNotice     = "извещение"
	kindCharter    = "устав"
	kindConclusion = "заключение"
	kindMinutes    = "протокол"
	kindLetter     = "письмо"
	kindNews       = "новость"
)

// nounLines is how many lines from the top a heading of such a kind is sought: further
// down it is that of a part or of something attached.
const nounLines = 20

// noticeHeading tells «ИЗВЕЩЕНИЕ № 5», «Объявление. Публичные слушания», «Информационное
// сообщение о продаже…», «Оповещение о начале публичных слушаний».
func (p *page) noticeHeading(i int) bool {
	switch {
	case p.at(i) == "внимание":
		return p.at(i+1) == "!"
	case p.at(i) == "вниманию", p.at(i) == "к" && p.at(i+1) == "сведению":
		return p.lineEnd(i)-i < 14
	}
	k := i
	for k < i+2 && p.begins(k, "информационн", "повторн", "официальн") {
		k++
	}
	next := k + 1
	switch {
	case p.oneOf(k, "извещение", "объявление", "оповещение"):
	case p.oneOf(k, "сообщение", "уведомление") && (k > i || p.oneOf(next, "о", "об")):
		if k == i && !p.begins(next+1, "возможн", "проведени", "продаж", "предстоящ", "торг", "аукцион", "конкурс",
			"приеме", "начале") {
			return false
		}
	default:
		return false
	}
	return next >= p.lineEnd(i) || p.oneOf(next, "№", "о", "об", ".", ":", "!", "-", "для") || p.toks[k].caps
}

// charterHeading tells «УСТАВ», «Устав муниципального образования…».
func (p *page) charterHeading(i int) bool {
	if p.at(i) != "устав" || p.oneOf(p.lineEnd(i)-1, ".", ";") {
		return false
	}
	next := i + 1
	return next >= p.lineEnd(i) || p.toks[i].caps || isSki(p.at(next)) || p.begins(next, "муниципальн", "городск",
		"сельск", "город", "район", "округ", "поселени", "мо")
}

// recordHead tells the noun of minutes or of a conclusion with what they are of: «Протокол
// заседания комиссии», «Заключение о результатах публичных слушаний».
func (p *page) recordHead(i int) bool {
	switch p.at(i) {
	case kindMinutes:
		return p.begins(i+1, "заседани", "собрани", "публичн", "общественн", "совещани", "рассмотрени",
			"подведени", "вскрыти", "сход", "аукцион", "конкурс", "открыт", "очередн", "внеочередн", "об",
			"конференци") || p.at(i+1) == "о"
	case kindConclusion:
		return p.oneOf(i+1, "о", "об", "по", "на")
	}
	return false
}

// readLetter reads a letter: its own date and number, its subject line.
func (l *layout) readLetter(p *page) bool {
	r, ok := p.letterHead()
	if !ok {
		return false
	}
	l.kind, l.rule, l.ref = kindLetter, "letter", r
	for n, i := range p.lines {
		if n > 40 || p.begins(i, "уважаем") {
			break
		}
		if p.isActTitle(i) && i >= r.from {
			l.title = i
			break
		}
	}
	return true
}

// letterHead tells a letter: it answers another one («на № 5 от…»), bears «Исх. №», or
// turns to a person and is signed with respect. Of an act, a notice or a page it is none.
func (p *page) letterHead() (ref, bool) {
	own, found, greets := ref{}, false, -1
	for n, i := range p.lines {
		if n > 40 || greets >= 0 {
			break
		}
		switch {
		case p.begins(i, "уважаем") && p.greeting(i):
			greets = i
			continue
		case p.begins(i, "вх", "получен"):
			continue
		case p.oneOf(i, "исх", "исходящий") && (p.oneOf(i+1, ".", "№", ":") || p.is(i+1, number)):
			found = true
		case p.actHead(i) >= 0, p.noticeHeading(i) && p.capital(i), p.isStamp(i), p.operativeLine(i), n > 25 &&
			own.empty():
			return ref{}, false
		}
		end := p.lineEnd(i)
		for k := i; k < end; k++ {
			if p.at(k) == "на" && p.at(k+1) == "№" {
				found = true
				k = max(k+1, p.refAt(k+1).next-1)
				continue
			}
			if !own.empty() || !p.refStart(k) && !p.dayAt(k) {
				continue
			}
			if r := p.refAt(k); r.date.Day > 0 && r.number != "" && !p.citesAct(k) {
				own = r
				k = r.next - 1
			}
		}
	}
	switch {
	case found:
		return own, true
	case greets < 0:
		return ref{}, false
	}
	return own, !own.empty() || p.oneOf(greets, "уважаемый", "уважаемая") && p.respects()
}

// greeting tells «Уважаемый Андрей Петрович!», a line of its own.
func (p *page) greeting(i int) bool {
	end := p.lineEnd(i)
	return end-i < 14 && p.oneOf(end-1, "!", ",")
}

// citesAct reports whether the date or number at token k follows the noun of an act, which is
// then cited: «постановлением от 3.02.2013 № 5».
func (p *page) citesAct(k int) bool {
	return p.near(k-12, 12, actStems...) || p.near(k-8, 8, "договор", "контракт", "письм", "запрос", "обращени")
}

// respects tells «С уважением» near the end.
func (p *page) respects() bool {
	for k := len(p.toks) - 1; k > len(p.toks)-120 && k > 0; k-- {
		if p.at(k) == "уважением" && p.at(k-1) == "с" {
			return true
		}
	}
	return false
}

// announces tells a text that begins with what a body makes known: «Администрация района
// извещает о проведении аукциона», «…информирует о возможности предоставления участка».
func (p *page) announces() bool {
	limit := min(p.before(1200), 120)
	if p.at(0) == "уважаемые" && p.begins(1, "жител", "граждан", "собственник", "предпринимател", "земляк", "родител", "пользовател", "абонент") &&
		p.near(2, limit, "состоится", "состоятся", "приглаша", "принимаются", "сообща", "информиру", "будет", "будут") {
		return true
	}
	for k := 1; k < limit; k++ {
		switch {
		case p.begins(k, "извеща", "уведомля", "объявля", "информиру", "сообща"):
			if p.near(k+1, 14, "аукцион", "торг", "конкурс", "слушани", "предоставлени", "продаж", "участк",
				"кадастров", "обсужден", "отбор", "приеме", "ваканс", "вакантн") && !p.finitePast(k+1) {
				return true
			}
		case p.begins(k, "организатор") && p.begins(k+1, "аукцион", "торг", "конкурс", "слушани") && p.near(k+2, 4,
			":", "-"):
			return true
		}
	}
	return false
}

// finitePast tells a verb in the past among the words from k to the end of the line.
func (p *page) finitePast(k int) bool {
	for end := min(p.lineEnd(k), k+25); k < end; k++ {
		if p.is(k, word) && !p.capital(k) && isPast(p.at(k)) && len(p.at(k)) > 2*4 {
			return true
		}
	}
	return false
}

// nounKind tells the kinds that a noun of a heading alone tells: far from the top it is no
// heading of the whole.
func nounKind(kind string) bool {
	return kind == kindNotice || kind == kindCharter || kind == kindConclusion || kind == "иное"
}

// noticeNumber reads the number beside the noun of a notice, or at the end of its title:
// «Извещение о проведении конкурса № 62-ОК/2011».
func (l *layout) noticeNumber(p *page) {
	for k := l.title; k < l.title+30 && k < len(p.toks) && l.ref.number == ""; k++ {
		if p.at(k) == "№" && (k < l.title+3 || l.kind == kindNotice && p.refAt(k).next == p.lineEnd(k)) {
			if r := p.refAt(k); l.ref.date.IsZero() {
				l.ref = r
			} else {
				l.ref.number = r.number
			}
		}
		if k > l.title+2 && (p.at(k) == "." || p.startsLine(k) && p.endsHeading(l.title, k)) {
			break
		}
	}
}

// readNotice reads the number and date of a notice or another text that its noun heads: beside
// the noun, on a line near it, under the text.
func (l *layout) readNotice(p *page) {
	from := l.title
	n := slices.Index(p.lines, l.title)
	for k := max(n, 0) + 1; k < len(p.lines) && k < n+12 && l.ref.date.IsZero(); k++ {
		i := p.lines[k]
		if d, next := p.dateLine(i); next > i {
			l.setDate(d, i, next)
		} else if p.dated(i) && !p.tellsWhen(i) {
			for at := i; at < p.lineEnd(i) && l.ref.date.IsZero(); at++ {
				if r := p.refAt(at); r.date.Day > 0 {
					if l.ref.number == "" {
						l.ref.number = r.number
					}
					l.setDate(r.date, at, r.next)
				}
			}
		}
	}
	if r := p.footRef(from); l.ref.date.IsZero() && !r.empty() {
		if l.ref.number == "" {
			l.ref.number = r.number
		}
		l.setDate(r.date, r.from, r.next)
	}
}

// tellsWhen reports whether the line at token i says when something else than the document takes
// place: behind a label, «Дата определения участников: 20.04.2021», after a preposition or a verb.
func (p *page) tellsWhen(i int) bool {
	for k, end := i, p.lineEnd(i); k < end; k++ {
		if d, _ := p.dateAt(k); d.Day > 0 {
			return p.oneOf(k-1, "до", "с", "по", "на", "в", "со", "позднее")
		}
		if p.begins(k, "опубликован", "размещен") {
			d, _ := p.dateAt(k + 1)
			return d.Day == 0
		}
		if p.at(k) == ":" || p.at(k) == "-" && k > i+1 && !p.tight(k) || p.begins(k, "состо", "проводи", "принима") || p.is(k, word) && !p.capital(k) &&
			isPast(p.at(k)) && k > i+1 {
			return true
		}
	}
	return false
}

// setDate puts a date that stands apart from the number into the reference.
func (l *layout) setDate(d archive.Date, from, to int) {
	l.ref.date = d
	if l.ref.next == 0 {
		l.ref.from, l.ref.next = from, to
	}
}

// footLines is how many lines above the end, or above the first annex, a date under a text
// is sought in: sites and signatures add lines of their own.
const footLines = 24

// footRef reads the date, and the number beside it, that stand under a text: «26 ноября
// 2009 года⏎№ ГС-519», «5 ноября 2018 г., г. Осташков», «г. Уфа, 26 ноября 2009 года».
func (p *page) footRef(from int) ref {
	first := 0
	for n, i := range p.lines {
		if i <= from {
			first = n + 1
		}
	}
	last := len(p.lines)
	for n := first; n < last; n++ {
		if i := p.lines[n]; p.isStamp(i) {
			last = n
		}
	}
	for _, i := range p.lines[max(first, last-footLines):last] {
		end := p.lineEnd(i)
		if p.at(i) == "№" {
			if r := p.refAt(i); r.date.Day > 0 && r.number != "" && r.next == p.lineEnd(r.next-1) {
				return r
			}
			continue
		}
		if k := p.datedEnd(i, end); k > 0 { // «МУП «Водоканал», 22 мая 2018 года»
			return p.refAt(k)
		}
		for k := i; k < end && k < i+8; k++ {
			if k > i && !p.townMark(i) {
				break
			}
			r := p.refAt(k)
			if r.date.Day == 0 || p.oneOf(k-1, "от", "с", "до", "на") {
				continue
			}
			if at := p.dateEnd(k); at == end || at < end && p.at(at) == "," && end-at < 7 && p.townMark(at+1) ||
				r.next == p.lineEnd(r.next-1) {
				return r
			}
		}
	}
	return ref{}
}

// datedEnd returns where the day begins that ends the line i…end after a comma, or
// behind the name of who signed, 0 when none does.
func (p *page) datedEnd(i, end int) int {
	if end-i > 20 {
		return 0
	}
	for k := max(i, end-6); k < end; k++ {
		if d, next := p.dateAt(k); d.Day > 0 && next == end && (p.at(k-1) == "," || p.signedBefore(i, k)) {
			return k
		}
	}
	return 0
}

// signedBefore reports whether a name with initials stands in the line from token i right before
// token k: «Начальник отдела   И. И. Иванов      12 мая 2019 г.».
func (p *page) signedBefore(i, k int) bool {
	for j := max(i, k-6); j < k-1; j++ {
		if p.capital(k-1) && p.capital(j) && len(p.at(j)) == len("п") && p.at(j+1) == "." {
			return true
		}
	}
	return false
}

// dateEnd returns the index after the date at token k.
func (p *page) dateEnd(k int) int {
	_, next := p.dateAt(k)
	return next
}

// townMark tells a line that begins with a place: «г. Уфа», «Уфа,», «с. Луговое».
func (p *page) townMark(i int) bool {
	return p.oneOf(i, "г", "с", "п", "пос", "пгт", "рп", "д", "ст", "город", "село", "поселок") || p.capital(i) &&
		p.oneOf(i+1, ",") && p.is(i, word)
}
