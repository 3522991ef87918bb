package citation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

const federalLaw = "федеральный закон"

// citer gathers the citations of a text.
type citer struct {
	p    *ruletext.Page
	l    *layout.Layout
	out  []archive.Citation
	seen map[citation]int // position in out
	// told are the references that an enumeration has read, by their first token: one
	// within another would read the rest of it again.
	told     map[int]string
	mentions []Mention
	ref      reference // that is being read
}

// Mention is a place where a text refers to an act by date and number.
type Mention struct {
	Act  archive.Citation // with no evidence
	Noun int              // the act's noun, which may stand before others of an enumeration
	From int              // the first token of date and number
	Next int              // after the last one
	Own  bool             // it is the document's own act
	// Edition: the act is told to have amended another, Of, whose number it stands behind: «(в ред. от
	// …)»; Of is zero where it is the document's own.
	Edition bool
	Of      archive.Citation
}

// citation tells an act from others. The date is that of the text, zero where none is told.
type citation struct {
	act  string // kind, level, number and name
	date archive.Date
}

// Find finds the acts that a text refers to, once each, and where it refers to those with date and
// number, in the order of the text.
func Find(p *ruletext.Page, l *layout.Layout) ([]archive.Citation, []Mention) {
	c := &citer{p: p, l: l, seen: map[citation]int{}, told: map[int]string{}}
	c.ownEditions()
	for i := 0; i < len(p.Tokens); i++ {
		if p.Stopped() {
			break
		}
		switch {
		case p.At(i) == "№" || p.HasKind(i, ruletext.Number) && (!p.HasKind(i-1, ruletext.Number) || article(p, i-1)) &&
			p.At(i-1) != "№":
			c.federalLaw(i)
		case !p.HasKind(i, ruletext.Word):
		case strings.HasPrefix(p.At(i), "кодекс"):
			c.code(i)
		case p.At(i) == "фз":
			c.lawBefore(i)
		case p.At(i) == "о" || p.At(i) == "об":
			c.namedLaw(i)
		case len(p.At(i)) <= len("коап") && codeShort[p.At(i)] != "":
			c.shortCode(i)
		case p.HasStem(i, wording.ActStems...):
			c.act(i)
		}
	}
	slices.SortStableFunc(c.mentions, func(a, b Mention) int { return cmp.Compare(a.From, b.From) })
	return c.out, c.mentions
}

// federalLaw reads «131-ФЗ» at token i, with or without its sign, whatever
// stands before; «131-Ф3» is a misread one.
func (c *citer) federalLaw(i int) {
	p := c.p
	at := i
	for at < i+ruletext.MaxRun && (p.At(at) == "№" || p.At(at) == "_" || p.At(at) == "-" && at > i) {
		at++
	}
	if !p.HasKind(at, ruletext.Number) {
		return
	}
	k := at + 1
	if p.At(k) == "-" {
		k++
	}
	suffix, end := "", k
	switch {
	case p.IsAny(k, "фз", "фкз"):
		suffix, end = strings.ToUpper(p.At(k)), k+1
	case p.At(k) == "ф" && p.IsAny(k+1, "3", "з") && (p.Adjoins(k+1) || p.At(k+1) == "з"):
		suffix, end = "ФЗ", k+2
	default:
		return
	}
	kind := federalLaw
	if suffix == "ФКЗ" {
		kind = "федеральный конституционный закон"
	}
	date, from := requisite.DateBefore(p, i)
	if date.IsZero() {
		from = i
		next := end
		if p.At(next) == "от" {
			next++
		}
		if d, n := requisite.DateAt(p, next); n > next && d.Month > 0 {
			date, end = d, n
		}
	}
	if codeBefore(p, from) {
		return
	}
	c.add(archive.Citation{Kind: kind, Number: p.At(at) + "-" + suffix, Date: date, Level: ruletext.LevelFederal}, from,
		end)
}

// act reads a reference that an act's noun at token i begins, and those
// enumerated after it.
func (c *citer) act(i int) {
	p := c.p
	if i == c.l.Act || p.HasStem(i-1, "настоящ") { // the act itself
		return
	}
	if at := editionsBefore(p, i); at >= 0 && c.ref.last.Number != "" { // behind a quote that is not closed
		c.editionsAt(at, c.ref.last, c.ref)
		return
	}
	from := refAfter(p, i)
	if from < 0 {
		return
	}
	kind, level := actKind(p, i, from)
	_, _, body := issuerOf(p, i+1, from)
	r := requisite.RefAt(p, from)
	if kind == "" || r.Number == "" {
		return
	}
	for last := r; ; {
		if c.told[last.From] == kind+level {
			return
		}
		c.told[last.From] = kind + level
		c.ref = reference{noun: i, body: body, title: titleOf(p, i, from, last)}
		c.addRef(kind, level, i, last)
		c.editions(last.Next)
		next := enumerated(p, last.Next)
		if next < 0 {
			return
		}
		date := last.Date
		if last = requisite.RefAt(p, next); last.Number == "" {
			return
		}
		if last.Date.IsZero() && p.At(next-1) == "и" && pluralAct(p, i) { // «законов от 23 июня 2016 г. № 182-ФЗ и № 197-ФЗ»
			last.Date = date
		}
	}
}

// pluralAct tells «законы», «постановлениями».
func pluralAct(p *ruletext.Page, i int) bool {
	return wordform.HasEnd(p.At(i), "ов", "ам", "ами", "ах", "ы", "ий", "иям", "иями", "иях")
}

// refAfter returns where the date or number of the act begins that the noun at
// i announces; -1 when the sentence turns to something else first.
func refAfter(p *ruletext.Page, i int) int {
	for k := i + 1; k < i+34 && k < len(p.Tokens); k++ {
		switch {
		case p.At(k) == "№" && p.HasStem(k-1, "приложени", "таблиц", "форм"):
			return -1
		case p.At(k) == "от" && (p.HasKind(k+1, ruletext.Number) || p.At(k+1) == "_" || ruletext.IsOpenQuote(p.At(k+1))),
			p.At(k) == "№":
			if r := requisite.RefAt(p, k); !r.Empty() {
				return k
			}
			return -1
		case p.HasKind(k, ruletext.Number) && p.At(k+1) == "." && p.Adjoins(k+1):
			if d, _ := requisite.DateAt(p, k); d.Day > 0 {
				return k
			}
		case ruletext.IsOpenQuote(p.At(k)):
			q := wording.QuoteAt(p, k)
			if q.End == 0 {
				return -1
			}
			// Municipalities are short; the title of an act before its date is rare.
			if q.End-k > 8 && !titledBefore(p, q.End) {
				return -1
			}
			k = q.End - 1
		case p.At(k) == "." && !p.Abbreviates(k-1) && !p.HasKind(k-1, ruletext.Number) && len(p.At(k-1)) > 2*2,
			p.IsAny(k, ";", ":") && !p.StartsLine(k+1), p.At(k) == "(":
			return -1
		case p.HasStem(k, wording.ActStems...) && !p.HasStem(k, "указанн", "решени") && !p.HasStem(k, "законодател"):
			return -1
		}
	}
	return -1
}

// titledBefore tells «постановление «Об утверждении…» от 27.11.2015 № 1137».
func titledBefore(p *ruletext.Page, i int) bool {
	if p.At(i) == "," {
		i++
	}
	return p.At(i) == "от" && p.HasKind(i+1, ruletext.Number) || p.At(i) == "№"
}

// actKind names the kind and level of the act whose noun stands at i and whose
// date or number begins at to.
func actKind(p *ruletext.Page, i, to int) (kind, level string) {
	federation, region, body := issuerOf(p, i+1, to)
	switch s := p.At(i); {
	case strings.HasPrefix(s, "постановлени"), strings.HasPrefix(s, "распоряжени"):
		kind = "постановление"
		if strings.HasPrefix(s, "р") {
			kind = "распоряжение"
		}
		switch {
		case federation && body == "правительств":
			return kind + " Правительства РФ", ruletext.LevelFederal
		case federation && body == "президент":
			return kind + " Президента РФ", ruletext.LevelFederal
		case region && (body == "правительств" || body == "кабинет" || body == "губернатор" ||
			body == "администраци" && !p.StemWithin(i+1, to-i-1, municipalStems...)):
			return kind, ruletext.LevelRegional
		case body == "правительств" || body == "губернатор" || body == "кабинет":
			return kind, ruletext.LevelRegional
		case federation:
			return kind, ruletext.LevelFederal
		}
		return kind, ruletext.LevelMunicipal
	case strings.HasPrefix(s, "указ") && (len(s) <= len("указами")) && !strings.HasPrefix(s, "указан"):
		if body == "президент" && !region && p.At(i+2) != "рт" {
			return "указ Президента РФ", ruletext.LevelFederal
		}
		if body == "" && !region { // «далее – Указ № 204»
			return "", ""
		}
		return "указ", ruletext.LevelRegional
	case strings.HasPrefix(s, "приказ") && !strings.HasPrefix(s, "приказы") || s == "приказы":
		if !region && (federation || body == "министерств" || body == "федеральн" || body == "росс") {
			return "приказ", ruletext.LevelFederal
		}
		if region || body == "министерств" {
			return "приказ", ruletext.LevelRegional
		}
		return "приказ", ruletext.LevelMunicipal
	case strings.HasPrefix(s, "законодательств") && p.HasStem(i-1, "основ") && federation:
		// «Основы законодательства … о культуре»
		return "закон РФ", ruletext.LevelFederal
	case strings.HasPrefix(s, "закон") && len(s) <= len("законами"):
		switch {
		case p.HasStem(i-1, "федеральн"):
			return federalLaw, ruletext.LevelFederal
		case federation && !region:
			return "закон РФ", ruletext.LevelFederal
		}
		return "закон", ruletext.LevelRegional
	case strings.HasPrefix(s, "решени"):
		if body == "" && !p.StemWithin(i+1, to-i-1, "район", "округ", "поселен", "депутат") {
			return "", ""
		}
		return "решение", ruletext.LevelMunicipal
	}
	return "", ""
}

// issuerOf reads who issued an act from the words between its noun and its date.
func issuerOf(p *ruletext.Page, from, to int) (federation, region bool, body string) {
	for k := from; k < to; k++ {
		if ruletext.IsOpenQuote(p.At(k)) {
			if q := wording.QuoteAt(p, k); q.End > 0 {
				k = q.End - 1
				continue
			}
		}
		switch {
		case p.HasStem(k, "российск") && p.HasStem(k+1, "федерац"), p.IsAny(k, "рф", "россии"), p.HasStem(k, "россий"):
			federation = true
		case p.HasStem(k, regionStems...) || p.At(k) == "рт":
			region = true
		}
		if body == "" {
			switch {
			case p.HasStem(k, "правительств"):
				body = "правительств"
			case p.HasStem(k, "президент"):
				body = "президент"
			case p.HasStem(k, "кабинет"):
				body = "кабинет"
			case p.HasStem(k, "губернатор"):
				body = "губернатор"
			case p.HasStem(k, "министерств", "министр"), p.HasStem(k, "мин") && p.Capitalized(k) && len(p.At(k)) > 2*5:
				body = "министерств"
			case p.HasStem(k, "федеральн"):
				body = "федеральн"
			case p.HasStem(k, "рос") && p.Capitalized(k) && !p.HasStem(k, "росси", "ростов"):
				body = "росс"
			case p.HasStem(k, "администраци", "глав", "мэр", "исполнительн", "исполком"):
				body = "администраци"
			case p.HasStem(k, "совет", "дум", "собрани", "земск"):
				body = "совет"
			}
		}
	}
	return federation, region, body
}

// enumerated returns where the next reference of an enumeration begins: after
// the title of the last one, «; от…», «, № 2», a new line «- от…»; -1 at its end.
func enumerated(p *ruletext.Page, i int) int {
	for range 2 {
		if q := wording.QuoteAt(p, i); q.End > 0 && q.End-i > 2 {
			i = q.End
		}
		if p.At(i) == "(" {
			for k := i; k < i+40; k++ {
				if p.At(k) == ")" {
					i = k + 1
					break
				}
			}
		}
	}
	k := i
	for k < i+ruletext.MaxRun && p.IsAny(k, ",", ";", "и", "-", "•") {
		k++
	}
	if k == i && !p.StartsLine(k) {
		return -1
	}
	if p.At(k) == "от" && (p.HasKind(k+1, ruletext.Number) || ruletext.IsOpenQuote(p.At(k+1))) {
		return k
	}
	if p.At(k) == "№" && k > i {
		return k
	}
	if d, next := requisite.DateAt(p, k); k > i && d.Day > 0 && p.At(next) == "№" {
		return k
	}
	return -1
}

// addRef adds the act of a reference, or each act of a range («№ 596–602»).
func (c *citer) addRef(kind, level string, from int, r requisite.Ref) {
	if c.own(r) {
		c.mention(archive.Citation{Kind: kind, Number: r.Number, Date: r.Date, Level: level}, r.From, r.Next, true)
		return
	}
	if law := lawNumber(r.Number); law != "" {
		kind, level, r.Number = federalLaw, ruletext.LevelFederal, law
		if strings.HasSuffix(law, "ФКЗ") {
			kind = "федеральный конституционный закон"
		}
	}
	if n, ok := strings.CutSuffix(r.Number, "-03"); ok && kind == federalLaw { // a misread «-ФЗ»
		r.Number = n + "-ФЗ"
	}
	if kind == federalLaw && beforeFederalLaws(r.Number) {
		kind = "закон РФ"
	}
	if _, err := strconv.Atoi(r.Number); err == nil && kind == federalLaw && r.Date.Year >= 1995 {
		r.Number += "-ФЗ" // «Федеральным законом от 06.10.2003 № 131»
	}
	if a, b, ok := c.fromTo(kind, level, r.Number); ok {
		for n := a; n <= b; n++ {
			c.addAct(archive.Citation{Kind: kind, Number: strconv.Itoa(n), Date: r.Date, Level: level}, from, r)
		}
		return
	}
	c.addAct(archive.Citation{Kind: kind, Number: r.Number, Date: r.Date, Level: level}, from, r)
}

// own tells the document's own number, in the stamps of its annexes.
func (c *citer) own(r requisite.Ref) bool {
	return r.From < c.l.Ref.Next && r.Next > c.l.Ref.From ||
		r.Number != "" && r.Number == c.l.Ref.Number && requisite.SameDay(r.Date, c.l.Ref.Date)
}

// add notes a citation unless it is there already; a date missing before is
// filled in.
func (c *citer) add(x archive.Citation, from, to int) {
	x.Date.Evidence = archive.Evidence{}
	act := strings.Join([]string{x.Kind, x.Level, strings.ToLower(x.Number), x.Name}, "\x00")
	key, undated := citation{act, x.Date}, citation{act: act}
	if i, ok := c.seen[key]; ok {
		c.out[i].Title, c.out[i].Body = cmp.Or(c.out[i].Title, x.Title), cmp.Or(c.out[i].Body, x.Body)
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
	x.Evidence = c.p.Evidence("citation", from, to)
	c.seen[key], c.seen[citation{act, anyDate}] = len(c.out), len(c.out)
	c.out = append(c.out, x)
}

// anyDate stands in citer.seen for a date that was told.
var anyDate = archive.Date{Role: "any"}
