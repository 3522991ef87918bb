package event

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// besideCue returns what is told beside the sentence s of a period that names nothing itself: the sentence before one
// that begins with the verb, «Конкурс «Лучший мастер». Проведён 26 мая 2016 года», the row above a day that has
// its row for itself, the day before in a list, «собрания: 22 октября – в клубе; 23 октября – в школе».
func (x *eventFinder) besideCue(per *requisite.Period, s ruletext.Span) (what string, near int) {
	p, line := x.p, x.p.LineStart(per.At)
	switch {
	case x.tabular() && line > 0 && onlyMarks(p, line, per.At):
		above := ruletext.Span{From: p.LineStart(line - 1), To: line}
		what, _ = x.cueOf(&requisite.Period{At: line, Next: line}, above)
	case s.From > line && per.At-s.From < 4 && (p.HasStem(s.From, tookPlace...) || per.At-s.From < 2 && s.From-line < 8):
		before := ruletext.Span{From: max(s.From-2, line), To: s.From}
		for before.From > line && s.From-before.From < 30 && !wording.SentenceStarts(p, before.From) {
			before.From--
		}
		what, _ = x.cueOf(&requisite.Period{At: s.From, Next: s.From}, before)
	case p.At(per.At-1) == "|" && per.At-1 > line: // a label in the cell before
		what, _ = x.cueOf(&requisite.Period{At: per.At, Next: per.At}, ruletext.Span{From: line, To: per.At})
	case per.Since && x.l.Kind == wording.KindNews && p.StemWithin(per.Next, 5, opened...):
		what = "opening"
	case per.To.Day > 0 && x.l.Kind == wording.KindNotice && p.HasStem(s.From, "срок", "период"):
		what = "deadline"
	case per.To.Day > 0 && x.restricts(s):
		what = "other"
	case deferred(p, per):
		what = cmp.Or(x.subject, "meeting")
	case x.listedAt > 0 && (p.At(per.At-1) == ";" || p.At(per.At-1) == "-" && p.At(x.listedAt-1) == "-") &&
		p.LineStart(x.listedAt) == line:
		what = x.out[len(x.out)-1].What
	}
	if what == "" || what == "deadline" && per.To.Day == 0 {
		return "", 1 << 10
	}
	return what, 3
}

// onlyMarks reports whether nothing but marks stand among the tokens from … to.
func onlyMarks(p *ruletext.Page, from, to int) bool {
	for ; from < to; from++ {
		if !p.HasKind(from, ruletext.Mark) {
			return false
		}
	}
	return true
}

// tabular reports whether the document may have rows of what took place: a report.
func (x *eventFinder) tabular() bool { return x.l.Kind == "отчёт" || x.l.Kind == "доклад" }

// noEvent reports whether one of the words from … to says that the day behind them is none of an event; a system of
// contracts is none, «закон о контрактной системе».
func (x *eventFinder) noEvent(from, to int) bool {
	for k := from; k < to; k++ {
		if x.p.HasStem(k, noEvent...) && !x.p.HasStem(k, "контрактн", "договорн") {
			return true
		}
	}
	return false
}

// listed reports whether a report tells in its list of events of one on the day, without a verb: «Самая крупная
// ярмарка — «День оленевода» 1-2 апреля», or a list of days goes on.
func (x *eventFinder) listed(per *requisite.Period, near int, what string) bool {
	if what == "" || per.Since && per.To.Day == 0 || per.Until && per.To.Day == 0 {
		return false
	}
	if at := x.listedAt; at > 0 && (x.p.At(per.At-1) == ";" && near == 3 ||
		x.p.At(per.At-1) == "-" && x.p.At(at-1) == "-" && x.p.Line(at) == x.p.Line(per.At)) {
		return true
	}
	row := near < 30 && onlyMarks(x.p, x.p.LineStart(per.At), per.At)
	return x.tabular() && (near < 10 || row) &&
		slices.Contains([]string{"festival", "training", "meeting", "hearing"}, what) &&
		!x.hasTask(per.At-9, per.At)
}

// hasTask reports whether one of the words from … to says what is to be done by a day; representatives are none,
// «Собрание представителей».
func (x *eventFinder) hasTask(from, to int) bool {
	for k := from; k < to; k++ {
		if x.p.HasStem(k, tasks...) && !x.p.HasStem(k, "представител") && !x.p.HasStem(k+1, "проведени", "участи", "явк") {
			return true
		}
	}
	return false
}

// goesOn reports whether the period is the end of what goes on, «До 30 мая продолжается голосование», or the day to
// which something is put off, «Дело отложено до 9 июня».
func (x *eventFinder) goesOn(per *requisite.Period, s ruletext.Span, what string) bool {
	if !per.Until || per.To.Day > 0 {
		return false
	}
	return what != "" && what != "deadline" && what != "other" && x.p.StemWithin(s.From, s.To-s.From, lasts...) ||
		deferred(x.p, per)
}

// deferred reports whether something is put off to a period: «Рассмотрение дела отложено до 9 июня».
func deferred(p *ruletext.Page, per *requisite.Period) bool {
	return per.Until && per.To.Day == 0 && p.StemWithin(per.At-4, 4, "отлож", "перенес")
}

// restricts reports whether a sentence brings in what holds for some days: «Установить с 16 мая по 16 июня особый
// противопожарный режим».
func (x *eventFinder) restricts(s ruletext.Span) bool {
	return x.p.StemWithin(s.From, s.To-s.From, bringsIn...) && x.p.StemWithin(s.From, s.To-s.From, regimes...)
}

// ordered reports whether the line of a period is an item of a list that hangs on an order to hold something:
// «Провести:⏎– гонку на упряжках 16 марта».
func (x *eventFinder) ordered(per *requisite.Period) bool {
	p := x.p
	for n, i := 0, p.LineStart(per.At); n < 12 && i > 0; n++ {
		if !p.HasKind(i, ruletext.Mark) && p.At(i+1) != ")" && !(p.HasKind(i, ruletext.Number) && p.At(i+1) == ".") {
			return false
		}
		if i = p.LineStart(i - 1); p.At(p.LineEnd(i)-1) == ":" {
			return p.StemWithin(i, p.LineEnd(i)-i, holds...)
		}
	}
	return false
}

// sinceOpening makes a span of the end of what was opened: «Сегодня открылась выставка. Она продлится до 30 мая».
func (x *eventFinder) sinceOpening(per *requisite.Period, s ruletext.Span, what string) {
	if !per.Until || per.To.Day > 0 || what == "deadline" ||
		!x.p.StemWithin(s.From, s.To-s.From, "продлится", "продлятся") {
		return
	}
	from := x.own
	if n := len(x.out); n > 0 && x.out[n-1].To.Day == 0 && x.out[n-1].What != "deadline" {
		if from = x.out[n-1].From; x.out[n-1].What == "opening" && before(from, per.From) {
			x.out = x.out[:n-1]
		}
	}
	if from.Day == 0 || !before(from, per.From) {
		return
	}
	per.From, per.To = archive.Date{Year: from.Year, Month: from.Month, Day: from.Day}, per.From
}
