package index

// Edits tells whether a and b are within max Damerau-Levenshtein edits
// (insertions, deletions, substitutions, transpositions of neighbours), in runes.
func Edits(a, b string, max int) bool {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > max || len(y)-len(x) > max {
		return false
	}
	prev2, prev, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > max {
			return false
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(y)] <= max
}
