package docset

import (
	"math/bits"
	"slices"
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

// ListRoom is what AppendTo may write behind its result.
const ListRoom = 7

// AppendTo appends the documents, counted from base, to docs. It writes behind
// them, up to ListRoom more.
//
// Eight are written at a time, whether there are so many or not: a loop that ends
// with each word's last bit is mispredicted once a word, which takes longer than
// all else.
func (b Bits) AppendTo(docs []uint32, base uint32) []uint32 {
	n := len(docs)
	docs = slices.Grow(docs, b.Count()+ListRoom)
	docs = docs[:cap(docs)]
	for i, w := range b {
		at := base + uint32(i*64)
		end := n + bits.OnesCount64(w)
		for ; n < end; n += 8 {
			to := (*[8]uint32)(docs[n:])
			to[0] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[1] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[2] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[3] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[4] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[5] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[6] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			to[7] = at + uint32(bits.TrailingZeros64(w))
			w &= w - 1
		}
		n = end
	}
	return docs[:n]
}
