package sumvfs

import (
	"encoding/binary"
	"math/bits"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A write-ahead log is a header followed by frames, each a header and a page. The checksum of a frame continues that
// of the frame before. See https://sqlite.org/fileformat2.html#walformat.
const (
	logHeader   = 32
	frameHeader = 24
	logMagic    = 0x377f0682 // plus 1 if checksums are over big-endian words
)

// logSum is SQLite's running checksum of a log.
type logSum [2]uint32

func readLogSum(b []byte) logSum {
	return logSum{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

// add extends the checksum by b, whose length must be a multiple of 8.
func (s logSum) add(bigEndian bool, b []byte) logSum {
	for ; len(b) >= 8; b = b[8:] {
		one, two := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		if bigEndian {
			one, two = bits.ReverseBytes32(one), bits.ReverseBytes32(two)
		}
		s[0] += one + s[1]
		s[1] += two + s[0]
	}
	return s
}

// readLog implements xRead for a write-ahead log.
func readLog(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	read := methodsOf(file).read
	rc := read(tls, file, buf, n, offset)
	if !isPage(n) {
		return rc
	}
	if rc == sqlite3.SQLITE_IOERR_SHORT_READ { // the log was truncated below what others rely on
		return sqlite3.SQLITE_IOERR_DATA
	}
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	const need = logHeader + 2*frameHeader
	mem := tls.Alloc(need)
	defer tls.Free(need)
	head, own, before := mem, mem+logHeader, mem+logHeader+frameHeader
	rc = read(tls, file, head, logHeader, 0)
	if rc == sqlite3.SQLITE_OK {
		rc = read(tls, file, own, frameHeader, offset-frameHeader)
	}
	sum := readLogSum(bytesAt(head, logHeader)[24:])
	if previous := offset - 2*frameHeader - int64(n); rc == sqlite3.SQLITE_OK && previous >= logHeader {
		rc = read(tls, file, before, frameHeader, previous)
		sum = readLogSum(bytesAt(before, frameHeader)[16:])
	}
	if rc != sqlite3.SQLITE_OK {
		return sqlite3.SQLITE_IOERR_DATA
	}
	frame, magic := bytesAt(own, frameHeader), binary.BigEndian.Uint32(bytesAt(head, 4))
	bigEndian := magic == logMagic+1
	if magic != logMagic && !bigEndian ||
		sum.add(bigEndian, frame[:8]).add(bigEndian, bytesAt(buf, n)) != readLogSum(frame[16:]) {
		return sqlite3.SQLITE_IOERR_DATA
	}
	if c := connOf(file); c != nil {
		c.page = binary.BigEndian.Uint32(frame)
		return c.found(tls, c.page, uint32((offset-logHeader)/(frameHeader+int64(n)))+1)
	}
	return sqlite3.SQLITE_OK
}
