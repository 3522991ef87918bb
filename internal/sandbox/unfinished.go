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

// keepUnfinished is how long the pages of a scan are kept that nobody reads to its end: what
// a removed document said is gone within a day.
const keepUnfinished = 12 * time.Hour

// unfinished are the pages of a file that are recognised so far. A file of lines of JSON
// has them, too, while the scan is not read to its end, so that who was stopped goes on
// from there.
type unfinished struct {
	dir   string        // "": in memory alone
	name  func() string // of the file there, by the sum of the data, which is made once
	known map[string]extract.Recognized
	asked bool // for a picture
	late  bool // no more of them are recognised
}

// page is a line of such a file.
type page struct {
	Key string `json:"key"`
	extract.Recognized
}

// unfinishedOf returns the pages of a file that are known. There is seldom one, so the
// file is not named, which takes its sum, before the folder holds any.
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
		if json.Unmarshal([]byte(line), &of) == nil { // the last one may break off
			u.known[of.Key] = of.Recognized
		}
	}
	return u
}

// file is where the pages are kept.
func (u *unfinished) file() string { return filepath.Join(u.dir, u.name()) }

// add notes a page. One that cannot be written is read again after a stop, and no worse.
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

// end lets the pages go: the document has them.
func (u *unfinished) end() {
	if u.dir != "" && len(u.known) > 0 {
		_ = os.Remove(u.file()) // it ends by its age otherwise
	}
}

// DropUnfinished deletes the pages in a folder of Options.Unfinished that nobody has gone
// on with.
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

// isLate reports whether the time of a file ended before its pages were all recognised.
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

// isKilled reports whether nothing was read of a file, for its time ended.
func isKilled(parts []extract.Part) bool {
	return len(parts) == 1 && len(parts[0].Causes) == 1 && reason.Find(parts[0].Causes[0].Code) == reason.Killed
}
