package enrich

import (
	"slices"
	"strings"

	"letopis/internal/archive"
)

// Roles of dates besides the document's own.
const (
	dateSigned    = "signed"
	datePublished = "published"
	dateInForce   = "in_force"
)

// dates sets the document's own date and the others that have a role.
func (e *Enricher) dates(p *page, l *layout, d *archive.Document, f *archive.Facts) {
	if !l.ref.date.IsZero() {
		f.Date = l.ref.date
		f.Date.Evidence = p.evidence(l.refRule(), l.ref.from, l.ref.next)
		if l.act >= 0 || l.stamp >= 0 {
			f.Date.Role = dateSigned
		}
		f.Dates = append(f.Dates, f.Date)
	}
	if l.kind == kindNews {
		p.newsDate(d, f)
		return
	}
	p.roleDates(f)
	if v, ok := hintDate(d); ok && (isWeb(d) || strings.HasPrefix(d.Original.MediaType, "text/plain")) {
		f.Dates = append(f.Dates, v) // of a post; the properties of an office file are its maker's
	}
	if f.Date.IsZero() && (l.kind == kindNotice || l.kind == "иное") { // the day it was made known
		if n := slices.IndexFunc(f.Dates, func(v archive.Date) bool { return v.Role == datePublished }); n >= 0 {
			f.Date = f.Dates[n]
		}
	}
}

// hintDate is the day that a post or a feed tells of itself.
func hintDate(d *archive.Document) (archive.Date, bool) {
	v, err := archive.ParseDate(firstTen(d.Hints["date"]))
	v.Role, v.Evidence = datePublished, archive.Evidence{Rule: "hint"}
	return v, err == nil
}

// roleDates adds the days on which the document was made known or comes into force.
func (p *page) roleDates(f *archive.Facts) {
	limit := p.before(12000)
	for i := 0; i < limit; i++ {
		role := ""
		switch {
		case p.begins(i, "вступает", "вступают") && p.near(i+1, 3, "сил"), p.begins(i, "распространя") && p.near(i+1, 4, "правоотношени"):
			role = dateInForce
		case p.begins(i, "опубликован", "размещен", "обнародован") && !p.begins(i, "опубликования", "обнародования"):
			role = datePublished
		}
		if v, from, next := p.newspaperAt(i); next > i {
			v.Role, v.Evidence = datePublished, p.evidence(datePublished, from, next)
			f.Dates = append(f.Dates, v)
		}
		if role == "" {
			continue
		}
		if v, from := p.dateBefore(i); role == datePublished && v.Day > 0 && p.line(from) == p.line(i) { // «13 апреля 2012 г. опубликовано»
			v.Role, v.Evidence = role, p.evidence(role, from, i)
			f.Dates = append(f.Dates, v)
			continue
		}
		for k := i + 1; k < i+16 && p.at(k) != "." && p.at(k) != ";"; k++ {
			if v, next := p.dateAt(k); next > k && v.Day > 0 {
				v.Role, v.Evidence = role, p.evidence(role, k, next)
				f.Dates = append(f.Dates, v)
				break
			}
		}
	}
}

// newspaperAt reads the day of the newspaper whose name a closing mark at token i ends: «газета
// «Знамя» № 33 от 17 августа 2017», «(«Вести», № 46, 10 июня 2020 г.». The day has the tokens
// [from, next); next is i when there is none.
func (p *page) newspaperAt(i int) (d archive.Date, from, next int) {
	if !isCloseQuote(p.at(i)) {
		return d, i, i
	}
	open := i - 1
	for open > i-8 && open > 0 && !isOpenQuote(p.at(open)) {
		open--
	}
	if !isOpenQuote(p.at(open)) || p.oneOf(open+1, "о", "об") || !p.begins(open-1, "газет", "вестник", "еженедельник", "журнал") && !p.oneOf(open-1, "(", ":") && !p.startsLine(open) {
		return d, i, i
	}
	k := i + 1
	for limit := i + 10; k < limit; k++ {
		if d, next = p.dateAt(k); d.Day > 0 && !p.is(k-1, number) {
			return d, k, next
		}
		if !p.oneOf(k, ",", "№", "(", ")", "от", "за", "выход", "выпуск") && !p.is(k, number) {
			break
		}
	}
	return archive.Date{}, i, i
}

// pageHeading counts the lines that a web page puts above an act: its own
// heading, the act's first words often cut short, and the day it was put there.
func (p *page) pageHeading(d *archive.Document) int {
	for n := 1; n < 3 && n < len(p.lines); n++ {
		line, again := foldName(p.slice(p.lines[0], p.lines[1])), foldName(p.slice(p.lines[n], min(p.lines[n]+60, len(p.toks))))
		if len(line) > 2*12 && strings.HasPrefix(again, line[:min(len(line), 2*25)]) {
			return n
		}
		// Between them may stand the day and who put it there.
		if v, next := p.dateAt(p.lines[n]); v.Day == 0 || p.lineEnd(p.lines[n]) > next+8 || p.at(next) == "№" {
			break
		}
	}
	if v, next := p.dateAt(p.lines[0]); isWeb(d) && v.Day > 0 && p.lineEnd(0) == next && v.String() == firstTen(d.Hints["date"]) {
		return 1
	}
	return 0
}

// isWeb tells pages and feeds; texts whose format is not known may be such.
func isWeb(d *archive.Document) bool {
	m := d.Original.MediaType
	return m == "" || strings.Contains(m, "html") || strings.Contains(m, "rss") || strings.Contains(m, "atom") || strings.HasSuffix(m, "/xml")
}

// newsDate takes the date of a post from a line of its own or a dateline near the top, else
// from what its feed or page says of it. Without either it is that of the first event, see
// eventDate.
func (p *page) newsDate(d *archive.Document, f *archive.Facts) {
	top := p.before(1500)
	for n, i := range p.lines {
		if n > 12 || i > top {
			break
		}
		if v, next := p.dateLine(i); next > i {
			v.Role, v.Evidence = datePublished, p.evidence("date-line", i, next)
			f.Date = v
			f.Dates = append(f.Dates, v)
			break
		}
	}
	if v, ok := hintDate(d); ok && (isWeb(d) || d.Hints["kind"] == kindNews) {
		if f.Date.IsZero() {
			f.Date = v
		}
		if !slices.ContainsFunc(f.Dates, func(o archive.Date) bool { return sameDay(o, v) }) {
			f.Dates = append(f.Dates, v)
		}
	}
}

// eventDate dates a post without a day of its own by the event that it tells of.
func eventDate(kind string, f *archive.Facts) {
	if !f.Date.IsZero() || kind != kindNews {
		return
	}
	if n := slices.IndexFunc(f.Events, func(ev archive.Event) bool { return ev.What != "deadline" }); n >= 0 {
		f.Date = f.Events[n].From
		f.Date.Evidence.Rule = "event"
	}
}

// weekdays stand before the day of a post: «Четверг, 17 мая 2012».
var weekdays = []string{"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "пн", "вт", "ср", "чт", "пт", "сб", "вс"}

// dateLine reads the day of a post at the beginning of its line: alone, after
// «Опубликовано:» or «Пресс-релиз от», after the day of the week, in brackets, or before
// the time; or at the end of a line that tells who put it there. It returns the
// index after the day, i when the line is no such one.
func (p *page) dateLine(i int) (archive.Date, int) {
	k := i
	switch {
	case p.oneOf(k, "[", "("):
		k++
	case p.is(k, number) && p.at(k+1) == ":" && p.is(k+2, number): // «14:30, 3 марта 2010 г.»
		if k += 3; p.oneOf(k, ",", "|", "-") {
			k++
		}
	case p.begins(k, "опубликован", "размещен", "добавлен", "создан", "обновлен"):
		k++
	case p.oneOf(k, weekdays...):
		if k++; p.oneOf(k, ",", ".") {
			k++
		}
	case p.at(k) == "дата" && p.begins(k+1, "публикац", "создан", "размещен", "добавлен", "новост", "составлен", "оформлен", "подписан", "подготовк", "выпуск", "издан", "опубликован", "документ", "извещен"):
		for k += 2; p.is(k, word) && k < i+6; k++ { // «Дата оформления заключения»
		}
	case p.at(k) == "дата" && p.at(k+1) == ":":
		k++
	case p.at(k) == "пресс" && p.begins(k+2, "релиз"):
		for k += 3; p.is(k, number) && p.at(k+1) == "от" || p.at(k) == "№"; k++ {
		}
		if p.at(k) == "от" {
			k++
		}
	}
	if p.at(k) == ":" {
		k++
	}
	v, next := p.dateAt(k)
	if v.Day > 0 && p.at(next) == "№" { // an act's or a letter's
		return archive.Date{}, i
	}
	if v.Day > 0 && p.line(next-1) == p.line(i) && (k > i || p.dayStands(next)) {
		return v, next
	}
	return p.byline(i)
}

// dayStands reports whether the day that ends before token i has its line for itself: at its
// end, before the time of day, or before who wrote and how many read, «3 августа 2023 | Автор: …».
func (p *page) dayStands(i int) bool {
	end, k := p.lineEnd(i-1), i
	if p.oneOf(k, ",", "|", "-", ".") {
		k++
	}
	clock := p.is(k, number) && p.at(k+1) == ":" && p.is(k+2, number)
	return clock || i >= end-4 || k > i && end-i <= 14 && p.at(end-1) != "." && !p.tight(k)
}

// byline reads the day in a line that tells who put a post there, where from or how
// often it was read: «Автор: admin | 5 июля 2012».
func (p *page) byline(i int) (archive.Date, int) {
	end := p.lineEnd(i)
	if end-i > 16 || !p.issueLine(i, end) && !p.begins(i, "опубликовал", "разместил", "добавил", "автор", "источник", "просмотр", "написал", "создал", "категори", "рубрик", "пресс") {
		return archive.Date{}, i
	}
	for k := i + 1; k < end; k++ {
		if v, next := p.dateAt(k); v.Day > 0 && next <= end && next >= end-5 && p.at(end-1) != "." {
			return v, next
		}
	}
	return archive.Date{}, i
}

// issueLine tells what a newspaper puts over its pages: «№ 17 (2044) · Район · 3 мая 2012».
func (p *page) issueLine(i, end int) bool {
	if p.at(i) != "№" || !p.is(i+1, number) {
		return false
	}
	for k := i + 2; k < end; k++ {
		if p.oneOf(k, "·", "|", "•") {
			return true
		}
	}
	return false
}

func firstTen(s string) string {
	if len(s) > 10 {
		return s[:10]
	}
	return s
}

// looseKind tells the kind of a text without any head or heading: news by what
// the format says of it or by its look; else the phrase that runs through it.
func (p *page) looseKind(d *archive.Document) (kind, rule string) {
	if kind := strings.ToLower(d.Hints["kind"]); slices.Contains(archive.Kinds, kind) {
		return kind, "hint"
	}
	// Pages and feeds date their posts; the date of an office file or a letter
	// says nothing of what it is.
	if d.Hints["date"] != "" && isWeb(d) && !p.announces() {
		return kindNews, "hint"
	}
	words, programs, forecasts, own := 0, 0, 0, 0
	for i := range p.toks {
		switch {
		case !p.is(i, word):
			continue
		case p.begins(i, "программ", "подпрограмм"):
			programs++
		case p.begins(i, "прогноз"):
			forecasts++
		case p.begins(i, "настоящ") && p.begins(i+1, "программ"):
			own++
		}
		words++
	}
	notice := p.announces()
	for n, i := range p.lines {
		if n > 6 || n > 2 && notice {
			break
		}
		if _, next := p.dateLine(i); next > i && len(d.Text) < 60_000 && !(notice && i > 0 && p.lineEnd(i) == len(p.toks)) {
			return kindNews, "date-line"
		}
	}
	section := false // a site's menu or path names its news
	for n, i := range p.lines {
		if n > 12 {
			break
		}
		section = section || p.newsSection(i)
	}
	switch {
	case notice && !section:
		return kindNotice, "wording"
	case section && p.past() && len(d.Text) < 20_000:
		return "новость", "section"
	case own > 0 && programs > 4:
		return "программа", "own-phrase"
	case words > 1000 && programs > forecasts && programs*100 > words: // a part of a long document
		return "программа", "wording"
	case words > 1000 && forecasts*250 > words:
		return "прогноз", "wording"
	case p.reads():
		return "новость", "prose"
	}
	return "иное", "none"
}

// newsSection tells the name of a site's news, «Новости города», or the path to them,
// «Главная » Новости » Общество».
func (p *page) newsSection(i int) bool {
	end := p.lineEnd(i)
	if end-i > 10 || p.oneOf(end-1, ".", "!", ":") {
		return false
	}
	return end-i < 5 && (p.begins(i, "новост") || p.at(i) == "пресс" && p.begins(i+2, "релиз")) || p.begins(i, "главн", "лента") && p.near(i, end-i, "новост")
}

// past tells a text with a verb in the past for every sixty words or more.
func (p *page) past() bool {
	words, past := 0, 0
	for i := range p.toks {
		if !p.is(i, word) {
			continue
		}
		if words++; !p.capital(i) && isPast(p.at(i)) {
			past++
		}
	}
	return words >= 25 && past > 1 && past*60 > words
}

// reads tells prose about what happened: verbs in the past, hardly a word of
// officialese. In news every fortieth word or more is a verb in the past, in
// acts and programmes hardly every hundredth.
func (p *page) reads() bool {
	words, past, official := 0, 0, 0
	for i := range p.toks {
		if !p.is(i, word) {
			continue
		}
		words++
		switch {
		case p.begins(i, "муниципальн", "программ", "прогноз", "мероприят", "постановлени", "подпрограмм"):
			official++
		case !p.capital(i) && isPast(p.at(i)):
			past++
		}
	}
	return words >= 40 && (past*60 > words && official*60 < words || past*20 > words && official*30 < words)
}

// isPast tells verbs in the past tense by their look.
func isPast(w string) bool {
	for _, end := range []string{"лся", "лась", "лось", "лись", "ла", "ло", "ли", "л"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			r := lastRune(stem)
			return len(w) >= 2*4 && strings.ContainsRune("аияеуыо", r)
		}
	}
	return false
}
