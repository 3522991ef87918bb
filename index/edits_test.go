package index

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// plainDistance is Distance by its definition.
func plainDistance(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	x, y := a[len(a)-1], b[len(b)-1]
	wholeA, wholeB := a, b
	a, b = a[:len(a)-1], b[:len(b)-1]
	if x == y {
		return plainDistance(a, b)
	}
	n := 1 + min(plainDistance(a, b), plainDistance(wholeA, b), plainDistance(a, wholeB))
	if len(a) > 0 && len(b) > 0 && a[len(a)-1] == y && b[len(b)-1] == x {
		n = min(n, 1+plainDistance(a[:len(a)-1], b[:len(b)-1]))
	}
	return n
}

func TestDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() []rune {
		w := make([]rune, r.IntN(6))
		for i := range w {
			w[i] = []rune("абв")[r.IntN(3)]
		}
		return w
	}
	for range 3000 {
		a, b := word(), word()
		want := plainDistance(a, b)
		for limit := range 6 {
			if got := Distance(a, b, limit); got != min(want, limit+1) {
				t.Fatalf("%q and %q within %d: %d, not %d", string(a), string(b), limit, got, min(want, limit+1))
			}
		}
	}
	long := strings.Repeat("долгий ", 20)
	if !Edits(long, long+"а", 1) || Edits(long, "б"+long+"а", 1) {
		t.Error("long words differ otherwise")
	}
}
