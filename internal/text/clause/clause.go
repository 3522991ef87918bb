// Package clause parses the structure of an act from its plain text: its annexes, sections, articles and clauses,
// their offsets, and an anchor for each. Start with Parse, then marker.go (which lines begin a clause) and place.go
// (where in the tree a clause belongs).
package clause

import "strings"

// Kind is the kind of a clause.
type Kind uint8

// The kinds.
const (
	Annex      Kind = iota // приложение
	Subprogram             // подпрограмма
	Passport               // паспорт
	Section                // раздел
	Subsection             // подраздел
	Chapter                // глава
	Article                // статья
	Part                   // часть
	Item                   // пункт
	Subitem                // подпункт
)

// Clause is a numbered or named part of a text with everything inside it. Offsets are in bytes.
type Clause struct {
	Kind   Kind
	Number string // as written: "3.2", "IV", "а"; empty if unnumbered
	Parent int    // index of the enclosing clause in the Tree; -1 if none
	// Start is where the marker («3.2.», «Глава 4») begins, Body where it ends, End where the clause ends.
	Start, Body, End int

	under  int // the clause whose anchor this one's extends; -1 if none
	repeat int // how many earlier clauses have the same anchor, see Tree.Anchor
	scope  bool
	title  bool // the line is a heading, not a sentence
}

// Limits of parsing.
const (
	MaxClauses = 20_000 // the rest of the text belongs to the last clause
	maxDepth   = 16
	maxNumber  = 24 // in bytes
)

// Tree holds the clauses of a text in text order, so nested clauses follow their parent. It is immutable.
type Tree struct {
	text    string
	clauses []Clause
}

// Parse finds the clauses of a text in time linear in its length.
func Parse(text string) *Tree {
	p := parser{text: text, used: map[key]int{}, contentsLeft: maxContents}
	p.read()
	return &Tree{text: text, clauses: p.out}
}

// Len returns the number of clauses.
func (t *Tree) Len() int { return len(t.clauses) }

// Clause returns the i-th clause.
func (t *Tree) Clause(i int) Clause { return t.clauses[i] }

// In returns the innermost clause that contains byte offset at; ok is false if there is none.
func (t *Tree) In(at int) (i int, ok bool) {
	lo, hi := 0, len(t.clauses) // find the last clause that begins at or before the offset
	for lo < hi {
		if m := (lo + hi) / 2; t.clauses[m].Start <= at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	for i = lo - 1; i >= 0; i = t.clauses[i].Parent {
		if at < t.clauses[i].End {
			return i, true
		}
	}
	return 0, false
}

// IsHeading reports whether a clause is listed in a table of contents: it has a name, a Roman numeral, or a plain
// number before a heading.
func (t *Tree) IsHeading(i int) bool {
	c := &t.clauses[i]
	return c.title && (c.Kind < Item || c.Kind == Item && !strings.Contains(c.Number, "."))
}

// ByHash returns the first clause with the given hash; ok is false if there is none.
func (t *Tree) ByHash(hash string) (i int, ok bool) {
	for i := range t.clauses {
		if t.Hash(i) == hash {
			return i, true
		}
	}
	return 0, false
}

// Find returns the clause with the given anchor; ok is false if there is none.
func (t *Tree) Find(anchor string) (i int, ok bool) {
	for i := range t.clauses {
		if t.Anchor(i) == anchor {
			return i, true
		}
	}
	return 0, false
}
