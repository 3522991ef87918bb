package query

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"letopis/index"
	"letopis/internal/text"
)

// vocabulary is what the index holds, as of some moment: the words for
// corrections and the values of facets for field conditions. Immutable.
type vocabulary struct {
	idx     index.Index
	docs    int
	seq     uint64
	spell   *speller // over exact forms
	stems   *speller
	values  map[string][]value // of a keyword field
	made    time.Time
	checked time.Time
	suggest *suggester
}

// value is a facet value with the name people know it by.
type value struct {
	id, label, folded string
	count             int
}

// resolved are the fields whose values people may name in a query.
var resolved = []string{"city", "program", "kind", "region", "issuer"}

// vocabularies keeps the latest vocabulary and renews it in the background
// when the index has changed enough.
type vocabularies struct {
	latest   atomic.Pointer[vocabulary]
	building sync.Mutex
	build    func(ctx context.Context, idx index.Index) (*vocabulary, error)
	minAge   time.Duration
}

// get returns a vocabulary of idx. The first is built at once; later ones while
// the last goes on serving.
func (vs *vocabularies) get(ctx context.Context, idx index.Index) (*vocabulary, error) {
	v := vs.latest.Load()
	if v != nil && v.idx == idx {
		if time.Since(v.checked) > vs.minAge && vs.building.TryLock() {
			go func() {
				defer vs.building.Unlock()
				vs.renew(idx, v)
			}()
		}
		return v, nil
	}
	vs.building.Lock()
	defer vs.building.Unlock()
	if v := vs.latest.Load(); v != nil && v.idx == idx {
		return v, nil
	}
	// Others wait for this one, so it must not die with the caller's request.
	v, err := vs.build(context.WithoutCancel(ctx), idx)
	if err != nil {
		return nil, fmt.Errorf("vocabulary of the index: %w", err)
	}
	vs.latest.Store(v)
	return v, nil
}

// renew builds a new vocabulary when the index has moved by more than 2 % of its
// documents, or at all within an hour. An index that is being closed may fail:
// the old vocabulary serves on.
func (vs *vocabularies) renew(idx index.Index, old *vocabulary) {
	ctx := context.Background()
	seq, err := idx.Seq(ctx)
	if err != nil {
		return
	}
	moved := seq - old.seq
	if moved == 0 || moved*50 < uint64(old.docs) && time.Since(old.made) < time.Hour {
		fresh := *old
		fresh.checked = time.Now()
		vs.latest.CompareAndSwap(old, &fresh)
		return
	}
	if v, err := vs.build(ctx, idx); err == nil {
		vs.latest.CompareAndSwap(old, v)
	}
}

// buildVocabulary reads what the index holds now.
func (s *Service) buildVocabulary(ctx context.Context, idx index.Index) (*vocabulary, error) {
	v := &vocabulary{idx: idx, values: map[string][]value{}, made: time.Now(), checked: time.Now()}
	var err error
	if v.seq, err = idx.Seq(ctx); err != nil {
		return nil, err
	}
	st, err := idx.Stats(ctx)
	if err != nil {
		return nil, err
	}
	v.docs = st.Docs
	words, err := idx.Terms(ctx, "exact", "", 0)
	if err != nil {
		return nil, err
	}
	v.spell = newSpeller(words)
	if words, err = idx.Terms(ctx, "body", "", 0); err != nil {
		return nil, err
	}
	v.stems = newSpeller(words)
	for _, field := range resolved {
		terms, err := idx.Terms(ctx, field, "", 0)
		if err != nil {
			return nil, err
		}
		for _, t := range terms {
			label := t.Term
			if s.opts.Label != nil {
				label = s.opts.Label(field, t.Term)
			}
			v.values[field] = append(v.values[field], value{t.Term, label, text.Fold(label), t.Count})
		}
	}
	titles, err := s.titles.follow(ctx, s.opts.Titles)
	if err != nil {
		return nil, err
	}
	v.suggest = newSuggester(s.suggestEntries(v.values, titles))
	return v, nil
}

// titleLog keeps the titles of the archive between vocabularies, so that only
// changes are read. Used by one builder at a time.
type titleLog struct {
	after uint64
	byID  map[string]string
}

func (l *titleLog) follow(ctx context.Context, read func(context.Context, uint64) ([]Title, uint64, error)) (map[string]string, error) {
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
	return l.byID, nil
}
