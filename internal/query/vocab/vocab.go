// Package vocab has what the rooms of query ask of an index, as of one of its states: which
// words it holds and how often, the values of its fields for conditions, what can be
// suggested. What is remembered is of that state alone; a Keeper has it. Read
// Vocabulary first, then Keeper.
package vocab

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"letopis/index"
	"letopis/internal/text"
)

// Vocabulary is what an index holds in one of its states, or in a later one when it has
// changed meanwhile, as one query asks for it: for one goroutine. When the index or a label
// cannot be asked, the answer is that there is nothing, and Err is the first reason: what was
// made of such answers is not to be kept or shown.
type Vocabulary struct {
	Index index.Index
	*kept
	err error
}

// kept is what the queries of one state share.
type kept struct {
	index index.Index
	seq   uint64 // of the index when the state began
	state State
	label Label
	names Names // nil: by label

	docs   atomic.Int64 // plus 1; 0: not asked for yet
	mu     sync.Mutex   // of the map alone
	values map[string]*values
}

// values are those of a field. Asking for all may take minutes where the archive is large and its parts are far: each
// who waits for it has a context that ends, and who asks for something else does not wait.
type values struct {
	asking chan struct{} // has room for the one who asks
	known  bool
	all    []Value
}

// of returns the values of a field, which others may be asking for.
func (k *kept) of(field string) *values {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.values[field] == nil {
		k.values[field] = &values{asking: make(chan struct{}, 1)}
	}
	return k.values[field]
}

// State is one of the index: what was found out of a word in it holds as long. Each
// change of the index makes another.
type State uint64

// Value is a facet value with a name people know it by.
type Value struct {
	ID, Label, Folded string // Folded: see FoldName
	Count             int    // of documents
}

// FoldName folds the name of a value. Quotes are left out: names are written with them and
// without.
func FoldName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("«»„“”\"", r) {
			return -1
		}
		return r
	}, text.Fold(name))
}

// NamedFields are the fields whose values people may name in a query.
var NamedFields = []string{"city", "municipality", "territory", "settlement", "program", "kind", "region", "issuer"}

// State returns the state that v is of.
func (v *Vocabulary) State() State { return v.state }

// Err returns why something could not be asked for; nil when all could.
func (v *Vocabulary) Err() error { return v.err }

// Failed notes an error, of which the first is Err, and reports whether there is one.
func (v *Vocabulary) Failed(err error) bool {
	if v.err == nil {
		v.err = err
	}
	return err != nil
}

// Label returns the name people know a value by.
func (v *Vocabulary) Label(ctx context.Context, field, value string) string {
	name, err := v.label(ctx, field, value)
	v.Failed(err)
	return name
}

// Docs is the number of documents.
func (v *Vocabulary) Docs(ctx context.Context) (int, error) {
	if n := v.docs.Load(); n > 0 {
		return int(n) - 1, nil
	}
	res, err := v.Index.Search(ctx, index.Query{})
	if err != nil {
		return 0, err
	}
	v.docs.Store(int64(res.Total) + 1)
	return res.Total, nil
}

// Values returns the values of one of NamedFields, by ID; an issuer once for each of its names.
func (v *Vocabulary) Values(ctx context.Context, field string) ([]Value, error) {
	of := v.of(field)
	select {
	case of.asking <- struct{}{}:
		defer func() { <-of.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if of.known {
		return of.all, nil
	}
	all, err := v.askValues(ctx, field)
	if err != nil {
		return nil, err
	}
	of.all, of.known = all, true
	return all, nil
}

// askValues asks the index for the values of a field, and for their names.
func (v *Vocabulary) askValues(ctx context.Context, field string) ([]Value, error) {
	terms, err := v.Index.Terms(ctx, field, "", 0)
	if err != nil {
		return nil, err
	}
	known, err := v.namesOf(ctx, field)
	if err != nil {
		return nil, err
	}
	all := make([]Value, 0, len(terms))
	for _, t := range terms {
		names := known[t.Term]
		if names == nil {
			name, err := v.label(ctx, field, t.Term)
			if err != nil {
				return nil, err
			}
			names = []string{name}
		}
		for _, name := range names {
			all = append(all, Value{t.Term, name, FoldName(name), t.Count})
		}
	}
	return all, nil
}

// namesOf returns the names of values that are read all at once, by value.
func (v *Vocabulary) namesOf(ctx context.Context, field string) (map[string][]string, error) {
	if field == "issuer" {
		return v.issuers(ctx)
	}
	if v.names == nil {
		return nil, nil
	}
	one, err := v.names(ctx, field)
	out := make(map[string][]string, len(one))
	for id, name := range one {
		out[id] = []string{name}
	}
	return out, err
}

// issuers returns the names of issuers by id: that of the authority file, then those
// that documents write.
func (v *Vocabulary) issuers(ctx context.Context) (map[string][]string, error) {
	out := map[string][]string{}
	for _, field := range []string{"issuer_label", "issuer_name"} {
		terms, err := v.Index.Terms(ctx, field, "", 0)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			id, name := index.CutNamed(t.Term)
			out[id] = append(out[id], name)
		}
	}
	return out, nil
}

// Has reports whether a stem occurs in the archive's texts. It takes microseconds.
func (v *Vocabulary) Has(ctx context.Context, stem string) bool {
	return stem != "" && len(v.InArchive(ctx, []string{stem})) > 0
}

// Counts returns in how many documents of how many stems occur; nil when that cannot be asked.
func (v *Vocabulary) Counts(ctx context.Context, stems []string) (counts []int, docs int) {
	docs, err := v.Docs(ctx)
	if v.Failed(err) {
		return nil, 0
	}
	counts, err = v.Index.Counts(ctx, "body", stems)
	if v.Failed(err) {
		return nil, 0
	}
	return counts, docs
}

// InArchive returns those of stems that occur in the archive's texts.
func (v *Vocabulary) InArchive(ctx context.Context, stems []string) []string {
	if len(stems) == 0 {
		return nil
	}
	counts, err := v.Index.Counts(ctx, "body", stems)
	if v.Failed(err) {
		return nil
	}
	var out []string
	for i, n := range counts {
		if n > 0 {
			out = append(out, stems[i])
		}
	}
	return out
}

// Rare returns those of stems that occur, when stem itself is a rare word: a name is in
// a small part of the documents.
func (v *Vocabulary) Rare(ctx context.Context, stem string, stems []string) []string {
	if len(stems) == 0 {
		return nil
	}
	counts, docs := v.Counts(ctx, append([]string{stem}, stems...))
	limit := max(20, docs/5)
	if counts == nil || counts[0] > limit {
		return nil
	}
	var out []string
	for i, n := range counts[1:] {
		if n > 0 && n <= limit && !slices.Contains(out, stems[i]) {
			out = append(out, stems[i])
		}
	}
	return out
}
