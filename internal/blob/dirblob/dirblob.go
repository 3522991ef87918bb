// Package dirblob keeps originals in a folder as ab/abcdef…, named by their SHA-256, or compressed as ab/abcdef….zst
// (packed.go). A file there either is complete and durable or does not exist.
package dirblob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/blob/verified"
)

// Bucket is an archive.Bucket in a folder.
type Bucket struct {
	dir   string
	known verified.Known
	codec codec
}

var (
	_ archive.Bucket  = (*Bucket)(nil)
	_ archive.Batcher = (*Bucket)(nil)
)

// Open opens or creates the folder.
func Open(dir string) (*Bucket, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o755); err != nil {
		return nil, fmt.Errorf("folder of originals: %w", err)
	}
	if err := syncDir(dir); err != nil { // a killed process may have created it without syncing
		return nil, fmt.Errorf("folder of originals: %w", err)
	}
	return newBucket(dir)
}

func newBucket(dir string) (*Bucket, error) {
	c, err := newCodec()
	return &Bucket{dir, verified.NewKnown(), c}, err
}

// OpenReadOnly opens an existing folder for reading only.
func OpenReadOnly(dir string) (*Bucket, error) { return newBucket(dir) }

func (b *Bucket) path(sha string) (string, error) {
	if raw, err := hex.DecodeString(sha); err != nil || len(raw) != sha256.Size {
		return "", fmt.Errorf("original %q: not a SHA-256: %w", sha, archive.ErrNotFound)
	}
	return filepath.Join(b.dir, sha[:2], sha), nil
}

// Put implements archive.Bucket: temporary file, fsync, rename, fsync of the folder.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (sha string, n int64, err error) {
	alone := b.Batch()
	sha, n, err = alone.Put(ctx, r)
	if err == nil {
		err = alone.Sync(ctx)
	}
	return sha, n, errors.Join(err, alone.Close())
}

// beginnings pools buffers for the beginnings of contents, see take.
var beginnings = sync.Pool{New: func() any { return &bytes.Buffer{} }}

// take writes a content to a file, compressed if that makes it smaller, and returns its SHA-256, its size, and the
// suffix of its file name.
func (b *Bucket) take(ctx context.Context, f *os.File, r io.Reader) (sum []byte, n int64, suffix string, err error) {
	buffer := beginnings.Get().(*bytes.Buffer)
	defer beginnings.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(io.LimitReader(r, sampleSize)); err != nil {
		return nil, 0, "", err
	}
	begins := buffer.Bytes()
	r = io.MultiReader(bytes.NewReader(begins), r)
	frames, worth := b.codec.tryCompress(begins)
	if !worth {
		sum, n, err = verified.Take(ctx, f, r)
		return sum, n, "", err
	}
	p, err := b.codec.packer(f, begins, frames)
	if err != nil {
		return nil, 0, "", err
	}
	sum, n, err = verified.Take(ctx, p, r)
	return sum, n, packedSuffix, errors.Join(err, p.Close())
}

// intactPath returns the path of a content if it exists and is intact, else "".
func (b *Bucket) intactPath(sha string) string {
	f, path, err := b.open(sha)
	if err != nil {
		return ""
	}
	if _, err = io.Copy(io.Discard, f); errors.Join(err, f.Close()) != nil {
		return ""
	}
	return path
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
	r, _, err := b.open(sha)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// open opens a content and also returns the path of its file.
func (b *Bucket) open(sha string) (_ *verified.Reader, path string, err error) {
	path, err = b.path(sha)
	if err != nil {
		return nil, "", err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return b.openPacked(path+packedSuffix, sha)
	}
	if err != nil {
		return nil, "", fmt.Errorf("original %s: %w", sha, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("original %s: %w", sha, err), f.Close())
	}
	return verified.NewReader(file{f, sha}, sha, info.Size(), b.known), path, nil
}

func (b *Bucket) openPacked(path, sha string) (*verified.Reader, string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("original %s: %w", sha, archive.ErrNotFound)
	}
	if err != nil {
		return nil, "", fmt.Errorf("original %s: %w", sha, err)
	}
	p, size, err := b.codec.openPacked(f, sha)
	if err != nil {
		return nil, "", errors.Join(err, f.Close())
	}
	return verified.NewReader(p, sha, size, b.known), path, nil
}

// file is an uncompressed original. Read errors of the disk are reported as damage.
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
	if err := errors.Join(ignoreGone(os.Remove(path)), ignoreGone(os.Remove(path+packedSuffix))); err != nil {
		return fmt.Errorf("original %s: %w", sha, err)
	}
	return nil
}

// List implements archive.Bucket.
func (b *Bucket) List(ctx context.Context, fn func(sha string, size int64) error) error {
	return filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		sha, isPacked := strings.CutSuffix(d.Name(), packedSuffix)
		if _, bad := b.path(sha); bad != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		size := info.Size()
		if isPacked {
			if size, err = b.contentSize(path, sha); err != nil {
				return err
			}
		}
		return fn(sha, size)
	})
}

// contentSize returns the uncompressed size of a compressed original, or 0 if its file is damaged or gone.
func (b *Bucket) contentSize(path, sha string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, ignoreGone(err)
	}
	defer f.Close()
	_, size, err := b.codec.openPacked(f, sha)
	if errors.Is(err, archive.ErrCorrupt) {
		return 0, nil
	}
	return size, err
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
		sha := strings.TrimSuffix(d.Name(), packedSuffix)
		if _, bad := b.path(sha); bad != nil {
			if filepath.Base(filepath.Dir(path)) != "tmp" {
				return nil // not a file of the bucket
			}
			return ignoreGone(os.Remove(path))
		}
		if keep, err := needed(sha); err != nil || keep {
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
