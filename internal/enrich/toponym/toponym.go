// Package toponym finds the names of towns and regions in a text, in all their cases, and
// judges whether a town is meant: «Владимир» is a name of people, too, «Мирный» an adjective.
// It also writes what stands in capitals as people write it, since only who knows the names of
// places knows which words keep theirs.
//
// Read match.go first: Names.Match reads the towns at a token, Names.Weigh judges each.
package toponym

import "letopis/internal/gazetteer"

// Names are the names of towns and regions. They are safe for concurrent use.
type Names struct {
	Gazetteer *gazetteer.Gazetteer
	// Genitive is the genitive of each town's name.
	Genitive map[string]string
	// Regions are the forms of regions by their word.
	Regions map[string][]RegionForm
	cities  map[string][]cityName
}

// New returns the names that a gazetteer has.
func New(g *gazetteer.Gazetteer) *Names {
	e := &Names{Gazetteer: g, Regions: map[string][]RegionForm{}}
	for _, r := range g.RegionForms() {
		if gazetteer.IsFederalCity(r.Name) { // the town is meant more often; its municipalities tell
			continue
		}
		for _, f := range r.Forms {
			e.Regions[f] = append(e.Regions[f], RegionForm{Name: r.Name, Head: r.Head, Before: r.Before})
		}
	}
	e.indexCities()
	return e
}
