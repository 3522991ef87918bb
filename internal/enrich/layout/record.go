package layout

import (
	"cmp"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
	"letopis/internal/rudate"
)

// recordLines is how many lines under the noun of minutes their date is sought in.
const recordLines = 25

// isRecord reports whether minutes or a conclusion are of the kind.
func isRecord(kind string) bool { return kind == wording.KindMinutes || kind == wording.KindConclusion }

// recordBelow reports whether under the stamp in line n, by which somebody approves, stand
// minutes or a conclusion: they have a date of their own.
func recordBelow(p *ruletext.Page, n int) bool {
	for k := n + 1; k < len(p.Lines) && k < n+recordLines; k++ {
		i := p.Lines[k]
		if at := wording.ActHead(p, i); at >= 0 {
			return isRecord(wording.ActNouns[p.At(at)])
		}
		if kind := wording.HeadingKind(p, i); kind != "" {
			return false
		}
	}
	return false
}

// readRecord reads the date and number of minutes or a conclusion: beside the noun, or on a line
// under it with the place or the hour, or behind a label; else above the noun, else at the foot.
// Minutes are of the day on which they were held or made, not of that on which approved was put
// over them; it counts where there is no other.
func (l *Layout) readRecord(p *ruletext.Page, approved requisite.Ref) {
	if r := requisite.RefAt(p, l.Act+1); !r.Empty() {
		l.Ref = r
	}
	var held requisite.Ref // the day behind a label that tells when it took place
	n := 0
	for n < len(p.Lines) && p.Lines[n] <= l.Act {
		n++
	}
	first := max(n-1, 0)
	for k := n; k < len(p.Lines) && k < n+recordLines && l.Ref.Date.IsZero(); k++ {
		i := p.Lines[k]
		if p.HasStem(i, begun...) && p.Capitalized(i) || wording.IsStamp(p, i) {
			break
		}
		if r, _ := refBlock(p, k); !r.Empty() {
			l.addRef(r)
			continue
		}
		if r, made := labelledDay(p, i); !r.Empty() {
			if made {
				l.setDate(r.Date, r.From, r.Next)
			} else if held.Empty() {
				held = r
			}
			continue
		}
		l.addRef(dayLine(p, i))
		l.addRef(columnDay(p, i))
	}
	if l.Ref.Date.IsZero() && !held.Empty() {
		l.setDate(held.Date, held.From, held.Next)
	}
	if l.Ref.Date.IsZero() || l.Ref.Number == "" {
		l.addRef(headingRef(p, l.Act))
	}
	for k := first - 1; k >= 0 && k >= first-6 && l.Ref.Date.IsZero() && approved.Empty(); k-- {
		l.addRef(dayLine(p, p.Lines[k]))
	}
	if l.Ref.Date.IsZero() {
		l.addRef(FootRef(p, l.Act))
	}
	if l.Ref.Date.IsZero() && !approved.Date.IsZero() {
		l.setDate(approved.Date, approved.From, approved.Next)
	}
}

// columnDay reads a day that a column beside the place breaks over two lines: «г. Опочка      11
// декабря⏎ул. Коммунальная, 13      2018 года».
func columnDay(p *ruletext.Page, i int) requisite.Ref {
	end := p.LineEnd(i)
	next := p.LineEnd(end)
	year := next - 1
	for year > end && (p.At(year) == "." || p.IsYearWord(year)) {
		year--
	}
	d := archive.Date{Day: requisite.SmallNumber(p, end-2, 31), Month: rudate.Month(p.At(end - 1)), Year: p.Year(year)}
	if end-i < 3 || end-i > 14 || next-end > 20 || year <= end || d.Day == 0 || d.Month == 0 || d.Year == 0 ||
		!requisite.ValidDate(d) {
		return requisite.Ref{}
	}
	return requisite.Ref{Date: d, From: end - 2, Next: next}
}

// addRef completes the reference by what another one has more; that to a federal law is none of a document.
func (l *Layout) addRef(r requisite.Ref) {
	if isLaw(r) {
		return
	}
	if l.Ref.Number == "" {
		l.Ref.Number = r.Number
	}
	if l.Ref.Date.IsZero() && !r.Date.IsZero() {
		l.setDate(r.Date, r.From, r.Next)
	} else if l.Ref.Next == 0 && r.Number != "" {
		l.Ref.From, l.Ref.Next = r.From, r.Next
	}
}

// labelledDay reads the day behind a label at the beginning of the line at token i, or in the
// cell or line after it: «Дата оформления протокола: 7 февраля 2020 г.», which is that on which
// it was made, «Дата и место проведения: …», «Дата: …».
func labelledDay(p *ruletext.Page, i int) (r requisite.Ref, made bool) {
	if !p.IsAny(i, "дата", "время", "место") {
		return requisite.Ref{}, false
	}
	end := p.LineEnd(i)
	if next := p.LineEnd(end); end-i < 8 && (p.At(end-1) == ":" || next-end < 8) {
		end = next
	}
	for k := i + 1; k < end; k++ {
		switch {
		case p.HasStem(k, otherDays...):
			return requisite.Ref{}, false
		case p.HasStem(k, madeOn...):
			made = true
		}
		if d, next := requisite.DateAt(p, k); d.Day > 0 {
			return requisite.Ref{Date: d, From: k, Next: next}, made
		}
	}
	return requisite.Ref{}, false
}

// dayLine reads the day, and the number, of a line that tells nothing else but the place and the
// hour: «ст. Некрасовская      4 декабря 2009 г., 15-00», «№ 5    с. Эссо    от 16.10.2014».
func dayLine(p *ruletext.Page, i int) (r requisite.Ref) {
	end := p.LineEnd(i)
	if item := p.HasKind(i, ruletext.Number) && p.IsAny(i+1, ".", ")") && !requisite.DayAt(p, i); item || end-i > 26 {
		return r
	}
	others := 0
	for k := i; k < end; k++ {
		if requisite.RefStart(p, k) || requisite.DayAt(p, k) || p.Adjoins(k) && p.At(k-1) == "." {
			if o := requisite.RefAt(p, k); !o.Empty() && p.Line(o.Next-1) == p.Line(i) {
				if !o.Date.IsZero() && (!r.Date.IsZero() || o.Date.Day == 0 || !apart(p, i, k, o.Next) ||
					citesAct(p, k) && (k-i > 3 || p.IsAny(i-1, "от", "№"))) {
					return requisite.Ref{}
				}
				if o.Date.Day > 0 && ends(p, o.Next) { // «зал заседаний администрации      4 декабря 2009 г.»
					others = 0
				}
				o.From, o.Number = max(o.From, r.From), cmp.Or(r.Number, o.Number)
				if o.Date.IsZero() {
					o.Date = r.Date
				}
				r, k = o, o.Next-1
				continue
			}
		}
		switch {
		case !p.HasKind(k, ruletext.Word) || p.Capitalized(k) || p.IsAny(k, placeMarks...) || p.IsAny(k, hourWords...):
		case wordform.IsPast(p.At(k)) && len(p.At(k)) > 2*4, wording.IsFiniteVerb(p, k):
			return requisite.Ref{}
		default:
			others++
		}
	}
	placed := r.From > i && r.Next == end && townMark(p, i) // «г. Касимов      № 2», not «№ 1 — ИП Иванов»
	if others > 3 || r.Date.IsZero() && !placed && (r.From > i || r.Next < end && !townMark(p, r.Next)) {
		return requisite.Ref{}
	}
	return r
}

// apart reports whether the day at tokens k … next of the line from token i is no part of a sentence: it
// begins the line, stands behind a place, a number or an hour, or ends the line.
func apart(p *ruletext.Page, i, k, next int) bool {
	from := p.At(k) == "от"
	if from {
		k--
	}
	switch {
	case k <= i:
		return true
	case p.IsAny(k-1, termWords...):
		return false
	case p.At(i) == "№" || townMark(p, i):
		return true
	}
	words, colon := 0, false
	for ; i < k; i++ {
		colon = colon || p.At(i) == ":"
		if p.HasKind(i, ruletext.Word) && !p.Capitalized(i) && !p.IsAny(i, placeMarks...) {
			words++
		}
	}
	return words == 0 || words < 7 && !from && !colon && ends(p, next)
}

// ends reports whether nothing but an hour follows in the line from token i on, and no point that
// ends a sentence.
func ends(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i - 1)
	if p.At(end-1) == "." && !p.IsAny(end-2, "г", "ч", "мин") {
		return false
	}
	for ; i < end; i++ {
		if p.HasKind(i, ruletext.Word) && !p.IsAny(i, hourWords...) {
			return false
		}
	}
	return true
}

// ClosesHeading reports whether at token k a day begins that closes the heading at token i, behind the name of what it
// is about, and is no part of it: «Заключение о результатах слушаний по проекту «О бюджете» 7 декабря 2023 г.».
func ClosesHeading(p *ruletext.Page, i, k int) bool {
	_, next := closingDay(p, i, k)
	return next > k
}

// closingDay reads that day and returns the index behind it, k where there is none.
func closingDay(p *ruletext.Page, i, k int) (archive.Date, int) {
	if k-i < 4 || !ruletext.IsCloseQuote(p.At(k-1)) || p.StartsLine(k) {
		return archive.Date{}, k
	}
	if d, next := requisite.DateAt(p, k); d.Day > 0 && next == p.LineEnd(k) {
		return d, next
	}
	return archive.Date{}, k
}

// headingRef reads the day or number at the end of a heading: «Протокол заседания комиссии … от
// 20 декабря 2018 года»; what follows the noun of an act is that act's.
func headingRef(p *ruletext.Page, act int) requisite.Ref {
	for k := act + 1; k < act+60 && k < len(p.Tokens); k++ {
		if p.StartsLine(k) && EndsHeading(p, act, k) {
			break
		}
		if d, next := closingDay(p, act, k); next > k {
			return requisite.Ref{Date: d, From: k, Next: next}
		}
		if !p.IsAny(k, "от", "№") || citesAct(p, k) {
			continue
		}
		if r := requisite.RefAt(p, k); !r.Empty() && r.Next == p.LineEnd(r.Next-1) {
			return r
		}
		if n, next := requisite.NumberAt(p, k); n != "" && next == p.LineEnd(k) { // the day is on the next line, with more
			return requisite.Ref{Number: n, From: k, Next: next}
		}
	}
	return requisite.Ref{}
}
