package layout

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/rudate"
)

// RefRule is the rule by which the date and number were found.
func (l *Layout) RefRule() string {
	switch {
	case l.Stamp >= 0:
		return "stamp"
	case l.Act >= 0 && l.Ref.From > l.Act:
		return "act-head"
	case l.Rule == "none", l.Kind == wording.KindLetter:
		return "ref-line"
	case l.Act < 0 && l.Ref.Date.Month == 0:
		return "imprint"
	}
	return "annex-stamp"
}

// readHeading finds the heading from line n on: it tells what an annex is.
func (l *Layout) readHeading(p *ruletext.Page, n int) {
	if i := l.Ref.Next; l.Stamp >= 0 && i > l.Stamp && !p.StartsLine(i) {
		if l.Kind = wording.HeadingKind(p, i); l.Kind != "" {
			l.Rule, l.At, l.Title = "heading", i, i
			return
		}
	}
	from := n // the line below the stamp
	for k := n; k < len(p.Lines) && k < n+120; k++ {
		i := p.Lines[k]
		if l.Stamp >= 0 && i < l.Ref.Next {
			from = k + 1
			continue
		}
		kind := wording.HeadingKind(p, i)
		if kind == "" || wording.NounKind(kind) && k > from+8 {
			continue
		}
		l.Kind, l.Rule, l.At, l.Title = kind, "heading", i, i
		if l.Stamp < 0 && l.Ref.Empty() {
			l.stampBelow(p, k)
		}
		break
	}
	if l.Kind == "" && l.Stamp >= 0 {
		l.Kind, l.Rule, l.At = "иное", "stamp", l.Stamp
		for _, i := range p.Lines[n:] {
			if i >= l.Ref.Next && i > l.Stamp {
				l.Title = i
				break
			}
		}
	}
	if l.Title >= 0 && p.IsAny(l.Title, "внимание", "вниманию") {
		// «ВНИМАНИЮ ПРЕДПРИНИМАТЕЛЕЙ!⏎ОБЪЯВЛЕНИЕ⏎о приёме заявок»
		for k := n + 1; k < len(p.Lines) && k < n+4; k++ {
			if i := p.Lines[k]; i > l.Title && wording.NoticeHeading(p, i) {
				l.At, l.Title = i, i
				break
			}
		}
	}
	if l.Ref.Empty() && l.Stamp >= 0 {
		l.Ref = laterStamp(p, l.Stamp)
	}
	if wording.NounKind(l.Kind) {
		l.noticeNumber(p)
		if l.Stamp < 0 {
			l.readNotice(p)
		}
	}
	if l.Ref.Empty() && l.Kind == wording.KindCharter {
		l.Ref.Date, l.Ref.From, l.Ref.Next = adoptedBy(p, l.Title)
	}
	if l.Ref.Empty() && l.Kind != wording.KindNotice {
		l.imprint(p)
	}
	if r := preparedOn(p); l.Ref.Date.Day == 0 && l.Stamp < 0 && r.Date.Day > 0 &&
		(l.Kind == "отчёт" || l.Kind == "доклад") {
		l.Ref.Date, l.Ref.From, l.Ref.Next = r.Date, r.From, r.Next
	}
	for k := n + 1; k < len(p.Lines) && k < n+8 && l.Ref.Date.IsZero() && l.Stamp < 0 &&
		(l.Kind == "отчёт" || l.Kind == "доклад"); k++ {
		if r, _ := refBlock(p, k); !r.Empty() {
			l.addRef(r)
		} else if r := approvedOn(p, p.Lines[k]); !r.Empty() {
			l.addRef(r)
		} else if d, next := requisite.DateLine(p, p.Lines[k]); next > p.Lines[k] {
			l.setDate(d, p.Lines[k], next) // «Дата размещения: 29 марта 2024 г.», «15 февраля 2023 г., среда»
		}
	}
	if l.Ref.Date.IsZero() && l.Stamp < 0 && (l.Kind == "отчёт" || l.Kind == "доклад") {
		r := FootRef(p, l.Title)
		if r.Date.IsZero() {
			r = adoptedAt(p, l.Title)
		}
		l.Ref.Date, l.Ref.From, l.Ref.Next = r.Date, r.From, r.Next
	}
}

// stampBelow takes the stamp that stands under the heading on a title page.
func (l *Layout) stampBelow(p *ruletext.Page, n int) {
	for k := n; k < len(p.Lines) && k < n+25; k++ {
		if i := p.Lines[k]; l.Kind == "иное" && (p.LineEnd(i)-i > paragraphTokens || p.HasKind(i, ruletext.Number) &&
			p.IsAny(i+1, ".", ")") && !requisite.DayAt(p, i)) { // the text has begun
			return
		}
		if i := p.Lines[k]; wording.IsStamp(p, i) ||
			p.At(i) == "(" && p.HasStem(i+1, "принят", "утв") && wording.StampNoun(p, i+1) >= 0 {
			l.Stamp, l.Ref = i, stampRef(p, i)
			return
		}
	}
}

// imprint takes the year at the foot of a title page: «г. Углич 2016».
func (l *Layout) imprint(p *ruletext.Page) {
	for k, i := range p.Lines {
		if k > 40 || i > p.TokensBefore(3000) || k > 0 && p.HasStem(i, "паспорт", "содержани", "оглавлени", "введени") {
			return
		}
		end := p.LineEnd(i)
		if requisite.Dated(p, i) && p.IsAny(i, "г", "город", "с", "п", "пос", "пгт") { // «г. Кунгур 12 мая 2010 года»
			for at := i; at < end; at++ {
				if r := requisite.RefAt(p, at); r.Date.Day > 0 {
					l.Ref = r
					return
				}
			}
		}
		at := end - 1
		for at > i && (p.At(at) == "." || p.IsYearWord(at)) {
			at--
		}
		y := p.Year(at)
		if y < 1990 || end-i > 9 || at != i && !PlaceBefore(p, i, at) {
			continue
		}
		l.Ref = requisite.Ref{Date: archive.Date{Year: y}, From: at, Next: end}
		return
	}
}

// PlaceBefore reports whether the tokens from i to j are the name of a place.
func PlaceBefore(p *ruletext.Page, i, j int) bool {
	if p.At(j-1) == "," || p.At(j-1) == "-" {
		j--
	}
	if p.At(i) == "мо" && wording.QuoteAt(p, i+1).End == j ||
		wordform.IsSkiAdjective(p.At(i)) && p.Capitalized(i) && p.HasStem(i+1, "район") && j == i+2 ||
		p.Capitalized(i) && j == i+1 {
		return true
	}
	return p.IsAny(i, placeMarks...) && j > i+1
}

// TellsVerb reports whether the line that begins at token k has a finite verb.
func TellsVerb(p *ruletext.Page, k int) bool {
	for end := p.LineEnd(k); k < end; k++ {
		if wording.IsFiniteVerb(p, k) {
			return true
		}
	}
	return false
}

// adoptedBy reads the day of the meeting that adopted a charter, which stands above its title with the number of the
// minutes: «УТВЕРЖДЁН общим собранием 17 мая 2009 года, протокол № 1», «протокол № 1 от 17.05.2009».
func adoptedBy(p *ruletext.Page, title int) (d archive.Date, from, next int) {
	for k := range max(title, 0) {
		if p.At(k) != "протокол" && p.At(k) != "протоколом" {
			continue
		}
		end := k
		if p.At(end-1) == "," || p.At(end-1) == "(" {
			end--
		}
		if d, from = requisite.DateBefore(p, end); d.Day > 0 {
			return d, from, end
		}
		for j := k + 1; j < k+6; j++ {
			if d, next = requisite.DateAt(p, j); d.Day > 0 {
				return d, j, next
			}
		}
	}
	return archive.Date{}, 0, 0
}

// preparedOn reads the day on which a report was made: «Отчёт подготовлен: 28 февраля 2019 г.»,
// «Дата составления: 12.02.2019».
func preparedOn(p *ruletext.Page) requisite.Ref {
	for k := range p.TokensBefore(3000) {
		if !p.HasStem(k, "подготовлен", "составлен", "сдан", "представлен", "оформлен", "сформирован", "подписан") ||
			!p.StemWithin(k-3, 3, "отчет", "доклад", "дата", "справк", "информац") {
			continue
		}
		for j := k + 1; j < k+5; j++ {
			if d, next := requisite.DateAt(p, j); d.Day > 0 {
				return requisite.Ref{Date: d, From: j, Next: next}
			}
		}
	}
	return requisite.Ref{}
}

// approvedOn reads the day at the end of the line at token i that says who approved a report: «Утверждён председателем
// Контрольно-счётной палаты 30 мая 2019 года».
func approvedOn(p *ruletext.Page, i int) requisite.Ref {
	end := p.LineEnd(i)
	if !p.HasStem(i, "утвержден") || end-i > 26 || wording.IsStamp(p, i) {
		return requisite.Ref{}
	}
	d, from := requisite.DateBefore(p, end)
	if d.Day == 0 {
		return requisite.Ref{}
	}
	return requisite.Ref{Date: d, From: from, Next: end}
}

// EndsHeading reports whether the line that begins at k is no more of the heading
// that begins at i.
func EndsHeading(p *ruletext.Page, i, k int) bool {
	if _, next := requisite.DateLine(p, k); next > k {
		return true
	}
	switch {
	case p.LineEnd(i) == k && k-i < 3 && wording.NoticeHeading(p, i) && p.Capitalized(k) && !p.Tokens[k].AllCaps &&
		!p.IsAny(k, "о", "об"):
		// «ОБЪЯВЛЕНИЕ» alone
		return true
	case wording.NoticeHeading(p, i) && p.Capitalized(k) && !p.Tokens[k].AllCaps && p.HasStem(k, wording.Issuers...) &&
		TellsVerb(p, k):
		return true // «Администрация … проводит продажу»
	case wording.NoticeHeading(p, i) && p.Tokens[i].AllCaps && p.InCapitals(i, k) && p.HasStem(k, wording.Issuers...) &&
		p.Capitalized(k) && !p.InCapitals(k, p.LineEnd(k)) && !wordform.HasEnd(p.At(k), "ии", "ы", "та", "ния", "ой"):
		return true // «УВЕДОМЛЕНИЕ О ТОРГАХ⏎Администрация района (адрес)⏎сообщает»
	case p.At(k) == "(" && p.HasStem(k+1, "заключени", "протокол", "отчет", "извещени"):
		// «Итоговый документ⏎(заключение о результатах …)»
		return false
	case p.HasStem(k, headingEnds...) && p.Capitalized(k) && k-i > 1, labels(p, k) && k-i > 2:
		return true
	case p.At(k) == "статья" && p.Capitalized(k) && p.HasKind(k+1, ruletext.Number):
		return true
	case ruletext.IsOpenQuote(p.At(k)) && startsDate(p, k):
		return true
	case p.HasKind(k, ruletext.Number) && p.IsAny(k+1, ".", ")") && p.LineEnd(i) == k && wording.NoticeHeading(p, i):
		return true // «ИЗВЕЩЕНИЕ⏎1. Организатор: …»
	case p.IsAny(k, "(", "*", "№", "|", "_") || p.Year(k) > 0 || p.HasKind(k, ruletext.Number) && k-i > 2 ||
		rudate.RomanMonth(p.At(k)) > 0 && p.At(k+1) == "." || wording.IsStamp(p, k):
		return true
	case p.IsAny(k, imprintMarks...) && (p.LineEnd(k)-k <= 8 || requisite.Dated(p, k)):
		return true
	case p.Capitalized(k) && !p.Tokens[k].AllCaps && k-i >= 5 &&
		!(p.HasStem(k-1, "район", "округ", "поселени", "област", "края", "сельсовет") &&
			wording.ProgramHeading(p, i) != "") && p.Tokens[i].AllCaps && p.InCapitals(i, k) &&
		!wordform.IsSkiAdjective(p.At(k)) && p.HasKind(k, ruletext.Word) && len(p.At(k)) > 2*2 &&
		!p.InCapitals(k, p.LineEnd(k)) && !p.HasStem(k, "республик"):
		return true // the text under a heading in capitals
	case p.Line(k) > p.Line(k-1)+1 && k-i > 3 && !ruletext.IsOpenQuote(p.At(k)):
		return true
	case wordform.IsSkiAdjective(p.At(k)) && p.HasStem(k+1, "район") && p.LineEnd(k) == k+2 && p.Year(k+2) > 0:
		// an imprint
		return true
	case p.Capitalized(k) && p.Initial(k+1):
		// a person
		return true
	case p.Capitalized(k) && (k-i > 2 || wording.OtherHeadings[p.At(i)] || wording.NoticeHeading(p, i)) &&
		wording.IsSentence(p, k):
		return true
	case p.Capitalized(k) && k-i > 2 && !p.Tokens[k].AllCaps && p.LineEnd(k)-k > 3 && shortSentence(p, k):
		return true
	case !p.Capitalized(k) || k-i < 5:
		return false
	}
	// A capital after a closed name or after the years begins the text, unless it
	// is that of a place's name or the heading is all in capitals.
	return (ruletext.IsCloseQuote(p.At(k-1)) || p.IsYearWord(k-1) || p.IsAny(k-1, ".", "годов")) &&
		!wordform.IsSkiAdjective(p.At(k)) && !p.HasStem(k, "республик", "област") &&
		!(p.Tokens[k].AllCaps && p.InCapitals(i, k))
}

// labels reports whether the line at token k begins with a label: «Организатор аукциона: комитет …».
func labels(p *ruletext.Page, k int) bool {
	if !p.Capitalized(k) || p.Tokens[k].AllCaps {
		return false
	}
	for j := k + 1; j < k+5 && p.HasKind(j-1, ruletext.Word) && p.Line(j) == p.Line(k); j++ {
		if p.At(j) == ":" {
			return true
		}
	}
	return false
}

// shortSentence reports whether the line at token k is a sentence with a verb, however short: «Слушания состоятся 15
// мая 2019 года.», «Не оставляйте печи без присмотра.»
func shortSentence(p *ruletext.Page, k int) bool {
	end := p.LineEnd(k)
	if p.At(end-1) != "." || p.IsAny(k-1, unfinished...) {
		return false
	}
	for j := k; j < end; j++ {
		if ruletext.IsOpenQuote(p.At(j)) {
			return false
		}
		if p.HasKind(j, ruletext.Word) && (!p.Capitalized(j) || j == k) &&
			(p.HasStem(j, happens...) || wording.IsFiniteVerb(p, j) || wordform.IsPast(p.At(j)) ||
				wordform.HasEnd(p.At(j), "йте", "ите") && (j == k || p.IsAny(j-1, "не", "пожалуйста"))) {
			return true
		}
	}
	return false
}

// EndsCapitals reports whether the capitals of a notice's heading, which begins at token i, end before token k, where
// its text begins in the same line: «ИЗВЕЩЕНИЕ О ПРОВЕДЕНИИ АУКЦИОНА Организатор торгов – Администрация…».
func EndsCapitals(p *ruletext.Page, i, k int) bool {
	return k > i+2 && p.Capitalized(k) && !p.Tokens[k].AllCaps && p.HasKind(k, ruletext.Word) &&
		wording.NoticeHeading(p, i) && p.InCapitals(i, k) &&
		(p.HasStem(k, "организатор") || p.HasStem(k, wording.Issuers...) && !wordform.HasEnd(p.At(k), "ии", "ы", "та"))
}

// startsDate reports whether a day begins at token k: «"10" сентября 2020 г.   п. Лесной».
func startsDate(p *ruletext.Page, k int) bool {
	d, _ := requisite.DateAt(p, k)
	return d.Day > 0
}
