package vocab

import (
	"context"
	"fmt"
	"sync"

	"letopis/index"
	"letopis/internal/query/suggest"
	"letopis/internal/text"
)

// Options of a Keeper.
type Options struct {
	Text   *text.Analyzer
	Label  Label
	Names  Names       // nil: each by Label
	Titles TitleReader // nil: titles are not suggested
}

// Label returns the name people know a value by, and with an error the value itself.
type Label func(ctx context.Context, field, value string) (string, error)

// Names returns the names of all values of a field by value, nil for a field whose names are asked for one by one.
type Names func(ctx context.Context, field string) (map[string]string, error)

// TitleReader returns titles that changed after a point of its log, and the point it has
// come to; none when there are no more.
type TitleReader func(ctx context.Context, after uint64) (titles []suggest.Title, next uint64, err error)

// Keeper has the vocabulary of the state that an index is in, and what can be suggested. It is
// safe for concurrent use.
type Keeper struct {
	o Options

	mu     sync.Mutex
	latest *kept
	states State // given so far

	completer *suggest.Completer
	following chan struct{} // has room for the one who brings the completer up to date
	titlesAt  uint64        // how far the log of titles was read; of the one who follows
	namedAt   State         // whose values the completer has; likewise
}

// NewKeeper returns a Keeper.
func NewKeeper(o Options) *Keeper {
	return &Keeper{o: o, completer: suggest.New(o.Text), following: make(chan struct{}, 1)}
}

// Get returns the vocabulary of idx as it is now. It takes microseconds: what the vocabulary
// has is found out when it is asked for.
func (k *Keeper) Get(ctx context.Context, idx index.Index) (*Vocabulary, error) {
	seq, err := idx.Seq(ctx)
	if err != nil {
		return nil, fmt.Errorf("vocabulary of the index: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.latest == nil || k.latest.index != idx || k.latest.seq != seq {
		k.states++
		k.latest = &kept{index: idx, seq: seq, state: k.states, label: k.o.Label, names: k.o.Names,
			values: map[string]*values{}}
	}
	return &Vocabulary{Index: idx, kept: k.latest}, nil
}

// Completer returns what completes a query by what v and the log of titles have now. The first
// call reads all titles, later ones what changed since the last.
func (k *Keeper) Completer(ctx context.Context, v *Vocabulary) (*suggest.Completer, error) {
	select {
	case k.following <- struct{}{}:
		defer func() { <-k.following }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if k.namedAt < v.state {
		named, err := v.named(ctx)
		if err != nil {
			return nil, err
		}
		k.completer.SetNamed(named)
		k.namedAt = v.state
	}
	for k.o.Titles != nil {
		titles, next, err := k.o.Titles(ctx, k.titlesAt)
		if err != nil {
			return nil, fmt.Errorf("titles: %w", err)
		}
		if len(titles) == 0 {
			break
		}
		k.completer.SetTitles(titles)
		k.titlesAt = next
	}
	return k.completer, nil
}

// named are the places and programmes that may be suggested.
func (v *Vocabulary) named(ctx context.Context) ([]suggest.Named, error) {
	var out []suggest.Named
	for _, kind := range suggest.NamedKinds {
		values, err := v.Values(ctx, kind)
		if err != nil {
			return nil, fmt.Errorf("names to suggest: %w", err)
		}
		for _, x := range values {
			out = append(out, suggest.Named{Kind: kind, ID: x.ID, Name: x.Label, Count: x.Count})
		}
	}
	return out, nil
}
