package exec

import (
	"slices"

	"letopis/index"
	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/postings"
	"letopis/index/bleveindex/score"
	"letopis/index/bleveindex/segcache"
)

// and intersects the parts; those that exclude are taken away last.
func (ev *Evaluator) and(parts []index.Expr, within []uint32) (Matches, error) {
	if len(parts) == 0 {
		return ev.everything(), nil
	}
	// Cheap parts first, terms together: the others look only at what is left.
	order := slices.Clone(parts)
	slices.SortStableFunc(order, func(a, b index.Expr) int { return cost(a) - cost(b) })
	cheap := 0
	for cheap < len(order) && cost(order[cheap]) <= cost(index.Term{}) {
		cheap++
	}
	found, err := ev.cheapParts(order[:cheap], within)
	if err != nil {
		return Matches{}, err
	}
	var rest *Matches // what all parts so far have in common
	if len(found) > 0 {
		m := ev.intersect(found)
		rest = &m
	}
	if slices.ContainsFunc(order[cheap:], ev.hasNew) {
		if err := ev.rarestFirst(order[cheap:]); err != nil {
			return Matches{}, err
		}
	}
	for _, part := range order[cheap:] {
		look := within
		if rest != nil && (cost(part) > cost(index.Prefix{}) || ev.hasNew(part)) {
			look = rest.Docs(ev.mem)
		}
		if not, ok := part.(index.Not); ok && rest != nil {
			m, err := ev.Eval(not.Expr, look)
			if err != nil {
				return Matches{}, err
			}
			*rest = Matches{Set: docset.Subtract(ev.mem, &rest.Set, &m.Set)}
			continue
		}
		m, err := ev.Eval(part, look)
		if err != nil {
			return Matches{}, err
		}
		found = append(found, m)
		if rest != nil {
			m = ev.intersect([]Matches{*rest, m})
		}
		rest = &m
	}
	out := *rest
	for i := range found {
		found[i].openGate()
	}
	out.Scorer = ev.gate(joinScorers(found, false), &out)
	return out, nil
}

// rarestFirst orders alternatives among parts, which stand at their beginning, by how many documents they have at the
// most: those behind look only at what is left, where their words are new.
func (ev *Evaluator) rarestFirst(parts []index.Expr) error {
	type sized struct {
		part index.Expr
		n    int
	}
	var all []sized
	for _, part := range parts {
		if cost(part) != cost(index.Or{}) {
			break
		}
		n, err := ev.mostOf(part)
		if err != nil {
			return err
		}
		all = append(all, sized{part, n})
	}
	slices.SortStableFunc(all, func(a, b sized) int { return a.n - b.n })
	for i, s := range all {
		parts[i] = s.part
	}
	return nil
}

// mostOf is how many documents a part has at the most, as far as its terms tell that; all documents where they do not.
func (ev *Evaluator) mostOf(part index.Expr) (int, error) {
	switch e := part.(type) {
	case index.Term:
		stored, err := ev.seg.Data.Text(e.Field).Postings(e.Term)
		return stored.Len(), err
	case index.Or:
		sum := 0
		for _, p := range e.Exprs {
			n, err := ev.mostOf(p)
			if err != nil {
				return 0, err
			}
			sum += n
		}
		return min(sum, ev.seg.Len()), nil
	case index.And:
		least := ev.seg.Len()
		for _, p := range e.Exprs {
			n, err := ev.mostOf(p)
			if err != nil {
				return 0, err
			}
			least = min(least, n)
		}
		return least, nil
	}
	return ev.seg.Len(), nil
}

// hasNew reports whether a part has terms whose postings are not kept.
func (ev *Evaluator) hasNew(part index.Expr) bool {
	switch e := part.(type) {
	case index.Term:
		return segcache.Get[*postings.List](ev.Cache, ev.termKey(e.Field, e.Term)) == nil
	case index.Or:
		return slices.ContainsFunc(e.Exprs, ev.hasNew)
	case index.AtLeast:
		return slices.ContainsFunc(e.Exprs, ev.hasNew)
	case index.And:
		return slices.ContainsFunc(e.Exprs, ev.hasNew)
	}
	return false
}

// cheapParts evaluates parts of a conjunction that cost no more than a term, the terms
// among them together.
func (ev *Evaluator) cheapParts(parts []index.Expr, within []uint32) (found []Matches, err error) {
	var terms []index.Term
	for _, part := range parts {
		if t, ok := part.(index.Term); ok {
			terms = append(terms, t)
			continue
		}
		m, err := ev.Eval(part, within)
		if err != nil {
			return nil, err
		}
		found = append(found, m)
	}
	more, err := ev.allTerms(terms)
	return append(found, more...), err
}

// cost orders the parts of And.
func cost(e index.Expr) int {
	switch e.(type) {
	case index.IDs:
		return 0
	case index.Term:
		return 1
	case index.Or, index.AtLeast, index.And:
		return 2
	case index.Prefix, index.Fuzzy:
		return 3
	case index.Phrase, index.Near, index.Passage:
		return 4
	}
	return 5
}

// or unites documents that at least `least` parts select.
func (ev *Evaluator) or(parts []index.Expr, best bool, least int, within []uint32) (Matches, error) {
	found := make([]Matches, 0, len(parts))
	for _, part := range parts {
		m, err := ev.Eval(part, within)
		if err != nil {
			return Matches{}, err
		}
		found = append(found, m)
	}
	var out Matches
	switch {
	case least <= 0:
		out = ev.everything() // with what scores there are
	case len(found) == 1 && least == 1:
		return found[0], nil
	case least == 1:
		out = Matches{Set: ev.union(found), Words: wordsOfAll(found)}
	default:
		out = Matches{Set: docset.AtLeast(ev.mem, ev.seg.Len(), sets(found), least)}
	}
	out.Scorer = joinScorers(found, best)
	if least > 1 {
		out.Scorer = ev.gate(out.Scorer, &out)
	}
	return out, nil
}

// gate is a scorer that gives nothing outside of matches.
func (ev *Evaluator) gate(s *score.Scorer, within *Matches) *score.Scorer {
	if s == nil {
		return nil
	}
	return score.Gate(s, within.Bits(ev.mem))
}

func sets(parts []Matches) []*docset.Set {
	out := make([]*docset.Set, len(parts))
	for i := range parts {
		out[i] = &parts[i].Set
	}
	return out
}

// intersect keeps documents that are in all of one or more sets, without scores.
func (ev *Evaluator) intersect(parts []Matches) Matches {
	least := &parts[0]
	for i := range parts {
		if parts[i].Len() < least.Len() {
			least = &parts[i]
		}
	}
	return Matches{Set: docset.Intersect(ev.mem, sets(parts)...), Words: least.Words}
}

// wordsOfAll are the words of a union, nil where those of a part are not known.
func wordsOfAll(parts []Matches) []*postings.List {
	n := 0
	for i := range parts {
		if parts[i].Words == nil {
			return nil
		}
		n += len(parts[i].Words)
	}
	out := make([]*postings.List, 0, n)
	for i := range parts {
		out = append(out, parts[i].Words...)
	}
	return out
}

const kindUnion = "union"

// union returns the documents of all sets. Those of a word in several fields are
// wanted together again and again, and kept.
func (ev *Evaluator) union(parts []Matches) docset.Set {
	n := ev.seg.Len()
	key, ok := ev.unionKey(parts)
	if ok {
		if kept := segcache.Get[*docs](ev.Cache, key); kept != nil {
			return docset.OfCounted(n, kept.bits, kept.n)
		}
	}
	var out docset.Bits
	keep := ok && ev.Cache.AskedBefore(key)
	if keep {
		out = docset.NewBits(n)
	} else {
		out = ev.mem.Bits(n)
	}
	for i := range parts {
		parts[i].AddTo(out)
	}
	s := docset.OfBits(n, out)
	if keep {
		ev.Cache.Put(key, &docs{out, s.Len()})
	}
	return s
}

// docs are documents in the cache.
type docs struct {
	bits docset.Bits
	n    int
}

// Bytes implements segcache.Value.
func (d *docs) Bytes() int64 { return int64(8*len(d.bits)) + 256 }

// unionKey is made of the terms of postings that sets have all of; ok is false when
// some set is not such, or when all are rare.
func (ev *Evaluator) unionKey(parts []Matches) (key segcache.Key, ok bool) {
	const most = 4 // fields of a word
	if len(parts) > most {
		return key, false
	}
	names, frequent := make([]byte, 0, 64), false
	for i := range parts {
		m := &parts[i]
		if len(m.Words) != 1 || m.Len() != len(m.Words[0].Docs) {
			return key, false
		}
		k := m.Words[0].Key
		if k.Kind != "" {
			return key, false
		}
		frequent = frequent || m.HasBits()
		names = append(append(append(append(names, k.Field...), 0), k.Term...), 0)
	}
	return segcache.Key{Segment: ev.seg.ID, Kind: kindUnion, Term: string(names)}, frequent
}
