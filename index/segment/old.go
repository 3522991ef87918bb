package segment

import "encoding/binary"

// Segments of letopis before December 2026 are read as long as the index is built anew. Their postings have a skip list
// of rows, the last document of a block and where it begins, and in each block
//
//	twice the length in bytes of its documents, plus 1 where every frequency is 1
//	its documents, their frequencies (where they are not all 1), their positions
const oldMagic = "letoseg1"

const oldRow = 8 // bytes of a block in the skip list

func oldPostings(b []byte) Postings {
	n, w := binary.Uvarint(b)
	p := Postings{n: int(n), rest: b[w:], old: true}
	if blocks := p.blocks(); blocks > 1 {
		p.skips, p.rest = p.rest[:oldRow*blocks], p.rest[oldRow*blocks:]
	}
	return p
}

func oldSkip(rows []byte, column, block int) uint32 {
	return binary.LittleEndian.Uint32(rows[oldRow*block+4*column:])
}

// oldBlock returns a block from its documents on, how many bytes they have, and whether every frequency is 1.
func (p Postings) oldBlock(block int) (b []byte, size int, once bool) {
	b = p.rest[p.skip(1, block):]
	head, w := binary.Uvarint(b)
	return b[w:], int(head >> 1), head&1 != 0
}

func oldFreqs(b []byte, once bool, n int, tf []uint32) (_ []uint32, rest []byte) {
	for range n {
		x := uint64(1)
		if !once {
			var w int
			x, w = binary.Uvarint(b)
			b = b[w:]
		}
		tf = append(tf, uint32(x))
	}
	return tf, b
}
