// Package label names values for people: places from the gazetteer, programmes from the documents that mention them,
// and the conditions of a search in words. Read Labels first.
package label

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
)

// Labels returns display names of facet values. Names of places come from the gazetteer; those of issuers and
// programmes come from their documents, through the index. Each is looked up on first use and cached until the index
// changes. Safe for concurrent use.
type Labels struct {
	Gazetteer
	store archive.Store
	idx   func() index.Index

	mu       sync.RWMutex
	at       uint64             // sequence number of the index; no cached name is older
	programs map[string]Program // by id; the zero Program if there is none
	issuers  map[string]string  // by id
}

// maxLabels limits the number of cached names of each kind, at about 0.5 KB each.
const maxLabels = 200_000

// New returns Labels that look up names in the current index and the store.
func New(store archive.Store, idx func() index.Index, g Gazetteer) *Labels {
	return &Labels{Gazetteer: g, store: store, idx: idx, programs: map[string]Program{},
		issuers: map[string]string{}}
}

// Label returns the name of a facet value, or the value itself if it has no other name.
func (l *Labels) Label(ctx context.Context, field, value string) (string, error) {
	switch field {
	case "city", "city_event", "city_mentioned":
		if c, ok := l.City(value); ok {
			return c.Name, nil
		}
	case "municipality", "territory", "settlement":
		return cmp.Or(l.UnitName(value), value), nil
	case "program", "program_mentioned":
		p, err := l.Program(ctx, value)
		return cmp.Or(p.Name, value), err
	case "issuer":
		return l.Issuer(ctx, value)
	}
	return value, nil
}

// Issuer returns the canonical name of an issuer by its id, or the id itself if there is none.
func (l *Labels) Issuer(ctx context.Context, id string) (string, error) {
	if !strings.Contains(id, "/") {
		return id, nil
	}
	at, err := l.follow(ctx)
	if err != nil {
		return id, err
	}
	l.mu.RLock()
	name, ok := l.issuers[id]
	l.mu.RUnlock()
	if ok {
		return name, nil
	}
	terms, err := l.idx().Terms(ctx, "issuer_label", index.Named(id, ""), 1)
	if err != nil {
		return id, fmt.Errorf("reading the name of issuer %s: %w", id, err)
	}
	if len(terms) == 0 {
		return id, nil
	}
	_, name = index.CutNamed(terms[0].Term)
	l.keep(at, func() { l.issuers[id] = name })
	return name, nil
}

// follow clears the cache if the index has changed, and returns its sequence number.
func (l *Labels) follow(ctx context.Context) (uint64, error) {
	seq, err := l.idx().Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the index's sequence number: %w", err)
	}
	l.mu.RLock()
	known := l.at == seq
	l.mu.RUnlock()
	if known {
		return seq, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.programs)
	clear(l.issuers)
	l.at = seq
	return seq, nil
}

// keep stores a name that was looked up at a sequence number of the index, unless the index has changed.
func (l *Labels) keep(at uint64, set func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.at == at && len(l.programs) < maxLabels && len(l.issuers) < maxLabels {
		set()
	}
}

// titlesAtOnce is how many titles are read from the store at a time.
const titlesAtOnce = 2000

// Titles returns titles that changed after a position in the store's log, with "" for removed documents, and the
// position reached. It serves suggestions.
func (l *Labels) Titles(ctx context.Context, after uint64) ([]query.Title, uint64, error) {
	titles, err := l.store.Titles(ctx, archive.Seq(after), titlesAtOnce)
	if err != nil {
		return nil, after, err
	}
	out := make([]query.Title, len(titles))
	for i, t := range titles {
		out[i], after = query.Title{ID: t.ID, Text: t.Text}, uint64(t.Seq)
	}
	return out, after, nil
}

// UnitName returns the name of a municipality or settlement, or "".
func (l *Labels) UnitName(id string) string {
	u, _ := l.Unit(id)
	return u.Name
}
