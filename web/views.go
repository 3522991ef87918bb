package web

import "encoding/json"

// Page is what every page shows around its content.
type Page struct {
	Lang          Lang
	Title         string
	Description   string
	Canonical     string
	NoIndex       bool
	Alternates    []Alternate
	Prev, Next    string
	JSONLD        json.RawMessage // nil for none
	Nav           []NavLink
	OtherLang     Lang
	OtherLangName string
	OtherLangURL  string
	LangQuery     string // "?lang=en" or ""
	Q             string // what the search box holds
	// Packed is of a page of a copy of an archive, which stands in a folder without a server; nil elsewhere.
	Packed *Packed
}

// Packed is what the pages of a copy show around their content beside what others do.
type Packed struct {
	Name   string // of the copy: «Летопись: Углич»
	Note   string // when it was made, and of what
	Search bool   // the page has PackScript
}

// Alternate is another form of the page: a feed, a language.
type Alternate struct{ Href, Type, HrefLang, Title string }

// NavLink is a link of a group of which one is where the reader is.
type NavLink struct {
	Link
	Current bool
}

// Link is a link with a remark beside it, or a button that leads there.
type Link struct {
	Href, Text, Note string
	Button           *Button // nil for a link
}

// Button is a button of the search form: it sends the form with one more field,
// to Action where that is not "".
type Button struct{ Name, Value, Action string }

// Run is a piece of text; Hit marks what matched, Kin that it is not what was typed but stands for it.
type Run struct {
	Text string
	Hit  bool
	Kin  bool
}

// Snippet is a place of a text. Page counts from 1, and URL leads to it; 0 and
// "" where there are no pages.
type Snippet struct {
	Runs   []Run
	Page   int
	URL    string
	Clause Link // which it stands in; none without Text
}

// Hit is one result in a list.
type Hit struct {
	ID, URL string
	// Formula is how officialese begins a title, before what the document is about; none, or Title goes on from it.
	Formula       []Run
	Title         []Run
	Kind, Number  string
	Date, DateISO string
	Cities        []string
	Region        string
	Municipality  string
	// MunicipalityURL is the page of its district or okrug, "" when that is not known.
	MunicipalityURL string
	Status          string // only when not ok
	Snippets        []Snippet
	More            int
	MoreURL         string
	MoreText        string
	Missing         string // words that it lacks
	Explain         string
}

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
	More            *Link // to all values, where not all are here
	Distinct        int   // how many values there are
	Folded          bool  // shown on demand
}

// FacetValue is a filter. Full is a label that is too long to be seen whole.
type FacetValue struct {
	ID, Label, Note string
	Full            string
	Count           int
	Selected        bool
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

// Document is the page of one document.
type Document struct {
	Page
	Back          string
	DocTitle      string
	Head          Hit // what the document is, as in a list of results
	Notes         []Note
	HitCount      int
	HitText       string
	In            string  // what is looked for in the text
	Hidden        []Field // the search that one came with
	Contents      []Link  // parts of a long text
	Runs          []TextRun
	Facts         []Fact
	OriginalURL   string
	OriginalName  string
	OriginalNote  string
	SourceURL     string
	SHA256        string
	CiteText      string
	CiteLinks     []Link
	Force         string // state of the act, see api.Force
	ForceText     string
	ForceBy       *Link // the act that decides it
	Deeds         []Link
	Effects       []Link
	Copies        []Link
	Duplicates    []Link // other documents with nearly the same text
	AllDuplicates Link
	Borrowings    []Borrowing
	// FindBorrowings leads to the same page with Borrowings; none when they were looked for.
	FindBorrowings Link
	Deadlines      []Link // what the act wants done by when, and who holds that it is
	Calendar       Link   // of the deadlines of its programme or place
	CompareURL     string // offers other documents to compare it with
	LifeURL        string // the life of the act; "": it is none
	EditionURL     string // its wording today; "": it was not changed
	Cites          []Link
	CitedBy        []Link
	Similar        []Link
	Timeline       []Act // of its programme, around its own place
	ProgramLink    Link
}

// Borrowing is a document that has passages of another one.
type Borrowing struct {
	Document Link
	Passages []Link // to their comparison
}

// TextRun is a piece of a document's text: plain, a hit, a link to a
// cited act, or the place (Mark) where a fact was found.
type TextRun struct {
	Text string
	Hit  bool
	Kin  bool // it stands for what was typed, and has no number
	N    int  // number of the hit, from 1
	Href string
	Mark string // id of the place
	Page int    // number of the page that starts here; Href leads to its picture
	// Clause: it is the number of a clause, and Href leads to how that is cited.
	Clause bool
}

// Scan is a page of a document as it was scanned, with the words that were recognised on it.
type Scan struct {
	Page
	Document Link // the page in the text
	Heading  string
	Notes    []Note
	In       string  // what is looked for in the text
	Hidden   []Field // the search that one came with
	HitText  string
	HitPages []Link // where there are hits
	Image    string
	Height   int // of the picture, which is 1000 wide
	Words    []ScanWord
	Beside   []Link // the pages before and after
}

// ScanWord is a word on a page, in the measure of Scan.Height.
type ScanWord struct {
	Text                string
	X, Y, Width, Height int
	Hit, Unsure         bool
	Doubt               string // how unsure it is what is written there
}

// ClauseCite is the page on how to cite a clause.
type ClauseCite struct {
	Page
	Label      string // «П. 3.2 приложения 1»
	Document   Link
	Place      string // the clause in the document
	Text       string
	References []Reference
	URL        string // the address that stays
	SHA256     string
}

// Reference is one in a style; Href leads to it as a file.
type Reference struct{ Style, Name, Text, Href string }

// Fact is one line of metadata with its evidence. Values of a Path lead from one to
// the next.
type Fact struct {
	Name   string
	Path   bool
	Values []FactValue
}

// FactValue is a value, how it was found (How), and where (Jump, a fragment).
type FactValue struct{ Text, Href, Note, How, Jump string }

// Program is a programme's page.
type Program struct {
	Page
	Name      string
	Meta      []string
	LifeURL   string
	SearchURL string
	FeedURL   string
	Calendar  string // of deadlines
	Acts      []Act
	NextURL   string
}

// Act is an entry of a programme's timeline.
type Act struct {
	Date, DateISO, Role, Href, Title, Note string
	Current                                bool // the document shown
}

// Comparison is the page of how two documents differ.
type Comparison struct {
	Page
	Sides   [2]Hit
	Swap    string // the same the other way round
	Data    string // the same for programs
	Summary []string
	Notes   []Note
	Parts   []ComparedPart
	From    int // the first difference of the page, from 1
	Total   int // differences of all pages
	NextURL string
}

// ComparedPart is a difference, or what stands between two: Fold says what a part is that is not seen at once.
type ComparedPart struct {
	Number       int // of a difference, from 1
	ID           string
	Clause       string // where it is
	Before, Next string // the differences beside it
	Fold         string
	At           bool   // it is what the address points to
	Elsewhere    string // where what is folded can be read, when it is not on the page
	Blocks       []ComparedBlock
}

// ComparedBlock is a paragraph, or the rows of a table.
type ComparedBlock struct {
	Row     ComparedRow
	Rows    []ComparedRow
	Differs bool // one of the rows does
}

// ComparedRow is a paragraph as it was and as it is, or the cells of a row.
type ComparedRow struct {
	Kind, KindText string
	Left, Right    []ComparedRun
	Cells          [][]ComparedRun
	ID             string // of what moved: the other place leads here
	Other          *Link  // the other place of what moved
}

// ComparedRun is a run of words: of both texts, of the first (Del) or of the second (Ins).
type ComparedRun struct {
	Text     string
	Space    string // what stands after them, unmarked
	Del, Ins bool
}

// Life is the page of what was done to an act or a programme in time.
type Life struct {
	Page
	Name    string
	Back    Link
	Summary []string
	Notes   []Note
	Events  []LifeEvent
	NextURL string
	Money   *Money // nil: no text tells a sum
}

// comparable reports whether two documents are there to be compared.
func (p *Life) comparable() bool {
	first := ""
	for i := range p.Events {
		switch id := p.Events[i].ID; {
		case id == "" || id == first:
		case first != "":
			return true
		default:
			first = id
		}
	}
	return false
}

// LifeEvent is what an act did, or what time did. Hole: the archive does not hold that act.
type LifeEvent struct {
	DateISO, Date   string
	ID, Href, Title string
	What, Force     string // Force is whether the main act is in force from then on
	Proof           []Link
	Hole            bool
	Edition         string // the address of the wording from then on; "": it is not another one
}

// Edition is the page of an act's wording on a day.
type Edition struct {
	Page
	Name       string
	Back, Life Link
	Day        string // ISO
	Action     string // where a form asks for another day
	Summary    []string
	Notes      []Note
	Days       []Link // from which the text is another one
	Compare    []Link
	Data       string // the same for programs
	Runs       []EditionRun
	NextURL    string
	Changes    []EditionChange // made
	Failed     []EditionChange // not made
	MoreURL    string          // of those that are listed further on
	Acts       []Link          // that play no part
}

// EditionRun is a part of a wording: of the act itself, or of the changes Number, from 1, which are told of behind it.
type EditionRun struct {
	Text   string
	Number int
	Href   string // of the last run of a change: where it is told of
}

// EditionChange is what an instruction has done, or not.
type EditionChange struct {
	Number      int
	Act         Link
	Source      Link // the instruction in its act
	Instruction string
	Where, Was  string
	Why         string // it was not done
}

// Money is what the wordings of a programme say of its sums.
type Money struct {
	Editions []Link
	Rows     []MoneyRow
	Doubts   []Note
	Chart    *MoneyChart // nil: there is nothing to draw
	CSV      string
}

// MoneyRow is a year and a source, with a cell for each wording.
type MoneyRow struct {
	Year, Source string
	Cells        []Link // with the place in the text
}

// MoneyChart draws the sums of years, a line for each wording, in its own units.
type MoneyChart struct {
	Width, Height, Base, Left, Right int
	Description                      string
	Most                             ChartDot
	Years                            []ChartDot
	Lines                            []ChartLine
}

// ChartLine is a wording; the last one is drawn bolder, the others each with a Pattern of dashes.
type ChartLine struct {
	Points  string
	Dots    []ChartDot
	Last    bool
	Pattern int
}

// ChartDot is a point with what it says.
type ChartDot struct {
	X, Y int
	Text string
}

// Choice offers what a document may be compared with.
type Choice struct {
	Page
	Heading  string
	Document Link
	ID       string
	Groups   []Group
}

// List is a page of links in groups.
type List struct {
	Page
	Back         string // to the results that the list narrows, "" for none
	Heading      string
	Lead         string
	Tools        []Link
	Filter       string // name of the filter field, "" for none
	FilterAction string
	FilterValue  string
	Hidden       []Field
	Long         bool // links are buttons of a search form
	Groups       []Group
	None         string // what is said where there are no groups, "" for the usual
	Pages        []PageLink
}

// Group is a named list of links.
type Group struct {
	Name  string
	Links []Link
	More  *Link
	Wide  bool // names of several lines
}

// Cities is the page of towns with their map.
type Cities struct {
	Page
	Lead          string
	Width, Height int
	Dots          []Dot
	Others        []Dot
	Regions       []Region
	Open          bool // the regions are few enough to be seen whole
}

// Region is a region's municipalities, and its towns of no municipality.
type Region struct {
	Link
	Municipalities []Branch
	Towns          []Link
}

// Branch is a municipality with its towns.
type Branch struct {
	Link
	Towns []Link
}

// Dot is a town on the map.
type Dot struct {
	Link
	X, Y, R string
	LabelX  string // "" when there is no room for the name
}

// City is the page of a town or a municipality.
type City struct {
	Page
	Name         string
	Meta         []string
	Path         []Link // the places above it
	Notes        []Note // what it was called, and merged into
	Levels       []Link // of a town
	Settlements  []Link // of a municipality
	Towns        []Link
	SearchURL    string
	MentionedURL string
	FeedURL      string
	Calendar     string // of deadlines
	GapsURL      string // what the archive lacks of it
	Years        []Group
	Programs     []Link
	Kinds        []Link
}

// About is the page on what the archive holds.
type About struct {
	Page
	Lead     string
	Notices  []string // what is not as usual now
	Outdated string   // that some facts are still those of older rules
	Stats    []Link
	Sources  []SourceView
	Privacy  string // what is kept of who searches; "" for nothing
	Version  string
}

// SourceView describes a source and what could not be read of it.
type SourceView struct {
	Name            string
	Lines           []string
	Unreadable      []UnreadableView
	UnreadableTotal int
	More            *Link // to all of them, when not all are here
}

// UnreadableView is a file that was not read, or not in full.
type UnreadableView struct {
	Link
	Status string
}

// Builder is the page that makes the snippet for a portal.
type Builder struct {
	Page
	Base, Src, SRI string
	Cities         []Link // Href holds the id
	Municipalities []Link
	Programs       []Link
	Properties     []Link // of CSS: name and what it sets
}

// Help is the page on how to search.
type Help struct{ Page }

// API is the description of the API for people. In its texts `…` marks code.
type API struct {
	Page
	Paragraphs []string
	Tags       []Tag
	Schemas    []Schema
}

// Tag is a group of operations.
type Tag struct {
	Name, Description string
	Operations        []Operation
}

// Operation is what can be asked of the API.
type Operation struct {
	ID, Method, Path, Summary string
	Example, Answer           string
	Paragraphs                []string
	Params                    []APIField
}

// Schema is an object that the API takes or gives.
type Schema struct {
	Name, Description string
	Fields            []APIField
}

// APIField is a parameter or a property with what it may hold.
type APIField struct{ Name, Values, Description string }

// Error is the page of a problem.
type Error struct {
	Page
	Heading, Text, Detail string
}

// Embed is the widget alone, for an iframe.
type Embed struct {
	Lang                       Lang
	City, Municipality, Region string
	Program, Kind              string
	Facets, Look               string
	From, To                   string
	Q                          string
	HasQ                       bool
}

// Way is a way of embedding the widget.
type Way int

// The ways that have an example.
const (
	ExamplePlain  Way = iota
	ExampleStrict     // under a policy that allows nothing but the archive
	ExampleFrame
)

// Example is a page that shows a way of embedding.
type Example struct {
	Way      Way
	Src, SRI string
}

// Follow is the page on which one begins to follow a search.
type Follow struct {
	Page
	Name   string // of the search; "" for all documents
	Back   Link
	Feeds  []Link
	Mail   bool   // letters are sent
	Action string // where the form goes
	Email  string
	Error  string // of the address
	Every  string
	Done   string // what was asked for
}

// followTimes are how often letters may come.
var followTimes = []string{"at_once", "daily", "weekly"}

// Followed is what is followed from one address; none of it without Address.
type Followed struct {
	Page
	Address  string
	Waiting  bool // for the confirmation of the only one
	Searches []FollowedSearch
	Action   string
	Done     string
}

// FollowedSearch is one of them.
type FollowedSearch struct {
	ID    string
	Link  Link
	Every string
	Note  string
}
