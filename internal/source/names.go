package source

import (
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/extract"
)

// rawFS is a folder whose names may be in any charset: io/fs refuses those that are not
// UTF-8.
type rawFS struct{ root *os.Root }

func (r rawFS) Open(name string) (fs.File, error) { return r.root.Open(name) }

// Stat implements fs.StatFS.
func (r rawFS) Stat(name string) (fs.FileInfo, error) { return r.root.Stat(name) }

// ReadDir implements fs.ReadDirFS: by name, so that a walk is the same on every run.
func (r rawFS) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := r.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.ReadDir(-1)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

// shown is how a path in the folder is called: names in windows-1251, KOI8-R or CP866, as old
// systems wrote them, in their letters. Where another file is called so, in UTF-8 or among those
// that this walk has decoded, that one keeps its name, and the sum of the bytes tells this one
// apart, whatever else comes to the folder.
func (d *dir) shown(decoded map[string]bool, name string) string {
	if utf8.ValidString(name) {
		return name
	}
	out := extract.DecodeName(name)
	if _, err := os.Lstat(filepath.Join(d.path, filepath.FromSlash(out))); err == nil || decoded[out] {
		ext := filepath.Ext(out)
		return fmt.Sprintf("%s (%08x)%s", strings.TrimSuffix(out, ext), crc32.ChecksumIEEE([]byte(name)), ext)
	}
	decoded[out] = true
	return out
}
