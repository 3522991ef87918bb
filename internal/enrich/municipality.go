package enrich

import "strings"

// inLongQuote tells whether token i stands in a quoted title that opens after
// token from.
func (p *page) inLongQuote(from, i int) bool {
	for k := from; k < i; k++ {
		if q := p.quoteAt(k); q.end > i && q.end-q.from > 9 {
			return true
		}
	}
	return false
}

// nominativeTold writes the name of m as the text itself writes it in the nominative:
// of «Межевского района» only that tells «Межевской». Of a town's district the town's
// adjective tells it: «Костромской».
func (e *Enricher) nominativeTold(p *page, m municipality) municipality {
	first, rest, _ := strings.Cut(m.name, " ")
	stem, ok := strings.CutSuffix(first, "ий")
	if !ok {
		stem, ok = strings.CutSuffix(first, "ый")
	}
	if towns := e.g.ByAdjective(stem + "ого"); ok && len(towns) > 0 && strings.HasSuffix(towns[0].Adjective, "ской") {
		m.name, m.core = stem+"ой "+rest, foldName(stem+"ой")
		return m
	}
	stressed := strings.ToLower(strings.ReplaceAll(stem, "ё", "е")) + "ой"
	for i := 0; ok && i < len(p.toks); i++ {
		if p.at(i) == stressed && p.oneOf(i+1, "район", "муниципальный", "городской", "округ", "сельсовет") {
			m.name = stem + "ой " + rest
			m.core = foldName(stem + "ой")
			break
		}
	}
	return m
}

// municipalityOf decides the municipality of the document: the lowest one that
// its head names, else the one that the text is all about.
func (e *Enricher) municipalityOf(p *page, l *layout, heading span, regional bool) (municipality, bool) {
	var m municipality
	var ok bool
	switch {
	case regional: // the municipality that a governor's act is about, not those that it names
		m, ok = e.headMunicipality(p, heading.from, heading.to)
	case l.kind == "новость":
		if m, ok = e.headMunicipality(p, 0, max(p.before(2500), heading.to)); ok && e.namesOther(p, m) {
			return municipality{}, false
		}
	default:
		m, ok = e.headMunicipality(p, 0, max(p.before(2500), heading.to))
	}
	if regional {
		return e.nominativeTold(p, m), ok
	}
	if !ok && l.kind != "новость" && l.kind != "закон" {
		m, ok = e.bodyNames(p)
	}
	return e.nominativeTold(p, m), ok
}

// namesOther tells whether the head of a text names a district besides m.
func (e *Enricher) namesOther(p *page, m municipality) bool {
	for i := 0; i < p.before(2500); i++ {
		if o, ok := e.municipalityAt(p, i); ok {
			if o.level == 2 && o.core != m.core && m.level == 2 {
				return true
			}
			i = max(i, o.to-1)
		}
	}
	return false
}

// bodyNames returns the municipality that a text without a head names again and
// again; parts of a regional document name several.
func (e *Enricher) bodyNames(p *page) (municipality, bool) {
	count, all := map[string]int{}, 0
	var first *municipality
	for i := 0; i < len(p.toks); i++ {
		if m, ok := e.municipalityAt(p, i); ok {
			if first == nil {
				first = &m
			}
			count[m.core]++
			all++
			i = max(i, m.to-1)
		}
	}
	if first == nil || count[first.core] < 3 || count[first.core]*10 < all*9 {
		return municipality{}, false
	}
	return *first, true
}

// townBefore reads the town of the district m that stands right before it: «бюджет города
// Сурска Городищенского района».
func (e *Enricher) townBefore(p *page, m municipality) (municipality, bool) {
	if m.okrug || m.level == 1 || !isSki(p.at(m.from)) {
		return municipality{}, false
	}
	for k := m.from - 1; k > 0 && k >= m.from-5; k-- {
		if names := e.match(p, k); len(names) > 0 && names[0].end == m.from && p.oneOf(k-1, "город", "города") {
			return e.townMunicipality(names, k-1), true
		}
	}
	return municipality{}, false
}

// headMunicipality returns the lowest municipality that the tokens from i up to limit name.
func (e *Enricher) headMunicipality(p *page, i, limit int) (municipality, bool) {
	var first, lowest *municipality
	var all, unknown []municipality
	for ; i < limit; i++ {
		if m, ok := e.municipalityAt(p, i); ok {
			if m.level == 2 && len(m.towns) == 0 && !p.placeAdjective(m.from) && !isSki(strings.ToLower(m.form)) && len(e.candidates(m)) == 0 {
				unknown = append(unknown, m) // a word of another language: «МУНИЦИПАЛЬ РАЙОНЫ»
				continue
			}
			if t, ok := e.townBefore(p, m); ok && len(all) == 0 {
				return t, true
			}
			all = append(all, m)
			i = max(i, m.to-1)
		}
	}
	if len(all) == 0 {
		all = unknown
	}
	for k := range all {
		m := &all[k]
		if first == nil {
			first = m
		}
		if m.level == 1 && (lowest == nil) && k < 3 {
			lowest = m
		}
	}
	if lowest != nil && first.level == 2 && (lowest.from > first.to+12 || p.inLongQuote(first.to, lowest.from)) {
		lowest = nil
	}
	switch {
	case lowest != nil:
		return *lowest, true
	case first != nil:
		return *first, true
	}
	return municipality{}, false
}
