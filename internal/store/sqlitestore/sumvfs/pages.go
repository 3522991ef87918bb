package sumvfs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// reserved is what a page ends in: its CRC-32C and its number, little-endian.
const reserved = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// isPage reports whether that many bytes are a page: SQLite reads and writes parts of
// headers, too.
func isPage(n int32) bool { return n >= 512 && n&(n-1) == 0 }

// seal sets the sum of a page that begins at an offset of its file.
func seal(page []byte, offset int64) {
	end := page[len(page)-reserved:]
	binary.LittleEndian.PutUint32(end, crc32.Checksum(page[:len(page)-reserved], castagnoli))
	binary.LittleEndian.PutUint32(end[4:], uint32(offset/int64(len(page))+1))
}

// whole reports whether a page is what was written there.
func whole(page []byte, offset int64) bool {
	end := page[len(page)-reserved:]
	return binary.LittleEndian.Uint32(end) == crc32.Checksum(page[:len(page)-reserved], castagnoli) &&
		binary.LittleEndian.Uint32(end[4:]) == uint32(offset/int64(len(page))+1)
}

// readPage is xRead of a database. No page of one lies behind its end: what is too
// short was cut off.
func readPage(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	rc := methodsOf(file).read(tls, file, buf, n, offset)
	if !isPage(n) || rc != sqlite3.SQLITE_OK && rc != sqlite3.SQLITE_IOERR_SHORT_READ {
		return rc
	}
	if rc != sqlite3.SQLITE_OK || !whole(bytesAt(buf, n), offset) {
		return sqlite3.SQLITE_IOERR_DATA
	}
	if c := connOf(file); c != nil {
		return c.found(tls, uint32(offset/int64(n))+1, 0)
	}
	return rc
}

// wholePages is xDeviceCharacteristics of a database: SQLite is to read whole pages only.
func wholePages(tls *libc.TLS, file uintptr) int32 {
	return methodsOf(file).flags(tls, file) &^ sqlite3.SQLITE_IOCAP_SUBPAGE_READ
}

// writePage is xWrite of a database. Where there is a log, SQLite copies its frames, one
// by one as it reads them: each belongs where it says itself, not where others say.
func writePage(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	if isPage(n) {
		if c := connOf(file); c != nil && c.log != 0 && c.page != uint32(offset/int64(n))+1 {
			return sqlite3.SQLITE_IOERR_IN_PAGE
		}
		seal(bytesAt(buf, n), offset)
	}
	return methodsOf(file).write(tls, file, buf, n, offset)
}

// pageSize is that of databases made by Create. Rows of short documents have about 2 KB: in pages of 4 KB two seldom
// find room, and 40 % of them stand empty; in larger ones than this a small archive takes more.
const pageSize = 8192

// Create makes an empty database whose pages have room for their sums, durably. One
// that is there, made by whom it may be, is left as it is.
func Create(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone when it was renamed
	_, err = f.Write(emptyPage())
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == 0 { // what one that was killed had made
		return os.Rename(f.Name(), path)
	}
	// Two may begin at once: the first wins, and none takes away what the other has.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// emptyPage is the only page of a database without tables.
// See https://sqlite.org/fileformat2.html.
func emptyPage() []byte {
	p := make([]byte, pageSize)
	copy(p, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(p[16:], pageSize)
	p[18], p[19] = 1, 1                                    // the rollback journal, until WAL is chosen
	p[20] = reserved                                       // of each page
	p[21], p[22], p[23] = 64, 32, 32                       // fixed fractions of payload
	binary.BigEndian.PutUint32(p[24:], 1)                  // changes
	binary.BigEndian.PutUint32(p[28:], 1)                  // pages
	binary.BigEndian.PutUint32(p[92:], 1)                  // pages are right as of that change
	p[100] = 13                                            // a leaf of a table
	binary.BigEndian.PutUint16(p[105:], pageSize-reserved) // where its cells begin
	seal(p, 0)
	return p
}

// Has reports whether the pages of a database have sums, which is told by room for them.
func Has(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, 100)
	if _, err := io.ReadFull(f, head); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return head[20] == reserved, nil
}
