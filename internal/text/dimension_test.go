package text

import (
	"slices"
	"strings"
	"testing"
)

// A dimension is one term whichever letter or sign stands in it, with spaces or without.
func TestDimensions(t *testing.T) {
	a := analyzer(t)
	joined := func(s string) []string {
		var out []string
		for _, tok := range a.Analyze(s) {
			if strings.Contains(tok.Exact, times) && tok.Exact != times {
				out = append(out, tok.Exact)
			}
		}
		return out
	}
	for typed, want := range map[string]string{
		"3x4": "3×4", "3X4": "3×4", "3х4": "3×4", "3Х4": "3×4", "3×4": "3×4", "3 x 4": "3×4", "3 х 4": "3×4", "3 × 4": "3×4",
		"3\u00a0×\u00a04 м": "3×4", "щит 3х4 м": "3×4", "3х4м": "3×4", "1,5х2": "1.5×2", "1.5 × 2,25": "1.5×2.25",
		"100х200х300": "100×200×300", "плитка 30x30.": "30×30",
	} {
		if got := joined(typed); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %s", typed, got, want)
		}
	}
	for _, typed := range []string{
		"3-х 4", "3 х комнатная", "в 3 и 4", "3 х", "х 4", "0x4f", "3х4-комнатных", "3 х 4/1", "1 000 х 2", "1234567х2",
		"3  х  4", "a3x4",
	} {
		if got := joined(typed); got != nil {
			t.Errorf("%s: %q, want no dimension", typed, got)
		}
	}
	same := a.Analyze("3x4")
	for _, typed := range []string{"3×4", "3 х 4"} {
		got := a.Analyze(typed)
		alike := func(x, y Token) bool { return x.Exact == y.Exact && x.Pos == y.Pos && x.Stop == y.Stop }
		if !slices.EqualFunc(got, same, alike) {
			t.Errorf("%s: %v, want the tokens of 3x4: %v", typed, got, same)
		}
	}
}

// Letters beside a number that look the same in both alphabets are the same.
func TestTwinsBesideNumbers(t *testing.T) {
	a := analyzer(t)
	joined := func(s string) string {
		for _, tok := range a.Analyze(s) {
			if strings.ContainsRune(tok.Exact, '-') {
				return tok.Exact
			}
		}
		return ""
	}
	for _, c := range [][]string{
		{"CO2", "СО2", "CО2", "СO2", "co2", "со2", "CO₂"}, {"A4", "А4"}, {"XX-1", "ХХ-1"}, {"12-A", "12-А", "12-а"},
		{"M-5", "М-5"},
	} {
		for _, w := range c[1:] {
			if got := joined(w); got != joined(c[0]) || got == "" {
				t.Errorf("%s is %q, %s is %q", w, got, c[0], joined(c[0]))
			}
		}
	}
	if got := joined("IV-5"); got != "iv-5" {
		t.Errorf("IV-5 is %q: a Roman numeral stays Latin", got)
	}
	if got, want := a.NumberTerm("12-A"), a.NumberTerm("12-А"); got != want {
		t.Errorf("the number 12-A is %q in Latin and %q in Cyrillic", got, want)
	}
}
