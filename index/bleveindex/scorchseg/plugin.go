// Package scorchseg lets bleve's scorch keep segments of our own format
// (letopis/index/segment): it makes, merges and opens them. bleve's own (zap) spend
// five to six bytes on every position and build columns only for itself.
//
// Read plugin first: importing the package registers it. scorch knows of a
// segment how many documents it has and which have an ID; bleve's own search does not
// read it.
package scorchseg

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveapi "github.com/blevesearch/bleve_index_api"
	"github.com/blevesearch/mmap-go"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
	"letopis/index/segment"
)

// What scorch calls the format by.
const (
	Type    = "letopis"
	Version = 1
)

func init() { scorch.RegisterSegmentPlugin(plugin{}, false) }

// plugin makes, merges and opens segments for scorch.
type plugin struct{}

var _ scorch.SegmentPlugin = plugin{}

func (plugin) Type() string    { return Type }
func (plugin) Version() uint32 { return Version }

func (p plugin) New(docs []bleveapi.Document) (segapi.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing implements scorch.SegmentPlugin.
func (plugin) NewUsing(docs []bleveapi.Document, _ map[string]any) (segapi.Segment, uint64, error) {
	list := make([]*index.Doc, len(docs))
	for i, d := range docs {
		ours, ok := d.(document)
		if !ok {
			return nil, 0, fmt.Errorf("a document of type %T", d)
		}
		list[i] = ours.doc
	}
	data, err := segment.Build(list)
	if err != nil {
		return nil, 0, err
	}
	s, err := segment.Open(data)
	return &inMemory{base{s}, data}, uint64(len(data)), err
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
	out := &mapped{base: base{s}, data: data, path: path}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, data.Unmap())
	}
	out.info.Store(&info)
	out.refs.Store(1)
	return out, nil
}

func (p plugin) Merge(segs []segapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{},
	stats segapi.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(segs, drops, path, stop, stats, nil)
}

// MergeUsing implements scorch.SegmentPlugin.
func (plugin) MergeUsing(segs []segapi.Segment, drops []*roaring.Bitmap, path string, stop chan struct{},
	stats segapi.StatsReporter, _ map[string]any) (_ [][]uint64, size uint64, err error) {
	defer shield(&err)()
	list := make([]*segment.Segment, len(segs))
	for i, s := range segs {
		if list[i] = Of(s); list[i] == nil {
			return nil, 0, fmt.Errorf("a segment of type %T", s)
		}
	}
	drop := func(seg int, doc uint32) bool { return drops[seg] != nil && drops[seg].Contains(doc) }
	var docs [][]uint32
	err = writeSynced(path, func(w *bufio.Writer) error {
		docs, size, err = segment.Merge(w, list, drop, stop)
		return err
	})
	if errors.Is(err, segment.ErrStopped) {
		err = segapi.ErrClosed
	}
	for _, s := range segs { // what was damaged would get a new checksum
		if err == nil {
			err = Verify(s)
		}
		if m, ok := s.(*mapped); ok {
			m.letGo()
		}
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

// Unfinished ends the names of files that are being written. What has its own name is
// whole: others may verify it at any time.
const Unfinished = ".tmp"

// writeSynced writes a file durably, or not at all.
func writeSynced(path string, write func(*bufio.Writer) error) error {
	tmp := path + Unfinished
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<18)
	err = write(w)
	if err == nil {
		err = errors.Join(w.Flush(), f.Sync())
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		_ = os.Remove(tmp) // it is of no use to anybody
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
