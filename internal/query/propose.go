package query

import (
	"context"
	"errors"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
	"letopis/internal/query/plan"
	"letopis/internal/query/vocab"
)

const maxProposals = 3

// propose looks for corrections that would find something: those that were not
// clear enough to make, and frequent neighbours of rare words. What is proposed
// has been tried.
func (s *Service) propose(ctx context.Context, v *vocab.Vocabulary, r Request, a *Answer) error {
	var made []Correction
	tries := []Correction{}
	for _, cor := range a.Corrections {
		if cor.Applied {
			made = append(made, cor)
		} else {
			tries = append(tries, cor)
		}
	}
	if r.Raw && a.Total == 0 {
		clauses, _ := parse.Query(r.Q)
		c, err := s.corrector.Correct(ctx, v, r.Q, clauses)
		if err != nil {
			return err
		}
		tries = append(tries, c.Made...)
		tries = append(tries, c.Proposed...)
	}
	frequent, err := s.corrector.Frequent(ctx, v, a.Applied)
	if err != nil {
		return err
	}
	a.Corrections = made
	for _, cor := range append(tries, frequent...) {
		if len(a.Corrections) == len(made)+maxProposals {
			break
		}
		cor.Applied = false
		cor.Query = strings.Replace(a.Applied, cor.From, cor.To, 1)
		total, err := s.total(ctx, v, r, cor.Query)
		if err != nil {
			return err
		}
		if cor.Total = total; total > 0 {
			a.Corrections = append(a.Corrections, cor)
		}
	}
	return nil
}

// total counts what q finds with all its words, under r's other conditions.
func (s *Service) total(ctx context.Context, v *vocab.Vocabulary, r Request, q string) (int, error) {
	r.Cursor, r.Offset, r.Facets, r.Q = "", 0, nil, q
	iq, err := r.base()
	if err != nil {
		return 0, nil // grown too long
	}
	clauses, _ := parse.Query(q)
	p, err := s.planner.Plan(ctx, v, clauses, &message.Warnings{})
	if invalid := (*InvalidError)(nil); errors.As(err, &invalid) {
		return 0, nil // too many words now
	}
	if err != nil {
		return 0, err
	}
	if err := p.Narrow(&iq); err != nil {
		return 0, nil
	}
	all := p.Expr(plan.Level{Required: p.Size()})
	res, err := v.Index.Search(ctx, index.Query{Expr: all, Filters: iq.Filters, Date: iq.Date, Within: iq.Within})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}
