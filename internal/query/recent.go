package query

import (
	"context"
	"sync"
)

// recent keeps what was worked out for the words asked last, in two generations of
// bounded size. Safe for concurrent use.
type recent[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]V
}

const mostRecent = 4096 // words of a generation, about 1 KB each

func (m *recent[K, V]) get(k K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.young[k]
	if !ok {
		v, ok = m.old[k]
	}
	return v, ok
}

func (m *recent[K, V]) put(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil || len(m.young) >= mostRecent {
		m.young, m.old = map[K]V{}, m.young
	}
	m.young[k] = v
}

// of returns what work makes of k, which must not depend on anything else.
func (m *recent[K, V]) of(k K, work func(K) V) V {
	v, ok := m.get(k)
	if !ok {
		v = work(k)
		m.put(k, v)
	}
	return v
}

// state is one of the archive as a vocabulary sees it: what was found out of a
// word holds as long.
type state struct {
	vocabulary int64 // when it was made, Unix ns
	seq        uint64
}

func (v *vocabulary) state(ctx context.Context) (state, error) {
	seq, err := v.idx.Seq(ctx)
	return state{v.made.UnixNano(), seq}, err
}
