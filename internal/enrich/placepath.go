package enrich

import (
	"slices"

	"letopis/internal/archive"
	"letopis/internal/gazetteer"
)

// placesOf lists the units of a document from its region down to its town.
func (e *Enricher) placesOf(p *page, at located, region archive.Value) []archive.Place {
	var out []archive.Place
	if region.Text != "" {
		out = append(out, archive.Place{ID: region.Text, Name: region.Text, Level: archive.LevelRegion, Evidence: region.Evidence})
	}
	ev := p.evidenceOf(at.rule, at.at)
	derived := ev
	derived.Rule = archive.RuleDerived
	if u := at.unit; u != nil {
		if parent, ok := e.g.Unit(u.Parent); ok && u.Level == gazetteer.LevelSettlement {
			out = append(out, e.placeOf(parent, derived))
		}
		out = append(out, e.placeOf(u, ev))
	}
	if at.town >= 0 {
		c := e.g.Cities[at.town]
		if at.unit != nil && at.unit.Town == c.ID && at.at.kind != kindTown {
			ev = derived
		}
		out = append(out, archive.Place{ID: c.ID, Name: c.Name, Level: archive.LevelTown, OKTMO: c.OKTMO, Evidence: ev})
	}
	return out
}

func (e *Enricher) placeOf(u *gazetteer.Unit, ev archive.Evidence) archive.Place {
	out := archive.Place{ID: u.ID, Name: u.Name, Level: u.Level, Type: u.Type, OKTMO: u.OKTMO, Towns: u.Towns, Evidence: ev}
	for _, t := range e.g.Today(u.ID) {
		if t.ID != u.ID && !slices.Contains(out.Today, t.ID) {
			out.Today = append(out.Today, t.ID)
		}
	}
	if u.Level == gazetteer.LevelMunicipality {
		out.Former = u.Predecessors
	}
	return out
}
