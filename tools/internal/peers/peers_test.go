package peers_test

import (
	"slices"
	"testing"

	"letopis/tools/internal/peers"
)

// TestSQLite ranks by any word of a query, in any form, whatever signs it has.
func TestSQLite(t *testing.T) {
	p, err := peers.Open(t.Context(), "sqlite", t.TempDir(), []peers.Doc{
		{ID: "dogs", Title: "О животных", Body: "Отлов безнадзорных животных и собак"},
		{ID: "roads", Title: "О ремонте дорог", Body: "Ремонт дорог и тротуаров"},
		{ID: "parks", Title: "О парках", Body: "Парки, скверы и дороги в них, их благоустройство и содержание"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	for query, want := range map[string][]string{
		"дорога": {"roads", "parks"},
		`"собаки" OR NOT (животное`: {"dogs"},
		"самолёт": nil,
		"?!":      nil,
	} {
		got, err := p.Ask(t.Context(), query, 10)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v; want %v", query, got, err, want)
		}
	}
	if _, err := peers.Open(t.Context(), "solr", t.TempDir(), nil); err == nil {
		t.Error("an engine that is not there was opened")
	}
}
