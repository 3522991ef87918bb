package pack

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"letopis/internal/archive"
	"letopis/internal/datadir"
)

// Names of files in a copy.
const (
	sumsFile  = "SHA256SUMS"
	aboutFile = "pack.json"
	originals = "originals"
)

// format is the version of the layout of a copy.
const format = 1

// About is the content of pack.json.
type About struct {
	Format       int      `json:"letopis_pack"`
	Made         string   `json:"made"` // RFC 3339
	Version      string   `json:"version"`
	Name         string   `json:"name"`
	Archive      string   `json:"archive,omitempty"` // URL of the archive
	City         []string `json:"city,omitempty"`
	Municipality []string `json:"municipality,omitempty"`
	Settlement   []string `json:"settlement,omitempty"`
	Region       []string `json:"region,omitempty"`
	Documents    int      `json:"documents"`
	Lacking      []string `json:"without_original,omitempty"` // ids of documents
}

// folder is a copy under construction, next to its final path.
type folder struct {
	dir, work string
	unlock    func()
	list      *os.File // the file SHA256SUMS
	sums      *bufio.Writer
	files     int
	bytes     int64
}

// begin creates the working folder, removing remains of an interrupted copy.
func begin(ctx context.Context, dir string) (*folder, error) {
	f := &folder{dir: filepath.Clean(dir), work: filepath.Clean(dir) + ".packing"}
	if err := replaceable(f.dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.work, 0o755); err != nil {
		return nil, full(f.work, err)
	}
	left, err := os.ReadDir(f.work)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(f.work, datadir.LockFile)); len(left) > 0 && err != nil {
		return nil, fmt.Errorf("%s is in the way and not made by letopis pack: rename it, or name another folder: %w", f.work,
			datadir.ErrUnusable)
	}
	if f.unlock, err = datadir.Lock(ctx, f.work, "pack"); err != nil {
		return nil, err
	}
	for _, x := range left {
		if x.Name() != datadir.LockFile {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.work, x.Name())))
		}
	}
	if err == nil {
		f.list, err = os.Create(filepath.Join(f.work, sumsFile))
	}
	if err != nil {
		f.unlock()
		return nil, full(f.work, err)
	}
	f.sums = bufio.NewWriter(f.list)
	return f, nil
}

// replaceable returns an error if dir is something that a copy must not replace.
func replaceable(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(list) == 0 {
		return nil
	}
	if err == nil {
		_, err = read(dir)
	}
	if err != nil {
		return fmt.Errorf("%s is there and is no copy that letopis pack has made: name another folder: %w", dir,
			errors.Join(datadir.ErrUnusable, err))
	}
	return nil
}

// read reads pack.json of a copy.
func read(dir string) (a About, err error) {
	b, err := os.ReadFile(filepath.Join(dir, aboutFile))
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, fmt.Errorf("%s: %w", aboutFile, err)
	}
	switch {
	case a.Format == 0:
		return a, fmt.Errorf("%s is not of letopis pack", aboutFile)
	case a.Format > format:
		return a, fmt.Errorf("made by a newer letopis (%s)", a.Version)
	}
	return a, nil
}

// write adds a file.
func (f *folder) write(path string, b []byte) error {
	sum := sha256.Sum256(b)
	name := filepath.Join(f.work, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, b, 0o644); err != nil {
		return err
	}
	return f.count(path, int64(len(b)), sum[:])
}

// copy adds a file from a reader, or nothing if that fails.
func (f *folder) copy(path string, from io.Reader) error {
	name := filepath.Join(f.work, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	to, err := os.Create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, sum), from)
	if err = errors.Join(err, to.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return f.count(path, n, sum.Sum(nil))
}

// count adds a file to the checksums, in the format of sha256sum.
func (f *folder) count(path string, n int64, sum []byte) error {
	f.files++
	f.bytes += n
	_, err := fmt.Fprintf(f.sums, "%s  %s\n", hex.EncodeToString(sum), path)
	return err
}

// describe writes pack.json.
func (f *folder) describe(a About) error {
	b, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	return f.write(aboutFile, append(b, '\n'))
}

// temp returns the path of a file that is removed before the copy is complete.
func (f *folder) temp(name string) string { return filepath.Join(f.work, name+".tmp") }

// commit replaces the previous copy. After a crash between its two steps the previous copy is still there, with the
// suffix .replaced.
func (f *folder) commit() error {
	err := errors.Join(f.sums.Flush(), f.list.Sync(), f.list.Close())
	f.list = nil
	if err != nil {
		return err
	}
	if err := replaceable(f.dir); err != nil { // it may have changed meanwhile
		return err
	}
	if err := os.Remove(filepath.Join(f.work, datadir.LockFile)); err != nil {
		return err
	}
	old := f.dir + ".replaced"
	err = os.Rename(f.dir, old)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = "", nil
	}
	if err != nil {
		return err
	}
	if err := datadir.Rename(f.work, f.dir); err != nil {
		return err
	}
	if old == "" {
		return nil
	}
	return os.RemoveAll(old)
}

// end releases the folder and removes an uncommitted copy.
func (f *folder) end() error {
	var err error
	if f.list != nil {
		err = errors.Join(f.list.Close(), os.RemoveAll(f.work))
	}
	f.unlock()
	return err
}

// full returns archive.ErrFull if a disk is full.
func full(dir string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("writing %s: %w: free some space and repeat (%v)", dir, archive.ErrFull, err)
	}
	return err
}
