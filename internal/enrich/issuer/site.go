package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/wordform"
)

// siteWords reports whether token k names a part of a site, not who issued an act:
// «Официальный сайт администрации».
func siteWords(p *ruletext.Page, k int) bool {
	return p.HasStem(k-1, "сайт", "портал", "страниц") || p.HasStem(k-2, "сайт", "портал") && p.Line(k-2) == p.Line(k)
}

// siteIssuer reads whose site or press service a post comes from: in the text, in what
// stands beside it, in the page's title.
func (e *Reader) siteIssuer(p *ruletext.Page, site Site, d *archive.Document) Body {
	var bare, byline Body // whose place the site tells; who wrote the text
	for i := range p.Tokens {
		if p.Stopped() {
			break
		}
		press := p.At(i) == "пресс" && p.At(i+1) == "-" && p.HasStem(i+2, "служб", "центр", "релиз")
		if !press && !(p.IsAny(i, "текст", "источник", "автор") && p.At(i+1) == ":") {
			continue
		}
		for k := i + 2; k < i+6; k++ {
			b := e.issuerAfter(p, k, min(k+20, len(p.Tokens)))
			switch b.rule = "press-service"; {
			case b.At.To == 0 && !e.ofRegion(b):
			case press:
				return b
			case byline.Text == "":
				byline = b
			}
			if b.Text != "" && bare.Text == "" {
				bare = b
			}
		}
	}
	b, alone := e.siteHead(p, false)
	if o := menuIssuer(ruletext.NewPage(d.Aside)); b.Text == "" && o.Text != "" && site.Municipality.To > 0 &&
		o.noun != "Администрация" {
		o.Hint = true // «Местная администрация»
		return o
	}
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		if b.Text != "" {
			break
		}
		var o Body
		if b, o = e.siteHead(ruletext.NewPage(around), site.Municipality.To > 0); alone.Text == "" {
			alone = o
			alone.Hint = true
		}
		b.Hint = true
	}
	under := e.closing(p)
	if strings.Contains(strings.ToLower(under.noun), "прокуратура") { // of none whose site it is on
		return under
	}
	if court := e.court(p, d); court.Text != "" {
		return court
	}
	if informs(d.Hints["page_title"]) || prosecutorSigns(p) {
		return Body{Text: prosecutors, words: prosecutors, noun: prosecutors, rule: "site", Hint: true}
	}
	if under.At.To == 0 && !ruletext.IsOpenQuote(p.At(under.rest)) { // «Отдел культуры» of whose site it is
		under = Body{}
	}
	for _, found := range []Body{b, byline, under, e.institution(d), bare, alone} {
		if found.Text != "" {
			return found
		}
	}
	if site.Municipality.To == 0 {
		return Body{}
	}
	if b := menuIssuer(ruletext.NewPage(d.Aside)); b.Text != "" {
		b.Hint = true
		return b
	}
	return menuIssuer(p)
}

// court reads the court whose name fills one of the first lines of a post, or around it: its site.
func (e *Reader) court(p *ruletext.Page, d *archive.Document) Body {
	for n, around := range []*ruletext.Page{p, ruletext.NewPage(d.Hints["page_title"]),
		ruletext.NewPage(wordform.FirstBytes(d.Aside, siteBytes))} {
		for _, i := range around.Lines[:min(2, len(around.Lines))] {
			b := e.wholeLine(around, i)
			if !strings.HasSuffix(b.noun, " суд") {
				continue
			}
			b.rule, b.Hint, b.whole = "site", n > 0, b.At.To == 0
			district := ruletext.NewPage(around.Surface(i) + " район") // whose court it is
			if m, ok := territory.AdjectiveMunicipality(district, 0); ok && b.whole && len(e.Candidates(m)) > 0 {
				m.From, m.To = i, i+1
				b.At, b.whole = m, false
				b.words = e.wordsOf(around, b)
			}
			return b
		}
	}
	return Body{}
}

// institution reads the institution whose name fills one of the first lines around a post: its site. A menu names
// others, further down.
func (e *Reader) institution(d *archive.Document) Body {
	for _, around := range []string{d.Hints["page_title"], d.Aside} {
		p := ruletext.NewPage(wordform.FirstBytes(around, siteBytes))
		for _, i := range p.Lines[:min(2, len(p.Lines))] {
			if b := e.wholeLine(p, i); b.Text != "" && p.HasStem(b.rest-1, withSites...) {
				b.rule, b.Hint = "site", true
				return b
			}
		}
	}
	return Body{}
}

// aroundIssuer reads the body that the title of a page, or what stands beside a text, tells the site to be of,
// if it issues documents of the kind: the whole of a line at the top, too, of which the text tells the place.
func (e *Reader) aroundIssuer(d *archive.Document, kind string) Body {
	var alone Body
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		p := ruletext.NewPage(around)
		b, _ := e.siteHead(p, true)
		for n := 0; n < min(2, len(p.Lines)) && alone.Text == ""; n++ {
			if o := e.wholeLine(p, p.Lines[n]); issues(kind, o.noun) {
				alone = o
			}
		}
		if b.Text != "" && issues(kind, b.noun) {
			b.Hint = true
			return b
		}
	}
	alone.Hint, alone.rule = true, "site"
	return alone
}

// wholeLine reads the body that the line at token i consists of.
func (e *Reader) wholeLine(p *ruletext.Page, i int) Body {
	if !namesBody(p, i) {
		return Body{}
	}
	for k, end := i, p.LineEnd(i); k < end; k++ {
		if b := e.issuerAfter(p, k, end); b.Text != "" && b.to == end {
			return b
		}
	}
	return Body{}
}

// ofRegion reports whether a body is one of a federal subject that its name tells.
func (e *Reader) ofRegion(b Body) bool {
	p := ruletext.NewPage(b.Text)
	return b.Text != "" && IsRegional(b.Text) && len(e.RegionsIn(p, len(p.Tokens))) == 1
}

// menuIssuer reads «Администрация» where a line of what stands around a post begins or ends with
// it, «Отдел по связям с общественностью администрации района»: on a site that tells its
// municipality it is that one's.
func menuIssuer(p *ruletext.Page) Body {
	for _, i := range p.Lines {
		end := p.LineEnd(i)
		if end-i > 14 || p.IsAny(end-1, ".", "!", ":") {
			continue
		}
		for k := i; k < end; k++ {
			if p.IsAny(k, "администрация", "администрации") &&
				(k == i && p.Capitalized(k) || k > i && (restGeneric(p, k+1, end) || p.At(k-1) == "местная")) {
				noun, from := attributed(p, "Администрация", k)
				return administration(noun, from, k)
			}
		}
	}
	return Body{}
}

// administration is that of the municipality whose site tells it, named by the tokens from … k.
func administration(noun string, from, k int) Body {
	return Body{Text: noun, words: noun, noun: noun, rule: "site", from: from, to: k + 1, rest: k + 1}
}

// anyAdministration reads the administration that a notice on a municipality's site mentions
// without a name: it is that one's.
func anyAdministration(p *ruletext.Page) Body {
	for k := range p.Tokens {
		if p.Stopped() {
			break
		}
		if p.HasStem(k, "администраци") && !p.Capitalized(k) {
			return administration("Администрация", k, k)
		}
	}
	return Body{}
}

// restGeneric reports whether the words from … end tell no municipality from another: «района»,
// «муниципального округа».
func restGeneric(p *ruletext.Page, from, end int) bool {
	for k := from; k < end; k++ {
		if !generic[p.At(k)] {
			return false
		}
	}
	return true
}

// maxAsideLines is the most lines that what stands beside a post has; a text has more.
const maxAsideLines = 60

// siteHead reads «Официальный сайт администрации …», or a body alone on a line at the top
// or the foot of a page. Of one whose place it does not tell («сайт администрации»)
// another line may tell it. On a site that is known to be a municipality's (local), a body
// of the region alone on a line is a link: «Ссылки», «Правительство … области».
func (e *Reader) siteHead(p *ruletext.Page, local bool) (found, bare Body) {
	for n, i := range p.Lines {
		if n > 8 && n < len(p.Lines)-6 {
			continue
		}
		end := p.LineEnd(i)
		for k := i; k < end && k < i+50; k++ {
			press := p.HasStem(k-1, "служб", "центр") && p.At(k-3) == "пресс"
			own := press || k > i && (p.At(k-1) == "©" || p.At(k-2) == "©" || p.Year(k-1) > 0 ||
				p.At(k-1) == ")" && p.IsAny(k-2, "c", "с") && p.At(k-3) == "(")
			alone := press || nominativeBodies[p.At(k)] && !p.HasStem(k, "глав") &&
				(own || p.Capitalized(segment(p, i, k)) && attributes(p, segment(p, i, k), k))
			if !alone && !siteWords(p, k) || p.HasStem(i, "создани", "разработк", "дизайн", "поддержк", "хостинг") {
				continue
			}
			b := e.issuerAfter(p, k, end)
			b.rule = "site"
			switch {
			case e.ofRegion(b) && (own || !local && k == i && b.to >= end-1): // «Пресс-служба Губернатора … области»
				return b, bare
			case b.At.To > 0 && (own || b.to >= end-3 || siteWords(p, k) ||
				partEnds(p, b.to) && k == i && len(p.Lines) < maxAsideLines):
				return b, bare
			case own && ruletext.IsOpenQuote(p.At(b.rest)): // © Ассоциация «Совет муниципальных образований …»
				return b, bare
			case b.Text != "" && bare.Text == "" && siteWords(p, k):
				bare = b
			}
		}
	}
	return Body{}, bare
}

// partEnds reports whether a part of a line ends before token k, or an address begins there.
func partEnds(p *ruletext.Page, k int) bool {
	return p.IsAny(k, ",", "|", "-", "©") || p.At(k) == "." && p.HasKind(k+1, ruletext.Number)
}

// segment returns where the part of the line from token i begins that token k is in: «Новости | Кунгурская городская
// Дума».
func segment(p *ruletext.Page, i, k int) int {
	for j := k - 1; j > i; j-- {
		if p.IsAny(j, "|", ")", "»", "›", ":") || p.At(j) == "-" && !p.Adjoins(j) ||
			p.At(j) == "." && p.HasKind(j-1, ruletext.Number) {
			return j + 1
		}
	}
	return i
}

// ofSite reports whether the body named at token k is whose site it is, not one that the page
// tells of: «глава Идринского района» in a list of birthdays.
func ofSite(p *ruletext.Page, k int) bool {
	for n := 0; n < 3 && !p.HasStem(k, territory.BodyStems...); n++ { // «Администрация муниципального образования …»
		k--
	}
	if !p.HasStem(k, territory.BodyStems...) {
		return false
	}
	first := k
	for first > 0 && p.Line(first-1) == p.Line(k) && wordform.HasEnd(p.At(first-1), "ая", "ый", "ое", "ой", "ого") {
		first--
	}
	return p.StartsLine(first) && p.Capitalized(first) || siteWords(p, first) || p.IsAny(first-1, "©", "|") ||
		p.IsAny(first-2, "©") || p.Year(first-1) > 0
}
