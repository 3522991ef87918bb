// Package site answers from the gazetteer what the site shows of places:
// server.Gazetteer.
package site

import (
	"letopis/internal/gazetteer"
	"letopis/internal/server"
)

// Places is immutable and safe for concurrent use.
type Places struct{ g *gazetteer.Gazetteer }

// New returns what is shown of g.
func New(g *gazetteer.Gazetteer) Places { return Places{g} }

// City implements server.Gazetteer.
func (p Places) City(id string) (server.City, bool) {
	c, ok := p.g.City(id)
	return server.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region, Lat: c.Lat, Lon: c.Lon, Population: c.Population}, ok
}

// Cities lists all towns, for the map.
func (p Places) Cities() []server.City {
	out := make([]server.City, len(p.g.Cities))
	for i, c := range p.g.Cities {
		out[i], _ = p.City(c.ID)
	}
	return out
}

// Unit implements server.Gazetteer; the gazetteer has towns only.
func (p Places) Unit(string) (server.Unit, bool) { return server.Unit{}, false }

// NearestUnit implements server.Gazetteer.
func (p Places) NearestUnit(string) string { return "" }
