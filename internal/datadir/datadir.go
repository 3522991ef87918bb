// Package datadir defines the layout of a data folder and the rules for sharing it: how to recognise one, which
// process owns its index, and where its server listens. The packages that open the files know their contents.
package datadir

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"letopis/internal/archive"
)

// ErrUnusable means that a folder is not a data folder, was written by a newer version, or is damaged.
var ErrUnusable = errors.New("not a data folder that this program can use")

// Unusable returns an ErrUnusable with a message of its own, which says what is wrong and what to do.
func Unusable(format string, values ...any) error {
	return unusableError{fmt.Errorf(format, values...)}
}

type unusableError struct{ error }

func (unusableError) Is(target error) bool { return target == ErrUnusable }

// Files of a data folder.
const (
	FormatFile   = "format"
	LockFile     = "lock"
	ServerFile   = "server.json"
	StoreFile    = "letopis.db"
	OriginalsDir = "originals"
	IndexDir     = "index"
	UploadsDir   = "uploads"       // uploaded files that have not been ingested
	SecretFile   = "desk-secret"   // authenticates sessions of the desk
	ScansDir     = "scans"         // pages of scans that are not completely read
	SearchesFile = "searches.json" // searches without results
)

// storeSuffixes are the file name suffixes of a catalogue.
var storeSuffixes = []string{"-head", "-wal", "-shm", ""}

// MoveStore renames those files of a catalogue that exist. The main file, by which a catalogue is recognised, is
// renamed last.
func MoveStore(from, to string) error {
	for _, suffix := range storeSuffixes {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return syncDir(filepath.Dir(to))
}

// ReplaceStore replaces a catalogue by one that is a single file. The other files of the replaced one are deleted
// first.
func ReplaceStore(fresh, path string) error {
	for _, suffix := range storeSuffixes {
		if suffix == "" {
			break
		}
		for _, file := range []string{path, fresh} {
			if err := os.Remove(file + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return Rename(fresh, path)
}

// RemoveStore deletes those files of a catalogue that exist.
func RemoveStore(path string) error {
	for _, suffix := range storeSuffixes {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// dataFormat is the version of the folder's layout.
const dataFormat = "letopis data 1"

// Open checks that a folder is a data folder; create makes one if it does not exist or is empty. Several processes
// may call it at the same time.
func Open(dir string, create bool) error {
	made, err := isMade(dir)
	if made || err != nil {
		return err
	}
	reason := makeable(dir, create)
	if reason == nil {
		return makeFolder(dir)
	}
	// Another process may have created it in the meantime, starting with the file that we check.
	if made, err := isMade(dir); made || err != nil {
		return err
	}
	return reason
}

// isMade reports whether a folder has a format file, and returns an error if its content is wrong.
func isMade(dir string) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, FormatFile))
	switch {
	case err == nil:
		return true, checkFormat(dir, strings.TrimSpace(string(b)))
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return false, pathError(dir, err)
}

// makeable returns why a folder cannot become a data folder, nil if it can.
func makeable(dir string, create bool) error {
	entries, err := os.ReadDir(dir)
	// Left by a process that is creating the folder, or was killed while doing so.
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), FormatFile+".") && strings.HasSuffix(e.Name(), ".tmp")
	})
	switch {
	case errors.Is(err, fs.ErrNotExist) && !create:
		return Unusable("data folder %s does not exist: make it with letopis ingest --data %s PATH…", dir, dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return pathError(dir, err)
	case HoldsStore(dir):
		return Unusable("data folder %s: its file %q is gone: letopis repair --data %s makes it anew", dir, FormatFile,
			dir)
	case len(entries) > 0:
		return Unusable("%s holds other files (%s): name an empty folder with --data", dir, entries[0].Name())
	}
	return nil
}

// makeFolder makes a folder a data folder. Every process writes a temporary file of its own first, because that of
// another one may be renamed at any time.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return pathError(dir, err)
	}
	f, err := os.CreateTemp(dir, FormatFile+".*.tmp")
	if err != nil {
		return pathError(dir, err)
	}
	_, err = f.WriteString(dataFormat + "\n")
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err == nil {
		err = Rename(f.Name(), filepath.Join(dir, FormatFile))
	}
	if err != nil {
		return pathError(dir, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// Owner returns the owner of a data folder if root uses that of another user, else "". A server of that user could
// not change files that root creates there.
func Owner(dir string) string {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return ""
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid == 0 {
		return ""
	}
	id := strconv.FormatUint(uint64(owner.Uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "#" + id // in the form that sudo -u accepts
}

// pathError adds the folder and what to do.
func pathError(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("data folder %s: %w: free some space and repeat (%w)", dir, archive.ErrFull, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("data folder %s cannot be written: run letopis as the user whose it is, on a disk that is not "+
			"read-only, or search it with letopis serve --read-only (%w)", dir, err)
	}
	return fmt.Errorf("data folder %s: %w", dir, err)
}

// HoldsStore reports whether a folder has a catalogue, even if it is damaged.
func HoldsStore(dir string) bool {
	for _, suffix := range []string{"", "-head"} {
		if _, err := os.Stat(filepath.Join(dir, StoreFile+suffix)); err == nil {
			return true
		}
	}
	return false
}

// Repair rewrites the format file of a folder if it is damaged or missing, and reports whether it did. That of a
// newer version is not changed: ErrUnusable.
func Repair(dir string) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, FormatFile))
	if err == nil && strings.TrimSpace(string(b)) == dataFormat {
		return false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, pathError(dir, err)
	}
	if newerFormat(strings.TrimSpace(string(b))) || !HoldsStore(dir) {
		return false, Open(dir, false) // for its error
	}
	if err := WriteFile(filepath.Join(dir, FormatFile), []byte(dataFormat+"\n")); err != nil {
		return false, pathError(dir, err)
	}
	return true, nil
}

// newerFormat reports whether a format file is that of a later version of the layout instead of a damaged one. Later
// versions end with a checksum of the text before it.
func newerFormat(got string) bool {
	line, sum, _ := strings.Cut(got, " sum ")
	var n int
	_, err := fmt.Sscanf(line, "letopis data %d", &n)
	return err == nil && n > 1 && sum == fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(line)))
}

func checkFormat(dir, got string) error {
	if got == dataFormat {
		return nil
	}
	if newerFormat(got) {
		return Unusable("data folder %s has the format %q, this program knows %q: use a newer letopis", dir, got,
			dataFormat)
	}
	if HoldsStore(dir) {
		return Unusable("data folder %s: its file %q is damaged: letopis repair --data %s makes it anew", dir,
			FormatFile, dir)
	}
	return Unusable("data folder %s: its file %q is not ours: name another folder with --data", dir, FormatFile)
}

// WriteFile writes a file durably: temporary file, fsync, Rename, fsync of the folder.
func WriteFile(path string, b []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return Rename(tmp, path)
}

// Rename renames a file durably within a folder.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// How long a command waits for the lock of the index. Searches wait longer for each other, because they are short
// even on a busy machine; other holders are named in the error.
const (
	lockWait   = 3 * time.Second
	searchWait = time.Minute
)

// Lock makes this process the owner of the index. The file names the owner; the lock ends with the process, even if
// it crashes. It returns archive.ErrLocked if another process does not release the lock in time.
func Lock(ctx context.Context, dir, who string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, LockFile), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, pathError(dir, err)
	}
	if err := take(ctx, dir, f, syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	// The lock is valid even if the disk has no space for the owner's name. The file is never empty in between,
	// because waiting processes read it, and wait longer for a search.
	name := holder(who, os.Getpid())
	_, _ = f.WriteAt([]byte(name), 0)
	_ = f.Truncate(int64(len(name)))
	return func() { f.Close() }, nil
}

// LockShared prevents others from owning the index while this process reads it, without writing anything. A folder
// that never had an owner has nothing to lock.
func LockShared(ctx context.Context, dir string) (unlock func(), err error) {
	f, err := os.Open(filepath.Join(dir, LockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, pathError(dir, err)
	}
	if err := take(ctx, dir, f, syscall.LOCK_SH); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { f.Close() }, nil
}

// take locks a file by flock; closing the file releases the lock.
func take(ctx context.Context, dir string, f *os.File, how int) error {
	for began := time.Now(); ; {
		if syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB) == nil {
			return nil
		}
		holder, _ := os.ReadFile(f.Name())
		wait := lockWait
		switch {
		case how == syscall.LOCK_EX && syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil:
			// Readers do not write a name: it is that of an earlier owner.
			_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
			holder = []byte("a server that reads it (letopis serve --read-only, or one on a full disk)")
		case bytes.HasPrefix(holder, []byte("letopis search,")):
			wait = searchWait
		case len(holder) == 0:
			holder = []byte("another process")
		}
		if time.Since(began) > wait {
			return fmt.Errorf("data folder %s: %w by %s: wait for it or stop it", dir, archive.ErrLocked,
				strings.TrimSpace(string(holder)))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// room is the number of bytes that a server writes at startup.
const room = 1 << 20

// HasRoom reports whether a folder is writable and has the space that a server needs at startup.
func HasRoom(dir string) bool {
	f, err := os.CreateTemp(dir, ".room-")
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, room))
	return errors.Join(err, f.Sync(), f.Close()) == nil
}

// holder returns the content of the lock file.
func holder(who string, pid int) string { return fmt.Sprintf("letopis %s, process %d\n", who, pid) }
