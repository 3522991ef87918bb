// Package sumvfs makes SQLite verify every page that it reads. SQLite itself has no page checksums: a flipped bit in
// a file yields wrong or missing rows without an error.
//
// It is an SQLite VFS on top of that of the system. Each page of a database ends with eight reserved bytes, a CRC-32C
// of the page and its number, which are set on writing and checked on reading. Pages in the write-ahead log have
// SQLite's own checksums, which SQLite checks only during recovery; here they are checked on each read, so no damaged
// page is ever copied from the log to the database. A mismatch is reported as SQLITE_IOERR_DATA.
//
// SQLite documents the same technique for C: https://sqlite.org/cksumvfs.html.
//
// SQLite may read just the part of a page that holds a long value (SQLITE_IOCAP_SUBPAGE_READ). That capability is
// removed, because partial pages cannot be verified.
//
// Users must observe two rules: memory mapping must be off, because mapped pages bypass reads; and writing
// connections need PRAGMA cache_spill=OFF, because a page that a transaction writes to the log twice has no valid
// checksum until the transaction ends.
package sumvfs

import (
	"fmt"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Name is the VFS to open databases with: vfs=Name. NameUnlocked neither locks files nor shares memory, for media
// that nobody writes.
const (
	Name         = "letopis"
	NameUnlocked = "letopis-unlocked"
)

// Register registers the VFSes with SQLite once.
var Register = sync.OnceValue(func() error {
	for name, of := range map[string]string{Name: "", NameUnlocked: "unix-none"} {
		if err := register(name, of); err != nil {
			return err
		}
	}
	return nil
})

// Signatures of SQLite functions that are called or replaced.
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

// retained holds what SQLite refers to for the lifetime of the process.
var retained struct {
	sync.Mutex
	vfs     []*vfs
	methods map[[2]uintptr]*methods // by the system's methods and whether the file is a log
}

// vfs is an SQLite VFS with the one below it.
type vfs struct {
	sqlite3.Tsqlite3_vfs
	below *sqlite3.Tsqlite3_vfs
}

// methods are the methods of a file together with the system's.
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

// at views memory owned by SQLite.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// call converts an SQLite function pointer to a function.
func call[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

// pointer converts a function to an SQLite function pointer. The function must be declared at the top level.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ f F }{f})) }

// register registers a VFS on top of the named one, or of the default one for "".
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
	zName, err := libc.CString(name) // never freed
	if err != nil {
		return err
	}
	v.FzName, v.FpNext, v.FxOpen = zName, 0, pointer[openFunc](open)
	retained.Lock()
	retained.vfs = append(retained.vfs, v)
	retained.Unlock()
	if rc := sqlite3.Xsqlite3_vfs_register(tls, uintptr(unsafe.Pointer(v)), 0); rc != sqlite3.SQLITE_OK {
		return fmt.Errorf("SQLite refuses the file system %s: %d", name, rc)
	}
	return nil
}

// open opens a file with the system's VFS and installs our methods for databases and write-ahead logs.
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

// methodsFor returns our methods on top of the system's.
func methodsFor(below uintptr, log bool) *methods {
	key := [2]uintptr{below}
	if log {
		key[1] = 1
	}
	retained.Lock()
	defer retained.Unlock()
	if m := retained.methods[key]; m != nil {
		return m
	}
	own := at[sqlite3.Tsqlite3_io_methods](below)
	m := &methods{Tsqlite3_io_methods: *own, close: call[closeFunc](own.FxClose), read: call[readFunc](own.FxRead),
		write: call[writeFunc](own.FxWrite), lock: call[lockFunc](own.FxLock), unlock: call[lockFunc](own.FxUnlock),
		flags: call[flagsFunc](own.FxDeviceCharacteristics)}
	m.FiVersion = min(m.FiVersion, 2) // disables memory mapping
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
	if retained.methods == nil {
		retained.methods = map[[2]uintptr]*methods{}
	}
	retained.methods[key] = m
	return m
}

func methodsOf(file uintptr) *methods { return at[methods](at[sqlite3.Tsqlite3_file](file).FpMethods) }

// bytesAt views n bytes owned by SQLite.
func bytesAt(p uintptr, n int32) []byte { return unsafe.Slice(at[byte](p), n) }
