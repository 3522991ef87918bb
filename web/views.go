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

// Run is a piece of text; Hit marks what matched, Expansion that it is not what was typed but stands for it.
type Run struct {
	Text      string
	Hit       bool
	Expansion bool
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
	Draft         string // what a draft is called; "" of other documents
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
