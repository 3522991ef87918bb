package score_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
)

const universe = 5000

// leaf makes a scorer of random postings: frequent, usual or rare.
func leaf(r *rand.Rand, lengths []uint32) *score.Scorer {
	share := []float64{0.4, 0.05, 0.002}[r.IntN(3)]
	l := &postings.List{}
	for d := range uint32(universe) {
		if r.Float64() < share {
			l.Docs, l.Freqs = append(l.Docs, d), append(l.Freqs, 1+uint32(r.ExpFloat64()*3))
		}
	}
	l.Index(universe)
	l.SetImpacts(lengths, 100)
	return score.Leaf(l, 0.1+3*r.Float64(), lengths)
}

func tree(r *rand.Rand, lengths []uint32, depth int) *score.Scorer {
	if depth == 0 || r.IntN(4) == 0 {
		return leaf(r, lengths)
	}
	var children []*score.Scorer
	for range 1 + r.IntN(3) {
		children = append(children, tree(r, lengths, depth-1))
	}
	s := score.Join(children, r.IntN(3) == 0)
	if r.IntN(3) == 0 {
		within := docset.NewBits(universe)
		for d := range uint32(universe) {
			if r.IntN(3) > 0 {
				within.Set(d)
			}
		}
		s = score.Gate(s, within)
	}
	return s
}

// TestBounds holds that no document scores more than its bound, none more than the
// bound of all, and none at all that is not marked; and that bounds tell documents
// apart.
func TestBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	lengths := make([]uint32, universe)
	for i := range lengths {
		lengths[i] = 10 + uint32(r.IntN(300))
	}
	var mem score.Scratch
	for range 60 {
		s := tree(r, lengths, 3)
		marked := docset.NewBits(universe)
		s.Mark(marked)
		terms := s.AppendTerms(nil)
		tight, scored := 0, 0
		for from := uint32(0); from < universe; from += score.Batch {
			docs := docset.Ascending(universe)[from:min(from+score.Batch, universe)]
			bounds := make([]float64, len(docs))
			s.Bounds(docs, bounds, &mem)
			for i, d := range docs {
				v, sum := s.Score(d), 0.0
				for _, term := range terms {
					sum += term.Score(d)
				}
				if v > bounds[i]*score.Slack || v > s.UpperBound() || v > 0 && !marked.Has(d) || math.Abs(v-sum) > 1e-9 {
					t.Fatalf("document %d scores %g, its terms %g, bounds %g and %g, marked %t", d, v, sum,
						bounds[i], s.UpperBound(), marked.Has(d))
				}
				if v > 0 {
					scored++
					if bounds[i] < 1.5*v {
						tight++
					}
				}
			}
		}
		if tight*2 < scored {
			t.Errorf("%d of %d bounds are near the scores", tight, scored)
		}
	}
}
