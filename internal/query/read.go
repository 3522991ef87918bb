package query

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/dates"
	"letopis/internal/query/intent"
	"letopis/internal/query/message"
	"letopis/internal/query/parse"
	"letopis/internal/query/plan"
	"letopis/internal/query/values"
	"letopis/internal/query/vocab"
)

// Interpretation is a condition that words of the query were read as, or may be.
type Interpretation struct {
	Field    string   // of the condition: city, municipality, settlement, region, kind, date
	Values   []string // any of them
	From, To string   // of a date
	Text     string   // the words
	Applied  bool     // else it is only offered, and the words are words
	// Query asks without the condition, with the others as filters and Request.Raw: with its
	// words. Of those that are only offered, it asks with all of them, and what is applied, as
	// filters and without their words.
	Query string
	// Total is the number of documents that those offered would find together.
	Total int
}

// reading is one way to read a query.
type reading struct {
	conditions []intent.Condition
	words      string // that are left
	plan       *plan.Plan
	warnings   message.Warnings
}

// cursor numbers of readings: how much of a query is read as conditions.
const (
	readWords = iota // nothing
	readPlace        // a place
	readAll          // a place, a kind, a time
)

// read plans a query as it is meant: words that name a place, a kind or a time of documents
// become conditions where documents with the other words meet them. That depends on the
// query and the archive alone, not on filters, order or page, so that a page, its feed and
// its export agree; a cursor remembers it.
func (s *Service) read(
	ctx context.Context, v *vocab.Vocabulary, r Request, clauses []parse.Clause, a *Answer,
) (*plan.Plan, error) {
	asWords := &reading{words: a.Applied}
	var err error
	if asWords.plan, err = s.planner.Plan(ctx, v, clauses, &asWords.warnings); err != nil || r.Raw {
		a.Warnings = append(a.Warnings, asWords.warnings...)
		return asWords.plan, err
	}
	clauses, _ = parse.Query(a.Applied) // with the places of words in it as corrected
	said, err := s.intent.Read(ctx, v, a.Applied, clauses)
	if err != nil {
		return nil, err
	}
	tries := map[byte][]intent.Condition{
		readAll:   slices.Concat(said.Kind, said.Place, said.Period),
		readPlace: said.Place,
	}
	if len(tries[readAll]) == len(said.Place) {
		delete(tries, readAll)
	}
	chosen := asWords
	for _, n := range []byte{readAll, readPlace} {
		if len(tries[n]) == 0 || r.Cursor != "" && n != r.cursorReading() {
			continue
		}
		x := &reading{conditions: tries[n]}
		if err := s.plan(ctx, v, x, a.Applied); err != nil {
			return nil, err
		}
		if err := s.assume(ctx, v, x, a.Applied); err != nil {
			return nil, err
		}
		if err := s.limit(ctx, v, x, r); err != nil {
			return nil, err
		}
		found := few + 1 // what was found enough on the first page is so on the others
		if r.Cursor == "" {
			if found, err = x.plan.CountAll(ctx); err != nil {
				return nil, err
			}
		}
		if found > few {
			chosen, a.reading = x, n
			break
		}
	}
	if r.Cursor != "" && a.reading != r.cursorReading() {
		return nil, errOtherQuery() // what it was read as is in the archive no more
	}
	a.Warnings = append(a.Warnings, chosen.warnings...)
	if r.Within && len(r.Filters) > 0 {
		said.Place, said.Perhaps = nil, nil // what was not read may lead beyond the limits: it is not offered
	}
	return chosen.plan, s.tell(ctx, v, said, chosen, a)
}

// few documents are no answer: a condition that would leave no more is only offered.
const few = 1

// plan plans the words that a reading leaves.
func (s *Service) plan(ctx context.Context, v *vocab.Vocabulary, x *reading, q string) (err error) {
	x.words = intent.Without(q, x.conditions...)
	clauses, _ := parse.Query(x.words)
	x.plan, err = s.planner.Plan(ctx, v, clauses, &x.warnings)
	return err
}

// assume makes the conditions of a reading those of its plan.
func (s *Service) assume(ctx context.Context, v *vocab.Vocabulary, x *reading, asked string) error {
	q, err := s.narrowed(ctx, v, x)
	if err != nil {
		return err
	}
	var named []string
	for _, c := range x.conditions {
		if isPlace(c) && c.Field != "region" { // of a region most documents name it often, whatever they are about
			named = append(named, c.Text(asked))
		}
	}
	clauses, _ := parse.Query(strings.Join(named, " "))
	names, err := s.planner.Plan(ctx, v, clauses, &message.Warnings{})
	if err != nil {
		return err
	}
	x.plan.Assume(q.Filters, q.Date, names)
	return nil
}

// limit keeps a reading to the filters of a request that is to stay within them.
func (s *Service) limit(ctx context.Context, v *vocab.Vocabulary, x *reading, r Request) error {
	if !r.Within {
		return nil
	}
	q, err := r.base()
	if err != nil {
		return err
	}
	s.names.FollowMergers(ctx, v, &q, &message.Warnings{}) // it warns where the search itself follows them
	if err := s.names.FollowIssuers(ctx, v, &q); err != nil {
		return err
	}
	x.plan.Limit(q.Filters)
	return nil
}

// narrowed is the query of the index that has the conditions of a reading.
func (s *Service) narrowed(ctx context.Context, v *vocab.Vocabulary, x *reading) (q index.Query, err error) {
	for _, c := range x.conditions {
		switch {
		case c.Field == "date":
			if q.Date, err = dates.Range(c.From, c.To); err != nil {
				return q, err
			}
		case c.Values != nil:
			q.Filters = append(q.Filters, index.Filter{Field: c.Field, Any: slices.Clone(c.Values)})
		}
	}
	s.names.FollowMergers(ctx, v, &q, &x.warnings)
	return q, nil
}

// tell adds to a what was read and what was not.
func (s *Service) tell(
	ctx context.Context, v *vocab.Vocabulary, said *intent.Reading, chosen *reading, a *Answer,
) error {
	a.Rest = chosen.words
	for i, c := range chosen.conditions {
		others := slices.Delete(slices.Clone(chosen.conditions), i, i+1)
		a.Interpreted = append(a.Interpreted, Interpretation{Field: c.Field, Values: c.Values, From: c.From, To: c.To,
			Text: c.Text(a.Applied), Applied: true, Query: intent.Without(a.Applied, others...)})
	}
	if slices.ContainsFunc(chosen.conditions, isPlace) {
		return nil
	}
	for _, c := range said.Absent {
		a.Warnings.Add(values.Absent("place-absent", c.Field, v.Label(ctx, c.Field, c.Values[0])))
	}
	perhaps := slices.Concat(said.Perhaps, said.Place)
	if len(perhaps) == 0 {
		return v.Err()
	}
	places := slices.DeleteFunc(slices.Clone(perhaps), func(c intent.Condition) bool { return !isPlace(c) })
	tries := [][]intent.Condition{slices.Concat(said.Kind, perhaps, said.Period)}
	if chosen.conditions == nil && len(places) > 0 {
		tries = append(tries, places)
	}
	for _, conditions := range tries {
		if done, err := s.offer(ctx, v, conditions, a); err != nil || done {
			return err
		}
	}
	if len(places) > 0 {
		name := places[0].Text(a.Applied)
		a.Warnings.Add(message.Message{Code: "place-as-word",
			RU: "Документов места «" + name + "» с такими словами нет: название искали как слово.",
			EN: "No document of the place “" + name + "” has these words: its name was looked for as a word."})
	}
	return v.Err()
}

// isPlace reports whether a condition is on a place.
func isPlace(c intent.Condition) bool { return c.Field != "kind" && c.Field != "date" }

// offer adds to a those of the conditions that were not taken for such, where all of them together
// would find something.
func (s *Service) offer(ctx context.Context, v *vocab.Vocabulary, cs []intent.Condition, a *Answer) (bool, error) {
	x := &reading{conditions: cs}
	if err := s.plan(ctx, v, x, a.Applied); err != nil {
		return false, err
	}
	q, err := s.narrowed(ctx, v, x)
	if err != nil {
		return false, err
	}
	res, _, err := x.plan.Search(ctx, q, plan.Level{}, false)
	if err != nil || res.Total == 0 {
		return false, err
	}
	taken := len(a.Interpreted)
	for _, c := range cs {
		if slices.ContainsFunc(a.Interpreted[:taken], func(x Interpretation) bool { return x.Field == c.Field }) {
			continue
		}
		a.Interpreted = append(a.Interpreted, Interpretation{Field: c.Field, Values: c.Values, From: c.From, To: c.To,
			Text: c.Text(a.Applied), Query: x.words, Total: res.Total})
	}
	return true, v.Err()
}
