package eval

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
)

// Comparison tells how one ranking does beside others on the same queries, by nDCG@10.
type Comparison struct {
	Names []string // of the rankings, the one that the others are compared with first
	Rows  []ComparisonRow
}

// ComparisonRow is of the queries of one kind; those that nothing answers are left out.
type ComparisonRow struct {
	Kind  string
	N     int
	Means []float64  // of each ranking
	Less  []Interval // the first ranking less each other one
}

// Interval is a mean with the bounds of its 95 % confidence interval.
type Interval struct{ Mean, Low, High float64 }

// Compare scores runs, each under its name, by kinds of queries.
func Compare(queries []Query, rel Qrels, names []string, runs []Run) *Comparison {
	scores := map[string][][]float64{} // by kind and run
	for _, q := range queries {
		if !positive(rel[q.ID]) {
			continue
		}
		for _, kind := range []string{q.Kind, "all"} {
			if scores[kind] == nil {
				scores[kind] = make([][]float64, len(runs))
			}
			for i, run := range runs {
				scores[kind][i] = append(scores[kind][i], score(run[q.ID], rel[q.ID]).NDCG)
			}
		}
	}
	c := &Comparison{Names: names}
	for kind, of := range scores {
		row := ComparisonRow{Kind: kind, N: len(of[0])}
		for i, list := range of {
			row.Means = append(row.Means, average(list))
			if i > 0 {
				row.Less = append(row.Less, paired(of[0], list))
			}
		}
		c.Rows = append(c.Rows, row)
	}
	slices.SortFunc(c.Rows, func(a, b ComparisonRow) int {
		if n := boolCompare(a.Kind == "all", b.Kind == "all"); n != 0 {
			return n
		}
		return strings.Compare(a.Kind, b.Kind)
	})
	return c
}

// resamples are how many times queries are drawn anew for an interval.
const resamples = 10000

// paired is the mean of a less b, query by query, with its interval by a paired bootstrap over queries. The same lists
// have the same interval.
func paired(a, b []float64) Interval {
	diff := make([]float64, len(a))
	for i := range a {
		diff[i] = a[i] - b[i]
	}
	draw := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for i := range means {
		for range diff {
			means[i] += diff[draw.IntN(len(diff))]
		}
		means[i] /= float64(len(diff))
	}
	slices.Sort(means)
	return Interval{average(diff), means[resamples/40], means[resamples-resamples/40-1]}
}

func average(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// Print writes the comparison as a table.
func (c *Comparison) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s%5s", "kind", "n")
	for _, name := range c.Names {
		fmt.Fprintf(&b, "%9s", name)
	}
	for _, name := range c.Names[1:] {
		fmt.Fprintf(&b, "  %-22s", "less "+name)
	}
	b.WriteByte('\n')
	for _, r := range c.Rows {
		fmt.Fprintf(&b, "%-14s%5d", r.Kind, r.N)
		for _, m := range r.Means {
			fmt.Fprintf(&b, "%9.3f", m)
		}
		for _, d := range r.Less {
			fmt.Fprintf(&b, "  %-22s", fmt.Sprintf("%+.3f [%+.3f, %+.3f]", d.Mean, d.Low, d.High))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
