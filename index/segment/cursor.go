package segment

// Cursor visits postings in order, and decodes no more than is asked for: blocks,
// frequencies and positions that are passed over stay as they are. It is not safe
// for concurrent use.
type Cursor struct {
	p     Postings
	block int      // the one at hand; -1 before the first
	i     int      // of the document in it
	docs  []uint32 // of the block
	tf    []uint32 // of it, empty before they are asked for
	pos   int      // where the positions of document posOf begin, when tf is not empty
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
			lo, hi := to, c.p.Blocks()
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
	if block >= c.p.Blocks() {
		c.block, c.docs = block, c.docs[:0]
		return false
	}
	c.block, c.i = block, 0
	c.docs, c.tf = c.p.blockDocs(block, c.docs[:0]), c.tf[:0]
	return true
}

// Index is that of the document that the cursor stands on, among all.
func (c *Cursor) Index() int { return c.block*BlockSize + c.i }

// Doc is the document that the cursor stands on.
func (c *Cursor) Doc() uint32 { return c.docs[c.i] }

// Freq is its number of occurrences.
func (c *Cursor) Freq() uint32 {
	if len(c.tf) == 0 {
		c.tf = c.p.blockFreqs(c.block, c.tf)
		c.pos, c.posOf = c.p.positions(c.block), 0
	}
	return c.tf[c.i]
}

// seekPositions makes pos those of the document.
func (c *Cursor) seekPositions() {
	n := 0
	c.Freq()
	if c.posOf > c.i { // back in the block
		c.pos, c.posOf = c.p.positions(c.block), 0
	}
	for ; c.posOf < c.i; c.posOf++ {
		n += int(c.tf[c.posOf])
	}
	c.pos = skipVarints(c.p.rest, c.pos, n)
}

// Positions appends the positions of the document's occurrences, in order.
func (c *Cursor) Positions(pos []uint32) []uint32 {
	c.seekPositions()
	pos, c.pos = readPositions(c.p.rest, c.pos, int(c.tf[c.i]), pos)
	c.posOf++
	return pos
}

// encoded are the positions of the document as they are stored.
func (c *Cursor) encoded() []byte {
	c.seekPositions()
	from := c.pos
	c.pos = skipVarints(c.p.rest, c.pos, int(c.tf[c.i]))
	c.posOf++
	return c.p.rest[from:c.pos]
}
