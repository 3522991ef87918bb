package eval

import (
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"letopis/internal/testkit"
)

func TestScore(t *testing.T) {
	tests := []struct {
		name   string
		ranked []string
		rel    map[string]int
		want   Scores
	}{
		{"perfect", []string{"a", "b"}, map[string]int{"a": 3, "b": 1}, Scores{1, 1, 1, 1, 1, 1, 0}},
		{"nothing found", nil, map[string]int{"a": 3}, Scores{}},
		{"second place", []string{"x", "a"}, map[string]int{"a": 3}, Scores{1 / math.Log2(3), 1, 0.5, 1, 0, 1, 1}},
		{"grade 1 is good when there is none better", []string{"a"}, map[string]int{"a": 1}, Scores{1, 1, 1, 1, 1, 1, 0}},
		{"grade 1 is not good beside grade 2", []string{"a", "b"}, map[string]int{"a": 1, "b": 2},
			Scores{(1 + 3/math.Log2(3)) / (3 + 1/math.Log2(3)),
				(1 + 3/math.Log2(3)) / (3 + 1/math.Log2(3)), 0.5, 1, 0, 1, 0}},
		{"what is judged 0 stays in its place", []string{"x", "y", "a"}, map[string]int{"a": 1, "y": 0},
			Scores{0.5, 1 / math.Log2(3), 1 / 3.0, 1, 0, 1, 1}},
		{"eleventh place", append(slices.Repeat([]string{"x"}, 10), "a"), map[string]int{"a": 2},
			Scores{0, 1, 0, 1, 0, 1, 10}},
	}
	for _, tt := range tests {
		got := score(tt.ranked, tt.rel)
		for i, d := range []float64{got.NDCG - tt.want.NDCG, got.Judged - tt.want.Judged, got.MRR - tt.want.MRR,
			got.Recall - tt.want.Recall, got.Hit - tt.want.Hit, got.Best - tt.want.Best, got.Blank - tt.want.Blank} {
			if math.Abs(d) > 1e-9 {
				t.Errorf("%s: figure %d differs: %+v, want %+v", tt.name, i, got, tt.want)
			}
		}
	}
}

func TestRelevanceLeavesOutWhatNothingAnswers(t *testing.T) {
	queries := []Query{{ID: "1", Kind: "known", Class: "a", Query: "мост"},
		{ID: "2", Kind: "known", Class: "a", Query: "???"}}
	rep := Relevance(queries, Qrels{"1": {"f": 2}}, Run{"1": {"f"}, "2": {"f"}}, 0.5)
	if len(rep.Unjudged) != 1 || rep.Unjudged[0].ID != "2" || len(rep.Misses) != 0 {
		t.Errorf("unjudged %v, misses %v", rep.Unjudged, rep.Misses)
	}
	for _, r := range rep.Rows {
		if r.N != 1 || r.NDCG != 1 {
			t.Errorf("row %+v: want one query, all found", r)
		}
	}
}

func TestRelevanceTellsFiguresOnlyUnderZero(t *testing.T) {
	queries := []Query{{ID: "1", Kind: "known", Query: "мост"}, {ID: "2", Kind: "known", Query: "???"}}
	rep := Relevance(queries, Qrels{"1": {"f": 2}}, Run{"2": {"f"}}, 0)
	if len(rep.Unjudged) != 0 || len(rep.Misses) != 0 {
		t.Errorf("unjudged %v, misses %v: want no word of a single query", rep.Unjudged, rep.Misses)
	}
	if len(rep.Rows) == 0 || rep.Rows[0].N != 1 || rep.Rows[0].NDCG != 0 {
		t.Errorf("rows %+v: want one query, nothing found", rep.Rows)
	}
}

func TestReadErrorsNameTheLine(t *testing.T) {
	if _, err := ReadQrels(strings.NewReader("1\tf\t2\n1\tg\tx\n")); err == nil ||
		!strings.Contains(err.Error(), "line 2") {
		t.Errorf("judgements: %v", err)
	}
	if _, err := ReadQueries(strings.NewReader(`{"id":"1"}` + "\n{")); err == nil ||
		!strings.Contains(err.Error(), "query 2") {
		t.Errorf("queries: %v", err)
	}
}

// TestEqualsReference compares the report with the reference script's on an
// uneven run made of the judgements.
func TestEqualsReference(t *testing.T) {
	dir := testkit.Shared(t, "eval", "relevance")
	python, err := exec.LookPath("python3")
	if err != nil {
		testkit.Absent(t, "python3 is not installed")
	}
	open := func(name string) *os.File {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	queries, err := ReadQueries(open("queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	qrels, err := ReadQrels(open("qrels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	run, err := Search(t.Context(), queries, func(_ context.Context, _ string, limit int) ([]string, error) {
		id := queries[n].ID
		n++
		var files []string
		for f := range qrels[id] {
			files = append(files, f)
		}
		slices.Sort(files)
		for i := range n % 4 {
			files = slices.Insert(files, min(i, len(files)), fmt.Sprintf("wrong%d.txt", i))
		}
		return files[:min(limit, len(files))], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.tsv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Write(f, queries); err != nil {
		t.Fatal(err)
	}
	f.Close()
	out, err := exec.Command(python, filepath.Join(dir, "eval.py"), path, "--dir", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := Relevance(queries, qrels, run, 0).Print(&b); err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(out), "\n")
	got := strings.Split(b.String(), "\n")
	for i, line := range want {
		if strings.HasPrefix(line, "no relevant file") || strings.HasPrefix(line, "queries ") {
			break
		}
		if !strings.HasPrefix(got[i], line) { // it has no column of what is judged
			t.Errorf("line %d:\n got %q\nwant %q", i+1, got[i], line)
		}
	}
}
