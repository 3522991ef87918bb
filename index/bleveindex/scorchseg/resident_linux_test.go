package scorchseg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	bleveapi "github.com/blevesearch/bleve_index_api"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index"
)

// resident returns how many KB of the file are in this process's memory.
func resident(t *testing.T, path string) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	_, of, ok := strings.Cut(string(maps), path+"\n")
	if !ok {
		t.Fatalf("%s is not mapped", path)
	}
	_, of, _ = strings.Cut(of, "\nRss:")
	var kb int
	if _, err := fmt.Sscanf(of, "%d kB", &kb); err != nil {
		t.Fatal(err)
	}
	return kb
}

// What has been merged is no memory of the process any more, and can still be read.
func TestMergedSegmentsAreNotResident(t *testing.T) {
	var segs []segapi.Segment
	var paths []string
	for n := range 2 {
		docs := make([]bleveapi.Document, 500)
		for i := range docs {
			id := fmt.Sprintf("d%d-%d", n, i)
			docs[i] = Document(&index.Doc{ID: id, Text: map[string][]index.Token{"text": {{Term: id}}}})
		}
		made, _, err := plugin{}.New(docs)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "segment")
		if err := made.(segapi.UnpersistedSegment).Persist(path); err != nil {
			t.Fatal(err)
		}
		s, err := plugin{}.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if resident(t, path) == 0 {
			t.Fatal("a segment that was opened is not resident: the test sees nothing")
		}
		segs, paths = append(segs, s), append(paths, path)
	}
	whole := filepath.Join(t.TempDir(), "whole")
	if _, _, err := (plugin{}).Merge(segs, make([]*roaring.Bitmap, 2), whole, nil, nil); err != nil {
		t.Fatal(err)
	}
	for i, path := range paths {
		if kb := resident(t, path); kb != 0 {
			t.Errorf("%d KB of a merged segment are resident", kb)
		}
		if err := Verify(segs[i]); err != nil {
			t.Error(err)
		}
	}
}
