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
	// maxMended is how many files are looked for in a ZIP without its list.
	maxMended = 20_000
)

// IsCutZIP reports whether data begins as a ZIP, whatever becomes of it.
func IsCutZIP(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// OpenZIP opens a ZIP, or what is left of one that breaks off before the list of its
// files; mended says that. The last file may then be cut, too. volume says that it is the
// last one of several volumes.
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

// mendZIP makes a ZIP of the files that stand one after the other at the beginning of data,
// nil where there is none.
func mendZIP(data []byte, budget *format.Budget) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	n := 0
	for at := 0; n < maxMended && budget.Err() == nil; n++ {
		if !IsCutZIP(data[at:]) || len(data)-at < localHead {
			break
		}
		head, ok := localFile(data[at:], budget)
		if !ok {
			break
		}
		entry := &zip.FileHeader{Name: head.name, Method: head.method, Flags: head.flags & 0x801, CRC32: head.sum,
			CompressedSize64: uint64(len(head.packed)), UncompressedSize64: head.size}
		if head.cut {
			entry.Method, entry.Flags = zip.Store, entry.Flags&^1
		}
		f, err := w.CreateRaw(entry)
		if err == nil {
			_, err = f.Write(head.packed)
		}
		if err != nil || head.cut {
			n++
			break
		}
		at += head.length
	}
	if n == 0 || w.Close() != nil {
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

// localFile reads the file at the beginning of data.
func localFile(data []byte, budget *format.Budget) (e localEntry, ok bool) {
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
