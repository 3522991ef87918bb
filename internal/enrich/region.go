package enrich

import (
	"slices"

	"letopis/internal/archive"
)

// regionMention is a federal subject named in a text.
type regionMention struct {
	name     string
	from, to int
}

// regionsIn finds the federal subjects named in the text up to token limit.
func (e *Enricher) regionsIn(p *page, limit int) []regionMention {
	var out []regionMention
	for i := 0; i < min(limit, len(p.toks)); i++ {
		if !p.is(i, word) {
			continue
		}
		for _, r := range e.regions[p.at(i)] {
			from, to, ok := p.regionAt(i, r.head, r.before)
			if ok {
				out = append(out, regionMention{r.name, from, to})
				break
			}
		}
	}
	return out
}

func (p *page) regionAt(i int, head, before string) (from, to int, ok bool) {
	from, to = i, i+1
	if before != "" {
		if p.at(i-1) != "-" || p.at(i-2) != before {
			return 0, 0, false
		}
		from = i - 2
	} else if p.at(i-1) == "-" && p.tight(i) && head != "" {
		return 0, 0, false
	}
	switch {
	case head == "":
		return from, to, p.at(i) != "рт" && p.capital(i) || p.toks[i].caps
	case p.begins(i+1, head):
		to = i + 2
	case p.begins(i+1, "автономн") && p.begins(i+2, head):
		to = i + 3
	case p.at(i+1) == "обл" && head == "област":
		to = i + 2
	case head == "республик" && p.begins(i-1, head):
		from = i - 1
	default:
		return 0, 0, false
	}
	return from, to, head != "кра" || p.oneOf(i+1, "край", "края", "краю", "краем", "крае")
}

// region decides the federal subject that the text names as its own: the first one in
// its head, else the one named most. News name other regions as well: only one that is
// named alone counts.
func (e *Enricher) region(p *page, found []regionMention, news bool) archive.Value {
	if news && slices.ContainsFunc(found, func(r regionMention) bool { return r.name != found[0].name }) {
		return archive.Value{}
	}
	head := p.before(1500)
	count, best := map[string]int{}, ""
	for _, r := range found {
		if r.from < head {
			return archive.Value{Text: r.name, Evidence: p.evidence(ruleRegionHead, r.from, r.to)}
		}
		if count[r.name]++; best == "" || count[r.name] > count[best] {
			best = r.name
		}
	}
	for _, r := range found {
		if r.name == best && 2*count[best] > len(found) {
			return archive.Value{Text: best, Evidence: p.evidence(ruleRegionNamed, r.from, r.to)}
		}
	}
	return archive.Value{}
}

const (
	ruleRegionHead  = "region-head"
	ruleRegionNamed = "region-named"
)

// regionOf is the region of a place: as the text names it, else derived.
func (e *Enricher) regionOf(p *page, at located, named archive.Value, found []regionMention) archive.Value {
	name := ""
	switch {
	case at.unit != nil:
		name = at.unit.Region
	case at.town >= 0:
		name = e.g.Cities[at.town].Region
	default:
		return named
	}
	if named.Text == name {
		return named
	}
	for _, r := range found {
		if r.name == name {
			return archive.Value{Text: name, Evidence: p.evidence(ruleRegionNamed, r.from, r.to)}
		}
	}
	return archive.Value{Text: name, Evidence: p.evidenceOf(archive.RuleDerived, at.at)}
}
