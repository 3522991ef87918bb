package scorchseg

import (
	"bufio"
	"errors"
	"io/fs"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/mmap-go"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
	"letopis/index/segment"
)

// Of returns the segment behind one of scorch's, nil when it is not ours.
func Of(s segapi.Segment) *segment.Segment {
	switch s := s.(type) {
	case *inMemory:
		return s.Segment
	case *mapped:
		return s.Segment
	}
	return nil
}

// base has what scorch asks of all our segments.
type base struct{ *segment.Segment }

func (b base) Count() uint64 { return uint64(b.Len()) }

// DocNumbers implements segapi.Segment: scorch asks which documents a batch replaces.
func (b base) DocNumbers(ids []string) (_ *roaring.Bitmap, err error) {
	defer shield(&err)()
	out := roaring.New()
	for _, id := range ids {
		if doc, ok := b.Find(id); ok {
			out.Add(doc)
		}
	}
	return out, nil
}

// errNotForBleve is for what only bleve's own search would ask.
var errNotForBleve = errors.New("bleve's own search does not read these segments")

func (b base) Dictionary(string) (segapi.TermDictionary, error) { return nil, errNotForBleve }
func (b base) DocID(uint64) ([]byte, error)                     { return nil, errNotForBleve }
func (b base) Fields() []string                                 { return nil }
func (b base) VisitStoredFields(uint64, segapi.StoredFieldValueVisitor) error {
	return errNotForBleve
}

// No statistics of bytes are kept.
func (b base) BytesRead() uint64     { return 0 }
func (b base) ResetBytesRead(uint64) {}
func (b base) BytesWritten() uint64  { return 0 }

// inMemory is a segment that has not been written yet.
type inMemory struct {
	base
	data []byte
}

// Persist implements segapi.UnpersistedSegment.
func (s *inMemory) Persist(path string) error {
	return writeSynced(path, func(w *bufio.Writer) error { _, err := w.Write(s.data); return err })
}

func (s *inMemory) AddRef()       {}
func (s *inMemory) DecRef() error { return nil }
func (s *inMemory) Close() error  { return nil }

// mapped is a segment in a mapped file.
type mapped struct {
	base
	data mmap.MMap
	path string
	refs atomic.Int64
	info atomic.Pointer[fs.FileInfo] // of the file when it was verified last
}

func (s *mapped) Path() string { return s.path }
func (s *mapped) AddRef()      { s.refs.Add(1) }
func (s *mapped) Close() error { return s.DecRef() }

// DecRef implements segapi.Segment: the last one unmaps the file.
func (s *mapped) DecRef() error {
	if s.refs.Add(-1) == 0 {
		return s.data.Unmap()
	}
	return nil
}

var (
	_ segapi.UnpersistedSegment = (*inMemory)(nil)
	_ segapi.PersistedSegment   = (*mapped)(nil)
)

// Document wraps one of ours for a batch of scorch.
func Document(d *index.Doc) bleveapi.Document { return document{d} }

// document carries one of ours through scorch, which indexes nothing of it by itself.
type document struct{ doc *index.Doc }

func (d document) ID() string { return d.doc.ID }

// Size is what scorch adds to its statistics, in bytes, about.
func (d document) Size() int {
	n := 0
	for _, tokens := range d.doc.Text {
		n += 24 * len(tokens)
	}
	return n
}

func (d document) VisitFields(bleveapi.FieldVisitor)             {}
func (d document) VisitComposite(bleveapi.CompositeFieldVisitor) {}
func (d document) HasComposite() bool                            { return false }
func (d document) NumPlainTextBytes() uint64                     { return 0 }
func (d document) AddIDField()                                   {}
func (d document) StoredFieldsBytes() uint64                     { return 0 }
func (d document) Indexed() bool                                 { return true }
