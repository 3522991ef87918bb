package bleveindex

import (
	"slices"
	"strings"
)

// ordinals number the values of a keyword field over all segments of a view, in
// their order. The values lie in the segments: clone what outlives the view.
type ordinals struct {
	terms []string
	of    [][]uint32 // by segment and its own ordinal
	// By segment, the documents with a value that other documents have, too,
	// deleted ones included.
	shared []docBits
}

// ordinalsOf returns the numbering of a field, made when first asked for.
func (v *view) ordinalsOf(field string) *ordinals {
	v.mu.Lock()
	defer v.mu.Unlock()
	o := v.ordinals[field]
	if o == nil {
		o = newOrdinals(v.segs, field)
		v.ordinals[field] = o
	}
	return o
}

func newOrdinals(segs []*segView, field string) *ordinals {
	o := &ordinals{of: make([][]uint32, len(segs))}
	var lists [][]string
	for _, g := range segs {
		if k := g.seg.Keyword(field); k != nil {
			terms := make([]string, k.Len())
			for ord := range terms {
				terms[ord] = k.Value(uint32(ord))
			}
			lists = append(lists, terms)
		}
	}
	for len(lists) > 1 { // by pairs, so that a value is moved log(segments) times
		for i := 0; i < len(lists)-1; i++ {
			lists[i] = union(lists[i], lists[i+1])
			lists = slices.Delete(lists, i+1, i+2)
		}
	}
	if len(lists) == 0 {
		return o
	}
	o.terms = lists[0]
	for i, g := range segs {
		k := g.seg.Keyword(field)
		if k == nil {
			continue
		}
		o.of[i] = make([]uint32, k.Len())
		at := 0
		for ord := range o.of[i] {
			for value := k.Value(uint32(ord)); o.terms[at] != value; at++ {
			}
			o.of[i][ord] = uint32(at)
		}
	}
	o.share(segs, field)
	return o
}

// share works out which documents share values.
func (o *ordinals) share(segs []*segView, field string) {
	total := make([]uint32, len(o.terms))
	for i, g := range segs {
		for ord, to := range o.of[i] {
			total[to] += g.seg.Keyword(field).Counts[ord]
		}
	}
	o.shared = make([]docBits, len(segs))
	for i, g := range segs {
		o.shared[i] = make(docBits, words64(g.n))
		k := g.seg.Keyword(field)
		for d := range uint32(g.n) {
			for _, ord := range k.Of(d) {
				if total[o.of[i][ord]] > 1 {
					o.shared[i].set(d)
				}
			}
		}
	}
}

// union merges sorted lists without repetitions.
func union(a, b []string) []string {
	out := make([]string, 0, len(a)+len(b)/4)
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(a[0], b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}
