package source

import (
	"fmt"
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
// systems wrote them, in their letters. Another file that is called so keeps its name.
func (d *dir) shown(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	out := extract.DecodeName(name)
	base, ext := strings.TrimSuffix(out, filepath.Ext(out)), filepath.Ext(out)
	for n := 2; ; n++ {
		if _, err := os.Lstat(filepath.Join(d.path, filepath.FromSlash(out))); err != nil {
			return out
		}
		out = fmt.Sprintf("%s (%d)%s", base, n, ext)
	}
}
