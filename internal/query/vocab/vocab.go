// Package vocab has what an index holds, as of some moment: its words for corrections, the
// values of its fields for conditions, what can be suggested. A Keeper renews it while
// the archive changes. Read Vocabulary first, then Keeper.
package vocab

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"letopis/index"
	"letopis/internal/query/spell"
	"letopis/internal/query/suggest"
	"letopis/internal/text"
)

// Vocabulary is what the index held at one moment. Each part is made when first asked
// for: most searches need none. It is safe for concurrent use.
type Vocabulary struct {
	Index index.Index
	Docs  int

	seq     uint64
	made    time.Time
	checked atomic.Int64 // when the index was last asked whether it has moved, Unix ns

	words     part[*Words]
	values    part[map[string][]Value] // by keyword field
	completer part[*suggest.Completer]
}

// Words are the exact forms of the archive and their stems.
type Words struct{ Exact, Stems *spell.Dictionary }

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

// Words returns the words of the archive.
func (v *Vocabulary) Words(ctx context.Context) (*Words, error) { return v.words.get(ctx) }

// Values returns the values of one of NamedFields; an issuer once for each of its names.
func (v *Vocabulary) Values(ctx context.Context, field string) ([]Value, error) {
	all, err := v.values.get(ctx)
	return all[field], err
}

// Completer returns what completes a query by what the archive has.
func (v *Vocabulary) Completer(ctx context.Context) (*suggest.Completer, error) {
	return v.completer.get(ctx)
}

// State is one of the archive as a vocabulary sees it: what was found out of a word
// holds as long.
type State struct {
	vocabulary int64 // when it was made, Unix ns
	seq        uint64
}

// State returns the state of now.
func (v *Vocabulary) State(ctx context.Context) (State, error) {
	seq, err := v.Index.Seq(ctx)
	return State{v.made.UnixNano(), seq}, err
}

// Has reports whether a stem occurs in the archive's texts; false when the index cannot
// be asked, which the search that follows will say. It takes microseconds.
func (v *Vocabulary) Has(ctx context.Context, stem string) bool {
	if stem == "" {
		return false
	}
	n, err := v.Index.Counts(ctx, "body", []string{stem})
	return err == nil && n[0] > 0
}

// InArchive returns those of stems that occur in the archive's texts.
func (v *Vocabulary) InArchive(ctx context.Context, stems []string) ([]string, error) {
	if len(stems) == 0 {
		return nil, nil
	}
	counts, err := v.Index.Counts(ctx, "body", stems)
	if err != nil {
		return nil, err
	}
	var out []string
	for i, n := range counts {
		if n > 0 {
			out = append(out, stems[i])
		}
	}
	return out, nil
}

// Rare returns those of stems that occur, when stem itself is a rare word: a name is in
// a small part of the documents.
func (v *Vocabulary) Rare(ctx context.Context, stem string, stems []string) ([]string, error) {
	if len(stems) == 0 {
		return nil, nil
	}
	counts, err := v.Index.Counts(ctx, "body", append([]string{stem}, stems...))
	limit := max(20, v.Docs/5)
	if err != nil || counts[0] > limit {
		return nil, err
	}
	var out []string
	for i, n := range counts[1:] {
		if n > 0 && n <= limit && !slices.Contains(out, stems[i]) {
			out = append(out, stems[i])
		}
	}
	return out, nil
}

// part is made once, by the first who asks.
type part[T any] struct {
	once sync.Once
	made atomic.Bool
	make func(context.Context) (T, error)
	v    T
	err  error
}

func (p *part[T]) get(ctx context.Context) (T, error) {
	p.build(context.WithoutCancel(ctx)) // others wait for it
	return p.v, p.err
}

func (p *part[T]) build(ctx context.Context) {
	p.once.Do(func() {
		p.v, p.err = p.make(ctx)
		p.made.Store(true)
	})
}

// follow makes a part that was in use, so that no reader waits for it. Nobody else has p
// yet, so it ends with ctx.
func (p *part[T]) follow(ctx context.Context, old *part[T]) error {
	if !old.made.Load() {
		return nil
	}
	p.build(ctx)
	return p.err
}

func readWords(ctx context.Context, idx index.Index) (*Words, error) {
	exact, err := idx.Terms(ctx, "exact", "", 0)
	if err != nil {
		return nil, err
	}
	stems, err := idx.Terms(ctx, "body", "", 0)
	if err != nil {
		return nil, err
	}
	return &Words{Exact: spell.New(exact), Stems: spell.New(stems)}, nil
}

func readValues(
	ctx context.Context, idx index.Index, label func(ctx context.Context, field, value string) string,
) (map[string][]Value, error) {
	out := map[string][]Value{}
	issuers, err := readIssuers(ctx, idx)
	if err != nil {
		return nil, err
	}
	for _, field := range NamedFields {
		terms, err := idx.Terms(ctx, field, "", 0)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			names := issuers[t.Term]
			if field != "issuer" || names == nil {
				names = []string{label(ctx, field, t.Term)}
			}
			for _, name := range names {
				out[field] = append(out[field], Value{t.Term, name, FoldName(name), t.Count})
			}
		}
	}
	return out, ctx.Err() // labels that were given up are none to keep
}

// readIssuers returns the names of issuers by id: that of the authority file, then those
// that documents write.
func readIssuers(ctx context.Context, idx index.Index) (map[string][]string, error) {
	out := map[string][]string{}
	for _, field := range []string{"issuer_label", "issuer_name"} {
		terms, err := idx.Terms(ctx, field, "", 0)
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
