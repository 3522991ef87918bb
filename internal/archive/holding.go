package archive

// Holding is a municipal act that the archive knows of, because it holds a document of the act or one that cites it.
type Holding struct {
	// Act has the kind, the lower-cased number, and the day.
	Act Citation
	// Issuer is the Issuer.Key of the act, for a cited act the most probable one; empty if unknown.
	Issuer string
	// Places are where the act is in force or, for a missing act, where the citing documents belong: the region, then
	// names and ids of places.
	Places []string
	ID     string   // of its document; empty if the archive lacks the act
	By     []string // IDs of citing documents of a missing act, up to MaxCiting
	Cited  int      // how many documents cite it
}

// MaxCiting bounds Holding.By.
const MaxCiting = 20
