package bleveindex

import (
	"slices"

	"letopis/index"
)

// set holds documents of a segment in order. Scores are either given, or made
// when asked for out of frequencies and a weight, or all 0. Deleted documents
// may be in it; they are dropped at the end.
type set struct {
	docs   []uint32
	scores []float64
	tf     []uint32
	w      *weight
	all    bool // every document of the segment
	// bounds has bounds on the scores of blocks, when docs are exactly its own.
	bounds *postings
}

// weight is index.BM25 of one leaf with what does not change worked out.
type weight struct {
	top, base, slope float64
	boost, average   float64 // boost × idf
	lengths          []uint32
}

func (ev *evaluator) weight(field string, boost, idf float64) *weight {
	if !ev.score || boost == 0 {
		return nil
	}
	average := ev.v.average(field)
	if average <= 0 {
		average = 1
	}
	return &weight{top: boost * idf * (index.BM25K1 + 1), base: index.BM25K1 * (1 - index.BM25B), slope: index.BM25K1 * index.BM25B / average,
		boost: boost * idf, average: average, lengths: ev.g.cols.lengths[field]}
}

func (w *weight) score(doc, tf uint32) float64 {
	t := float64(tf)
	return w.top * t / (t + w.base + w.slope*float64(w.lengths[doc]))
}

// most is at least the score of every document of a block. The length of
// fields counts by its share of the average, so that a score grows at most as
// much as the average has since the bound was worked out.
func (w *weight) most(p *postings, block int) float64 {
	const rounding = 1 + 1e-9
	return rounding * w.boost * p.most[block] * max(1, w.average/p.average)
}

func (s *set) scored() bool { return s.scores != nil || s.w != nil }

func (s *set) score(i int) float64 {
	switch {
	case s.w != nil:
		return s.w.score(s.docs[i], s.tf[i])
	case s.scores != nil:
		return s.scores[i]
	}
	return 0
}

// arena gives out short-lived slices and takes them back all at once.
type arena struct {
	u []uint32
	f []float64
}

// docs returns an empty slice for up to n documents.
func (a *arena) docs(n int) []uint32 {
	if len(a.u)+n > cap(a.u) {
		a.u = make([]uint32, 0, max(2*cap(a.u), n, 1<<14))
	}
	at := len(a.u)
	a.u = a.u[:at+n]
	return a.u[at : at : at+n]
}

// scores returns an empty slice for up to n scores.
func (a *arena) scores(n int) []float64 {
	if len(a.f)+n > cap(a.f) {
		a.f = make([]float64, 0, max(2*cap(a.f), n, 1<<14))
	}
	at := len(a.f)
	a.f = a.f[:at+n]
	return a.f[at : at : at+n]
}

// reset takes everything back.
func (a *arena) reset() { a.u, a.f = a.u[:0], a.f[:0] }

// gallop returns the first index from i on with docs[index] >= d.
func gallop(docs []uint32, i int, d uint32) int {
	if i >= len(docs) || docs[i] >= d {
		return i
	}
	return leap(docs, i, d)
}

// leap is gallop when docs[i] < d.
func leap(docs []uint32, i int, d uint32) int {
	step := 1
	for i+step < len(docs) && docs[i+step] < d {
		i += step
		step *= 2
	}
	lo, hi := i+1, min(i+step, len(docs))
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if docs[mid] < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// intersect keeps documents that are in all sets. Scores are added in the order
// of the sets, so that equal documents of different segments score the same.
func (ev *evaluator) intersect(sets []set) set {
	if len(sets) == 1 {
		return sets[0]
	}
	order := make([]int, len(sets))
	scored := false
	for i := range sets {
		order[i] = i
		scored = scored || sets[i].scored()
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(sets[a].docs) - len(sets[b].docs) })
	least := &sets[order[0]]
	out := set{docs: ev.mem.docs(len(least.docs))}
	if scored {
		out.scores = ev.mem.scores(len(least.docs))
	}
	const near = 8 // steps before larger ones
	at := make([]int, len(sets))
next:
	for i, d := range least.docs {
		at[order[0]] = i
		for _, k := range order[1:] {
			docs, j := sets[k].docs, at[k]
			for last := min(j+near, len(docs)); j < last && docs[j] < d; j++ { // mostly it is here
			}
			j = gallop(docs, j, d)
			if at[k] = j; j == len(docs) {
				break next
			}
			if docs[j] != d {
				continue next
			}
		}
		out.docs = append(out.docs, d)
		if scored {
			sum := 0.0
			for k := range sets {
				sum += sets[k].score(at[k])
			}
			out.scores = append(out.scores, sum)
		}
	}
	return out
}

// common is the intersection of two lists of documents.
func (ev *evaluator) common(a, b []uint32) []uint32 {
	return ev.intersect([]set{{docs: a}, {docs: b}}).docs
}

// subtract takes documents away.
func (ev *evaluator) subtract(a set, docs []uint32) set {
	out := set{docs: ev.mem.docs(len(a.docs))}
	if a.scored() {
		out.scores = ev.mem.scores(len(a.docs))
	}
	j := 0
	for i, d := range a.docs {
		if j = gallop(docs, j, d); j < len(docs) && docs[j] == d {
			continue
		}
		out.docs = append(out.docs, d)
		if a.scored() {
			out.scores = append(out.scores, a.score(i))
		}
	}
	return out
}

// window is how many documents are united at a time, so that their counters
// stay in the processor's cache.
const window = 8192

// unite joins sets: documents that at least `least` of them have.
func (ev *evaluator) unite(sets []set, best bool, least int) set {
	var hit [window]uint16
	var sum [window]float64
	scored := false
	size := 0
	for i := range sets {
		scored = scored || sets[i].scored()
		size += len(sets[i].docs)
	}
	size = min(size, ev.g.n)
	out := set{docs: ev.mem.docs(size)}
	if scored {
		out.scores = ev.mem.scores(size)
	}
	at := make([]int, len(sets))
	for base := uint32(0); base < uint32(ev.g.n); base += window {
		any := false
		for i := range sets {
			from := at[i]
			at[i] = sets[i].addWindow(from, base, &hit, &sum, best)
			any = any || at[i] > from
		}
		if !any {
			continue
		}
		for d, n := range &hit {
			if n == 0 {
				continue
			}
			if int(n) >= least {
				out.docs = append(out.docs, base+uint32(d))
				if scored {
					out.scores = append(out.scores, sum[d])
				}
			}
			hit[d], sum[d] = 0, 0
		}
	}
	return out
}

// addWindow adds the documents from index i on that lie in the window at base,
// and returns the index behind them.
func (s *set) addWindow(i int, base uint32, hit *[window]uint16, sum *[window]float64, best bool) int {
	end := base + window
	from := i
	for ; i < len(s.docs) && s.docs[i] < end; i++ {
		hit[s.docs[i]-base]++
	}
	switch {
	case !s.scored():
	case best:
		for k := from; k < i; k++ {
			d := s.docs[k] - base
			sum[d] = max(sum[d], s.score(k))
		}
	case s.w != nil:
		w, tf := s.w, s.tf[from:i]
		for k, d := range s.docs[from:i] {
			sum[d-base] += w.score(d, tf[k])
		}
	default:
		scores := s.scores[from:i]
		for k, d := range s.docs[from:i] {
			sum[d-base] += scores[k]
		}
	}
	return i
}
