package parse

import (
	"testing"

	"letopis/internal/testkit/cost"
)

// TestCostIsLinear: the limits of a query are checked by those who take it.
func TestCostIsLinear(t *testing.T) {
	units := cost.Units(append([]string{"title:", "название:", "город:а ", "-", "ИЛИ ", "а OR ", "сло* ", "\"а\" ",
		"„а ", "“", "а:"},
		cost.Tokens...), 60, 30)
	cost.Test{}.Linear(t, units, func(s string) { Query(s) })
}
