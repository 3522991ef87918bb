// Package query turns what a reader typed into a query of the index, and answers it: words
// into stems, with their exact forms, neighbours and synonyms; numbers and dates however
// they are written; slips of the keyboard corrected, in the open. docs/query.md describes
// the language.
//
// Read Service.Search (search.go) first: it goes through the rooms below, each a package of its own.
// docs/rooms.md draws the way of a query.
package query

import (
	"context"
	"time"

	"letopis/index"
	"letopis/internal/query/correct"
	"letopis/internal/query/intent"
	"letopis/internal/query/message"
	"letopis/internal/query/passage"
	"letopis/internal/query/plan"
	"letopis/internal/query/related"
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
	Title = suggest.Title
	// Authority knows the places that people name in conditions.
	Authority = values.Authority
	// Mention is a place that words name.
	Mention = intent.Mention
	// Clause is a passage of a text.
	Clause = passage.Clause
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
	Label func(ctx context.Context, field, value string) (string, error)
	// Names returns the names of all values of a field at once, by value; nil for a field of which it has none. nil:
	// Label is asked for each.
	Names func(ctx context.Context, field string) (map[string]string, error)
	// Authority knows places by name. nil: they are known by their labels alone.
	Authority Authority
	// Places returns other words for a place name: its adjective, its noun. They
	// come in addition to what the archive's own words tell. nil: none.
	Places func(word string) []string
	// Mentioned finds the places that words of a query name, see intent.Places. nil: none.
	Mentioned func(words []string) []Mention
	// Titles feeds suggestions. nil: programmes and towns only.
	Titles func(ctx context.Context, after uint64) (titles []Title, next uint64, err error)
	// Weights of the ranking; nil: DefaultWeights.
	Weights *Weights
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
	intent    *intent.Reader
}

// New returns a Service. The error names a line of the synonyms file.
func New(idx func() index.Index, a *text.Analyzer, o Options) (*Service, error) {
	weights := DefaultWeights
	if o.Weights != nil {
		weights = *o.Weights
	}
	if weights.Synonym <= 0 {
		o.Synonyms = ""
	}
	synonyms, err := related.ParseSynonyms(o.Synonyms, a)
	if err != nil {
		return nil, err
	}
	if o.Label == nil {
		o.Label = func(_ context.Context, _, value string) (string, error) { return value, nil }
	}
	s := &Service{idx: idx, text: a, names: values.New(o.Authority), intent: intent.New(o.Mentioned)}
	finder := related.New(a, related.Options{Places: o.Places,
		WithoutPlaces: weights.Place <= 0, WithoutRelatives: weights.Relative <= 0})
	s.vocab = vocab.NewKeeper(vocab.Options{Text: a, Label: o.Label, Names: o.Names, Titles: o.Titles})
	s.corrector = correct.New(a, finder, synonyms)
	s.planner = plan.New(unit.New(a, weights, finder, synonyms, o.Places), s.names)
	return s, nil
}

// Follow keeps what can be suggested up to date until ctx ends, so that nobody who types waits
// for what changed. Without it suggestions are the same, the first ones late. failed hears of
// errors; what failed is tried again.
func (s *Service) Follow(ctx context.Context, failed func(error)) {
	for ctx.Err() == nil {
		if _, err := s.completer(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(followEvery):
		}
	}
}

// followEvery is how often Follow looks. What nobody asks for need not be there at once.
const followEvery = time.Second

func (s *Service) completer(ctx context.Context) (*suggest.Completer, error) {
	v, err := s.vocab.Get(ctx, s.idx())
	if err != nil {
		return nil, err
	}
	return s.vocab.Completer(ctx, v)
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
	// Interpreted are the conditions that words of Applied were read as, in their order, or
	// those that are offered; Rest is what is left of it without those that were.
	Interpreted []Interpretation
	Rest        string
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

	question passage.Question // None where no passage may be shown
	plan     *plan.Plan
	level    plan.Level
	reading  byte
}

// NoneHasAnyWord reports whether nothing was found because no document of the archive has any word of
// the query: then leaving out some of them finds nothing either.
func (a *Answer) NoneHasAnyWord() bool { return a.Total == 0 && a.plan.NoneHasAnyWord(a.level) }

// Missing returns the words of the query that each hit lacks, by its ID: nothing when all are
// required. It asks the index once a word, so only who shows them calls it.
func (a *Answer) Missing(ctx context.Context) (map[string][]string, error) {
	return a.plan.Missing(ctx, a.Hits, a.level)
}
