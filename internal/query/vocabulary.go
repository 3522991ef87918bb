package query

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"letopis/index"
	"letopis/internal/text"
)

// vocabulary is what the index holds, as of some moment: its words for
// corrections, the values of its fields for conditions, what can be suggested.
// Each part is made when first asked for: most searches need none.
type vocabulary struct {
	idx     index.Index
	docs    int
	seq     uint64
	made    time.Time
	checked atomic.Int64 // when the index was last asked whether it has moved, Unix ns

	words   part[*spellers]
	values  part[map[string][]value] // by keyword field
	suggest part[*suggester]
}

// spellers are over the exact forms of the archive and over their stems.
type spellers struct{ exact, stems *speller }

// value is a facet value with the name people know it by.
type value struct {
	id, label, folded string
	count             int
}

// named are the fields whose values people may name in a query.
var named = []string{"city", "municipality", "territory", "settlement", "program", "kind", "region", "issuer"}

// part is made once, by the first who asks.
type part[T any] struct {
	once sync.Once
	made atomic.Bool
	make func(context.Context) (T, error)
	v    T
	err  error
}

func (p *part[T]) get(ctx context.Context) (T, error) {
	p.once.Do(func() {
		p.v, p.err = p.make(context.WithoutCancel(ctx)) // others wait for it
		p.made.Store(true)
	})
	return p.v, p.err
}

// vocabularies keeps the latest vocabulary and renews it in the background
// when the index has changed enough.
type vocabularies struct {
	latest  atomic.Pointer[vocabulary]
	renewal sync.Mutex
	build   func(ctx context.Context, idx index.Index) (*vocabulary, error)
	minAge  time.Duration
}

// get returns a vocabulary of idx. While a new one is made the last goes on serving.
func (vs *vocabularies) get(ctx context.Context, idx index.Index) (*vocabulary, error) {
	v := vs.latest.Load()
	if v == nil || v.idx != idx {
		fresh, err := vs.build(ctx, idx)
		if err != nil {
			return nil, fmt.Errorf("vocabulary of the index: %w", err)
		}
		vs.latest.CompareAndSwap(v, fresh)
		return fresh, nil
	}
	if time.Since(time.Unix(0, v.checked.Load())) > vs.minAge && vs.renewal.TryLock() {
		go func() {
			defer vs.renewal.Unlock()
			vs.renew(v)
		}()
	}
	return v, nil
}

// renew makes a new vocabulary when the index has moved by more than 2 % of its
// documents, or at all within an hour. An index that is being closed may fail:
// the old vocabulary serves on.
func (vs *vocabularies) renew(old *vocabulary) {
	ctx := context.Background()
	seq, err := old.idx.Seq(ctx)
	if err != nil {
		return
	}
	old.checked.Store(time.Now().UnixNano())
	moved := seq - old.seq
	if moved == 0 || moved*50 < uint64(old.docs) && time.Since(old.made) < time.Hour {
		return
	}
	v, err := vs.build(ctx, old.idx)
	if err != nil {
		return
	}
	for _, err := range []error{follow(ctx, &v.words, &old.words), follow(ctx, &v.values, &old.values), follow(ctx, &v.suggest, &old.suggest)} {
		if err != nil {
			return
		}
	}
	vs.latest.CompareAndSwap(old, v)
}

// follow makes a part that was in use, so that no reader waits for it.
func follow[T any](ctx context.Context, p, old *part[T]) error {
	if !old.made.Load() {
		return nil
	}
	_, err := p.get(ctx)
	return err
}

func (s *Service) newVocabulary(ctx context.Context, idx index.Index) (*vocabulary, error) {
	v := &vocabulary{idx: idx, made: time.Now()}
	v.checked.Store(v.made.UnixNano())
	var err error
	if v.seq, err = idx.Seq(ctx); err != nil {
		return nil, err
	}
	st, err := idx.Stats(ctx)
	if err != nil {
		return nil, err
	}
	v.docs = st.Docs
	v.words.make = func(ctx context.Context) (*spellers, error) { return readSpellers(ctx, idx) }
	v.values.make = func(ctx context.Context) (map[string][]value, error) { return s.readValues(ctx, idx) }
	v.suggest.make = func(ctx context.Context) (*suggester, error) {
		values, err := v.values.get(ctx)
		if err != nil {
			return nil, err
		}
		titles, err := s.titles.follow(ctx, s.opts.Titles)
		if err != nil {
			return nil, err
		}
		return newSuggester(s.suggestEntries(values, titles)), nil
	}
	return v, nil
}

func readSpellers(ctx context.Context, idx index.Index) (*spellers, error) {
	exact, err := idx.Terms(ctx, "exact", "", 0)
	if err != nil {
		return nil, err
	}
	stems, err := idx.Terms(ctx, "body", "", 0)
	if err != nil {
		return nil, err
	}
	return &spellers{exact: newSpeller(exact), stems: newSpeller(stems)}, nil
}

func (s *Service) readValues(ctx context.Context, idx index.Index) (map[string][]value, error) {
	out := map[string][]value{}
	for _, field := range named {
		terms, err := idx.Terms(ctx, field, "", 0)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			label := s.label(field, t.Term)
			out[field] = append(out[field], value{t.Term, label, text.Fold(label), t.Count})
		}
	}
	return out, nil
}

// titleLog keeps the titles of the archive between vocabularies, so that only
// changes are read.
type titleLog struct {
	mu    sync.Mutex
	after uint64
	byID  map[string]string
}

// follow reads what changed and returns the titles by document. The map is the
// caller's.
func (l *titleLog) follow(ctx context.Context, read func(context.Context, uint64) ([]Title, uint64, error)) (map[string]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byID == nil {
		l.byID = map[string]string{}
	}
	for read != nil {
		titles, next, err := read(ctx, l.after)
		if err != nil {
			return nil, fmt.Errorf("titles: %w", err)
		}
		if len(titles) == 0 {
			break
		}
		for _, t := range titles {
			if t.Text == "" {
				delete(l.byID, t.ID)
			} else {
				l.byID[t.ID] = t.Text
			}
		}
		l.after = next
	}
	return maps.Clone(l.byID), nil
}
