package bleveindex

import (
	"context"
	"fmt"
	"strings"

	"letopis/index"
)

// explain accounts for the score of a hit by evaluating every part on it alone.
func (x *Index) explain(ctx context.Context, v *view, q index.Query, h *index.Hit) error {
	for _, g := range v.segs {
		d, ok := g.seg.Find(h.ID)
		if !ok || g.dead(d) {
			continue
		}
		ev := &evaluator{ctx: ctx, x: x, v: v, g: g, score: true, mem: &arena{}}
		h.Explain = &index.Explanation{Value: h.Score, Text: "сумма"}
		for _, e := range append([]index.Expr{q.Expr}, q.Should...) {
			part, err := ev.account(e, d)
			if err != nil {
				return err
			}
			if part != nil {
				h.Explain.Parts = append(h.Explain.Parts, part)
			}
		}
		return nil
	}
	return nil
}

// account explains an expression on one document, nil when it adds nothing.
func (ev *evaluator) account(e index.Expr, doc uint32) (*index.Explanation, error) {
	s, err := ev.eval(e, []uint32{doc})
	if err != nil {
		return nil, err
	}
	docs := ev.list(&s)
	i := gallop(docs, 0, doc)
	if i == len(docs) || docs[i] != doc || s.scorer == nil {
		return nil, nil
	}
	value := s.scorer.score(doc)
	if value == 0 {
		return nil, nil
	}
	out := &index.Explanation{Value: value, Text: describe(e)}
	for _, part := range parts(e) {
		p, err := ev.account(part, doc)
		if err != nil {
			return nil, err
		}
		if p != nil {
			out.Parts = append(out.Parts, p)
		}
	}
	return out, nil
}

func parts(e index.Expr) []index.Expr {
	switch e := e.(type) {
	case index.And:
		return e.Exprs
	case index.Or:
		return e.Exprs
	case index.AtLeast:
		return e.Exprs
	}
	return nil
}

func describe(e index.Expr) string {
	switch e := e.(type) {
	case index.Term:
		return fmt.Sprintf("%s: %s ×%g", e.Field, e.Term, e.Boost)
	case index.Phrase:
		return fmt.Sprintf("%s: «%s» подряд ×%g", e.Field, strings.Join(e.Terms, " "), e.Boost)
	case index.Near:
		return fmt.Sprintf("%s: %s в пределах %d слов ×%g", e.Field, strings.Join(e.Terms, ", "), e.Window, e.Boost)
	case index.Prefix:
		return fmt.Sprintf("%s: %s* ×%g", e.Field, e.Prefix, e.Boost)
	case index.Fuzzy:
		return fmt.Sprintf("%s: %s~%d ×%g", e.Field, e.Term, e.Edits, e.Boost)
	case index.Or:
		if e.Best {
			return "лучшее из"
		}
	}
	return "сумма"
}
