// Package postings has the occurrences of a term, a phrase or the like in a
// segment, decoded and ready for search: sorted documents with frequencies, the same
// as bits with ranks, impacts with their maxima; and what several terms have in common, read as it is stored.
//
// Read List first; impact.go has what bounds scores.
package postings

import (
	"math/bits"
	"slices"
	"sync"

	"letopis/index/bleveindex/docset"
	"letopis/index/bleveindex/segcache"
	"letopis/index/segment"
)

// List is the occurrences of something in a segment. It does not change once it has
// been made, and may be shared then.
type List struct {
	Docs  []uint32 // in order
	Freqs []uint32 // occurrences, by document of Docs

	// Bits are the documents, nil for rare terms.
	Bits  docset.Bits
	ranks []uint32 // documents before each word of Bits

	// Impacts are bounds on scores: BM25 of each document with an idf of 1, when fields
	// have AvgLength tokens. BlockMax are the maxima of BlockSize documents each,
	// MaxImpact that of all. Nil before SetImpacts.
	Impacts, BlockMax []float32
	MaxImpact         float32
	AvgLength         float64
	// Complete reports whether Top and Levels are as they can be.
	Complete bool
	// Top are the indexes in Docs of the documents with the highest impacts, from the
	// highest on; nil where there are few documents.
	Top []uint32
	// Levels are, of frequent terms, impacts by document in MaxLevel-ths of MaxImpact,
	// rounded up; 0 for documents without the term.
	Levels []uint8

	// Key is the list's name in the cache, zero when it is not there.
	Key segcache.Key
}

// Decode decodes the documents of a term with their frequencies. The list is for Index.
func Decode(p segment.Postings) *List {
	l := &List{Bits: slices.Clone(docset.Bits(p.Bits()))} // the segment may be gone before the list is
	l.Docs, l.Freqs = p.Docs(make([]uint32, 0, p.Len()+docset.ListRoom), make([]uint32, 0, p.Len()))
	return l
}

// sums has by document what Merge adds up; all are 0 between its calls.
var sums = sync.Pool{New: func() any { return new([]uint32) }}

// Merge adds up the postings of several terms in a segment of n documents, as if they were
// one. checkpoint is asked between terms, and its error ends the work.
func Merge(mem *docset.Arena, terms []segment.Postings, n int, checkpoint func() error) (*List, error) {
	switch len(terms) {
	case 0:
		return &List{}, nil
	case 1:
		return Decode(terms[0]), nil
	}
	buf := sums.Get().(*[]uint32)
	if len(*buf) < n {
		*buf = make([]uint32, n)
	}
	sum, found := *buf, mem.Bits(n)
	var docs, freqs []uint32 = nil, []uint32{}
	for _, p := range terms {
		if err := checkpoint(); err != nil {
			return nil, err // without giving back what is not 0
		}
		docs, freqs = p.Docs(docs[:0], freqs[:0])
		for i, d := range docs {
			sum[d] += freqs[i]
		}
		if dense := p.Bits(); dense != nil {
			found.Or(dense)
			continue
		}
		for _, d := range docs {
			found.Set(d)
		}
	}
	l := &List{Docs: found.AppendTo(nil)}
	if !Rare(len(l.Docs), n) {
		l.Bits = slices.Clone(found)
	}
	l.Freqs = make([]uint32, len(l.Docs))
	for i, d := range l.Docs {
		l.Freqs[i], sum[d] = sum[d], 0
	}
	sums.Put(buf)
	return l, nil
}

// rare is a share of the documents: of terms that fewer have, no bits are kept.
const rare = 128

// Rare reports whether a term that so many of n documents have is rare.
func Rare(have, n int) bool { return have*rare < n }

// Index readies the list for search in a segment of n documents: it adds the bits where there
// is about one document in every other word.
func (l *List) Index(n int) {
	if Rare(len(l.Docs), n) {
		return
	}
	if l.Bits == nil {
		l.Bits = docset.NewBits(n)
		for _, d := range l.Docs {
			l.Bits.Set(d)
		}
	}
	l.ranks = make([]uint32, docset.Words(n))
	sum := uint32(0)
	for i, w := range l.Bits {
		l.ranks[i] = sum
		sum += uint32(bits.OnesCount64(w))
	}
}

// Find returns the index of a document in Docs and whether it is there. hint is what it
// returned for a document before, or 0: a search for higher documents is shorter.
func (l *List) Find(doc uint32, hint int) (i int, ok bool) {
	if l.Bits != nil {
		return l.Rank(doc)
	}
	if hint > 0 && l.Docs[hint-1] >= doc {
		hint = 0
	}
	i = docset.Gallop(l.Docs, hint, doc)
	return i, i < len(l.Docs) && l.Docs[i] == doc
}

// Rank returns the index of a document in Docs and whether it is there, where the
// list has bits.
func (l *List) Rank(doc uint32) (i int, ok bool) {
	w, bit := l.Bits[doc/64], uint64(1)<<(doc%64)
	if w&bit == 0 {
		return 0, false
	}
	return int(l.ranks[doc/64]) + bits.OnesCount64(w&(bit-1)), true
}

// Bytes implements segcache.Value.
func (l *List) Bytes() int64 {
	numbers := len(l.Docs) + len(l.Freqs) + len(l.ranks) + len(l.Impacts) + len(l.BlockMax) + len(l.Top)
	return int64(4*numbers+8*len(l.Bits)+len(l.Levels)) + 320
}
