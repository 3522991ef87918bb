// Package segcache keeps what was decoded or worked out of segments: postings,
// the documents of filters, counts of facets. A segment never changes, so nothing kept
// is ever wrong; it goes when its segment goes, or when there is no room.
package segcache

import "letopis/internal/cache"

// Key names what is kept of a segment. Kind keeps apart what is called by the same
// field and term; it is "" for a term's postings.
type Key struct {
	Segment           uint64
	Kind, Field, Term string
}

// Value is what is kept; it does not change once it is, nor does Bytes, the memory
// that it takes, about.
type Value interface{ Bytes() int64 }

// Cache holds values within a number of bytes. It is safe for concurrent use.
type Cache struct {
	largest int64
	values  *cache.Cache[Key, Value]
	asked   *cache.Cache[Key, struct{}] // keys asked for once, without a value
}

// maxAsked is how many keys without a value are known.
const maxAsked = 1 << 17

// New returns an empty cache of maxBytes.
func New(maxBytes int64) *Cache {
	return &Cache{
		largest: maxBytes / 4,
		values:  cache.New[Key](maxBytes, Value.Bytes),
		asked:   cache.New[Key, struct{}](maxAsked, nil),
	}
}

// Get returns the value of a key, the zero V where there is none. All values of a kind
// have one type, V.
func Get[V Value](c *Cache, k Key) (v V) {
	if kept, ok := c.values.Get(k); ok {
		v, _ = kept.(V)
	}
	return v
}

// Put keeps a value, in place of another of the same key. One that would take more
// than a quarter of the cache is not kept.
func (c *Cache) Put(k Key, v Value) {
	if v.Bytes() <= c.largest {
		c.values.Put(k, v)
	}
}

// AskedBefore reports whether it was called with this key before, some while ago at the
// most. What is asked for once is mostly not asked for again, and not worth the
// work of keeping it.
func (c *Cache) AskedBefore(k Key) bool { return !c.asked.Add(k, struct{}{}) }

// Retain drops what belongs to other segments than these.
func (c *Cache) Retain(segments map[uint64]bool) {
	c.values.DeleteFunc(func(k Key, _ Value) bool { return !segments[k.Segment] })
	c.asked.DeleteFunc(func(k Key, _ struct{}) bool { return !segments[k.Segment] })
}

// Clear drops everything.
func (c *Cache) Clear() {
	c.values.Clear()
	c.asked.Clear()
}

// Stats returns the figures of the values; Cost is in bytes.
func (c *Cache) Stats() cache.Stats { return c.values.Stats() }
