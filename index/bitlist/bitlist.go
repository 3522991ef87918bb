// Package bitlist makes lists of sets of bits. Nothing is below it.
package bitlist

import (
	"math/bits"
	"slices"
)

// Room is what Append may write behind its result.
const Room = 7

// Append appends to a list the first n numbers from `from` on whose bits are set, of which there are so many: bit i of
// word w stands for 64·w + i. It writes behind them, up to Room more.
//
// Eight are written at a time, whether there are so many or not: a loop that ends with each word's last bit is
// mispredicted once a word, which takes longer than all else.
func Append(to []uint32, words []uint64, from uint32, n int) []uint32 {
	if n <= 0 {
		return to
	}
	start := len(to)
	to = slices.Grow(to, n+Room)[:start+n+Room]
	out := to[start:]
	at := int(from / 64)
	w := words[at] &^ (1<<(from%64) - 1)
	for i := 0; ; {
		first := uint32(at * 64)
		end := i + bits.OnesCount64(w)
		for ; i < min(end, n); i += 8 {
			o := (*[8]uint32)(out[i:])
			o[0] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[1] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[2] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[3] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[4] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[5] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[6] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
			o[7] = first + uint32(bits.TrailingZeros64(w))
			w &= w - 1
		}
		if i = end; i >= n {
			return to[:start+n]
		}
		at++
		w = words[at]
	}
}
