package text

import (
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds it of what a text to be stored goes through, and of analysis and
// marking with and without an outline.
func TestCostIsLinear(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	m := &Matcher{Stems: map[string]bool{"слов": true, "1": true, "z": true}, Exact: map[string]bool{"фз": true},
		Phrases: [][]string{{"слово", "слово"}, {"1", "2"}}, Prefixes: []string{"апр"}}
	units := cost.Units(cost.Tokens, 40, 20, "до-\n")
	t.Run("clean", func(t *testing.T) { cost.Test{}.Linear(t, units, func(s string) { Clean(s) }) })
	t.Run("analysis", func(t *testing.T) {
		cost.Test{}.Linear(t, units, func(s string) {
			NewSignature(a.Analyze(s))
			a.Snippets(s, m, SnippetOptions{})
			a.Snippets(s, m, SnippetOptions{Outline: a.Outline(s)})
			a.Highlight(s, m, nil)
		})
	})
}
