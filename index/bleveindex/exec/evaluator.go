// Package exec evaluates expressions over one segment: an index.Expr becomes the set of
// documents that match, with a scorer for those of them that may be shown.
//
// Read Evaluator.Eval first: it hands every kind of expression to its file. Totals
// and facets need all documents but no score, and a page needs ten scores; so sets are
// made by operations on bits and lists (docset), and nothing is scored here.
package exec

import (
	"context"
	"sync/atomic"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
	"letopis/index/bleveindex/segcache"
	"letopis/index/bleveindex/snapshot"
)

// Shared is what all searches of an index have in common. It is safe for concurrent
// use.
type Shared struct {
	Cache *segcache.Cache
	// MaxTerms is how many terms a prefix or fuzzy expression may expand to.
	MaxTerms int

	ascending atomic.Pointer[[]uint32] // 0, 1, 2…
}

// every returns the numbers below n.
func (x *Shared) every(n int) []uint32 {
	if p := x.ascending.Load(); p != nil && len(*p) >= n {
		return (*p)[:n:n]
	}
	list := docset.Ascending(n + n/4)
	x.ascending.Store(&list)
	return list[:n:n]
}

// Matches are the documents of a segment that an expression selects.
type Matches struct {
	docset.Set
	// Scorer knows what they score, nil for nothing; it may give something to other
	// documents, too.
	Scorer *score.Scorer
	// Words are postings whose union has all of the documents, and hardly more: a hint
	// for counting facets. nil: none are known.
	Words []*postings.List
	// Stored is the term that has all of the documents, where it is read as it is stored; else nil.
	Stored *postings.Source
}

// narrowed are the matches that are in a subset.
func (m *Matches) narrowed(to docset.Set) Matches {
	return Matches{Set: to, Scorer: m.Scorer, Words: m.Words, Stored: m.Stored}
}

// Evaluator evaluates expressions over one segment of a snapshot. Its results lie in
// its arena. It is for one goroutine.
type Evaluator struct {
	*Shared
	ctx    context.Context
	snap   *snapshot.Snapshot
	seg    *snapshot.Segment
	scored bool // whether scores are wanted
	mem    *docset.Arena
	places Places
}

// Places are documents by ID, as a search has found them, so that they need not be looked for when they are named.
type Places map[string]Place

// Place is a document of a segment.
type Place struct {
	Segment *snapshot.Segment
	Doc     uint32
}

// Know tells the evaluator where some documents are.
func (ev *Evaluator) Know(places Places) { ev.places = places }

// NewEvaluator returns one for a segment of a snapshot; scored tells it that scores are
// wanted. Searches end with ctx, and are paced by it (see index.Pace).
func (x *Shared) NewEvaluator(ctx context.Context, snap *snapshot.Snapshot, seg *snapshot.Segment, scored bool,
	mem *docset.Arena) *Evaluator {
	return &Evaluator{Shared: x, ctx: ctx, snap: snap, seg: seg, scored: scored, mem: mem}
}

// Segment is the one that the evaluator is for.
func (ev *Evaluator) Segment() *snapshot.Segment { return ev.seg }

// Arena has the memory of the evaluator's results.
func (ev *Evaluator) Arena() *docset.Arena { return ev.mem }

// everything selects all documents.
func (ev *Evaluator) everything() Matches { return Matches{Set: docset.All(ev.every(ev.seg.Len()))} }

// ids selects documents by ID.
func (ev *Evaluator) ids(ids []string) Matches {
	out := ev.mem.Bits(ev.seg.Len())
	for _, id := range ids {
		if p, ok := ev.places[id]; ok {
			if p.Segment == ev.seg {
				out.Set(p.Doc)
			}
		} else if doc, ok := ev.seg.Data.Find(id); ok {
			out.Set(doc)
		}
	}
	return Matches{Set: docset.OfBits(ev.seg.Len(), out)}
}

// leaf are the documents of a list with their score, if any is wanted.
func (ev *Evaluator) leaf(list *postings.List, field string, boost, idf float64) Matches {
	m := Matches{Set: docset.Of(ev.seg.Len(), list.Docs, list.Bits)}
	if list.Key != (segcache.Key{}) {
		m.Words = []*postings.List{list}
	}
	if ev.scored && boost*idf > 0 && len(list.Docs) > 0 {
		lengths := ev.seg.Data.Text(field).Lengths
		if list.Impacts == nil { // of some documents only, and nobody else's
			list.SetImpacts(lengths, ev.snap.AverageLength(field))
		}
		m.Scorer = score.Leaf(list, boost*idf, lengths)
	}
	return m
}

// storedLeaf is leaf for a term that is read as it is stored.
func (ev *Evaluator) storedLeaf(source *postings.Source, field string, boost, idf float64) Matches {
	m := Matches{Set: source.Set(ev.mem, ev.seg.Len()), Stored: source}
	if ev.scored && boost*idf > 0 && source.Len() > 0 {
		m.Scorer = score.NewStored(source, boost*idf, ev.seg.Data.Text(field), ev.snap.AverageLength(field)).Scorer()
	}
	return m
}

// joinScorers is the scorer of several matches.
func joinScorers(parts []Matches, best bool) *score.Scorer {
	var scorers []*score.Scorer
	for i := range parts {
		if parts[i].Scorer != nil {
			scorers = append(scorers, parts[i].Scorer)
		}
	}
	return score.Join(scorers, best)
}

// openGate lets go of the scorer's gate when all that asks it is in the set.
func (m *Matches) openGate() { m.Scorer = m.Scorer.WithoutGate(&m.Set) }
