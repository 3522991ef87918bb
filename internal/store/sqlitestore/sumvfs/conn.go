package sumvfs

import (
	"runtime/debug"
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// conn is the database of a connection and its view of SQLite's shared memory. Like the connection it must not be
// used concurrently.
type conn struct {
	name    string
	db, log uintptr   // SQLite file handles; log is 0 if not open
	shared  []*region // mapped regions of the wal-index; empty if the wal-index is private
	index   *walIndex // expected contents of shared, common to all connections of the process
	lock    int32     // index of the read lock that is held, -1 for none. With lock 0 the log is not read
	mark    uint32    // read mark in the wal-index for the lock
	page    uint32    // page number of the frame last read
}

// conns are the connections of the process, by SQLite's file handle of the database and of its log.
var conns = struct {
	sync.RWMutex
	of      map[uintptr]*conn
	indexes map[string]*walIndex
}{of: map[uintptr]*conn{}, indexes: map[string]*walIndex{}}

func connOf(file uintptr) *conn {
	conns.RLock()
	defer conns.RUnlock()
	return conns.of[file]
}

func addConn(name string, db uintptr) {
	conns.Lock()
	defer conns.Unlock()
	index := conns.indexes[name]
	if index == nil {
		index = &walIndex{}
		conns.indexes[name] = index
	}
	index.users++
	conns.of[db] = &conn{name: name, db: db, index: index, lock: -1}
}

// addLog records the log of an open database.
func addLog(db, log uintptr) {
	conns.Lock()
	defer conns.Unlock()
	if c := conns.of[db]; c != nil {
		c.log = log
		conns.of[log] = c
	}
}

// closeFile implements xClose.
func closeFile(tls *libc.TLS, file uintptr) int32 {
	conns.Lock()
	if c := conns.of[file]; c != nil {
		delete(conns.of, file)
		if file == c.log {
			c.log = 0
		} else if c.index.users--; c.index.users == 0 {
			delete(conns.indexes, c.name)
		}
	}
	conns.Unlock()
	return methodsOf(file).close(tls, file)
}

// mended counts how often a wal-index was found damaged and invalidated.
var mended atomic.Int64

// Mended returns how often this process has found the shared index of a write-ahead log (the -shm file) damaged, in
// any database. SQLite rebuilds it from the log.
func Mended() int64 { return mended.Load() }

// SQLite's locks on the wal-index, see https://sqlite.org/walformat.html.
const (
	lockCheckpoint = 1
	lockRead       = 3 // the first of five
)

// lockShared implements xShmLock. SQLite locks before it reads through the wal-index and before it checkpoints, so
// this is where the wal-index is verified. A damaged one is reported as if others held the lock: SQLite retries,
// finds the header invalid, and rebuilds the index from the log.
func lockShared(tls *libc.TLS, file uintptr, offset, n, flags int32) int32 {
	own := methodsOf(file)
	rc := own.lockShared(tls, file, offset, n, flags)
	c := connOf(file)
	if c == nil || rc != sqlite3.SQLITE_OK {
		return rc
	}
	switch {
	case offset >= lockRead && flags == sqlite3.SQLITE_SHM_SHARED|sqlite3.SQLITE_SHM_LOCK:
		c.lock = offset - lockRead
	case offset >= lockRead && flags == sqlite3.SQLITE_SHM_SHARED|sqlite3.SQLITE_SHM_UNLOCK:
		c.lock = -1
		return rc
	case offset == lockCheckpoint && n == 1 && flags == sqlite3.SQLITE_SHM_EXCLUSIVE|sqlite3.SQLITE_SHM_LOCK:
	default:
		return rc
	}
	if rc = c.verify(tls); rc != sqlite3.SQLITE_OK {
		c.lock = -1
		own.lockShared(tls, file, offset, n, flags&^sqlite3.SQLITE_SHM_LOCK|sqlite3.SQLITE_SHM_UNLOCK)
	}
	return rc
}

// lockDatabase implements xLock. The last connection takes an exclusive lock and checkpoints the log before deleting
// it, so the wal-index is verified here, too.
func lockDatabase(tls *libc.TLS, file uintptr, level int32) int32 {
	own := methodsOf(file)
	rc := own.lock(tls, file, level)
	if c := connOf(file); c != nil && rc == sqlite3.SQLITE_OK && level == sqlite3.SQLITE_LOCK_EXCLUSIVE {
		if rc = c.verify(tls); rc != sqlite3.SQLITE_OK {
			own.unlock(tls, file, sqlite3.SQLITE_LOCK_SHARED)
		}
	}
	return rc
}

// mapShared implements xShmMap.
func mapShared(tls *libc.TLS, file uintptr, n, size, extend int32, to uintptr) int32 {
	rc := methodsOf(file).mapShared(tls, file, n, size, extend, to)
	if c, p := connOf(file), *at[uintptr](to); c != nil && rc == sqlite3.SQLITE_OK && p != 0 {
		c.keep(int(n), p)
	}
	return rc
}

func (c *conn) keep(n int, p uintptr) {
	for len(c.shared) <= n {
		c.shared = append(c.shared, nil)
	}
	c.shared[n] = at[region](p)
}

// unmapShared implements xShmUnmap.
func unmapShared(tls *libc.TLS, file uintptr, remove int32) int32 {
	if c := connOf(file); c != nil {
		c.shared, c.lock = nil, -1
	}
	return methodsOf(file).unmapShared(tls, file, remove)
}

// sharedHead is the beginning of a wal-index: two copies of the header, followed by the state of readers and
// checkpoints.
type sharedHead struct {
	headers [2]sqlite3.TWalIndexHdr
	notes   sqlite3.TWalCkptInfo
}

func (c *conn) head() *sharedHead { return (*sharedHead)(unsafe.Pointer(c.shared[0])) }

// verify checks the wal-index against the log, and its checkpoint state against the database. SQLITE_BUSY: it is
// being changed, or was damaged and must be rebuilt. SQLITE_IOERR_DATA: the log is damaged. SQLITE_IOERR_IN_PAGE: the
// shared memory was truncated.
func (c *conn) verify(tls *libc.TLS) (rc int32) {
	if len(c.shared) == 0 || c.log == 0 {
		return sqlite3.SQLITE_OK
	}
	defer c.onFault(&rc)()
	head := c.head()
	h := head.headers[0]
	if rc = c.compare(tls, &h); rc == sqlite3.SQLITE_OK {
		return rc
	}
	if h != head.headers[0] || h != head.headers[1] { // SQLite detects that, too
		return sqlite3.SQLITE_BUSY
	}
	if rc == sqlite3.SQLITE_CORRUPT {
		mended.Add(1)
		head.headers[1].FaCksum[0]++ // invalidate the header
		return sqlite3.SQLITE_BUSY
	}
	return rc
}

// compare is verify with a copy of the header. SQLITE_CORRUPT: the wal-index is damaged.
func (c *conn) compare(tls *libc.TLS, h *sqlite3.TWalIndexHdr) int32 {
	x, notes := c.index, c.head().notes
	copied := notes.FnBackfill
	switch {
	case h.FmxFrame == 0: // the log is empty
		copied = 0
	case copied > h.FmxFrame:
		return sqlite3.SQLITE_CORRUPT
	case c.lock == 0 && copied < h.FmxFrame: // SQLite saw a complete checkpoint, but others have written since
		return sqlite3.SQLITE_BUSY
	}
	if c.lock >= 0 {
		c.mark = notes.FaReadMark[c.lock]
	}
	if n, _, _ := placeOf(max(1, h.FmxFrame)); !c.mapped(tls, n) {
		return sqlite3.SQLITE_CORRUPT
	}
	if x.known(h, copied, c.shared) {
		return sqlite3.SQLITE_OK
	}
	x.Lock()
	defer x.Unlock()
	if *h != c.head().headers[0] { // x may be ahead
		return sqlite3.SQLITE_BUSY
	}
	for range 2 {
		if x.follow(tls, c.log, h) && x.equals(c.shared) && x.inDatabase(tls, c.db, copied, h) {
			return sqlite3.SQLITE_OK
		}
		x.reset() // read the entire log again
	}
	if !x.follow(tls, c.log, h) {
		x.reset()
		return sqlite3.SQLITE_IOERR_DATA
	}
	return sqlite3.SQLITE_CORRUPT
}

// mapped maps the regions of the wal-index up to the n-th and reports whether they exist.
func (c *conn) mapped(tls *libc.TLS, n uint32) bool {
	const word = 8
	mem := tls.Alloc(word)
	defer tls.Free(word)
	for i := range int(n) + 1 {
		if i < len(c.shared) && c.shared[i] != nil {
			continue
		}
		rc := methodsOf(c.db).mapShared(tls, c.db, int32(i), int32(unsafe.Sizeof(region{})), 0, mem)
		p := *at[uintptr](mem)
		if rc != sqlite3.SQLITE_OK || p == 0 {
			return false
		}
		c.keep(i, p)
	}
	return true
}

// found checks that the wal-index located a page correctly and has not changed since reading began. frame is where
// the page was found in the log, or 0 if it is read from the database.
func (c *conn) found(tls *libc.TLS, page, frame uint32) (rc int32) {
	if c.lock <= 0 || len(c.shared) == 0 {
		return sqlite3.SQLITE_OK
	}
	defer c.onFault(&rc)()
	if c.mark == c.head().notes.FaReadMark[c.lock] && c.index.finds(page, frame, c.shared) {
		return sqlite3.SQLITE_OK
	}
	if rc := c.verify(tls); rc == sqlite3.SQLITE_IOERR_DATA {
		return rc
	}
	return sqlite3.SQLITE_IOERR_IN_PAGE
}

// maps reports whether an address is in the shared memory.
func (c *conn) maps(address uintptr) bool {
	for _, r := range c.shared {
		if from := uintptr(unsafe.Pointer(r)); address >= from && address-from < unsafe.Sizeof(*r) {
			return true
		}
	}
	return false
}

// onFault turns page faults in truncated shared memory into SQLITE_IOERR_IN_PAGE.
func (c *conn) onFault(rc *int32) (end func()) {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		e := recover()
		fault, ok := e.(interface{ Addr() uintptr })
		switch {
		case e == nil:
		case ok && c.maps(fault.Addr()):
			*rc = sqlite3.SQLITE_IOERR_IN_PAGE
		default:
			panic(e)
		}
	}
}
