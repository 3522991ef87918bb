package query

import (
	"fmt"
	"strings"
	"testing"
)

// TestOnePlace: what says all that is asked in one sentence, in other words too, stands above what has the
// words in different places, more often.
func TestOnePlace(t *testing.T) {
	filler := strings.Repeat("о мерах поддержки жителей и развитии территории в плановом периоде ", 8)
	for name, c := range map[string]struct{ query, together, apart string }{
		"the words": {"инвестиции в капитал на душу населения",
			"Инвестиции в основной капитал на душу населения выросли. " + filler + filler,
			"Инвестиции выросли, инвестиции. " + filler + " Капитал и капитал. " + filler + " Душа населения и население"},
		"a synonym": {"льготы малому бизнесу",
			"Предоставляются льготы субъектам малого предпринимательства. " + filler + filler,
			"Льготы и льготы. " + filler + " Малому кругу, малому. " + filler + " Бизнес и бизнес"},
	} {
		x := newArchive(t)
		x.add(t, "together | Отчёт | "+c.together)
		x.add(t, "apart | Отчёт | "+c.apart)
		for i := range 30 {
			x.add(t, fmt.Sprintf("other%d | Отчёт | %s", i, filler))
		}
		s := x.service(t, Options{Synonyms: "бизнес, малое предпринимательство"})
		ans, err := s.Search(t.Context(), Request{Q: c.query})
		if err != nil {
			t.Fatal(err)
		}
		if len(ans.Hits) < 2 || ans.Hits[0].ID != "together" {
			t.Errorf("%s: %v", name, ans.Hits)
		}
	}
}

// A word that acts seldom have, because they say its synonym, tells no more than that: else who has it stands above
// who says more of the rest.
func TestRareWordsOfFrequentSynonyms(t *testing.T) {
	x := newArchive(t)
	for i := range 30 {
		x.add(t, fmt.Sprintf("%d | О делах | Администрация.", i))
	}
	x.add(t, "rare | О делах | Муниципалитет, клумбы и фонари. Расходы.")
	x.add(t, "said | О делах | Администрация, клумбы и фонари. Расходы, расходы.")
	w := DefaultWeights
	w.Passage = 0 // where all is said in one place
	a, err := x.service(t, Options{Synonyms: "муниципалитет, администрация", Weights: &w}).Search(t.Context(),
		Request{Q: "расходы муниципалитета", Strict: true})
	if err != nil || len(a.Hits) != 2 || a.Hits[0].ID != "said" {
		t.Errorf("%+v, %v; want said first", a.Hits, err)
	}
}
