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

// maxFileSyncs is the number of contents up to which files are synced one by one. Syncing the whole file system is
// cheaper for more, but it also waits for writes of other programs.
const maxFileSyncs = 8

// batch is an archive.BucketBatch. Contents stay in temporary files until they are durable and are renamed only then.
type batch struct {
	b *Bucket

	syncing sync.Mutex // held during Sync; guards failed
	failed  error      // error of an earlier Sync
	mu      sync.Mutex // guards the fields below
	pending map[string]content
	open    []*os.File // open files of the contents, while there are few

	// disk opens a folder of the bucket once, before anything is written, so that syncDisk reports write errors since
	// then.
	disk func() (*os.File, error)
}

// content has been put but is not durable yet.
type content struct {
	temp string // temporary file; empty if the content already has its final name but may not be durable
	path string // final path
	old  string // a file that the content replaces, which must no longer be read; may be empty
}

// Batch implements archive.Batcher.
func (b *Bucket) Batch() archive.BucketBatch {
	return &batch{b: b, pending: map[string]content{}, disk: sync.OnceValues(func() (*os.File, error) {
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

// write writes a content to a temporary file and queues it for Sync. kept reports that the batch now owns the file.
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
	if held := t.b.intactPath(sha); held != "" { // an existing but damaged content is replaced
		now := time.Now() // the content is needed: renew its age for Sweep
		_, err := t.enqueue(sha, content{path: held}, nil)
		return sha, n, false, errors.Join(err, os.Chtimes(held, now, now))
	}
	if err := f.Chmod(0o444); err != nil {
		return "", 0, false, err
	}
	kept, err = t.enqueue(sha, c, f)
	return sha, n, kept, err
}

// enqueue queues a content for Sync and reports whether it was not queued before. f is nil for a content that has its
// final name.
func (t *batch) enqueue(sha string, c content, f *os.File) (kept bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, waits := t.pending[sha]; waits {
		return false, nil
	}
	t.pending[sha] = c
	switch {
	case f == nil:
		return true, nil
	case len(t.pending) <= maxFileSyncs:
		t.open = append(t.open, f)
		return true, nil
	case !canSyncDisk():
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		delete(t.pending, sha)
		return false, verified.NotStored(t.b.dir, err)
	}
	return true, nil
}

// Sync implements archive.BucketBatch.
func (t *batch) Sync(context.Context) error {
	t.syncing.Lock()
	defer t.syncing.Unlock()
	waits, open := t.takePending()
	defer closeAll(open)
	if len(waits) == 0 || t.failed != nil {
		removeTemps(waits)
		return t.failed
	}
	err := t.syncFiles(len(waits), open)
	if err == nil {
		err = t.rename(waits)
	}
	if err != nil { // it is unknown which contents are durable
		removeTemps(waits)
		t.failed = verified.NotStored(t.b.dir, err)
	}
	return t.failed
}

// Close implements archive.BucketBatch.
func (t *batch) Close() error {
	waits, open := t.takePending()
	closeAll(open)
	removeTemps(waits)
	if disk, err := t.disk(); err == nil {
		return disk.Close()
	}
	return nil // nothing was put
}

// takePending removes and returns everything that is queued.
func (t *batch) takePending() (waits map[string]content, open []*os.File) {
	t.mu.Lock()
	defer t.mu.Unlock()
	waits, open = t.pending, t.open
	t.pending, t.open = map[string]content{}, nil
	return waits, open
}

// syncFiles makes the temporary files of n contents durable; open are those still open.
func (t *batch) syncFiles(n int, open []*os.File) error {
	if n > maxFileSyncs && canSyncDisk() {
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

// rename renames durable contents to their final names, durably.
func (t *batch) rename(waits map[string]content) error {
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
	if len(waits) > maxFileSyncs && canSyncDisk() {
		return t.syncDisk()
	}
	for folder := range folders {
		if err := syncDir(folder); err != nil {
			return err
		}
	}
	return nil
}

// makeDir creates a folder unless it exists.
func makeDir(dir string) (made bool, err error) {
	err = os.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close() // errors were reported by syncing
	}
}

// removeTemps removes the temporary files of contents; any that cannot be removed are left for Sweep.
func removeTemps(waits map[string]content) {
	for _, c := range waits {
		if c.temp != "" {
			os.Remove(c.temp)
		}
	}
}
