package spell

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
)

// TestBeginnings: whatever the word, it begins as words of its skeleton may, and these are few.
func TestBeginnings(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 2))
	letters := []rune(cyrillicLetters)
	for range 300 {
		var w string
		for range 3 + rng.IntN(6) {
			w += string(letters[rng.IntN(len(letters))])
		}
		list := beginnings(skeleton(w))
		if !slices.Contains(list, string([]rune(w)[:3])) {
			t.Fatalf("%s, of skeleton %s, is not sought: %v", w, skeleton(w), list)
		}
	}
	for _, w := range []string{"programmy", "zhilyo", "blagoustroystvo", "shchyokino", "uchastok", "obyavlenie"} {
		if n := len(beginnings(skeleton(w))); n > 300 {
			t.Errorf("%s may begin in %d ways", w, n)
		}
	}
}

// TestAlike: a word is found by its usual romanisations, and by those of its other forms.
func TestAlike(t *testing.T) {
	idx := memindex.New()
	d := &index.Doc{ID: "1", Text: map[string][]index.Token{}}
	for i, w := range strings.Fields("программа жилье щекино хозяйства подъезд объявление пляж пляс") {
		d.Text["exact"] = append(d.Text["exact"], index.Token{Term: w, Pos: uint32(i)})
	}
	if err := idx.Apply(t.Context(), index.Batch{Put: []*index.Doc{d}, Seq: 1}); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{"programmy": "программа", "zhilyo": "жилье", "zhile": "жилье",
		"shchekino": "щекино", "schekino": "щекино", "khozyaistvo": "хозяйства", "hozyaystva": "хозяйства",
		"podezd": "подъезд", "obyavlenie": "объявление"} {
		got, err := Alike(t.Context(), idx, "exact", typed)
		if err != nil || len(got) != 1 || got[0].Word != want {
			t.Errorf("%s: %v %v, want %s", typed, got, err, want)
		}
	}
}

func BenchmarkBeginnings(b *testing.B) {
	for b.Loop() {
		beginnings(skeleton("blagoustroystvo"))
	}
}
