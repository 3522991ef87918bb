package index

// Edits reports whether a and b are within limit edits, see Distance.
func Edits(a, b string, limit int) bool { return Distance([]rune(a), []rune(b), limit) <= limit }

// Distance is how many letters must be inserted, deleted, replaced or swapped with
// their neighbours to make b of a (optimal string alignment), or limit+1 when that
// is more than limit. It is what Fuzzy means by edits.
func Distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	const usual = 32 // letters: words seldom have more, and rows of these take no memory
	var room [3][usual + 1]int
	before, last, row := room[0][:], room[1][:], room[2][:]
	if len(b) > usual {
		before, last, row = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
