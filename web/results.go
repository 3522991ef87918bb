package web

// Home is the start page.
type Home struct {
	Page
	Lead   string
	Stats  []Link
	Hits   []Hit
	Cities []Link
	// Municipalities are the districts and okrugs with most documents.
	Municipalities []Link
	Programs       []Link
	Examples       []Link     // searches that find something
	Years          *Histogram // nil where too few have a date
	Sources        []Link     // those taken in last
}

// Search is the page of results.
type Search struct {
	Page
	Heading          string
	FiltersOpen      bool
	ChosenCount      int
	Places           []Facet // region, municipality, town
	Facets           []Facet
	Histogram        *Histogram
	DateFrom, DateTo string
	ForceOn          string   // the day on which acts are in force, where it is one
	DateWrong        string   // which of them cannot be read, by its name; "" for none
	DateError        string   // what is wrong with it
	Coverage         string   // what the archive has of the place
	Gaps             string   // the page on what it lacks of that, "" where no place is chosen
	Why              []string // why words that were not typed are marked, word by word
	Hidden           []Field
	Sorts            []NavLink
	Chips            []Link
	MoreChips        string // how many more values are chosen than chips are shown
	ClearURL         string
	Notes            []Note
	Passage          *Passage
	Hits             []Hit
	Rest             *Rest // nil where all hits have all the words
	Start            int
	Pages            []PageLink
	Saves            []Link // the same search as feeds and files
	Long             bool   // links would repeat too long a search, see Link.Button
	Relaxed          []Link
}

// Rest is where hits begin that lack some of the words, counted from 0 among Hits.
type Rest struct {
	From    int
	Heading string
	Only    *Link // to those with all the words; nil for none
}

// Passage is a clause that answers a question.
type Passage struct {
	Runs   []Run
	Source Link   // the document, at the clause
	Clause string // «п. 2.3 приложения 1», "" where it stands in none
}

// Facet is a group of filters.
type Facet struct {
	Name, Label     string
	Values          []FacetValue
	Missing         int
	MissingSelected bool
	Either          bool  // one of its values excludes the other
	More            *Link // to all values, where not all are here
	Distinct        int   // how many values there are
	Folded          bool  // shown on demand
}

// FacetValue is a filter. Full is a label that is too long to be seen whole. FromWords: words of the query chose it,
// so that a box cannot take it back; its chip can.
type FacetValue struct {
	ID, Label, Note string
	Full            string
	Count           int
	Selected        bool
	FromWords       bool
	Levels          []NavLink // of a town: its documents by the level of their place
}

// Field is a hidden field of a form.
type Field struct{ Name, Value string }

// Note is a remark above the results, with what can be done.
type Note struct {
	Text  string
	Links []Link
}

// PageLink is a page of results; the current one has no Href.
type PageLink struct {
	Link
	Rel, Label string
}

// Histogram counts documents by year.
type Histogram struct {
	Width, Height int
	Bars          []Bar
	Ticks         []Tick
	Missing       int
}

// Bar is one year.
type Bar struct {
	Year, Count int
	Label, URL  string
	X, Y, W, H  int
	On          bool
}

// Tick is a label of an axis.
type Tick struct {
	X, Y         int
	Anchor, Text string
}
