package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
	"letopis/internal/query/plan"
	"letopis/internal/query/spell"
	"letopis/internal/query/suggest"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Search answers r. Errors are InvalidError for a request that is wrong, or the
// index's own.
func (s *Service) Search(ctx context.Context, r Request) (*Answer, error) {
	q, err := r.base()
	if err != nil {
		return nil, err
	}
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return nil, err
	}
	a := &Answer{Q: r.Q, Applied: r.Q}
	p, err := s.understand(ctx, v, r, a)
	if err != nil {
		return nil, err
	}
	if p.AsksNothing() && words.Any(a.Applied) && len(a.Interpreted) == 0 {
		a.Warnings.Add(warnStopWords)
	}
	if err := p.Narrow(&q); err != nil {
		return nil, err
	}
	s.names.FollowMergers(ctx, v, &q, &a.Warnings)
	if err := s.names.FollowIssuers(ctx, v, &q); err != nil {
		return nil, err
	}
	if !p.HasUnits() && q.Sort == index.ByRelevance {
		q.Sort = index.ByDateDesc // nothing to rank by
	}
	a.Sort, a.Matcher, a.Words = q.Sort, p.Matcher(), p.Size()
	if err := run(ctx, r, q, p, v.Index.Capabilities(), a); err != nil {
		return nil, err
	}
	if r.Among != nil {
		return a, v.Err()
	}
	if !r.CountOnly && (a.Total == 0 || a.Required < a.Words) {
		if err := s.propose(ctx, v, r, a); err != nil {
			return nil, err
		}
	}
	if !r.CountOnly && r.Cursor == "" {
		if err := s.warnOfUnknown(ctx, v, r, a); err != nil {
			return nil, err
		}
	}
	a.arrangeFacets(r)
	if a.question, err = a.asks(ctx, r, q); err != nil {
		return nil, err
	}
	return a, v.Err()
}

// warnStopWords is said of a query that lists the archive although it has words.
var warnStopWords = message.Message{Code: "stop-words",
	RU: "В запросе одни служебные слова, их не ищут: он ничего не сужает.",
	EN: "The query has only words that are not looked for, as prepositions: it narrows nothing."}

// Matcher returns what r's query marks in a text, without searching.
func (s *Service) Matcher(ctx context.Context, r Request) (*text.Matcher, error) {
	if _, err := r.base(); err != nil {
		return nil, err
	}
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return nil, err
	}
	p, err := s.understand(ctx, v, r, &Answer{Q: r.Q, Applied: r.Q})
	if err != nil {
		return nil, err
	}
	return p.Matcher(), nil
}

// understand parses, corrects and plans what r asks.
func (s *Service) understand(ctx context.Context, v *vocab.Vocabulary, r Request, a *Answer) (*plan.Plan, error) {
	clauses, warnings := parse.Query(r.Q)
	for _, w := range warnings {
		a.Warnings.Add(w)
	}
	if !r.Raw && r.Among == nil {
		c, err := s.corrector.Correct(ctx, v, r.Q, clauses)
		if err != nil {
			return nil, err
		}
		a.Applied = c.Query
		a.Corrections = slices.Concat(c.Made, c.Proposed)
	}
	return s.read(ctx, v, r, clauses, a)
}

// run asks the index, as strictly as finds enough.
func run(
	ctx context.Context, r Request, q index.Query, p *plan.Plan, can index.Capabilities, a *Answer,
) (err error) {
	var l plan.Level
	if p.Among(r.Among); r.Among != nil {
		r.Strict = true
	}
	if r.Cursor == "" {
		a.Result, l, err = p.Search(ctx, q, plan.Level{FullFirst: r.FullFirst}, r.Strict)
	} else if l, err = r.follow(&q, can); err == nil {
		l.FullFirst = r.FullFirst
		a.Result, l, err = p.SearchFurther(ctx, q, l)
	}
	if err != nil {
		return err
	}
	a.Required, a.Full = l.Required, l.Full
	a.plan, a.level = p, l
	if a.Total > 0 {
		p.WarnIfLoosened(l, &a.Warnings)
	}
	if r.Explain {
		for i := range a.Hits {
			readable(a.Hits[i].Explain)
		}
		a.Expr = Format(p.Expr(l))
		for _, e := range p.Should(l) {
			a.Expr += "\n+ " + Format(e)
		}
		first := p.Rerank(0)
		for _, e := range first.Exprs {
			a.Expr += fmt.Sprintf("\n+ for the first %d: %s", first.First, Format(e))
		}
	}
	var cut bool
	if a.Next, cut = r.next(q, a.Hits, a.reading, l, can); cut {
		a.Warnings.Add(message.Message{Code: "last-page",
			RU: fmt.Sprintf("Показаны первые %d: дальше без повторов не листается. Уточните запрос или покажите и повторы.",
				can.MaxWindow),
			EN: fmt.Sprintf("These are the first %d: folded pages go no further. Narrow the query, or show repeats too.",
				can.MaxWindow)})
	}
	return nil
}

// arrangeFacets puts years in their order, and the levels of a town in Levels.
func (a *Answer) arrangeFacets(r Request) {
	if r.ofTown() {
		i := slices.IndexFunc(a.Facets, func(f index.Facet) bool { return f.Field == "level" })
		a.Levels, a.Facets = &a.Facets[i], a.Facets[:len(r.Facets)]
	}
	for _, f := range a.Facets {
		if f.Field == "year" {
			slices.SortFunc(f.Values, func(x, y index.ValueCount) int { return strings.Compare(x.Value, y.Value) })
		}
	}
}

// Suggest completes q by titles, programmes, towns, municipalities and frequent
// phrases, in the other keyboard layout where there are none. What is no longer in the
// index, or stands for no document that meets the filters and dates of r, is not suggested;
// of r nothing else but Q and Limit counts.
func (s *Service) Suggest(ctx context.Context, r Request) ([]Suggestion, error) {
	base, err := Request{Q: r.Q, Limit: r.Limit, Filters: r.Filters, DateFrom: r.DateFrom, DateTo: r.DateTo}.base()
	if err != nil {
		return nil, err
	}
	q, limit, within := r.Q, base.Limit, suggest.Within{Filters: base.Filters, Date: base.Date}
	idx := s.idx()
	completer, err := s.completer(ctx)
	if err != nil {
		return nil, err
	}
	out, err := completer.Complete(ctx, idx, q, limit, within)
	if err != nil || len(out) > 0 {
		return out, err
	}
	if image, ok := spell.Retype(q, spell.ToCyrillic); ok {
		return completer.Complete(ctx, idx, image, limit, within)
	}
	return nil, nil
}
