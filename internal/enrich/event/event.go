package event

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wording"
)

// eventKinds are those of documents that announce or tell of events. Programmes, forecasts and
// strategies are full of days, none of which is one.
var eventKinds = []string{wording.KindNews, wording.KindNotice, wording.KindMinutes, wording.KindConclusion,
	wording.KindLetter, "иное", "решение",
	"постановление", "распоряжение", "приказ", "доклад", "отчёт"}

// maxEvents bounds what one document tells of: a longer list is a calendar.
const maxEvents = 60

// eventFinder finds the events of one document.
type eventFinder struct {
	e    *toponym.Names
	p    *ruletext.Page
	l    *layout.Layout
	f    *archive.Facts
	own  archive.Date // the document's own date, or one near it
	near bool         // own is not the document's
	last int          // the year told last
	of   int          // the year that a report is for, 0
	// lastAt is the token of last.
	lastAt int
	out    []archive.Event
	// starts is the index of the event that the beginning of a period made, -1 when
	// none waits for its end.
	starts int
	// subject is what the title of an act or a record is about.
	subject string
	// schedule is set for a document that lists days, see isSchedule.
	schedule bool
	listedAt int           // the token at which the event told last has its day
	opened   archive.Date  // «заявки принимаются с 18 августа», whose end is told apart
	marks    ruletext.Span // what afterMarks was last asked of: a line may have many days
}

// Find finds what the document announces or tells of. near is a day of about the same time, for one
// that has no date of its own.
func Find(e *toponym.Names, p *ruletext.Page, l *layout.Layout, heading ruletext.Span, f *archive.Facts,
	near archive.Date) []archive.Event {
	if !slices.Contains(eventKinds, l.Kind) {
		return nil
	}
	x := &eventFinder{e: e, p: p, l: l, f: f, own: f.Date, starts: -1}
	if x.own.IsZero() {
		x.own, x.near = near, true
	}
	if heading.To > 0 {
		x.subject, _ = x.cueOf(&requisite.Period{At: heading.To, Next: heading.To}, heading)
	}
	if top := p.Lines[0]; heading.To == 0 && isSchedule(p, ruletext.Span{From: top, To: p.LineEnd(top)}) {
		heading = ruletext.Span{From: top, To: p.LineEnd(top)}
		x.subject, _ = x.cueOf(&requisite.Period{At: heading.To, Next: heading.To}, heading)
	}
	x.schedule = isSchedule(p, heading)
	for k := heading.From; k < heading.To && x.tabular(); k++ {
		if y := p.Year(k); y > 0 && p.IsAny(k-1, "за", "в") && x.of == 0 {
			x.of = y
		}
	}
	x.session()
	limit := x.bodyEnd()
	for i := 0; i < limit && len(x.out) < maxEvents; i++ {
		if p.Stopped() {
			break
		}
		per, ok := requisite.PeriodAt(p, i)
		if !ok {
			if per, ok = x.relativeAt(i); !ok {
				per, ok = x.monthAt(i)
			}
			if ok {
				s := sentenceAround(p, &per)
				what, _ := x.cueOf(&per, s)
				x.keep(&per, s, what)
				continue
			}
			if y := p.Year(i); y > 1980 && p.IsYearWord(i+1) {
				x.last, x.lastAt = y, i
			}
			continue
		}
		x.add(&per)
		i = per.Next - 1
	}
	return x.out
}

// bodyEnd is where a document's own text ends: before the annexes of an act. Long texts of
// other kinds than news and notices tell of their subject at the beginning.
func (x *eventFinder) bodyEnd() int {
	if x.l.Kind == wording.KindNews || x.l.Kind == wording.KindNotice {
		return len(x.p.Tokens)
	}
	limit := x.p.TokensBefore(20_000)
	quoted := x.l.Kind == wording.KindLetter // of another letter, below
	for _, i := range x.p.Lines {
		if i >= limit {
			break
		}
		if quoted && i > 0 && x.p.At(i) == ">" {
			return i
		}
		if x.l.Act >= 0 && i > max(x.l.Act, x.l.Title) && wording.IsStamp(x.p, i) {
			return i
		}
	}
	return limit
}

// session adds what minutes are of: it took place on their own day.
func (x *eventFinder) session() {
	if x.l.Kind != wording.KindMinutes || x.own.Day == 0 || x.near {
		return
	}
	ev := archive.Event{From: x.own, What: cmp.Or(x.subject, "meeting"), Evidence: x.own.Evidence}
	ev.From.Role = ""
	for _, c := range x.f.Cities {
		if c.Role == archive.RoleIssuer && c.Evidence.Rule == "place-line" || c.Role == archive.RoleAbout {
			ev.City = c.ID
			break
		}
	}
	x.out = append(x.out, ev)
}

// add judges a period of the text and keeps it when it is that of an event.
func (x *eventFinder) add(per *requisite.Period) {
	if y := per.From.Year; y > 0 {
		defer func() { x.last, x.lastAt = y, per.At }()
	}
	p := x.p
	if x.isOwn(per) || x.l.Act >= 0 && requisite.OnlyDays(p, p.LineStart(per.At)) || p.IsAny(per.At-1,
		"от") && !p.StemWithin(per.At-18, 17, "сход") ||
		p.StemWithin(per.At-5, 5, "вх", "входящ") && p.At(per.At-1) != "," ||
		ruletext.IsOpenQuote(p.At(per.At-1)) && p.At(per.At-2) == "от" ||
		p.At(per.Next) == "№" || p.At(per.Next) == "." && p.At(per.Next+1) == "№" {
		return
	}
	s := sentenceAround(p, per)
	what, near := x.cueOf(per, s)
	if what == "deadline" && per.To.Day == 0 && !per.Until && p.StemWithin(per.At-3, 3, tookPlace...) {
		if first := x.firstCue(s, per.At); first != "" { // «Аукцион, открытый по форме подачи заявок, состоится 13 июня»
			what = first
		}
	}
	if what == "auction" && (per.To.Day > 0 || per.Until) && p.StemWithin(s.From, s.To-s.From, "подать", "подач",
		"прием", "принима", "заявлени", "заявк") {
		what = "deadline"
	}
	if what != "" && per.Until && per.To.Day == 0 &&
		p.StemWithin(max(s.From, per.At-12), per.At-max(s.From, per.At-12), "прием", "подач", "подать", "принима") {
		what = "deadline"
	}
	if what == "" {
		what, near = x.introCue(per, s)
	}
	if what == "" {
		what, near = x.besideCue(per, s)
	}
	if what == "" && (x.labelled(per) || x.scheduled(per)) {
		what = x.subject
	}
	if what == "deadline" && per.Since && per.To.Day == 0 && x.date(per, s) {
		x.opened = per.From
	}
	if !x.takesPlace(per, s, what, near) || !x.date(per, s) || !x.current(per) {
		return
	}
	x.sinceOpening(per, s, what)
	x.keep(per, s, what)
}

// isOwn reports whether the period is the document's own date: in its reference or on the
// line of a post's day.
func (x *eventFinder) isOwn(per *requisite.Period) bool {
	line := x.p.LineStart(per.At)
	if x.tabular() && x.p.StemWithin(line, per.At-line, "заседани", "сесси", "собрани") { // where a report was heard
		return false
	}
	if x.l.Ref.Next > 0 && per.At >= x.l.Ref.From && per.At < x.l.Ref.Next {
		return true
	}
	if x.labelled(per) || x.near {
		return false
	}
	if x.headsPost(per, line) || x.inFigures(per) {
		return true
	}
	if requisite.SameDay(x.own, per.From) && per.To.Day == 0 &&
		(line < x.p.TokensBefore(600) && !x.p.StemWithin(line, x.p.LineEnd(line)-line, happens...) &&
			x.p.LineEnd(line) < x.p.TokensBefore(600) && !x.p.IsAny(x.p.LineEnd(line)-1, ".", "!") ||
			x.p.LineEnd(line)-line < 12 || line == per.At &&
			line < x.p.TokensBefore(600)) {
		return true
	}
	d, next := requisite.DateLine(x.p, line)
	return next > line && per.At < next && requisite.SameDay(d, per.From) &&
		(requisite.SameDay(d, x.own) || x.l.Kind == wording.KindNews || x.l.Kind == "иное") // not a row of a table
}

// headsPost reports whether the period is the day of a post, whose year its page tells, before the title: «23 августа
// Педагоги обсудили планы».
func (x *eventFinder) headsPost(per *requisite.Period, line int) bool {
	if x.l.Kind != wording.KindNews || per.From.Year > 0 || per.To.Day > 0 || line != per.At ||
		per.From.Day != x.own.Day || per.From.Month != x.own.Month {
		return false
	}
	end := x.p.LineEnd(line)
	return x.p.Tokens[line].Row < 2 && end < len(x.p.Tokens) && !x.p.IsAny(end-1, ".", "!", "?")
}

// inFigures reports whether the period is the day of a post in figures, «Открыт парк | 12.05.2015»: what takes place is
// told in words.
func (x *eventFinder) inFigures(per *requisite.Period) bool {
	return x.l.Kind == wording.KindNews && per.To.Day == 0 && requisite.SameDay(x.own, per.From) &&
		x.p.HasKind(per.At, ruletext.Number) && x.p.At(per.At+1) == "." && x.p.HasKind(per.At+2, ruletext.Number)
}

// takesPlace reports whether the sentence s says that what is told takes place in the period.
func (x *eventFinder) takesPlace(per *requisite.Period, s ruletext.Span, what string, near int) bool {
	p := x.p
	from, to := max(s.From, per.At-9), min(s.To, per.Next+4)
	if p.StemWithin(from, per.At-from, "действител", "сертификат", "владел", "подпис") ||
		x.noEvent(from, per.At) && what != "deadline" || p.StemWithin(per.Next, to-per.Next, "вступ", "рожден", "родил",
		"опубликован") || p.StemWithin(per.Next, 8, "посетител") && p.StemWithin(per.Next, 8, "сайт") {
		return false
	}
	verb := p.StemWithin(s.From, s.To-s.From, wording.TakesPlace...)
	span := per.To.Day > 0
	switch {
	case what != "deadline" && (x.l.Act >= 0 || x.l.Kind == wording.KindLetter) && p.IsAny(per.At-1, "-", ":", "до") &&
		p.StemWithin(per.At-4, 3, "срок") &&
		!p.StemWithin(per.At-4, 3, "проведени"):
		return false // of an item of a plan
	case (what == "meeting" || per.From.Year == 0) && p.StemWithin(max(s.From, per.At-8), min(8, per.At-s.From),
		"предыдущ"), x.link(per):
		return false
	case p.IsAny(per.At-1, "на", "к", "после", "ко") && !p.StemWithin(s.From, s.To-s.From, putOff...):
		return false
	case x.l.Kind == wording.KindMinutes && p.StemWithin(from, per.At-from, "ранее", "прошл", "прошедш"),
		x.l.Kind == wording.KindMinutes && p.At(per.Next) == "(" && p.HasStem(per.Next+1, "протокол"):
		return false // the sitting before
	case x.labelled(per), x.scheduled(per), x.beside(per, s) && what != "deadline", x.goesOn(per, s, what),
		x.listed(per, near, what), span && x.restricts(s),
		x.l.Act >= 0 && what != "" && what != "deadline" && !per.Until && x.ordered(per),
		span && what != "" && near < 14 && p.StemWithin(per.At-3, 3, "период"):
		return true
	case per.Until && !span || p.HasStem(per.At-1, "позднее") && p.At(per.At-2) == "не":
		if what != "deadline" {
			return what == "auction" && x.l.Kind == wording.KindNotice && near < 12
		}
		open := p.StemWithin(s.From, s.To-s.From, bids...)
		return open || x.tells() && !x.hasTask(from, per.At)
	case what == "deadline" && span:
		return true
	case per.Since && !span && what != "" && what != "deadline" && x.l.Kind == wording.KindNews &&
		p.StemWithin(per.Next, 3, "начина", "начн", "старт", "откр"):
		return true
	case per.Since && !span && what == "opening" && x.l.Kind == wording.KindNews && near < 12 &&
		p.StemWithin(from, per.At-from, startsWork...):
		return true
	case per.Since && !span:
		return what != "" && what != "other" && what != "deadline" && verb && near < 12 || what == "deadline" &&
			p.StemWithin(from,
				per.At-from, "начал")
	case x.hasTask(from, per.At) && near > 3 && what != "deadline":
		return false
	case what == "deadline" && !span && !p.StemWithin(from, per.At-from, terms...):
		return x.l.Kind == wording.KindNotice && near < 8
	case what != "" && (verb || x.label(per, near) || x.tells()):
		return true
	}
	switch x.l.Kind {
	case wording.KindNews:
		return verb || span || pastVerb(p, s) || p.StemWithin(s.From, s.To-s.From, "будет", "будут")
	case wording.KindNotice:
		return verb && near < 40
	}
	return x.l.Kind == wording.KindConclusion && span && verb
}

// link reports whether the line of the period names another page, «Следующая: …», «Читайте также: …».
func (x *eventFinder) link(per *requisite.Period) bool {
	i := x.afterMarks(x.p.LineStart(per.At))
	return x.p.IsAny(i, "предыдущая", "следующая", "читайте", "смотрите") && x.p.IsAny(i+1, ":", "также", "по")
}

// label reports whether the period is what a label before it announces: «Аукцион: 19 апреля».
func (x *eventFinder) label(per *requisite.Period, near int) bool {
	if x.p.At(per.At-1) == "," && near < 14 &&
		(x.p.HasKind(x.p.LineStart(per.At), ruletext.Mark) || bracketed(x.p, per.At-1)) {
		return true // «• лыжня «…», 25 февраля», «на первенстве области (Саратов, 3 ноября)»
	}
	return near < 9 && x.p.IsAny(per.At-1, "-", ":", "(", "—", "|") || near < 4
}

// bracketed reports whether a bracket opens a few tokens before token k.
func bracketed(p *ruletext.Page, k int) bool {
	for j := k - 1; j > k-6; j-- {
		if p.IsAny(j, "(", ")") {
			return p.At(j) == "("
		}
	}
	return false
}

// tells reports whether the document as a whole is about what takes place.
func (x *eventFinder) tells() bool {
	return x.l.Kind == wording.KindNotice || x.l.Kind == wording.KindConclusion || x.l.Kind == wording.KindMinutes ||
		x.l.Kind == wording.KindNews
}

// keep adds an event, joins the end of a period to its beginning and leaves out what is told
// again.
func (x *eventFinder) keep(per *requisite.Period, s ruletext.Span, what string) {
	p := x.p
	if what == "deadline" && per.To.Day == 0 {
		ends := p.StemWithin(max(s.From, per.At-10), per.At-max(s.From, per.At-10), periodEnds...)
		if at := x.starts; at >= 0 && ends && before(x.out[at].From, per.From) {
			x.out[at].To, x.starts = per.From, -1
			x.out[at].To.Evidence = p.Evidence("event", per.At, per.Next)
			return
		}
		if ends && x.opened.Day > 0 && before(x.opened, per.From) {
			per.From, per.To, x.opened = x.opened, per.From, archive.Date{}
		}
	}
	ev := archive.Event{From: per.From, To: per.To, What: what, City: x.city(per, s), Evidence: p.Evidence("event",
		per.At, per.Next)}
	ev.From.Evidence = ev.Evidence
	if per.To.Day > 0 {
		ev.To.Evidence = ev.Evidence
	}
	for i := range x.out {
		o := &x.out[i]
		if requisite.SameDay(o.From, ev.From) && requisite.SameDay(o.To, ev.To) {
			if o.City == "" {
				o.City = ev.City
			}
			if o.What == "" || o.What == "other" {
				o.What = cmp.Or(ev.What, o.What)
			}
			if o.What == ev.What || ev.What == "" || ev.What == "other" {
				return
			}
		}
		if what == "deadline" && o.What == what && ev.To.Day == 0 && requisite.SameDay(o.To, ev.From) {
			return // the end of the period again
		}
		if ev.To.Day == 0 && o.To.Day > 0 && !before(ev.From, o.From) && !before(o.To, ev.From) && (what == "" ||
			what == "other") && !p.StartsLine(per.At) {
			return // a day of the span
		}
	}
	x.out, x.listedAt = append(x.out, ev), per.At
	if x.own.Year == 0 { // other days are near that of the first event
		x.own = per.From
	}
	if what == "deadline" && per.To.Day == 0 && p.StemWithin(max(s.From, per.At-10), min(10, per.At-s.From),
		"начал", "начина") {
		x.starts = len(x.out) - 1
	}
	if per.Second.Day > 0 {
		ev.From = per.Second
		ev.From.Evidence = ev.Evidence
		x.out = append(x.out, ev)
	}
}
