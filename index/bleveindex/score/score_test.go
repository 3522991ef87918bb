package score_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
	"letopis/index/segment"
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

// storedText makes a text field of a segment in which terms of all frequencies stand: "0" in most documents.
func storedText(t *testing.T, r *rand.Rand) (text *segment.Text, terms []string) {
	t.Helper()
	shares := []float64{0.9, 0.3, 0.05, 0.02, 0.004, 0.0005}
	docs := make([]*index.Doc, universe)
	for d := range docs {
		var tokens []index.Token
		for term, share := range shares {
			for r.Float64() < share && len(tokens) < 50 {
				tokens = append(tokens, index.Token{Term: fmt.Sprint(term), Pos: uint32(len(tokens))})
			}
		}
		for range r.IntN(40) + d/200 { // where a document stands in the segment tells something of its length
			tokens = append(tokens, index.Token{Term: "other", Pos: uint32(len(tokens))})
		}
		docs[d] = &index.Doc{ID: fmt.Sprintf("%06d", d), Text: map[string][]index.Token{"body": tokens}}
	}
	data, err := segment.Build(docs)
	if err != nil {
		t.Fatal(err)
	}
	s, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	for term := range shares {
		terms = append(terms, fmt.Sprint(term))
	}
	return s.Text("body"), terms
}

// TestStored holds that what is read as it is stored scores as what is decoded does, whatever the average length, in
// order and in none, and that no document of a block scores more than the bound of the block.
func TestStored(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	text, terms := storedText(t, r)
	var mem docset.Arena
	var scratch score.Scratch
	for _, term := range terms {
		for _, of := range []float64{0.5, 1, 1.7} {
			average := of * text.Average()
			p, err := text.Postings(term)
			if err != nil {
				t.Fatal(err)
			}
			list := postings.Decode(p)
			list.Index(universe)
			list.SetImpacts(text.Lengths, average)
			want := score.Leaf(list, 2.5, text.Lengths)
			stored := score.NewStored(postings.NewSource(p), 2.5, text, average)
			set := stored.Set(&mem, universe)
			if set.Len() != len(list.Docs) || !slices.Equal(set.Docs(&mem), list.Docs) {
				t.Fatalf("%s: %d documents, want %d", term, set.Len(), len(list.Docs))
			}
			s := stored.Scorer()
			for range 3000 {
				d := r.Uint32N(universe)
				if a, b := s.Score(d), want.Score(d); a != b || a > s.UpperBound() {
					t.Fatalf("%s: document %d scores %g, want %g, at most %g", term, d, a, b, s.UpperBound())
				}
			}
			for from := uint32(0); from < universe; from += score.Batch {
				docs := docset.Ascending(universe)[from:min(from+score.Batch, universe)]
				bounds := make([]float64, len(docs))
				s.Bounds(docs, bounds, &scratch)
				for i, d := range docs {
					if v := want.Score(d); v > bounds[i] || v*1.5 < bounds[i] && of <= 1 {
						t.Fatalf("%s: document %d is bound by %g and scores %g", term, d, bounds[i], v)
					}
				}
			}
			for block, bound := range stored.Bounds() {
				docs, freqs := stored.Block(block, make([]uint32, 0, 200), make([]uint32, 0, 200))
				for i, d := range docs {
					if v := stored.Of(d, freqs[i]); v != want.Score(d) || v > stored.BoundOf(bound) {
						t.Fatalf("%s: document %d of block %d scores %g, want %g, at most %g", term, d, block, v,
							want.Score(d), stored.BoundOf(bound))
					}
				}
			}
		}
	}
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
