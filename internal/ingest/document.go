package ingest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract"
	"letopis/internal/text"
)

// extract converts the bytes of an original to enriched documents.
func (r *run) extract(ctx context.Context, j *job, data []byte) error {
	parts, err := r.parts(ctx, j.item.Name, data)
	if err != nil {
		return err
	}
	for i := range parts {
		d, err := r.document(ctx, j, &parts[i])
		if err != nil {
			return err
		}
		parts[i] = extract.Part{} // release memory early
		docs := sections(d, r.o.TableHead)
		if err := enrichSections(ctx, r.enrich, docs); err != nil {
			return err
		}
		j.docs = append(j.docs, docs...)
	}
	return nil
}

// enrich finds the facts of a document within the time limit and reports if that was exceeded. It fails if ctx ends
// or a rule panics.
func (r *run) enrich(ctx context.Context, d *archive.Document) error {
	err := attempt(ctx, r.o.Enrich, r.o.EnrichTime, d)
	if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
		return err
	}
	if d.Status == archive.StatusOK {
		d.Status = archive.StatusPartial
	}
	d.Causes = append(d.Causes, reason.FactsLate.With(cmp.Or(r.o.EnrichTime, enrichTime)))
	d.Reason = reason.Russian(d.Causes)
	return nil
}

// enrichTime is the default time limit for enriching a document.
const enrichTime = 25 * time.Second

// attempt runs enrich with a time limit, by default enrichTime, and converts panics to errors.
func attempt(
	ctx context.Context, enrich func(context.Context, *archive.Document) error, within time.Duration, d *archive.Document,
) (err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(within, enrichTime))
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = reason.RuleBroke.Error(fmt.Errorf("%v\n%s", r, debug.Stack()), r)
		}
	}()
	return enrich(ctx, d)
}

// parts extracts an original once a worker slot is free.
func (r *run) parts(ctx context.Context, name string, data []byte) ([]extract.Part, error) {
	select {
	case r.workers <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-r.workers }()
	return r.o.Extract(ctx, name, data)
}

// document creates the document of one part.
func (r *run) document(ctx context.Context, j *job, p *extract.Part) (*archive.Document, error) {
	uri := partURI(j.item.URI, p.Path)
	d := &archive.Document{
		ID: archive.NewID(r.sum.Source, uri), Source: r.sum.Source, URI: uri, Status: p.Status, Causes: p.Causes,
		Reason:   p.Reason(),
		Modified: j.item.Modified.UTC(), Fetched: j.item.Fetched.UTC(),
		Original: archive.Original{SHA256: j.store.SHA256, Bytes: j.item.Size, MediaType: p.MediaType, Charset: p.Charset,
			Name: j.item.Name},
	}
	if p.Data != nil { // a file within the original
		sum := sha256.Sum256(p.Data)
		file := p.Path
		if page, ok := archive.PageURI(file); ok {
			file = page
		}
		d.Original.SHA256, d.Original.Bytes, d.Original.Name = hex.EncodeToString(sum[:]), int64(len(p.Data)), path.Base(file)
		if _, _, err := r.puts.Put(ctx, bytes.NewReader(p.Data)); err != nil {
			return nil, err
		}
	}
	fill(d, p, j.item.Hints)
	return d, nil
}

// fill sets the content of a document from its part; of holds hints from the source.
func fill(d *archive.Document, p *extract.Part, of map[string]string) {
	d.Text, d.Pages = cleanPages(p.Text, p.Pages)
	placeScans(d, p.Scans)
	d.Aside = text.Clean(p.Aside)
	hints := map[string]string{}
	maps.Copy(hints, of)
	maps.Copy(hints, p.Hints)
	if t := cmp.Or(p.Title, hints["title"]); t != "" {
		hints["title"] = text.Clean(t)
	}
	if len(hints) > 0 {
		d.Hints = hints
	}
}

// partURI returns the URI of a part of an original: "page.html#post-3", "acts.zip!/165.docx".
func partURI(uri, part string) string {
	switch {
	case part == "":
		return uri
	case strings.HasPrefix(part, "#"):
		return uri + part
	}
	return uri + "!/" + part
}

// cleanPages cleans a text page by page and adjusts the page offsets. There may be text before the first page.
func cleanPages(s string, pages []int) (string, []int) {
	if len(pages) == 0 || len(pages) == 1 && pages[0] == 0 {
		return text.Clean(s), pages
	}
	var b strings.Builder
	if pages[0] > 0 {
		b.WriteString(text.Clean(s[:pages[0]]))
		b.WriteByte('\n')
	}
	at := make([]int, len(pages))
	for i, from := range pages {
		to := len(s)
		if i+1 < len(pages) {
			to = pages[i+1]
		}
		at[i] = b.Len()
		b.WriteString(text.Clean(s[from:to]))
		if i+1 < len(pages) {
			b.WriteByte('\n')
		}
	}
	return b.String(), at
}
