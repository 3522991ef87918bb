package query

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"letopis/index"
)

const maxProposals = 3

// propose looks for corrections that would find something: those that were not
// clear enough to make, and frequent neighbours of rare words. What is proposed
// has been tried.
func (s *Service) propose(ctx context.Context, v *vocabulary, r Request, a *Answer) error {
	c := corrector{ctx: ctx, s: s, v: v}
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
		clauses, _ := parse(r.Q)
		if _, err := c.correct(r.Q, clauses); err != nil {
			return err
		}
		tries = append(tries, c.made...)
		tries = append(tries, c.proposed...)
	}
	for _, t := range s.text.AnalyzeQuery(a.Applied) {
		if t.Stop || hasDigit(t.Exact) || !strings.ContainsFunc(t.Exact, unicode.IsLetter) {
			continue
		}
		n, err := c.count(t)
		if err != nil {
			return err
		}
		if n == 0 || n > rareWord {
			continue // unknown words were looked at before
		}
		words, err := v.words.get(ctx)
		if err != nil {
			return err
		}
		for _, near := range words.exact.near(t.Exact) {
			if near.count >= rareRatio*n && s.stem(near.word) != s.stem(t.Exact) {
				from := a.Applied[t.Start:t.End]
				tries = append(tries, Correction{Kind: KindTypo, From: from, To: likeCase(from, near.word)})
				break
			}
		}
	}
	a.Corrections = made
	for _, cor := range tries {
		cor.Applied = false
		cor.Query = strings.Replace(a.Applied, cor.From, cor.To, 1)
		total, err := s.total(ctx, v, r, cor.Query, a)
		if err != nil {
			return err
		}
		if cor.Total = total; total > 0 && len(a.Corrections) < len(made)+maxProposals {
			a.Corrections = append(a.Corrections, cor)
		}
	}
	return nil
}

// total counts what q finds with all its words, under r's other conditions.
func (s *Service) total(ctx context.Context, v *vocabulary, r Request, q string, a *Answer) (int, error) {
	r.Cursor, r.Offset, r.Facets, r.Q = "", 0, nil, q
	iq, err := r.base()
	if err != nil {
		return 0, nil // grown too long
	}
	clauses, _ := parse(q)
	p, err := s.plan(ctx, v, clauses, &Answer{})
	if invalid := (*InvalidError)(nil); errors.As(err, &invalid) {
		return 0, nil // too many words now
	}
	if err != nil {
		return 0, err
	}
	if err := p.narrow(&iq); err != nil {
		return 0, nil
	}
	iq.Expr, iq.Limit, iq.Collapse = p.expr(level{required: p.size()}), 0, ""
	res, err := v.idx.Search(ctx, index.Query{Expr: iq.Expr, Filters: iq.Filters, Date: iq.Date})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}
