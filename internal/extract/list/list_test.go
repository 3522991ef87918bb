package list

import (
	"strings"
	"testing"
)

func TestCounter(t *testing.T) {
	acts := Levels{
		{Start: 1, Numeral: Arabic, Text: "%1."},
		{Start: 1, Numeral: Arabic, Text: "%1.%2)"},
		{Start: 1, Numeral: RussianLower, Text: "%3)"},
	}
	law := Levels{
		{Start: 1, Numeral: RomanUpper, Text: "Глава %1."},
		{Start: 3, Numeral: Arabic, Text: "Статья %2.", Keep: true},
		{Start: 1, Numeral: Arabic, Text: "%1.%2.%3", Arabic: true, RestartAfter: 1},
	}
	marks := Levels{{Text: "\uf0b7"}, {Text: "-"}, {Text: "o"}, {}}
	for name, c := range map[string]struct {
		levels Levels
		items  []int
		want   string
	}{
		"acts":           {acts, []int{0, 0, 1, 2, 2, 1, 2, 0, 1}, "1.|2.|2.1)|а)|б)|2.2)|а)|3.|3.1)"},
		"nothing above":  {acts, []int{1, 0}, "1.1)|1."},
		"articles go on": {law, []int{0, 1, 1, 0, 1}, "Глава I.|Статья 3.|Статья 4.|Глава II.|Статья 5."},
		"restart by level": {law, []int{0, 1, 2, 1, 2, 0, 1, 2}, "Глава I.|Статья 3.|1.3.1|Статья 4.|1.4.2|Глава " +
			"II.|Статья 5.|2.5.1"},
		"marks": {marks, []int{0, 1, 2, 3, 99, -1}, "•|–|•|||•"},
	} {
		var counter Counter
		var got []string
		for _, at := range c.items {
			got = append(got, counter.Next(&c.levels, at))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
	var c Counter
	c.Next(&acts, 0)
	if c.Restart(0, 7); c.Next(&acts, 0) != "7." || c.Next(&acts, 0) != "8." {
		t.Error("restart")
	}
}

func TestNumerals(t *testing.T) {
	for _, c := range []struct {
		write Numeral
		n     int
		want  string
	}{{Arabic, 0, "0"}, {ArabicZero, 7, "07"}, {ArabicZero, 12, "12"}, {LatinLower, 27, "aa"}, {LatinUpper, 2, "B"},
		{RussianLower, 1, "а"}, {RussianLower, 9, "и"}, {RussianLower, 10, "к"}, {RussianLower, 29, "я"},
		{RussianUpper, 30, "АА"}, {RussianLower, 1 << 40, "1099511627776"}, {RussianLower, -1, "-1"},
		{RomanUpper, 1994, "MCMXCIV"}, {RomanLower, 4, "iv"}, {RomanUpper, 0, "0"}, {RomanUpper, 4000, "4000"}} {
		if got := c.write(c.n); got != c.want {
			t.Errorf("%d: %s, want %s", c.n, got, c.want)
		}
	}
}
