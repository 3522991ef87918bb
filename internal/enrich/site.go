package enrich

import (
	"letopis/internal/archive"
)

// siteWords reports whether token k names a part of a site, not who issued an act:
// «Официальный сайт администрации».
func (p *page) siteWords(k int) bool {
	return p.begins(k-1, "сайт", "портал", "страниц") || p.begins(k-2, "сайт", "портал") && p.line(k-2) == p.line(k)
}

// siteIssuer reads whose site or press service a post comes from: in the text, in what
// stands beside it, in the page's title.
func (e *Enricher) siteIssuer(p *page, l *layout, d *archive.Document) body {
	var bare body // whose place the site tells
	for i := range p.toks {
		press := p.at(i) == "пресс" && p.at(i+1) == "-" && p.begins(i+2, "служб", "центр", "релиз")
		if !press && !(p.oneOf(i, "текст", "источник", "автор") && p.at(i+1) == ":") {
			continue
		}
		for k := i + 2; k < i+6; k++ {
			b := e.issuerAfter(p, k, min(k+20, len(p.toks)))
			if b.rule = "press-service"; b.at.to > 0 {
				return b
			}
			if b.text != "" && bare.text == "" {
				bare = b
			}
		}
	}
	b, alone := e.siteHead(p)
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		if b.text != "" {
			break
		}
		var o body
		if b, o = e.siteHead(newPage(around)); alone.text == "" {
			alone = o
			alone.hint = true
		}
		b.hint = true
	}
	for _, found := range []body{b, bare, alone} {
		if found.text != "" {
			return found
		}
	}
	if _, ok := e.siteMunicipality(l, d); ok {
		return menuIssuer(newPage(d.Aside))
	}
	return body{}
}

// menuIssuer reads «Администрация» where a line beside a post begins with it: on a site that
// tells its municipality it is that one's.
func menuIssuer(p *page) body {
	for _, i := range p.lines {
		if p.at(i) == "администрация" && p.capital(i) {
			return body{text: "Администрация", words: "Администрация", noun: "Администрация", rule: "site", from: i, to: i + 1, rest: i + 1, hint: true}
		}
	}
	return body{}
}

// maxAsideLines is the most lines that what stands beside a post has; a text has more.
const maxAsideLines = 60

// siteHead reads «Официальный сайт администрации …», or a body alone on a line at the top
// or the foot of a page. Of one whose place it does not tell («сайт администрации»)
// another line may tell it.
func (e *Enricher) siteHead(p *page) (found, bare body) {
	for n, i := range p.lines {
		if n > 8 && n < len(p.lines)-6 {
			continue
		}
		end := p.lineEnd(i)
		for k := i; k < end && k < i+12; k++ {
			press := p.begins(k-1, "служб", "центр") && p.at(k-3) == "пресс"
			own := press || p.at(k-1) == "©" || p.at(k-2) == "©" || p.year(k-1) > 0
			alone := press || nominativeBodies[p.at(k)] && p.capital(k) && (k == i || own || p.oneOf(k-1, ")", "|", "-"))
			if !alone && !p.siteWords(k) || p.begins(i, "создани", "разработк", "дизайн", "поддержк", "хостинг") {
				continue
			}
			b := e.issuerAfter(p, k, end)
			b.rule = "site"
			switch {
			case b.at.to > 0 && (own || b.to >= end-3 || p.siteWords(k) || p.oneOf(b.to, ",", "|", "-") && k == i && len(p.lines) < maxAsideLines):
				return b, bare
			case own && isOpenQuote(p.at(b.rest)): // © Ассоциация «Совет муниципальных образований …»
				return b, bare
			case b.text != "" && bare.text == "" && p.siteWords(k):
				bare = b
			}
		}
	}
	return body{}, bare
}

// siteMunicipality reads whose site a post is on, in the page's title and what stands
// beside the text.
func (e *Enricher) siteMunicipality(l *layout, d *archive.Document) (municipality, bool) {
	if l.kind != "новость" {
		return municipality{}, false
	}
	for _, around := range []string{d.Hints["page_title"], d.Hints["title"], d.Aside} {
		p := newPage(firstBytes(around, 600))
		for i := range p.toks {
			if m, ok := e.municipalityAt(p, i); ok && (p.startsLine(i) || p.ofSite(i-1)) && len(e.candidates(m)) > 0 {
				m.aside = true
				return m, true
			}
			if m, ok := e.townAt(p, i); ok && (p.siteWords(i) || p.ofSite(i-1)) { // «портал города Амурска»
				m.aside = true
				return m, true
			}
		}
	}
	return municipality{}, false
}

// ofSite reports whether the body named at token k is whose site it is, not one that the page
// tells of: «глава Идринского района» in a list of birthdays.
func (p *page) ofSite(k int) bool {
	for n := 0; n < 3 && !p.begins(k, bodyStems...); n++ { // «Администрация муниципального образования …»
		k--
	}
	if !p.begins(k, bodyStems...) {
		return false
	}
	first := k
	for first > 0 && p.line(first-1) == p.line(k) && hasEnd(p.at(first-1), "ая", "ый", "ое", "ой", "ого") {
		first--
	}
	return p.startsLine(first) && p.capital(first) || p.siteWords(first) || p.oneOf(first-1, "©", "|") || p.oneOf(first-2, "©") || p.year(first-1) > 0
}
