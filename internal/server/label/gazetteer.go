package label

// Gazetteer is the authority file of places. It is safe for concurrent use.
type Gazetteer interface {
	City(id string) (City, bool)
	Cities() []City // all towns, with documents or without, for the map
	// Unit looks up a municipality or a settlement.
	Unit(id string) (Unit, bool)
	// Named returns the ids of all places that bear a name in any case form, or have it for their id, as values of a field
	// of corrections: "cities", "municipality" (settlements, too) or "region".
	Named(field, name string) []string
	// Complete returns the ids of up to limit such places whose names have words that begin with what was typed, those
	// called exactly so first, then those of most people.
	Complete(field, typed string, limit int) []string
	// NearestUnit returns the id that was probably meant by a wrong one, "" for none.
	NearestUnit(id string) string
}

// City is what is shown of a town.
type City struct {
	ID, OKTMO, Name, Region string
	// Municipality and Settlement are the ids of the units that it is in, "" for none.
	Municipality, Settlement string
	Lat, Lon                 float64
	Population               int
}

// Unit is what is shown of a municipality or a settlement.
type Unit struct {
	ID, OKTMO, Name, Type string
	Level                 string // archive.LevelMunicipality or LevelSettlement
	Region                string
	Parent                string // of a settlement: the id of its municipality
	Names                 []string
	Ended                 int      // the year in which it was no more; 0: in force
	Today                 []string // ids of the units that it is part of now, where it is no more
	Merged                []string // ids of the units that were merged into it
	Towns                 []string // ids of the towns on its territory
	Population            int      // 0 when unknown
}
