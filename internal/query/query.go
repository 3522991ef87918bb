// Package query turns what a reader typed into a query of the index, and answers it: words
// into stems, with their exact forms, neighbours and synonyms; numbers and dates however
// they are written; slips of the keyboard corrected, in the open. docs/query.md describes
// the language.
//
// Read Service.Search first: it goes through the rooms below, each a package of its own.
// docs/architecture.md draws the way of a query.
package query

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/correct"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
	"letopis/internal/query/plan"
	"letopis/internal/query/related"
	"letopis/internal/query/spell"
	"letopis/internal/query/suggest"
	"letopis/internal/query/unit"
	"letopis/internal/query/values"
	"letopis/internal/query/vocab"
	"letopis/internal/text"
)

// What callers see of the rooms below.
type (
	// Message is a sentence for the reader, in both languages of the interface.
	Message = message.Message
	// InvalidError is a request that cannot be answered.
	InvalidError = message.InvalidError
	// Warning is something that the reader should know about an answer.
	Warning = message.Warning
	// Correction is a change to the query's words: made, or only proposed.
	Correction = correct.Correction
	// Suggestion completes what is being typed.
	Suggestion = suggest.Suggestion
	// Title is a document's title for suggestions; Text is "" when it is gone.
	Title = vocab.Title
	// Authority knows the places that people name in conditions.
	Authority = values.Authority
	// Merger is what became of a municipality.
	Merger = values.Merger
	// Weights of the parts of a score.
	Weights = unit.Weights
)

// DefaultWeights are the measured ones.
var DefaultWeights = unit.DefaultWeights

// Options of a Service. The zero Options work.
type Options struct {
	// Synonyms is the text of a synonyms file; "" for none. See related.ParseSynonyms.
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

// Service answers queries over the index that idx returns at the moment.
// It is safe for concurrent use.
type Service struct {
	idx       func() index.Index
	text      *text.Analyzer
	names     *values.Names
	vocab     *vocab.Keeper
	corrector *correct.Corrector
	planner   *plan.Planner
}

// New returns a Service, to be closed. The error names a line of the synonyms file.
func New(idx func() index.Index, a *text.Analyzer, o Options) (*Service, error) {
	synonyms, err := related.ParseSynonyms(o.Synonyms, a)
	if err != nil {
		return nil, err
	}
	weights := DefaultWeights
	if o.Weights != nil {
		weights = *o.Weights
	}
	if weights.Synonym <= 0 {
		synonyms = &related.Synonyms{}
	}
	if o.Label == nil {
		o.Label = func(_, value string) string { return value }
	}
	if o.Refresh == 0 {
		o.Refresh = 30 * time.Second
	}
	s := &Service{idx: idx, text: a, names: values.New(o.Label, o.Authority)}
	finder := related.New(a, related.Options{Places: o.Places,
		WithoutPlaces: weights.Place <= 0, WithoutRelatives: weights.Relative <= 0})
	s.vocab = vocab.NewKeeper(vocab.Options{Text: a, Label: o.Label, Titles: o.Titles, Refresh: o.Refresh})
	s.corrector = correct.New(a, finder, synonyms)
	s.planner = plan.New(unit.New(a, weights, finder, synonyms, o.Places), s.names)
	return s, nil
}

// Close ends the renewal of what the Service knows of the index, which goes on in the
// background. Call it before the index is closed.
func (s *Service) Close() { s.vocab.Close() }

// Warm prepares what the first search would otherwise wait for.
func (s *Service) Warm(ctx context.Context) error {
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return err
	}
	if _, err := v.Words(ctx); err != nil {
		return err
	}
	_, err = v.Completer(ctx)
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
	Warnings    message.Warnings
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
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return nil, err
	}
	a := &Answer{Q: r.Q, Applied: r.Q}
	p, err := s.understand(ctx, v, r, a)
	if err != nil {
		return nil, err
	}
	if err := p.Narrow(&q); err != nil {
		return nil, err
	}
	s.names.FollowMergers(&q, &a.Warnings)
	if !p.HasUnits() && q.Sort == index.ByRelevance {
		q.Sort = index.ByDateDesc // nothing to rank by
	}
	a.Sort, a.Matcher, a.Words = q.Sort, p.Matcher(), p.Size()
	if err := run(ctx, r, q, p, a); err != nil {
		return nil, err
	}
	if a.Total == 0 || a.Required < a.Words {
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
	return a, nil
}

// understand parses, corrects and plans what r asks.
func (s *Service) understand(ctx context.Context, v *vocab.Vocabulary, r Request, a *Answer) (*plan.Plan, error) {
	clauses, warnings := parse.Query(r.Q)
	for _, w := range warnings {
		a.Warnings.Add(w)
	}
	if !r.Raw {
		c, err := s.corrector.Correct(ctx, v, r.Q, clauses)
		if err != nil {
			return nil, err
		}
		a.Applied = c.Query
		a.Corrections = slices.Concat(c.Made, c.Proposed)
	}
	return s.planner.Plan(ctx, v, clauses, &a.Warnings)
}

// run asks the index, as strictly as finds enough.
func run(ctx context.Context, r Request, q index.Query, p *plan.Plan, a *Answer) (err error) {
	var l plan.Level
	if r.Cursor == "" {
		a.Result, l, err = p.Search(ctx, q, r.Strict)
	} else if q.After, l, err = r.decodeCursor(q.Sort); err == nil {
		a.Result, l, err = p.SearchFurther(ctx, q, l)
	}
	if err != nil {
		return err
	}
	a.Required, a.Full = l.Required, l.Full
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
	}
	if n := len(a.Hits); n > 0 && n == q.Limit {
		a.Next = r.encodeCursor(a.Hits[n-1], q.Sort, l)
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
// index is not suggested.
func (s *Service) Suggest(ctx context.Context, q string, limit int) ([]Suggestion, error) {
	if utf8.RuneCountInString(q) > MaxQueryLen {
		return nil, message.Invalid("q", "too-long", "Запрос длиннее %d знаков.",
			"The query is longer than %d characters.", MaxQueryLen)
	}
	if limit < 1 || limit > MaxLimit {
		return nil, message.Invalid("limit", "range", "limit — число от 1 до %d.",
			"limit is a number from 1 to %d.", MaxLimit)
	}
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return nil, err
	}
	completer, err := v.Completer(ctx)
	if err != nil {
		return nil, err
	}
	out, err := completer.Complete(ctx, v.Index, q, limit)
	if err != nil || len(out) > 0 {
		return out, err
	}
	if image, ok := spell.Retype(q, spell.ToCyrillic); ok {
		return completer.Complete(ctx, v.Index, image, limit)
	}
	return nil, nil
}
