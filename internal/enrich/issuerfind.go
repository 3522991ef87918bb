package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// nominativeBodies are the nouns of bodies as they begin a letterhead or stand before a verb.
var nominativeBodies = map[string]bool{"администрация": true, "совет": true, "дума": true, "собрание": true, "хурал": true, "комитет": true, "управление": true, "департамент": true, "отдел": true, "комиссия": true, "палата": true,
	"курултай": true, "правительство": true, "министерство": true, "глава": true, "мэр": true, "губернатор": true, "аппарат": true, "сход": true, "исполком": true, "мэрия": true, "исполнительный": true, "муниципалитет": true, "управа": true, "префектура": true}

// siteWords reports whether token k names a part of a site, not who issued an act:
// «Официальный сайт администрации».
func (p *page) siteWords(k int) bool {
	return p.begins(k-1, "сайт", "портал", "страниц") || p.begins(k-2, "сайт", "портал") && p.line(k-2) == p.line(k)
}

// preambleIssuer reads the body that an act names where it begins to order: «Совет
// депутатов … РЕШИЛ:», «администрация … постановляет:».
func (e *Enricher) preambleIssuer(p *page) body {
	limit := p.before(9000)
	for j := range limit {
		if !p.isOperative(j) || p.oneOf(j, "постановляю", "приказываю", "обязываю") {
			continue
		}
		for k := j - 1; k >= 0 && k > j-60; k-- {
			if p.oneOf(k, ";", ":") || p.at(k) == "." && !p.abbreviates(k-1) && p.line(k+1) > p.line(k) {
				break
			}
			if !nominativeBodies[p.at(k)] || p.at(k-1) == "исполнительный" {
				continue
			}
			if b := e.issuerAfter(p, k, j); b.text != "" {
				b.rule = "preamble"
				return b
			}
		}
		return body{}
	}
	return body{}
}

// organiser reads who holds an auction or a contest: «Организатор торгов: Комитет …».
func (e *Enricher) organiser(p *page) body {
	limit := p.before(8000)
	for i := range limit {
		if !p.oneOf(i, "организатор", "организатором", "продавец", "продавцом", "арендодатель", "арендодателем") {
			continue
		}
		for k := i + 1; k < i+10 && k < limit; k++ {
			if p.oneOf(k, ".", ";") {
				break
			}
			if b := e.issuerAfter(p, k, min(k+30, len(p.toks))); b.text != "" {
				b.rule = "organiser"
				return b
			}
		}
	}
	return body{}
}

// letterhead reads the body that the first lines of a letter or a notice begin with, or
// that its first sentence is about: «Администрация … района информирует».
func (e *Enricher) letterhead(p *page) body {
	for n, i := range p.lines {
		if n > 14 || i > p.before(3000) {
			break
		}
		for k := i; k < i+4 && p.line(k) == p.line(i); k++ {
			if !nominativeBodies[p.at(k)] || !p.capital(k) && k == i || p.siteWords(k) || p.at(k+1) == ":" {
				continue
			}
			if k > i && !p.attributes(i, k) {
				break
			}
			if b := e.issuerAfter(p, k, min(k+40, len(p.toks))); b.text != "" && (b.at.to > 0 || k > i || b.to > b.rest) {
				b.rule = "letterhead"
				return b
			}
		}
	}
	return body{}
}

// attributes reports whether the tokens from i to k are adjectives that go with a body:
// «Угличская городская», «Территориальная избирательная».
func (p *page) attributes(i, k int) bool {
	for ; i < k; i++ {
		if !p.is(i, word) || !hasEnd(p.at(i), "ая", "ое", "ый", "ий", "ой") {
			return false
		}
	}
	return true
}

func hasEnd(w string, ends ...string) bool {
	for _, end := range ends {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// signedIssuer reads the head of a municipality who signs: «Глава … округа» as the last
// lines begin.
func (e *Enricher) signedIssuer(p *page) body {
	for n := len(p.lines) - 1; n >= 0 && n > len(p.lines)-14; n-- {
		i := p.lines[n]
		if !p.oneOf(i, "глава", "мэр", "губернатор") || !p.capital(i) {
			continue
		}
		if b := e.issuerAfter(p, i, min(i+16, len(p.toks))); b.at.to > 0 && b.at.from <= i+2 {
			b.rule = "signature"
			return b
		}
	}
	return body{}
}

// siteIssuer reads whose site or press service a post comes from: in the text, in what
// stands beside it, in the page's title.
func (e *Enricher) siteIssuer(p *page, d *archive.Document) body {
	for i := range p.toks {
		if p.at(i) == "пресс" && p.at(i+1) == "-" && p.begins(i+2, "служб", "центр", "релиз") {
			for k := i + 3; k < i+6; k++ {
				if b := e.issuerAfter(p, k, min(k+20, len(p.toks))); b.at.to > 0 {
					b.rule = "press-service"
					return b
				}
			}
		}
	}
	if b := e.siteHead(p); b.text != "" {
		return b
	}
	for _, around := range []string{d.Hints["title"], d.Hints["site"], d.Aside} {
		if b := e.siteHead(newPage(around)); b.text != "" {
			b.hint, b.rule = true, "site"
			return b
		}
	}
	return body{}
}

// siteHead reads «Официальный сайт администрации …», or a body alone on a line at the top
// or the foot of a page.
func (e *Enricher) siteHead(p *page) body {
	for n, i := range p.lines {
		if n > 8 && n < len(p.lines)-6 {
			continue
		}
		end := p.lineEnd(i)
		for k := i; k < end && k < i+8; k++ {
			alone := nominativeBodies[p.at(k)] && (k == i || p.oneOf(k-1, "©", ")", "|", "-") || p.year(k-1) > 0)
			if !alone && !p.siteWords(k) {
				continue
			}
			if b := e.issuerAfter(p, k, end); b.at.to > 0 && (b.to >= end-3 || p.siteWords(k)) {
				b.rule = "site"
				return b
			}
		}
	}
	return body{}
}

// namedIssuer reads the administration of the document's own municipality where the text
// names it, though not as the issuer: programmes and cut acts of a district are its.
func (e *Enricher) namedIssuer(p *page, m municipality) body {
	for k := range p.toks {
		if !p.begins(k, "администраци", "исполнительн", "исполком") {
			continue
		}
		name, rest := p.bodyAt(k)
		if name == "" {
			continue
		}
		for i := rest; i < rest+4; i++ {
			if o, ok := e.municipalityAt(p, i); ok {
				if sameCore(o.core, m.core) && o.level == m.level {
					return body{noun: name, text: name, words: name, rule: "named", from: k, to: o.to, rest: i, at: o}
				}
				break
			}
		}
	}
	return body{}
}
