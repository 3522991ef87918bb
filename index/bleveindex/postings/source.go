package postings

import (
	"slices"
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/segment"
)

// Source is where the occurrences of a term are read: a list that is kept, or stored postings, of which no more is
// decoded than is asked for. It is for one goroutine.
type Source struct {
	list   *List
	stored segment.Postings
	cursor segment.Cursor
	buf    []uint32
}

// OfList reads a list.
func OfList(l *List) *Source { return &Source{list: l} }

// OfStored reads stored postings.
func OfStored(p segment.Postings) *Source {
	s := &Source{stored: p}
	s.cursor.Reset(p)
	return s
}

func (s *Source) len() int {
	if s.list != nil {
		return len(s.list.Docs)
	}
	return s.stored.Len()
}

// Freq is how often the term stands in the document at an index of all that have it. Indexes are asked for in order.
func (s *Source) Freq(at uint32) uint32 {
	if s.list != nil {
		return s.list.Freqs[at]
	}
	s.cursor.At(int(at))
	return s.cursor.Freq()
}

// Positions are where the term stands in the document at an index, in order, until the source is asked again.
func (s *Source) Positions(at uint32) []uint32 {
	if s.list != nil {
		return s.list.Positions(int(at))
	}
	s.cursor.At(int(at))
	s.buf = s.cursor.Positions(s.buf[:0])
	return s.buf
}

// Common are the documents that several sources have in common.
type Common struct {
	Docs []uint32   // in order
	At   [][]uint32 // by source: the indexes of Docs in it
}

// scratch holds documents while they are compared.
var scratch = sync.Pool{New: func() any { return new([]uint32) }}

// Intersect finds what the sources have in common, of the documents within; nil: of all. pace is asked between
// sources, and its error ends the work.
func Intersect(sources []*Source, within []uint32, pace func() error) (c Common, err error) {
	c.At = make([][]uint32, len(sources))
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return sources[a].len() - sources[b].len() }) // the rarest first
	c.Docs = within
	for n, i := range order {
		if err := pace(); err != nil {
			return Common{}, err
		}
		if n == 0 && within == nil {
			c.Docs, c.At[i] = sources[i].all()
			continue
		}
		c.with(sources[i], i, order[:n])
	}
	return c, nil
}

// all are the documents of a source with their indexes.
func (s *Source) all() (docs, at []uint32) {
	if s.list != nil {
		docs = s.list.Docs
	} else {
		docs, _ = s.stored.Docs(make([]uint32, 0, s.stored.Len()), nil)
	}
	at = make([]uint32, len(docs))
	for i := range at {
		at[i] = uint32(i)
	}
	return docs, at
}

// with keeps what source i has, too; before are those that have been compared.
func (c *Common) with(s *Source, i int, before []int) {
	const few = 16 // documents decoded in the time that one takes to be looked up
	kept := make([]uint32, 0, min(len(c.Docs), s.len()))
	at := make([]uint32, 0, cap(kept))
	switch {
	case s.list == nil && s.len() > few*len(c.Docs):
		for n, d := range c.Docs {
			if !s.cursor.Seek(d) {
				break
			}
			if s.cursor.Doc() == d {
				kept, at = append(kept, uint32(n)), append(at, uint32(s.cursor.Index()))
			}
		}
		s.cursor.Reset(s.stored)
	case s.list == nil:
		buf := scratch.Get().(*[]uint32)
		*buf, _ = s.stored.Docs((*buf)[:0], nil)
		kept, at = shared(c.Docs, *buf, kept, at)
		scratch.Put(buf)
	default:
		kept, at = shared(c.Docs, s.list.Docs, kept, at)
	}
	c.At[i] = at
	docs := make([]uint32, len(kept)) // Docs may be somebody else's
	for n, k := range kept {
		docs[n] = c.Docs[k]
	}
	c.Docs = docs
	for _, b := range before {
		list := c.At[b]
		for n, k := range kept {
			list[n] = list[k]
		}
		c.At[b] = list[:len(kept)]
	}
}

// shared appends the indexes of documents that are in both of two lists, in each.
func shared(a, b, inA, inB []uint32) (_, _ []uint32) {
	const few = 16
	if len(b) > few*len(a) || len(a) > few*len(b) {
		return sharedFew(a, b, inA, inB)
	}
	// Each is written where the next one belongs: a branch would be mispredicted mostly.
	n := 0
	inA, inB = inA[:cap(inA)], inB[:cap(inB)]
	for i, j := 0, 0; i < len(a) && j < len(b) && n < len(inA); {
		x, y := a[i], b[j]
		inA[n], inB[n] = uint32(i), uint32(j)
		if x == y {
			n++
		}
		if x <= y {
			i++
		}
		if y <= x {
			j++
		}
	}
	return inA[:n], inB[:n]
}

// sharedFew is shared where one list is much longer than the other.
func sharedFew(a, b, inA, inB []uint32) (_, _ []uint32) {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i = docset.Gallop(a, i, b[j])
		case a[i] > b[j]:
			j = docset.Gallop(b, j, a[i])
		default:
			inA, inB = append(inA, uint32(i)), append(inB, uint32(j))
			i, j = i+1, j+1
		}
	}
	return inA, inB
}
