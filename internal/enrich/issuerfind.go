package enrich

import "strings"

// nominativeBodies are the nouns of bodies as they begin a letterhead or stand before a verb.
var nominativeBodies = map[string]bool{"администрация": true, "совет": true, "дума": true, "собрание": true, "хурал": true, "комитет": true, "управление": true, "департамент": true, "отдел": true, "комиссия": true, "палата": true,
	"курултай": true, "правительство": true, "министерство": true, "глава": true, "мэр": true, "губернатор": true, "аппарат": true, "сход": true, "исполком": true, "мэрия": true, "исполнительный": true, "муниципалитет": true, "управа": true, "префектура": true,
	"прокуратура": true, "ассоциация": true, "оргкомитет": true, "инспекция": true, "агентство": true, "меджлис": true}

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
			if p.at(k-1) == "-" && nominativeBodies[p.at(k-2)] { // «Государственное Собрание – Курултай»
				k -= 2
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

// organisers are who holds an auction, a contest or hearings, or who buys and lets.
var organisers = []string{"организатор", "организатором", "продавец", "продавцом", "арендодатель", "арендодателем", "заказчик", "заказчиком"}

// organiser reads who holds an auction or a contest: «Организатор торгов: Комитет …»,
// «Комитет … (далее – Организатор)».
func (e *Enricher) organiser(p *page) body {
	limit := p.before(8000)
	for i := range limit {
		if !p.oneOf(i, organisers...) {
			continue
		}
		from, to := i+1, i+14
		if p.at(i-1) == "(" || p.at(i-1) == "-" && p.at(i-2) == "далее" || p.begins(i-3, "именуем") || p.begins(i-2, "именуем") {
			from, to = i-2, i
			for from > 0 && from > i-50 && !p.oneOf(from-1, ".", ";", ":") && !p.startsLine(from) {
				from--
			}
		}
		for k := from; k < to && k < limit; k++ {
			if p.oneOf(k, ".", ";", "(", ")") && from > i || p.begins(k, "постановлени", "распоряжени", "решени") {
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

// subordinate are the bodies whose name stands under that of the one they belong to.
var subordinate = map[string]bool{"министерство": true, "управление": true, "департамент": true, "комитет": true, "отдел": true, "палата": true, "комиссия": true}

// under reads the body that stands on a line of its own under b in the head of a letter or
// an order, before token limit: «АДМИНИСТРАЦИЯ … ОКРУГА⏎Управление архитектуры».
func (e *Enricher) under(p *page, b body, limit int) body {
	for k := b.to; k < limit && k < b.to+30; k++ {
		if !p.startsLine(k) {
			continue
		}
		at := k
		for at < k+2 && !subordinate[p.at(at)] && hasEnd(p.at(at), "ое", "ый", "ая") {
			at++
		}
		if !subordinate[p.at(at)] || !p.capital(k) {
			continue
		}
		sub := e.issuerAfter(p, at, limit)
		if sub.text == "" || sub.to == sub.rest && at == k {
			continue
		}
		if sub.at.to == 0 && b.at.to > 0 {
			sub.at, sub.under = b.at, true
			sub.words += " " + genitiveBody(b.words)
		}
		sub.rule = b.rule
		return sub
	}
	return b
}

// genitiveBody turns «Администрация», «Исполнительный комитет» to the genitive.
func genitiveBody(words string) string {
	first, rest, _ := strings.Cut(words, " ")
	low := strings.ToLower(first)
	switch {
	case hasEnd(low, "ия"):
		low = strings.TrimSuffix(low, "я") + "и"
	case hasEnd(low, "ый"):
		low = genitiveAdjective(low)
	case hasEnd(low, "т"):
		low += "а"
	}
	if rest == "комитет" {
		rest = "комитета"
	}
	return strings.TrimSpace(low + " " + rest)
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
			o, ok := e.municipalityAt(p, i)
			if !ok && m.kind == kindTown {
				o, ok = e.townAt(p, i)
			}
			if ok {
				if sameCore(o.core, m.core) && o.level == m.level {
					return body{noun: name, text: name, words: name, rule: "named", from: k, to: o.to, rest: i, at: o}
				}
				break
			}
		}
	}
	return body{}
}

// namedRegional reads the government of a region whose acts a programme of the region
// names, as its redactions do.
func (e *Enricher) namedRegional(p *page, region string) body {
	for k := 1; k < p.before(9000); k++ {
		if !p.begins(k, "правительств", "кабинет", "администраци") || !p.begins(k-1, "постановлени", "распоряжени") {
			continue
		}
		b := e.issuerAfter(p, k, min(k+8, len(p.toks)))
		if named := e.regionsIn(newPage(b.text), 12); len(named) == 1 && named[0].name == region && regionalBody(b.text) {
			b.rule = "named"
			return b
		}
	}
	return body{}
}

// stampIssuer reads the issuer in the stamps of an act's annexes, where its head is cut off.
func (e *Enricher) stampIssuer(p *page) body {
	for _, i := range p.lines {
		if !p.isStamp(i) {
			continue
		}
		n := p.stampNoun(i)
		for k := n + 1; n > 0 && k < n+4; k++ {
			if b := e.issuerAfter(p, k, min(k+20, len(p.toks))); b.text != "" {
				b.rule = "annex-stamp"
				return b
			}
		}
	}
	return body{}
}
