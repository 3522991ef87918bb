package enrich

import (
	"cmp"
	"slices"

	"letopis/internal/archive"
)

// eventKinds are those of documents that announce or tell of events. Programmes, forecasts and
// strategies are full of days, none of which is one.
var eventKinds = []string{kindNews, kindNotice, kindMinutes, kindConclusion, kindLetter, "иное", "решение",
	"постановление", "распоряжение", "приказ", "доклад", "отчёт"}

// maxEvents bounds what one document tells of: a longer list is a calendar.
const maxEvents = 60

// eventFinder finds the events of one document.
type eventFinder struct {
	e    *Enricher
	p    *page
	l    *layout
	f    *archive.Facts
	own  archive.Date // the document's own date, or the year that the text tells most
	last int          // the year told last
	out  []archive.Event
	// starts is the index of the event that the beginning of a period made, -1 when
	// none waits for its end.
	starts int
	// subject is what the title of an act or a record is about.
	subject string
	// schedule is set for a document that lists days, see isSchedule.
	schedule bool
	opened   archive.Date // «заявки принимаются с 18 августа», whose end is told apart
}

// events finds what the document announces or tells of.
func (e *Enricher) events(p *page, l *layout, heading span, f *archive.Facts) []archive.Event {
	if !slices.Contains(eventKinds, l.kind) {
		return nil
	}
	x := &eventFinder{e: e, p: p, l: l, f: f, own: f.Date, starts: -1}
	if heading.to > 0 {
		x.subject, _ = x.cueOf(&period{at: heading.to, next: heading.to}, heading)
	}
	if top := p.lines[0]; heading.to == 0 && p.isSchedule(span{top, p.lineEnd(top)}) {
		heading = span{top, p.lineEnd(top)}
		x.subject, _ = x.cueOf(&period{at: heading.to, next: heading.to}, heading)
	}
	x.schedule = p.isSchedule(heading)
	x.session()
	limit := x.bodyEnd()
	for i := 0; i < limit && len(x.out) < maxEvents; i++ {
		per, ok := p.periodAt(i)
		if !ok {
			if per, ok = x.relativeAt(i); !ok {
				per, ok = x.monthAt(i)
			}
			if ok {
				s := p.sentenceAround(&per)
				what, _ := x.cueOf(&per, s)
				x.keep(&per, s, what)
				continue
			}
			if y := p.year(i); y > 0 && p.isYearWord(i+1) {
				x.last = y
			}
			continue
		}
		x.add(&per)
		i = per.next - 1
	}
	return x.out
}

// bodyEnd is where a document's own text ends: before the annexes of an act. Long texts of
// other kinds than news and notices tell of their subject at the beginning.
func (x *eventFinder) bodyEnd() int {
	if x.l.kind == kindNews || x.l.kind == kindNotice {
		return len(x.p.toks)
	}
	limit := x.p.before(20_000)
	for _, i := range x.p.lines {
		if i >= limit {
			break
		}
		if x.l.act >= 0 && i > max(x.l.act, x.l.title) && x.p.isStamp(i) {
			return i
		}
	}
	return limit
}

// session adds what minutes are of: it took place on their own day.
func (x *eventFinder) session() {
	if x.l.kind != kindMinutes || x.own.Day == 0 {
		return
	}
	ev := archive.Event{From: x.own, What: cmp.Or(x.subject, "meeting"), Evidence: x.own.Evidence}
	ev.From.Role = ""
	for _, c := range x.f.Cities {
		if c.Role == archive.RoleIssuer && c.Evidence.Rule == "place-line" {
			ev.City = c.ID
			break
		}
	}
	x.out = append(x.out, ev)
}

// add judges a period of the text and keeps it when it is that of an event.
func (x *eventFinder) add(per *period) {
	if y := per.from.Year; y > 0 {
		defer func() { x.last = y }()
	}
	p := x.p
	if x.isOwn(per) || p.oneOf(per.at-1,
		"от") && !p.near(per.at-18, 17, "сход") || p.near(per.at-5, 5, "вх", "входящ") && p.at(per.at-1) != "," || isOpenQuote(p.at(per.at-1)) && p.at(per.at-2) == "от" ||
		p.at(per.next) == "№" || p.at(per.next) == "." && p.at(per.next+1) == "№" {
		return
	}
	s := p.sentenceAround(per)
	what, near := x.cueOf(per, s)
	if what == "auction" && (per.to.Day > 0 || per.until) && p.near(s.from, s.to-s.from, "подать", "подач",
		"прием", "принима", "заявлени", "заявк") {
		what = "deadline"
	}
	if what != "" && per.until && per.to.Day == 0 && p.near(max(s.from, per.at-12), per.at-max(s.from, per.at-12), "прием", "подач", "подать", "принима") {
		what = "deadline"
	}
	if what == "" {
		what, near = x.introCue(per, s)
	}
	if what == "" && (x.labelled(per) || x.scheduled(per)) {
		what = x.subject
	}
	if what == "deadline" && per.since && per.to.Day == 0 && x.date(per, s) {
		x.opened = per.from
	}
	if !x.takesPlace(per, s, what, near) || !x.date(per, s) || !x.current(per) {
		return
	}
	x.keep(per, s, what)
}

// isOwn reports whether the period is the document's own date: in its reference or on the
// line of a post's day.
func (x *eventFinder) isOwn(per *period) bool {
	if x.l.ref.next > 0 && per.at >= x.l.ref.from && per.at < x.l.ref.next {
		return true
	}
	line := x.p.lineStart(per.at)
	if x.labelled(per) {
		return false
	}
	if sameDay(x.own, per.from) && per.to.Day == 0 && (line < x.p.before(600) && !x.p.near(line, x.p.lineEnd(line)-line, happens...) && x.p.lineEnd(line) < x.p.before(600) && !x.p.oneOf(x.p.lineEnd(line)-1, ".", "!") ||
		x.p.lineEnd(line)-line < 12 || line == per.at &&
		line < x.p.before(600)) {
		return true
	}
	d, next := x.p.dateLine(line)
	return next > line && per.at < next && sameDay(d, per.from)
}

// takesPlace reports whether the sentence s says that what is told takes place in the period.
func (x *eventFinder) takesPlace(per *period, s span, what string, near int) bool {
	p := x.p
	from, to := max(s.from, per.at-9), min(s.to, per.next+4)
	if p.near(from, per.at-from, "действител", "сертификат", "владел", "подпис") || p.near(from, per.at-from,
		noEvent...) && what != "deadline" || p.near(per.next, to-per.next, "вступ", "рожден", "родил",
		"опубликован") {
		return false
	}
	verb := p.near(s.from, s.to-s.from, takesPlace...)
	span := per.to.Day > 0
	switch {
	case p.oneOf(per.at-1, "на", "к", "после", "ко") && !p.near(s.from, s.to-s.from, "назнач", "перенес",
		"перенос", "заплан", "намеч", "намет", "отлож"):
		return false
	case x.labelled(per), x.scheduled(per), x.beside(per, s) && what != "deadline":
		return true
	case per.until && !span || p.begins(per.at-1, "позднее") && p.at(per.at-2) == "не":
		if what != "deadline" {
			return what == "auction" && x.l.kind == kindNotice && near < 12
		}
		open := p.near(s.from, s.to-s.from, "прием", "принима", "подач", "подать", "направля", "вправе",
			"могут", "можно")
		return open || x.tells() && !p.near(from, per.at-from, tasks...)
	case what == "deadline" && span:
		return true
	case per.since && !span && what != "" && what != "deadline" && x.l.kind == kindNews && p.near(per.next, 3, "начина", "начн", "старт", "откр"):
		return true
	case per.since && !span:
		return what != "" && what != "other" && what != "deadline" && verb && near < 12 || what == "deadline" &&
			p.near(from,
				per.at-from, "начал")
	case p.near(from, per.at-from, tasks...) && near > 3 && what != "deadline":
		return false
	case what == "deadline" && !span && !p.near(from, per.at-from, "окончани", "начал", "заверш", "прием",
		"принима", "регистрац", "до"):
		return x.l.kind == kindNotice && near < 8
	case what != "" && (verb || x.label(per, near) || x.tells()):
		return true
	}
	return x.l.kind == kindNews && (verb || span || p.pastVerb(s)) || x.l.kind == kindNotice && verb &&
		near < 40 || x.l.kind == kindConclusion && span && verb
}

// label reports whether the period is what a label before it announces: «Аукцион: 19 апреля».
func (x *eventFinder) label(per *period, near int) bool {
	return near < 9 && x.p.oneOf(per.at-1, "-", ":", "(", "—") || near < 4
}

// tells reports whether the document as a whole is about what takes place.
func (x *eventFinder) tells() bool {
	return x.l.kind == kindNotice || x.l.kind == kindConclusion || x.l.kind == kindMinutes || x.l.kind == kindNews
}

// keep adds an event, joins the end of a period to its beginning and leaves out what is told
// again.
func (x *eventFinder) keep(per *period, s span, what string) {
	p := x.p
	if what == "deadline" && per.to.Day == 0 {
		ends := p.near(max(s.from, per.at-10), per.at-max(s.from, per.at-10), "окончани", "конец", "заверш",
			"оконч", "до")
		if at := x.starts; at >= 0 && ends && before(x.out[at].From, per.from) {
			x.out[at].To, x.starts = per.from, -1
			x.out[at].To.Evidence = p.evidence("event", per.at, per.next)
			return
		}
		if ends && x.opened.Day > 0 && before(x.opened, per.from) {
			per.from, per.to, x.opened = x.opened, per.from, archive.Date{}
		}
	}
	ev := archive.Event{From: per.from, To: per.to, What: what, City: x.city(per, s), Evidence: p.evidence("event",
		per.at, per.next)}
	ev.From.Evidence = ev.Evidence
	if per.to.Day > 0 {
		ev.To.Evidence = ev.Evidence
	}
	for i := range x.out {
		o := &x.out[i]
		if sameDay(o.From, ev.From) && sameDay(o.To, ev.To) {
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
		if ev.To.Day == 0 && o.To.Day > 0 && !before(ev.From, o.From) && !before(o.To, ev.From) && (what == "" ||
			what == "other") && !p.startsLine(per.at) {
			return // a day of the span
		}
	}
	x.out = append(x.out, ev)
	if x.own.Year == 0 { // other days are near that of the first event
		x.own = per.from
	}
	if what == "deadline" && per.to.Day == 0 && p.near(max(s.from, per.at-10), min(10, per.at-s.from), "начал") {
		x.starts = len(x.out) - 1
	}
	if per.second.Day > 0 {
		ev.From = per.second
		ev.From.Evidence = ev.Evidence
		x.out = append(x.out, ev)
	}
}

// city returns the id of the town where an event takes place: the one of the sentence that
// «в» or «г.» announces and stands nearest to the day, else that of «по адресу» behind it.
func (x *eventFinder) city(per *period, s span) string {
	p, best, near := x.p, "", 1<<10
	look := func(from, to int) {
		for k := from; k < to; k++ {
			if k >= per.at && k < per.next || !p.oneOf(k-1, "в", "во", "г", ".", "городе", "город",
				"гор") || p.at(k-1) == "." && !p.oneOf(k-2, "г", "гор") {
				continue
			}
			off := per.at - k
			if k > per.at {
				off = k - per.next
			}
			if off >= near {
				continue
			}
			if id := x.townAt(k); id != "" {
				best, near = id, off
			}
		}
	}
	look(s.from, s.to)
	if best != "" {
		return best
	}
	for k := s.to; k < s.to+40 && k < len(p.toks); k++ {
		if p.begins(k, "адрес") {
			look(k+1, min(k+12, len(p.toks)))
			break
		}
		if _, ok := p.pointAt(k, false); ok {
			break
		}
	}
	return best
}

// townAt returns the id of the document's town that is named at token k, "" when none is.
func (x *eventFinder) townAt(k int) string {
	names := x.e.match(x.p, k)
	if len(names) == 0 {
		return ""
	}
	for _, m := range names {
		if x.e.weigh(x.p, k, m) <= perhaps {
			continue
		}
		id := x.e.g.Cities[m.city].ID
		if slices.ContainsFunc(x.f.Cities, func(c archive.City) bool { return c.ID == id }) {
			return id
		}
	}
	return ""
}

// eventRoles gives the towns where the events take place their role, unless they are more to
// the document.
func eventRoles(f *archive.Facts) {
	for i := range f.Cities {
		c := &f.Cities[i]
		if c.Role == archive.RoleMentioned && slices.ContainsFunc(f.Events,
			func(ev archive.Event) bool { return ev.City == c.ID }) {
			c.Role = archive.RoleEvent
		}
	}
	slices.SortStableFunc(f.Cities, func(a, b archive.City) int { return cmp.Compare(rank(a.Role), rank(b.Role)) })
}
