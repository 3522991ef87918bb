package bleveindex

import (
	"math/bits"
	"slices"
)

// docBits is a set of a segment's documents, one bit each.
type docBits []uint64

func words64(n int) int { return (n + 63) / 64 }

func (b docBits) has(doc uint32) bool { return b[doc/64]&(1<<(doc%64)) != 0 }

func (b docBits) set(doc uint32) { b[doc/64] |= 1 << (doc % 64) }

func (b docBits) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// and keeps what is in all others, too.
func (b docBits) and(others ...docBits) docBits {
	for _, o := range others {
		for i, w := range o[:len(b)] {
			b[i] &= w
		}
	}
	return b
}

// or adds what is in another set.
func (b docBits) or(other docBits) {
	for i, w := range other[:len(b)] {
		b[i] |= w
	}
}

// shared is how many documents two sets have in common.
func (b docBits) shared(other docBits) (n int) {
	for i, w := range other[:len(b)] {
		n += bits.OnesCount64(b[i] & w)
	}
	return n
}

// within tells whether all documents are in another set.
func (b docBits) within(other docBits) bool {
	for i, w := range b {
		if w&^other[i] != 0 {
			return false
		}
	}
	return true
}

// trim clears what is beyond n documents.
func (b docBits) trim(n int) {
	if n%64 != 0 {
		b[len(b)-1] &= 1<<(n%64) - 1
	}
}

// list appends the documents, counted from base, to docs. It writes past them, up
// to listRoom more.
//
// Eight are written at a time, whether there are so many or not: a loop that ends
// with each word's last bit is guessed wrong once a word, which takes longer than
// all else.
func (b docBits) list(base uint32, docs []uint32) []uint32 {
	n := len(docs)
	docs = slices.Grow(docs, b.count()+listRoom)
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

// listRoom is what docBits.list may write past its end.
const listRoom = 7

// arena gives out short-lived slices and takes them back all at once.
type arena struct {
	u []uint32
	w []uint64
}

// docs returns an empty slice for up to n documents.
func (a *arena) docs(n int) []uint32 {
	if len(a.u)+n > cap(a.u) {
		a.u = make([]uint32, 0, max(2*cap(a.u), n, 1<<14))
	}
	at := len(a.u)
	a.u = a.u[:at+n]
	return a.u[at : at : at+n]
}

// bits returns an empty set of n documents.
func (a *arena) bits(n int) docBits {
	out := a.unset(n)
	clear(out)
	return out
}

// unset returns memory for a set of n documents, with anything in it.
func (a *arena) unset(n int) docBits {
	n = words64(n)
	if len(a.w)+n > cap(a.w) {
		a.w = make([]uint64, 0, max(2*cap(a.w), n, 1<<12))
	}
	at := len(a.w)
	a.w = a.w[:at+n]
	return a.w[at : at+n : at+n]
}

// reset takes everything back.
func (a *arena) reset() { a.u, a.w = a.u[:0], a.w[:0] }

// gallop returns the first index from i on with docs[index] >= d.
func gallop(docs []uint32, i int, d uint32) int {
	if i >= len(docs) || docs[i] >= d {
		return i
	}
	step := 1
	for i+step < len(docs) && docs[i+step] < d {
		i += step
		step *= 2
	}
	lo, hi := i+1, min(i+step, len(docs))
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if docs[mid] < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
