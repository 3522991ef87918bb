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

// An Item is an original in a source.
type Item struct {
	// URI identifies the item within its source: a slash-separated path, or a URL.
	URI string
	// Version changes if the item may have changed: size and time of a file, ETag of a page. It is opaque to
	// everything but the source.
	Version  string
	Name     string    // file name, for display and format detection
	Modified time.Time // as stated by the source; zero if it does not
	Fetched  time.Time // when a web source was read; zero for files
	Size     int64     // in bytes; -1 if unknown before reading
	// Open opens the content. It may be called from any goroutine until the context of the walk ends.
	Open  func() (io.ReadCloser, error)
	Hints map[string]string // metadata from the source: url, title, date (ISO 8601)
	// Cursor is the progress once this item and all before it are done.
	Cursor string
}

// A Source lists items. It must not be used concurrently.
type Source interface {
	// Name identifies the source; the same place has the same name on every run.
	Name() string
	// Walk calls fn for each item after cursor ("" is the start), in the same order on every run, and fail for items
	// that cannot be read or are skipped on purpose (ErrSkipped). A bad item never ends a walk; an error of fn, of
	// ctx or of the source as a whole does. The returned cursor is where to resume, or "" after a complete walk; only
	// a complete walk from "" has listed every item.
	Walk(ctx context.Context, cursor string, fn func(Item) error, fail func(uri string, err error)) (string, error)
}

// ErrSkipped marks what is skipped on purpose: hidden files, symbolic links.
var ErrSkipped = errors.New("пропущено")

// Options configure a source.
type Options struct {
	// Name replaces the default name of the source.
	Name string
	// Known returns the Version of an item when it was last ingested, or "". It makes web requests conditional; may
	// be nil.
	Known func(uri string) string
	// Settle skips files changed less than this ago, because they may still be written. A later walk finds them.
	Settle time.Duration
	// Except is a folder to skip: the archive's own data, which may be inside the source.
	Except string
	Web    Web
}

// A Counter is a Source that can cheaply count the items of a walk.
type Counter interface {
	Count(ctx context.Context) (int, error)
}

// Missing returns an error with advice if nothing exists at a path; nil if something does or at is a URL.
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

// Open returns the source at a path or URL: a folder, a file, a web archive (.warc, .warc.gz), a list of URLs (.urls,
// one per line), or the URL of a page, a feed or a sitemap.
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
	if o.Name == "" { // the name of its folder, so that file and folder identify the same document
		name = filepath.ToSlash(filepath.Dir(abs))
	}
	return &file{name: name, path: abs}, nil
}

// IsURL reports whether at is a web address rather than a path.
func IsURL(at string) bool {
	return strings.HasPrefix(at, "http://") || strings.HasPrefix(at, "https://")
}

// version identifies the state of a file by size and time.
func version(info fs.FileInfo) string {
	return fmt.Sprintf("%x-%x", info.Size(), info.ModTime().UnixNano())
}
