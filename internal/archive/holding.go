package archive

// Holding is an act of a municipality that the archive knows of: either it holds a document of the act, or its
// documents cite it.
type Holding struct {
	// Act has the kind, the number, in small letters, and the day.
	Act Citation
	// Issuer is Issuer.Key: of the act, or of the one that is probably meant; "" where it is not known.
	Issuer string
	// Places are where it is in force, or where those documents belong: the region, then names and ids of places.
	Places []string
	ID     string   // its document; "": it is not held
	By     []string // of what is not held: the documents that cite it, MaxCiting of them at most
	Cited  int      // how many there are
}

// MaxCiting bounds Holding.By.
const MaxCiting = 20
