package bleveindex

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/blevesearch/bleve/v2/util"
	bolt "go.etcd.io/bbolt"

	"letopis/index"
	"letopis/index/bleveindex/scorchseg"
)

// lockTime is how long the lock of another process is waited for.
const lockTime = 2 * time.Second

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

// newestState returns the state of the newest snapshot that scorch has written to a store:
// one whose segments it cannot load it passes over in silence, for an older one or none.
func newestState(path string) (s state, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil { // its file has no checksums
			err = fmt.Errorf("%w: %v", index.ErrDamaged, r)
		}
	}()
	db, err := bolt.Open(filepath.Join(path, storeDir, rootFile), 0o600, &bolt.Options{ReadOnly: true, Timeout: lockTime})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bolt.Tx) error {
		snapshots := tx.Bucket(util.BoltSnapshotsBucket)
		var name []byte
		if snapshots != nil {
			name, _ = snapshots.Cursor().Last()
		}
		if name == nil {
			return checkEmpty(path)
		}
		newest := snapshots.Bucket(name)
		if newest == nil || newest.Bucket(util.BoltInternalKey) == nil {
			return fmt.Errorf("%w: its newest snapshot cannot be read", index.ErrDamaged)
		}
		value := newest.Bucket(util.BoltInternalKey).Get(stateKey)
		var id []byte
		if meta := newest.Bucket(util.BoltMetaDataKey); meta != nil {
			id = meta.Get(util.BoltMetaDataFileWriterIDKey)
		}
		if value, err = scorchseg.Value(string(id), value); err != nil {
			return fmt.Errorf("%w: %v", index.ErrDamaged, err)
		}
		s, err = readState(value)
		return err
	})
	return s, err
}

// checkEmpty reports segments beside a root that has no snapshot: ErrDamaged. Its first one
// may have been lost, or never written because the process was killed; nobody can tell.
func checkEmpty(path string) error {
	segments, err := filepath.Glob(filepath.Join(path, storeDir, "*.zap"))
	if err == nil && len(segments) > 0 {
		err = fmt.Errorf("%w: it has segments but no snapshot", index.ErrDamaged)
	}
	return err
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
