package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"letopis/internal/archive"
	"letopis/internal/source"
)

// Work is what Run needs from the archive.
type Work struct {
	Store archive.Store
	// TakeIn ingests a source and makes it searchable.
	TakeIn func(context.Context, source.Source) error
	Log    *slog.Logger
}

// retryDelay is how long Run waits after a failure.
const retryDelay = 10 * time.Second

// Run ingests waiting batches one at a time, oldest first, until ctx ends. Failures that are not caused by a file are
// retried.
func (in *Inbox) Run(ctx context.Context, w Work) {
	for {
		err := in.RunOnce(ctx, w)
		if err == nil {
			err = in.dropStale(ctx)
		}
		var retry <-chan time.Time
		if err != nil && ctx.Err() == nil {
			w.Log.Error("taking in what people sent; trying again", "in", retryDelay, "error", err)
			retry = time.After(retryDelay)
		}
		select {
		case <-ctx.Done():
			return
		case <-in.wake:
		case <-retry:
		case <-time.After(time.Hour): // clean up
		}
	}
}

// RunOnce ingests all batches waiting now.
func (in *Inbox) RunOnce(ctx context.Context, w Work) error {
	list := in.List()
	slices.Reverse(list)
	for _, b := range list {
		if b.State != Waiting {
			continue
		}
		if err := in.takeIn(ctx, w, b); err != nil {
			if ctx.Err() == nil {
				err = errors.Join(err, in.change(b.ID, func(b *Batch) { b.Error = err.Error() }))
			}
			return fmt.Errorf("batch %s of %s: %w", b.ID, b.By, err)
		}
	}
	return nil
}

// takeIn ingests a batch, records the result of each file, and deletes the received bytes. Each step is idempotent: a
// restarted server repeats the batch.
func (in *Inbox) takeIn(ctx context.Context, w Work, b Batch) error {
	if !b.Compared {
		before, err := items(ctx, w.Store)
		if err != nil {
			return err
		}
		err = in.change(b.ID, func(b *Batch) {
			b.Compared = true
			for i := range b.Files {
				if f := &b.Files[i]; f.Complete() {
					_, f.Known = before[f.URI()]
				}
			}
		})
		if err != nil {
			return err
		}
	}
	if err := w.TakeIn(ctx, &files{in: in, batch: b}); err != nil {
		return err
	}
	after, err := items(ctx, w.Store)
	if err != nil {
		return err
	}
	failures, err := w.Store.Failures(ctx, Source) // including those of an interrupted attempt
	if err != nil {
		return fmt.Errorf("reading what was not taken in: %w", err)
	}
	failed := map[string]string{}
	for _, f := range failures {
		failed[f.URI] = f.Reason
	}
	err = in.change(b.ID, func(b *Batch) {
		for i := range b.Files {
			f := &b.Files[i]
			if !f.Complete() {
				continue
			}
			f.Docs, f.Failure = after[f.URI()].Docs, failed[f.URI()]
			if hidden(f.Name) {
				f.Failure = "Файл пропущен: это скрытый или служебный файл."
			}
		}
		b.State, b.Ended, b.Error = Done, time.Now().UTC(), ""
	})
	if err != nil {
		return err
	}
	w.Log.Info("taken in what was sent", "batch", b.ID, "by", b.By, "files", len(b.Files))
	return in.dropFiles(&b)
}

// dropFiles deletes the received bytes of an ingested batch; the archive has the originals.
func (in *Inbox) dropFiles(b *Batch) error {
	for _, f := range b.Files {
		if err := os.Remove(in.path(b.ID, f.Number)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("dropping what was taken in: %w", err)
		}
	}
	return nil
}

// hidden reports whether a file, or a folder it is in, is a program's own; folders that people send may contain such
// files.
func hidden(name string) bool { return slices.ContainsFunc(strings.Split(name, "/"), source.Hidden) }

// change modifies a batch and stores it.
func (in *Inbox) change(id string, fn func(*Batch)) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	b := in.batches[id]
	if b == nil {
		return fmt.Errorf("batch %s: %w", id, archive.ErrNotFound)
	}
	next := b.copy()
	fn(&next)
	if err := in.write(&next); err != nil {
		return err
	}
	*b = next
	return nil
}

// items returns the originals of Source that the archive knows, by URI.
func items(ctx context.Context, s archive.Store) (map[string]archive.Item, error) {
	out := map[string]archive.Item{}
	err := s.Items(ctx, Source, func(it archive.Item) error {
		out[it.URI] = it
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was taken in: %w", err)
	}
	return out, nil
}

// files is a batch as a source.
type files struct {
	in    *Inbox
	batch Batch
}

// Name implements source.Source.
func (s *files) Name() string { return Source }

// Walk implements source.Source. A cursor consists of the batch and the number of the last file; one of another batch
// is ignored.
func (s *files) Walk(ctx context.Context, cursor string, fn func(source.Item) error,
	_ func(string, error)) (string, error) {
	last := 0
	if id, number, ok := strings.Cut(cursor, "/"); ok && id == s.batch.ID {
		last, _ = strconv.Atoi(number)
	}
	for _, f := range s.batch.Files {
		if ctx.Err() != nil {
			return cursor, ctx.Err()
		}
		if f.Number <= last || !f.Complete() || hidden(f.Name) {
			continue
		}
		item := source.Item{URI: f.URI(), Version: f.SHA256, Name: path.Base(f.Name), Size: f.Size,
			Cursor: place(s.batch.ID, f.Number),
			Open:   func() (io.ReadCloser, error) { return os.Open(s.in.path(s.batch.ID, f.Number)) }}
		if err := fn(item); err != nil {
			return cursor, err
		}
		cursor = item.Cursor
	}
	return "", nil
}
