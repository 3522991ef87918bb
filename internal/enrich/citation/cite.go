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
