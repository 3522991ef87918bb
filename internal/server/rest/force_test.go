package rest_test

import (
	"testing"

	"letopis/internal/server/servertest"
)

// TestInForceOnADay holds that acts are found by a day on which they were in force, in a parameter and in the query.
func TestInForceOnADay(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	all := found(f, "force=in_force&force=amended").Total
	for q, want := range map[string]int{"force.on=2017-02-28": 0, "force.on=2017-03-01": 1,
		"force.on=2017-02-28&force.on=2199-12-31": all, "q=действует:2017-03-01": 1, "q=force.on:2017-02-28": 0,
		"q=-действует:2017-03-01&force=in_force":      all - 1,
		"q=действует:2017-03-01+действует:2199-12-31": 1, "q=действует:2017-02-28+действует:2199-12-31": 0,
		"force.on=2199-12-31&q=действует:2017-03-01": 1, "force.on=2199-12-31&q=действует:2017-02-28": 0,
		"force.on=2199-12-31&q=-действует:2017-03-01": all - 1} {
		if a := found(f, q); a.Total != want {
			t.Errorf("%s: %d, want %d", q, a.Total, want)
		}
	}
	if w := found(f, "q=действует:2017").Query.Warnings; len(w) == 0 || w[0].Code != "unknown-value" {
		t.Errorf("a year: %+v", w)
	}
}
