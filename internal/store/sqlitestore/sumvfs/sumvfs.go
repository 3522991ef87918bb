// Package sumvfs makes SQLite verify every page that it reads. SQLite itself has no
// sums of pages: a flipped bit in a file gives wrong rows, or none, without an error.
//
// A file system of SQLite (a VFS) stands before that of the system. Each page of a
// database ends in eight reserved bytes, a CRC-32C of the page and its number: they are
// set when a page is written and compared when it is read. Pages in the write-ahead log
// have sums of SQLite's own, which it compares only after a crash: here they are
// compared at each reading, and so no damaged page is copied from the log to the
// database either. What differs is SQLITE_IOERR_DATA.
//
// SQLite's documentation describes the same for C: https://sqlite.org/cksumvfs.html.
//
// SQLite may read only that part of a page which a long value takes (a property of the
// file, SQLITE_IOCAP_SUBPAGE_READ): that is taken away, since such a part has no sum.
//
// Two things are asked of those who open a database by it. Memory is not mapped, since
// what is mapped is not read. And a connection that writes has PRAGMA cache_spill=OFF:
// a page that a transaction writes to the log twice has no right sum until it ends.
package sumvfs

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Name is what a database is opened by: vfs=Name. NameUnlocked neither locks files nor
// shares memory, for media where nobody writes.
const (
	Name         = "letopis"
	NameUnlocked = "letopis-unlocked"
)

// Register makes the file systems known to SQLite, once.
var Register = sync.OnceValue(func() error {
	for name, of := range map[string]string{Name: "", NameUnlocked: "unix-none"} {
		if err := register(name, of); err != nil {
			return err
		}
	}
	return nil
})

// The types of SQLite's functions that are called or replaced.
type (
	openFunc       = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	closeFunc      = func(tls *libc.TLS, file uintptr) int32
	readFunc       = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	writeFunc      = func(tls *libc.TLS, file, buf uintptr, n int32, offset int64) int32
	lockFunc       = func(tls *libc.TLS, file uintptr, level int32) int32
	mapSharedFunc  = func(tls *libc.TLS, file uintptr, n, size, extend int32, to uintptr) int32
	lockSharedFunc = func(tls *libc.TLS, file uintptr, offset, n, flags int32) int32
	unmapFunc      = func(tls *libc.TLS, file uintptr, remove int32) int32
	flagsFunc      = func(tls *libc.TLS, file uintptr) int32
)

// kept are what SQLite points to for as long as the process lives.
var kept struct {
	sync.Mutex
	vfs     []*vfs
	methods map[[2]uintptr]*methods // by the system's own, and whether of a log
}

// vfs is one of SQLite's with that which it stands before.
type vfs struct {
	sqlite3.Tsqlite3_vfs
	below *sqlite3.Tsqlite3_vfs
}

// methods are those of a file with the system's own.
type methods struct {
	sqlite3.Tsqlite3_io_methods
	close        closeFunc
	read         readFunc
	write        writeFunc
	lock, unlock lockFunc
	mapShared    mapSharedFunc
	lockShared   lockSharedFunc
	unmapShared  unmapFunc
	flags        flagsFunc
}

// at views memory that SQLite points to.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// call views a function that SQLite points to.
func call[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

// pointer is what SQLite calls a function by. It must be declared at the top level.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f})) }

// register makes a file system before that with a name, or the default one for "".
func register(name, of string) error {
	tls := libc.NewTLS()
	defer tls.Close()
	find := uintptr(0)
	if of != "" {
		s, err := libc.CString(of)
		if err != nil {
			return err
		}
		defer libc.Xfree(tls, s)
		find = s
	}
	below := sqlite3.Xsqlite3_vfs_find(tls, find)
	if below == 0 {
		return fmt.Errorf("SQLite has no file system %q", of)
	}
	v := &vfs{below: at[sqlite3.Tsqlite3_vfs](below)}
	v.Tsqlite3_vfs = *v.below
	zName, err := libc.CString(name) // kept
	if err != nil {
		return err
	}
	v.FzName, v.FpNext, v.FxOpen = zName, 0, pointer[openFunc](open)
	kept.Lock()
	kept.vfs = append(kept.vfs, v)
	kept.Unlock()
	if rc := sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(v)), 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("SQLite refuses the file system %s: %d", name, rc)
	}
	return nil
}

// open opens a file as the system does, and puts our methods before those of databases
// and write-ahead logs.
func open(tls *libc.TLS, self, name, file uintptr, flags int32, outFlags uintptr) int32 {
	below := at[vfs](self).below
	rc := call[openFunc](below.FxOpen)(tls, uintptr(unsafe.Pointer(below)), name, file, flags, outFlags)
	if f := at[sqlite3.Tsqlite3_file](file); rc == sqlite3.SQLITE_OK && f.FpMethods != 0 {
		switch {
		case flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0:
			f.FpMethods = uintptr(unsafe.Pointer(methodsFor(f.FpMethods, false)))
			addConn(libc.GoString(name), file)
		case flags&sqlite3.SQLITE_OPEN_WAL != 0:
			f.FpMethods = uintptr(unsafe.Pointer(methodsFor(f.FpMethods, true)))
			addLog(sqlite3.Xsqlite3_database_file_object(tls, name), file)
		}
	}
	return rc
}

// methodsFor returns our methods before those of the system.
func methodsFor(below uintptr, log bool) *methods {
	key := [2]uintptr{below}
	if log {
		key[1] = 1
	}
	kept.Lock()
	defer kept.Unlock()
	if m := kept.methods[key]; m != nil {
		return m
	}
	own := at[sqlite3.Tsqlite3_io_methods](below)
	m := &methods{Tsqlite3_io_methods: *own, close: call[closeFunc](own.FxClose), read: call[readFunc](own.FxRead),
		write: call[writeFunc](own.FxWrite), lock: call[lockFunc](own.FxLock), unlock: call[lockFunc](own.FxUnlock),
		flags: call[flagsFunc](own.FxDeviceCharacteristics)}
	m.FiVersion = min(m.FiVersion, 2) // without mapped memory
	m.FxClose = pointer[closeFunc](closeFile)
	if log {
		m.FxRead = pointer[readFunc](readLog)
	} else {
		m.FxRead, m.FxWrite = pointer[readFunc](readPage), pointer[writeFunc](writePage)
		m.FxDeviceCharacteristics = pointer[flagsFunc](wholePages)
		m.FxLock = pointer[lockFunc](lockDatabase)
	}
	if !log && own.FxShmMap != 0 {
		m.mapShared, m.FxShmMap = call[mapSharedFunc](own.FxShmMap), pointer[mapSharedFunc](mapShared)
		m.lockShared, m.FxShmLock = call[lockSharedFunc](own.FxShmLock), pointer[lockSharedFunc](lockShared)
		m.unmapShared, m.FxShmUnmap = call[unmapFunc](own.FxShmUnmap), pointer[unmapFunc](unmapShared)
	}
	if kept.methods == nil {
		kept.methods = map[[2]uintptr]*methods{}
	}
	kept.methods[key] = m
	return m
}

func methodsOf(file uintptr) *methods { return at[methods](at[sqlite3.Tsqlite3_file](file).FpMethods) }

// bytesAt views n bytes that SQLite points to.
func bytesAt(p uintptr, n int32) []byte { return unsafe.Slice(at[byte](p), n) }
