package layout

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// announces tells a text that begins with what a body makes known: «Администрация района
// извещает о проведении аукциона», «…информирует о возможности предоставления участка».
func announces(p *ruletext.Page) bool {
	limit := min(p.TokensBefore(1200), 120)
	for n, i := range p.Lines {
		if n > 5 {
			break
		}
		if p.At(i) == "уважаемые" && p.HasStem(i+1, addressees...) && p.StemWithin(i+2, limit, madeKnown...) ||
			n < 2 && (informsOf(p, i) || takesIn(p, i)) {
			return true
		}
	}
	for k := 1; k < limit; k++ {
		switch {
		case p.HasStem(k, "извеща", "уведомля", "объявля", "информиру", "сообща") && !quotesSource(p, k):
			if p.StemWithin(k+1, 14, announced...) && !finitePast(p, k+1) {
				return true
			}
		case p.HasStem(k, "организатор") && p.HasStem(k+1, "аукцион", "торг", "конкурс", "слушани") && p.StemWithin(k+2, 4,
			":", "-"):
			return true
		}
	}
	return false
}

// informsOf tells the heading «Информация о проведении публичных слушаний» at token i.
func informsOf(p *ruletext.Page, i int) bool {
	return p.At(i) == "информация" && p.At(i+1) == "о" && p.HasStem(i+2, "проведени", "назначени") &&
		p.StemWithin(i+3, 5, announced...) && !finitePast(p, i)
}

// takesIn reports whether the line at token i begins with a body that takes in what people hand in: «Администрация
// района принимает заявления на субсидии».
func takesIn(p *ruletext.Page, i int) bool {
	if !p.HasStem(i, wording.Issuers...) || finitePast(p, i) {
		return false
	}
	for k := i + 1; k < min(i+20, p.LineEnd(i)) && p.At(k) != "."; k++ {
		if p.At(k) == "принимает" {
			return p.StemWithin(k+1, 3, handedIn...)
		}
	}
	return false
}

// invites tells a text that makes something known in its first lines and tells of nothing past: what is to take place
// or what people may do, «Администрация района приглашает на ярмарку», «Приём заявок», «Объявляется набор».
func invites(p *ruletext.Page) bool {
	limit := min(p.TokensBefore(1500), 150)
	known, past := false, 0
	for k := range limit {
		switch {
		case !p.HasKind(k, ruletext.Word):
		case k < 90 && p.HasStem(k, invited...) && !quotesSource(p, k),
			p.StartsLine(k) && p.HasStem(k, offered...) && p.LineEnd(k)-k < 20 && k < 40,
			p.At(k) == "кадастровым" && p.HasStem(k+1, "инженер"):
			known = true
		case !p.Capitalized(k) && wordform.IsPast(p.At(k)):
			past++
		}
	}
	return known && past*60 <= limit
}

// quotesSource reports whether the verb at token k only says who told what the text tells: «Об этом сообщает
// пресс-служба», «Как сообщили в администрации», «Там сообщается о…».
func quotesSource(p *ruletext.Page, k int) bool {
	return p.IsAny(k-1, "этом", "чем", "как", "там") || strings.HasSuffix(p.At(k), "ся") && p.HasStem(k, "сообща")
}

// finitePast tells a verb in the past among the words from k to the end of the line.
func finitePast(p *ruletext.Page, k int) bool {
	for end := min(p.LineEnd(k), k+25); k < end; k++ {
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) && wordform.IsPast(p.At(k)) && len(p.At(k)) > 2*4 {
			return true
		}
	}
	return false
}

// noticeNumber reads the number beside the noun of a notice, or at the end of its title:
// «Извещение о проведении конкурса № 62-ОК/2011».
func (l *Layout) noticeNumber(p *ruletext.Page) {
	if l.Title < 0 { // nothing stands below the stamp
		return
	}
	for k := l.Title; k < l.Title+30 && k < len(p.Tokens) && l.Ref.Number == ""; k++ {
		if k == l.Title+1 && p.At(k) == "от" && l.Ref.Date.IsZero() { // «ОБЪЯВЛЕНИЕ от 12.05.2015»
			l.addRef(requisite.RefAt(p, k))
		}
		if p.At(k) == "№" && (k < l.Title+3 || l.Kind == wording.KindNotice && requisite.RefAt(p, k).Next == p.LineEnd(k)) {
			if r := requisite.RefAt(p, k); l.Ref.Date.IsZero() {
				l.Ref = r
			} else {
				l.Ref.Number = r.Number
			}
		}
		if k > l.Title+2 && (p.At(k) == "." || p.StartsLine(k) && EndsHeading(p, l.Title, k)) {
			break
		}
	}
}

// readNotice reads the number and date of a notice or another text that its noun heads: beside
// the noun, on a line near it, under the text.
func (l *Layout) readNotice(p *ruletext.Page) {
	from := l.Title
	n := slices.Index(p.Lines, l.Title)
	for k := max(n, 0) + 1; k < len(p.Lines) && k < n+12 && l.Ref.Date.IsZero(); k++ {
		i := p.Lines[k]
		if r, _ := refBlock(p, k); r.Number != "" || !r.Empty() && p.At(i) != "дата" { // of what is announced
			l.addRef(r)
			break
		}
		if r := publishedIn(p, i); r.Number != "" && l.Ref.Number == "" {
			l.Ref.Number, l.Ref.From, l.Ref.Next = r.Number, i, p.LineEnd(i)
		}
		if d, next := requisite.DateLine(p, i); next > i {
			l.setDate(d, i, next)
		} else if r := publishedIn(p, i); !r.Empty() {
			l.addRef(r)
		} else if requisite.Dated(p, i) && !tellsWhen(p, i) {
			for at := i; at < p.LineEnd(i) && l.Ref.Date.IsZero(); at++ {
				if r := requisite.RefAt(p, at); isLaw(r) {
					break
				} else if r.Date.Day > 0 {
					if l.Ref.Number == "" {
						l.Ref.Number = r.Number
					}
					l.setDate(r.Date, at, r.Next)
				}
			}
		} else if r := dayLine(p, i); p.At(i) == "от" && r.Date.Day > 0 { // «от 05 апреля 2023 г.   г. Завитинск»
			l.addRef(r)
		}
	}
	for k := max(0, n-3); k < n && l.Ref.Date.IsZero(); k++ { // of a post, above its heading
		if d, next := requisite.DateLine(p, p.Lines[k]); next > p.Lines[k] {
			l.setDate(d, p.Lines[k], next)
		}
	}
	if l.Ref.Date.IsZero() {
		l.addRef(FootRef(p, from))
	}
	if l.Ref.Date.IsZero() && l.Kind == "иное" {
		l.addRef(adoptedAt(p, from))
	}
}

// publishedIn reads the number and the day of a notice that labels within the line at token i tell: «Лот № 1. Номер
// извещения: 22000041. Дата публикации: 04.09.2023».
func publishedIn(p *ruletext.Page, i int) (r requisite.Ref) {
	for k := i; k < p.LineEnd(i); k++ {
		switch at := k + 2; {
		case p.At(k) == "дата" && p.HasStem(k+1, "публикац", "размещен", "создан", "извещен"):
			for p.IsAny(at, "извещения", ":") {
				at++
			}
			if d, next := requisite.DateAt(p, at); d.Day > 0 {
				r.Date, r.From, r.Next = d, at, next
			}
		case p.IsAny(k, "номер", "№") && p.HasStem(k+1, "извещен", "процедур", "закупк", "торгов", "аукцион"):
			for at < k+8 && !p.IsAny(at-1, ":", "|") && !p.StartsCell(at) && p.Line(at) == p.Line(k) {
				at++
			}
			if p.At(at) == "№" {
				at++
			}
			if p.IsAny(at-1, ":", "|", "№") || p.StartsCell(at) {
				r.Number, _ = requisite.NumberBody(p, at)
			}
		}
	}
	return r
}

// adoptedAt reads the day on which a text says that it was adopted or heard: «Принято на заседании Думы 13
// ноября 2014 года», «(отчёт заслушан на сессии 26.02.2020)».
func adoptedAt(p *ruletext.Page, from int) requisite.Ref {
	for _, i := range p.Lines {
		at := i
		if p.At(at) == "(" {
			at++
		}
		if p.IsAny(at, "обращение", "заявление", "воззвание", "письмо", "отчет", "доклад", "информация") {
			at++
		}
		// «(сессия Думы, 29 января 2016 г.)»
		session := p.At(i) == "(" && (p.StemWithin(i+1, 4, "сесси", "заседани", "собрани") ||
			p.HasStem(i+1, "утвержден", "одобрен") && p.HasStem(i+2, "председател", "глав", "начальник"))
		if i <= from || !session &&
			!(p.HasStem(at, "принят", "утвержден", "заслушан", "рассмотрен") && p.StemWithin(at+1, 3, "на")) {
			continue
		}
		for k := i + 1; k < min(i+20, p.LineEnd(i)); k++ {
			if d, next := requisite.DateAt(p, k); d.Day > 0 {
				return requisite.Ref{Date: d, From: k, Next: next}
			}
		}
	}
	return requisite.Ref{}
}

// tellsWhen reports whether the line at token i says when something else than the document takes
// place: behind a label, «Дата определения участников: 20.04.2021», after a preposition or a verb.
func tellsWhen(p *ruletext.Page, i int) bool {
	if p.HasStem(i, happenings...) || p.TableRow(i) && p.HasKind(i, ruletext.Word) && p.At(i) != "дата" ||
		p.IsAny(i, "дата", "срок", "начало", "окончание", "время") && p.StemWithin(i+1, 3, happenings...) {
		return true // «Дата начала приёма заявок  28.02.2022», «Определение участников  29 марта 2022 г.»
	}
	for k, end := i, p.LineEnd(i); k < end; k++ {
		if d, _ := requisite.DateAt(p, k); d.Day > 0 {
			return p.IsAny(k-1, termWords...)
		}
		if p.HasStem(k, "опубликован", "размещен") {
			d, _ := requisite.DateAt(p, k+1)
			return d.Day == 0
		}
		if p.At(k) == ":" || p.At(k) == "-" && k > i+1 && !p.Adjoins(k) || p.HasStem(k, "состо", "проводи", "принима") ||
			p.HasKind(k, ruletext.Word) && !p.Capitalized(k) &&
				wordform.IsPast(p.At(k)) && k > i+1 {
			return true
		}
	}
	return false
}

// setDate puts a date that stands apart from the number into the reference.
func (l *Layout) setDate(d archive.Date, from, to int) {
	l.Ref.Date = d
	if l.Ref.Next == 0 {
		l.Ref.From, l.Ref.Next = from, to
	}
}
