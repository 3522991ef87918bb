package eval_test

import (
	"strings"
	"testing"

	"letopis/tools/internal/eval"
)

// TestCompare compares a ranking that has the one good file first with one that has it second for half of the queries.
func TestCompare(t *testing.T) {
	var queries []eval.Query
	rel, own, other := eval.Qrels{}, eval.Run{}, eval.Run{}
	for i, id := range strings.Split("abcdefghijklmnopqrst", "") {
		queries = append(queries, eval.Query{ID: id, Kind: "blind"})
		rel[id] = map[string]int{"good": 3, "bad": 0}
		own[id] = []string{"good", "bad"}
		if other[id] = own[id]; i%2 == 0 {
			other[id] = []string{"bad", "good"}
		}
	}
	queries = append(queries, eval.Query{ID: "z", Kind: "blind"}) // nothing answers it
	rel["z"] = map[string]int{"bad": 0}

	c := eval.Compare(queries, rel, []string{"own", "other"}, []eval.Run{own, other})
	if len(c.Rows) != 2 || c.Rows[0].Kind != "blind" || c.Rows[1].Kind != "all" {
		t.Fatalf("rows: %+v", c.Rows)
	}
	row := c.Rows[0]
	if row.N != 20 || row.Means[0] != 1 || row.Means[1] < 0.815 || row.Means[1] > 0.816 { // 1/log2(3) for half of them
		t.Errorf("%d queries, means %v", row.N, row.Means)
	}
	less := row.Less[0]
	if less.Mean < 0.184 || less.Mean > 0.185 || less.Low < 0.09 || less.Low >= less.Mean || less.High <= less.Mean ||
		less.High > 0.28 {
		t.Errorf("own less other: %+v", less)
	}
	same := eval.Compare(queries, rel, []string{"own", "own"}, []eval.Run{own, own}).Rows[0].Less[0]
	if (same != eval.Interval{}) {
		t.Errorf("own less own: %+v", same)
	}
}

// TestWritePool writes what any ranking has among its first ten, once and without what is judged.
func TestWritePool(t *testing.T) {
	queries := []eval.Query{{ID: "q", Query: "ямы"}}
	deep := []string{"c", "judged", "1", "2", "3", "4", "5", "6", "7", "8", "eleventh"}
	var b strings.Builder
	err := eval.WritePool(&b, queries, eval.Qrels{"q": {"judged": 0}}, eval.Run{"q": {"b", "c"}}, eval.Run{"q": deep})
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for line := range strings.Lines(b.String()) {
		files = append(files, strings.Split(line, "\t")[1])
	}
	if got := strings.Join(files, " "); got != "1 2 3 4 5 6 7 8 b c" {
		t.Errorf("pool %q", got)
	}
}
