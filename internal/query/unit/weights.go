package unit

// Weights of the parts of a score, relative to a word's BM25 in the body; 0 leaves
// a part out. The figures were found by measurement: see docs/ranking.md.
type Weights struct {
	Title, Aside float64 // a word in the title; around the text (menus, file name)
	Number       float64 // a number or a date that is the document's own
	Exact        float64 // the very form typed
	Near         float64 // neighbouring words of the query near each other
	NearWindow   int     // positions
	Passage      float64 // what the place that says most of the query says, see index.Passage
	Often, Early float64 // shares of Passage: how often it is said, what the beginning says
	Synonym      float64
	// SynonymPhrase is of a synonym of several words: where they stand together,
	// the thing itself is meant.
	SynonymPhrase float64
	Verb          float64 // a verb: few acts have any, so what it says of them is overrated
	Place         float64 // a town's adjective for its noun, and back
	Relative      float64 // a noun's adjective, and back
	Compound      float64 // written together for apart, and back
}

// DefaultWeights are the measured ones.
var DefaultWeights = Weights{Title: 0.3, Aside: 0.1, Number: 2, Exact: 0.2, Near: 0.25, NearWindow: 3,
	Passage: 1.5, Often: 0.15, Early: 0.15, Synonym: 0.5, SynonymPhrase: 0.8, Verb: 0.3, Place: 1, Relative: 0.25,
	Compound: 0.8}
