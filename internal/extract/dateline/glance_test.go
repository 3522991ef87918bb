package dateline

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestGlances compares what is looked at first with the expressions that it spares, on lines made at random.
func TestGlances(t *testing.T) {
	pieces := []string{"12.03.2013", "12 марта 2013", " г.", " года", "ГОДА", ")", "(", "]", ".", "/", "-", " ", "12",
		"О3", "2О11", "Зо", "слово", "о", ", 14:30", "\t", "№", "7"}
	rnd := rand.New(rand.NewPCG(3, 4))
	last, wrong := 0, 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + rnd.IntN(7) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		s := b.String()
		if dateLast.MatchString(s) {
			if last++; !endsInFigure(s) {
				t.Fatalf("%q ends in a date", s)
			}
		}
		if misread.MatchString(s) {
			if wrong++; !partsFigures(s) {
				t.Fatalf("%q has a date", s)
			}
		}
	}
	if last < 1000 || wrong < 1000 {
		t.Fatalf("only %d and %d lines had what is looked for", last, wrong)
	}
}
