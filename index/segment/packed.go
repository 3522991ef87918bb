package segment

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// packed is how many bytes n numbers of so many bits take.
func packed(n, width int) int { return (n*width + 7) / 8 }

// appendPacked appends the least width that numbers have room in, a byte, and the numbers in so many bits each.
func appendPacked(to []byte, numbers []uint32) []byte {
	most := uint32(0)
	for _, v := range numbers {
		most |= v
	}
	width := bits.Len32(most)
	to = append(to, byte(width))
	held, in := uint64(0), 0
	for _, v := range numbers {
		held |= uint64(v) << in
		for in += width; in >= 8; in -= 8 {
			to = append(to, byte(held))
			held >>= 8
		}
	}
	if in > 0 {
		to = append(to, byte(held))
	}
	return to
}

// peek is number i of those packed in b, which goes on for slack behind them.
func peek(b []byte, i, width int) uint32 {
	at := i * width
	return uint32(binary.LittleEndian.Uint64(b[at>>3:])>>(at&7)) & (1<<width - 1)
}

// unpack appends n packed numbers, each plus 1. Eight at a time lie in as many bytes as one has bits.
func unpack(to []uint32, b []byte, width, n int) []uint32 {
	from := len(to)
	to = slices.Grow(to, n)[:from+n]
	out := to[from:]
	if width == 0 {
		for i := range out {
			out[i] = 1
		}
		return to
	}
	i := 0
	if width <= 8 {
		mask := uint64(1)<<width - 1
		for ; i+8 <= n; i += 8 {
			w := binary.LittleEndian.Uint64(b)
			b = b[width:]
			o := (*[8]uint32)(out[i:])
			o[0] = uint32(w&mask) + 1
			w >>= width
			o[1] = uint32(w&mask) + 1
			w >>= width
			o[2] = uint32(w&mask) + 1
			w >>= width
			o[3] = uint32(w&mask) + 1
			w >>= width
			o[4] = uint32(w&mask) + 1
			w >>= width
			o[5] = uint32(w&mask) + 1
			w >>= width
			o[6] = uint32(w&mask) + 1
			w >>= width
			o[7] = uint32(w&mask) + 1
		}
	}
	for k := 0; i < n; i, k = i+1, k+1 {
		out[i] = peek(b, k, width) + 1
	}
	return to
}

const tops = 0x8080808080808080 // of eight bytes; set but in the last of each varint

// appendSums appends n documents, of which each is stored as how many lie between it and the one before, the first as
// how many from base on.
func appendSums(docs []uint32, b []byte, base uint32, n int) []uint32 {
	from := len(docs)
	docs = slices.Grow(docs, n)[:from+n]
	out := docs[from:]
	next := base
	i, at := 0, 0
	for i < n {
		if i+8 <= n && at+8 <= len(b) {
			if w := binary.LittleEndian.Uint64(b[at:]); w&tops == 0 { // eight of a byte each
				o := (*[8]uint32)(out[i:])
				o[0] = next + uint32(w&0x7f)
				o[1] = o[0] + uint32(w>>8&0x7f) + 1
				o[2] = o[1] + uint32(w>>16&0x7f) + 1
				o[3] = o[2] + uint32(w>>24&0x7f) + 1
				o[4] = o[3] + uint32(w>>32&0x7f) + 1
				o[5] = o[4] + uint32(w>>40&0x7f) + 1
				o[6] = o[5] + uint32(w>>48&0x7f) + 1
				o[7] = o[6] + uint32(w>>56) + 1
				next = o[7] + 1
				i, at = i+8, at+8
				continue
			}
		}
		for last := min(i+8, n); i < last; i++ {
			x := uint32(b[at])
			at++
			if x >= 0x80 {
				x &= 0x7f
				for shift := 7; ; shift += 7 {
					c := uint32(b[at])
					at++
					x |= c & 0x7f << shift
					if c < 0x80 {
						break
					}
				}
			}
			next += x
			out[i] = next
			next++
		}
	}
	return docs
}

// skipVarints returns what lies behind the first n varints from b[at] on; b goes on for slack behind them.
func skipVarints(b []byte, at, n int) int {
	const ones = 0x0101010101010101
	for n > 0 {
		ends := ^binary.LittleEndian.Uint64(b[at:]) & tops
		if here := bits.OnesCount64(ends); here < n {
			n, at = n-here, at+8
			continue
		}
		upTo := (ends >> 7) * ones // in each byte how many varints end in it or before
		there := (upTo | tops) - uint64(n)*ones
		return at + bits.TrailingZeros64(there&tops)/8 + 1
	}
	return at
}

// readPositions appends n positions from b[at] on and returns what lies behind them; b goes on for slack.
func readPositions(b []byte, at, n int, pos []uint32) (_ []uint32, end int) {
	next := uint32(0)
	for range n {
		w := binary.LittleEndian.Uint32(b[at:])
		if w&0x8080 == 0x8080 { // of three bytes or more
			y, size := binary.Uvarint(b[at:])
			next, at = next+uint32(y), at+size
		} else { // one byte or two: a branch would be mispredicted mostly
			two := w >> 7 & 1
			next, at = next+(w&0x7f)+(w>>1&0x3f80)*two, at+1+int(two)
		}
		pos = append(pos, next)
	}
	return pos, at
}
