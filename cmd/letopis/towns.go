package main

import (
	"letopis/internal/gazetteer"
	"letopis/internal/server"
)

// towns shows the gazetteer as the server wants it.
type towns struct{ g *gazetteer.Gazetteer }

func (t towns) City(id string) (server.City, bool) {
	c, ok := t.g.City(id)
	return server.City{ID: c.ID, OKTMO: c.OKTMO, Name: c.Name, Region: c.Region, Lat: c.Lat, Lon: c.Lon, Population: c.Population}, ok
}

// Cities lists all towns, for the map.
func (t towns) Cities() []server.City {
	var out []server.City
	for _, c := range t.g.Cities {
		city, _ := t.City(c.ID)
		out = append(out, city)
	}
	return out
}
