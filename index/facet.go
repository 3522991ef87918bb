package index

import (
	"cmp"
	"slices"
	"strings"
)

// Trim orders the values of a counted facet, by count descending and then by
// value, and cuts them to those asked for; kept ones stay whatever their count.
// For engines.
func (f *Facet) Trim(r FacetRequest) {
	slices.SortFunc(f.Values, func(a, b ValueCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	kept := make([]ValueCount, 0, len(f.Values))
	for i, v := range f.Values {
		if r.Limit == 0 || i < r.Limit || slices.Contains(r.Keep, v.Value) {
			kept = append(kept, v)
		} else {
			f.Other += v.Count
		}
	}
	for _, v := range r.Keep {
		if !slices.ContainsFunc(kept, func(k ValueCount) bool { return k.Value == v }) {
			kept = append(kept, ValueCount{Value: v})
		}
	}
	f.Values = kept
}
