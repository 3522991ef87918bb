package unit

import (
	"letopis/internal/text"
)

// Marks collects what a query matches, for highlighting.
type Marks struct{ m *text.Matcher }

// NewMarks returns Marks of nothing.
func NewMarks() *Marks {
	return &Marks{&text.Matcher{Stems: map[string]bool{}, Exact: map[string]bool{}}}
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
