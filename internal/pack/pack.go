// Package pack copies a part of an archive into a folder of static pages that any web server can serve and that is
// searched in the browser. docs/pack.md describes what is in the folder.
//
// Read Write first. choose.go selects the documents, pages.go renders them with the components of the site, links.go
// rewrites their links, index.go writes what the search reads, folder.go replaces an older copy, verify.go checks a
// copy against its checksums.
//
// Memory depends on the number of documents and distinct words, not on the length of texts: about 500 bytes are kept
// for each document, about 200 for each word form and stem, and at most runBytes of postings; the rest is in the folder
// until it is merged.
package pack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/label"
	"letopis/internal/text"
	"letopis/web"
)

// Options configure a copy; all are required except Related, Synonyms and PublicURL.
type Options struct {
	Store    archive.Store // a masked store: nothing hidden gets into the copy
	Bucket   archive.Bucket
	Text     *text.Analyzer
	Places   label.Gazetteer
	Related  func(word string) []string // other words for a place name, see query.Options.Places
	Synonyms string                     // contents of a synonym file
	Choice   Choice
	Lang     web.Lang
	Archive  string // name of the archive
	// PublicURL is the URL of the archive, where links to documents outside of the copy lead; if empty, they become
	// plain text.
	PublicURL string
	Version   string // of the program
	Now       time.Time
	Log       *slog.Logger
	Dir       string // the folder; an existing copy is replaced
}

// Choice selects the documents to copy: those with one of the values of each given field, as search filters do.
type Choice struct{ City, Municipality, Settlement, Region []string }

// Result describes a copy.
type Result struct {
	Documents int
	Files     int
	Bytes     int64 // total size of the files
	Texts     int64 // total size of the texts
	Originals int
	// Lacking are documents whose originals are missing or damaged, and thus missing in the copy.
	Lacking []string
}

// ErrNothing means that no document is selected.
var ErrNothing = errors.New("no document is chosen")

// readAtOnce is how many documents are read from the store at a time.
const readAtOnce = 50

// Write makes the copy. The folder stays unchanged until the copy is complete. Errors: datadir.ErrUnusable if the
// folder contains something else; archive.ErrLocked if another process is writing it; archive.ErrFull if the disk is
// full.
func Write(ctx context.Context, o Options) (res Result, err error) {
	f, err := begin(ctx, o.Dir)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, f.end()) }()
	w := &writer{o: o, folder: f, index: newBuilder(f)}
	if err := w.write(ctx); err != nil {
		return res, full(o.Dir, err)
	}
	return w.result, nil
}

// writer makes one copy.
type writer struct {
	o      Options
	folder *folder
	chosen *chosen
	pages  *pages
	index  *builder
	result Result
	copied map[string]string // paths of originals by SHA-256, "" for those that could not be copied
}

func (w *writer) write(ctx context.Context) (err error) {
	since, err := w.o.Store.Seq(ctx)
	if err != nil {
		return err
	}
	if w.pages, err = newPages(w); err != nil {
		return err
	}
	if w.chosen, err = choose(ctx, &w.o, w.pages.frame.Views, since); err != nil {
		return err
	}
	if len(w.chosen.entries) == 0 {
		return ErrNothing
	}
	w.copied = map[string]string{}
	for some := range slices.Chunk(w.chosen.entries, readAtOnce) {
		if err := w.documents(ctx, some); err != nil {
			return err
		}
	}
	if err := w.index.finish(ctx, w); err != nil {
		return fmt.Errorf("writing the index of the copy: %w", err)
	}
	if err := w.pages.around(ctx); err != nil {
		return err
	}
	if err := w.unchanged(ctx, since); err != nil {
		return err
	}
	w.result.Documents = len(w.chosen.entries)
	if err := w.folder.describe(w.about()); err != nil {
		return err
	}
	w.result.Files, w.result.Bytes = w.folder.files, w.folder.bytes
	return w.folder.commit()
}

// documents writes some of the documents: page, text for snippets, postings, original.
func (w *writer) documents(ctx context.Context, entries []*entry) error {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.id
	}
	docs, err := w.o.Store.Get(ctx, ids...)
	if err != nil {
		return fmt.Errorf("reading %d documents: %w", len(ids), err)
	}
	for i, d := range docs {
		if d == nil {
			return errChanged
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		w.result.Texts += int64(len(d.Text))
		original, err := w.original(ctx, d)
		if err != nil {
			return err
		}
		if err := w.pages.document(ctx, d, original); errors.Is(err, archive.ErrNotFound) {
			return errChanged
		} else if err != nil {
			return fmt.Errorf("page of %s: %w", d.ID, err)
		}
		if err := w.index.add(w, entries[i], d); err != nil {
			return fmt.Errorf("index of %s: %w", d.ID, err)
		}
	}
	return nil
}

// errChanged: a copy must not contain documents that were removed while it was made.
var errChanged = errors.New("documents of the copy were removed while it was made: make it again")

// unchanged returns an error if a document of the copy was removed since.
func (w *writer) unchanged(ctx context.Context, since archive.Seq) error {
	const some = 1000
	for after := since; ; {
		log, err := w.o.Store.Log(ctx, after, some)
		if err != nil || len(log) == 0 {
			return err
		}
		for _, e := range log {
			after = e.Seq
			if e.Gone && w.chosen.has(e.ID) {
				return errChanged
			}
		}
	}
}
