package bleveindex

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/mmap-go"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
	"letopis/index/segment"
)

// The segments that scorch keeps are ours: bleve's own (zap) spend five to six
// bytes on every position and build columns only for itself.
const (
	segmentType    = "letopis"
	segmentVersion = 1
)

func init() { scorch.RegisterSegmentPlugin(plugin{}, false) }

// plugin makes, merges and opens segments for scorch.
type plugin struct{}

var _ scorch.SegmentPlugin = plugin{}

func (plugin) Type() string    { return segmentType }
func (plugin) Version() uint32 { return segmentVersion }

func (p plugin) New(docs []bleveapi.Document) (segapi.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing implements scorch.SegmentPlugin.
func (plugin) NewUsing(docs []bleveapi.Document, _ map[string]any) (segapi.Segment, uint64, error) {
	list := make([]*index.Doc, len(docs))
	for i, d := range docs {
		own, ok := d.(document)
		if !ok {
			return nil, 0, fmt.Errorf("a document of type %T", d)
		}
		list[i] = own.doc
	}
	data, err := segment.Build(list)
	if err != nil {
		return nil, 0, err
	}
	s, err := segment.Open(data)
	return &fresh{reader{Segment: s}, data}, uint64(len(data)), err
}

func (p plugin) Open(path string) (segapi.Segment, error) { return p.OpenUsing(path, nil) }

// OpenUsing implements scorch.SegmentPlugin.
func (plugin) OpenUsing(path string, _ map[string]any) (_ segapi.Segment, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() // the mapping stays
	data, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s, err := segment.Open(data)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), data.Unmap())
	}
	out := &stored{reader: reader{Segment: s}, data: data, path: path}
	out.refs.Store(1)
	return out, nil
}

func (p plugin) Merge(segs []segapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, stats segapi.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(segs, drops, path, stop, stats, nil)
}

// MergeUsing implements scorch.SegmentPlugin.
func (plugin) MergeUsing(segs []segapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, stats segapi.StatsReporter, _ map[string]any) (_ [][]uint64, size uint64, err error) {
	list := make([]*segment.Segment, len(segs))
	for i, s := range segs {
		if list[i] = own(s); list[i] == nil {
			return nil, 0, fmt.Errorf("a segment of type %T", s)
		}
	}
	var docs [][]uint32
	err = writeSynced(path, func(w *bufio.Writer) error {
		docs, size, err = segment.Merge(w, list, func(seg int, doc uint32) bool { return drops[seg] != nil && drops[seg].Contains(doc) }, stop)
		return err
	})
	if errors.Is(err, segment.ErrStopped) {
		err = segapi.ErrClosed
	}
	if err != nil {
		return nil, size, err
	}
	if stats != nil {
		stats.ReportBytesWritten(size)
	}
	numbers := make([][]uint64, len(docs))
	for i := range docs {
		numbers[i] = make([]uint64, len(docs[i]))
		for d, to := range docs[i] {
			numbers[i][d] = uint64(to)
		}
	}
	return numbers, size, nil
}

// writeSynced writes a file durably, or not at all.
func writeSynced(path string, write func(*bufio.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	err = write(w)
	if err == nil {
		err = errors.Join(w.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path) // it is of no use to anybody
	}
	return err
}

// own returns the segment behind one of scorch's, nil when it is not ours.
func own(s segapi.Segment) *segment.Segment {
	switch s := s.(type) {
	case *fresh:
		return s.Segment
	case *stored:
		return s.Segment
	}
	return nil
}

// fresh is a segment in memory, stored a mapped file.
type fresh struct {
	reader
	data []byte
}

// Persist implements segapi.UnpersistedSegment.
func (s *fresh) Persist(path string) error {
	return writeSynced(path, func(w *bufio.Writer) error { _, err := w.Write(s.data); return err })
}

func (s *fresh) AddRef()       {}
func (s *fresh) DecRef() error { return nil }
func (s *fresh) Close() error  { return nil }

type stored struct {
	reader
	data mmap.MMap
	path string
	refs atomic.Int64
}

func (s *stored) Path() string { return s.path }
func (s *stored) AddRef()      { s.refs.Add(1) }
func (s *stored) Close() error { return s.DecRef() }

// DecRef implements segapi.Segment: the last one unmaps the file.
func (s *stored) DecRef() error {
	if s.refs.Add(-1) == 0 {
		return s.data.Unmap()
	}
	return nil
}

var (
	_ segapi.UnpersistedSegment = (*fresh)(nil)
	_ segapi.PersistedSegment   = (*stored)(nil)
)

// document carries one of ours through scorch.
type document struct{ doc *index.Doc }

var _ bleveapi.Document = document{}

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
