// Package view turns documents into what answers show, for the API, pages, feeds and tables alike. It reads them from
// the store with personal data hidden. Read Service first, then hit.go (a document in a list) and document.go (a
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

// Options are what a Service works with; all are required but Index and CacheBytes.
type Options struct {
	Store     archive.Store
	Analyzer  *text.Analyzer
	Addresses *request.Addresses
	Name      string // of the archive, for citations
	// Index finds the posts of a page that was one document once; nil: they are not found.
	Index func() index.Index
	// CacheBytes is the memory for what answers show of documents; 0 takes the default, below 0: each answer reads
	// them from the store.
	CacheBytes int
}

// Service shows documents. It is safe for concurrent use.
type Service struct {
	o     Options
	cache *documentCache
}

// cacheBytes are those of a cache whose size is not set.
const cacheBytes = 32 << 20

// New returns a Service with an empty cache.
func New(o Options) *Service {
	s := &Service{o: o}
	s.cache = newDocumentCache(o.Store, cmp.Or(o.CacheBytes, cacheBytes), s.newCachedDocument)
	return s
}

// CacheStats says how many documents are kept, their bytes, how often they were found there, and how many were read
// from the store.
func (s *Service) CacheStats() (kept cache.Stats, read int64) {
	return s.cache.docs.Stats(), s.cache.read.Load()
}

// Fetch returns the document, or ErrRemoved or ErrNotFound; a *SplitError of a page that was one document.
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

// Get fetches what hits name, nil where there is none any more.
func (s *Service) Get(ctx context.Context, found []index.Hit) ([]*archive.Document, error) {
	return read(ctx, s.o.Store, idsOf(found))
}

// readAtOnce is how many documents are read from the store between two moments to give way to others.
const readAtOnce = 10

// read reads documents of an answer.
func read(ctx context.Context, store archive.Store, ids []string) ([]*archive.Document, error) {
	docs := make([]*archive.Document, 0, len(ids))
	for some := range slices.Chunk(ids, readAtOnce) {
		if err := index.Pace(ctx); err != nil {
			return nil, err
		}
		more, err := store.Get(ctx, some...)
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

// logEndAge is how long what a request was told of the end of the store's log holds
// for it: it has not waited since, and what happens meanwhile happens beside it.
const logEndAge = 5 * time.Millisecond

// KindOther is the kind of documents that are none of the others.
const KindOther = "иное"

// Headline is the title as it is read away from the archive: that of a draft says so.
func (s *Service) Headline(lang web.Lang, d *archive.Document) string {
	if d.Facts.IsDraft() {
		return lang.T("draft.of") + s.Title(d)
	}
	return s.Title(d)
}

// Title is what the document is called; else its kind,
// date and number, as acts are referred to; else what its file is called.
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

// Reference is what a citation of d is made of, as seen in a call: on its day, and under the address that it came
// to where none is configured.
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

// draftOf are kinds of documents in the genitive, of which there are drafts.
var draftOf = map[string]string{"постановление": "постановления", "решение": "решения", "распоряжение": "распоряжения",
	"приказ": "приказа", "закон": "закона", "устав": "устава", "программа": "программы", "прогноз": "прогноза",
	"стратегия": "стратегии"}

// Nullable turns "not determined" into JSON's null.
func Nullable[T ~string](v T) *T {
	if v == "" {
		return nil
	}
	return &v
}

// NullableTime is a time in an answer; nil when it is not known.
func NullableTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// SourceName is what the public sees of a source's name: of a folder or a file of
// the server the last element, as where it lies is nobody's business.
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

// IsOwn reports whether a document belongs to the town of a role, rather than naming it.
func IsOwn(role string) bool { return role != archive.RoleMentioned && role != archive.RoleEvent }

// Capitalize makes the first letter a capital.
func Capitalize(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// Deref is what a field that may be null says; the zero value for null.
func Deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
