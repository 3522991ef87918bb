package segment

import (
	"encoding/binary"
	"math/bits"
)

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
	if block := index / BlockSize; block != d.block {
		d.block = block
		if d.p.old {
			d.tf, d.positions = d.p.oldFreqs(block, d.tf[:0])
		} else {
			d.layout = d.p.layout(block)
		}
	}
	return index % BlockSize
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

// Freqs puts in the place of each index, which are in order, the number of occurrences in its document.
func (d *Details) Freqs(indexes []uint32) {
	for len(indexes) > 0 {
		n := d.run(indexes)
		in := indexes[:n]
		indexes = indexes[n:]
		switch {
		case d.p.old:
			for i, index := range in {
				in[i] = d.tf[index%BlockSize]
			}
		case d.width == 0:
			for i := range in {
				in[i] = 1
			}
		default:
			freqs, width := d.p.rest[d.freqs:], d.width
			for i, index := range in {
				in[i] = peek(freqs, int(index%BlockSize), width) + 1
			}
		}
	}
}

// run makes the block of the first index the one at hand, and returns how many of the indexes are of it.
func (d *Details) run(indexes []uint32) (n int) {
	d.seek(int(indexes[0]))
	end := uint32(d.block+1) * BlockSize
	for n < len(indexes) && indexes[n] < end {
		n++
	}
	return n
}

// AllPositions appends the positions of the occurrences in several documents, whose indexes are in order, and to ends
// where those of each end among them.
func (d *Details) AllPositions(indexes, pos, ends []uint32) (_, _ []uint32) {
	for len(indexes) > 0 {
		n := d.run(indexes)
		for _, index := range indexes[:n] {
			pos = d.Positions(int(index), pos)
			ends = append(ends, uint32(len(pos)))
		}
		indexes = indexes[n:]
	}
	return pos, ends
}

// Positions appends the positions of the occurrences in a document, in order.
func (d *Details) Positions(index int, pos []uint32) []uint32 {
	i := d.seek(index)
	at, before, n := d.positions, 0, 0 // before: positions that stand between at and those of the document
	if d.p.old {
		for _, n := range d.tf[:i] {
			before += int(n)
		}
		n = int(d.tf[i])
	} else {
		if g := i / groupSize; g > 0 {
			at += int(peek(d.p.rest[d.groups:], g-1, d.groupWidth))
		}
		before, n = d.inGroup(i)
	}
	pos, _ = readPositions(d.p.rest, skipVarints(d.p.rest, at, before), n, pos)
	return pos
}

// inGroup is how many occurrences the documents of a group have before one of them, and how many that has.
func (d *Details) inGroup(i int) (before, n int) {
	before = i % groupSize // each has one at least
	first := i - before
	if d.width > 8 {
		freqs := d.p.rest[d.freqs:]
		for k := first; k < i; k++ {
			before += int(peek(freqs, k, d.width))
		}
		return before, int(peek(freqs, i, d.width)) + 1
	}
	// Those of a group lie in one word. They are added up bit by bit, each bit of all documents at once.
	w := binary.LittleEndian.Uint64(d.p.rest[d.freqs+first/groupSize*d.width:])
	to := before * d.width
	less, each := w&(1<<to-1), lowest[d.width]
	n = int(w>>to&(1<<d.width-1)) + 1
	for bit := range d.width {
		before += bits.OnesCount64(less>>bit&each) << bit
	}
	return before, n
}

// lowest has the first bit of each of eight numbers, by their width.
var lowest = func() (of [9]uint64) {
	for width := 1; width <= 8; width++ {
		for i := range 8 {
			of[width] |= 1 << (i * width)
		}
	}
	return of
}()
