// Package intent reads what a query says of the documents themselves in plain words: of
// which place they are, of which kind, of what time. «Постановления Галича о жкх за
// 2015–2017» is «жкх» among the постановления of Галич of these years. What is read is
// only offered: who asks the index decides whether it holds (query.Service). Read
// Reader.Read first.
package intent

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"letopis/internal/query/parse"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Mention is a place that words name.
type Mention struct {
	From, To int      // words, half-open
	Field    string   // "city", "municipality", "settlement", "region"
	IDs      []string // of the authority file; several are homonyms
	// Perhaps: the words mean something else, too: a surname, a thing.
	Perhaps bool
}

// Condition is what words of a query say of documents.
type Condition struct {
	Field    string   // that of a Mention, "kind" or "date"
	Values   []string // any of them; none of a date, and of «документы»
	From, To string   // of a date, as dates.Range takes them
	spans    []span
}

// span is a part of a query, in bytes.
type span struct{ start, end int }

// Text is what says c in q.
func (c Condition) Text(q string) string {
	var parts []string
	for _, s := range c.spans {
		parts = append(parts, q[s.start:s.end])
	}
	return strings.Join(parts, " ")
}

// prepositions stand before the names of places.
var prepositions = words.Set("в во на из по")

// Without is q without the words of conditions, and the prepositions before them.
func Without(q string, conditions ...Condition) string {
	var spans []span
	for _, c := range conditions {
		spans = append(spans, c.spans...)
	}
	slices.SortFunc(spans, func(a, b span) int { return b.start - a.start })
	for _, s := range spans {
		before := strings.TrimRight(q[:s.start], " ")
		if last := strings.LastIndexByte(before, ' ') + 1; prepositions[text.Fold(before[last:])] {
			before = before[:last]
		}
		q = before + " " + q[s.end:]
	}
	return strings.Join(strings.Fields(q), " ")
}

// Places finds the places that words name, in their order, none within another.
type Places func(words []string) []Mention

// Reader reads queries. It is safe for concurrent use.
type Reader struct{ places Places }

// New returns a Reader; places may be nil: no place is recognised.
func New(places Places) *Reader { return &Reader{places} }

// Reading is what a query says.
type Reading struct {
	Place        []Condition // a place, and the region that it is in
	Kind, Period []Condition // one each, or none
	// Perhaps is a place, or a kind, that the query may mean, and may not.
	Perhaps []Condition
	// Absent are the names of places that the archive has nothing of, by field.
	Absent []Condition
}

// word is a plain word of a query.
type word struct {
	folded string
	span
	run int // words of one run stand side by side: no quotation, condition or exclusion is between them
}

// placeFields are conditions that the reader wrote out: then no other is looked for.
var placeFields = []string{"city", "municipality", "settlement", "region"}

// Read reads the plain words of q, whose clauses are given. Its error is that of the index.
func (r *Reader) Read(ctx context.Context, v *vocab.Vocabulary, q string, clauses []parse.Clause) (*Reading, error) {
	out := &Reading{}
	if r.places == nil {
		return out, nil
	}
	ws := plain(clauses)
	if len(ws) == 0 {
		return out, nil
	}
	var mentions []Mention
	if !slices.ContainsFunc(clauses, func(c parse.Clause) bool { return slices.Contains(placeFields, c.Any[0].Field) }) {
		mentions = r.mentions(q, ws)
		if err := out.place(ctx, v, mentions, ws); err != nil {
			return nil, err
		}
	}
	if len(ws) == len(clauses) { // a sentence, nothing quoted or excluded
		out.sentence(ws, mentions)
	}
	return out, nil
}

// mentions are the places that words name, each within one run.
func (r *Reader) mentions(q string, ws []word) (out []Mention) {
	for from := 0; from < len(ws); {
		var typed []string
		to := from
		for ; to < len(ws) && ws[to].run == ws[from].run; to++ {
			typed = append(typed, q[ws[to].start:ws[to].end])
		}
		for _, m := range r.places(typed) {
			m.From, m.To = m.From+from, m.To+from
			out = append(out, m)
		}
		from = to
	}
	return out
}

// plain are the words of clauses that are nothing but words; marks around them are none
// of theirs.
func plain(clauses []parse.Clause) []word {
	var out []word
	run := 0
	for _, c := range clauses {
		op := c.Any[0]
		if c.Not || len(c.Any) > 1 || op.Kind != parse.Word || op.Field != "" {
			run++
			continue
		}
		isMark := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
		start := len(op.Text) - len(strings.TrimLeftFunc(op.Text, isMark))
		end := len(strings.TrimRightFunc(op.Text, isMark))
		if start >= end {
			continue
		}
		out = append(out, word{text.Fold(op.Text[start:end]), span{op.Start + start, op.Start + end}, run})
	}
	return out
}

// place takes the place of the query from what it mentions: one, or one within a region.
// Of several side by side documents are wanted that tell of all: they stay words.
func (o *Reading) place(ctx context.Context, v *vocab.Vocabulary, mentions []Mention, ws []word) error {
	for _, x := range mentions {
		c := Condition{Field: x.Field, Values: x.IDs, spans: []span{{ws[x.From].start, ws[x.To-1].end}}}
		there, err := inArchive(ctx, v, x)
		if err != nil {
			return err
		}
		switch {
		case len(there) == 0 && len(x.IDs) == 1 && !x.Perhaps:
			o.Absent = append(o.Absent, c)
		case len(there) == 0:
		case x.Perhaps:
			c.Values = there
			o.Perhaps = append(o.Perhaps, c)
		default:
			c.Values = there
			o.Place = append(o.Place, c)
		}
	}
	if len(o.Absent) > 0 || !nested(o.Place) {
		o.Place = nil
	}
	if len(o.Place) > 0 || len(o.Perhaps) > 1 {
		o.Perhaps = nil
	}
	return nil
}

// nested reports whether places are one in another: none twice, and of those below a region
// only a settlement and its municipality.
func nested(places []Condition) bool {
	of := map[string][]string{}
	for _, c := range places {
		if of[c.Field] != nil {
			return false
		}
		of[c.Field] = c.Values
	}
	switch below := len(places) - min(1, len(of["region"])); {
	case below < 2:
		return true
	case below > 2 || of["settlement"] == nil || of["municipality"] == nil:
		return false
	}
	district, _, _ := strings.Cut(of["settlement"][0], ".")
	return slices.Contains(of["municipality"], district)
}

// inArchive are those of the places of a mention that the archive has documents of.
func inArchive(ctx context.Context, v *vocab.Vocabulary, x Mention) ([]string, error) {
	field := x.Field
	if field == "municipality" { // what is no more, too
		field = "territory"
	}
	values, err := v.Values(ctx, field)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range x.IDs {
		if slices.ContainsFunc(values, func(have vocab.Value) bool { return have.ID == id }) {
			out = append(out, id)
		}
	}
	return out, nil
}
