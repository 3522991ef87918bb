package territory

import (
	"slices"
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// inLongQuote reports whether token i stands in a quoted title that opens after
// token from.
func inLongQuote(p *ruletext.Page, from, i int) bool {
	for k := from; k < i; k++ {
		if q := wording.QuoteAt(p, k); q.End > i && q.End-q.From > 9 {
			return true
		}
	}
	return false
}

// nominativeTold writes the name of m as the text itself writes it in the nominative:
// of «Межевского района» only that tells «Межевской». Of a town's district the town's
// adjective tells it: «Костромской».
func (e *Finder) nominativeTold(p *ruletext.Page, m Municipality) Municipality {
	first, rest, _ := strings.Cut(m.Name, " ")
	stem, ok := strings.CutSuffix(first, "ий")
	if !ok {
		stem, ok = strings.CutSuffix(first, "ый")
	}
	if towns := e.Gazetteer.ByAdjective(stem + "ого"); ok && len(towns) > 0 &&
		strings.HasSuffix(towns[0].Adjective, "ской") {
		m.Name, m.Core = stem+"ой "+rest, wordform.FoldName(stem+"ой")
		return m
	}
	stressed := strings.ToLower(strings.ReplaceAll(stem, "ё", "е")) + "ой"
	for i := 0; ok && i < len(p.Tokens); i++ {
		if p.Stopped() {
			break
		}
		if p.At(i) == stressed && p.IsAny(i+1, "район", "муниципальный", "городской", "округ", "сельсовет") {
			m.Name = stem + "ой " + rest
			m.Core = wordform.FoldName(stem + "ой")
			break
		}
	}
	return m
}

// MunicipalityOf decides the municipality of the document: the lowest one that
// its head names, else the one that the text is all about.
func (e *Finder) MunicipalityOf(p *ruletext.Page, l *layout.Layout, heading ruletext.Span,
	regional bool) (Municipality, bool) {
	var m Municipality
	var ok bool
	switch {
	case regional: // the municipality that a governor's act is about, not those that it names
		m, ok = e.headMunicipality(p, heading.From, heading.To)
	case l.Kind == "новость":
		if m, ok = e.headMunicipality(p, 0, max(p.TokensBefore(2500), heading.To)); ok && e.namesOther(p, m) {
			return Municipality{}, false
		}
	default:
		m, ok = e.headMunicipality(p, 0, max(p.TokensBefore(2500), heading.To))
	}
	if regional {
		return e.nominativeTold(p, m), ok
	}
	if !ok && l.Kind != "новость" && l.Kind != "закон" {
		m, ok = e.bodyNames(p)
	}
	return e.nominativeTold(p, m), ok
}

// Several lists the districts and okrugs that the head of a text names, each once.
func (e *Finder) Several(p *ruletext.Page) []Municipality {
	var out []Municipality
	for i := 0; i < p.TokensBefore(2500); i++ {
		if m, ok := e.MunicipalityAt(p, i); ok {
			if m.Level == 2 && !slices.ContainsFunc(out, func(o Municipality) bool { return o.Core == m.Core }) {
				out = append(out, m)
			}
			i = max(i, m.To-1)
		}
	}
	return out
}

// namesOther reports whether the head of a text names a district besides m.
func (e *Finder) namesOther(p *ruletext.Page, m Municipality) bool {
	return m.Level == 2 && slices.ContainsFunc(e.Several(p), func(o Municipality) bool { return o.Core != m.Core })
}

// bodyNames returns the municipality that a text without a head names again and
// again; parts of a regional document name several.
func (e *Finder) bodyNames(p *ruletext.Page) (Municipality, bool) {
	count, all := map[string]int{}, 0
	var first *Municipality
	for i := 0; i < len(p.Tokens); i++ {
		if p.Stopped() {
			break
		}
		if m, ok := e.MunicipalityAt(p, i); ok {
			if first == nil {
				first = &m
			}
			count[m.Core]++
			all++
			i = max(i, m.To-1)
		}
	}
	if first == nil || count[first.Core] < 3 || count[first.Core]*10 < all*9 {
		return Municipality{}, false
	}
	return *first, true
}

// townBefore reads the town of the district m that stands right before it: «бюджет города
// Сурска Городищенского района».
func (e *Finder) townBefore(p *ruletext.Page, m Municipality) (Municipality, bool) {
	if m.Okrug || m.Level == 1 || !wordform.IsSkiAdjective(p.At(m.From)) {
		return Municipality{}, false
	}
	for k := m.From - 1; k > 0 && k >= m.From-5; k-- {
		if names := e.Match(p, k); len(names) > 0 && names[0].End == m.From && p.IsAny(k-1, "город", "города") {
			return e.TownMunicipality(names, k-1), true
		}
	}
	return Municipality{}, false
}

// otherLetter reports whether a letter is of another alphabet than the Russian one.
func otherLetter(r rune) bool {
	return ruletext.IsLetter(r) && !(r >= 'А' && r <= 'я' || r == 'ё' || r == 'Ё')
}

// headMunicipality returns the lowest municipality that the tokens from i up to limit name.
func (e *Finder) headMunicipality(p *ruletext.Page, i, limit int) (Municipality, bool) {
	var first, lowest *Municipality
	var all, unknown []Municipality
	for ; i < limit; i++ {
		if p.Stopped() {
			break
		}
		if m, ok := e.MunicipalityAt(p, i); ok {
			if len(m.Towns) == 0 && !wordform.IsSkiAdjective(strings.ToLower(m.Form)) &&
				!(toponym.PlaceAdjective(p, m.From) && wordform.HasEnd(p.At(m.From), "ого")) && // «Лугового района»
				(m.Level == 2 || strings.ContainsFunc(m.Form, otherLetter)) && len(e.Candidates(m)) == 0 {
				// a word of another language, «МУНИЦИПАЛЬ РАЙОНЫ», or no name: «Уставом района»
				unknown = append(unknown, m)
				continue
			}
			if t, ok := e.townBefore(p, m); ok && len(all) == 0 {
				return t, true
			}
			all = append(all, m)
			i = max(i, m.To-1)
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
		if m.Level == 1 && (lowest == nil) && k < 3 {
			lowest = m
		}
	}
	if lowest != nil && first.Level == 2 && (lowest.From > first.To+12 || inLongQuote(p, first.To, lowest.From)) {
		lowest = nil
	}
	switch {
	case lowest != nil:
		return *lowest, true
	case first != nil:
		return *first, true
	}
	return Municipality{}, false
}
