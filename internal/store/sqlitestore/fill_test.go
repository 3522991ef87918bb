package sqlitestore

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFill: every row has one place, and pages of many short rows stand hardly empty.
func TestFill(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 7, 200} {
		sizes := make([]int, n)
		for i := range sizes {
			sizes[i] = 200 + rng.IntN(3000)
		}
		if n > 2 {
			sizes[1] = 3 * pageRoom // which has room nowhere
		}
		order := fill(sizes, pageRoom)
		sorted := slices.Sorted(slices.Values(order))
		for i := range n {
			if len(sorted) != n || sorted[i] != i {
				t.Fatalf("%d rows: %v", n, order)
			}
		}
		if n < 200 {
			continue
		}
		pages, room, all := 1, pageRoom, 0
		for _, i := range order {
			if sizes[i] > pageRoom {
				continue
			}
			if sizes[i] > room {
				pages, room = pages+1, pageRoom
			}
			room -= sizes[i]
			all += sizes[i]
		}
		if used := float64(all) / float64(pages*pageRoom); used < .97 {
			t.Errorf("pages are full to %.2f", used)
		}
	}
}
