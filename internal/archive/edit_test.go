package archive

import "testing"

func TestParseDate(t *testing.T) {
	for s, want := range map[string]Date{"2017": {Year: 2017}, "2017-07": {Year: 2017, Month: 7},
		"2017-07-21": {Year: 2017, Month: 7, Day: 21},
		"21.07.2017": {Year: 2017, Month: 7, Day: 21}, "07.2017": {Year: 2017, Month: 7}} {
		if got, err := ParseDate(s); err != nil || got.Year != want.Year || got.Month != want.Month || got.Day != want.Day {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", ".", "2017.", "21.07.17", "32.01.2017", "1.2.3.2017", "21.07-2017"} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("%q is %+v", s, got)
		}
	}
}
