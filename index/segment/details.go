package segment

import "encoding/binary"

// Details reads frequencies and positions of single documents, each called by its index among all that have the term.
// It reads no more than these, and is fast in any order. The zero value is for Reset; it is not safe for concurrent
// use.
type Details struct {
	p Postings
	layout
	block int // of layout

	tf []uint32 // of the block, in a segment of the old format
}

// Reset makes d read p.
func (d *Details) Reset(p Postings) { d.p, d.block = p, -1 }

// seek makes the block of an index the one at hand, and returns where the document stands in it.
func (d *Details) seek(index int) int {
	if block := index / blockSize; block != d.block {
		d.block = block
		if d.p.old {
			d.tf, _ = d.p.blockFreqs(block, d.tf[:0])
		} else {
			d.layout = d.p.layout(block)
		}
	}
	return index % blockSize
}

// Freq is the number of occurrences in a document.
func (d *Details) Freq(index int) uint32 {
	i := d.seek(index)
	switch {
	case d.p.old:
		return d.tf[i]
	case d.width == 0:
		return 1
	}
	return peek(d.p.rest[d.freqs:], i, d.width) + 1
}

// Positions appends the positions of the occurrences in a document, in order.
func (d *Details) Positions(index int, pos []uint32) []uint32 {
	i := d.seek(index)
	if d.p.old {
		before := 0
		for _, n := range d.tf[:i] {
			before += int(n)
		}
		pos, _ = readPositions(skipVarints(d.p.positions(d.block), before), int(d.tf[i]), pos)
		return pos
	}
	at, n := d.positions, 1
	if g := i / groupSize; g > 0 {
		at += int(peek(d.p.rest[d.groups:], g-1, d.groupWidth))
	}
	before := i % groupSize // positions of the group that stand before those of the document
	switch {
	case d.width == 0:
	case d.width <= 8: // those of a group lie in one word
		w, mask := binary.LittleEndian.Uint64(d.p.rest[d.freqs+i/groupSize*d.width:]), uint64(1)<<d.width-1
		for range i % groupSize {
			before += int(w & mask)
			w >>= d.width
		}
		n += int(w & mask)
	default:
		freqs := d.p.rest[d.freqs:]
		for k := i / groupSize * groupSize; k < i; k++ {
			before += int(peek(freqs, k, d.width))
		}
		n += int(peek(freqs, i, d.width))
	}
	pos, _ = readPositions(skipVarints(d.p.rest[at:], before), n, pos)
	return pos
}
