package docset

// Arena gives out short-lived slices and takes them back all at once. The zero
// value is ready. It is not safe for concurrent use.
type Arena struct {
	docs  []uint32
	words []uint64
}

// Docs returns an empty list with room for n documents.
func (a *Arena) Docs(n int) []uint32 {
	if len(a.docs)+n > cap(a.docs) {
		a.docs = make([]uint32, 0, max(2*cap(a.docs), n, 1<<14))
	}
	at := len(a.docs)
	a.docs = a.docs[:at+n]
	return a.docs[at : at : at+n]
}

// Bits returns an empty set for n documents.
func (a *Arena) Bits(n int) Bits {
	out := a.Uninitialized(n)
	clear(out)
	return out
}

// Uninitialized returns memory for a set of n documents, with anything in it.
func (a *Arena) Uninitialized(n int) Bits {
	n = Words(n)
	if len(a.words)+n > cap(a.words) {
		a.words = make([]uint64, 0, max(2*cap(a.words), n, 1<<12))
	}
	at := len(a.words)
	a.words = a.words[:at+n]
	return a.words[at : at+n : at+n]
}

// Reset takes everything back: what was given out must not be used any more.
func (a *Arena) Reset() { a.docs, a.words = a.docs[:0], a.words[:0] }
