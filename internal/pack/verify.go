package pack

import (
	"bufio"
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

	"letopis/internal/archive"
	"letopis/internal/datadir"
)

// shownDamage is how many damaged files an error lists.
const shownDamage = 10

// Verify checks the checksums of all files of a copy and returns their number. Errors: archive.ErrCorrupt if files
// are damaged, missing or foreign; datadir.ErrUnusable if the folder is not a copy.
func Verify(ctx context.Context, dir string) (files int, err error) {
	if _, err := read(dir); err != nil {
		return 0, fmt.Errorf("%s is no copy that letopis pack has made: %w", dir, errors.Join(datadir.ErrUnusable, err))
	}
	list, err := os.Open(filepath.Join(dir, sumsFile))
	if err != nil {
		return 0, fmt.Errorf("%s: its sums cannot be read, make the copy again: %w", dir,
			errors.Join(archive.ErrCorrupt, err))
	}
	defer list.Close()
	var bad damage
	named := map[string]bool{sumsFile: true}
	for lines := bufio.NewScanner(list); ; {
		if !lines.Scan() {
			if err := lines.Err(); err != nil {
				return files, err
			}
			break
		}
		sum, path, ok := strings.Cut(lines.Text(), "  ")
		if !ok || !filepath.IsLocal(filepath.FromSlash(path)) || named[path] {
			bad.add(sumsFile, fmt.Sprintf("line %q", lines.Text()))
			continue
		}
		named[path] = true
		files++
		switch got, err := sumOf(ctx, filepath.Join(dir, filepath.FromSlash(path))); {
		case ctx.Err() != nil:
			return files, ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			bad.add(path, "missing")
		case err != nil:
			bad.add(path, err.Error())
		case got != sum:
			bad.add(path, "changed")
		}
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if rel, err := filepath.Rel(dir, path); err != nil || !named[filepath.ToSlash(rel)] {
			bad.add(filepath.ToSlash(rel), "not of the copy")
		}
		return nil
	})
	if err != nil {
		return files, err
	}
	return files, bad.err(dir)
}

func sumOf(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	b := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(b)
		h.Write(b[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// damage collects damaged files.
type damage struct {
	first []string
	all   int
}

func (d *damage) add(path, what string) {
	if d.all++; len(d.first) < shownDamage {
		d.first = append(d.first, path+": "+what)
	}
}

func (d *damage) err(dir string) error {
	if d.all == 0 {
		return nil
	}
	more := ""
	if rest := d.all - len(d.first); rest > 0 {
		more = fmt.Sprintf("; and %d more", rest)
	}
	return fmt.Errorf("%s is not as it was made, make it again or copy it anew: %w: %s%s", dir, archive.ErrCorrupt,
		strings.Join(d.first, "; "), more)
}
