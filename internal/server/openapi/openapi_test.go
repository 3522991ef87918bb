package openapi

import (
	"strings"
	"testing"

	"letopis/internal/server/problem"
)

func TestNearest(t *testing.T) {
	known := []string{"city", "city.not", "date_from", "date_to", "q", "facets"}
	for given, want := range map[string]string{"ciyt": "city", "date-from": "date_from", "datefrom": "date_from",
		"zzz": "", "": "", strings.Repeat("x", 1<<16): ""} {
		if got := nearest(given, known); got != want {
			t.Errorf("%s: %q, want %q", problem.Truncate(given, 20), got, want)
		}
	}
}
