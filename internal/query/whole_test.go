package query_test

import (
	"context"
	"flag"
	"slices"
	"testing"

	"letopis/configs"
	"letopis/internal/query/correct"
	"letopis/internal/query/parse"
	"letopis/internal/query/related"
	"letopis/internal/query/vocab"
	"letopis/internal/testkit"
	"letopis/internal/text"
)

var everyWord = flag.Int("every", 400, "of the words of the corpus one in so many is mistyped; 1: all, in half an hour")

// TestCorrectionsOfTheWholeVocabulary: what came of a correction is not corrected, whatever words a real archive has,
// slips of scans and words torn apart among them. Each is typed in the other layout, in Latin letters, with slips and
// joined with its neighbour, and beside a word that is as it should be.
func TestCorrectionsOfTheWholeVocabulary(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	idx := corpusIndex(t, a, testkit.Shared(t, "corpus"))
	synonyms, err := related.ParseSynonyms(configs.Synonyms, a)
	if err != nil {
		t.Fatal(err)
	}
	c := correct.New(a, related.New(a, related.Options{}), synonyms)
	v, err := vocab.NewKeeper(vocab.Options{Text: a,
		Label: func(_ context.Context, _, value string) (string, error) { return value, nil }}).Get(t.Context(), idx)
	if err != nil {
		t.Fatal(err)
	}
	corrected := func(q string) string {
		clauses, _ := parse.Query(q)
		out, err := c.Correct(t.Context(), v, q, clauses)
		if err != nil {
			t.Fatal(err)
		}
		return out.Query
	}
	vocabulary, err := idx.Terms(t.Context(), "exact", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	made, asked := 0, 0
	for i := 0; i < len(vocabulary); i += *everyWord {
		w := vocabulary[i].Term
		list := []string{onLatinKeys(w), onCyrillicKeys(w), romanised(w), w + vocabulary[(i+1)%len(vocabulary)].Term}
		if r := []rune(w); len(r) > 4 {
			list = append(list, string(slices.Delete(slices.Clone(r), 2, 3)), string(slices.Insert(r, 3, r[2])))
		}
		for _, slip := range list {
			for _, q := range []string{slip, slip + " бюджет"} {
				asked++
				once := corrected(q)
				if once != q {
					made++
				}
				if twice := corrected(once); twice != once {
					t.Errorf("%q is corrected to %q and that to %q", q, once, twice)
				}
			}
		}
	}
	t.Logf("%d words: %d queries, %d corrected", len(vocabulary) / *everyWord, asked, made)
	if made < asked/4 {
		t.Errorf("only %d of %d queries were corrected", made, asked)
	}
}
