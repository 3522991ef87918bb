package dates_test

import (
	"slices"
	"testing"

	"letopis/index"
	"letopis/internal/query/dates"
)

// TestForceTerms holds what is a day on which acts are in force.
func TestForceTerms(t *testing.T) {
	for _, s := range []string{"2016-01-31", "31.01.2016"} {
		if got, err := dates.ForceTerms(s); err != nil || !slices.Equal(got, index.DayTerms(20160131)) {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2016", "2016-01", "2016-02-30", "завтра", "2016-01-31..2016-02-01"} {
		if got, err := dates.ForceTerms(s); err == nil {
			t.Errorf("%s: %v", s, got)
		}
	}
}
