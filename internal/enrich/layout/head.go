package layout

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Layout says what a text begins with: the head of an act, the stamp of an
// annex («Приложение к постановлению…»), a heading, or none of them.
type Layout struct {
	Kind  string // one of archive.Kinds, "" when it could not be told
	Rule  string
	At    int           // first token of what decided the kind
	Act   int           // the act's noun in its head, -1 without a head
	Stamp int           // first token of the stamp, -1 without one
	Title int           // first token of the title or heading, -1 without one
	Ref   requisite.Ref // the act's own date and number, or those of the stamp
	annex bool
}

// headLines is how far from the top a head, a stamp or a heading is sought.
const headLines = 60

// Read walks the first lines until one of them tells what the text is.
func Read(p *ruletext.Page) Layout {
	l := Layout{Act: -1, Stamp: -1, Title: -1}
	if l.readLetter(p) {
		return l
	}
	var approved requisite.Ref // over minutes
	told := false              // a paragraph stands above: a noun below it heads what is beside the text
	for n, i := range p.Lines {
		if n >= headLines {
			break
		}
		kind := wording.HeadingKind(p, i)
		stamp, heading := wording.IsStamp(p, i),
			kind != "" && (!wording.NounKind(kind) || !told && (n < 8 || kind != "иное" && n < wording.NounLines))
		told = told || paragraph(p, i)
		if stamp || heading {
			if _, at := wording.OwnAct(p, 0); at > 0 && at < i { // the annex of an act whose head is cut off
				l.readHeadless(p, p.Lines[0])
				return l
			}
		}
		if r := annexRef(p, i); n == 0 && !stamp && !r.Empty() {
			l.Stamp, l.annex, l.Ref = i, true, r
			l.readHeading(p, n+1)
			return l
		}
		switch {
		case stamp && wording.Approves(p, i) && recordBelow(p, n):
			approved = stampRef(p, i)
		case stamp:
			l.Stamp, l.annex = i, true
			l.Ref = stampRef(p, i)
			l.readHeading(p, n+1)
			return l
		case n < 2 && headAgain(p, n): // the name that a page gives the act
		case wording.ActHead(p, i) >= 0:
			l.Act = wording.ActHead(p, i)
			l.Kind, l.Rule, l.At = wording.ActKind(p, i), "act-head", l.Act
			if isRecord(l.Kind) {
				l.readRecord(p, approved)
				if l.Title = i; p.At(l.Act-1) != "из" && !p.Capitalized(i) || p.HasKind(i, ruletext.Mark) {
					l.Title = l.Act // not «ВЫПИСКА из протокола», «Экспертное заключение»
				}
				return l
			}
			l.readActRef(p)
			for _, above := range p.Lines[:min(n, 4)] { // a page that puts the title first
				if l.Title < 0 && wording.IsActTitle(p, above) {
					l.Title = above
				}
			}
			if wording.NounKind(l.Kind) && l.Title < 0 {
				l.Title = l.Act
			}
			return l
		case wording.IsActTitle(p, i) && headBelow(p, n):
		case wording.IsActTitle(p, i) && (wording.Operative(p, i) >= 0 || wording.OrdersAfter(p, i)),
			wording.OperativeLine(p, i), n < 4 && wording.IsPreamble(p, i) && wording.OrdersAfter(p, i):
			l.readHeadless(p, i)
			return l
		case heading:
			l.readHeading(p, n)
			return l
		}
	}
	if k, at := wording.OwnAct(p, 0); k != "" {
		l.Kind, l.Rule, l.At = k, "own-act-phrase", at
		for _, i := range p.Lines[:min(4, len(p.Lines))] { // of an act without a head
			if l.Title < 0 && i < at && wording.IsActTitle(p, i) && p.Capitalized(i) {
				l.Title = i
			}
		}
	}
	return l
}

// headAgain reports whether the act whose noun is in line n has its head further down, in capitals.
func headAgain(p *ruletext.Page, n int) bool {
	at := wording.ActHead(p, p.Lines[n])
	if at < 0 || p.Tokens[at].AllCaps {
		return false
	}
	for k := n + 1; k < len(p.Lines) && k < n+16; k++ {
		if again := wording.ActHead(p, p.Lines[k]); again >= 0 && p.At(again) == p.At(at) && p.Tokens[again].AllCaps {
			return true
		}
	}
	return false
}

// paragraphTokens is how long a line of prose is at least, not a label or a part of an address.
const paragraphTokens = 25

// paragraph reports whether the line at token i is prose that tells of something past.
func paragraph(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	if end-i < paragraphTokens || p.At(end-1) != "." {
		return false
	}
	for k := i; k < end; k++ {
		if p.HasKind(k, ruletext.Word) && !p.Capitalized(k) && wordform.IsPast(p.At(k)) {
			return true
		}
	}
	return false
}

// headBelow reports whether the title in line n stands above the act's requisites: a page
// that puts it first.
func headBelow(p *ruletext.Page, n int) bool {
	for k := n + 1; k < n+7 && k < len(p.Lines); k++ {
		if i := p.Lines[k]; wording.IsPreamble(p, i) {
			return false
		} else if wording.ActHead(p, i) >= 0 {
			for below := k; below < len(p.Lines) && below < k+6; below++ { // «ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ …⏎…⏎от … № …»
				if requisite.Dated(p, p.Lines[below]) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// SkipQuote returns the index of the mark that closes the quote opened at i.
func SkipQuote(p *ruletext.Page, i int) int {
	if q := wording.QuoteAt(p, i); q.End > 0 {
		return q.End - 1
	}
	return i
}

// readActRef reads the date and number of an act with a head: after its noun,
// before its title; else above the noun; else in the stamp of its annex.
func (l *Layout) readActRef(p *ruletext.Page) {
	if k := l.Act + 1; p.HasKind(k, ruletext.Number) && p.Line(k) == p.Line(l.Act) && !requisite.DayAt(p, k) {
		// «ПОСТАНОВЛЕНИЕ 345-п»
		if n, next := requisite.NumberBody(p, k); next == p.LineEnd(k) {
			l.Ref = requisite.Ref{Number: n, From: k, Next: next}
		}
	}
	var adopted requisite.Ref
	for j := l.Act + 1; j < l.Act+90 && j < len(p.Tokens); j++ {
		if p.At(j) == "(" && p.StemWithin(j+1, 3, "измен", "ред") { // «(с изменениями от …)»
			for j < len(p.Tokens)-1 && p.At(j) != ")" {
				j++
			}
			continue
		}
		if p.StartsLine(j) && (wording.IsActTitle(p, j) || wording.IsPreamble(p, j) || wording.IsStamp(p, j)) {
			if wording.IsActTitle(p, j) {
				l.Title = j
			}
			break
		}
		if ruletext.IsOpenQuote(p.At(j)) && wording.IsActTitle(p, j) ||
			p.Capitalized(j) && wording.IsActTitle(p, j) &&
				(!p.IsAny(j-1, ".", "-") || p.At(j-1) == "." && p.IsYearWord(j-2)) {
			l.Title = j // a feed has the whole act in one line
			break
		}
		if l.Ref.Next == 0 && (requisite.RefStart(p, j) || requisite.DayAt(p, j)) {
			if r := requisite.RefAt(p, j); (!r.Empty() || r.Blank) && !p.HasStem(r.Next, "опубликован") {
				if r.Number == "" && r.Date.Day > 0 && adoptedLine(p, j) {
					adopted, j = r, r.Next-1
					continue
				}
				if l.Ref = completeRef(p, r); l.Ref.Date.Day == 0 || l.Ref.Number == "" {
					if o := wholeRef(p, l.Ref.Next); !o.Empty() { // of the other language's column
						l.Ref = o
					}
				}
				j = max(j, l.Ref.Next-1)
			}
		}
		if l.Ref.Number != "" && l.Ref.Date.IsZero() && !l.Ref.Blank && requisite.DayAt(p, j) {
			// «ПРОТОКОЛ № 3⏎…⏎г. Тутаев 12 декабря 2012 года»
			if d, next := requisite.DateAt(p, j); next == p.LineEnd(j) || p.StartsLine(j) {
				l.Ref.Date = d
			}
		}
	}
	l.refAround(p)
	if l.Ref.Next == 0 {
		for j := max(0, l.Act-30); j < l.Act; j++ {
			if requisite.RefStart(p, j) {
				if r := requisite.RefAt(p, j); r.Date.Day > 0 && r.Next <= l.Act {
					l.Ref = r
					break
				}
			}
		}
	}
	if l.Ref.Empty() && adopted.Date.Day > 0 { // signed and numbered later, at the foot
		if l.Ref = FootRef(p, adopted.Next); l.Ref.Number == "" {
			l.Ref = laterStamp(p, l.Act)
		}
		if l.Ref.Number == "" {
			l.Ref = adopted
		}
	}
	if l.Ref.Empty() && l.Kind == "закон" {
		l.Ref = signed(p, l.Act)
	}
	if l.Ref.Empty() {
		l.Ref = laterStamp(p, l.Act)
	}
	if r := FootRef(p, l.Act); l.Ref.Empty() && !l.Ref.Blank && !r.Empty() {
		l.Ref = r
	}
}

// refAround reads what of the date and the number the lines below an act's noun have not told: from lines of requisites
// with labels or behind the title, else above the noun.
func (l *Layout) refAround(p *ruletext.Page) {
	noun := lineAt(p, l.Act)
	for n := noun + 1; n < len(p.Lines) && n < noun+12 && l.Ref.Number == "" && !l.Ref.Blank; n++ {
		i := p.Lines[n]
		if wording.IsPreamble(p, i) || wording.IsStamp(p, i) || wording.OperativeLine(p, i) {
			break
		}
		if l.Ref.Date.IsZero() && i > l.Act && p.HasStem(i, "принят") {
			l.adoptedOn(p, n)
		}
		if r, _ := refBlock(p, n); r.Number != "" && (l.Ref.Date.IsZero() || requisite.SameDay(l.Ref.Date, r.Date)) {
			l.Ref = r
		}
	}
	for n := max(0, noun-4); n < noun && l.Ref.Next == 0; n++ {
		if r, next := refBlock(p, n); r.Number != "" && next <= noun {
			l.Ref = r
		}
	}
}

// adoptedOn reads the day behind «Принято на заседании Собрания депутатов 17 ноября 2011 года», line n, and the number
// on the next one.
func (l *Layout) adoptedOn(p *ruletext.Page, n int) {
	i := p.Lines[n]
	for k, end := i+1, p.LineEnd(i); k < end && end-i < maxRefLine; k++ {
		d, next := requisite.DateAt(p, k)
		if d.Day == 0 || next < end {
			continue
		}
		l.Ref.Date, l.Ref.From, l.Ref.Next = d, k, next
		if number, after := requisite.NumberAt(p, end); after == p.LineEnd(end) {
			l.Ref.Number, l.Ref.Next = number, after
		}
		return
	}
}

// wholeRef reads a day and a number side by side in the rest of the line from token k on.
func wholeRef(p *ruletext.Page, k int) requisite.Ref {
	for end := p.LineEnd(max(k-1, 0)); k < end; k++ {
		if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" && r.Next <= end {
			return r
		}
	}
	return requisite.Ref{}
}

// adoptedLine reports whether the line of token j, or the one above, says that an assembly adopted
// the act: «Принято Думой района⏎25 сентября 2020 года».
func adoptedLine(p *ruletext.Page, j int) bool {
	i := p.LineStart(j)
	return p.HasStem(i, "принят") || i > 0 && p.HasStem(p.LineStart(i-1), "принят")
}

// signed reads the date and number under a law, on lines of their own.
func signed(p *ruletext.Page, from int) requisite.Ref {
	for _, i := range p.Lines {
		if i < from || i > p.TokensBefore(20000) {
			continue
		}
		if r := requisite.RefAt(p, i); p.HasKind(i, ruletext.Number) && r.Date.Day > 0 && r.Number != "" &&
			r.Next == p.LineEnd(r.Next-1) {
			return r
		}
	}
	return requisite.Ref{}
}

// readHeadless handles an act whose head is cut off: what it orders tells its
// kind.
func (l *Layout) readHeadless(p *ruletext.Page, i int) {
	l.Kind, l.At = wording.OwnAct(p, 0)
	l.Rule = "own-act-phrase"
	if l.Kind == "" {
		l.Kind, l.At = "постановление", i
	}
	for n, k := range p.Lines {
		if n > 5 {
			break
		}
		if wording.IsActTitle(p, k) {
			l.Title = k
			break
		}
		if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" && p.At(k) != "№" && n < 3 {
			l.Ref = completeRef(p, r)
		}
	}
	if l.Ref.Empty() {
		l.headBehind(p)
	}
	if l.Ref.Empty() {
		l.Ref = laterStamp(p, i)
	}
}

// headBehind reads the head of an act that a reference system puts behind the signature: «Глава района⏎Н.В. Жуков⏎
// Постановление Администрации … от 26 сентября 2011 г. № 231-п «Об отмене …»».
func (l *Layout) headBehind(p *ruletext.Page) {
	for n := 2; n < len(p.Lines) && p.Lines[n] < p.TokensBefore(20_000); n++ {
		i := p.Lines[n]
		if r := l.stackedRef(p, i); !r.Empty() {
			l.Ref = r
			return
		}
		above := p.Lines[n-1]
		if !p.Capitalized(i) || wording.ActNouns[p.At(i)] != l.Kind || i-above > maxSignature || !Signed(p, above) {
			continue
		}
		for k := i + 1; k < p.LineEnd(i); k++ {
			if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" {
				if l.Ref = r; l.Title < 0 && wording.IsActTitle(p, r.Next) {
					l.Title = r.Next
				}
				return
			}
		}
	}
}

// stackedRef reads the number and the day that a site puts below an act, each on a line of its own behind the act's
// noun at token i: «Постановление⏎1807⏎27 мая 2015 года».
func (l *Layout) stackedRef(p *ruletext.Page, i int) requisite.Ref {
	number := p.LineEnd(i)
	day := p.LineEnd(number)
	if number != i+1 || day >= len(p.Tokens) || wording.ActNouns[p.At(i)] != l.Kind ||
		!p.HasKind(number, ruletext.Number) {
		return requisite.Ref{}
	}
	body, next := requisite.NumberBody(p, number)
	if d, end := requisite.DateAt(p, day); next == day && d.Day > 0 && end == p.LineEnd(day) {
		return requisite.Ref{Number: body, Date: d, From: number, Next: end}
	}
	return requisite.Ref{}
}

// maxSignature is how many tokens the line with the initials of who signed has at the most.
const maxSignature = 14

// Signed reports whether initials stand in the line at token i: somebody has signed.
func Signed(p *ruletext.Page, i int) bool {
	for k := i; k < p.LineEnd(i); k++ {
		if p.Initial(k) {
			return true
		}
	}
	return false
}
