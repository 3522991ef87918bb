package segment

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/blevesearch/vellum"

	"letopis/index/bitlist"
)

const (
	// BlockSize is how many documents of a term have their frequencies and positions together: those of other blocks
	// need not be looked at.
	BlockSize = 128
	// groupSize is how many of a block have their positions found by one number.
	groupSize = 8
	// denseShare: of a term that at least one of so many documents has, documents are bits. As a row of differences
	// they would take about as much room.
	denseShare = 32
)

// The postings of a term are, in this order, numbers being varints where nothing else is said:
//
//	twice the number of documents, plus 1 where they are bits
//	the documents, as bits in whole words, from a multiple of 8 on; or
//	    the length in bytes of what follows
//	    each document as how many lie between it and the one before
//	a skip list, where there are several blocks, of four bytes each: the last document of each block; where its
//	    frequencies begin, counted from those of the first; where its documents do, when they are no bits
//	a bound on the score of each block, a byte, where there are several blocks: see Bounds
//	blocks of BlockSize documents, the last one of what is left; in each
//	    in how many bits each frequency is, a byte, and the frequencies less one in so many bits
//	    where the positions of each group but the first begin, in the same way, counted from those of the first
//	    for each document its positions, the first as it is, the others as differences
//
// Numbers are read a word at a time, and so somewhat beyond their end: slack bytes lie behind any section.
const slack = 8

// Postings are the occurrences of a term in a segment. The zero value has none.
type Postings struct {
	n     int
	bits  []uint64 // the documents of a frequent term, else nil
	docs  []byte   // those of others, as differences
	skips []byte   // columns of four bytes a block
	rest  []byte   // blocks of frequencies and positions

	bounds []byte // see Bounds
	old    bool   // of the format rows
}

// Len is the number of documents.
func (p Postings) Len() int { return p.n }

// Bits are the documents of a frequent term, one bit each, in words; nil for others. They lie in the segment and must
// not be changed.
func (p Postings) Bits() []uint64 { return p.bits }

// Postings returns the occurrences of a term. A nil field has none.
func (t *Text) Postings(term string) (Postings, error) {
	if t == nil {
		return Postings{}, nil
	}
	at, ok, err := t.fst.Get([]byte(term))
	if err != nil || !ok {
		return Postings{}, err
	}
	return t.at(at), nil
}

func (t *Text) at(offset uint64) Postings {
	b := t.postings[offset:]
	if t.format == rows {
		return oldPostings(b)
	}
	head, w := binary.Uvarint(b)
	p := Postings{n: int(head >> 1)}
	columns := 2
	if head&1 != 0 {
		b = b[w+int(-(offset+uint64(w))&7):]
		size := 8 * wordsOf(len(t.Lengths))
		p.bits, b = words(b[:size]), b[size:]
	} else {
		size, v := binary.Uvarint(b[w:])
		b = b[w+v:]
		p.docs, b = b[:size], b[size:]
		columns = 3
	}
	if blocks := p.Blocks(); blocks > 1 {
		p.skips, b = b[:4*columns*blocks], b[4*columns*blocks:]
		if t.format != unbounded {
			p.bounds, b = b[:blocks], b[blocks:]
		}
	}
	p.rest = b
	return p
}

func wordsOf(docs int) int { return (docs + 63) / 64 }

// words views bytes as words, without a copy where the machine's order of bytes is that of the file.
func words(b []byte) []uint64 {
	if p := unsafe.Pointer(unsafe.SliceData(b)); littleEndian && uintptr(p)%8 == 0 {
		return unsafe.Slice((*uint64)(p), len(b)/8)
	}
	out := make([]uint64, len(b)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}

// Each calls fn for the terms that the automaton accepts (nil: all) from start,
// inclusive, to end, exclusive (nil: no limit), in order, until it returns false.
// The term is valid until fn returns.
func (t *Text) Each(a vellum.Automaton, start, end []byte, fn func(term []byte, p Postings) bool) error {
	if t == nil {
		return nil
	}
	var it *vellum.FSTIterator
	var err error
	if a == nil {
		it, err = t.fst.Iterator(start, end)
	} else {
		it, err = t.fst.Search(a, start, end)
	}
	for ; err == nil; err = it.Next() {
		if term, at := it.Current(); !fn(term, t.at(at)) {
			return nil
		}
	}
	if err == vellum.ErrIteratorDone {
		return nil
	}
	return err
}

// Blocks is how many blocks the documents lie in, BlockSize in each, in order.
func (p Postings) Blocks() int { return (p.n + BlockSize - 1) / BlockSize }

// Bounds say of each block how much its documents score at most: as many times Bound as index.BM25 with an idf of 1
// gives them, fields having Text.Average tokens. nil where that is not known: of a single block, or in a segment of an
// older format.
func (p Postings) Bounds() []byte { return p.bounds }

// of is how many documents a block has.
func (p Postings) of(block int) int { return min(BlockSize, p.n-block*BlockSize) }

func (p Postings) skip(column, block int) uint32 {
	if p.skips == nil {
		return 0
	}
	if p.old {
		return oldSkip(p.skips, column, block)
	}
	return binary.LittleEndian.Uint32(p.skips[4*(column*p.Blocks()+block):])
}

// last is the last document of a block of several.
func (p Postings) last(block int) uint32 { return p.skip(0, block) }

// first is the least that the first document of a block can be.
func (p Postings) first(block int) uint32 {
	if block == 0 {
		return 0
	}
	return p.last(block-1) + 1
}

// Before returns a word of Bits, that of a document or one before it, and how many documents lie in the words before.
func (p Postings) Before(doc uint32) (word uint32, documents int) {
	if p.skips == nil {
		return 0, 0
	}
	lo, hi := 0, p.Blocks()-1
	for lo < hi {
		if mid := (lo + hi) / 2; p.last(mid) < doc {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	from := p.first(lo)
	below := p.bits[from/64] & (1<<(from%64) - 1)
	return from / 64, lo*BlockSize - bits.OnesCount64(below)
}

// Docs appends all documents to docs and, when tf is not nil, their frequencies
// to tf.
func (p Postings) Docs(docs, tf []uint32) (_, _ []uint32) {
	switch {
	case p.old:
		for i := range p.Blocks() {
			docs = p.blockDocs(i, docs)
		}
	case p.bits != nil:
		docs = bitlist.Append(docs, p.bits, 0, p.n)
	default:
		docs = appendSums(docs, p.docs, 0, p.n)
	}
	if tf != nil {
		for i := range p.Blocks() {
			tf = p.blockFreqs(i, tf)
		}
	}
	return docs, tf
}

// Block appends the documents of a block to docs, where that is not nil, and their frequencies to tf.
func (p Postings) Block(block int, docs, tf []uint32) (_, _ []uint32) {
	if docs != nil {
		docs = p.blockDocs(block, docs)
	}
	return docs, p.blockFreqs(block, tf)
}

// blockDocs appends the documents of a block.
func (p Postings) blockDocs(block int, docs []uint32) []uint32 {
	switch base, n := p.first(block), p.of(block); {
	case p.old:
		at, size, _ := p.oldBlock(block)
		return appendSums(docs, p.rest[at:at+size], base, n)
	case p.bits != nil:
		return bitlist.Append(docs, p.bits, base, n)
	default:
		return appendSums(docs, p.docs[p.skip(2, block):], base, n)
	}
}

// blockFreqs appends the frequencies of a block.
func (p Postings) blockFreqs(block int, tf []uint32) []uint32 {
	if p.old {
		tf, _ = p.oldFreqs(block, tf)
		return tf
	}
	l := p.layout(block)
	return unpack(tf, p.rest[l.freqs:], l.width, p.of(block))
}

// positions is where in rest the positions of a block begin.
func (p Postings) positions(block int) int {
	if p.old {
		_, at := p.oldFreqs(block, nil)
		return at
	}
	return p.layout(block).positions
}

// layout is where the parts of a block lie, counted from the beginning of all blocks.
type layout struct {
	freqs, groups, positions int
	width, groupWidth        int // in bits
}

func (p Postings) layout(block int) (l layout) {
	at, n := int(p.skip(1, block)), p.of(block)
	l.width, l.freqs = int(p.rest[at]), at+1
	at += 1 + packed(n, l.width)
	if n > groupSize {
		l.groupWidth, l.groups = int(p.rest[at]), at+1
		at += 1 + packed((n-1)/groupSize, l.groupWidth)
	}
	l.positions = at
	return l
}
