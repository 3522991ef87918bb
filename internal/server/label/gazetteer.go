package label

// Gazetteer is the authority file of places. It is safe for concurrent use.
type Gazetteer interface {
	City(id string) (City, bool)
	Cities() []City // all towns, with or without documents, for the map
	// Unit returns a municipality or settlement.
	Unit(id string) (Unit, bool)
	// Named returns the ids of all places with a name in any grammatical case, or with that id, for a field of
	// corrections: "cities", "municipality" (including settlements) or "region".
	Named(field, name string) []string
	// Complete returns the ids of up to limit places with words that begin with the input: exact matches first, then
	// by population.
	Complete(field, typed string, limit int) []string
	// NearestUnit returns the id that a misspelt one probably meant, or "".
	NearestUnit(id string) string
}

// City is a town as displayed.
type City struct {
	ID, OKTMO, Name, Region string
	// Municipality and Settlement are the ids of the units that contain it, if any.
	Municipality, Settlement string
	Lat, Lon                 float64
	Population               int
}

// Unit is a municipality or settlement as displayed.
type Unit struct {
	ID, OKTMO, Name, Type string
	Level                 string // archive.LevelMunicipality or LevelSettlement
	Region                string
	Parent                string // of a settlement: the id of its municipality
	Names                 []string
	Ended                 int      // year in which it ceased to exist; 0 if it exists
	Today                 []string // ids of the present units of its territory if it no longer exists
	Merged                []string // ids of the units merged into it
	Towns                 []string // ids of the towns in its territory
	Population            int      // 0 if unknown
}
