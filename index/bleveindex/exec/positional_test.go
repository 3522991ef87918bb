package exec

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func placesOf(positions [][]uint32) (p places) {
	for _, list := range positions {
		p.positions = append(p.positions, list...)
		p.ends = append(p.ends, len(p.positions))
	}
	return p
}

// nearCounter counts as somebody would who tries each window.
func TestNearCounter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		positions := make([][]uint32, 1+r.IntN(4))
		for i := range positions {
			for range 1 + r.IntN(6) {
				positions[i] = append(positions[i], uint32(r.IntN(40)))
			}
			slices.Sort(positions[i])
			positions[i] = slices.Compact(positions[i])
		}
		window := 1 + r.IntN(12)
		want := 0
		for _, p := range positions[0] {
			for from := int(p) - window + 1; from <= int(p); from++ {
				if !slices.ContainsFunc(positions, func(list []uint32) bool {
					return !slices.ContainsFunc(list, func(q uint32) bool { return int(q) >= from && int(q) < from+window })
				}) {
					want++
					break
				}
			}
		}
		if got := nearCounter(window)(placesOf(positions)); got != want {
			t.Fatalf("%v within %d: %d, want %d", positions, window, got, want)
		}
	}
	if n := nearCounter(5)(placesOf([][]uint32{{1, 2}, {}})); n != 0 {
		t.Errorf("a term that is not there is near %d times", n)
	}
}
