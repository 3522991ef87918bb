package docset

// Ascending returns the numbers below n.
func Ascending(n int) []uint32 {
	list := make([]uint32, n)
	for i := range list {
		list[i] = uint32(i)
	}
	return list
}

// Gallop returns the first index from i on with docs[index] >= d, docs being in
// order.
func Gallop(docs []uint32, i int, d uint32) int {
	if i >= len(docs) || docs[i] >= d {
		return i
	}
	step := 1
	for i+step < len(docs) && docs[i+step] < d {
		i += step
		step *= 2
	}
	lo, hi := i+1, min(i+step, len(docs))
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if docs[mid] < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// AppendCommon appends the documents that both lists have, the first being the
// shorter.
func AppendCommon(out, shorter, longer []uint32) []uint32 {
	const near = 8 // steps before larger ones: mostly it is here
	j := 0
	for _, d := range shorter {
		for last := min(j+near, len(longer)); j < last && longer[j] < d; j++ {
		}
		if j = Gallop(longer, j, d); j == len(longer) {
			break
		}
		if longer[j] == d {
			out = append(out, d)
		}
	}
	return out
}

// sameMemory reports whether two slices are one.
func sameMemory[T any](a, b []T) bool { return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] }
