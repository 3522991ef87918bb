// Package program finds the programmes that a text names, by name and in their variants, tells
// which of them the document is about and in what role, and makes their ids.
//
// Read program.go first (a mention of one), then role.go (what it is to the document) and
// key.go (when two names are one programme).
package program

import "letopis/internal/enrich/territory"

// Finder finds programmes. It is safe for concurrent use.
type Finder struct {
	*territory.Finder
	fixed map[string]fixed // programmes put right by people
	// namesakes maps the core of a municipality's name to the regions that have
	// a district or a town of that name.
	namesakes map[string][]string
}

// New returns a Finder. It fails when list, the text of programs.yaml, is malformed.
func New(f *territory.Finder, list string) (*Finder, error) {
	fixed, err := readPrograms(list)
	if err != nil {
		return nil, err
	}
	e := &Finder{Finder: f, fixed: fixed, namesakes: map[string][]string{}}
	cities := f.Gazetteer.Cities
	for i := range cities {
		for _, name := range []string{cities[i].District, cities[i].Adjective, cities[i].Name} {
			if k := ownerKey(name); k != "" {
				e.namesakes[k] = append(e.namesakes[k], cities[i].Region)
			}
		}
	}
	return e, nil
}
