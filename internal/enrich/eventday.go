package enrich

import (
	"time"

	"letopis/internal/archive"
)

// happens are beginnings of verbs that say by themselves that something takes place on the day
// beside them; the orders among them count in acts, too.
var happens = []string{"состоится", "состоятся", "состоял", "пройдет", "пройдут", "прошел", "прошла", "прошло", "прошли",
	"назначен", "назначить", "намечен", "запланирован", "провести", "проведут"}

// beside reports whether such a verb stands next to the period: «назначена на 3 июня», «Провести
// 25 января 2020 года учёбу». Acts tell of the past only what they rest on.
func (x *eventFinder) beside(per *period, s span) bool {
	if per.since || per.until && per.to.Day == 0 {
		return false
	}
	if per.to.Day > 0 && x.l.act < 0 && x.p.near(max(s.from, per.at-4), 4, "проводил", "проведен", "проходил") {
		return true
	}
	for k := max(s.from, per.at-4); k < min(s.to, per.next+5); k++ {
		if k >= per.at && k < per.next || !x.p.begins(k, happens...) {
			continue
		}
		if x.l.act < 0 || x.p.begins(k, "состоится", "состоятся", "провести", "назначить") {
			return true
		}
	}
	return false
}

// labelled reports whether a label in its line says that the period is when something takes
// place: «Дата и время проведения: …», «Место и время: …», «новая дата – …».
func (x *eventFinder) labelled(per *period) bool {
	p := x.p
	if p.oneOf(per.at-1, "-", ":") && p.at(per.at-2) == "дата" && p.at(per.at-3) == "новая" {
		return true
	}
	i := p.lineStart(per.at)
	for p.is(i, mark) || p.is(i, number) && p.oneOf(i+1, ".", ")") {
		i++
	}
	if !p.oneOf(i, "дата", "время", "место", "когда", "день", "срок", "сроки") || per.at-i > 14 {
		return false
	}
	for k := i; k < per.at; k++ {
		if p.oneOf(k, ":", "-") {
			return p.at(i) == "когда" || p.near(i, k-i, "проведени", "время", "мероприят")
		}
	}
	return false
}

// scheduled reports whether the period stands in a line of a document that lists days: a
// schedule, a plan of feasts.
func (x *eventFinder) scheduled(per *period) bool {
	if !x.schedule || per.since || per.until && per.to.Day == 0 {
		return false
	}
	line := x.p.lineStart(per.at)
	return x.p.lineEnd(line)-line < 40
}

// isSchedule reports whether a heading is that of a list of days.
func (p *page) isSchedule(heading span) bool {
	return heading.to > heading.from && p.oneOf(heading.from, "график", "расписание", "афиша", "календарь")
}

// dayWords are days told in relation to the day of a post, in days from it.
var dayWords = map[string]int{"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}

// weekdayForms are days of the week as «в» takes them.
var weekdayForms = map[string]time.Weekday{"понедельник": 1, "вторник": 2, "среду": 3, "четверг": 4, "пятницу": 5,
	"субботу": 6, "воскресенье": 0}

// tellsDay are verbs that a post tells of such a day with.
var tellsDay = []string{"состо", "пройд", "прош", "проход", "начн", "начал", "старт", "открыл", "откро", "провел", "провед",
	"посетил", "вручил", "собрал", "встрет", "заверш", "приглаша", "ждем", "обсуд", "выступ", "побыва"}

// relativeAt reads at token i a day told in relation to that of the post: «вчера», «в минувшую
// пятницу». One that is told by its date, too, «вчера, 7 мая», is left to that.
func (x *eventFinder) relativeAt(i int) (period, bool) {
	p := x.p
	if x.l.kind != kindNews || x.own.Day == 0 || !p.is(i, word) {
		return period{}, false
	}
	off, near := dayWords[p.at(i)]
	weekday, week := weekdayForms[p.at(i)]
	if !near && !week {
		return period{}, false
	}
	for k := i + 1; k < i+4; k++ {
		if _, dated := p.periodAt(k); dated {
			return period{}, false
		}
	}
	per := period{at: i, next: i + 1}
	s := p.sentenceAround(&per)
	if !p.near(max(s.from, i-12), min(s.to, i+15)-max(s.from, i-12), tellsDay...) {
		return period{}, false
	}
	own := time.Date(x.own.Year, time.Month(x.own.Month), x.own.Day, 0, 0, 0, 0, time.UTC)
	if week {
		past := p.begins(i-1, "минувш", "прошл", "прошедш")
		if !past && !p.oneOf(i-1, "в", "во") && !p.begins(i-1, "ближайш", "следующ", "будущ", "эт") {
			return period{}, false
		}
		ahead := (int(weekday) - int(own.Weekday()) + 7) % 7
		if off = ahead; past || p.oneOf(i-1, "в", "во") && p.onlyPast(s) {
			if off -= 7; ahead == 0 && !past {
				off = 0
			}
		}
	}
	day := own.AddDate(0, 0, off)
	per.from = archive.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}
	if what, _ := x.cueOf(&per, s); what == "" || what == "deadline" {
		return period{}, false
	}
	return per, true
}

// monthAt reads at token i a month in which something is to take place, «в июне 2019 года
// состоится»: the day is not known yet.
func (x *eventFinder) monthAt(i int) (period, bool) {
	p := x.p
	m := months[p.at(i)]
	if m == 0 || !p.oneOf(i-1, "в", "во") || x.own.Month == 0 {
		return period{}, false
	}
	per := period{at: i, next: i + 1}
	year, next := p.yearAt(i + 1)
	switch {
	case year > 0 && p.isYearWord(next):
		per.next = next + 1
	case year > 0:
		return period{}, false
	default:
		if year = x.own.Year; m < x.own.Month {
			year++
		}
	}
	per.from = archive.Date{Year: year, Month: m}
	s := p.sentenceAround(&per)
	from, to := max(s.from, i-7), min(s.to, per.next+8)
	if year*12+m < x.own.Year*12+x.own.Month || !p.near(from, to-from, "состоится", "состоятся", "пройдет", "пройдут", "планируется", "намечен", "запланирован", "откроется", "стартует", "провести") {
		return period{}, false
	}
	if what, _ := x.cueOf(&per, s); what == "" || what == "deadline" || what == "other" {
		return period{}, false
	}
	return per, true
}
