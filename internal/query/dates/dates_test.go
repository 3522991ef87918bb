package dates

import (
	"strings"
	"testing"
)

func TestDates(t *testing.T) {
	tests := []struct {
		from, to string
		lo, hi   int32
	}{
		{"2014", "", 20140101, 0},
		{"", "2014", 0, 20141231},
		{"2014-02", "2014-02", 20140201, 20140231},
		{"2014-02-28", "2015", 20140228, 20151231},
		{"21.07.2017", "9.2017", 20170721, 20170931},
	}
	for _, tt := range tests {
		r, err := Range(tt.from, tt.to)
		if err != nil || r.From != tt.lo || r.To != tt.hi {
			t.Errorf("%s..%s: %v, %v", tt.from, tt.to, r, err)
		}
	}
	if r, err := Range("", ""); r != nil || err != nil {
		t.Errorf("no dates: %v, %v", r, err)
	}
}

func TestEventTerms(t *testing.T) {
	for s, want := range map[string]string{
		"2011": "2011", "2011-04": "2011-04", "20.04.2011": "2011-04-all 2011-04-20", "2010..2011": "2010 2011",
		"2011-12..2013-01":       "2011-12 2012 2013-01",
		"2012-02-28..2012-03":    "2012-02-all 2012-02-28 2012-02-29 2012-03",
		"2011-04-20..2011-04-21": "2011-04-all 2011-04-20 2011-04-21",
		"2012-02-01..2012-02-29": "2012-02",
	} {
		if got, err := EventTerms(s); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "вчера", "2011..", "..2011", "2012..2011", "1000..2000", "1699",
		"2011..2200", "2011-02-30", "2011-13"} {
		if got, err := EventTerms(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}
