package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"letopis/internal/archive/reason"
)

// A dir is a folder with everything below it. It needs no cursor: walking is cheap, and Version identifies what is
// already ingested.
type dir struct {
	name, path string
	opts       Options
}

func (d *dir) Name() string { return d.name }

func (d *dir) Walk(ctx context.Context, _ string, fn func(Item) error, fail func(string, error)) (string, error) {
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return "", fmt.Errorf("the folder %s cannot be opened: %w", d.path, err)
	}
	defer root.Close()
	decoded := map[string]bool{}
	err = fs.WalkDir(rawFS{root}, ".", func(name string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if name == "." {
				return fmt.Errorf("%s: %w", d.path, err)
			}
			fail(d.shown(decoded, name), readable(err))
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if reason := d.skipReason(name, entry); reason != nil {
			fail(d.shown(decoded, name), reason)
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		uri := d.shown(decoded, name)
		item, err := d.item(name, uri, entry)
		if err != nil {
			fail(uri, readable(err))
			return nil
		}
		return fn(item)
	})
	return "", err
}

// Count implements Counter.
func (d *dir) Count(ctx context.Context) (n int, err error) {
	err = filepath.WalkDir(d.path, func(name string, entry fs.DirEntry, err error) error {
		switch rel, relErr := filepath.Rel(d.path, name); {
		case ctx.Err() != nil || relErr != nil:
			return errors.Join(ctx.Err(), relErr)
		case err != nil:
			return nil // reported by the walk
		case d.skipReason(filepath.ToSlash(rel), entry) == nil && !entry.IsDir():
			n++
		case d.skipReason(filepath.ToSlash(rel), entry) != nil && entry.IsDir():
			return fs.SkipDir
		}
		return nil
	})
	return n, err
}

// Hidden reports whether a name is one that programs use for their own files and folders.
func Hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || strings.EqualFold(name, "Thumbs.db") ||
		strings.EqualFold(name, "desktop.ini")
}

// skipReason returns why an entry is skipped, or nil.
func (d *dir) skipReason(name string, entry fs.DirEntry) error {
	base := path.Base(name)
	switch {
	case name == ".":
		return nil
	case d.opts.Except != "" && filepath.Join(d.path, filepath.FromSlash(name)) == d.opts.Except:
		return fmt.Errorf("данные самого архива: %w", ErrSkipped)
	case Hidden(base):
		return fmt.Errorf("скрытый или служебный файл: %w", ErrSkipped)
	case entry.Type()&fs.ModeSymlink != 0:
		return fmt.Errorf("символическая ссылка, добавьте сам файл: %w", ErrSkipped)
	case !entry.IsDir() && !entry.Type().IsRegular():
		return fmt.Errorf("не файл (%s): %w", entry.Type(), ErrSkipped)
	}
	return nil
}

func (d *dir) item(name, uri string, entry fs.DirEntry) (Item, error) {
	info, err := entry.Info()
	if err != nil {
		return Item{}, err
	}
	if age := time.Since(info.ModTime()); age >= 0 && age < d.opts.Settle {
		return Item{}, fmt.Errorf("файл ещё записывается, будет прочитан позже: %w", ErrSkipped)
	}
	open := func() (io.ReadCloser, error) {
		f, err := os.OpenInRoot(d.path, filepath.FromSlash(name))
		if err != nil {
			return nil, readable(err)
		}
		return f, nil
	}
	f, err := open() // report missing permissions at once
	if err != nil {
		return Item{}, err
	}
	f.Close()
	return Item{URI: uri, Version: version(info), Name: path.Base(uri), Modified: info.ModTime(), Size: info.Size(),
		Open: open}, nil
}

// readable adds advice to file errors.
func readable(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return reason.NoRight.Error(err, err)
	case errors.Is(err, fs.ErrNotExist):
		return reason.Vanished.Error(err, err)
	}
	return err
}

// A file is a single file, possibly a container, which is extract's business. It is part of its folder's source, so
// its walk is never complete.
type file struct{ name, path string }

func (f *file) Name() string { return f.name }

func (f *file) Walk(_ context.Context, _ string, fn func(Item) error, _ func(string, error)) (string, error) {
	base := filepath.Base(f.path)
	info, err := os.Stat(f.path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.path, readable(err))
	}
	open := func() (io.ReadCloser, error) {
		r, err := os.Open(f.path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, readable(err))
		}
		return r, nil
	}
	r, err := open()
	if err != nil {
		return "", err
	}
	r.Close()
	return base, fn(Item{URI: base, Version: version(info), Name: base, Modified: info.ModTime(), Size: info.Size(),
		Open: open})
}
