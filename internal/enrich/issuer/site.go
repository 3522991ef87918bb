package issuer

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
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
func (e *Reader) siteIssuer(p *ruletext.Page, l *layout.Layout, d *archive.Document) Body {
	var bare Body // whose place the site tells
	for i := range p.Tokens {
		press := p.At(i) == "пресс" && p.At(i+1) == "-" && p.HasStem(i+2, "служб", "центр", "релиз")
		if !press && !(p.IsAny(i, "текст", "источник", "автор") && p.At(i+1) == ":") {
			continue
		}
		for k := i + 2; k < i+6; k++ {
			b := e.issuerAfter(p, k, min(k+20, len(p.Tokens)))
			if b.rule = "press-service"; b.At.To > 0 {
				return b
			}
			if b.Text != "" && bare.Text == "" {
				bare = b
			}
		}
	}
	b, alone := e.siteHead(p)
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		if b.Text != "" {
			break
		}
		var o Body
		if b, o = e.siteHead(ruletext.NewPage(around)); alone.Text == "" {
			alone = o
			alone.Hint = true
		}
		b.Hint = true
	}
	for _, found := range []Body{b, bare, alone} {
		if found.Text != "" {
			return found
		}
	}
	if _, ok := e.SiteMunicipality(l, d); ok {
		return menuIssuer(ruletext.NewPage(d.Aside))
	}
	return Body{}
}

// menuIssuer reads «Администрация» where a line beside a post begins with it: on a site that
// tells its municipality it is that one's.
func menuIssuer(p *ruletext.Page) Body {
	for _, i := range p.Lines {
		if p.At(i) == "администрация" && p.Capitalized(i) {
			return Body{Text: "Администрация", words: "Администрация", noun: "Администрация", rule: "site", from: i, to: i + 1,
				rest: i + 1, Hint: true}
		}
	}
	return Body{}
}

// maxAsideLines is the most lines that what stands beside a post has; a text has more.
const maxAsideLines = 60

// siteHead reads «Официальный сайт администрации …», or a body alone on a line at the top
// or the foot of a page. Of one whose place it does not tell («сайт администрации»)
// another line may tell it.
func (e *Reader) siteHead(p *ruletext.Page) (found, bare Body) {
	for n, i := range p.Lines {
		if n > 8 && n < len(p.Lines)-6 {
			continue
		}
		end := p.LineEnd(i)
		for k := i; k < end && k < i+12; k++ {
			press := p.HasStem(k-1, "служб", "центр") && p.At(k-3) == "пресс"
			own := press || p.At(k-1) == "©" || p.At(k-2) == "©" || p.Year(k-1) > 0
			alone := press || nominativeBodies[p.At(k)] && p.Capitalized(k) && (k == i || own || p.IsAny(k-1, ")", "|", "-"))
			if !alone && !siteWords(p, k) || p.HasStem(i, "создани", "разработк", "дизайн", "поддержк", "хостинг") {
				continue
			}
			b := e.issuerAfter(p, k, end)
			b.rule = "site"
			switch {
			case b.At.To > 0 && (own || b.to >= end-3 || siteWords(p, k) ||
				p.IsAny(b.to, ",", "|", "-") && k == i && len(p.Lines) < maxAsideLines):
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

// SiteMunicipality reads whose site a post is on, in the page's title and what stands
// beside the text.
func (e *Reader) SiteMunicipality(l *layout.Layout, d *archive.Document) (territory.Municipality, bool) {
	if l.Kind != "новость" {
		return territory.Municipality{}, false
	}
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		p := ruletext.NewPage(wordform.FirstBytes(around, 600))
		for i := range p.Tokens {
			if m, ok := e.MunicipalityAt(p, i); ok && (p.StartsLine(i) || ofSite(p, i-1)) && len(e.Candidates(m)) > 0 {
				m.Aside = true
				return m, true
			}
			if m, ok := e.townAt(p, i); ok && (siteWords(p, i) || ofSite(p, i-1)) { // «портал города Амурска»
				m.Aside = true
				return m, true
			}
		}
	}
	return territory.Municipality{}, false
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
