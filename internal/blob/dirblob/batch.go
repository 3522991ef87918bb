package dirblob

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/verified"
)

// few is how many contents are synced one by one. To sync the disk at once is cheaper for more, but waits for what
// other programs have written to it, too.
const few = 8

// batch is an archive.BucketBatch. Its contents stay temporary files until they are durable: only then do they
// get their names.
type batch struct {
	b *Bucket

	syncing sync.Mutex // held by Sync, guards failed
	failed  error      // of a Sync
	mu      sync.Mutex // guards what follows
	waits   map[string]content
	open    []*os.File // their files, as long as they are few

	// disk opens a folder on their disk, once, before they are written: it tells of writing that has failed since.
	disk func() (*os.File, error)
}

// content was put and is not durable yet.
type content struct {
	temp string // its file; "": it has its name already, which may not be durable
	path string // where it belongs
	old  string // a file that must not be read instead of it, else ""
}

// Batch implements archive.Batcher.
func (b *Bucket) Batch() archive.BucketBatch {
	return &batch{b: b, waits: map[string]content{}, disk: sync.OnceValues(func() (*os.File, error) {
		return os.Open(filepath.Join(b.dir, "tmp"))
	})}
}

// Put implements archive.BucketBatch.
func (t *batch) Put(ctx context.Context, r io.Reader) (sha string, n int64, err error) {
	if _, err := t.disk(); err != nil {
		return "", 0, verified.NotStored(t.b.dir, err)
	}
	f, err := os.CreateTemp(filepath.Join(t.b.dir, "tmp"), "put-")
	if err != nil {
		return "", 0, verified.NotStored(t.b.dir, err)
	}
	sha, n, kept, err := t.write(ctx, f, r)
	if !kept {
		f.Close()
		os.Remove(f.Name())
	}
	return sha, n, err
}

// write writes a content to a temporary file and has it wait for Sync. kept: the file is not the caller's any more.
func (t *batch) write(ctx context.Context, f *os.File, r io.Reader) (sha string, n int64, kept bool, err error) {
	sum, n, suffix, err := t.b.take(ctx, f, r)
	if err != nil {
		return "", 0, false, verified.NotStored(t.b.dir, err)
	}
	sha = hex.EncodeToString(sum)
	plain, err := t.b.path(sha)
	if err != nil {
		return "", 0, false, err
	}
	c := content{temp: f.Name(), path: plain + suffix}
	if suffix != "" {
		c.old = plain
	}
	if held := t.b.holds(sha); held != "" { // what is damaged is replaced
		now := time.Now() // somebody needs it: Sweep must not think it old
		_, err := t.wait(sha, content{path: held}, nil)
		return sha, n, false, errors.Join(err, os.Chtimes(held, now, now))
	}
	if err := f.Chmod(0o444); err != nil {
		return "", 0, false, err
	}
	kept, err = t.wait(sha, c, f)
	return sha, n, kept, err
}

// wait has a content wait for Sync; not kept: it waits already. The file of one that has its name is nil.
func (t *batch) wait(sha string, c content, f *os.File) (kept bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, waits := t.waits[sha]; waits {
		return false, nil
	}
	t.waits[sha] = c
	switch {
	case f == nil:
		return true, nil
	case len(t.waits) <= few:
		t.open = append(t.open, f)
		return true, nil
	case !canSyncDisk():
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		delete(t.waits, sha)
		return false, verified.NotStored(t.b.dir, err)
	}
	return true, nil
}

// Sync implements archive.BucketBatch.
func (t *batch) Sync(context.Context) error {
	t.syncing.Lock()
	defer t.syncing.Unlock()
	waits, open := t.taken()
	defer closeAll(open)
	if len(waits) == 0 || t.failed != nil {
		removeTemps(waits)
		return t.failed
	}
	err := t.syncFiles(len(waits), open)
	if err == nil {
		err = t.name(waits)
	}
	if err != nil { // nobody knows what of them is on the disk
		removeTemps(waits)
		t.failed = verified.NotStored(t.b.dir, err)
	}
	return t.failed
}

// Close implements archive.BucketBatch.
func (t *batch) Close() error {
	waits, open := t.taken()
	closeAll(open)
	removeTemps(waits)
	if disk, err := t.disk(); err == nil {
		return disk.Close()
	}
	return nil // nothing was put
}

// taken returns what waits, which does so no longer.
func (t *batch) taken() (waits map[string]content, open []*os.File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	waits, open = t.waits, t.open
	t.waits, t.open = map[string]content{}, nil
	return waits, open
}

// syncFiles makes the temporary files of n contents durable, some of which are open.
func (t *batch) syncFiles(n int, open []*os.File) error {
	if n > few && canSyncDisk() {
		return t.syncDisk()
	}
	for _, f := range open {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	return nil
}

func (t *batch) syncDisk() error {
	disk, err := t.disk()
	if err != nil {
		return err
	}
	return syncDisk(disk)
}

// name gives durable contents their names, durably.
func (t *batch) name(waits map[string]content) error {
	folders := map[string]bool{}
	for _, c := range waits {
		folder := filepath.Dir(c.path)
		folders[folder] = true
		if c.temp == "" {
			continue
		}
		made, err := makeDir(folder)
		if err != nil {
			return err
		}
		if made {
			folders[t.b.dir] = true
		}
		if err := os.Rename(c.temp, c.path); err != nil {
			return err
		}
		if c.old == "" {
			continue
		}
		if err := ignoreGone(os.Remove(c.old)); err != nil {
			return err
		}
	}
	if len(waits) > few && canSyncDisk() {
		return t.syncDisk()
	}
	for folder := range folders {
		if err := syncDir(folder); err != nil {
			return err
		}
	}
	return nil
}

// makeDir makes a folder that is not there.
func makeDir(dir string) (made bool, err error) {
	err = os.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close() // what it could tell, syncing has told
	}
}

// removeTemps removes the temporary files of contents; those that cannot be are left for Sweep.
func removeTemps(waits map[string]content) {
	for _, c := range waits {
		if c.temp != "" {
			os.Remove(c.temp)
		}
	}
}
