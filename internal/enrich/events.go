package enrich

import (
	"cmp"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// eventKinds are those of documents that announce or tell of events. Programmes, forecasts and
// strategies are full of days, none of which is one.
var eventKinds = []string{kindNews, kindNotice, kindMinutes, kindConclusion, kindLetter, "иное", "решение", "постановление", "распоряжение", "приказ", "доклад", "отчёт"}

// maxEvents bounds what one document tells of: a longer list is a calendar.
const maxEvents = 60

// cue is the beginning of a word that names an event.
type cue struct {
	what  string
	stems []string
}

// cues tell what takes place, the more telling ones first: of two at the same distance the
// first counts.
var cues = []cue{
	{"hearing", []string{"слушани", "обсуждени"}},
	{"deadline", []string{"заявок", "заявки", "заявлени", "прием", "принимает", "принимаю", "предложени", "замечани", "подач", "задат", "окончани", "регистраци"}},
	{"auction", []string{"аукцион", "торг", "вскрыти", "претендент", "котировок", "распродаж"}},
	{"election", []string{"выбор", "голосовани", "референдум"}},
	{"training", []string{"семинар", "вебинар", "тренинг", "обучени", "учени", "лекци", "тренировк", "занят", "урок"}},
	{"meeting", []string{"заседани", "собрани", "совещани", "встреч", "конференци", "форум", "съезд", "сход", "сесси", "круглый", "круглого", "круглом", "планерк", "пленум", "саммит", "слет", "консультаци", "час"}},
	{"festival", []string{"фестивал", "праздн", "ярмарк", "концерт", "турнир", "соревновани", "чемпионат", "спартакиад", "первенств", "конкурс", "выставк", "митинг", "шестви", "парад", "гуляни", "субботник", "акци", "марафон", "забег", "спектакл", "олимпиад", "матч", "кубок", "кубк", "ралли", "игр", "смотр", "юбилей", "бал", "слава", "эстафет", "лыжн", "кросс", "викторин", "показ", "карнавал", "маслениц"}},
	{"visit", []string{"визит", "поездк", "экскурси", "выезд", "посети", "посещ", "побыва", "прибы", "приезд", "приех", "осмотр", "рейд", "объезд"}},
	{"opening", []string{"открыти", "открыл", "открыт", "открое", "открыва", "запуск", "закладк", "пуск", "ввод"}},
	{"other", []string{"церемони", "награжд", "вручени", "отключ", "перекры", "закрыва", "рассмотр", "рейс", "расписани", "доклад", "мероприят", "субботн", "встреча", "ремонт", "репетици", "акци"}},
}

// takesPlace are beginnings of verbs that say that something takes place.
var takesPlace = []string{"состо", "пройд", "прош", "проход", "провед", "провел", "провод", "провест", "назнач", "начн", "начина", "начал", "стартов", "старту", "откры", "откро", "приглаша", "ждем", "посетил", "посети", "прибы", "собра", "планиру", "намеч", "намет", "заплан", "принима", "приним", "объяв", "заслуш", "участ", "побыва", "приех", "рассмотр", "обсуд", "выступ", "заверш", "перен", "ожида", "организ", "встрети", "подвед", "собир", "отлож", "вруч", "отпразд", "отмет", "осмотр", "перекры", "закры", "отключ", "отправл", "пуст", "признан", "поступ", "подав", "подать", "направ", "вправе"}

// noEvent are beginnings of words near a day that make it something else than an event.
var noEvent = []string{"вступ", "действ", "договор", "контракт", "сертификат", "состояни", "родил", "рожден", "основан", "построен", "выдан", "лицензи", "паспорт", "подписан", "опубликовано", "опубликована", "опубликованы", "размещ", "обновл", "добавл", "скачан", "создан", "задолженн", "редакци", "утвержд", "зарегистр", "просмотр", "владел", "получен", "погиб", "умер", "скончал", "распростран"}

// tasks are beginnings of what an act orders to be done by a day.
var tasks = []string{"представ", "обеспечить", "подготовить", "разработать", "довести", "завершить", "выполнить", "доложить", "исполнить", "привести", "внести", "устранить", "сдать", "погасить", "заключить", "информировать", "перечислить", "срок"}

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
	opened  archive.Date // «заявки принимаются с 18 августа», whose end is told apart
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
	x.session()
	limit := x.bodyEnd()
	for i := 0; i < limit && len(x.out) < maxEvents; i++ {
		per, ok := p.periodAt(i)
		if !ok {
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
	if x.isOwn(per) || p.oneOf(per.at-1, "от") || isOpenQuote(p.at(per.at-1)) && p.at(per.at-2) == "от" || p.at(per.next) == "№" || p.at(per.next) == "." && p.at(per.next+1) == "№" {
		return
	}
	s := p.sentenceAround(per)
	what, near := x.cueOf(per, s)
	if what == "auction" && (per.to.Day > 0 || per.until) && p.near(s.from, s.to-s.from, "подать", "подач", "прием", "принима", "заявлени", "заявк") {
		what = "deadline"
	}
	if what == "" {
		what, near = x.introCue(per, s)
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
	if sameDay(x.own, per.from) && per.to.Day == 0 && (x.p.lineEnd(line)-line < 12 || line == per.at && line < x.p.before(600)) {
		return true
	}
	d, next := x.p.dateLine(line)
	return next > line && per.at < next && sameDay(d, per.from)
}

// sentenceAround spans the sentence, or the line of a list, that a period stands in.
func (p *page) sentenceAround(per *period) span {
	s := span{per.at, per.next}
	for s.from > 0 && s.from > per.at-70 && !p.sentenceStarts(s.from) {
		s.from--
	}
	for s.to < len(p.toks) && s.to < per.next+45 && !p.sentenceStarts(s.to) {
		s.to++
	}
	return s
}

// sentenceStarts reports whether a sentence, or a line of a list, begins at token k.
func (p *page) sentenceStarts(k int) bool {
	switch {
	case k == 0 || p.oneOf(k-1, ";", "!", "?", "|"):
		return true
	case p.at(k-1) == ".":
		if p.is(k-2, word) && len(p.at(k-2)) <= 2*1 && p.capital(k-2) || p.at(k) == "-" && p.tight(k) {
			return false // an initial
		}
		if p.isYearWord(k-2) && (p.year(k-3) > 0 || p.oneOf(k-3, ".")) {
			return p.capital(k)
		}
		return p.startsLine(k) || p.capital(k) && !p.abbreviates(k-2) && !p.oneOf(k-2, "ул", "тел", "пр", "пер", "кв", "каб", "гр", "св") && !(p.tight(k) && p.is(k-2, number))
	case !p.startsLine(k):
		return false
	case p.line(k) > p.line(k-1)+1:
		return p.at(k-1) != ":"
	case p.at(k-1) == ":" || p.oneOf(k-1, ",", "-", "("):
		return false
	}
	if above := p.lineStart(k - 1); p.is(k, number) {
		if _, next := p.dateLine(above); next > above {
			return true
		}
	}
	short := p.toks[k-1].end-p.toks[p.lineStart(k-1)].start < 100
	return (p.capital(k) || p.is(k, number) && p.at(k+1) == "." && p.capital(k+2) || p.is(k, mark)) && (short || !p.is(k-1, word))
}

// cueOf returns what the word nearest to the period says, and how far it stands off; before
// the period a word counts for nearer, as officialese puts the noun first.
func (x *eventFinder) cueOf(per *period, s span) (what string, near int) {
	near = 1 << 10
	for k := s.from; k < s.to; k++ {
		if k >= per.at && k < per.next || !x.p.is(k, word) {
			continue
		}
		off := per.at - k
		if k >= per.next {
			off = k - per.next + 4
		}
		if off >= near {
			continue
		}
		if w := x.cueAt(k); w != "" {
			what, near = w, off
		}
	}
	return what, near
}

// introCue returns what the line says that a list hangs on, «Собрания участников провести:», or
// the title of an act that appoints something in this sentence.
func (x *eventFinder) introCue(per *period, s span) (string, int) {
	p := x.p
	line := p.lineStart(per.at)
	if !p.is(line, number) && !p.is(line, mark) && line != per.at && len(p.at(line)) > 2 { // no item of a list
		return "", 1 << 10
	}
	for i, n := line, 0; n < 14 && i > 0; n++ {
		at := i - 1
		if p.at(at) == ":" {
			intro := span{max(p.lineStart(at)-1, at-40, 0), at}
			for intro.from < at && intro.from > 0 && !p.sentenceStarts(intro.from) {
				intro.from--
				if at-intro.from > 60 {
					break
				}
			}
			if p.isOperative(at - 1) {
				break
			}
			what, _ := x.cueOf(&period{at: at, next: at}, intro)
			if what == "" && p.near(intro.from, at-intro.from, "провест", "срок") {
				what = x.subject
			}
			if what == "" {
				break
			}
			return what, 3
		}
		if p.line(i) > p.line(at)+2 {
			break
		}
		i = p.lineStart(at)
	}
	if per.to.Day > 0 && p.near(s.from, s.to-s.from, "проведени", "провест") {
		return x.subject, 3
	}
	return "", 1 << 10
}

// cueAt returns what the word at token k names, "" when it names no event.
func (x *eventFinder) cueAt(k int) string {
	p, w := x.p, x.p.at(k)
	if len(w) < 2*3 {
		return ""
	}
	if p.begins(k, "собрани", "форум", "часть") && p.begins(k+1, "депутат", "представител") || w == "часть" || p.begins(k, "часов", "частн", "учет", "акционер", "открыто", "открытого", "открытом", "открытый", "открытым") {
		return ""
	}
	if p.begins(k, "час") && w != "час" && w != "часа" || w == "часа" && p.is(k-1, number) {
		return ""
	}
	for _, c := range cues {
		for _, stem := range c.stems {
			if !strings.HasPrefix(w, stem) {
				continue
			}
			if stem == "конкурс" && (x.l.kind == kindNotice || x.l.kind == kindMinutes) {
				return "auction"
			}
			return c.what
		}
	}
	return ""
}

// takesPlace reports whether the sentence s says that what is told takes place in the period.
func (x *eventFinder) takesPlace(per *period, s span, what string, near int) bool {
	p := x.p
	from, to := max(s.from, per.at-9), min(s.to, per.next+4)
	if p.near(from, per.at-from, "действител", "сертификат", "владел", "подпис") || p.near(from, per.at-from, noEvent...) && what != "deadline" || p.near(per.next, to-per.next, "вступ", "рожден", "родил", "опубликован") {
		return false
	}
	verb := p.near(s.from, s.to-s.from, takesPlace...)
	span := per.to.Day > 0
	switch {
	case p.oneOf(per.at-1, "на", "к", "после", "ко") && !p.near(s.from, s.to-s.from, "назнач", "перенес", "перенос", "заплан", "намеч", "намет", "отлож"):
		return false
	case per.until && !span || p.begins(per.at-1, "позднее") && p.at(per.at-2) == "не":
		if what != "deadline" {
			return what == "auction" && x.l.kind == kindNotice && near < 12
		}
		open := p.near(s.from, s.to-s.from, "прием", "принима", "подач", "подать", "направля", "вправе", "могут", "можно")
		return open || x.tells() && !p.near(from, per.at-from, tasks...)
	case what == "deadline" && span:
		return true
	case per.since && !span:
		return what != "" && what != "other" && what != "deadline" && verb && near < 12 || what == "deadline" && p.near(from, per.at-from, "начал")
	case p.near(from, per.at-from, tasks...) && near > 3 && what != "deadline":
		return false
	case what == "deadline" && !span && !p.near(from, per.at-from, "окончани", "начал", "заверш", "прием", "принима", "регистрац", "до"):
		return x.l.kind == kindNotice && near < 8
	case what != "" && (verb || x.label(per, near) || x.tells()):
		return true
	}
	return x.l.kind == kindNews && (verb || span || p.pastVerb(s)) || x.l.kind == kindNotice && verb && near < 40 || x.l.kind == kindConclusion && span && verb
}

// label reports whether the period is what a label before it announces: «Аукцион: 19 апреля».
func (x *eventFinder) label(per *period, near int) bool {
	return near < 9 && x.p.oneOf(per.at-1, "-", ":", "(", "—") || near < 4
}

// tells reports whether the document as a whole is about what takes place.
func (x *eventFinder) tells() bool {
	return x.l.kind == kindNotice || x.l.kind == kindConclusion || x.l.kind == kindMinutes || x.l.kind == kindNews
}

// date completes the years of a period; it reports whether they are known.
func (x *eventFinder) date(per *period, s span) bool {
	if per.from.Year == 0 {
		year := x.yearFor(per, s)
		if year == 0 {
			return false
		}
		per.from.Year = year
		if per.to.Day > 0 {
			if per.to.Year = year; per.to.Month < per.from.Month {
				per.to.Year++
			}
		}
		if per.second.Day > 0 {
			per.second.Year = year
		}
	}
	for _, d := range []archive.Date{per.from, per.to, per.second} {
		if d.Day > 0 && !validDate(d) {
			return false
		}
	}
	return per.to.Day == 0 || !before(per.to, per.from)
}

// yearFor returns the year of a day without one: what the text says in relation to its own
// year, else that which brings the day nearest to the document's own; without that, the year
// told last.
func (x *eventFinder) yearFor(per *period, s span) int {
	if x.own.Year == 0 {
		if per.year != noYear {
			return 0
		}
		return x.last
	}
	switch {
	case per.year == thisYear:
		return x.own.Year
	case per.year == nextYear:
		return x.own.Year + 1
	case x.own.Month == 0:
		return x.own.Year
	}
	year := x.own.Year
	switch gap := 31*(per.from.Month-x.own.Month) + per.from.Day - x.own.Day; {
	case gap > 220, gap > 31 && x.p.onlyPast(s):
		year--
	case gap < -220:
		year++
	}
	return year
}

// pastVerb reports whether a sentence has a verb in the past.
func (p *page) pastVerb(s span) bool {
	for k := s.from; k < s.to; k++ {
		if p.is(k, word) && !p.capital(k) && isPast(p.at(k)) {
			return true
		}
	}
	return false
}

// onlyPast tells a sentence that has a verb in the past and none in another tense.
func (p *page) onlyPast(s span) bool {
	past := false
	for k := s.from; k < s.to; k++ {
		if !p.is(k, word) || p.capital(k) {
			continue
		}
		if p.begins(k, "состоится", "состоятся", "пройд", "начн", "будет", "будут", "приглаша", "назнач", "заплан", "планир", "наме", "решен", "решил", "объяв", "перен") || p.finite(k) {
			return false
		}
		past = past || isPast(p.at(k))
	}
	return past
}

// before reports whether day a is earlier than day b.
func before(a, b archive.Date) bool { return days(a) < days(b) }

// days counts days from a fixed one; months count for 31.
func days(d archive.Date) int { return (d.Year*12+d.Month)*31 + d.Day }

// current reports whether a period is near enough to the document's own date: others are
// those of its background.
func (x *eventFinder) current(per *period) bool {
	if x.own.Year == 0 {
		return true
	}
	own := x.own
	if own.Month == 0 {
		own.Month, own.Day = 6, 30
	}
	since := days(own) - days(per.from)
	past := 130
	if x.l.kind != kindNews {
		past = 250
	}
	if own.Day == 0 || x.own.Month == 0 {
		past += 200
	}
	return since < past && since > -3*12*31
}

// keep adds an event, joins the end of a period to its beginning and leaves out what is told
// again.
func (x *eventFinder) keep(per *period, s span, what string) {
	p := x.p
	if what == "deadline" && per.to.Day == 0 {
		ends := p.near(max(s.from, per.at-10), per.at-max(s.from, per.at-10), "окончани", "конец", "заверш", "оконч", "до")
		if at := x.starts; at >= 0 && ends && before(x.out[at].From, per.from) {
			x.out[at].To, x.starts = per.from, -1
			x.out[at].To.Evidence = p.evidence("event", per.at, per.next)
			return
		}
		if ends && x.opened.Day > 0 && before(x.opened, per.from) {
			per.from, per.to, x.opened = x.opened, per.from, archive.Date{}
		}
	}
	ev := archive.Event{From: per.from, To: per.to, What: what, City: x.city(per, s), Evidence: p.evidence("event", per.at, per.next)}
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
		if ev.To.Day == 0 && o.To.Day > 0 && !before(ev.From, o.From) && !before(o.To, ev.From) && (what == "" || what == "other") {
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
			if k >= per.at && k < per.next || !p.oneOf(k-1, "в", "во", "г", ".", "городе", "город", "гор") || p.at(k-1) == "." && !p.oneOf(k-2, "г", "гор") {
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
		if c.Role == archive.RoleMentioned && slices.ContainsFunc(f.Events, func(ev archive.Event) bool { return ev.City == c.ID }) {
			c.Role = archive.RoleEvent
		}
	}
	slices.SortStableFunc(f.Cities, func(a, b archive.City) int { return cmp.Compare(rank(a.Role), rank(b.Role)) })
}
