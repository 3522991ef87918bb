package bench

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"letopis/internal/text"
)

// TestDistinct asks different queries of a small index, each once, always the same ones, and compares a peer.
func TestDistinct(t *testing.T) {
	from := t.TempDir()
	for i, words := range []string{"", "Субсидия ", "Жилищный фонд ", "Водоснабжение посёлка "} {
		body := strings.ReplaceAll(paragraphs, "\n", "\n"+words)
		name := filepath.Join(from, string(rune(97+i))+".txt")
		if err := os.WriteFile(name, []byte(strings.Repeat(body, 4)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	corpus, err := NewCorpus(t.Context(), []string{from}, 1, 800)
	if err != nil {
		t.Fatal(err)
	}
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{o: Options{Docs: 200, Distinct: 300, Seed: 1, Dir: t.TempDir(), Log: t.Logf, Peers: []string{"sqlite"},
		During: 10 * time.Millisecond}, corpus: corpus, a: a, totals: map[string]int{}, report: &Report{}}
	if err := b.index(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.x.Close() })
	if err := b.peer(t.Context(), "sqlite"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.peers[0].Close() })
	if err := b.first(t.Context()); err != nil {
		t.Fatal(err)
	}
	drawn := b.distinct
	seen := map[string]bool{}
	for _, d := range drawn {
		if seen[d.Typed] || d.Typed == "" {
			t.Errorf("%q twice, or empty", d.Typed)
		}
		seen[d.Typed] = true
	}
	r := b.report.First
	if len(r.Classes) < 6 || r.All.P50 <= 0 {
		t.Errorf("%+v", r)
	}
	for _, x := range []FirstRatio{r.Peers[0].Facets, r.Peers[0].Plain} {
		if x.Asked == 0 || x.Mean <= 0 || x.Sum <= 0 {
			t.Errorf("%+v", r.Peers[0])
		}
	}
	if c := r.Classes[0]; c.Plain.P50 <= 0 {
		t.Errorf("%+v", c)
	}
	if err := b.first(t.Context()); err != nil || !reflect.DeepEqual(b.distinct, drawn) {
		t.Errorf("drawn again they are others, %v", err)
	}
	var out strings.Builder
	if err := r.print(&out); err != nil || !strings.Contains(out.String(), "sqlite") {
		t.Errorf("%v %s", err, &out)
	}
}
