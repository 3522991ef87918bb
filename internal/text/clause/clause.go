// Package clause reads the structure of an act from its plain text: which annexes, sections, articles and clauses
// it has, where each stands, and under which address it can be pointed to. Read Parse, then marker.go (which lines
// begin a clause) and place.go (where a clause belongs). It knows texts and nothing else.
package clause

import "strings"

// Kind is what people call a clause.
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

// Clause is a numbered or named place of a text with all that belongs to it. Offsets are in bytes.
type Clause struct {
	Kind   Kind
	Number string // as it is written: "3.2", "IV", "а"; "" where there is none
	Parent int    // which clause of the Tree it stands in; -1: in none
	// Start is where its mark begins («3.2.», «Глава 4»), Body where the mark ends, End where what belongs to it does.
	Start, Body, End int

	under  int // which clause its anchor goes on from; -1: none
	repeat int // how often the same anchor was given before, see Tree.Anchor
	scope  bool
	title  bool // its line is a heading, not a sentence
}

// Limits of what is read, whatever a text has.
const (
	MaxClauses = 20_000 // what follows belongs to the last one
	maxDepth   = 16
	maxNumber  = 24 // bytes
)

// Tree has the clauses of a text in the order of their places; those within one follow it. It never changes.
type Tree struct {
	text    string
	clauses []Clause
}

// Parse reads the clauses of a text. It takes time linear in the text.
func Parse(text string) *Tree {
	p := parser{text: text, used: map[key]int{}, books: maxContents}
	p.read()
	return &Tree{text: text, clauses: p.out}
}

// Len is the number of clauses.
func (t *Tree) Len() int { return len(t.clauses) }

// Clause returns the i-th.
func (t *Tree) Clause(i int) Clause { return t.clauses[i] }

// In returns the innermost clause that a place of the text stands in; ok: there is one.
func (t *Tree) In(at int) (i int, ok bool) {
	lo, hi := 0, len(t.clauses) // the last that begins at the place or before
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

// IsHeading reports whether a clause is one of the parts that a text has contents of: it has a name, a Roman number
// or a plain one before a heading.
func (t *Tree) IsHeading(i int) bool {
	c := &t.clauses[i]
	return c.title && (c.Kind < Item || c.Kind == Item && !strings.Contains(c.Number, "."))
}

// ByHash returns the first clause with a hash; ok: there is one.
func (t *Tree) ByHash(hash string) (i int, ok bool) {
	for i := range t.clauses {
		if t.Hash(i) == hash {
			return i, true
		}
	}
	return 0, false
}

// Find returns the clause of an anchor; ok: there is one.
func (t *Tree) Find(anchor string) (i int, ok bool) {
	for i := range t.clauses {
		if t.Anchor(i) == anchor {
			return i, true
		}
	}
	return 0, false
}
