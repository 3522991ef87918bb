// Package dirblob keeps originals in a folder: ab/abcdef…, named by their
// SHA-256. A file there is complete and durable, or does not exist.
package dirblob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/verified"
)

// Bucket is an archive.Bucket in a folder.
type Bucket struct {
	dir   string
	known verified.Known
}

var _ archive.Bucket = (*Bucket)(nil)

// Open opens or creates the folder.
func Open(dir string) (*Bucket, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o755); err != nil {
		return nil, fmt.Errorf("folder of originals: %w", err)
	}
	if err := syncDir(dir); err != nil { // what one that was killed had made
		return nil, fmt.Errorf("folder of originals: %w", err)
	}
	return &Bucket{dir, verified.NewKnown()}, nil
}

// OpenReadOnly opens a folder that is there, of which nothing is put or deleted.
func OpenReadOnly(dir string) *Bucket { return &Bucket{dir, verified.NewKnown()} }

func (b *Bucket) path(sha string) (string, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size {
		return "", fmt.Errorf("original %q: not a SHA-256: %w", sha, archive.ErrNotFound)
	}
	return filepath.Join(b.dir, sha[:2], sha), nil
}

// Put implements archive.Bucket: temporary file, fsync, rename, fsync of the
// folder.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (sha string, n int64, err error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, "tmp"), "put-")
	if err != nil {
		return "", 0, verified.NotStored(b.dir, err)
	}
	defer func() {
		f.Close()
		os.Remove(f.Name()) // gone when it was renamed
	}()
	sum, n, err := verified.Take(ctx, f, r)
	if err != nil {
		return "", 0, verified.NotStored(b.dir, err)
	}
	sha = hex.EncodeToString(sum)
	path, err := b.path(sha)
	if err != nil {
		return "", 0, err
	}
	if b.holds(sha) { // what is damaged is replaced
		now := time.Now() // somebody needs it: Sweep must not think it old
		return sha, n, os.Chtimes(path, now, now)
	}
	if err := f.Sync(); err != nil {
		return "", 0, verified.NotStored(b.dir, err)
	}
	if err := b.makeDir(filepath.Dir(path)); err != nil {
		return "", 0, err
	}
	if err := os.Chmod(f.Name(), 0o444); err != nil {
		return "", 0, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return "", 0, verified.NotStored(b.dir, err)
	}
	return sha, n, syncDir(filepath.Dir(path))
}

// holds reports whether a content is there as it was put.
func (b *Bucket) holds(sha string) bool {
	f, err := b.Open(context.Background(), sha)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close()) == nil
}

// makeDir makes a folder of the bucket, durably, when it is not there.
func (b *Bucket) makeDir(dir string) error {
	switch err := os.Mkdir(dir, 0o755); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return verified.NotStored(b.dir, err)
	}
	return syncDir(b.dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open implements archive.Bucket.
func (b *Bucket) Open(_ context.Context, sha string) (io.ReadSeekCloser, error) {
	path, err := b.path(sha)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("original %s: %w", sha, archive.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("original %s: %w", sha, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("original %s: %w", sha, err), f.Close())
	}
	return verified.NewReader(file{f, sha}, sha, info.Size(), b.known), nil
}

// file is an original whose bytes the disk may not give back.
type file struct {
	*os.File
	sha string
}

func (f file) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.File.ReadAt(p, at)
	if err != nil && !errors.Is(err, io.EOF) {
		err = verified.Damaged(f.sha, err.Error())
	}
	return n, err
}

// Delete implements archive.Bucket. What is not there is deleted already.
func (b *Bucket) Delete(_ context.Context, sha string) error {
	path, err := b.path(sha)
	if err != nil {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("original %s: %w", sha, err)
	}
	return nil
}

// List implements archive.Bucket.
func (b *Bucket) List(ctx context.Context, fn func(sha string, size int64) error) error {
	return filepath.WalkDir(b.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if _, bad := b.path(d.Name()); bad != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return fn(d.Name(), info.Size())
	})
}

// Sweep implements archive.Bucket.
func (b *Bucket) Sweep(
	ctx context.Context, grace time.Duration, needed func(sha string) (bool, error),
) (n int, err error) {
	err = filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil || d.IsDir() {
			return errors.Join(ignoreGone(err), ctx.Err())
		}
		info, err := d.Info()
		if err != nil || time.Since(info.ModTime()) < grace {
			return ignoreGone(err)
		}
		if _, bad := b.path(d.Name()); bad != nil {
			if filepath.Base(filepath.Dir(path)) != "tmp" {
				return nil // not ours
			}
			return ignoreGone(os.Remove(path))
		}
		if keep, err := needed(d.Name()); err != nil || keep {
			return err
		}
		n++
		return ignoreGone(os.Remove(path))
	})
	return n, err
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
