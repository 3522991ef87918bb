package clause

import (
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear holds it of what clauses, annexes, quotes and tables begin with, again and again.
func TestCostIsLinear(t *testing.T) {
	tokens := []string{"1. ", "1.1. ", "1) ", "а) ", "- ", "Статья 5. ", "Раздел II\n", "Приложение 1\n", "\n",
		"«", "»", "\t", "слово ", "УТВЕРЖДЕНО\n", "пункт " + cost.Count + " ", cost.Count + ". Слово\n",
		cost.Count + ") слово\n"}
	units := cost.Units(tokens, 10, 5, cost.Forms(20, tokens...)...)
	cost.Test{Small: 16 << 10, Large: 128 << 10}.Linear(t, append(units, cost.Tokens...), func(s string) { Parse(s) })
}
