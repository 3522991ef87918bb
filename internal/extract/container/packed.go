package container

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/format"
)

// A method packs one file.
type method struct {
	magic, mediaType string
	ending, tar      string // of names of packed files, and of packed archives
	open             func(data []byte) (r io.ReadCloser, name string, err error)
}

var methods = []method{
	{"\x1f\x8b", "application/gzip", ".gz", ".tgz", func(data []byte) (io.ReadCloser, string, error) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, "", err
		}
		return z, z.Name, nil
	}},
	{"BZh", "application/x-bzip2", ".bz2", ".tbz2", func(data []byte) (io.ReadCloser, string, error) {
		return io.NopCloser(bzip2.NewReader(bytes.NewReader(data))), "", nil
	}},
	{"\xfd7zXZ\x00", "application/x-xz", ".xz", ".txz", func(data []byte) (io.ReadCloser, string, error) {
		if dictionary := xzDictionary(data); dictionary > rarDictionary {
			return nil, "", errMemory
		}
		z, err := xz.NewReader(bytes.NewReader(data))
		return io.NopCloser(z), "", err
	}},
	{"\x28\xb5\x2f\xfd", "application/zstd", ".zst", ".tzst", func(data []byte) (io.ReadCloser, string, error) {
		z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderMaxWindow(rarDictionary))
		if err != nil {
			return nil, "", err
		}
		return z.IOReadCloser(), "", nil
	}},
}

// xzDictionary is the memory that the first block of an XZ asks for: its last filter is
// LZMA2, whose one property is the size of its dictionary.
func xzDictionary(data []byte) uint64 {
	const head = 12 // of the stream
	if len(data) < head+2 {
		return 0
	}
	block := data[head:min(len(data), head+4*(int(data[head])+1))]
	i := bytes.Index(block, []byte{0x21, 1})
	if i < 0 || i+2 >= len(block) || block[i+2] > 40 {
		return 0
	}
	return (2 | uint64(block[i+2])&1) << (block[i+2]/2 + 11)
}

// methodOf is the method that a file is packed by, nil for none.
func methodOf(data []byte) *method {
	for i, m := range methods {
		// A text may begin with «BZh».
		text := m.magic == "BZh" && !bytes.HasPrefix(data[min(len(data), len("BZh9")):], bzipBlock)
		if bytes.HasPrefix(data, []byte(m.magic)) && !text {
			return &methods[i]
		}
	}
	return nil
}

// bzipBlock begins the first block of a bzip2, behind its size.
var bzipBlock = []byte("1AY&SY")

// IsPacked reports whether data is one packed file: of gzip, bzip2, xz or zstd.
func IsPacked(data []byte) bool { return methodOf(data) != nil }

// ReadPacked reads what is packed by gzip, bzip2, xz or zstd: one file, mostly.
func ReadPacked(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	m := methodOf(f.Data)
	if f.Depth > budget.MaxDepth {
		return format.Refuse(m.mediaType, reason.TooDeep.With(budget.MaxDepth))
	}
	z, name, err := m.open(f.Data)
	switch {
	case errors.Is(err, errMemory):
		return format.Refuse(m.mediaType, reason.ArchiveMemory.With(rarDictionary>>20))
	case err != nil:
		return format.Refuse(m.mediaType, reason.PackedBroken.With())
	}
	defer z.Close()
	inner := path.Base(f.Name)
	if ext := path.Ext(inner); strings.EqualFold(ext, m.ending) {
		inner = strings.TrimSuffix(inner, ext)
	} else if strings.EqualFold(ext, m.tar) {
		inner = strings.TrimSuffix(inner, ext) + ".tar"
	}
	if name != "" && path.Ext(inner) == "" { // the header's name is in Latin-1, mostly
		inner, _ = format.SafeName(format.Squeeze(charset.Decode([]byte(name), "").Text))
	}
	h := NewHolder(f, budget, open)
	plain, err := h.Budget.Unpack(z)
	switch {
	case errors.Is(err, format.ErrBudget):
		h.NoteBudget()
		return h.Done(m.mediaType)
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return format.Refuse(m.mediaType, reason.ArchiveMemory.With(rarDictionary>>20))
	case err != nil && len(plain) == 0:
		return format.Refuse(m.mediaType, reason.PackedBroken.With())
	}
	depth := f.Depth + 1
	if IsTAR(plain) { // both are one archive
		depth = f.Depth
	}
	parts := open(format.File{Name: inner, Data: plain, Depth: depth}, budget)
	for i := range parts {
		if err != nil && !parts[i].Status.Unread() {
			parts[i].Partly(reason.PackedCut.With())
		}
	}
	return parts
}
