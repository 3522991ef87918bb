package text

import (
	_ "embed"
	"hash/fnv"
)

// StemFilter is a Bloom filter of stems: it forgets none, and takes less than one
// in a thousand strings for a stem that is none.
type StemFilter []byte

// knownStems are the stems of all words of the dictionary.
//
//go:embed known.bloom
var knownStems string

const (
	stemBitsEach = 16 // of the filter, for each stem
	stemHashes   = 8
)

// NewStemFilter returns a filter for n stems. Only the generator calls it.
func NewStemFilter(n int) StemFilter { return make(StemFilter, n*stemBitsEach/8+1) }

// Add puts a stem into the filter.
func (f StemFilter) Add(stem string) {
	for _, i := range stemPlaces(stem, len(f)) {
		f[i/8] |= 1 << (i % 8)
	}
}

func knownStem(stem string) bool {
	for _, i := range stemPlaces(stem, len(knownStems)) {
		if knownStems[i/8]&(1<<(i%8)) == 0 {
			return false
		}
	}
	return true
}

// stemPlaces are the bits of a stem in a filter of so many bytes: two hashes
// make the rest (Kirsch and Mitzenmacher).
func stemPlaces(stem string, bytes int) (bits [stemHashes]uint64) {
	h := fnv.New64a()
	h.Write([]byte(stem)) // never fails
	sum := h.Sum64()
	step := sum>>32 | 1
	for i := range bits {
		bits[i] = (sum + uint64(i)*step*0x9e3779b97f4a7c15) % (uint64(bytes) * 8)
	}
	return bits
}
