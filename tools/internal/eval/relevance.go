// Package eval measures quality against what people judged: the ranking of a
// search by nDCG, MRR and recall over judged queries (Relevance), and the facts
// found in documents by precision and recall over labelled ones (Facets). It knows
// neither the search nor the rules: both are given to it as functions or values.
package eval

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Query is a judged query.
type Query struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`  // known, topical, stress; of blind ones who asks
	Class string `json:"class"` // of the difficulty
	Query string `json:"query"`
}

// Qrels holds the grades (0–3) of files by query.
type Qrels map[string]map[string]int

// Run holds the files found by query, best first.
type Run map[string][]string

// ReadQueries reads one JSON object a line.
func ReadQueries(r io.Reader) ([]Query, error) {
	var out []Query
	dec := json.NewDecoder(r)
	for {
		var q Query
		if err := dec.Decode(&q); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("judged query %d: %w", len(out)+1, err)
		}
		out = append(out, q)
	}
}

// ReadQrels reads lines of query, file and grade, separated by tabs.
func ReadQrels(r io.Reader) (Qrels, error) {
	rel := Qrels{}
	return rel, rel.Add(r)
}

// Add reads more judgements. A pair that is judged twice with different grades is an error.
func (rel Qrels) Add(r io.Reader) error {
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		f := strings.Split(sc.Text(), "\t")
		if len(f) < 3 {
			continue
		}
		grade, err := strconv.Atoi(f[2])
		if err != nil {
			return fmt.Errorf("judgements, line %d: %w", n, err)
		}
		if rel[f[0]] == nil {
			rel[f[0]] = map[string]int{}
		}
		if other, ok := rel[f[0]][f[1]]; ok && other != grade {
			return fmt.Errorf("judgements, line %d: %s of %s is %d and %d", n, f[1], f[0], other, grade)
		}
		rel[f[0]][f[1]] = grade
	}
	return sc.Err()
}

// Depth is how many files of a query are looked at: further ones no reordering of the first hits brings up.
const Depth = 100

// Search runs every query and returns the first files of each, Depth at most.
func Search(ctx context.Context, queries []Query, search func(ctx context.Context, q string, limit int) ([]string,
	error)) (Run, error) {
	run := Run{}
	for _, q := range queries {
		files, err := search(ctx, q.Query, Depth)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		for _, f := range files {
			if !slices.Contains(run[q.ID], f) { // a file may hold several documents
				run[q.ID] = append(run[q.ID], f)
			}
		}
	}
	return run, nil
}

// Write writes the run as lines of query, file and rank.
func (r Run) Write(w io.Writer, queries []Query) error {
	for _, q := range queries {
		for i, f := range r[q.ID] {
			if _, err := fmt.Fprintf(w, "%s\t%s\t%d\n", q.ID, f, i+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// Scores of one query, or their means over several.
type Scores struct {
	NDCG float64 `json:"ndcg10"` // gain 2^grade−1, discount log2(rank+1), ideal of all judged files
	// Judged is NDCG with what is not judged left out of the ranked: an engine that finds what none of the
	// judged pool found is not punished (Sakai, Alternatives to Bpref, 2007).
	Judged float64 `json:"ndcg10_judged"`
	MRR    float64 `json:"mrr10"`    // of the first good file: grade ≥ 2, or ≥ 1 where there is none better
	Recall float64 `json:"recall20"` // good files in the first 20, of min(20, all)
	Hit    float64 `json:"hit1"`     // the first file is good
	// Best is NDCG of the best order of the ranked files: what is wanting above it lies in the order, what is
	// wanting to 1 was not found.
	Best  float64 `json:"ndcg10_best"`
	Blank float64 `json:"unjudged10"` // files without a judgement among the first ten
}

func score(ranked []string, rel map[string]int) Scores {
	grades := make([]int, 0, len(rel))
	for _, g := range rel {
		grades = append(grades, g)
	}
	slices.SortFunc(grades, func(a, b int) int { return cmp.Compare(b, a) })
	good := 1
	if grades[0] >= 2 {
		good = 2
	}
	all := 0
	for _, g := range grades {
		if g >= good {
			all++
		}
	}
	var got, judged []int
	for _, f := range ranked {
		got = append(got, rel[f])
		if _, ok := rel[f]; ok {
			judged = append(judged, rel[f])
		}
	}
	ideal := dcg(grades)
	s := Scores{NDCG: dcg(got) / ideal, Judged: dcg(judged) / ideal, Blank: float64(len(unjudged(ranked, rel)))}
	slices.SortFunc(judged, func(a, b int) int { return cmp.Compare(b, a) })
	s.Best = dcg(judged) / ideal
	found := 0
	for i, f := range ranked[:min(20, len(ranked))] {
		if rel[f] < good {
			continue
		}
		if found++; found == 1 && i < 10 {
			s.MRR = 1 / float64(i+1)
		}
		if i == 0 {
			s.Hit = 1
		}
	}
	s.Recall = float64(found) / float64(min(20, all))
	return s
}

// unjudged are the files among the first ten that have no judgement.
func unjudged(ranked []string, rel map[string]int) []string {
	return slices.DeleteFunc(slices.Clone(ranked[:min(10, len(ranked))]), func(f string) bool {
		_, ok := rel[f]
		return ok
	})
}

// WritePool writes the pairs of query and file that any of the runs has among its first ten and that have no judgement,
// for one to judge: files in the order of their names, which tells nothing of their ranks.
func WritePool(w io.Writer, queries []Query, rel Qrels, runs ...Run) error {
	for _, q := range queries {
		var files []string
		for _, r := range runs {
			files = append(files, unjudged(r[q.ID], rel[q.ID])...)
		}
		slices.Sort(files)
		for _, f := range slices.Compact(files) {
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", q.ID, f, q.Query); err != nil {
				return err
			}
		}
	}
	return nil
}

// dcg is that of the first ten.
func dcg(grades []int) float64 {
	sum := 0.0
	for i, g := range grades[:min(10, len(grades))] {
		sum += (math.Pow(2, float64(g)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// Row is a line of the report: the means of a class of queries.
type Row struct {
	Kind  string `json:"kind"`
	Class string `json:"class"` // "ALL": the whole kind
	N     int    `json:"n"`
	Scores
}

// Miss is a query that fell short.
type Miss struct {
	Query
	NDCG float64  `json:"ndcg10"`
	Top  []string `json:"top"` // the first three files
}

// Report is the result of an evaluation. Queries without a positive judgement
// are left out of the means.
type Report struct {
	Rows   []Row  `json:"rows"`
	Misses []Miss `json:"misses"`
	// Unjudged holds, for queries that nothing should answer, what was returned.
	Unjudged []Miss `json:"unjudged,omitempty"`
	Queries  int    `json:"queries"`
}

// Relevance scores a run. Misses are the queries with an nDCG@10 below under. With under 0
// it tells figures only, of no single query: so it is for what is held from those who tune.
func Relevance(queries []Query, rel Qrels, run Run, under float64) *Report {
	type key struct{ kind, class string }
	groups := map[key][]Scores{}
	rep := &Report{Queries: len(queries)}
	for _, q := range queries {
		top := run[q.ID][:min(3, len(run[q.ID]))]
		if !positive(rel[q.ID]) {
			if under > 0 {
				rep.Unjudged = append(rep.Unjudged, Miss{Query: q, Top: top})
			}
			continue
		}
		s := score(run[q.ID], rel[q.ID])
		keys := []key{{q.Kind, q.Class}, {q.Kind, "ALL"}, {"all", "ALL"}}
		if q.Kind == "known" || q.Kind == "topical" {
			keys = append(keys, key{"known+topical", "ALL"})
		}
		for _, k := range keys {
			groups[k] = append(groups[k], s)
		}
		if s.NDCG < under {
			rep.Misses = append(rep.Misses, Miss{q, s.NDCG, top})
		}
	}
	for k, list := range groups {
		rep.Rows = append(rep.Rows, Row{k.kind, k.class, len(list), mean(list)})
	}
	order := []string{"known", "topical", "known+topical", "stress"}
	place := func(r Row) int {
		if i := slices.Index(order, r.Kind); i >= 0 {
			return i
		}
		if r.Kind == "all" {
			return len(order) + 1
		}
		return len(order) // other kinds by their names
	}
	slices.SortFunc(rep.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Kind, b.Kind),
			boolCompare(a.Class == "ALL", b.Class == "ALL"), cmp.Compare(a.Class, b.Class))
	})
	slices.SortStableFunc(rep.Misses, func(a, b Miss) int {
		return cmp.Or(cmp.Compare(a.NDCG, b.NDCG), cmp.Compare(a.ID, b.ID))
	})
	return rep
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func positive(grades map[string]int) bool {
	for _, g := range grades {
		if g > 0 {
			return true
		}
	}
	return false
}

func mean(list []Scores) Scores {
	var m Scores
	for _, s := range list {
		m.NDCG += s.NDCG
		m.Judged += s.Judged
		m.MRR += s.MRR
		m.Recall += s.Recall
		m.Hit += s.Hit
		m.Best += s.Best
		m.Blank += s.Blank
	}
	n := float64(len(list))
	return Scores{m.NDCG / n, m.Judged / n, m.MRR / n, m.Recall / n, m.Hit / n, m.Best / n, m.Blank / n}
}

// Print writes the report as a table, with the misses below it.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s%-16s%5s%9s%8s%7s%7s%8s%7s%7s\n",
		"kind", "class", "n", "nDCG@10", "MRR@10", "R@20", "Hit@1", "judged", "best", "blank")
	for _, x := range r.Rows {
		fmt.Fprintf(&b, "%-14s%-16s%5d%9.3f%8.3f%7.3f%7.3f%8.3f%7.3f%7.1f\n",
			x.Kind, x.Class, x.N, x.NDCG, x.MRR, x.Recall, x.Hit, x.Judged, x.Best, x.Blank)
	}
	for _, m := range r.Unjudged {
		fmt.Fprintf(&b, "nothing to find\t%s\t%q\t%s\n", m.ID, m.Query.Query, strings.Join(m.Top, " "))
	}
	fmt.Fprintf(&b, "queries %d\n", r.Queries)
	for _, m := range r.Misses {
		fmt.Fprintf(&b, "%.2f\t%s\t%s\t%s\t%s\n", m.NDCG, m.ID, m.Class, m.Query.Query, strings.Join(m.Top, " "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
