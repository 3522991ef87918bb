package masked

import (
	"hash/maphash"

	"letopis/internal/cache"
)

// Bounds of what is remembered.
const (
	minRemembered = 64 << 10 // bytes of a text that is worth it
	maxRemembered = 1 << 20  // bytes of ranges, of all texts
)

// finder finds personal data, and remembers where they are in long texts: one page asks for a document several times.
// Safe for concurrent use.
type finder struct {
	of    Finder
	seeds [2]maphash.Seed
	found *cache.Cache[textKey, [][2]int]
}

// textKey is a text: its length and 128 bits of it that nobody can foresee.
type textKey struct {
	size int
	sums [2]uint64
}

func remembering(f Finder) finder {
	const entry, span = 200, 16 // bytes
	return finder{f, [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		cache.New[textKey](maxRemembered, func(spans [][2]int) int64 { return entry + span*int64(len(spans)) })}
}

// find is Find of the Finder. What it returns is shared: it must not be changed.
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
