package container

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"

	"letopis/internal/extract/format"
)

const (
	localHead = 30 // the length of the head of a file in a ZIP, without its name
	// maxMended is how many heads of files are looked at in a ZIP without its list.
	maxMended = 20_000
)

// localMagic begins the head of a file in a ZIP.
var localMagic = []byte("PK\x03\x04")

// IsCutZIP reports whether data begins as a ZIP, whatever becomes of it.
func IsCutZIP(data []byte) bool { return bytes.HasPrefix(data, localMagic) }

// OpenZIP opens a ZIP, or what is left of one whose list of files is lost; mended says that. Any of its files may
// then be cut, too. volume says that it is the last one of several volumes.
func OpenZIP(data []byte, budget *format.Budget) (z *zip.Reader, mended, volume bool, err error) {
	z, err = zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if at := bytes.LastIndex(data, []byte("PK\x05\x06")); at >= 0 && at+6 <= len(data) && err == nil {
		disk := binary.LittleEndian.Uint16(data[at+4:])
		return z, false, disk > 0 && disk < 0xffff, nil // ZIP64 says 0xffff
	}
	if err == nil || !IsCutZIP(data) {
		return z, false, false, err
	}
	left := mendZIP(data, budget)
	if left == nil {
		return nil, false, false, err
	}
	z, err = zip.NewReader(bytes.NewReader(left), int64(len(left)))
	return z, true, false, err
}

// mendZIP makes a ZIP of the files in data that begin with a head of their own, nil where there is none. The first one
// of a name is kept: what looks like a head later may lie in another file.
func mendZIP(data []byte, budget *format.Budget) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	seen := map[string]bool{}
	for at, n := 0, 0; n < maxMended && budget.Err() == nil; n++ {
		head, ok := localFile(data[at:], budget)
		if ok && !seen[head.name] && !head.writeTo(w) {
			break
		}
		if ok {
			seen[head.name] = true
		}
		from := at + len(localMagic)
		if ok && !head.cut {
			from = at + head.length
		}
		next := bytes.Index(data[from:], localMagic)
		if next < 0 {
			break
		}
		at = from + next
	}
	if len(seen) == 0 || w.Close() != nil {
		return nil
	}
	return out.Bytes()
}

// A localEntry is a file of a ZIP as its own head tells it.
type localEntry struct {
	name          string
	method, flags uint16
	sum           uint32
	size          uint64
	packed        []byte // or, where it is cut, what could be unpacked
	cut           bool
	length        int // with its head and what follows it
}

// writeTo adds the file to a ZIP; false ends it.
func (e *localEntry) writeTo(w *zip.Writer) bool {
	entry := &zip.FileHeader{Name: e.name, Method: e.method, Flags: e.flags & 0x801, CRC32: e.sum,
		CompressedSize64: uint64(len(e.packed)), UncompressedSize64: e.size}
	if e.cut {
		entry.Method, entry.Flags = zip.Store, entry.Flags&^1
	}
	f, err := w.CreateRaw(entry)
	if err == nil {
		_, err = f.Write(e.packed)
	}
	return err == nil
}

// localFile reads the file at the beginning of data.
func localFile(data []byte, budget *format.Budget) (e localEntry, ok bool) {
	if len(data) < localHead {
		return e, false
	}
	le := binary.LittleEndian
	e.flags, e.method, e.sum = le.Uint16(data[6:]), le.Uint16(data[8:]), le.Uint32(data[14:])
	size, from := int(le.Uint32(data[18:])), localHead+int(le.Uint16(data[26:]))+int(le.Uint16(data[28:]))
	e.size = uint64(le.Uint32(data[22:]))
	if from > len(data) {
		return e, false
	}
	e.name = string(data[localHead : localHead+int(le.Uint16(data[26:]))])
	if e.name == "" {
		return e, false
	}
	known := e.flags&8 == 0 && size != 0xffffffff
	if known && size <= len(data)-from {
		e.packed, e.length = data[from:from+size], from+size
		return e, true
	}
	// It is cut, or only unpacking tells where it ends.
	in := bytes.NewReader(data[from:])
	var plain []byte
	var err error
	switch {
	case e.flags&1 != 0 || e.method != zip.Deflate && e.method != zip.Store:
		return e, false
	case e.method == zip.Store && known:
		plain, err = data[from:], format.ErrDamaged
	case e.method == zip.Store:
		return e, false
	default:
		plain, err = budget.Unpack(flate.NewReader(in))
	}
	if err != nil {
		e.packed, e.cut, e.size, e.sum = plain, true, uint64(len(plain)), crc32.ChecksumIEEE(plain)
		return e, true
	}
	e.length = len(data) - in.Len()
	e.packed, e.size, e.sum = data[from:e.length], uint64(len(plain)), crc32.ChecksumIEEE(plain)
	for _, descriptor := range []int{16, 12, 24, 20} { // with and without a mark, of ZIP64
		if end := e.length + descriptor; end == len(data) || end+4 <= len(data) && data[end] == 'P' && data[end+1] == 'K' {
			e.length = end
			return e, true
		}
	}
	e.length = len(data)
	return e, true
}
