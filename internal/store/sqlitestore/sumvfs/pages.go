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

// reserved is the number of reserved bytes at the end of a page: its CRC-32C and page number, little-endian.
const reserved = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// isPage reports whether a read or write of n bytes is a whole page. SQLite also accesses parts of headers.
func isPage(n int32) bool { return n >= 512 && n&(n-1) == 0 }

// seal sets the checksum of a page at an offset of its file.
func seal(page []byte, offset int64) {
	end := page[len(page)-reserved:]
	binary.LittleEndian.PutUint32(end, crc32.Checksum(page[:len(page)-reserved], castagnoli))
	binary.LittleEndian.PutUint32(end[4:], uint32(offset/int64(len(page))+1))
}

// isIntact reports whether a page has a valid checksum for its offset.
func isIntact(page []byte, offset int64) bool {
	end := page[len(page)-reserved:]
	return binary.LittleEndian.Uint32(end) == crc32.Checksum(page[:len(page)-reserved], castagnoli) &&
		binary.LittleEndian.Uint32(end[4:]) == uint32(offset/int64(len(page))+1)
}

// readPage implements xRead for a database. Pages never lie beyond the end of the file, so a short read means
// truncation.
func readPage(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	rc := methodsOf(file).read(tls, file, buf, n, offset)
	if !isPage(n) || rc != sqlite3.SQLITE_OK && rc != sqlite3.SQLITE_IOERR_SHORT_READ {
		return rc
	}
	if rc != sqlite3.SQLITE_OK || !isIntact(bytesAt(buf, n), offset) {
		return sqlite3.SQLITE_IOERR_DATA
	}
	if c := connOf(file); c != nil {
		return c.found(tls, uint32(offset/int64(n))+1, 0)
	}
	return rc
}

// wholePages implements xDeviceCharacteristics for a database: it makes SQLite read whole pages only.
func wholePages(tls *libc.TLS, file uintptr) int32 {
	return methodsOf(file).flags(tls, file) &^ sqlite3.SQLITE_IOCAP_SUBPAGE_READ
}

// writePage implements xWrite for a database. During a checkpoint SQLite copies frames one by one as it reads them,
// so the frame itself says which page it belongs to, whatever the wal-index says.
func writePage(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32 {
	if isPage(n) {
		if c := connOf(file); c != nil && c.log != 0 && c.page != uint32(offset/int64(n))+1 {
			return sqlite3.SQLITE_IOERR_IN_PAGE
		}
		seal(bytesAt(buf, n), offset)
	}
	return methodsOf(file).write(tls, file, buf, n, offset)
}

// pageSize is the page size of databases made by Create. Rows of short documents have about 2 KB: 4 KB pages seldom
// hold two of them and stay 40 % empty; with pages larger than this, small archives grow.
const pageSize = 8192

// Create durably creates an empty database whose pages have room for checksums. An existing file is left alone.
func Create(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // no longer exists if it was renamed
	_, err = f.Write(emptyPage())
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == 0 { // left by a killed process
		return os.Rename(f.Name(), path)
	}
	// Link instead of rename: if two processes create it at the same time, the first one wins.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// emptyPage returns the only page of a database without tables. See https://sqlite.org/fileformat2.html.
func emptyPage() []byte {
	p := make([]byte, pageSize)
	copy(p, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(p[16:], pageSize)
	p[18], p[19] = 1, 1                                    // rollback journal until WAL is enabled
	p[20] = reserved                                       // reserved bytes per page
	p[21], p[22], p[23] = 64, 32, 32                       // fixed payload fractions
	binary.BigEndian.PutUint32(p[24:], 1)                  // change counter
	binary.BigEndian.PutUint32(p[28:], 1)                  // size in pages
	binary.BigEndian.PutUint32(p[92:], 1)                  // change counter for which the size is valid
	p[100] = 13                                            // table leaf page
	binary.BigEndian.PutUint16(p[105:], pageSize-reserved) // start of the cell content
	seal(p, 0)
	return p
}

// Has reports whether the pages of a database have checksums, judging by their reserved bytes.
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
