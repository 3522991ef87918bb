package segment

import "letopis/index"

// Bound is what Postings.Bounds count in. No score reaches 255 of it.
const Bound = (index.BM25K1 + 1) / 255

// Average is the mean of those Lengths that are above 0, of deleted documents too.
func (t *Text) Average() float64 {
	if t.Tokens == 0 {
		return 1
	}
	return float64(t.Tokens) / float64(t.Docs)
}

// sum works out Tokens and Docs.
func (t *Text) sum() {
	for _, l := range t.Lengths {
		t.Tokens += int(l)
		t.Docs += int(min(l, 1))
	}
}

// scale is what scores are worked out with: the lengths of a field, and what each token more counts.
type scale struct {
	lengths []uint32
	token   float64
}

func newScale(lengths []uint32) scale {
	t := Text{Lengths: lengths}
	t.sum()
	return scale{lengths, index.BM25K1 * index.BM25B / t.Average()}
}

// bound is that of the score of some documents; tf are their frequencies, less one.
func (s scale) bound(docs, tf []uint32) byte {
	const base = index.BM25K1 * (1 - index.BM25B)
	best, rest := 0.0, 1.0 // the highest score is best / (best + rest); to compare two needs no division
	for i, d := range docs {
		f, r := float64(tf[i])+1, base+s.token*float64(s.lengths[d])
		if f*rest > best*r {
			best, rest = f, r
		}
	}
	return byte(min(best/(best+rest)*255, 254)) + 1
}
