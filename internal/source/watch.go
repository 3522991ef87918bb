package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Watching configures Watch. The zero value has sensible defaults.
type Watching struct {
	// Quiet is how long nothing must happen before changes are handled, as files being written keep changing. Default
	// 2 s.
	Quiet time.Duration
	// AtMost is how long a change may be delayed if there is no quiet. Default 30 s.
	AtMost time.Duration
	// Rescan is the interval of scans without any event: network drives send none, and the system may run out of
	// watches. Defaults to the constant Rescan.
	Rescan time.Duration
	Log    *slog.Logger // nil disables logging
}

// Rescan is the default interval at which a watched folder is scanned without any event.
const Rescan = 5 * time.Minute

// Watch calls changed at the start, and again after anything below path has changed: a file written, moved in,
// renamed or removed. It returns nil when ctx ends, or the first error of changed. The caller walks the source again
// with Options.Settle shorter than Quiet and detects changes by Version, so nothing is lost if events are missed.
func Watch(ctx context.Context, path string, o Watching, changed func(context.Context) error) error {
	if o.Quiet == 0 {
		o.Quiet = 2 * time.Second
	}
	if o.AtMost == 0 {
		o.AtMost = 30 * time.Second
	}
	if o.Rescan == 0 {
		o.Rescan = Rescan
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("the folder %s cannot be watched: %w", path, err)
	}
	defer w.Close()
	if err := watchTree(w, path, o.Log); err != nil {
		return err
	}
	if err := changed(ctx); err != nil {
		return err
	}
	return follow(ctx, w, o, changed)
}

func follow(ctx context.Context, w *fsnotify.Watcher, o Watching, changed func(context.Context) error) error {
	var first time.Time // time of the first unhandled change
	due := time.NewTimer(o.Rescan)
	defer due.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-w.Events:
			if !ok {
				return nil
			}
			if event.Op == fsnotify.Chmod || strings.HasPrefix(filepath.Base(event.Name), ".") {
				continue
			}
			if event.Has(fsnotify.Create) {
				if err := watchTree(w, event.Name, o.Log); err != nil && !errors.Is(err, fs.ErrNotExist) {
					o.Log.Warn("a new folder is not watched; it is read every so often", "path", event.Name, "error", err)
				}
			}
			if first.IsZero() {
				first = time.Now()
			}
			due.Reset(max(0, min(o.Quiet, o.AtMost-time.Since(first))))
		case err, ok := <-w.Errors:
			if !ok {
				return nil
			}
			o.Log.Warn("the system did not tell of all changes; reading the folder again", "error", err)
			due.Reset(o.Quiet)
		case <-due.C:
			first = time.Time{}
			if err := changed(ctx); err != nil {
				return err
			}
			due.Reset(o.Rescan)
		}
	}
}

// watchTree watches path and the folders below it. Folders that cannot be watched are logged and covered by rescans.
func watchTree(w *fsnotify.Watcher, path string, log *slog.Logger) error {
	return filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if name == path {
				return fmt.Errorf("%s: %w", path, readable(err))
			}
			return nil
		}
		if !entry.IsDir() {
			if name == path { // a single file is watched through its folder
				addWatch(w, filepath.Dir(name), log)
			}
			return nil
		}
		if name != path && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		addWatch(w, name, log)
		return nil
	})
}

func addWatch(w *fsnotify.Watcher, name string, log *slog.Logger) {
	if err := w.Add(name); err != nil {
		log.Warn("the system does not watch a folder; it is read every so often", "path", name, "error", err)
	}
}
