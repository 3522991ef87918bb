package segment

import "encoding/binary"

// encoder writes the postings of one term after the other.
type encoder struct {
	scale           // of the documents of the segment
	docs   []uint32 // of the term
	blocks []uint32 // where each block begins in rest
	bounds []byte   // see Postings.Bounds
	rest   []byte

	// Of the block at hand.
	tf     []uint32 // less one
	pos    []byte   // encoded positions
	groups []uint32 // where those of each group but the first begin

	head, data []byte // of end
}

// add takes the next document; positions are encoded.
func (e *encoder) add(doc, tf uint32, positions []byte) {
	if n := len(e.tf); n > 0 && n%groupSize == 0 {
		e.groups = append(e.groups, uint32(len(e.pos)))
	}
	e.docs, e.tf, e.pos = append(e.docs, doc), append(e.tf, tf-1), append(e.pos, positions...)
	if len(e.tf) == BlockSize {
		e.flush()
	}
}

func (e *encoder) flush() {
	if len(e.tf) == 0 {
		return
	}
	if len(e.docs) >= BlockSize {
		e.bounds = append(e.bounds, e.bound(e.docs[len(e.docs)-len(e.tf):], e.tf))
	}
	e.blocks = append(e.blocks, uint32(len(e.rest)))
	e.rest = appendPacked(e.rest, e.tf)
	if len(e.tf) > groupSize {
		e.rest = appendPacked(e.rest, e.groups)
	}
	e.rest = append(e.rest, e.pos...)
	e.tf, e.pos, e.groups = e.tf[:0], e.pos[:0], e.groups[:0]
}

// end writes what was added and makes the encoder ready for another term; at is where in the section that is.
func (e *encoder) end(w *writer, at uint64) {
	e.flush()
	universe := len(e.lengths)
	dense := len(e.docs)*denseShare >= universe
	head, data := e.head[:0], e.data[:0]
	var starts []uint32 // of blocks in data
	if dense {
		head = binary.AppendUvarint(head, uint64(len(e.docs))<<1|1)
		for n := -(at + uint64(len(head))) & 7; n > 0; n-- {
			head = append(head, 0)
		}
		data = appendBitmap(data, e.docs, universe)
	} else {
		next := uint32(0) // the least that the next document can be
		for i, d := range e.docs {
			if i%BlockSize == 0 {
				starts = append(starts, uint32(len(data)))
			}
			data = binary.AppendUvarint(data, uint64(d-next))
			next = d + 1
		}
		head = binary.AppendUvarint(head, uint64(len(e.docs))<<1)
		head = binary.AppendUvarint(head, uint64(len(data)))
	}
	if len(e.blocks) > 1 {
		for i := range e.blocks {
			data = binary.LittleEndian.AppendUint32(data, e.docs[min((i+1)*BlockSize, len(e.docs))-1])
		}
		for _, column := range [][]uint32{e.blocks, starts} {
			for _, from := range column {
				data = binary.LittleEndian.AppendUint32(data, from)
			}
		}
		data = append(data, e.bounds...)
	}
	w.write(head)
	w.write(data)
	w.write(e.rest)
	e.head, e.data = head, data
	e.docs, e.blocks, e.bounds, e.rest = e.docs[:0], e.blocks[:0], e.bounds[:0], e.rest[:0]
}

// appendBitmap appends documents as bits in whole words.
func appendBitmap(to []byte, docs []uint32, universe int) []byte {
	from := len(to)
	to = append(to, make([]byte, 8*wordsOf(universe))...)
	for _, d := range docs {
		to[from+int(d/8)] |= 1 << (d % 8)
	}
	return to
}
