package index

import (
	"slices"
	"testing"
)

// TestDays holds that a day has a keyword in common with a span exactly when it lies in it.
func TestDays(t *testing.T) {
	days := []int32{17000101, 19991231, 20000101, 20120229, 20151230, 20151231, 20160101, 20160731, 20161231, 21991231}
	for _, from := range days {
		for _, to := range append([]int32{0}, days...) {
			span := SpanTerms(from, to)
			if len(span) > 2*dayBits {
				t.Errorf("%d..%d: %d keywords", from, to, len(span))
			}
			for _, day := range days {
				found := slices.ContainsFunc(DayTerms(day), func(s string) bool { return slices.Contains(span, s) })
				if want := from <= day && (to == 0 || day <= to); found != want {
					t.Errorf("%d lies in %d..%d: %v, want %v", day, from, to, found, want)
				}
			}
		}
	}
	if s := SpanTerms(0, 20160101); s != nil {
		t.Errorf("no beginning: %v", s)
	}
}
