package unit

import (
	"letopis/internal/text"
)

// Marks collects what a query matches, for highlighting.
type Marks struct{ m *text.Matcher }

// NewMarks returns Marks of nothing.
func NewMarks() *Marks {
	return &Marks{&text.Matcher{Stems: map[string]bool{}, Exact: map[string]bool{},
		Expansion: map[string]*text.Expansion{}}}
}

// Matcher returns what was collected.
func (m *Marks) Matcher() *text.Matcher { return m.m }

// Stems marks the words with any of these stems; "" is none.
func (m *Marks) Stems(list ...string) {
	for _, s := range list {
		if s != "" {
			m.m.Stems[s] = true
		}
	}
}

// The rules by which words stand for what was typed, as text.Expansion names them.
const (
	BySynonym  = "synonym"  // of the file of synonyms
	ByRoot     = "root"     // a noun's adjective, a verb's noun
	ByPlace    = "place"    // a place's adjective, its other names
	ByCompound = "compound" // written together for apart, and back
)

// Expansion marks the words with these stems, where all are close to each other, as what stands for
// words that were typed. What was typed is marked as such.
func (m *Marks) Expansion(expansion text.Expansion, stems ...string) {
	switch len(stems) {
	case 0:
	case 1:
		if m.m.Expansion[stems[0]] == nil {
			m.m.Expansion[stems[0]] = &expansion
		}
	default:
		m.m.Near = append(m.m.Near, text.ExpansionPhrase{Stems: stems, Expansion: &expansion})
	}
}

// Phrase marks these forms in a row.
func (m *Marks) Phrase(exact []string) {
	if len(exact) == 1 {
		m.m.Exact[exact[0]] = true
	} else {
		m.m.Phrases = append(m.m.Phrases, exact)
	}
}

// Prefix marks the forms that begin so.
func (m *Marks) Prefix(p string) { m.m.Prefixes = append(m.m.Prefixes, p) }
