package rest_test

import (
	"net/http"
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
		"q=-действует:2017-03-01&force=in_force": all - 1} {
		if a := found(f, q); a.Total != want {
			t.Errorf("%s: %d, want %d", q, a.Total, want)
		}
	}
	for q, code := range map[string]string{"действует:2017": "unknown-value",
		"действует:2017-03-01+действует:2018-03-01": "one-day"} {
		if w := found(f, "q="+q).Query.Warnings; len(w) == 0 || w[0].Code != code {
			t.Errorf("%s: %+v", q, w)
		}
	}
	q := "/api/v1/search?force.on=2017-03-01&q=действует:2018-03-01"
	if got := f.Get(q).Code; got != http.StatusConflict {
		t.Errorf("%s: %d", q, got)
	}
}
