package enrich

import (
	"strconv"
	"strings"

	"letopis/internal/archive"
)

// Levels of acts and programmes.
const (
	levelFederal   = "federal"
	levelRegional  = "regional"
	levelMunicipal = "municipal"
)

const federalLaw = "федеральный закон"

// citer gathers the citations of a text.
type citer struct {
	p    *page
	l    *layout
	out  []archive.Citation
	seen map[citation]int // position in out
	// told are the references that an enumeration has read, by their first token: one
	// within another would read the rest of it again.
	told map[int]string
}

// citation tells an act from others. The date is that of the text, zero where none is told.
type citation struct {
	act  string // kind, level, number and name
	date archive.Date
}

// cites finds the acts that a text refers to, once each.
func (p *page) cites(l *layout) []archive.Citation {
	c := &citer{p: p, l: l, seen: map[citation]int{}, told: map[int]string{}}
	for i := 0; i < len(p.toks); i++ {
		switch {
		case p.at(i) == "№" || p.is(i, number) && (!p.is(i-1, number) || p.article(i-1)) && p.at(i-1) != "№":
			c.federalLaw(i)
		case !p.is(i, word):
		case strings.HasPrefix(p.at(i), "кодекс"):
			c.code(i)
		case p.at(i) == "фз":
			c.lawBefore(i)
		case p.at(i) == "о" || p.at(i) == "об":
			c.namedLaw(i)
		case len(p.at(i)) <= len("коап") && codeShort[p.at(i)] != "":
			c.shortCode(i)
		case p.begins(i, actStems...):
			c.act(i)
		}
	}
	return c.out
}

// federalLaw reads «131-ФЗ» at token i, with or without its sign, whatever
// stands before; «131-Ф3» is a misread one.
func (c *citer) federalLaw(i int) {
	p := c.p
	at := i
	for at < i+maxRun && (p.at(at) == "№" || p.at(at) == "_" || p.at(at) == "-" && at > i) {
		at++
	}
	if !p.is(at, number) {
		return
	}
	k := at + 1
	if p.at(k) == "-" {
		k++
	}
	suffix, end := "", k
	switch {
	case p.oneOf(k, "фз", "фкз"):
		suffix, end = strings.ToUpper(p.at(k)), k+1
	case p.at(k) == "ф" && p.oneOf(k+1, "3", "з") && (p.tight(k+1) || p.at(k+1) == "з"):
		suffix, end = "ФЗ", k+2
	default:
		return
	}
	kind := federalLaw
	if suffix == "ФКЗ" {
		kind = "федеральный конституционный закон"
	}
	date, from := p.dateBefore(i)
	if date.IsZero() {
		from = i
		next := end
		if p.at(next) == "от" {
			next++
		}
		if d, n := p.dateAt(next); n > next && d.Month > 0 {
			date, end = d, n
		}
	}
	if p.codeBefore(from) {
		return
	}
	c.add(archive.Citation{Kind: kind, Number: p.at(at) + "-" + suffix, Date: date, Level: levelFederal}, from, end)
}

// dateBefore reads the date that ends right before token i.
func (p *page) dateBefore(i int) (archive.Date, int) {
	for j := max(0, i-10); j < i-1; j++ { // the longest reading first: «6 октября 2003» before «октября 2003»
		if d, next := p.dateAt(j); d.Month > 0 && (next == i || next == i-1 && p.at(next) == ",") {
			return d, j
		}
	}
	return archive.Date{}, i
}

// act reads a reference that an act's noun at token i begins, and those
// enumerated after it.
func (c *citer) act(i int) {
	p := c.p
	if i == c.l.act || p.begins(i-1, "настоящ") { // the act itself
		return
	}
	from := p.refAfter(i)
	if from < 0 {
		return
	}
	kind, level := p.actKind(i, from)
	r := p.refAt(from)
	if kind == "" || r.number == "" {
		return
	}
	for last := r; ; {
		if c.told[last.from] == kind+level {
			return
		}
		c.told[last.from] = kind + level
		c.addRef(kind, level, i, last)
		next := p.enumerated(last.next)
		if next < 0 {
			return
		}
		date := last.date
		if last = p.refAt(next); last.number == "" {
			return
		}
		if last.date.IsZero() && p.at(next-1) == "и" && p.pluralAct(i) { // «законов от 23 июня 2016 г. № 182-ФЗ и № 197-ФЗ»
			last.date = date
		}
	}
}

// pluralAct tells «законы», «постановлениями».
func (p *page) pluralAct(i int) bool {
	for _, end := range []string{"ов", "ам", "ами", "ах", "ы", "ий", "иям", "иями", "иях"} {
		if strings.HasSuffix(p.at(i), end) {
			return true
		}
	}
	return false
}

// refAfter returns where the date or number of the act begins that the noun at
// i announces; -1 when the sentence turns to something else first.
func (p *page) refAfter(i int) int {
	for k := i + 1; k < i+34 && k < len(p.toks); k++ {
		switch {
		case p.at(k) == "№" && p.begins(k-1, "приложени", "таблиц", "форм"):
			return -1
		case p.at(k) == "от" && (p.is(k+1, number) || p.at(k+1) == "_" || isOpenQuote(p.at(k+1))), p.at(k) == "№":
			if r := p.refAt(k); !r.empty() {
				return k
			}
			return -1
		case p.is(k, number) && p.at(k+1) == "." && p.tight(k+1):
			if d, _ := p.dateAt(k); d.Day > 0 {
				return k
			}
		case isOpenQuote(p.at(k)):
			q := p.quoteAt(k)
			if q.end == 0 {
				return -1
			}
			// Municipalities are short; the title of an act before its date is rare.
			if q.end-k > 8 && !p.titledBefore(q.end) {
				return -1
			}
			k = q.end - 1
		case p.at(k) == "." && !p.abbreviates(k-1) && !p.is(k-1, number) && len(p.at(k-1)) > 2*2, p.oneOf(k, ";", ":") && !p.startsLine(k+1), p.at(k) == "(":
			return -1
		case p.begins(k, actStems...) && !p.begins(k, "указанн", "решени") && !p.begins(k, "законодател"):
			return -1
		}
	}
	return -1
}

// titledBefore tells «постановление «Об утверждении…» от 27.11.2015 № 1137».
func (p *page) titledBefore(i int) bool {
	if p.at(i) == "," {
		i++
	}
	return p.at(i) == "от" && p.is(i+1, number) || p.at(i) == "№"
}

// actKind names the kind and level of the act whose noun stands at i and whose
// date or number begins at to.
func (p *page) actKind(i, to int) (kind, level string) {
	federation, region, body := p.issuerOf(i+1, to)
	switch s := p.at(i); {
	case strings.HasPrefix(s, "постановлени"), strings.HasPrefix(s, "распоряжени"):
		kind = "постановление"
		if strings.HasPrefix(s, "р") {
			kind = "распоряжение"
		}
		switch {
		case federation && body == "правительств":
			return kind + " Правительства РФ", levelFederal
		case federation && body == "президент":
			return kind + " Президента РФ", levelFederal
		case region && (body == "правительств" || body == "кабинет" || body == "губернатор" || body == "администраци" && !p.near(i+1, to-i-1, "район", "округ", "город", "поселен", "сельсовет", "муниципальн", "мр", "мо")):
			return kind, levelRegional
		case body == "правительств" || body == "губернатор" || body == "кабинет":
			return kind, levelRegional
		case federation:
			return kind, levelFederal
		}
		return kind, levelMunicipal
	case strings.HasPrefix(s, "указ") && (len(s) <= len("указами")) && !strings.HasPrefix(s, "указан"):
		if body == "президент" && !region && p.at(i+2) != "рт" {
			return "указ Президента РФ", levelFederal
		}
		if body == "" && !region { // «далее – Указ № 204»
			return "", ""
		}
		return "указ", levelRegional
	case strings.HasPrefix(s, "приказ") && !strings.HasPrefix(s, "приказы") || s == "приказы":
		if !region && (federation || body == "министерств" || body == "федеральн" || body == "росс") {
			return "приказ", levelFederal
		}
		if region || body == "министерств" {
			return "приказ", levelRegional
		}
		return "приказ", levelMunicipal
	case strings.HasPrefix(s, "законодательств") && p.begins(i-1, "основ") && federation: // «Основы законодательства … о культуре»
		return "закон РФ", levelFederal
	case strings.HasPrefix(s, "закон") && len(s) <= len("законами"):
		switch {
		case p.begins(i-1, "федеральн"):
			return federalLaw, levelFederal
		case federation && !region:
			return "закон РФ", levelFederal
		}
		return "закон", levelRegional
	case strings.HasPrefix(s, "решени"):
		if body == "" && !p.near(i+1, to-i-1, "район", "округ", "поселен", "депутат") {
			return "", ""
		}
		return "решение", levelMunicipal
	}
	return "", ""
}

// issuerOf reads who issued an act from the words between its noun and its date.
func (p *page) issuerOf(from, to int) (federation, region bool, body string) {
	for k := from; k < to; k++ {
		if isOpenQuote(p.at(k)) {
			if q := p.quoteAt(k); q.end > 0 {
				k = q.end - 1
				continue
			}
		}
		switch {
		case p.begins(k, "российск") && p.begins(k+1, "федерац"), p.oneOf(k, "рф", "россии"), p.begins(k, "россий"):
			federation = true
		case p.begins(k, "республик", "област", "област", "края", "автономн", "татарстан", "губернатор") || p.at(k) == "рт":
			region = true
		}
		if body == "" {
			switch {
			case p.begins(k, "правительств"):
				body = "правительств"
			case p.begins(k, "президент"):
				body = "президент"
			case p.begins(k, "кабинет"):
				body = "кабинет"
			case p.begins(k, "губернатор"):
				body = "губернатор"
			case p.begins(k, "министерств", "министр"), p.begins(k, "мин") && p.capital(k) && len(p.at(k)) > 2*5:
				body = "министерств"
			case p.begins(k, "федеральн"):
				body = "федеральн"
			case p.begins(k, "рос") && p.capital(k) && !p.begins(k, "росси", "ростов"):
				body = "росс"
			case p.begins(k, "администраци", "глав", "мэр", "исполнительн", "исполком"):
				body = "администраци"
			case p.begins(k, "совет", "дум", "собрани", "земск"):
				body = "совет"
			}
		}
	}
	return federation, region, body
}

// enumerated returns where the next reference of an enumeration begins: after
// the title of the last one, «; от…», «, № 2», a new line «- от…»; -1 at its end.
func (p *page) enumerated(i int) int {
	for range 2 {
		if q := p.quoteAt(i); q.end > 0 && q.end-i > 2 {
			i = q.end
		}
		if p.at(i) == "(" {
			for k := i; k < i+40; k++ {
				if p.at(k) == ")" {
					i = k + 1
					break
				}
			}
		}
	}
	k := i
	for k < i+maxRun && p.oneOf(k, ",", ";", "и", "-", "•") {
		k++
	}
	if k == i && !p.startsLine(k) {
		return -1
	}
	if p.at(k) == "от" && (p.is(k+1, number) || isOpenQuote(p.at(k+1))) {
		return k
	}
	if p.at(k) == "№" && k > i {
		return k
	}
	if d, next := p.dateAt(k); k > i && d.Day > 0 && p.at(next) == "№" {
		return k
	}
	return -1
}

// addRef adds the act of a reference, or each act of a range («№ 596–602»).
func (c *citer) addRef(kind, level string, from int, r ref) {
	if c.own(r) {
		return
	}
	if law := lawNumber(r.number); law != "" {
		kind, level, r.number = federalLaw, levelFederal, law
		if strings.HasSuffix(law, "ФКЗ") {
			kind = "федеральный конституционный закон"
		}
	}
	if n, ok := strings.CutSuffix(r.number, "-03"); ok && kind == federalLaw { // a misread «-ФЗ»
		r.number = n + "-ФЗ"
	}
	if kind == federalLaw && beforeFederalLaws(r.number) {
		kind = "закон РФ"
	}
	if _, err := strconv.Atoi(r.number); err == nil && kind == federalLaw && r.date.Year >= 1995 {
		r.number += "-ФЗ" // «Федеральным законом от 06.10.2003 № 131»
	}
	first, last, ok := strings.Cut(r.number, "-")
	a, err1 := strconv.Atoi(first)
	b, err2 := strconv.Atoi(last)
	if level == levelFederal && ok && err1 == nil && err2 == nil && a < b && b-a < 30 && kind != "приказ" {
		for n := a; n <= b; n++ {
			c.add(archive.Citation{Kind: kind, Number: strconv.Itoa(n), Date: r.date, Level: level}, from, r.next)
		}
		return
	}
	c.add(archive.Citation{Kind: kind, Number: r.number, Date: r.date, Level: level}, from, r.next)
}

// own tells the document's own number, in the stamps of its annexes.
func (c *citer) own(r ref) bool {
	return r.from < c.l.ref.next && r.next > c.l.ref.from || r.number != "" && r.number == c.l.ref.number && sameDay(r.date, c.l.ref.date)
}

func sameDay(a, b archive.Date) bool {
	return a.Year == b.Year && a.Month == b.Month && a.Day == b.Day
}

// add notes a citation unless it is there already; a date missing before is
// filled in.
func (c *citer) add(x archive.Citation, from, to int) {
	x.Date.Evidence = archive.Evidence{}
	act := strings.Join([]string{x.Kind, x.Level, strings.ToLower(x.Number), x.Name}, "\x00")
	key, undated := citation{act, x.Date}, citation{act: act}
	if _, ok := c.seen[key]; ok {
		return
	}
	if x.Date.IsZero() && x.Number+x.Name != "" {
		if _, ok := c.seen[citation{act, anyDate}]; ok {
			return
		}
	}
	if i, ok := c.seen[undated]; ok {
		c.out[i].Date = x.Date
		delete(c.seen, undated)
		c.seen[key] = i
		return
	}
	x.Evidence = c.p.evidence("citation", from, to)
	c.seen[key], c.seen[citation{act, anyDate}] = len(c.out), len(c.out)
	c.out = append(c.out, x)
}

// anyDate stands in citer.seen for a date that was told.
var anyDate = archive.Date{Role: "any"}
