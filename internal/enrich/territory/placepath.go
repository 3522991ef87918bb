package territory

import (
	"slices"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/gazetteer"
)

// PlacesOf lists the units of a document from its region down to its town.
func (e *Finder) PlacesOf(p *ruletext.Page, at Located, region archive.Value) []archive.Place {
	var out []archive.Place
	if region.Text != "" {
		out = append(out, archive.Place{ID: region.Text, Name: region.Text, Level: archive.LevelRegion,
			Evidence: region.Evidence})
	}
	ev := EvidenceOf(p, at.Rule, at.At)
	derived := ev
	derived.Rule = archive.RuleDerived
	if u := at.Unit; u != nil {
		if parent, ok := e.Gazetteer.Unit(u.Parent); ok && u.Level == gazetteer.LevelSettlement {
			out = append(out, e.placeOf(parent, derived))
		}
		out = append(out, e.placeOf(u, ev))
	}
	if at.Town >= 0 {
		c := e.Gazetteer.Cities[at.Town]
		if at.Unit != nil && at.Unit.Town == c.ID && at.At.Kind != KindTown {
			ev = derived
		}
		out = append(out, archive.Place{ID: c.ID, Name: c.Name, Level: archive.LevelTown, OKTMO: c.OKTMO, Evidence: ev})
	}
	return out
}

func (e *Finder) placeOf(u *gazetteer.Unit, ev archive.Evidence) archive.Place {
	out := archive.Place{ID: u.ID, Name: u.Name, Level: u.Level, Type: u.Type, OKTMO: u.OKTMO, Towns: u.Towns,
		Evidence: ev}
	for _, t := range e.Gazetteer.Today(u.ID) {
		if t.ID != u.ID && !slices.Contains(out.Today, t.ID) {
			out.Today = append(out.Today, t.ID)
		}
	}
	if u.Level == gazetteer.LevelMunicipality {
		out.Former = u.Predecessors
	}
	return out
}
