// Package cache is the one bounded cache of Letopis, for whatever is costly to
// make and may be made again: decoded postings, documents, answers, counters of
// clients.
//
// # Eviction
//
// Entries live in two generations. New ones, and old ones that are asked for
// again, go into the young generation. When it is full it becomes the old one, and
// what the old one still has, which nobody asked for in the meantime, is
// dropped. That keeps what is in use almost as well as an exact LRU does, but costs
// a look into one or two maps instead of a linked list: no pointers to follow, no
// allocation an entry, and whole generations are let go of at once.
//
// # Memory
//
// A cache holds at most its limit, counted in units of the caller's choice: bytes,
// when it is given a cost function, else entries. Each generation has half of it; a
// cache that is full holds between half of its limit and all of it. The cost of
// an entry is asked for once, when it is put: a value must not grow afterwards.
// The cache's own maps are not counted, about 100 bytes an entry and the key.
//
// # Concurrency
//
// A Cache is safe for concurrent use, under one mutex that is never held while the
// caller's code runs, but for the functions given to New, GetOrAdd and DeleteFunc,
// which must be quick and must not call the cache. Values are shared by all who
// get them: they must not be changed, or have a lock of their own. Two callers
// that miss the same key both make the value, and the later Put stays.
package cache

import "sync"

// Cache maps keys to values within a limit. Use New.
type Cache[K comparable, V any] struct {
	generation int64 // limit of one
	cost       func(V) int64

	mu                 sync.Mutex
	young, old         map[K]entry[V]
	youngCost, oldCost int64
	hits, misses       int64
}

type entry[V any] struct {
	value V
	cost  int64
}

// Stats are a cache's figures so far. Cost is what its entries cost now.
type Stats struct {
	Entries      int
	Cost         int64
	Hits, Misses int64
}

// New returns an empty cache for values that together cost limit at most, where
// cost tells what one costs, 1 or more; a nil cost counts entries. With a limit of
// 0 or below nothing is kept.
func New[K comparable, V any](limit int64, cost func(V) int64) *Cache[K, V] {
	if cost == nil {
		cost = func(V) int64 { return 1 }
	}
	return &Cache[K, V]{
		generation: (max(limit, 0) + 1) / 2,
		cost:       cost,
		young:      map[K]entry[V]{},
		old:        map[K]entry[V]{},
	}
}

// Get returns the value of a key and whether there is one.
func (c *Cache[K, V]) Get(k K) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.get(k)
}

// get is Get under the lock.
func (c *Cache[K, V]) get(k K) (v V, ok bool) {
	e, ok := c.young[k]
	if !ok {
		if e, ok = c.old[k]; ok {
			c.removeOld(k, e)
			c.insert(k, e)
		}
	}
	if ok {
		c.hits++
	} else {
		c.misses++
	}
	return e.value, ok
}

// Put keeps a value, in place of another of the same key. One that costs more than
// half of the limit is not kept, and the other is gone.
func (c *Cache[K, V]) Put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(k)
	c.insert(k, entry[V]{v, c.cost(v)})
}

// Add keeps a value unless its key has one, which counts as asking for it, and
// reports whether it had none. Of several callers one is told so.
func (c *Cache[K, V]) Add(k K, v V) (added bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.get(k); ok {
		return false
	}
	c.insert(k, entry[V]{v, c.cost(v)})
	return true
}

// GetOrAdd returns the value of a key; one that is absent is made and kept, under
// the lock, so that all callers get the same.
func (c *Cache[K, V]) GetOrAdd(k K, produce func() V) V {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.get(k)
	if !ok {
		v = produce()
		c.insert(k, entry[V]{v, c.cost(v)})
	}
	return v
}

// Delete drops the value of a key.
func (c *Cache[K, V]) Delete(k K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(k)
}

// DeleteFunc drops the entries that obsolete reports. It visits all of them.
func (c *Cache[K, V]) DeleteFunc(obsolete func(K, V) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, e := range c.young {
		if obsolete(k, e.value) {
			c.removeYoung(k, e)
		}
	}
	for k, e := range c.old {
		if obsolete(k, e.value) {
			c.removeOld(k, e)
		}
	}
}

// Clear drops everything. Hits and misses go on.
func (c *Cache[K, V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.young)
	clear(c.old)
	c.youngCost, c.oldCost = 0, 0
}

// Stats returns the figures of this moment.
func (c *Cache[K, V]) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Stats{Entries: len(c.young) + len(c.old), Cost: c.youngCost + c.oldCost, Hits: c.hits, Misses: c.misses}
}

// insert adds an entry whose key is in neither generation, under the lock.
func (c *Cache[K, V]) insert(k K, e entry[V]) {
	if e.cost > c.generation {
		return
	}
	if c.youngCost+e.cost > c.generation {
		c.young, c.old = c.old, c.young
		c.oldCost, c.youngCost = c.youngCost, 0
		clear(c.young) // its memory serves again
	}
	c.young[k] = e
	c.youngCost += e.cost
}

// remove drops an entry from whichever generation has it, under the lock.
func (c *Cache[K, V]) remove(k K) {
	if e, ok := c.young[k]; ok {
		c.removeYoung(k, e)
	} else if e, ok := c.old[k]; ok {
		c.removeOld(k, e)
	}
}

func (c *Cache[K, V]) removeYoung(k K, e entry[V]) {
	delete(c.young, k)
	c.youngCost -= e.cost
}

func (c *Cache[K, V]) removeOld(k K, e entry[V]) {
	delete(c.old, k)
	c.oldCost -= e.cost
}
