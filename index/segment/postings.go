package segment

import (
	"encoding/binary"
	"math/bits"

	"github.com/blevesearch/vellum"
)

// blockSize is how many documents of a term lie together: those before and after
// them need not be decoded to look one up.
const blockSize = 128

// The postings of a term are, in this order, numbers being varints where nothing
// else is said:
//
//	the number of documents
//	a skip list, where there are several blocks; for each of them
//	    its last document, four bytes
//	    where it begins, counted from the end of the skip list, four bytes
//	blocks of blockSize documents, the last one of what is left; in each
//	    twice the length in bytes of its documents, plus its flag
//	    its documents, each as how many documents lie between it and the one before
//	    their frequencies; left out where the flag is allOnce
//	    for each document its positions, the first as it is, the others as differences
const skipLen = 8 // of a block in the skip list

const allOnce = 1 // flag: every frequency is 1

// Postings are the occurrences of a term in a segment. The zero value has none.
type Postings struct {
	n     int
	skips []byte
	data  []byte
}

// Len is the number of documents.
func (p Postings) Len() int { return p.n }

// Postings returns the occurrences of a term. A nil field has none.
func (t *Text) Postings(term string) (Postings, error) {
	if t == nil {
		return Postings{}, nil
	}
	at, ok, err := t.fst.Get([]byte(term))
	if err != nil || !ok {
		return Postings{}, err
	}
	return t.at(at), nil
}

func (t *Text) at(offset uint64) Postings {
	b := t.postings[offset:]
	n, w := binary.Uvarint(b)
	p := Postings{n: int(n), data: b[w:]}
	if blocks := p.blocks(); blocks > 1 {
		p.skips, p.data = p.data[:skipLen*blocks], p.data[skipLen*blocks:]
	}
	return p
}

// Each calls fn for the terms that the automaton accepts (nil: all) from start,
// inclusive, to end, exclusive (nil: no limit), in order, until it returns false.
// The term is valid until fn returns.
func (t *Text) Each(a vellum.Automaton, start, end []byte, fn func(term []byte, p Postings) bool) error {
	if t == nil {
		return nil
	}
	var it *vellum.FSTIterator
	var err error
	if a == nil {
		it, err = t.fst.Iterator(start, end)
	} else {
		it, err = t.fst.Search(a, start, end)
	}
	for ; err == nil; err = it.Next() {
		if term, at := it.Current(); !fn(term, t.at(at)) {
			return nil
		}
	}
	if err == vellum.ErrIteratorDone {
		return nil
	}
	return err
}

func (p Postings) blocks() int { return (p.n + blockSize - 1) / blockSize }

// last is the last document of a block of several.
func (p Postings) last(block int) uint32 { return binary.LittleEndian.Uint32(p.skips[skipLen*block:]) }

// block returns the data of a block from its beginning on, the document before
// it plus one, and how many documents it has.
func (p Postings) block(i int) (b []byte, base uint32, n int) {
	n = min(blockSize, p.n-i*blockSize)
	if p.skips == nil {
		return p.data, 0, n
	}
	if i > 0 {
		base = p.last(i-1) + 1
	}
	return p.data[binary.LittleEndian.Uint32(p.skips[skipLen*i+4:]):], base, n
}

// Docs appends all documents to docs and, when tf is not nil, their frequencies
// to tf.
func (p Postings) Docs(docs, tf []uint32) (_, _ []uint32) {
	for i := range p.blocks() {
		b, base, n := p.block(i)
		var rest []byte
		var flags uint64
		docs, rest, flags = blockDocs(b, base, n, docs)
		if tf != nil {
			tf, _ = blockFreqs(rest, flags, n, tf)
		}
	}
	return docs, tf
}

func blockDocs(b []byte, base uint32, n int, docs []uint32) (_ []uint32, rest []byte, flags uint64) {
	head, w := binary.Uvarint(b)
	b = b[w:]
	size := head >> 1
	at := 0
	next := base
	data := b[:size]
	for range n {
		x := uint32(data[at])
		at++
		if x >= 0x80 {
			x &= 0x7f
			for shift := 7; ; shift += 7 {
				c := uint32(data[at])
				at++
				x |= c & 0x7f << shift
				if c < 0x80 {
					break
				}
			}
		}
		next += x
		docs = append(docs, next)
		next++
	}
	return docs, b[size:], head & 1
}

func blockFreqs(b []byte, flags uint64, n int, tf []uint32) (_ []uint32, rest []byte) {
	if flags&allOnce != 0 {
		for range n {
			tf = append(tf, 1)
		}
		return tf, b
	}
	at := 0
	for range n {
		x := uint32(b[at])
		at++
		if x >= 0x80 {
			y, w := binary.Uvarint(b[at-1:])
			x, at = uint32(y), at-1+w
		}
		tf = append(tf, x)
	}
	return tf, b[at:]
}

// skipVarints returns b behind the first n varints.
func skipVarints(b []byte, n int) []byte {
	const tops = 0x8080808080808080
	for n >= 8 && len(b) >= 8 {
		n -= bits.OnesCount64(^binary.LittleEndian.Uint64(b) & tops)
		b = b[8:]
	}
	for ; n > 0; n-- {
		for b[0] >= 0x80 {
			b = b[1:]
		}
		b = b[1:]
	}
	return b
}

// readPositions appends n positions.
func readPositions(b []byte, n int, pos []uint32) (_ []uint32, rest []byte) {
	at, next := 0, uint32(0)
	for range n {
		x := uint32(b[at])
		at++
		if x >= 0x80 {
			y, w := binary.Uvarint(b[at-1:])
			x, at = uint32(y), at-1+w
		}
		next += x
		pos = append(pos, next)
	}
	return pos, b[at:]
}

// Cursor visits postings in order, and decodes no more than is asked for: blocks,
// frequencies and positions that are passed over stay as they are. It is not safe
// for concurrent use.
type Cursor struct {
	p     Postings
	block int      // the one at hand; -1 before the first
	i     int      // of the document in it
	n     int      // its documents
	docs  []uint32 // empty after At
	tf    []uint32
	flags uint64
	rest  []byte // behind the documents; behind the frequencies when tf has them
	pos   []byte // where the positions of document posOf begin
	posOf int
}

// Reset begins anew with p; the cursor stands before the first document.
func (c *Cursor) Reset(p Postings) {
	c.p, c.block, c.i = p, -1, 0
	c.docs, c.tf = c.docs[:0], c.tf[:0]
}

// Next goes to the next document.
func (c *Cursor) Next() bool {
	if c.i++; c.block >= 0 && c.i < len(c.docs) {
		return true
	}
	return c.load(c.block + 1)
}

// Seek goes to the first document from where the cursor stands on that is not
// below doc.
func (c *Cursor) Seek(doc uint32) bool {
	if c.block < 0 || len(c.docs) == 0 || c.docs[len(c.docs)-1] < doc {
		to := c.block + 1
		if c.p.skips != nil {
			lo, hi := to, c.p.blocks()
			for step := 1; lo+step < hi && c.p.last(lo+step) < doc; step *= 2 {
				lo += step
			}
			for lo < hi {
				if mid := (lo + hi) / 2; c.p.last(mid) < doc {
					lo = mid + 1
				} else {
					hi = mid
				}
			}
			to = lo
		}
		if !c.load(to) {
			return false
		}
	}
	for c.docs[c.i] < doc {
		if c.i++; c.i == len(c.docs) {
			return c.load(c.block + 1)
		}
	}
	return true
}

func (c *Cursor) load(block int) bool {
	if block >= c.p.blocks() {
		c.block, c.docs = block, c.docs[:0]
		return false
	}
	b, base, n := c.p.block(block)
	c.block, c.i, c.n = block, 0, n
	c.docs, c.rest, c.flags = blockDocs(b, base, n, c.docs[:0])
	c.tf = c.tf[:0]
	return true
}

// At goes to a document by its index among all, of which only frequencies and positions may be asked then. It decodes
// no documents, and is fast in order.
func (c *Cursor) At(index int) {
	if block := index / blockSize; block != c.block {
		b, _, n := c.p.block(block)
		head, w := binary.Uvarint(b)
		c.block, c.n = block, n
		c.rest, c.flags = b[w+int(head>>1):], head&1
		c.docs, c.tf = c.docs[:0], c.tf[:0]
	}
	c.i = index % blockSize
}

// Index is that of the document that the cursor stands on, among all.
func (c *Cursor) Index() int { return c.block*blockSize + c.i }

// Doc is the document that the cursor stands on.
func (c *Cursor) Doc() uint32 { return c.docs[c.i] }

// Freq is its number of occurrences.
func (c *Cursor) Freq() uint32 {
	if len(c.tf) == 0 {
		c.tf, c.rest = blockFreqs(c.rest, c.flags, c.n, c.tf)
		c.pos, c.posOf = c.rest, 0
	}
	return c.tf[c.i]
}

// seekPositions makes pos those of the document.
func (c *Cursor) seekPositions() {
	n := 0
	c.Freq()
	if c.posOf > c.i { // back in the block
		c.pos, c.posOf = c.rest, 0
	}
	for ; c.posOf < c.i; c.posOf++ {
		n += int(c.tf[c.posOf])
	}
	c.pos = skipVarints(c.pos, n)
}

// Positions appends the positions of the document's occurrences, in order.
func (c *Cursor) Positions(pos []uint32) []uint32 {
	c.seekPositions()
	pos, c.pos = readPositions(c.pos, int(c.tf[c.i]), pos)
	c.posOf++
	return pos
}

// encoded are the positions of the document as they are stored.
func (c *Cursor) encoded() []byte {
	c.seekPositions()
	from := c.pos
	c.pos = skipVarints(c.pos, int(c.tf[c.i]))
	c.posOf++
	return from[:len(from)-len(c.pos)]
}

// encoder writes the postings of one term after the other.
type encoder struct {
	docs, tf []uint32
	pos      []byte // encoded positions of the block
	next     uint32 // the least that the next document can be
	n        int
	skips    []byte
	data     []byte
	deltas   []byte
}

// add takes the next document; positions are encoded.
func (e *encoder) add(doc, tf uint32, positions []byte) {
	e.docs, e.tf, e.pos = append(e.docs, doc), append(e.tf, tf), append(e.pos, positions...)
	if e.n++; len(e.docs) == blockSize {
		e.flush()
	}
}

func (e *encoder) flush() {
	if len(e.docs) == 0 {
		return
	}
	b := e.deltas[:0]
	for _, d := range e.docs {
		b = binary.AppendUvarint(b, uint64(d-e.next))
		e.next = d + 1
	}
	e.deltas = b
	flags := uint64(allOnce)
	for _, tf := range e.tf {
		if tf != 1 {
			flags = 0
			break
		}
	}
	e.skips = binary.LittleEndian.AppendUint32(e.skips, e.next-1)
	e.skips = binary.LittleEndian.AppendUint32(e.skips, uint32(len(e.data)))
	e.data = binary.AppendUvarint(e.data, uint64(len(b))<<1|flags)
	e.data = append(e.data, b...)
	if flags&allOnce == 0 {
		for _, tf := range e.tf {
			e.data = binary.AppendUvarint(e.data, uint64(tf))
		}
	}
	e.data = append(e.data, e.pos...)
	e.docs, e.tf, e.pos = e.docs[:0], e.tf[:0], e.pos[:0]
}

// end writes what was added and makes the encoder ready for another term.
func (e *encoder) end(w *writer) {
	e.flush()
	var head [binary.MaxVarintLen64]byte
	w.write(head[:binary.PutUvarint(head[:], uint64(e.n))])
	if len(e.skips) > skipLen {
		w.write(e.skips)
	}
	w.write(e.data)
	e.n, e.next = 0, 0
	e.skips, e.data = e.skips[:0], e.data[:0]
}
