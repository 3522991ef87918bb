package bitlist_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"letopis/index/bitlist"
)

// TestAppend takes lists out of sets of all densities, from any number on and as long as one likes.
func TestAppend(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		words := make([]uint64, 1+r.IntN(5))
		var all []uint32
		share := r.Float64()
		for i := range uint32(64 * len(words)) {
			if r.Float64() < share {
				words[i/64] |= 1 << (i % 64)
				all = append(all, i)
			}
		}
		from := r.Uint32N(uint32(64 * len(words)))
		first, _ := slices.BinarySearch(all, from)
		n := r.IntN(len(all) - first + 1)
		want := append([]uint32{7}, all[first:first+n]...)
		if got := bitlist.Append([]uint32{7}, words, from, n); !slices.Equal(got, want) {
			t.Fatalf("%d numbers of %x from %d on: %v, want %v", n, words, from, got, want)
		}
	}
}
