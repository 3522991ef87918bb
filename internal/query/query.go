// Package query turns what a reader typed into a query of the index: words into
// stems, with their exact forms, neighbours and synonyms; numbers and dates
// however they are written; slips of the keyboard corrected, in the open.
// docs/query.md describes the language.
package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"letopis/index"
	"letopis/internal/text"
)

// Options of a Service. The zero Options work.
type Options struct {
	// Synonyms is the text of a synonyms file; "" for none. See ParseSynonyms.
	Synonyms string
	// Label returns the name people know a facet's value by ("Углич" for the city
	// uglich), so that city:Углич works. nil: values are their own names.
	Label func(field, value string) string
	// Authority knows places by name. nil: they are known by their labels alone.
	Authority Authority
	// Places returns other words for a place name: its adjective, its noun. They
	// come in addition to what the archive's own words tell. nil: none.
	Places func(word string) []string
	// Titles feeds suggestions. nil: programmes and towns only.
	Titles func(ctx context.Context, after uint64) (titles []Title, next uint64, err error)
	// Weights of the ranking; nil: DefaultWeights.
	Weights *Weights
	// Refresh is how often a changed index is looked at anew for corrections and
	// suggestions; 0: 30 seconds.
	Refresh time.Duration
}

// Title is a document's title for suggestions; Text is "" when it is gone.
type Title struct{ ID, Text string }

// Service answers queries over the index that idx returns at the moment.
// It is safe for concurrent use.
type Service struct {
	idx      func() index.Index
	text     *text.Analyzer
	opts     Options
	weights  Weights
	synonyms *synonyms
	kin      recent[word, *kin]
	known    recent[string, state] // pieces of queries without unknown words
	vocab    vocabularies
	titles   titleLog
}

// New returns a Service. The error names a line of the synonyms file.
func New(idx func() index.Index, a *text.Analyzer, o Options) (*Service, error) {
	s := &Service{idx: idx, text: a, opts: o, weights: DefaultWeights}
	if o.Weights != nil {
		s.weights = *o.Weights
	}
	var err error
	if s.synonyms, err = parseSynonyms(o.Synonyms, a); err != nil {
		return nil, err
	}
	s.vocab.minAge = o.Refresh
	if s.vocab.minAge == 0 {
		s.vocab.minAge = 30 * time.Second
	}
	s.vocab.build = s.newVocabulary
	return s, nil
}

// Warm prepares what the first search would otherwise wait for.
func (s *Service) Warm(ctx context.Context) error {
	v, err := s.vocab.get(ctx, s.idx())
	if err != nil {
		return err
	}
	if _, err := v.words.get(ctx); err != nil {
		return err
	}
	_, err = v.suggest.get(ctx)
	return err
}

// Answer is the answer to a Request. Facets of years come by year.
type Answer struct {
	*index.Result
	// Levels counts the documents of the only town chosen by the level of their place,
	// when towns are counted; nil otherwise.
	Levels  *index.Facet
	Q       string // as asked
	Applied string // as answered, after corrections
	// Corrections were made when Applied, else they are proposed.
	Corrections []Correction
	Warnings    []Warning
	Matcher     *text.Matcher // what to mark in titles and texts
	// Next is the cursor of the page that follows; "" on the last one.
	Next string
	Sort index.Sort // the order used
	// Words is the number of things the query asks for; Required how many of them
	// a document must hold: fewer when all of them find little. Full is then the
	// number of documents with all of them. A warning says so.
	Words, Required, Full int
	Expr                  string // what was asked of the index, when Explain
}

// Search answers r. Errors are InvalidError for a request that is wrong, or the
// index's own.
func (s *Service) Search(ctx context.Context, r Request) (*Answer, error) {
	q, err := r.base()
	if err != nil {
		return nil, err
	}
	idx := s.idx()
	v, err := s.vocab.get(ctx, idx)
	if err != nil {
		return nil, err
	}
	a := &Answer{Q: r.Q, Applied: r.Q}
	clauses, warnings := parse(r.Q)
	for _, w := range warnings {
		a.warn(w)
	}
	if !r.Raw {
		c := corrector{ctx: ctx, s: s, v: v}
		if a.Applied, err = c.correct(r.Q, clauses); err != nil {
			return nil, err
		}
		a.Corrections = append(c.made, c.proposed...)
	}
	p, err := s.plan(ctx, v, clauses, a)
	if err != nil {
		return nil, err
	}
	if err := p.narrow(&q); err != nil {
		return nil, err
	}
	s.territory(&q, a)
	if len(p.units) == 0 && q.Sort == index.ByRelevance {
		q.Sort = index.ByDateDesc // nothing to rank by
	}
	a.Sort, a.Matcher, a.Words = q.Sort, p.matcher(), p.size()
	if err := s.run(ctx, v, r, q, p, a); err != nil {
		return nil, err
	}
	if a.Total == 0 || a.Required < a.Words {
		if err := s.propose(ctx, v, r, a); err != nil {
			return nil, err
		}
	}
	if !r.CountOnly && r.Cursor == "" {
		if err := s.unknown(ctx, v, r, a); err != nil {
			return nil, err
		}
	}
	if r.ofTown() {
		i := slices.IndexFunc(a.Facets, func(f index.Facet) bool { return f.Field == "level" })
		a.Levels, a.Facets = &a.Facets[i], a.Facets[:len(r.Facets)]
	}
	for _, f := range a.Facets {
		if f.Field == "year" {
			slices.SortFunc(f.Values, func(x, y index.ValueCount) int { return strings.Compare(x.Value, y.Value) })
		}
	}
	return a, nil
}

// run asks the index, as strictly as finds enough.
func (s *Service) run(ctx context.Context, v *vocabulary, r Request, q index.Query, p *plan, a *Answer) (err error) {
	l := level{required: a.Words}
	if r.Cursor == "" {
		a.Result, l, err = s.level(ctx, v, q, p, r.Strict)
	} else if q.After, l, err = r.decodeCursor(q.Sort); err == nil {
		if l.required = min(l.required, a.Words); l.required < a.Words {
			err = p.findCommon(ctx, v)
		}
		if err == nil {
			a.Result, err = s.searchAt(ctx, v.idx, q, p, l)
		}
	}
	if err != nil {
		return err
	}
	a.Required, a.Full = l.required, l.full
	a.tell(p, l)
	if r.Explain {
		for i := range a.Hits {
			readable(a.Hits[i].Explain)
		}
		a.Expr = Format(p.expr(l))
		for _, e := range s.should(p, l) {
			a.Expr += "\n+ " + Format(e)
		}
	}
	if n := len(a.Hits); n > 0 && n == q.Limit {
		a.Next = r.encodeCursor(a.Hits[n-1], q.Sort, l)
	}
	return nil
}

func (s *Service) searchAt(ctx context.Context, idx index.Index, q index.Query, p *plan, l level) (*index.Result, error) {
	q.Expr = p.expr(l)
	if q.Limit > 0 && q.Sort == index.ByRelevance {
		q.Should = s.should(p, l)
	}
	res, err := idx.Search(ctx, q)
	if errors.Is(err, index.ErrTooBroad) {
		return nil, invalid("q", "too-broad", "Слишком много слов начинается так: допишите хотя бы букву.",
			"Too many words begin so: add a letter.")
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return res, nil
}
