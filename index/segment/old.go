package segment

import "encoding/binary"

// format is how a segment is written.
type format uint8

// Formats that are read. Segments of the older ones were written by letopis before December 2026, and are read until
// they are merged, or as long as the index is built anew.
const (
	unknown format = iota
	// rows: postings have a skip list of rows, the last document of a block and where it begins, and in each block
	//
	//	twice the length in bytes of its documents, plus 1 where every frequency is 1
	//	its documents, their frequencies (where they are not all 1), their positions
	rows
	// unbounded: as of today, without bounds of blocks.
	unbounded
	current
)

var formats = map[string]format{"letoseg1": rows, "letoseg2": unbounded, magic: current}

const oldRow = 8 // bytes of a block in the skip list

func oldPostings(b []byte) Postings {
	n, w := binary.Uvarint(b)
	p := Postings{n: int(n), rest: b[w:], old: true}
	if blocks := p.Blocks(); blocks > 1 {
		p.skips, p.rest = p.rest[:oldRow*blocks], p.rest[oldRow*blocks:]
	}
	return p
}

func oldSkip(rows []byte, column, block int) uint32 {
	return binary.LittleEndian.Uint32(rows[oldRow*block+4*column:])
}

// oldBlock returns where in rest the documents of a block begin, how many bytes they have, and whether every frequency
// is 1.
func (p Postings) oldBlock(block int) (at, size int, once bool) {
	at = int(p.skip(1, block))
	head, w := binary.Uvarint(p.rest[at:])
	return at + w, int(head >> 1), head&1 != 0
}

// oldFreqs appends the frequencies of a block, and returns where in rest its positions begin.
func (p Postings) oldFreqs(block int, tf []uint32) (_ []uint32, positions int) {
	at, size, once := p.oldBlock(block)
	at += size
	for range p.of(block) {
		x := uint64(1)
		if !once {
			var w int
			x, w = binary.Uvarint(p.rest[at:])
			at += w
		}
		tf = append(tf, uint32(x))
	}
	return tf, at
}
