package storetest

import (
	"slices"
	"testing"

	"letopis/internal/archive"
)

// vocabulary holds what a store keeps of the terms of index generations.
func vocabulary(t *testing.T, s archive.Store, reopen func(t *testing.T, s archive.Store) archive.Store) {
	add := func(generation string, body map[string]int) {
		t.Helper()
		counts := map[string]map[string]int{"body": body, "exact": {"дороги": 1}}
		if err := s.AddTerms(t.Context(), generation, counts); err != nil {
			t.Fatal(err)
		}
	}
	list := func(generation, prefix string, limit int, want ...archive.TermCount) {
		t.Helper()
		got, err := s.Terms(t.Context(), generation, "body", prefix, limit)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q: %v %v, want %v", generation, prefix, got, err, want)
		}
	}
	road, roadside, house := archive.TermCount{Term: "дорог", Count: 5}, archive.TermCount{Term: "дорожн", Count: 1},
		archive.TermCount{Term: "дом", Count: 3}
	add("g1", map[string]int{"дорог": 2, "дом": 3, "ёлка": 1, "Z": 1})
	add("g1", map[string]int{"дорог": 3, "дорожн": 1})
	add("g2", map[string]int{"дорог": 7})
	s = reopen(t, s)
	list("g1", "", 0, archive.TermCount{Term: "Z", Count: 1}, house, road, roadside,
		archive.TermCount{Term: "ёлка", Count: 1})
	list("g1", "доро", 0, road, roadside)
	list("g1", "до", 2, house, road)
	list("g1", "дорожник", 0)
	list("g2", "", 0, archive.TermCount{Term: "дорог", Count: 7})
	if err := s.DropTerms(t.Context(), "g1"); err != nil {
		t.Error(err)
	}
	list("g1", "", 0)
	list("g2", "", 0, archive.TermCount{Term: "дорог", Count: 7})
}
