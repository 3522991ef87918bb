package topk

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestCircuit holds that no document is dropped that can reach what is needed, and that
// those are dropped whose parts are well below it.
func TestCircuit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var c circuit
	var memory [][window]uint64
	dropped := 0
	for range 3000 {
		n := 1 + r.IntN(maxParts+2)
		bounds := make([]float64, n)
		for i := range bounds {
			bounds[i] = 0.1 + r.Float64()*float64(1+r.IntN(3))
		}
		slices.SortFunc(bounds, func(a, b float64) int { return int(1e6 * (b - a)) })
		suffix := suffixSums(nil, n, func(i int) float64 { return bounds[i] })
		need := r.Float64() * suffix[0] * 1.1
		parts := make([][]uint64, n)
		for i := range parts {
			parts[i] = []uint64{r.Uint64(), r.Uint64()}
		}
		c.build(bounds, suffix, need)
		var pass []uint64
		switch c.root {
		case always:
			pass = []uint64{^uint64(0), ^uint64(0)}
		case never:
			pass = []uint64{0, 0}
		default:
			pass = c.run(parts[:min(n, maxParts)], &memory)
		}
		for d := range 128 {
			sum := 0.0
			for i, p := range parts {
				if i >= maxParts || p[d/64]>>(d%64)&1 == 1 {
					sum += bounds[i]
				}
			}
			switch ok := pass[d/64]>>(d%64)&1 == 1; {
			case sum >= need && !ok:
				t.Fatalf("parts of %v that sum up to %g of %g are dropped", bounds, sum, need)
			case sum < need*0.999 && ok:
				t.Fatalf("parts of %v that sum up to %g of %g pass", bounds, sum, need)
			case !ok:
				dropped++
			}
		}
	}
	if dropped == 0 {
		t.Error("nothing was dropped")
	}
}
