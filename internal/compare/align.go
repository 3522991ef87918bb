package compare

import "slices"

// pair is a pair of indexes with equal items.
type pair struct{ a, b int }

// Limits of align.
const (
	maxDepth       = 12  // of recursive anchoring
	maxDifferences = 100 // per step of Myers' algorithm
)

// align returns index pairs of equal items, increasing in both lists, as many as it finds. Items that occur once in
// each list and in the same order are anchors (patience diff). Between them Myers' algorithm proceeds in steps: after
// a number of differences it restarts from the farthest point reached. So it takes linear time, and the result is
// minimal only if there are few differences.
func align(a, b []uint32) []pair {
	var out []pair
	alignRange(a, b, 0, 0, 0, &out)
	return out
}

func alignRange(a, b []uint32, i, j, depth int, out *[]pair) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		*out = append(*out, pair{i, j})
		a, b, i, j = a[1:], b[1:], i+1, j+1
	}
	n, m := len(a), len(b)
	for n > 0 && m > 0 && a[n-1] == b[m-1] {
		n, m = n-1, m-1
	}
	tail := len(a) - n
	if n > 0 && m > 0 {
		var at []pair
		if depth < maxDepth && n+m > 8 {
			at = anchors(a[:n], b[:m])
		}
		if len(at) == 0 {
			steps(a[:n], b[:m], i, j, out)
		} else {
			from := pair{0, 0}
			for _, p := range append(at, pair{n, m}) {
				alignRange(a[from.a:p.a], b[from.b:p.b], i+from.a, j+from.b, depth+1, out)
				if p.a < n {
					*out = append(*out, pair{i + p.a, j + p.b})
				}
				from = pair{p.a + 1, p.b + 1}
			}
		}
	}
	for k := range tail {
		*out = append(*out, pair{i + n + k, j + m + k})
	}
}

// anchors returns the longest common subsequence of items that occur exactly once in each list.
func anchors(a, b []uint32) []pair {
	type places struct{ a, b, inA, inB int32 }
	seen := make(map[uint32]*places, len(a))
	for i, x := range a {
		if p := seen[x]; p != nil {
			p.inA++
		} else {
			seen[x] = &places{a: int32(i), inA: 1}
		}
	}
	for j, x := range b {
		if p := seen[x]; p != nil {
			p.inB++
			p.b = int32(j)
		}
	}
	var once []pair
	for i, x := range a {
		if p := seen[x]; p.inA == 1 && p.inB == 1 {
			once = append(once, pair{i, int(p.b)})
		}
	}
	return longestIncreasing(once)
}

// longestIncreasing returns the longest subsequence of pairs that is increasing in b, given pairs increasing in a, by
// patience sorting.
func longestIncreasing(pairs []pair) []pair {
	var piles []int // last pair of the best subsequence of each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		k, _ := slices.BinarySearchFunc(piles, p.b, func(x, b int) int { return pairs[x].b - b })
		before[i] = -1
		if k > 0 {
			before[i] = piles[k-1]
		}
		if k == len(piles) {
			piles = append(piles, i)
		} else {
			piles[k] = i
		}
	}
	out := make([]pair, len(piles))
	for k, i := len(piles)-1, -1; k >= 0; k-- {
		if i < 0 {
			i = piles[k]
		}
		out[k], i = pairs[i], before[i]
	}
	return out
}

// steps aligns by Myers' algorithm in bounded steps.
func steps(a, b []uint32, i, j int, out *[]pair) {
	for len(a) > 0 && len(b) > 0 {
		x, y := step(a, b, i, j, out)
		a, b, i, j = a[x:], b[y:], i+x, j+y
	}
}

// reached is the progress of a step: number of differences, diagonal, and items read of both lists.
type reached struct{ differences, diagonal, items int }

// step proceeds from the start of both lists to their ends or for maxDifferences differences, appends the pairs
// found, and returns how far it came.
func step(a, b []uint32, i, j int, out *[]pair) (x, y int) {
	n, m := len(a), len(b)
	bound := min(n+m, maxDifferences)
	v := make([]int32, 2*bound+3) // by diagonal: number of items of a read
	at := func(k int) int { return k + bound + 1 }
	var trace [][]int32
	var best reached
	for d := 0; d <= bound && best.items < n+m; d++ {
		for k := -d; k <= d; k += 2 {
			x := int(v[at(k-1)]) + 1
			if k == -d || k != d && v[at(k-1)] < v[at(k+1)] {
				x = int(v[at(k+1)])
			}
			for x < n && x-k < m && a[x] == b[x-k] {
				x++
			}
			v[at(k)] = int32(x)
			if x <= n && x-k <= m && 2*x-k > best.items {
				best = reached{d, k, 2*x - k}
			}
		}
		trace = append(trace, slices.Clone(v[at(-d):at(d)+1]))
	}
	return best.walkBack(trace, i, j, out)
}

// walkBack appends the pairs on the path to the point reached.
func (r reached) walkBack(trace [][]int32, i, j int, out *[]pair) (x, y int) {
	x = (r.items + r.diagonal) / 2
	from, at, k := len(*out), x, r.diagonal
	for d := r.differences; d >= 0; d-- {
		start, next := 0, k // start of the run of equal items, and the diagonal of the path before it
		if d > 0 {
			before := func(k int) int { return int(trace[d-1][k+d-1]) }
			if k == -d || k != d && before(k-1) < before(k+1) {
				next = k + 1
				start = before(next)
			} else {
				next = k - 1
				start = before(next) + 1
			}
		}
		for ; at > start; at-- {
			*out = append(*out, pair{i + at - 1, j + at - 1 - k})
		}
		if d > 0 {
			at = int(trace[d-1][next+d-1])
		}
		k = next
	}
	slices.Reverse((*out)[from:])
	return x, x - r.diagonal
}
