package sqlitestore

import (
	"cmp"
	"slices"

	"letopis/internal/store/record"
)

// fill returns the order in which rows of so many bytes fill pages of SQLite best, as indexes of sizes: each page takes
// the largest of those that it still has room for. In the order in which documents come, an eighth of each page stands
// empty, as the next one does not fit.
func fill(sizes []int, page int) []int {
	left := make([]int, len(sizes))
	for i := range left {
		left[i] = i
	}
	slices.SortStableFunc(left, func(a, b int) int { return cmp.Compare(sizes[a], sizes[b]) })
	order := make([]int, 0, len(left))
	for room := page; len(left) > 0; {
		// The first that is too large, if any is.
		i, _ := slices.BinarySearchFunc(left, room+1, func(l, room int) int { return cmp.Compare(sizes[l], room) })
		if i == 0 { // the next page begins with the largest: those that none has room for have pages of their own
			i, room = len(left), page
		}
		order = append(order, left[i-1])
		room -= sizes[left[i-1]]
		left = slices.Delete(left, i-1, i)
	}
	return order
}

const (
	pageRoom = 8192 - 8 - 8 // what a page of SQLite has for rows: without its sum and its header
	rowRoom  = 14           // what a row of contents takes beside its values
)

// numbered gives documents that are new in a batch numbers after last, so that their contents fill pages.
func numbered(last int64, docs []record.Packed) map[string]int64 {
	sizes := make([]int, len(docs))
	for i, p := range docs {
		sizes[i] = len(p.Meta) + len(p.Text) + len(p.Aside) + rowRoom
	}
	out := make(map[string]int64, len(docs))
	for rank, i := range fill(sizes, pageRoom) {
		out[docs[i].Doc.ID] = last + 1 + int64(rank)
	}
	return out
}
