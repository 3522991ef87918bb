package enrich

import "slices"

// listedPrograms adds the names that follow in a list: «A», «B»; «C».
func (e *Enricher) listedPrograms(p *page, out []mention, prev mention) []mention {
	k := prev.end
	for range 40 {
		for limit := k + maxRun; k < limit && (p.oneOf(k, ",", ";", "-", "и", ".", "•") || p.afterBullet(k) > k || p.is(k, number) && p.startsLine(k) || p.begins(k, "программ", "муниципальн")); {
			k = max(k+1, p.afterBullet(k))
		}
		if y := p.yearsAt(k); y > k {
			k = y
			continue
		}
		if !isOpenQuote(p.at(k)) || !p.capital(k+1) {
			return out
		}
		m := e.quotedProgram(p, k, k, p.quoteAt(k))
		if m.key == "" {
			return out
		}
		m.level, m.word = prev.level, prev.word
		out = append(out, m)
		k = m.end
	}
	return out
}

// listedBelow adds the names that «Продлеваются: «A»; «B»» lists, of which one at least is called
// a programme in its line.
func (e *Enricher) listedBelow(p *page, out []mention, j int) []mention {
	k := p.afterBullet(j + 2)
	if p.at(j+1) != ":" || !isOpenQuote(p.at(k)) || !p.lineHas(j, "программ") && !p.near(j-12, 12, "программ") {
		return out
	}
	m := e.quotedProgram(p, k, k, p.quoteAt(k))
	if m.key == "" {
		return out
	}
	m.level, m.word = levelMunicipal, j
	return e.listedPrograms(p, append(out, m), m)
}

// afterBullet skips the number or dash before an item of a list: «1) «Культура»», «- «Спорт»».
func (p *page) afterBullet(i int) int {
	switch {
	case p.is(i, number) && len(p.at(i)) < 3 && p.oneOf(i+1, ")", ".") && isOpenQuote(p.at(i+2)):
		return i + 2
	case p.oneOf(i, "-", "•", "*") && isOpenQuote(p.at(i+1)):
		return i + 1
	}
	return i
}

// namesakeQuote returns the quote before a programme of the same name: «проект «Чистая вода» и
// одноимённая муниципальная программа», whose first adjective stands at token first.
func (p *page) namesakeQuote(first int) quote {
	if !p.begins(first, "одноименн") && !p.begins(first-1, "одноименн") {
		return quote{}
	}
	for k := first - 1; k > first-12 && k > 0; k-- {
		if isCloseQuote(p.at(k)) {
			for open := k - 1; open > k-20 && open >= 0; open-- {
				if q := p.quoteAt(open); isOpenQuote(p.at(open)) && q.end == k+1 {
					return q
				}
			}
			return quote{}
		}
	}
	return quote{}
}

// orderedList spans the items below an order that names no programme itself: «1. Внести
// изменения:⏎1.1. в муниципальную программу «…»;».
func (p *page) orderedList(k int, order span, ms []mention) span {
	colon := p.lineEnd(k) - 1
	if p.at(colon) != ":" || colon-k > 16 || slices.ContainsFunc(ms, func(m mention) bool { return m.word > k && m.word < colon && m.quoted }) || p.near(k, colon-k, actStems...) {
		return span{}
	}
	out := span{colon + 1, colon + 1}
	for out.to < len(p.toks) && out.to < k+600 {
		if i := out.to; p.is(i, number) && p.at(i+1) == "." && !p.is(i+2, number) && p.is(order.from, number) {
			break // the next item of the act
		}
		out.to = p.lineEnd(out.to)
	}
	return out
}
