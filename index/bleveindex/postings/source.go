package postings

import (
	"math/bits"
	"slices"
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/segment"
)

// Source is where the occurrences of a term are read as they are stored, no more of them than is asked for. It is for
// one goroutine.
type Source struct {
	stored  segment.Postings
	details segment.Details

	// Of Find.
	docs   []uint32 // of a term whose documents are not stored as bits, after Set
	at     int      // where the last one was
	word   uint32   // of bits
	before int      // documents of the words before it
}

// NewSource reads stored postings.
func NewSource(p segment.Postings) *Source {
	s := &Source{stored: p}
	s.details.Reset(p)
	return s
}

// Postings are those that are read.
func (s *Source) Postings() segment.Postings { return s.stored }

// Len is how many documents have the term.
func (s *Source) Len() int { return s.stored.Len() }

// Freqs puts in the place of each index, of all documents that have the term, how often it stands in the document.
// They are in order.
func (s *Source) Freqs(at []uint32) { s.details.Freqs(at) }

// Positions appends where the term stands in the document at an index, in order.
func (s *Source) Positions(at uint32, to []uint32) []uint32 { return s.details.Positions(int(at), to) }

// AllPositions appends where the term stands in several documents, whose indexes are in order, and to ends where those
// of each end among them.
func (s *Source) AllPositions(at, to, ends []uint32) (_, _ []uint32) {
	return s.details.AllPositions(at, to, ends)
}

// Bits are the documents of a frequent term, nil for others. They lie in the segment.
func (s *Source) Bits() docset.Bits { return s.stored.Bits() }

// Docs are the documents of others, after Set.
func (s *Source) Docs() []uint32 { return s.docs }

// Set are the documents, in a segment of so many. What is not stored as bits is decoded, and Find is ready.
func (s *Source) Set(mem *docset.Arena, universe int) docset.Set {
	if b := s.Bits(); b != nil {
		return docset.OfCounted(universe, b, s.Len())
	}
	if s.docs == nil {
		s.docs, _ = s.stored.Docs(mem.Docs(s.Len()+docset.ListRoom), nil)
	}
	return docset.Of(universe, s.docs, nil)
}

// Find returns the index of a document and whether it is there. It is fast for one after the other.
func (s *Source) Find(doc uint32) (at int, ok bool) {
	words := s.stored.Bits()
	if words == nil {
		if s.at > 0 && s.docs[s.at-1] >= doc {
			s.at = 0
		}
		s.at = docset.Gallop(s.docs, s.at, doc)
		return s.at, s.at < len(s.docs) && s.docs[s.at] == doc
	}
	to := doc / 64
	if words[to]>>(doc%64)&1 == 0 {
		return 0, false
	}
	word, before := s.word, s.before
	if to < word || to-word > rankStep {
		word, before = s.stored.Before(doc)
	}
	for ; word < to; word++ {
		before += bits.OnesCount64(words[word])
	}
	s.word, s.before = word, before
	return before + bits.OnesCount64(words[to]&(1<<(doc%64)-1)), true
}

// FindAll looks for documents, which are in order, and returns how many there are: their places among docs, and their
// indexes.
func (s *Source) FindAll(docs, places, at []uint32) (n int) {
	places, at = places[:len(docs)], at[:len(docs)]
	words := s.stored.Bits()
	if words == nil {
		for i, d := range docs {
			if index, ok := s.Find(d); ok {
				places[n], at[n] = uint32(i), uint32(index)
				n++
			}
		}
		return n
	}
	word, before := s.word, s.before
	for i, d := range docs {
		to := d / 64
		if to < word || to-word > rankStep {
			word, before = s.stored.Before(d)
		}
		for ; word < to; word++ {
			before += bits.OnesCount64(words[word])
		}
		// Each is written where the next one belongs: a branch would be mispredicted mostly.
		w := words[to]
		places[n], at[n] = uint32(i), uint32(before+bits.OnesCount64(w&(1<<(d%64)-1)))
		n += int(w >> (d % 64) & 1)
	}
	s.word, s.before = word, before
	return n
}

// Freq is how often the term stands in the document at an index.
func (s *Source) Freq(at int) uint32 { return s.details.Freq(at) }

// Bounds are those of the blocks, nil where they are not known: see segment.Postings.
func (s *Source) Bounds() []byte { return s.stored.Bounds() }

// Blocks is how many blocks there are, of BlockSize documents.
func (s *Source) Blocks() int { return s.stored.Blocks() }

// Block returns the documents and frequencies of a block, for which there is room in docs and freqs, after Set.
func (s *Source) Block(block int, docs, freqs []uint32) (_, _ []uint32) {
	if s.docs == nil {
		return s.stored.Block(block, docs[:0], freqs[:0])
	}
	from := block * BlockSize
	_, freqs = s.stored.Block(block, nil, freqs[:0])
	return s.docs[from : from+len(freqs)], freqs
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
func Intersect(mem *docset.Arena, sources []*Source, within []uint32, pace func() error) (c Common, err error) {
	c.At = make([][]uint32, len(sources))
	order := make([]int, len(sources))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return sources[a].Len() - sources[b].Len() }) // the rarest first
	c.Docs = within
	var compared, dense []int
	for _, i := range order {
		if sources[i].Bits() != nil { // looked at last, all together
			dense = append(dense, i)
			continue
		}
		if err := pace(); err != nil {
			return Common{}, err
		}
		if len(compared) == 0 && within == nil {
			c.Docs, c.At[i] = sources[i].all()
		} else {
			c.with(sources[i], i, compared)
		}
		compared = append(compared, i)
	}
	if len(dense) == 0 {
		return c, nil
	}
	if err := pace(); err != nil {
		return Common{}, err
	}
	if len(compared) == 0 && within == nil {
		c.Docs = inAll(mem, sources, dense)
	} else {
		c.withBits(sources, dense, compared)
	}
	for _, i := range dense {
		c.At[i] = sources[i].ranks(c.Docs)
	}
	return c, nil
}

// inAll are the documents that dense sources have in common.
func inAll(mem *docset.Arena, sources []*Source, dense []int) []uint32 {
	first := sources[dense[0]].Bits()
	if len(dense) == 1 {
		return first.AppendFrom(make([]uint32, 0, sources[dense[0]].Len()+docset.ListRoom), 0, sources[dense[0]].Len())
	}
	all := mem.Uninitialized(64 * len(first))
	second := sources[dense[1]].Bits()[:len(first)]
	for i, w := range first {
		all[i] = w & second[i]
	}
	for _, i := range dense[2:] {
		all.And(sources[i].Bits())
	}
	return all.AppendTo(nil)
}

// withBits keeps what dense sources have, too; compared are the others.
func (c *Common) withBits(sources []*Source, dense, compared []int) {
	docs := make([]uint32, len(c.Docs)) // Docs may be somebody else's
	kept := scratch.Get().(*[]uint32)
	defer scratch.Put(kept)
	*kept = slices.Grow((*kept)[:0], len(docs))[:len(docs)]
	// Each is written where the next one belongs: a branch would be mispredicted mostly.
	n, first := 0, sources[dense[0]].Bits()
	for i, d := range c.Docs {
		docs[n], (*kept)[n] = d, uint32(i)
		n += int(first[d/64] >> (d % 64) & 1)
	}
	for _, i := range dense[1:] {
		bits, before := sources[i].Bits(), docs[:n]
		n = 0
		for j, d := range before {
			docs[n], (*kept)[n] = d, (*kept)[j]
			n += int(bits[d/64] >> (d % 64) & 1)
		}
	}
	c.Docs = docs[:n]
	c.keep((*kept)[:n], compared)
}

// keep takes of the indexes in sources those at some places.
func (c *Common) keep(places []uint32, sources []int) {
	for _, i := range sources {
		list := c.At[i]
		for n, k := range places {
			list[n] = list[k]
		}
		c.At[i] = list[:len(places)]
	}
}

// ranks are the indexes of some of a dense source's documents.
func (s *Source) ranks(docs []uint32) []uint32 {
	at := make([]uint32, len(docs))
	words := s.stored.Bits()
	word, before := uint32(0), 0 // documents of words before it
	for n, d := range docs {
		to := d / 64
		if to-word > rankStep {
			word, before = s.stored.Before(d)
		}
		for ; word < to; word++ {
			before += bits.OnesCount64(words[word])
		}
		at[n] = uint32(before + bits.OnesCount64(words[to]&(1<<(d%64)-1)))
	}
	return at
}

// rankStep is how many words are counted in the time of looking up where to begin.
const rankStep = 32

// all are the documents of a source with their indexes.
func (s *Source) all() (docs, at []uint32) {
	docs, _ = s.stored.Docs(make([]uint32, 0, s.stored.Len()+docset.ListRoom), nil)
	at = make([]uint32, len(docs))
	for i := range at {
		at[i] = uint32(i)
	}
	return docs, at
}

// with keeps what source i has, too; before are those that have been compared.
func (c *Common) with(s *Source, i int, before []int) {
	const few = 16 // documents decoded in the time that one takes to be looked up
	kept := make([]uint32, 0, min(len(c.Docs), s.Len()))
	at := make([]uint32, 0, cap(kept))
	if s.Len() > few*len(c.Docs) {
		var cursor segment.Cursor
		cursor.Reset(s.stored)
		for n, d := range c.Docs {
			if !cursor.Seek(d) {
				break
			}
			if cursor.Doc() == d {
				kept, at = append(kept, uint32(n)), append(at, uint32(cursor.Index()))
			}
		}
	} else {
		buf := scratch.Get().(*[]uint32)
		*buf, _ = s.stored.Docs((*buf)[:0], nil)
		kept, at = shared(c.Docs, *buf, kept, at)
		scratch.Put(buf)
	}
	c.At[i] = at
	docs := make([]uint32, len(kept)) // Docs may be somebody else's
	for n, k := range kept {
		docs[n] = c.Docs[k]
	}
	c.Docs = docs
	c.keep(kept, before)
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
