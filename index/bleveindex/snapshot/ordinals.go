package snapshot

import (
	"slices"
	"strings"

	"letopis/index/bleveindex/docset"
)

// Ordinals number the values of a keyword field over all segments, in the order of the
// values (global ordinals).
type Ordinals struct {
	// Values by global ordinal. They lie in the segments: clone what outlives the
	// snapshot.
	Values []string
	// Global ordinals by segment and the segment's own ordinal.
	Global [][]uint32
	// Shared are by segment the documents with a value that other documents have, too,
	// deleted ones included.
	Shared []docset.Bits
}

// Ordinals returns the numbering of a field, made when it is first asked for.
func (s *Snapshot) Ordinals(field string) *Ordinals {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.ordinals[field]
	if o == nil {
		o = newOrdinals(s.Segments, field)
		s.ordinals[field] = o
	}
	return o
}

func newOrdinals(segs []*Segment, field string) *Ordinals {
	o := &Ordinals{
		Values: mergedValues(segs, field),
		Global: make([][]uint32, len(segs)),
		Shared: make([]docset.Bits, len(segs)),
	}
	documents := make([]uint32, len(o.Values)) // by global ordinal
	for i, g := range segs {
		k := g.Data.Keyword(field)
		if k == nil {
			continue
		}
		o.Global[i] = make([]uint32, k.Len())
		at := 0
		for ord := range o.Global[i] {
			for value := k.Value(uint32(ord)); o.Values[at] != value; at++ {
			}
			o.Global[i][ord] = uint32(at)
			documents[at] += k.Counts[ord]
		}
	}
	for i, g := range segs {
		o.Shared[i] = docset.NewBits(g.Len())
		k := g.Data.Keyword(field)
		for d := range uint32(g.Len()) {
			for _, ord := range k.Of(d) {
				if documents[o.Global[i][ord]] > 1 {
					o.Shared[i].Set(d)
				}
			}
		}
	}
	return o
}

// mergedValues returns the values of a field in all segments, in order, each once.
func mergedValues(segs []*Segment, field string) []string {
	var lists [][]string
	for _, g := range segs {
		if k := g.Data.Keyword(field); k != nil {
			values := make([]string, k.Len())
			for ord := range values {
				values[ord] = k.Value(uint32(ord))
			}
			lists = append(lists, values)
		}
	}
	for len(lists) > 1 { // by pairs, so that a value is moved log(segments) times
		for i := 0; i < len(lists)-1; i++ {
			lists[i] = mergeSorted(lists[i], lists[i+1])
			lists = slices.Delete(lists, i+1, i+2)
		}
	}
	if len(lists) == 0 {
		return nil
	}
	return lists[0]
}

// mergeSorted merges sorted lists without repetitions.
func mergeSorted(a, b []string) []string {
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
