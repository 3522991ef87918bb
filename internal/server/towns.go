package server

// Gazetteer names the towns of the archive.
type Gazetteer interface {
	City(id string) (City, bool)
	Cities() []City // all towns, with documents or without, for the map
}

// City is what is shown of a town.
type City struct {
	ID, OKTMO, Name, Region string
	Lat, Lon                float64
	Population              int
}
