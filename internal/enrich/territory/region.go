package territory

import (
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
)

// Region decides the federal subject that the text names as its own: the first one in
// its head, else the one named most. News name other regions as well: only one that is
// named alone counts.
func (e *Finder) Region(p *ruletext.Page, found []toponym.RegionMention, news bool) archive.Value {
	if news && slices.ContainsFunc(found, func(r toponym.RegionMention) bool { return r.Name != found[0].Name }) {
		return archive.Value{}
	}
	head := p.TokensBefore(1500)
	count, best := map[string]int{}, ""
	for _, r := range found {
		if r.From < head {
			return archive.Value{Text: r.Name, Evidence: p.Evidence(RuleRegionHead, r.From, r.To)}
		}
		if count[r.Name]++; best == "" || count[r.Name] > count[best] {
			best = r.Name
		}
	}
	for _, r := range found {
		if r.Name == best && 2*count[best] > len(found) {
			return archive.Value{Text: best, Evidence: p.Evidence(ruleRegionNamed, r.From, r.To)}
		}
	}
	return archive.Value{}
}

const (
	RuleRegionHead  = "region-head"
	ruleRegionNamed = "region-named"
)

// RegionOf is the region of a place: as the text names it, else derived.
func (e *Finder) RegionOf(p *ruletext.Page, at Located, named archive.Value,
	found []toponym.RegionMention) archive.Value {
	name := ""
	switch {
	case at.Unit != nil:
		name = at.Unit.Region
	case at.Town >= 0:
		name = e.Gazetteer.Cities[at.Town].Region
	default:
		return named
	}
	if named.Text == name {
		return named
	}
	for _, r := range found {
		if r.Name == name {
			return archive.Value{Text: name, Evidence: p.Evidence(ruleRegionNamed, r.From, r.To)}
		}
	}
	return archive.Value{Text: name, Evidence: EvidenceOf(p, archive.RuleDerived, at.At)}
}
