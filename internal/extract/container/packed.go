package container

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

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
		if largest, all := xzDictionaries(data); largest > rarDictionary || all > xzMemory {
			return nil, "", errMemory
		}
		z, err := xz.ReaderConfig{DictCap: lzma.MinDictCap}.NewReader(bytes.NewReader(data))
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

// xzMemory bounds the memory of all blocks of an XZ: each takes its own anew.
const xzMemory = 64 * rarDictionary

// xzDictionaries are the memory that the largest block of an XZ asks for and that of all.
// Where its blocks begin only who unpacks them knows: so whatever may be the head of a block,
// its checksum too, is taken for one.
func xzDictionaries(data []byte) (largest, all uint64) {
	for at := range data {
		size := xzDictionary(data[at:])
		largest = max(largest, size)
		all += size
	}
	return largest, all
}

// xzDictionary is the memory that a block of an XZ asks for, 0 if data does not begin with
// the head of one. Its filter is LZMA2, the only one that is unpacked, whose one property
// is the size of its dictionary.
func xzDictionary(data []byte) uint64 {
	const otherFilters, packedSize, plainSize = 0x3f, 0x40, 0x80 // flags
	if len(data) < 8 || data[0] == 0 || data[1]&otherFilters != 0 {
		return 0
	}
	end := 4 * int(data[0])
	if len(data) < end+4 {
		return 0
	}
	fields := data[2:end]
	for _, flag := range []byte{packedSize, plainSize} {
		if data[1]&flag != 0 {
			_, n := binary.Uvarint(fields)
			fields = fields[max(n, 0):]
		}
	}
	if len(fields) < 3 || fields[0] != 0x21 || fields[1] != 1 || fields[2] > 40 ||
		crc32.ChecksumIEEE(data[:end]) != binary.LittleEndian.Uint32(data[end:]) {
		return 0
	}
	return (2 | uint64(fields[2])&1) << (fields[2]/2 + 11)
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
