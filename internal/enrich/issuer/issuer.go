package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// Body is an issuing body as a text names it.
type Body struct {
	Text     string // in the nominative, as written after the noun
	words    string // the same without the place
	noun     string // «Администрация», with its adjectives
	rule     string
	from, to int                    // tokens
	rest     int                    // the token after the noun
	At       territory.Municipality // whose it is; to is 0 when that is not told
	Hint     bool                   // of the page's title, not of the text
	under    bool                   // a part of the body above it, whose place it has
	whole    bool                   // its name is told without a place
}

// Read reads the body that issued a document: the lines above an act's noun, what
// follows the noun in a head of one line or in a stamp; else what the act says before it
// orders, what a notice or a letter begins with, who holds an auction, whose site a post is on.
func (e *Reader) Read(p *ruletext.Page, l *layout.Layout, site Site, d *archive.Document) Body {
	reports := l.Kind == "отчёт" || l.Kind == "доклад"
	b := e.headIssuer(p, l)
	if reports {
		if o := e.reporter(p, l); o.Text != "" {
			b = o
		}
	}
	if b.Text == "" || l.Stamp < 0 && b.bilingual(p) {
		if o := e.preambleIssuer(p); o.At.To > 0 || o.Text != "" && b.At.To == 0 {
			b = o
		}
	}
	mail := l.Rule == layout.RuleMail || layout.IsMail(d)
	var bare Body // «Комиссия решила» does not tell whose
	if b.rule == "preamble" && b.to == b.rest && wording.NotAct[l.Kind] {
		b, bare = Body{}, b
	}
	if b.Text == "" && l.Act < 0 && l.Stamp < 0 && !wording.NotAct[l.Kind] && l.Kind != "новость" {
		b = e.stampIssuer(p)
	}
	switch {
	case b.Text != "":
	case l.Kind == wording.KindNews && !mail:
		if b = newspaper(p, d); b.Text != "" {
			break
		}
		if b = e.letterhead(p, false, 0); b.Text == "" {
			b = e.siteIssuer(p, site, d)
		}
	case reports:
		if b = e.executor(p); b.Text == "" && l.Act < 0 && l.Stamp < 0 {
			if b = e.letterhead(p, true, l.Title); b.Text == "" {
				b = e.belowHeading(p, l.Title)
			}
		}
	default:
		b = e.otherIssuer(p, l, d, mail)
	}
	if b.Text == "" {
		return bare
	}
	return b
}

// otherIssuer reads the body that issued what is neither news nor a report and has none in its head.
func (e *Reader) otherIssuer(p *ruletext.Page, l *layout.Layout, d *archive.Document, mail bool) Body {
	b := e.organiser(p)
	if b.Text == "" && l.Kind == wording.KindNotice {
		b = e.announcer(p)
	}
	if b.Text == "" && l.Act < 0 && l.Stamp < 0 {
		b = e.letterhead(p, wording.NotAct[l.Kind], len(p.Tokens))
	}
	if l.Kind == wording.KindNotice && strings.HasPrefix(b.noun, "Отдел") { // a part of the body whose site it is on
		if o := e.aroundIssuer(d, l.Kind); o.At.To > 0 && (b.At.To == 0 || sameCore(o.At.Core, b.At.Core)) {
			return o
		}
	}
	if mail || b.Text == "" && wording.NotAct[l.Kind] {
		if o := e.mailed(p); o.Text != "" {
			return o
		}
	}
	if b.Text == "" && l.Stamp < 0 {
		b = e.signedIssuer(p, l.Kind, l.Act)
	}
	if b.Text == "" && l.Kind == wording.KindNotice && e.ownerAbove(p, l.Title).To > 0 {
		b = anyAdministration(p)
	}
	if b.Text == "" && l.Stamp < 0 {
		b = e.aroundIssuer(d, l.Kind)
	}
	return b
}

// bilingual reports whether words of another language stand in the name that was read, as
// the heads of the republics' acts have two columns.
func (b Body) bilingual(p *ruletext.Page) bool {
	for k := b.from; k < b.to; k++ {
		if strings.ContainsFunc(p.At(k), func(r rune) bool { return r > 'я' && r != 'ё' && ruletext.IsLetter(r) }) ||
			borrowed[p.At(k)] {
			return true
		}
	}
	return false
}

// headIssuer reads the issuer in the head of an act or in a stamp.
func (e *Reader) headIssuer(p *ruletext.Page, l *layout.Layout) Body {
	switch {
	case l.Act >= 0:
		k := l.Act + 1
		for k < l.Act+5 && (p.At(k) == "-" || p.At(k+1) == "-" || wordform.HasEnd(p.At(k), "ой", "ого")) {
			// «ЗАКЛЮЧЕНИЕ Контрольно-счётной палаты»
			if name, _ := bodyAt(p, k); name != "" {
				break
			}
			k++
		}
		if b := e.issuerAfter(p, k, min(l.Act+25, p.LineEnd(l.Act))); b.Text != "" {
			return b
		}
		if b := e.columnIssuer(p, l.Act); b.Text != "" {
			return b
		}
		if b := e.aboveNoun(p, l.Act); b.Text != "" {
			if o := e.sitting(p, l); o.At.To == 0 && b.At.To > 0 && strings.Contains(strings.ToLower(o.noun), "комисси") {
				return o.partOf(b) // «АДМИНИСТРАЦИЯ … ОКРУГА⏎ПРОТОКОЛ⏎заседания комиссии по делам …»
			}
			return b
		}
		if b := e.sitting(p, l); b.Text != "" {
			return b
		}
		if p.At(l.Act+1) == "№" && p.LineEnd(l.Act)-l.Act < 6 { // ЗАКЛЮЧЕНИЕ № 5⏎Контрольно-счётной комиссии
			for k = p.LineEnd(l.Act); p.At(k) == "-" || p.At(k+1) == "-" || wordform.HasEnd(p.At(k), "ой", "ого"); k++ {
			}
			if inGenitive(p, k) {
				return e.issuerAfter(p, k, min(k+25, len(p.Tokens)))
			}
			return Body{}
		}
		if p.StartsLine(l.Act+1) && (inGenitive(p, l.Act+1) || inGenitive(p, k)) {
			// ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ ГОРОДА СОБИНКИ, ЗАКЛЮЧЕНИЕ⏎Контрольно-счётного органа
			return e.issuerAfter(p, k, min(k+25, len(p.Tokens)))
		}
	case l.Stamp >= 0:
		if n := wording.StampNoun(p, l.Stamp); n > 0 {
			to := n + 40
			if l.Ref.From > n {
				to = l.Ref.From
			}
			for k := n + 1; k < n+6; k++ {
				if b := e.issuerAfter(p, k, min(to, len(p.Tokens))); b.Text != "" {
					return b
				}
			}
		}
	}
	return Body{}
}

// aboveNoun reads the body in the head of an act, above its noun at token act.
func (e *Reader) aboveNoun(p *ruletext.Page, act int) Body {
	for k := 0; k < act; k++ {
		if p.HasStem(k-1, "вносит", "внесен") || siteWords(p, k) || approves(p, k) { // who brings a draft in
			continue
		}
		b := e.issuerAfter(p, k, act)
		if b.Text == "" {
			continue
		}
		sub := e.under(p, b, act)
		if p.IsAny(act, "приказ", "заключение", "протокол", "распоряжение") || strings.HasPrefix(sub.noun, "Комиссия") {
			return sub
		}
		return b
	}
	return Body{}
}

// approves reports whether token k stands in the lines of who approves what is below: «УТВЕРЖДАЮ⏎Глава …».
func approves(p *ruletext.Page, k int) bool {
	for n, i := 0, p.LineStart(k); n < 5; n++ {
		if p.IsAny(i, "утверждаю", "согласовано") {
			return true
		}
		if i == 0 {
			break
		}
		if i = p.LineStart(i - 1); signedLine(p, i) {
			break
		}
	}
	return false
}

// signedLine reports whether initials stand in the line at token i: who approves has signed.
func signedLine(p *ruletext.Page, i int) bool {
	for k := i; k < p.LineEnd(i); k++ {
		if p.Initial(k) {
			return true
		}
	}
	return false
}

// sitting reads the body whose sitting minutes tell of: «ПРОТОКОЛ № 4⏎заседания
// антинаркотической комиссии …».
func (e *Reader) sitting(p *ruletext.Page, l *layout.Layout) Body {
	if l.Kind != wording.KindMinutes {
		return Body{}
	}
	for k := l.Act + 1; k < l.Act+30 && p.Line(k) <= p.Line(l.Act)+4; k++ {
		if !p.HasStem(k, "заседани", "совещани", "сессии") || p.At(k) == "заседаний" { // «зал заседаний администрации»
			continue
		}
		for j := k + 1; j < k+9; j++ {
			if b := e.issuerAfter(p, j, min(j+25, len(p.Tokens))); b.Text != "" {
				return b
			}
		}
	}
	return Body{}
}

// IsFederal reports whether a body is of the Russian Federation: its acts belong to no region.
func IsFederal(p *ruletext.Page, b Body) bool {
	if b.At.To > 0 || b.Hint {
		return false
	}
	for k := b.from; k < b.to; k++ {
		if p.HasStem(k, "российск") && p.HasStem(k+1, "федерац") || p.IsAny(k, "рф", "россии") {
			return !strings.HasPrefix(b.noun, "Администраци")
		}
	}
	return false
}

// IsRegional tells the name of a body of a federal subject.
func IsRegional(name string) bool {
	for _, body := range []string{"Губернатор", "Правительство", "Кабинет Министров", "Министерство", "Законодательное",
		"Глава Республики", "Президент Республики", "Администрация Губернатора", "Государственное Собрание",
		"Государственный Совет", "Ассоциация «Совет муниципальных образований"} {
		if strings.HasPrefix(name, body) {
			return true
		}
	}
	p := ruletext.NewPage(name) // «Администрация Владимирской области»
	return p.StemWithin(0, len(p.Tokens), "област", "края", "республик") &&
		!p.StemWithin(0, len(p.Tokens), "район", "город", "муниципальн", "поселени", "поселк", "сельсовет", "округ",
			"кожуун", "улус", "наслег", "волост", "сумон",
			"сельск", "мо", "мр")
}

// Decides reports whether whose body issued a document is told better by the body's name
// than by m, which the head names first: a notice or a letter names other municipalities as
// well, before that of its organiser.
func (b Body) Decides(l *layout.Layout, m territory.Municipality, heading ruletext.Span) bool {
	switch b.rule {
	case "organiser", "letterhead":
		return wording.NotAct[l.Kind] &&
			(!sameCore(b.At.Core, m.Core) || (b.At.Kind == territory.KindTown) != (m.Kind == territory.KindTown)) &&
			(b.Hint || b.At.Level <= m.Level && (m.From < heading.From || m.From >= heading.To))
	case "press-service":
		return l.Kind == "новость" && b.At.Level <= m.Level
	}
	return false
}
