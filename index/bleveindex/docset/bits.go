package docset

import (
	"math/bits"

	"letopis/index/bitlist"
)

// Bits is a set of a segment's documents, one bit each, in whole words: bits behind
// the last document are 0.
type Bits []uint64

// Words is how many words the bits of n documents take.
func Words(n int) int { return (n + 63) / 64 }

// NewBits returns an empty set for n documents.
func NewBits(n int) Bits { return make(Bits, Words(n)) }

// Has reports whether a document is in the set.
func (b Bits) Has(doc uint32) bool { return b[doc/64]&(1<<(doc%64)) != 0 }

// Set adds a document.
func (b Bits) Set(doc uint32) { b[doc/64] |= 1 << (doc % 64) }

// Count is the number of documents.
func (b Bits) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// And keeps what is in all others, too, and returns b.
func (b Bits) And(others ...Bits) Bits {
	for _, o := range others {
		for i, w := range o[:len(b)] {
			b[i] &= w
		}
	}
	return b
}

// Or adds what is in another set.
func (b Bits) Or(other Bits) {
	for i, w := range other[:len(b)] {
		b[i] |= w
	}
}

// IntersectionCount is how many documents two sets have in common.
func (b Bits) IntersectionCount(other Bits) (n int) {
	for i, w := range other[:len(b)] {
		n += bits.OnesCount64(b[i] & w)
	}
	return n
}

// SubsetOf reports whether all documents are in another set.
func (b Bits) SubsetOf(other Bits) bool {
	for i, w := range b {
		if w&^other[i] != 0 {
			return false
		}
	}
	return true
}

// Trim clears what is behind n documents.
func (b Bits) Trim(n int) {
	if n%64 != 0 {
		b[len(b)-1] &= 1<<(n%64) - 1
	}
}

// ListRoom is what AppendTo and AppendFrom may write behind their results.
const ListRoom = bitlist.Room

// AppendTo appends the documents to docs. It writes behind them, up to ListRoom more.
func (b Bits) AppendTo(docs []uint32) []uint32 { return bitlist.Append(docs, b, 0, b.Count()) }

// AppendFrom appends the first n documents from one on, of which there are so many. It writes behind them, up to
// ListRoom more.
func (b Bits) AppendFrom(docs []uint32, from uint32, n int) []uint32 {
	return bitlist.Append(docs, b, from, n)
}
