package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/config"
)

// TestAnIndexInAServiceIsCompared holds that check finds an index that has not what the catalogue has, where its files
// cannot be looked at, and says nothing of one that is on its way.
func TestAnIndexInAServiceIsCompared(t *testing.T) {
	dir, data := acts(t, 3), filepath.Join(t.TempDir(), "d")
	must(t, "ingest", "--data", data, "--no-index", dir)
	cfg := config.Default()
	cfg.Data = data
	a, err := (&command{cfg: &cfg, log: discardLogger()}).open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	end, err := a.Store.Seq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		docs int
		seq  uint64
		says string // "": it is right
	}{{3, uint64(end), ""}, {2, uint64(end), "2 documents, the catalogue 3"}, {1, uint64(end) - 1, ""},
		{3, uint64(end) + 1, "another catalogue"}} {
		engine := memindex.NewEngine()
		x, err := engine.Open(t.Context(), "gen-x")
		if err != nil {
			t.Fatal(err)
		}
		b := index.Batch{Seq: c.seq}
		for i := range c.docs {
			b.Put = append(b.Put, &index.Doc{ID: string(rune('a' + i))})
		}
		if err := x.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		err = a.checkShared(t.Context(), engine, "gen-x")
		if c.says == "" && err != nil || c.says != "" && (!errors.Is(err, index.ErrDamaged) ||
			!strings.Contains(err.Error(), c.says)) {
			t.Errorf("%d documents at %d: %v, want %q", c.docs, c.seq, err, c.says)
		}
	}
}
