package docset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"letopis/index/bleveindex/docset"
)

const universe = 1000

// random makes a set of a share of all documents, in one of the forms that sets have, and
// lists it.
func random(r *rand.Rand) (docset.Set, []uint32) {
	share := []float64{0, 0.002, 0.05, 0.5, 0.98}[r.IntN(5)]
	docs, bits := []uint32{}, docset.NewBits(universe)
	for d := range uint32(universe) {
		if r.Float64() < share {
			docs = append(docs, d)
			bits.Set(d)
		}
	}
	switch r.IntN(4) {
	case 0:
		return docset.Of(universe, docs, nil), docs
	case 1:
		return docset.Of(universe, docs, bits), docs
	case 2:
		return docset.OfBits(universe, bits), docs
	}
	all := docset.Ascending(universe)
	return docset.All(all), all
}

// keep lists the documents that ok accepts.
func keep(ok func(uint32) bool) []uint32 {
	return slices.DeleteFunc(docset.Ascending(universe), func(d uint32) bool { return !ok(d) })
}

// TestOperations compares every operation with a naive one.
func TestOperations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	has := func(list []uint32, d uint32) bool { _, ok := slices.BinarySearch(list, d); return ok }
	for range 500 {
		var mem docset.Arena
		n := 1 + r.IntN(4)
		sets, lists := make([]*docset.Set, n), make([][]uint32, n)
		for i := range sets {
			s, list := random(r)
			sets[i], lists[i] = &s, list
		}
		count := func(d uint32) (n int) {
			for _, l := range lists {
				if has(l, d) {
					n++
				}
			}
			return n
		}
		check := func(name string, got docset.Set, want []uint32) {
			t.Helper()
			if got.Len() != len(want) || !slices.Equal(got.Docs(&mem), want) || got.Bits(&mem).Count() != len(want) {
				t.Fatalf("%s of %d sets: %d documents, want %d", name, n, got.Len(), len(want))
			}
		}
		check("intersection", docset.Intersect(&mem, sets...), keep(func(d uint32) bool { return count(d) == n }))
		least := 1 + r.IntN(5)
		check("at least", docset.AtLeast(&mem, universe, sets, least), keep(func(d uint32) bool { return count(d) >= least }))
		union := mem.Bits(universe)
		for _, s := range sets {
			s.AddTo(union)
		}
		check("union", docset.OfBits(universe, union), keep(func(d uint32) bool { return count(d) > 0 }))
		other, list := random(r)
		check("difference", docset.Subtract(&mem, sets[0], &other), keep(func(d uint32) bool {
			return has(lists[0], d) && !has(list, d)
		}))
		within := []docset.Bits{sets[n-1].Bits(&mem), other.Bits(&mem)}
		check("narrowed", docset.Narrow(&mem, sets[0], within), keep(func(d uint32) bool {
			return has(lists[0], d) && has(lists[n-1], d) && has(list, d)
		}))
		a, b := within[0], within[1]
		common := len(keep(func(d uint32) bool { return has(lists[n-1], d) && has(list, d) }))
		if a.IntersectionCount(b) != common || a.SubsetOf(b) != (common == len(lists[n-1])) {
			t.Fatalf("%d common documents of %d and %d: %d, subset %t", common, len(lists[n-1]), len(list),
				a.IntersectionCount(b), a.SubsetOf(b))
		}
	}
}

func TestGallop(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		docs := keep(func(uint32) bool { return r.IntN(10) == 0 })
		from, d := r.IntN(len(docs)+1), uint32(r.IntN(universe+5))
		want, _ := slices.BinarySearch(docs[from:], d)
		if got := docset.Gallop(docs, from, d); got != from+want {
			t.Fatalf("first of %v from %d on that is not below %d: %d, want %d", docs, from, d, got, from+want)
		}
	}
}
