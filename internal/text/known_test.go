package text

import (
	"math/rand/v2"
	"testing"
)

// TestKnown: words of the dictionary are known in every form, whether or not
// their stems are their own; strings of letters are not.
func TestKnown(t *testing.T) {
	a, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"дорога", "дорогами", "Секта", "люди", "пивзавод", "ребёнка", "беспризорники"} {
		if !a.Known(w) {
			t.Errorf("%s is not known", w)
		}
	}
	for _, w := range []string{"ахрана", "прогрма", "бюджит"} { // the first has the stem of «ахрал»
		if a.Known(w) {
			t.Errorf("%s is known", w)
		}
	}
	rng := rand.New(rand.NewPCG(3, 3))
	wrong := 0
	for range 10000 {
		w := make([]rune, 12)
		for i := range w {
			w[i] = 'а' + rng.Int32N(32)
		}
		if a.Known(string(w)) {
			wrong++
		}
	}
	if wrong > 50 {
		t.Errorf("%d of 10000 random strings are known", wrong)
	}
}
