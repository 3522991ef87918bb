package vocab

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"letopis/index"
	"letopis/internal/query/suggest"
	"letopis/internal/text"
)

// Options of a Keeper.
type Options struct {
	Text   *text.Analyzer
	Label  func(ctx context.Context, field, value string) string // the name people know a value by
	Titles TitleReader                                           // nil: titles are not suggested
	// Refresh is how often a changed index is looked at anew.
	Refresh time.Duration
}

// Keeper keeps the latest vocabulary and renews it in the background, one renewal at a
// time, when the index has changed enough. It is safe for concurrent use.
type Keeper struct {
	o       Options
	latest  atomic.Pointer[Vocabulary]
	titles  titleLog
	renewal sync.Mutex
	// jobs is the context of renewals: they serve no single request, and end with Close.
	jobs    context.Context
	end     context.CancelFunc
	closing sync.Once
}

// NewKeeper returns a Keeper. Close it.
func NewKeeper(o Options) *Keeper {
	k := &Keeper{o: o}
	k.jobs, k.end = context.WithCancel(context.Background())
	return k
}

// Close ends a renewal that is going on, waits for it, and lets none begin. Vocabularies
// go on serving.
func (k *Keeper) Close() {
	k.closing.Do(func() {
		k.end()
		k.renewal.Lock() // for good
	})
}

// Get returns a vocabulary of idx. While a new one is made the last goes on serving.
func (k *Keeper) Get(ctx context.Context, idx index.Index) (*Vocabulary, error) {
	v := k.latest.Load()
	if v == nil || v.Index != idx {
		fresh, err := k.build(ctx, idx)
		if err != nil {
			return nil, fmt.Errorf("vocabulary of the index: %w", err)
		}
		k.latest.CompareAndSwap(v, fresh)
		return fresh, nil
	}
	if time.Since(time.Unix(0, v.checked.Load())) > k.o.Refresh && k.renewal.TryLock() {
		go func() {
			defer k.renewal.Unlock()
			k.renew(v)
		}()
	}
	return v, nil
}

// renew makes a new vocabulary when the index has moved by more than 2 % of its
// documents, or at all within an hour. An index that is being closed may fail:
// the old vocabulary serves on.
func (k *Keeper) renew(old *Vocabulary) {
	seq, err := old.Index.Seq(k.jobs)
	if err != nil {
		return
	}
	old.checked.Store(time.Now().UnixNano())
	moved := seq - old.seq
	if moved == 0 || moved*50 < uint64(old.Docs) && time.Since(old.made) < time.Hour {
		return
	}
	v, err := k.build(k.jobs, old.Index)
	if err != nil || v.follow(k.jobs, old) != nil {
		return
	}
	k.latest.CompareAndSwap(old, v)
}

// follow makes the parts that were in use.
func (v *Vocabulary) follow(ctx context.Context, old *Vocabulary) error {
	if err := v.words.follow(ctx, &old.words); err != nil {
		return err
	}
	if err := v.values.follow(ctx, &old.values); err != nil {
		return err
	}
	return v.completer.follow(ctx, &old.completer)
}

// build returns a vocabulary of idx none of whose parts is made yet.
func (k *Keeper) build(ctx context.Context, idx index.Index) (*Vocabulary, error) {
	v := &Vocabulary{Index: idx, made: time.Now()}
	v.checked.Store(v.made.UnixNano())
	var err error
	if v.seq, err = idx.Seq(ctx); err != nil {
		return nil, err
	}
	st, err := idx.Stats(ctx)
	if err != nil {
		return nil, err
	}
	v.Docs = st.Docs
	v.words.make = func(ctx context.Context) (*Words, error) { return readWords(ctx, idx) }
	v.values.make = func(ctx context.Context) (map[string][]Value, error) { return readValues(ctx, idx, k.o.Label) }
	v.completer.make = func(ctx context.Context) (*suggest.Completer, error) { return k.newCompleter(ctx, v) }
	return v, nil
}

func (k *Keeper) newCompleter(ctx context.Context, v *Vocabulary) (*suggest.Completer, error) {
	var named []suggest.Named
	for _, kind := range suggest.NamedKinds {
		values, err := v.Values(ctx, kind)
		if err != nil {
			return nil, err
		}
		for _, x := range values {
			named = append(named, suggest.Named{
				Suggestion: suggest.Suggestion{Kind: kind, Text: x.Label, ID: x.ID}, Count: x.Count})
		}
	}
	titles, err := k.titles.follow(ctx, k.o.Titles)
	if err != nil {
		return nil, err
	}
	return suggest.New(k.o.Text, named, titles), nil
}
