package oai

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"letopis/internal/archive"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/view"
)

func (s *Service) identifierPrefix() string {
	u, err := url.Parse(s.o.Addresses.Base())
	if err != nil || u.Hostname() == "" {
		return "oai:localhost:"
	}
	return "oai:" + u.Hostname() + ":"
}

// fetch returns the latest state of the record with an identifier.
func (s *Service) fetch(ctx context.Context, identifier string) (archive.Change, error) {
	none := protocolError{"idDoesNotExist", "there is no record " + problem.Truncate(identifier, maxEchoed)}
	id, ok := strings.CutPrefix(identifier, s.identifierPrefix())
	if !ok || id == "" || len(id) > 128 {
		return archive.Change{}, none
	}
	docs, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return archive.Change{}, fmt.Errorf("reading document %s: %w", id, err)
	}
	if len(docs) == 1 && docs[0] != nil {
		return archive.Change{ID: id, Doc: docs[0], At: docs[0].Ingested}, nil
	}
	gone, err := s.o.Store.Removed(ctx, id)
	if err != nil {
		return archive.Change{}, fmt.Errorf("reading document %s: %w", id, err)
	}
	if gone {
		return archive.Change{ID: id, At: time.Now()}, nil // the time of removal is known only to the log
	}
	return archive.Change{}, none
}

func (s *Service) record(call *request.Call, ch archive.Change) record {
	h := header{Identifier: s.identifierPrefix() + ch.ID, Datestamp: ch.At.UTC().Format(timeLayout)}
	if ch.Doc == nil {
		h.Status = "deleted"
		return record{Header: h}
	}
	d := ch.Doc
	h.Sets = setsOf(d)
	f := &d.Facts
	dc := dublinCore{OAIDC: "http://www.openarchives.org/OAI/2.0/oai_dc/", DC: "http://purl.org/dc/elements/1.1/",
		Schema: "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
		Title:  nonEmpty(s.o.Views.Title(d)), Creator: nonEmpty(f.Issuer.Text), Description: nonEmpty(s.o.Views.Summary(d)),
		Date: nonEmpty(f.Date.String()),
		Type: nonEmpty(f.Kind.Text), Format: nonEmpty(d.Original.MediaType),
		Identifier: nonEmpty(s.o.Addresses.Absolute(call, "/d/"+d.ID), f.Number.Text), Source: nonEmpty(d.URI),
		Language: []string{"ru"}, Coverage: nonEmpty(coverage(f)...)}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions {
			dc.Relation = append(dc.Relation, nonEmpty(p.Name)...)
		}
	}
	return record{Header: h, Metadata: &metadata{dc}}
}

// coverage returns the names of a document's places, lowest first, without duplicates.
func coverage(f *archive.Facts) []string {
	out := []string{f.Municipality.Text}
	for _, p := range slices.Backward(f.Places) {
		out = append(out, p.Name)
	}
	out = append(out, f.Region.Text)
	for _, c := range f.Cities {
		if view.IsOwn(c.Role) {
			out = append(out, c.Name)
		}
	}
	var each []string
	for _, name := range out {
		if name != "" && !slices.Contains(each, name) {
			each = append(each, name)
		}
	}
	return each
}

// nonEmpty returns the non-empty values.
func nonEmpty(values ...string) []string {
	var out []string
	for _, v := range values {
		if v != "" {
			out = append(out, respond.XMLText(v))
		}
	}
	return out
}
