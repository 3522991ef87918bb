// Package site implements label.Gazetteer, which pages use, on top of the gazetteer.
package site

import (
	"sync"

	"letopis/internal/gazetteer"
	"letopis/internal/server/label"
)

// Places implements label.Gazetteer. It is immutable and safe for concurrent use.
type Places struct {
	g   *gazetteer.Gazetteer
	all func() completions // computed on first use
}

// New returns Places for g.
func New(g *gazetteer.Gazetteer) Places {
	return Places{g, sync.OnceValue(func() completions { return listCompletions(g) })}
}

// City implements label.Gazetteer.
func (p Places) City(id string) (label.City, bool) {
	c, ok := p.g.City(id)
	out := label.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region, Lat: c.Lat, Lon: c.Lon,
		Population: c.Population}
	if u := p.g.UnitOf(id); u != nil {
		out.Municipality = u.ID
	}
	if u := p.g.SettlementOf(id); u != nil {
		out.Settlement = u.ID
	}
	return out, ok
}

// Cities returns all towns, for the map.
func (p Places) Cities() []label.City {
	out := make([]label.City, len(p.g.Cities))
	for i, c := range p.g.Cities {
		out[i], _ = p.City(c.ID)
	}
	return out
}

// Unit implements label.Gazetteer.
func (p Places) Unit(id string) (label.Unit, bool) {
	u, ok := p.g.Unit(id)
	if !ok {
		return label.Unit{}, false
	}
	out := label.Unit{ID: u.ID, OKTMO: u.OKTMO, Name: u.Name, Type: u.Type, Level: u.Level, Region: u.Region,
		Parent: u.Parent,
		Names:  u.Former, Ended: u.Ended, Towns: u.Towns, Population: u.Population}
	for _, t := range p.g.Today(id) {
		if t.ID != id {
			out.Today = append(out.Today, t.ID)
		}
	}
	for _, was := range u.Predecessors {
		if w, ok := p.g.Unit(was); ok && w.Level == u.Level {
			out.Merged = append(out.Merged, was)
		}
	}
	return out, true
}

// NearestUnit implements label.Gazetteer.
func (p Places) NearestUnit(id string) string { return p.g.NearestUnit(id) }
