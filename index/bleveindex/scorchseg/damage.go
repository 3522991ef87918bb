package scorchseg

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"runtime/debug"

	bleveapi "github.com/blevesearch/bleve_index_api"
	segapi "github.com/blevesearch/scorch_segment_api/v2"

	"letopis/index/segment"
)

// scorch's own file says which segments there are and what is deleted in them, without
// checksums. What it writes of that goes through these hooks, by which it has.
func init() {
	bleveapi.WriterHook = func([]byte) (string, func([]byte) []byte, error) { return sumID, addSum, nil }
	bleveapi.ReaderHook = func(id string, _ []byte) (func([]byte) ([]byte, error), error) {
		switch id {
		case sumID:
			return takeSum, nil
		case "": // of an older program
			return func(b []byte) ([]byte, error) { return b, nil }, nil
		}
		return nil, fmt.Errorf("%w: values are written in the way %q", segment.ErrFormat, id)
	}
}

// Value is a value as it was before it was written in a way, nil where there is none.
func Value(id string, b []byte) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	take, err := bleveapi.ReaderHook(id, nil)
	if err != nil {
		return nil, err
	}
	return take(bytes.Clone(b))
}

// sumID names the way values are written: they end in a CRC-32C.
const sumID = "crc32c"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func addSum(b []byte) []byte {
	sum := crc32.Checksum(b, castagnoli)
	return append(b[:len(b):len(b)], byte(sum), byte(sum>>8), byte(sum>>16), byte(sum>>24))
}

func takeSum(b []byte) ([]byte, error) {
	end := len(b) - 4
	if end < 0 || string(addSum(b[:end])) != string(b) {
		return nil, fmt.Errorf("%w: a value's checksum differs", segment.ErrFormat)
	}
	return b[:end], nil
}

// Unchanged reports by an error, segment.ErrFormat, that the file of an open segment was
// changed. It reads one that was written since. A file that was deleted stays mapped.
func Unchanged(s segapi.Segment) error {
	m, ok := s.(*mapped)
	if !ok {
		return nil
	}
	now, err := os.Stat(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	was := *m.info.Load()
	switch {
	case !os.SameFile(now, was): // what is mapped is another
		return nil
	case now.Size() != was.Size():
		return fmt.Errorf("%s: %w: it had %d bytes and has %d", m.path, segment.ErrFormat, was.Size(), now.Size())
	case now.ModTime().Equal(was.ModTime()):
		return nil
	}
	if err := Verify(s); err != nil {
		return err
	}
	m.info.Store(&now)
	return nil
}

// Verify compares the checksum of an open segment: segment.ErrFormat.
func Verify(s segapi.Segment) (err error) {
	defer shield(&err)()
	m, ok := s.(*mapped)
	if !ok {
		return nil
	}
	if err := segment.VerifyData(m.data); err != nil {
		return fmt.Errorf("%s: %w", m.path, err)
	}
	return nil
}

// shield makes an error of a panic over damaged data, and of touching what was cut off:
// scorch calls us where a panic would end the process. It is called at the beginning,
// what it returns is deferred.
func shield(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		if r := recover(); r != nil {
			*err = fmt.Errorf("%w: %v", segment.ErrFormat, r)
		}
		debug.SetPanicOnFault(before)
	}
}
