package bleveindex_test

import (
	"testing"

	"letopis/index/indextest"
)

// FuzzLikeMemindex compares with memindex on collections and queries of whatever seed.
func FuzzLikeMemindex(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) { indextest.Differential(t, openEngine(t, t.TempDir()), seed, true) })
}
