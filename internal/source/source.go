// Package source enumerates where documents come from: a folder, a file, a web archive, pages of a web site. A Source
// lists its items and opens them; it never parses them.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"letopis/internal/archive"
)

// An Item is one original of a source.
type Item struct {
	// URI names the item within its source: a slash-separated path, or a URL.
	URI string
	// Version changes when the item may have: size and time of a file, ETag of a
	// page. It is opaque to all but the source.
	Version  string
	Name     string    // file name, for people and for the kind of file
	Modified time.Time // by the source's own word; zero when it has none
	Fetched  time.Time // when a web source was read; zero for files
	Size     int64     // in bytes; -1 when not known before reading
	// Open opens the content, at any time until the context of the walk ends and
	// from any goroutine.
	Open  func() (io.ReadCloser, error)
	Hints map[string]string // what the source says of it: url, title, date (ISO 8601)
	// Cursor is the mark of progress once this item and all before it are done.
	Cursor string
}

// A Source lists items. A Source is used by one goroutine at a time.
type Source interface {
	// Name identifies the source among all; the same place has the same name on
	// every run.
	Name() string
	// Walk calls fn for each item after cursor ("" is the start), in the same
	// order on every run, and fail for what cannot be read or is passed over on
	// purpose (an error that is ErrSkipped). A bad item never ends a walk; an
	// error of fn, of ctx or of the source as a whole does. The cursor returned
	// is where to go on; it is "" after a complete walk, and only a complete walk
	// from "" has shown every item there is.
	Walk(ctx context.Context, cursor string, fn func(Item) error, fail func(uri string, err error)) (string, error)
}

// ErrSkipped is what is passed over on purpose: hidden files, symbolic links.
var ErrSkipped = errors.New("пропущено")

// Options say how to read a source.
type Options struct {
	// Name replaces the name that the source would have.
	Name string
	// Known returns the Version an item had when it was last taken in, "" if it
	// never was. It makes requests to web sites conditional; nil knows nothing.
	Known func(uri string) string
	// Settle passes over files changed less than this ago, which may still be
	// written. A later walk finds them.
	Settle time.Duration
	// Except is a folder that is passed over: the archive's own data, which may
	// lie inside what is read.
	Except string
	Web    Web
}

// A Counter is a Source that can tell cheaply how many items a walk will see.
type Counter interface {
	Count(ctx context.Context) (int, error)
}

// Missing returns an error that says what to do where nothing is at a path, and nil where there is something or at is a
// URL.
func Missing(at string) error {
	if IsURL(at) {
		return nil
	}
	if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return notFound(at)
}

func notFound(at string) error {
	if strings.Contains(at, "://") {
		return fmt.Errorf("%s: a web address begins with http:// or https://: %w", at, archive.ErrInvalid)
	}
	return fmt.Errorf("there is no file or folder %s: check the path: %w", at, archive.ErrNotFound)
}

// Open returns the source at a path or a URL: a folder, a file, a web archive
// (.warc, .warc.gz), a list of URLs (.urls, one a line), or a web address of a
// page, a feed or a site map.
func Open(at string, o Options) (Source, error) {
	if IsURL(at) {
		return newWeb([]string{at}, at, o)
	}
	abs, err := filepath.Abs(at)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, notFound(at)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s may not be read: let the user who runs letopis read it: %w", at, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	name := o.Name
	if name == "" {
		name = filepath.ToSlash(abs)
	}
	lower := strings.ToLower(abs)
	switch {
	case info.IsDir():
		return &dir{name: name, path: abs, opts: o}, nil
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is neither a file nor a folder (%s): %w", at, info.Mode().Type(), archive.ErrInvalid)
	case strings.HasSuffix(lower, ".warc"), strings.HasSuffix(lower, ".warc.gz"):
		return &webArchive{name: name, path: abs}, nil
	case strings.HasSuffix(lower, ".urls"):
		urls, err := readList(abs)
		if err != nil {
			return nil, err
		}
		return newWeb(urls, name, o)
	}
	if o.Name == "" { // of its folder, so that the file and the folder name the same document
		name = filepath.ToSlash(filepath.Dir(abs))
	}
	return &file{name: name, path: abs}, nil
}

// IsURL reports whether at is a web address rather than a path.
func IsURL(at string) bool {
	return strings.HasPrefix(at, "http://") || strings.HasPrefix(at, "https://")
}

// version of a file changes with its size and time.
func version(info fs.FileInfo) string {
	return fmt.Sprintf("%x-%x", info.Size(), info.ModTime().UnixNano())
}
