package index

// Expr selects and scores documents. The set of implementations is closed:
// And, Or, AtLeast, Not, Term, Phrase, Near, Passage, Prefix, Fuzzy, IDs, All.
//
// A leaf's score is Boost × BM25 of the leaf in the document (a Boost of 0
// selects without scoring). And, Or and AtLeast add the scores of their parts
// that match; Or with Best takes the highest instead.
type Expr interface{ expr() }

// And selects documents that all parts select. An empty And selects all.
type And struct{ Exprs []Expr }

// Or selects documents that any part selects. An empty Or selects none.
type Or struct {
	Exprs []Expr
	Best  bool // score by the best part, for synonyms and alternatives
}

// AtLeast selects documents that at least Min parts select.
type AtLeast struct {
	Min   int
	Exprs []Expr
}

// Not selects the documents that its part does not. It does not score.
type Not struct{ Expr Expr }

// Term selects documents with the term in a text field.
type Term struct {
	Field, Term string
	Boost       float64
}

// Phrase selects documents with the terms at consecutive positions, in order.
// An empty term matches any position. Its BM25 counts occurrences of the
// phrase and sums the idf of the terms.
type Phrase struct {
	Field string
	Terms []string
	Boost float64
}

// Near selects documents in which all terms (distinct) occur within Window
// positions, in any order: the highest position minus the lowest < Window. For
// BM25 it counts the positions of the first term that have such a
// neighbourhood, and sums the idf of the terms.
type Near struct {
	Field  string
	Terms  []string
	Window int
	Boost  float64
}

// Passage selects documents in which something of what is asked is said, and scores them by
// the Window positions that say most, by how often it is said, and by what the beginning says of it:
// Boost × (place + Often × frequency + Early × beginning). The place is the sum over Words of the idf
// of their terms, each times the weight of the best of its sayings whose terms all stand there; so is the
// beginning, the positions below Beginning. The frequency is the sum of the idf, each times BM25's saturation, without
// a length, of how often the word's sayings are said, each times its weight: as often as the rarest of its terms, if
// they all stand in some window.
type Passage struct {
	Field     string
	Words     []Asked
	Window    int
	Beginning int
	Boost     float64

	Often, Early float64 // shares; 0 leaves the part out
}

// Asked is a word of a Passage, whose idf is that of Term.
type Asked struct {
	Term string
	Says []Saying
}

// Saying is one way to say a word: all of Terms, distinct, within the window.
type Saying struct {
	Terms  []string
	Weight float64 // share of the word's idf, above 0
}

// Prefix selects documents with any term that starts with Prefix. Engines may
// refuse with ErrTooBroad. All matching terms share one score: BM25 with their
// joint document count and frequency.
type Prefix struct {
	Field, Prefix string
	Boost         float64
}

// Fuzzy selects documents with a term within Edits (1 or 2) Damerau-Levenshtein
// edits, in runes, scored as Prefix.
type Fuzzy struct {
	Field, Term string
	Edits       int
	Boost       float64
}

// IDs selects documents by ID. It does not score.
type IDs struct{ IDs []string }

// All selects every document. It does not score.
type All struct{}

func (And) expr()     {}
func (Or) expr()      {}
func (AtLeast) expr() {}
func (Not) expr()     {}
func (Term) expr()    {}
func (Phrase) expr()  {}
func (Near) expr()    {}
func (Passage) expr() {}
func (Prefix) expr()  {}
func (Fuzzy) expr()   {}
func (IDs) expr()     {}
func (All) expr()     {}
