// Package view converts documents to what responses show, for the API, pages, feeds and tables alike. It reads them
// from the store with personal data masked. Read Service first, then hit.go (a document in a list) and document.go (a
// document in full).
package view

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/cache"
	"letopis/internal/cite"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/text"
	"letopis/web"
)

// Options are the dependencies and settings of a Service; all are required except Index and CacheBytes.
type Options struct {
	Store     archive.Store
	Analyzer  *text.Analyzer
	Addresses *request.Addresses
	Name      string // of the archive, for citations
	// Index is used to find the posts of a former page; nil disables that.
	Index func() index.Index
	// CacheBytes is the size of the cache of documents in lists; 0 means the default, negative disables the cache.
	CacheBytes int
}

// Service converts documents. It is safe for concurrent use.
type Service struct {
	o     Options
	cache *documentCache
}

// cacheBytes is the default size of the cache.
const cacheBytes = 32 << 20

// New returns a Service with an empty cache.
func New(o Options) *Service {
	s := &Service{o: o}
	s.cache = newDocumentCache(o.Store, cmp.Or(o.CacheBytes, cacheBytes), s.newCachedDocument)
	return s
}

// CacheStats returns statistics of the cache and how many documents were read from the store.
func (s *Service) CacheStats() (kept cache.Stats, read int64) {
	return s.cache.docs.Stats(), s.cache.read.Load()
}

// Fetch returns a document, or ErrRemoved or ErrNotFound, or a *SplitError for a former page.
func (s *Service) Fetch(ctx context.Context, id string) (*archive.Document, error) {
	docs, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading document %s: %w", problem.Truncate(id, 40), err)
	}
	if len(docs) == 1 && docs[0] != nil {
		return docs[0], nil
	}
	gone, err := s.o.Store.Removed(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading document %s: %w", problem.Truncate(id, 40), err)
	}
	if gone {
		split, err := s.split(ctx, id)
		if err != nil {
			return nil, err
		}
		if split != nil {
			return nil, split
		}
		return nil, fmt.Errorf("document %s: %w", problem.Truncate(id, 40), archive.ErrRemoved)
	}
	return nil, fmt.Errorf("document %s: %w", problem.Truncate(id, 40), archive.ErrNotFound)
}

// Get reads the documents of hits, with nil for those that no longer exist.
func (s *Service) Get(ctx context.Context, found []index.Hit) ([]*archive.Document, error) {
	return read(ctx, s.o.Store.Get, idsOf(found))
}

// readAtOnce is how many documents are read before yielding to other requests.
const readAtOnce = 10

// reader is Get or Listed of a store.
type reader func(ctx context.Context, ids ...string) ([]*archive.Document, error)

// read reads documents for a response.
func read(ctx context.Context, from reader, ids []string) ([]*archive.Document, error) {
	docs := make([]*archive.Document, 0, len(ids))
	for some := range slices.Chunk(ids, readAtOnce) {
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		more, err := from(ctx, some...)
		if err != nil {
			return nil, fmt.Errorf("reading %d documents of an answer: %w", len(ids), err)
		}
		docs = append(docs, more...)
	}
	return docs, nil
}

// StoreEnd returns the end of the store's log.
func (s *Service) StoreEnd(ctx context.Context) (archive.Seq, error) {
	call, now := request.FromContext(ctx), time.Now()
	if now.Sub(call.StoreAsked) < logEndAge {
		return call.StoreEnd, nil
	}
	end, err := s.o.Store.Seq(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the store's sequence number: %w", err)
	}
	call.StoreEnd, call.StoreAsked = end, now
	return end, nil
}

// logEndAge is how long a request may reuse the end of the log that it has read: as long as it has not waited since,
// later changes count as concurrent.
const logEndAge = 5 * time.Millisecond

// KindOther is the kind of documents that are of no other kind.
const KindOther = "иное"

// Headline returns the title for use outside the archive: that of a draft says that it is one.
func (s *Service) Headline(lang web.Lang, d *archive.Document) string {
	if d.Facts.IsDraft() {
		return lang.T("draft.of") + s.Title(d)
	}
	return s.Title(d)
}

// Title returns the title of a document; without one, its kind, date and number, as acts are cited; or else the name
// of its file.
func (s *Service) Title(d *archive.Document) string {
	f := &d.Facts
	switch kind, date := f.Kind.Text, f.Date.String(); {
	case f.Title.Text != "":
		return text.Tidy(f.Title.Text)
	case kind != "" && kind != KindOther && (date != "" || f.Number.Text != ""):
		out := Capitalize(kind)
		switch {
		case f.Date.Day > 0:
			out += " от " + web.Russian.Date(date)
		case date != "":
			out += ", " + web.Russian.Date(date)
		}
		if f.Number.Text != "" {
			out += " №\u00a0" + f.Number.Text
		}
		return out
	case d.Original.Name != "":
		return d.Original.Name
	}
	return d.URI
}

// Reference returns the data of a reference to d as of a call: with its day, and with its host if no address is
// configured.
func (s *Service) Reference(call *request.Call, d *archive.Document) cite.Ref {
	f := &d.Facts
	r := cite.Ref{ID: d.ID, Title: f.Title.Text, Kind: f.Kind.Text, Number: f.Number.Text, Year: f.Date.Year,
		Month: f.Date.Month, Day: f.Date.Day,
		Issuer: f.Issuer.Text, Archive: s.o.Name, URL: s.o.Addresses.Absolute(call, "/d/"+d.ID), Accessed: call.Started}
	if r.Title == "" && (r.Kind == "" || r.Kind == KindOther) {
		r.Title = s.Title(d)
	}
	if r.Kind == KindOther {
		r.Kind = ""
	}
	if f.IsDraft() {
		r.Kind = strings.TrimSpace("проект " + draftOf[r.Kind])
	}
	for _, c := range f.Cities {
		if c.Role == archive.RoleIssuer {
			r.Place = c.Name
			break
		}
	}
	return r
}

// draftOf maps kinds of documents to their genitive, for titles of drafts.
var draftOf = map[string]string{"постановление": "постановления", "решение": "решения", "распоряжение": "распоряжения",
	"приказ": "приказа", "закон": "закона", "устав": "устава", "программа": "программы", "прогноз": "прогноза",
	"стратегия": "стратегии"}

// Nullable returns nil, which is null in JSON, for an undetermined value.
func Nullable[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

// NullableTime returns nil for an unknown time.
func NullableTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// SourceName returns the public name of a source: for a folder or file of the server only the last element, because
// its location is not public.
func SourceName(name string) string {
	if serverPath.MatchString(name) {
		return path.Base(name)
	}
	return name
}

var serverPath = regexp.MustCompile(`^(/|[A-Za-z]:[/\\])`)

func idsOf(found []index.Hit) []string {
	ids := make([]string, len(found))
	for i, h := range found {
		ids[i] = h.ID
	}
	return ids
}

// IsOwn reports whether a town with this role is one the document belongs to, rather than merely mentions.
func IsOwn(role string) bool { return role != archive.RoleMentioned && role != archive.RoleEvent }

// Capitalize converts the first letter to upper case.
func Capitalize(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// Deref returns the value of a nullable field, or the zero value for null.
func Deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
