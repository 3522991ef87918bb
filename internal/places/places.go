// Package places answers from the gazetteer what corrections (archive.Authority) and
// queries (query.Authority) ask of places; its package site what pages show of them.
package places

import (
	"letopis/internal/archive"
	"letopis/internal/enrich"
)

// Authority is archive.Authority: places of the gazetteer, programmes as the
// enricher knows them. It is immutable and safe for concurrent use.
type Authority struct {
	archive.NoAuthority
	e *enrich.Enricher
}

// New returns an Authority of the enricher.
func New(e *enrich.Enricher) Authority { return Authority{e: e} }

// City implements archive.Authority.
func (a Authority) City(id string) (archive.City, bool) { return a.e.City(id) }

// ProgramID implements archive.Authority.
func (a Authority) ProgramID(name string, f *archive.Facts) string { return a.e.ProgramID(name, f) }
