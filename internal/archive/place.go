package archive

import (
	"fmt"
	"slices"
	"strings"
)

// Authority is the knowledge about places and programmes that corrections depend on. It is safe for concurrent use.
type Authority interface {
	// City returns the town with an id.
	City(id string) (City, bool)
	// ProgramID returns the id of a programme named in a document with these facts.
	ProgramID(name string, f *Facts) string
	// Issuer returns the body that a person named as the issuer of a document with these facts, with ID and Name if
	// its place is known.
	Issuer(name string, f *Facts) Issuer
	// Path returns the places from the region down to the municipality or settlement with an id.
	Path(id string) ([]Place, bool)
	// PathNamed is Path for the only municipality or settlement of a region with a name, present or former.
	PathNamed(name, region string) ([]Place, bool)
	// PathOfCity is Path for the lowest unit that belongs to a town.
	PathOfCity(id string) ([]Place, bool)
	// NearestUnit returns the id of the municipality or settlement that a misspelt id probably meant, or "".
	NearestUnit(id string) string
}

// NoAuthority is an Authority that knows no places and identifies programmes by name alone.
type NoAuthority struct{}

// City and the other methods implement Authority.
func (NoAuthority) City(string) (City, bool)               { return City{}, false }
func (NoAuthority) ProgramID(name string, _ *Facts) string { return NewID("program", name) }
func (NoAuthority) Issuer(name string, _ *Facts) Issuer    { return Issuer{Value: Value{Text: name}} }
func (NoAuthority) Path(string) ([]Place, bool)            { return nil, false }
func (NoAuthority) PathNamed(_, _ string) ([]Place, bool)  { return nil, false }
func (NoAuthority) PathOfCity(string) ([]Place, bool)      { return nil, false }
func (NoAuthority) NearestUnit(string) string              { return "" }

// Lowest returns the lowest of the document's places; false if it has none.
func (f *Facts) Lowest() (Place, bool) {
	if len(f.Places) == 0 {
		return Place{}, false
	}
	return f.Places[len(f.Places)-1], true
}

// PlaceAt returns the document's place at a level; false if it has none.
func (f *Facts) PlaceAt(level string) (Place, bool) {
	i := slices.IndexFunc(f.Places, func(p Place) bool { return p.Level == level })
	if i < 0 {
		return Place{}, false
	}
	return f.Places[i], true
}

// holdsTown reports whether a town is in the territory of the lowest place.
func (f *Facts) holdsTown(id string) bool {
	lowest, ok := f.Lowest()
	return ok && (lowest.ID == id || slices.Contains(lowest.Towns, id))
}

// applyMunicipality sets the places to those of a municipality or settlement id, including the region. Without an id
// only the region is kept.
func (f *Facts) applyMunicipality(value []string, a Authority) error {
	if len(value) > 1 {
		return fmt.Errorf("municipality takes one id, not %d: %w", len(value), ErrInvalid)
	}
	if len(value) == 0 {
		f.Municipality = Value{Evidence: byPerson}
		f.Places = slices.DeleteFunc(slices.Clone(f.Places), func(p Place) bool { return p.Level != LevelRegion })
		return nil
	}
	path, ok := a.Path(value[0])
	if !ok {
		if near := a.NearestUnit(value[0]); near != "" {
			return fmt.Errorf("no municipality or settlement has the id %q; did you mean %q?: %w", value[0], near, ErrInvalid)
		}
		return fmt.Errorf("no municipality or settlement has the id %q: %w", value[0], ErrInvalid)
	}
	f.setPath(path, byPerson)
	f.Municipality = Value{Text: path[len(path)-1].Name, Evidence: byPerson}
	return nil
}

// setPath sets the places, and the region if it differs.
func (f *Facts) setPath(path []Place, e Evidence) {
	f.Places = slices.Clone(path)
	for i := range f.Places {
		f.Places[i].Evidence = e
	}
	if region := path[0]; region.Level == LevelRegion && region.Name != f.Region.Text {
		f.Region = Value{Text: region.Name, Evidence: Evidence{Rule: RuleDerived}}
	}
}

// applyRegion sets the region by name. The municipality named in the text is looked up there; places of another
// region are dropped.
func (f *Facts) applyRegion(value []string, a Authority) error {
	if len(value) > 1 {
		return fmt.Errorf("region takes one value, not %d: %w", len(value), ErrInvalid)
	}
	f.Region = Value{Evidence: byPerson}
	if len(value) == 0 {
		f.Places = nil
		return nil
	}
	name := strings.TrimSpace(value[0])
	f.Region.Text = name
	if now, ok := f.PlaceAt(LevelRegion); ok && now.ID == name {
		f.Places = slices.Clone(f.Places)
		f.Places[0].Evidence = byPerson
		return nil
	}
	if path, ok := a.PathNamed(f.Municipality.Text, name); ok && f.Municipality.Text != "" {
		f.setPath(path, byPerson)
		return nil
	}
	f.Places = []Place{{ID: name, Name: name, Level: LevelRegion, Evidence: byPerson}}
	return nil
}

// followCities derives the places from the towns that a person entered, if all are in one municipality and neither
// the text nor a person names another one.
func (f *Facts) followCities(ids []string, a Authority) {
	if len(ids) == 0 || slices.Contains(f.Edited, "municipality") ||
		!slices.ContainsFunc(ids, func(id string) bool { return !f.holdsTown(id) }) {
		return
	}
	var path []Place
	for i, id := range ids {
		next, ok := a.PathOfCity(id)
		if !ok {
			return
		}
		if i > 0 {
			next = commonPath(path, next)
		}
		path = next
	}
	if len(path) < 2 || slices.Contains(f.Edited, "region") && path[0].Name != f.Region.Text {
		return
	}
	if e := f.Municipality.Evidence; f.Municipality.Text != "" && e.End > e.Start {
		named, ok := a.PathNamed(f.Municipality.Text, path[0].Name)
		if !ok {
			return
		}
		path = named
	} else {
		f.Municipality = Value{Text: path[len(path)-1].Name, Evidence: Evidence{Rule: RuleDerived}}
	}
	f.setPath(path, byPerson)
}

// commonPath returns the common prefix of two paths.
func commonPath(a, b []Place) []Place {
	n := 0
	for n < min(len(a), len(b)) && a[n].ID == b[n].ID && a[n].Level == b[n].Level {
		n++
	}
	return a[:n]
}
