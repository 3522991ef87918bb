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

// rawFS is a folder whose file names may be in any charset; io/fs rejects those that are not UTF-8.
type rawFS struct{ root *os.Root }

func (r rawFS) Open(name string) (fs.File, error) { return r.root.Open(name) }

// Stat implements fs.StatFS.
func (r rawFS) Stat(name string) (fs.FileInfo, error) { return r.root.Stat(name) }

// ReadDir implements fs.ReadDirFS. It sorts by name, so that every walk has the same order.
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

// shown returns the displayed name of a path: names in windows-1251, KOI8-R or CP866 from old systems are decoded. If
// that is the name of another file, in UTF-8 or decoded earlier in this walk, a checksum of the bytes is added, so
// that the result does not depend on other files that are added later.
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
