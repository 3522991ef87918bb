package masked

import (
	"hash/maphash"

	"letopis/internal/cache"
)

// Limits of the cache.
const (
	minRemembered = 64 << 10 // minimum size of a text to be cached, in bytes
	maxRemembered = 1 << 20  // total size of the cached ranges, in bytes
)

// finder is a Finder with a cache for long texts, because one page reads a document several times. It is safe for
// concurrent use.
type finder struct {
	of    Finder
	seeds [2]maphash.Seed
	found *cache.Cache[textKey, [][2]int]
}

// textKey identifies a text by its length and a 128-bit seeded hash, which cannot be predicted.
type textKey struct {
	size int
	sums [2]uint64
}

func newFinder(f Finder) finder {
	const entry, span = 200, 16 // estimated sizes in bytes
	return finder{f, [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		cache.New[textKey](maxRemembered, func(spans [][2]int) int64 { return entry + span*int64(len(spans)) })}
}

// find is Finder.Find. Its result is shared and must not be modified.
func (f *finder) find(s string) [][2]int {
	if len(s) < minRemembered {
		return f.of.Find(s)
	}
	key := textKey{len(s), [2]uint64{maphash.String(f.seeds[0], s), maphash.String(f.seeds[1], s)}}
	if spans, ok := f.found.Get(key); ok {
		return spans
	}
	spans := f.of.Find(s)
	f.found.Put(key, spans)
	return spans
}
