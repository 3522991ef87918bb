package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract"
)

// keepUnfinished is how long pages of an unfinished scan are kept, so that the contents of removed documents are gone
// within a day.
const keepUnfinished = 12 * time.Hour

// unfinished holds the pages of a file recognised so far. Until the scan is complete they are also in a file of JSON
// lines, so that an interrupted scan resumes there.
type unfinished struct {
	dir       string        // empty: in memory only
	name      func() string // of the file in dir, a hash of the data; computed once
	known     map[string]extract.Recognized
	requested bool // an image was requested
	late      bool // no more images are recognised
}

// page is a line of the file.
type page struct {
	Key string `json:"key"`
	extract.Recognized
}

// unfinishedOf returns the known pages of a file. Usually there are none, so the data is hashed only if the folder is
// not empty.
func (p *Pool) unfinishedOf(data []byte) *unfinished {
	u := &unfinished{dir: p.o.Unfinished, known: map[string]extract.Recognized{}, name: sync.OnceValue(func() string {
		sum := sha256.Sum256(data)
		return hex.EncodeToString(sum[:]) + ".jsonl"
	})}
	if entries, err := os.ReadDir(u.dir); u.dir == "" || err != nil || len(entries) == 0 {
		return u
	}
	lines, err := os.ReadFile(u.file())
	if err != nil {
		return u
	}
	for line := range strings.Lines(string(lines)) {
		var of page
		if json.Unmarshal([]byte(line), &of) == nil { // the last line may be truncated
			u.known[of.Key] = of.Recognized
		}
	}
	return u
}

// file returns the path of the pages.
func (u *unfinished) file() string { return filepath.Join(u.dir, u.name()) }

// add records a page. If it cannot be written, it is merely recognised again after an interruption.
func (u *unfinished) add(key string, r extract.Recognized) {
	u.known[key] = r
	line, err := json.Marshal(page{key, r})
	if u.dir == "" || err != nil || os.MkdirAll(u.dir, 0o700) != nil {
		return
	}
	f, err := os.OpenFile(u.file(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = f.Write(append(line, '\n'))
	_ = f.Close()
}

// end deletes the pages, as the document has them now.
func (u *unfinished) end() {
	if u.dir != "" && len(u.known) > 0 {
		_ = os.Remove(u.file()) // otherwise it expires
	}
}

// DropUnfinished deletes expired pages in a folder of Options.Unfinished.
func DropUnfinished(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > keepUnfinished {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// isLate reports whether time ran out before all pages were recognised.
func isLate(parts []extract.Part) bool {
	return slices.ContainsFunc(parts, func(p extract.Part) bool {
		return slices.ContainsFunc(p.Causes, func(c archive.Cause) bool {
			switch reason.Find(c.Code) {
			case reason.ScanLate, reason.ScanLatePartly, reason.Killed:
				return true
			}
			return false
		})
	})
}

// isKilled reports whether nothing was read from a file because time ran out.
func isKilled(parts []extract.Part) bool {
	return len(parts) == 1 && len(parts[0].Causes) == 1 && reason.Find(parts[0].Causes[0].Code) == reason.Killed
}
