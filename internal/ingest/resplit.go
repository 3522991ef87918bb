package ingest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/extract"
)

// maxPage is the size in bytes up to which a page is split again, because all of its posts are held in memory.
const maxPage = 16 << 20

// splitAgain splits those pages of a batch again from which older rules extracted fewer posts, in a transaction each,
// and returns the documents that are left to be enriched. Pages that can no longer be read are left unchanged.
func (r *renewing) splitAgain(ctx context.Context, o Renewal, list []archive.Change) ([]archive.Change, error) {
	if o.Read == nil {
		return list, nil
	}
	seen, split := map[string]bool{}, map[string]bool{}
	for _, c := range list {
		if seen[c.ID] || c.Doc.Rules >= o.PostRules || !isPage(c.Doc) {
			continue
		}
		p, err := o.pageOf(ctx, c.Doc)
		if err != nil {
			return nil, err
		}
		for _, id := range p.Was {
			seen[id] = true
		}
		// a dry run counts a page with its first post, as it may span several batches
		if len(p.docs) == 0 || o.Dry && p.Was[0] != c.ID {
			continue
		}
		err = o.remake(ctx, &p)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			o.Log.Warn("a page stays split as it was", "document", c.ID, "uri", c.Doc.URI, "because", err)
		}
		if len(p.Docs) == 0 {
			continue
		}
		if !o.Dry {
			res, err := o.Store.Commit(ctx, archive.Batch{Resplit: &p.Resplit})
			if err != nil {
				return nil, err
			}
			if res.Added == 0 {
				continue // it changed meanwhile
			}
		}
		r.Pages++
		r.Posts += len(p.Docs)
		r.Documents += len(p.Was)
		for _, id := range p.Was {
			split[id] = true
		}
	}
	return slices.DeleteFunc(list, func(c archive.Change) bool { return split[c.ID] }), nil
}

// isPage reports whether a document was extracted from a page or a post of one.
func isPage(d *archive.Document) bool {
	return isPageType(d.Original.MediaType) && d.Section.Of < 2 && d.Original.Bytes <= maxPage
}

func isPageType(mediaType string) bool { return mediaType == "text/html" || mediaType == "text/plain" }

// page is what the archive holds of a page.
type page struct {
	archive.Resplit
	uri  string              // of the page itself, which may be in a container
	docs []*archive.Document // with the IDs in Was
}

// pageOf returns the page that a document was extracted from. It has no documents if it must be left unchanged: its
// original is no longer known, people removed some of its posts, or it is in a container and already split, because
// then its posts cannot be told from other documents.
func (o *Renewal) pageOf(ctx context.Context, d *archive.Document) (p page, err error) {
	uri, post := archive.PageURI(d.URI)
	if !post {
		uri = d.URI
	}
	p.Source, p.URI, p.uri = d.Source, uri, uri
	if p.At, err = o.Store.Seq(ctx); err != nil {
		return p, err
	}
	it, err := o.Store.Item(ctx, p.Source, p.URI)
	alone := err == nil
	if errors.Is(err, archive.ErrNotFound) {
		p.URI, _, _ = strings.Cut(p.URI, "!/")
		it, err = o.Store.Item(ctx, p.Source, p.URI)
	}
	switch {
	case errors.Is(err, archive.ErrNotFound):
		return p, nil
	case err != nil:
		return p, err
	case !slices.Contains(it.Docs, d.ID) || post && !alone:
		return p, nil
	case alone:
		p.Was = it.Docs
	default:
		p.Was = []string{d.ID}
	}
	if p.docs, err = o.Store.Get(ctx, p.Was...); err != nil || slices.Contains(p.docs, nil) {
		p.docs = nil
	}
	return p, err
}

// remake extracts a page again and sets Docs to its posts if there are more of them now, every previous document
// keeps its URI, and people's corrections still apply. Otherwise Docs stays empty.
func (o *Renewal) remake(ctx context.Context, p *page) error {
	was := p.docs[0]
	if slices.ContainsFunc(p.docs, func(d *archive.Document) bool { return d.Original.SHA256 != was.Original.SHA256 }) {
		return nil
	}
	parts, err := o.parts(ctx, was.Original)
	if err != nil || len(parts) <= len(p.docs) {
		return err
	}
	var of map[string]string // hints from the source; those of the page itself do not apply to posts
	if url := was.Hints["url"]; url != "" && strings.Contains(p.uri, "://") {
		of = map[string]string{"url": url}
	}
	docs := make([]*archive.Document, len(parts))
	for i := range parts {
		part := &parts[i]
		if !isPageType(part.MediaType) || !strings.HasPrefix(part.Path, "#") || part.Data != nil ||
			len(part.Text) > wholeText {
			return nil // a container, or a post that needs sections
		}
		uri := partURI(p.uri, part.Path)
		d := &archive.Document{ID: archive.NewID(p.Source, uri), Source: p.Source, URI: uri, Original: was.Original,
			Status: part.Status, Causes: part.Causes, Reason: part.Reason(), Modified: was.Modified, Fetched: was.Fetched,
			Rules: o.Rules}
		d.Original.MediaType, d.Original.Charset = part.MediaType, part.Charset
		fill(d, part, of)
		docs[i] = d
	}
	for _, d := range p.docs {
		if !keeps(docs, d, p.uri) {
			o.Log.Info("a page stays split as it was, for the sake of corrections and addresses", "document", d.ID, "uri", d.URI,
				"posts_now", len(docs))
			return nil
		}
	}
	for _, d := range docs {
		if err := attempt(ctx, o.Enrich, o.EnrichTime, d); err != nil {
			return err
		}
	}
	p.Docs = docs
	return nil
}

// keeps reports whether docs may replace document d of the page uri: one of them must have the same ID and, if people
// corrected d, the same first line. The URI of a whole page may go, as it redirects to the posts.
func keeps(docs []*archive.Document, d *archive.Document, uri string) bool {
	i := slices.IndexFunc(docs, func(n *archive.Document) bool { return n.ID == d.ID })
	if len(d.Facts.Edited) == 0 {
		return i >= 0 || d.URI == uri
	}
	return i >= 0 && firstLine(docs[i].Text) == firstLine(d.Text)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// parts extracts an original of the bucket again.
func (o *Renewal) parts(ctx context.Context, of archive.Original) ([]extract.Part, error) {
	f, err := o.Bucket.Open(ctx, of.SHA256)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPage+1))
	if err != nil || len(data) > maxPage {
		return nil, err
	}
	return o.Read(ctx, of.Name, data)
}
