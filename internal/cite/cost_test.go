package cite

import (
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear: titles are as long as the files that they stand in want them to be.
func TestCostIsLinear(t *testing.T) {
	cost.Test{}.Linear(t, cost.Units(cost.Tokens, 30, 15), func(s string) {
		for _, style := range Styles {
			if _, err := Format(style, Ref{ID: "a", Title: s, Issuer: s, Place: s, Year: 2011}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
