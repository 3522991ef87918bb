package enrich

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/event"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Roles of dates besides the document's own.
const (
	dateSigned    = "signed"
	datePublished = "published"
	dateInForce   = "in_force"
)

// dates sets the document's own date and the others that have a role.
func (e *Enricher) dates(p *ruletext.Page, l *layout.Layout, d *archive.Document, f *archive.Facts) {
	if !l.Ref.Date.IsZero() {
		f.Date = l.Ref.Date
		f.Date.Evidence = p.Evidence(l.RefRule(), l.Ref.From, l.Ref.Next)
		if l.Act >= 0 || l.Stamp >= 0 {
			f.Date.Role = dateSigned
		}
		f.Dates = append(f.Dates, f.Date)
	}
	if v, ok := hintDate(d); ok && f.Date.IsZero() && layout.IsMail(d) { // events are near it
		v.Role, v.Evidence.Rule = "", ruleMailDate
		f.Date, f.Dates = v, append(f.Dates, v)
	}
	if l.Kind == wording.KindNews {
		newsDate(p, d, f)
		return
	}
	roleDates(p, f)
	if v, ok := hintDate(d); ok && (layout.IsWeb(d) || strings.HasPrefix(d.Original.MediaType, "text/plain")) {
		f.Dates = append(f.Dates, v) // of a post; the properties of an office file are its maker's
	}
	if f.Date.IsZero() && (l.Kind == wording.KindNotice || l.Kind == "иное") { // the day it was made known
		if n := slices.IndexFunc(f.Dates, func(v archive.Date) bool { return v.Role == datePublished }); n >= 0 {
			f.Date = f.Dates[n]
		}
	}
}

// hintDate is the day that a post or a feed tells of itself.
func hintDate(d *archive.Document) (archive.Date, bool) {
	v, err := archive.ParseDate(wordform.FirstBytes(d.Hints["date"], 10))
	v.Role, v.Evidence = datePublished, archive.Evidence{Rule: "hint"}
	return v, err == nil
}

// nearDay is the day of a post beside one that has none, which is of about the same time.
func nearDay(d *archive.Document) archive.Date {
	v, _ := archive.ParseDate(d.Hints["near"])
	return v
}

// roleDates adds the days on which the document was made known or comes into force.
func roleDates(p *ruletext.Page, f *archive.Facts) {
	limit := p.TokensBefore(12000)
	for i := 0; i < limit; i++ {
		if p.Stopped() {
			break
		}
		role := ""
		switch {
		case p.HasStem(i, "вступает", "вступают") && p.StemWithin(i+1, 3, "сил"),
			p.HasStem(i, "распространя") && p.StemWithin(i+1, 4, "правоотношени"):
			role = dateInForce
		case p.HasStem(i, "опубликован", "размещен", "обнародован", "вывешен") &&
			!p.HasStem(i, "опубликования", "обнародования"):
			role = datePublished
		}
		if v, from, next := newspaperAt(p, i); next > i {
			v.Role, v.Evidence = datePublished, p.Evidence(datePublished, from, next)
			f.Dates = append(f.Dates, v)
		}
		if role == "" {
			continue
		}
		if v, from := requisite.DateBefore(p, i); role == datePublished && v.Day > 0 && p.Line(from) == p.Line(i) {
			// «13 апреля 2012 г. опубликовано»
			v.Role, v.Evidence = role, p.Evidence(role, from, i)
			f.Dates = append(f.Dates, v)
			continue
		}
		for k := i + 1; k < i+16 && p.At(k) != "." && p.At(k) != ";"; k++ {
			if v, next := requisite.DateAt(p, k); next > k && v.Day > 0 {
				v.Role, v.Evidence = role, p.Evidence(role, k, next)
				f.Dates = append(f.Dates, v)
				break
			}
		}
	}
}

// newspaperAt reads the day of the newspaper whose name a closing mark at token i ends: «газета
// «Знамя» № 33 от 17 августа 2017», «(«Вести», № 46, 10 июня 2020 г.». The day has the tokens
// [from, next); next is i when there is none.
func newspaperAt(p *ruletext.Page, i int) (d archive.Date, from, next int) {
	if !ruletext.IsCloseQuote(p.At(i)) {
		return d, i, i
	}
	open := i - 1
	for open > i-8 && open > 0 && !ruletext.IsOpenQuote(p.At(open)) {
		open--
	}
	if !ruletext.IsOpenQuote(p.At(open)) || p.IsAny(open+1, "о", "об") ||
		!p.HasStem(open-1, "газет", "вестник", "еженедельник", "журнал") && !p.IsAny(open-1, "(", ":") &&
			!p.StartsLine(open) {
		return d, i, i
	}
	k := i + 1
	for limit := i + 10; k < limit; k++ {
		if d, next = requisite.DateAt(p, k); d.Day > 0 && !p.HasKind(k-1, ruletext.Number) {
			return d, k, next
		}
		if !p.IsAny(k, ",", "№", "(", ")", "от", "за", "выход", "выпуск") && !p.HasKind(k, ruletext.Number) {
			break
		}
	}
	return archive.Date{}, i, i
}

// newsDate takes the date of a post from a line of its own or a dateline near the top, else
// from what its feed or page says of it. Without either it is that of the first event, see
// eventDate.
func newsDate(p *ruletext.Page, d *archive.Document, f *archive.Facts) {
	top := p.TokensBefore(1500)
	for n, i := range p.Lines {
		if n > 12 || i > top {
			break
		}
		if v, next := requisite.DateLine(p, i); next > i {
			v.Role, v.Evidence = datePublished, p.Evidence("date-line", i, next)
			f.Date = v
			f.Dates = append(f.Dates, v)
			break
		}
	}
	if v := footDay(p); f.Date.IsZero() && d.Hints["date"] == "" && v.Day > 0 {
		f.Date = v
		f.Dates = append(f.Dates, v)
	}
	if v, ok := hintDate(d); ok && (layout.IsWeb(d) || d.Hints["kind"] == wording.KindNews) {
		if f.Date.IsZero() {
			f.Date = v
		}
		if !slices.ContainsFunc(f.Dates, func(o archive.Date) bool { return requisite.SameDay(o, v) }) {
			f.Dates = append(f.Dates, v)
		}
	}
}

// footLines is how many lines from the end of a post its day is sought in.
const footLines = 6

// footDay reads the day that stands under a post, alone, behind what says so, «Опубликовал: администратор,
// 15.02.2017», before how many read it, or beside the newspaper that it is from.
func footDay(p *ruletext.Page) archive.Date {
	for n := len(p.Lines) - 1; n > 0 && n >= len(p.Lines)-footLines; n-- {
		i := p.Lines[n]
		v, next := requisite.DateLine(p, i)
		if next == i { // «(газета «Заря», 15 февраля 2017 г.)»
			for k, end := i, p.LineEnd(i); k < end && v.Day == 0; k++ {
				v, _, next = newspaperAt(p, k)
			}
		} else if next < p.LineEnd(i) && !p.HasStem(i, putOn...) && !requisite.CountsReaders(p, next) {
			continue
		}
		if v.Day == 0 {
			continue
		}
		v.Role, v.Evidence = datePublished, p.Evidence("date-line", i, next)
		return v
	}
	return archive.Date{}
}

// putOn begin the lines that say when a post was put on its site.
var putOn = []string{"опубликов", "размещ", "размест", "добав", "дата", "автор", "созда", "источник"}

// eventDate dates a post without a day of its own by the event that it tells of, unless that is still to come.
func eventDate(p *ruletext.Page, kind string, f *archive.Facts) {
	if !f.Date.IsZero() || kind != wording.KindNews {
		return
	}
	if n := slices.IndexFunc(f.Events, func(ev archive.Event) bool {
		return ev.What != "deadline" && !event.Ahead(p, &ev)
	}); n >= 0 {
		f.Date = f.Events[n].From
		f.Date.Evidence.Rule = "event"
	}
}
