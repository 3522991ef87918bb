package event

import (
	"sort"
	"time"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
	"letopis/internal/rudate"
)

// Ahead reports whether the text of p says of an event that it is still to come: «назначены выборы на 15 марта»,
// «состоится 20 мая». The day of such an event is not that of the post.
func Ahead(p *ruletext.Page, ev *archive.Event) bool {
	at := sort.Search(len(p.Tokens), func(i int) bool { return p.Tokens[i].Start >= ev.From.Evidence.Start })
	if at == len(p.Tokens) || ev.From.Evidence.End == 0 {
		return false
	}
	s := sentenceAround(p, &requisite.Period{At: at, Next: at + 1})
	if p.StemWithin(s.From, s.To-s.From, ahead...) {
		return true
	}
	return p.At(at-1) == "на" && p.StemWithin(s.From, s.To-s.From, putOff...)
}

// beside reports whether such a verb stands next to the period: «назначена на 3 июня», «Провести
// 25 января 2020 года учёбу». Acts tell of the past only what they rest on.
func (x *eventFinder) beside(per *requisite.Period, s ruletext.Span) bool {
	if per.Since || per.Until && per.To.Day == 0 {
		return false
	}
	if per.To.Day > 0 && x.l.Act < 0 && x.p.StemWithin(max(s.From, per.At-4), 4, "проводил", "проведен", "проходил") {
		return true
	}
	for k := max(s.From, per.At-4); k < min(s.To, per.Next+5); k++ {
		if k >= per.At && k < per.Next || !x.p.HasStem(k, happens...) {
			continue
		}
		if x.l.Act < 0 || x.p.HasStem(k, "состоится", "состоятся", "пройдет", "пройдут", "провести",
			"назначить") {
			return true
		}
	}
	return false
}

// labelled reports whether a label in its line says that the period is when something takes
// place: «Дата и время проведения: …», «Место и время: …», «новая дата – …».
func (x *eventFinder) labelled(per *requisite.Period) bool {
	p := x.p
	if p.IsAny(per.At-1, "-", ":") && p.At(per.At-2) == "дата" && p.At(per.At-3) == "новая" {
		return true
	}
	i := x.afterMarks(p.LineStart(per.At))
	if !p.IsAny(i, dayLabels...) || per.At-i > 14 {
		if i = labelBefore(p, per.At); i < 0 {
			return false
		}
	}
	for k := i; k < per.At; k++ {
		if p.IsAny(k, ":", "-") || p.At(k) == "." && p.At(i) == "когда" {
			return p.At(i) == "когда" || p.StemWithin(i, k-i, "проведени", "время", "мероприят") ||
				p.At(i) == "дата" && k == i+1 && p.IsAny(p.LineEnd(i), "время", "место", "начало") ||
				k-i < 4 && p.StemWithin(i, k-i, "место")
		}
	}
	return false
}

// labelBefore returns where the label of the day at token at begins within a line, «Тема: … Дата проведения: 16 декабря
// 2019 года. Место проведения: …», -1 where it has none.
func labelBefore(p *ruletext.Page, at int) int {
	for i := at - 1; i > max(at-8, 0); i-- {
		if p.At(i) == "дата" && p.HasStem(i+1, "проведени") && p.IsAny(i-1, ".", ";") {
			return i
		}
	}
	return -1
}

// afterMarks is the first token from i on, where a line begins, that is no mark and no number
// of a list.
func (x *eventFinder) afterMarks(i int) int {
	if x.marks.To == 0 || x.marks.From != i {
		to := i
		for x.p.HasKind(to, ruletext.Mark) || x.p.HasKind(to, ruletext.Number) && x.p.IsAny(to+1, ".", ")") {
			to++
		}
		x.marks = ruletext.Span{From: i, To: to}
	}
	return x.marks.To
}

// scheduled reports whether the period stands in a line of a document that lists days: a
// schedule, a plan of feasts.
func (x *eventFinder) scheduled(per *requisite.Period) bool {
	if !x.schedule || per.Since || per.Until && per.To.Day == 0 {
		return false
	}
	line := x.p.LineStart(per.At)
	return x.p.LineEnd(line)-line < 40
}

// isSchedule reports whether a heading is that of a list of days.
func isSchedule(p *ruletext.Page, heading ruletext.Span) bool {
	return heading.To > heading.From && p.IsAny(heading.From, "график", "расписание", "афиша", "календарь")
}

// dayWords are days told in relation to the day of a post, in days from it.
var dayWords = map[string]int{"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}

// relativeAt reads at token i a day told in relation to that of the post: «вчера», «в минувшую
// пятницу». One that is told by its date, too, «вчера, 7 мая», is left to that.
func (x *eventFinder) relativeAt(i int) (requisite.Period, bool) {
	p := x.p
	if x.l.Kind != wording.KindNews || x.own.Day == 0 || x.near || !p.HasKind(i, ruletext.Word) {
		return requisite.Period{}, false
	}
	off, near := dayWords[p.At(i)]
	weekday, week := rudate.OnWeekday(p.At(i))
	if !near && !week {
		return requisite.Period{}, false
	}
	for k := i + 1; k < i+4; k++ {
		if _, dated := requisite.PeriodAt(p, k); dated {
			return requisite.Period{}, false
		}
	}
	per := requisite.Period{At: i, Next: i + 1}
	s := sentenceAround(p, &per)
	if !p.StemWithin(max(s.From, i-12), min(s.To, i+15)-max(s.From, i-12), tellsDay...) {
		return requisite.Period{}, false
	}
	own := time.Date(x.own.Year, time.Month(x.own.Month), x.own.Day, 0, 0, 0, 0, time.UTC)
	if week {
		past := p.HasStem(i-1, "минувш", "прошл", "прошедш")
		if !past && !p.IsAny(i-1, "в", "во") && !p.HasStem(i-1, "ближайш", "следующ", "будущ", "эт") {
			return requisite.Period{}, false
		}
		ahead := (int(weekday) - int(own.Weekday()) + 7) % 7
		if ahead == 0 && p.HasStem(i-1, "следующ", "будущ", "ближайш") { // not the day on which it is said
			ahead = 7
		}
		if off = ahead; past || p.IsAny(i-1, "в", "во") && onlyPast(p, s) {
			if off -= 7; ahead == 0 && !past {
				off = 0
			}
		}
	}
	day := own.AddDate(0, 0, off)
	per.From = archive.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
	if what, _ := x.cueOf(&per, s); what == "" || what == "deadline" {
		return requisite.Period{}, false
	}
	return per, true
}

// monthAt reads at token i a month in which something is to take place, «в июне 2019 года
// состоится»: the day is not known yet.
func (x *eventFinder) monthAt(i int) (requisite.Period, bool) {
	p := x.p
	m := rudate.Month(p.At(i))
	if m == 0 || x.own.Month == 0 {
		return requisite.Period{}, false
	}
	if !p.IsAny(i-1, "в", "во") {
		return x.monthAside(i, m)
	}
	per := requisite.Period{At: i, Next: i + 1}
	year, next := requisite.YearAt(p, i+1)
	switch {
	case year > 0 && p.IsYearWord(next):
		per.Next = next + 1
	case year > 0:
		return requisite.Period{}, false
	default:
		if year = x.own.Year; m < x.own.Month {
			year++
		}
	}
	per.From = archive.Date{Year: year, Month: m}
	s := sentenceAround(p, &per)
	from, to := max(s.From, i-7), min(s.To, per.Next+8)
	if year*12+m < x.own.Year*12+x.own.Month || !p.StemWithin(from, to-from, plans...) {
		return requisite.Period{}, false
	}
	if what, _ := x.cueOf(&per, s); what == "" || what == "deadline" || what == "other" {
		return requisite.Period{}, false
	}
	return per, true
}

// monthAside reads at token i the month m that stands beside what takes place in it: «сборы дзюдоистов (август)»,
// «поездка в Волоколамск (декабрь 2013 года)», «стажировка, март 2018 г.».
func (x *eventFinder) monthAside(i, m int) (requisite.Period, bool) {
	p := x.p
	if !p.IsAny(i-1, "(", ",") || rudate.Nominative(m) != p.At(i) || x.l.Kind == wording.KindNotice {
		return requisite.Period{}, false
	}
	per := requisite.Period{At: i, Next: i + 1, From: archive.Date{Year: x.own.Year, Month: m}}
	if y, next := requisite.YearAt(p, i+1); y > 0 {
		if per.From.Year, per.Next = y, next; p.IsYearWord(next) {
			per.Next++
		}
	} else if x.tabular() && x.last > 0 {
		per.From.Year = x.last
	}
	if !p.IsAny(per.Next, ")", ".", ";") {
		return requisite.Period{}, false
	}
	what, near := x.cueOf(&per, sentenceAround(p, &per))
	return per, near < 10 && what != "deadline" && what != "other" && what != "auction" && x.current(&per)
}
