package query_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"letopis/configs"
	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

// TestCorrections slips words of the corpus in every way and counts how many
// come back as a form of the word meant.
func TestCorrections(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	idx := corpusIndex(t, a, testkit.Shared(t, "corpus"))
	s, err := query.New(func() index.Index { return idx }, a, query.Options{Synonyms: configs.Synonyms})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	words := frequentWords(t, rng, idx, 300)
	stem := func(w string) string { return a.AnalyzeQuery(w)[0].Stems[0] }
	tests := []struct {
		kind  string
		slip  func(w string) string
		least float64 // share corrected to the word meant
		wrong float64 // share at most corrected to another
	}{
		{"typo", func(w string) string { return mistype(rng, w) }, 0.95, 0.02},
		{"layout", onLatinKeys, 0.99, 0},
		{"translit", romanised, 0.95, 0.02},
	}
	for _, tt := range tests {
		right, wrong, total := 0, 0, 0
		var missed []string
		for _, w := range words {
			slip := tt.slip(w)
			if toks := a.AnalyzeQuery(slip); len(toks) == 1 && known(t, idx, toks[0]) {
				continue // the slip is a word of the archive
			}
			total++
			ans, err := s.Search(t.Context(), query.Request{Q: slip})
			if err != nil {
				t.Fatal(err)
			}
			switch to := a.AnalyzeQuery(ans.Applied); {
			case ans.Applied == slip:
				missed = append(missed, slip)
			case len(to) > 0 && len(to[0].Stems) > 0 && slices.Contains(a.Analyze(w)[0].Stems, stem(ans.Applied)):
				right++
			default:
				wrong++
				missed = append(missed, slip+"→"+ans.Applied)
			}
		}
		share := func(n int) float64 { return float64(n) / float64(total) }
		t.Logf("%s: %d of %d corrected, %d to another word: %s", tt.kind, right, total, wrong,
			strings.Join(missed[:min(len(missed), 25)], " "))
		if share(right) < tt.least || share(wrong) > tt.wrong {
			t.Errorf("%s: %.3f corrected, %.3f to another word", tt.kind, share(right), share(wrong))
		}
	}
}

// frequentWords draws n words of the archive that stand in several documents.
func frequentWords(t *testing.T, rng *rand.Rand, idx index.Index, n int) (words []string) {
	terms, err := idx.Terms(t.Context(), "exact", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for len(words) < n {
		w := terms[rng.IntN(len(terms))]
		if n := len([]rune(w.Term)); n >= 6 && n <= 16 && w.Count >= 5 && onlyCyrillic(w.Term) {
			words = append(words, w.Term)
		}
	}
	return words
}

func known(t *testing.T, idx index.Index, tok text.Token) bool {
	if len(tok.Stems) == 0 {
		return true
	}
	n, err := idx.Counts(t.Context(), "body", tok.Stems[:1])
	if err != nil {
		t.Fatal(err)
	}
	return n[0] > 0
}

func onlyCyrillic(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r < 'а' || r > 'я' }) < 0
}

// mistype drops, doubles, swaps or replaces one letter.
func mistype(rng *rand.Rand, w string) string {
	r := []rune(w)
	i := 1 + rng.IntN(len(r)-2)
	switch rng.IntN(4) {
	case 0:
		r = slices.Delete(r, i, i+1)
	case 1:
		r = slices.Insert(r, i, r[i])
	case 2:
		r[i], r[i+1] = r[i+1], r[i]
	default:
		r[i] = 'а' + rng.Int32N(32)
	}
	return string(r)
}

func onLatinKeys(w string) string { return retyped(w, cyrillicKeys, latinKeys) }

func onCyrillicKeys(w string) string { return retyped(w, latinKeys, cyrillicKeys) }

const cyrillicKeys, latinKeys = "йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."

// retyped is w typed with the same keys in the other layout.
func retyped(w, from, to string) string {
	keys, image := []rune(from), []rune(to)
	return strings.Map(func(r rune) rune {
		if i := slices.Index(keys, r); i >= 0 {
			return image[i]
		}
		return r
	}, w)
}

// romanised writes a word as in passports.
func romanised(w string) string {
	table := strings.NewReplacer("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и",
		"i", "й", "i", "к", "k",
		"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц",
		"ts", "ч", "ch",
		"ш", "sh", "щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya")
	return table.Replace(w)
}
