// Package page is the model of a page between those that read one and those that tell
// what is on it: blocks of text in order, the boxes they stand in, and the words that
// sites put around any text. A page comes from HTML or from what copying leaves of it.
//
// Read Page and Block first; furniture.go has the words.
package page

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// A Page is an HTML page read into blocks of text, in order, and the boxes
// they stand in. It is read from tokens, not a tree: pages of the 2000s nest
// and close their tags in any way, and a tree of 40,000 levels is an attack.
type Page struct {
	Title  string
	Frames bool              // it is put together of other pages
	Meta   map[string]string // lower-case names of <meta>, and "canonical", "lang"
	Blocks []Block
	Boxes  []Box
	Plain  bool // made of a plain text: headings are told by their looks alone
	Named  bool // the file's own name says that it holds news
}

// A Block is a paragraph, a heading, a list item or a row of a table.
type Block struct {
	Box    int // index in page.boxes
	Tag    atom.Atom
	Text   string
	Links  int     // how many links stand in it
	Linked int     // bytes of text that are links
	Bold   int     // bytes of text that are bold
	Lead   int     // bytes of bold text that it begins with
	Anchor string  // name or id at or just before it
	Date   string  // of a <time datetime> in it
	Dated  bool    // marked as a date by <time> or a class
	Titled bool    // marked as a title by a class
	Chrome bool    // its words are those around a text
	Act    bool    // its words are the head of an act
	Day    *string // what Of found, nil before Note or for no date
	Noted  bool    // by Note
	Marked bool    // of plain text: the sign of an item stood before it
	Loose  bool    // something stands between it and the block before: in plain text anything, in HTML a rule
	Last   int     // of plain text: bytes of its last line, 0 for the only one
}

// A Box is an element that holds blocks: div, td, article, ul…
type Box struct {
	Parent int
	Tag    atom.Atom
	ID     string
	Hint   Hint
	Width  int  // percent or pixels as given by a table cell, 0 if not
	Nested bool // a table that holds another
	Across int  // columns that a cell takes
	Down   int  // rows that it takes
}

// A Hint is what the name, id or class of a box says of what it holds.
type Hint uint8

const (
	Neutral Hint = iota
	Chrome       // menus, headers, footers, side columns: not what the page is about
	Post         // one of several posts or the only one
)

// HeadingLevel returns the level of a heading tag, 0 for others.
func HeadingLevel(t atom.Atom) int {
	switch t {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

// Join returns the text of blocks, a line each.
func Join(blocks []Block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(b.Text)
	}
	return out.String()
}

// JoinOnce joins the text around the subject, each line once.
func JoinOnce(blocks []Block) string {
	seen := make(map[string]bool, len(blocks))
	var once []Block
	size := 0
	for _, b := range blocks {
		if !seen[b.Text] && size < maxAside {
			seen[b.Text] = true
			size += len(b.Text)
			once = append(once, b)
		}
	}
	return Join(once)
}

// maxAside bounds the text around the subject, in bytes.
const maxAside = 64 << 10
