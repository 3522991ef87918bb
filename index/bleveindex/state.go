package bleveindex

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"letopis/index"
)

// stateKey is where scorch keeps the state, in the batch of its documents.
var stateKey = []byte("letopis.seq")

// state is what an index says of itself. Segments have checksums; which segments there
// are, and what is deleted in them, is told by scorch's own file, which has none. So what
// it tells is compared with the state when an index is opened.
type state struct {
	seq  uint64 // index.Batch.Seq
	docs uint64 // live ones
	ids  uint64 // the sum of their IDs' hashes
	old  bool   // of an older program, which knew only seq
}

func (s state) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, s.seq)
	if s.old {
		return b
	}
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, s.docs), s.ids)
}

// readState reads what encode wrote; nothing is that of an empty index.
func readState(b []byte) (state, error) {
	switch len(b) {
	case 0:
		return state{}, nil
	case 8:
		return state{seq: binary.BigEndian.Uint64(b), old: true}, nil
	case 24:
		return state{seq: binary.BigEndian.Uint64(b), docs: binary.BigEndian.Uint64(b[8:]),
			ids: binary.BigEndian.Uint64(b[16:])}, nil
	}
	return state{}, fmt.Errorf("%w: a state of %d bytes", index.ErrDamaged, len(b))
}

func hashID(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return h.Sum64()
}

// next is the state after a batch that leaves some documents live and some not.
func (s state) next(v *view, live map[string]bool, seq uint64) state {
	if seq != 0 {
		s.seq = seq
	}
	for id, now := range live {
		switch was := v.has(id); {
		case now && !was:
			s.docs, s.ids = s.docs+1, s.ids+hashID(id)
		case was && !now:
			s.docs, s.ids = s.docs-1, s.ids-hashID(id)
		}
	}
	return s
}

// has reports whether a document is live.
func (v *view) has(id string) bool {
	for _, g := range v.Segments {
		if doc, ok := g.Data.Find(id); ok && !g.IsDeleted(doc) {
			return true
		}
	}
	return false
}

// checkState compares what is in the segments with what the index says: ErrDamaged.
func (v *view) checkState() error {
	if v.state.old {
		return nil
	}
	found := state{seq: v.state.seq}
	for _, g := range v.Segments {
		for doc := range uint32(g.Len()) {
			if !g.IsDeleted(doc) {
				found.docs++
				found.ids += hashID(g.Data.ID(doc))
			}
		}
	}
	if found != v.state {
		return fmt.Errorf("%w: it has %d documents, not the %d that it had", index.ErrDamaged, found.docs, v.state.docs)
	}
	return nil
}
