package web

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
	Note  string // below the name
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
	Program, Kind, Draft       string
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
