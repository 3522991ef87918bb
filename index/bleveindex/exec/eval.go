package exec

import (
	"fmt"
	"strconv"

	"letopis/index"
	"letopis/index/bleveindex/docset"
)

// Live returns the live documents that e selects, for which the scorer is meant.
func (ev *Evaluator) Live(e index.Expr) (Matches, error) {
	m, err := ev.Eval(e, nil)
	if err != nil {
		return m, err
	}
	m.openGate()
	if dead := ev.seg.Deleted; dead != nil {
		deleted := docset.OfBits(ev.seg.Len(), dead)
		m = m.narrowed(docset.Subtract(ev.mem, &m.Set, &deleted))
	}
	return m, nil
}

// AddScores adds to the scores of matches what expressions give that need not match.
func (ev *Evaluator) AddScores(m *Matches, exprs []index.Expr) error {
	if len(exprs) == 0 {
		return nil
	}
	all := []Matches{*m}
	for _, e := range exprs {
		more, err := ev.Eval(e, m.Docs(ev.mem))
		if err != nil {
			return err
		}
		all = append(all, more)
	}
	m.Scorer = joinScorers(all, false)
	return nil
}

// Eval returns the documents that e selects, deleted ones included. within, when not
// nil, are the only documents that matter: others may be missing from the result.
func (ev *Evaluator) Eval(e index.Expr, within []uint32) (Matches, error) {
	if err := index.Pace(ev.ctx); err != nil {
		return Matches{}, err
	}
	switch e := e.(type) {
	case nil, index.All:
		return ev.everything(), nil
	case index.And:
		return ev.and(e.Exprs, within)
	case index.Or:
		return ev.or(e.Exprs, e.Best, 1, within)
	case index.AtLeast:
		return ev.or(e.Exprs, false, e.Min, within)
	case index.Not:
		m, err := ev.Eval(e.Expr, within)
		all := ev.everything()
		return Matches{Set: docset.Subtract(ev.mem, &all.Set, &m.Set)}, err
	case index.IDs:
		return ev.ids(e.IDs), nil
	case index.Term:
		return ev.oneTerm(e, within)
	case index.Prefix:
		return ev.expand(&expansion{field: e.Field, word: e.Prefix}, e.Boost)
	case index.Fuzzy:
		return ev.expand(&expansion{field: e.Field, word: e.Term, edits: e.Edits}, e.Boost)
	case index.Phrase:
		return ev.positional(positional{"phrase", e.Field, e.Terms, nil}, e.Boost, within)
	case index.Passage:
		return ev.passage(e, within)
	case index.Near:
		kind := "near" + strconv.Itoa(e.Window)
		return ev.positional(positional{kind, e.Field, e.Terms, nearCounter(e.Window)}, e.Boost, within)
	}
	return Matches{}, fmt.Errorf("bleveindex: no such expression: %T", e)
}
