package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
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

// errData means that a folder is not data of this program.
var errData = errors.New("not a data folder that this program can use")

// Files of a data folder.
const (
	formatFile = "format"
	lockFile   = "lock"
	serverFile = "server.json"
	storeFile  = "letopis.db"
	blobsDir   = "originals"
	indexDir   = "index"
)

// dataFormat is the version of the folder's layout.
const dataFormat = "letopis data 1"

// openFolder checks that a folder is ours; make: creates it when absent or empty.
func openFolder(dir string, make bool) error {
	b, err := os.ReadFile(filepath.Join(dir, formatFile))
	switch {
	case err == nil:
		return checkFormat(dir, strings.TrimSpace(string(b)))
	case !errors.Is(err, fs.ErrNotExist):
		return folderError(dir, err)
	}
	entries, err := os.ReadDir(dir)
	// A process killed while it made the folder has left just this.
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == formatFile+".tmp" })
	switch {
	case errors.Is(err, fs.ErrNotExist) && !make:
		return fmt.Errorf("data folder %s does not exist: make it with letopis ingest --data %s PATH…: %w", dir, dir, errData)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return folderError(dir, err)
	case len(entries) > 0:
		return fmt.Errorf("%s holds other files (%s): name an empty folder with --data: %w", dir, entries[0].Name(), errData)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return folderError(dir, err)
	}
	if err := writeFile(filepath.Join(dir, formatFile), []byte(dataFormat+"\n")); err != nil {
		return folderError(dir, err)
	}
	return nil
}

// othersFolder names the user whose data folder it is when root uses that of
// another user: what root writes there, a server of that user cannot change.
func othersFolder(dir string) string {
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
	return "#" + id // as sudo -u takes it
}

// folderError names the folder and the way out.
func folderError(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("data folder %s: %w: free some space and repeat (%w)", dir, archive.ErrFull, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("data folder %s cannot be written: run letopis as the user whose it is, on a disk that is not read-only (%w)", dir, err)
	}
	return fmt.Errorf("data folder %s: %w", dir, err)
}

func checkFormat(dir, got string) error {
	if got == dataFormat {
		return nil
	}
	if strings.HasPrefix(got, "letopis data ") {
		return fmt.Errorf("data folder %s has the format %q, this program knows %q: use a newer letopis: %w", dir, got, dataFormat, errData)
	}
	return fmt.Errorf("data folder %s: its file %q is not ours: name another folder with --data: %w", dir, formatFile, errData)
}

// writeFile writes durably: temporary file, fsync, rename, fsync of the folder.
func writeFile(path string, b []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return rename(tmp, path)
}

// rename renames a file durably, within a folder.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// lockWait is how long a command waits for another to be done with the index:
// searches beside each other take turns; what takes longer is told by name.
const lockWait = 3 * time.Second

// lock makes this process the one that owns the index. The file says who holds
// it; the lock ends with the process, however it ends.
func lock(ctx context.Context, dir, who string) (unlock func(), err error) {
	path := filepath.Join(dir, lockFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, folderError(dir, err)
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	for deadline := time.Now().Add(lockWait); ; {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			holder, _ := os.ReadFile(path)
			return nil, fmt.Errorf("data folder %s: %w by %s: wait for it or stop it", dir, archive.ErrLocked, strings.TrimSpace(string(holder)))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	// The lock holds also when the disk has no room for the holder's name.
	_ = f.Truncate(0)
	_, _ = f.WriteString(holder(who, os.Getpid()))
	return func() { f.Close() }, nil
}

// holder is what the lock says of the process that holds it.
func holder(who string, pid int) string { return fmt.Sprintf("letopis %s, process %d\n", who, pid) }

// serves tells whether the server of a process holds the lock: a server that was
// killed leaves its address behind, where that of another archive may answer now.
func serves(dir string, pid int) bool {
	f, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return false
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return false // nobody does; closing lets go of it
	}
	said, err := io.ReadAll(io.LimitReader(f, 100))
	return err == nil && (len(said) == 0 || string(said) == holder("serve", pid))
}

// serverInfo is what a running server says of itself in the data folder.
type serverInfo struct {
	PID int    `json:"pid"`
	URL string `json:"url"`
}

func readServerInfo(dir string) (info serverInfo, err error) {
	b, err := os.ReadFile(filepath.Join(dir, serverFile))
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal(b, &info)
}

// liveServer returns the address of the server that holds the data folder; ""
// when there is none that answers.
func liveServer(ctx context.Context, dir string) string {
	info, err := readServerInfo(dir)
	if err != nil || !serves(dir, info.PID) {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, info.URL+"/api/v1/status", nil)
	if err != nil {
		return ""
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return ""
	}
	return info.URL
}
