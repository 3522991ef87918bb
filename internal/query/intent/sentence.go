package intent

import (
	"regexp"
	"slices"
	"strconv"

	"letopis/internal/query/words"
)

// kinds are what people call kinds of documents when they ask for them; "" is any kind.
// Programmes are none: they are what acts are about.
var kinds = map[string]string{
	"постановления": "постановление", "решения": "решение", "распоряжения": "распоряжение", "приказы": "приказ",
	"протоколы": "протокол", "извещения": "извещение", "заключения": "заключение", "письма": "письмо",
	"новости": "новость", "отчеты": "отчёт", "доклады": "доклад", "законы": "закон",
	"документы": "", "акты": "", "нпа": "",
}

// oneKind are those in the singular, of which one document is asked for.
var oneKind = map[string]string{"постановление": "постановление", "решение": "решение", "распоряжение": "распоряжение",
	"приказ": "приказ"}

// aboutKinds are the kinds of acts whose titles say «о …» and nothing else of themselves. «Отчёты
// об исполнении бюджета» are approved by decisions, «протоколы об административных
// правонарушениях» are a thing that acts are about: without a place or a time other kinds are
// only offered.
var aboutKinds = words.Set("постановления решения распоряжения приказы документы нпа")

// bodies begin the names of those who issue documents.
var bodies = []string{"администраци", "дум", "совет", "собрани", "глав", "мэр", "правительств", "губернатор",
	"комисси", "депутат"}

// accounts are what a time belongs to that stands behind them: of «исполнение бюджета за
// 2015 год» the time is the budget's, not the document's.
var accounts = []string{"бюджет", "отчет", "исполнени", "итог", "результат", "доход", "расход", "сведени", "показател",
	"данн", "декларац", "баланс", "период", "план", "программ"}

// sentence reads a query that begins with a kind of documents: «постановления Галича о
// жкх за 2015–2017». It is one where their place, their body, their time or what they are
// about follows: «решения проблем» is none. What has another number is asked for by it.
func (o *Reading) sentence(ws []word, mentions []Mention) {
	kind, several := kinds[ws[0].folded]
	one, single := oneKind[ws[0].folded]
	if !several && !single || len(ws) < 2 {
		return
	}
	period := readPeriod(ws)
	inPeriod := func(w word) bool { return period != nil && within(w.span, period.spans[0]) }
	if slices.ContainsFunc(ws, func(w word) bool { return words.HasDigit(w.folded) && !inPeriod(w) }) {
		return
	}
	next := ws[1]
	placed := len(o.Place) > 0 && mentions[0].From == 1
	if !placed && !words.HasStem(next.folded, bodies) && (single || !aboutWords[next.folded] && !inPeriod(next)) {
		return
	}
	c := Condition{Field: "kind", spans: []span{ws[0].span}}
	if kind += one; kind != "" {
		c.Values = []string{kind}
	}
	if aboutWords[next.folded] && !aboutKinds[ws[0].folded] && len(o.Place) == 0 && period == nil {
		if c.Values != nil {
			o.Perhaps = append(o.Perhaps, c)
		}
		return
	}
	o.Kind = []Condition{c}
	if period != nil {
		o.Period = []Condition{*period}
	}
}

var aboutWords = words.Set("о об обо по про")

func within(s, outer span) bool { return outer.start <= s.start && s.end <= outer.end }

var (
	years     = regexp.MustCompile(`^((?:19|20)\d\d)(?:[-–—]((?:19|20)\d\d))?$`)
	yearWords = words.Set("год года году годом годы годов годам годах гг г")
)

// year reads «2015» or «2015–2017».
func year(w string) (from, to string) {
	m := years.FindStringSubmatch(w)
	if m == nil {
		return "", ""
	}
	if m[2] == "" {
		m[2] = m[1]
	}
	return m[1], m[2]
}

// readPeriod reads the time of documents: «за 2015–2017», «с 2015 по 2017 год», «после
// 2015», «до 2015 года», «в 2016 году»; nil where none is told, or it is something else's.
func readPeriod(ws []word) *Condition {
	for i := 1; i+1 < len(ws); i++ {
		if words.HasStem(ws[i-1].folded, accounts) {
			continue
		}
		from, to, end := rangeAt(ws, i)
		if from+to == "" || from != "" && to != "" && from > to {
			continue
		}
		if end < len(ws) && yearWords[ws[end].folded] {
			end++
		}
		return &Condition{Field: "date", From: from, To: to, spans: []span{{ws[i].start, ws[end-1].end}}}
	}
	return nil
}

// rangeAt reads a range of years that begins with the preposition at i, and ends before end.
func rangeAt(ws []word, i int) (from, to string, end int) {
	first, last := year(ws[i+1].folded)
	if end = i + 2; first == "" {
		return "", "", end
	}
	at := end // of what follows the year
	if at < len(ws) && yearWords[ws[at].folded] {
		at++
	}
	follows := func(k int) string {
		if k >= len(ws) {
			return ""
		}
		y, _ := year(ws[k].folded)
		return y
	}
	switch ws[i].folded {
	case "за", "в":
		if y := follows(end); y != "" && first == last { // «2015 – 2017»
			return first, y, end + 1
		}
		return first, last, end
	case "с", "со":
		if at < len(ws) && (ws[at].folded == "по" || ws[at].folded == "до") && follows(at+1) != "" {
			return first, follows(at + 1), at + 2
		}
		return first, "", end
	case "после":
		return next(first, 1), "", end
	case "до":
		return "", next(first, -1), end
	}
	return "", "", end
}

// next is the year that lies n years later.
func next(year string, n int) string {
	y, _ := strconv.Atoi(year)
	return strconv.Itoa(y + n)
}
