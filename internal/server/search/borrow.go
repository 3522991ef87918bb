package search

import (
	"context"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
)

// duplicatesShown is how many near-duplicates of a document are listed; a search returns all.
const duplicatesShown = 5

// Duplicates returns documents with nearly the same text.
func (s *Service) Duplicates(ctx context.Context, id string) (api.Duplicates, error) {
	out := api.Duplicates{Hits: []api.Hit{}}
	err := s.o.Scheduler.Admit(ctx, func(ctx context.Context) error {
		near, total, group, err := s.o.Query.NearDuplicates(ctx, id, archive.SectionGroup, duplicatesShown)
		if err != nil || total == 0 {
			return err
		}
		out.Total, out.Group = total, view.Nullable(group)
		out.Hits, _, err = s.o.Views.Hits(ctx, near, nil)
		return err
	})
	return out, err
}

// Borrowings returns passages shared with documents of other municipalities.
func (s *Service) Borrowings(ctx context.Context, d *archive.Document) ([]api.Borrowing, error) {
	out := []api.Borrowing{}
	err := s.o.Scheduler.Admit(ctx, func(ctx context.Context) (err error) {
		out, err = s.borrowed(ctx, d, out)
		return err
	})
	return out, err
}

// borrowed appends the documents of other municipalities that share passages with d.
func (s *Service) borrowed(ctx context.Context, d *archive.Document, out []api.Borrowing) ([]api.Borrowing, error) {
	own := territoryOf(d)
	if own == "" {
		return out, nil
	}
	r := query.BorrowRequest{ID: d.ID, Text: d.Text}
	if p, ok := d.Facts.PlaceAt(archive.LevelMunicipality); ok {
		r.Municipality = p.ID
	}
	for _, c := range d.Facts.Cites {
		if c.Level == "federal" || c.Level == "regional" {
			r.Quoted = append(r.Quoted, [2]int{c.Evidence.Start, c.Evidence.End})
		}
	}
	hits, passages, err := s.o.Query.Borrowed(ctx, r)
	if err != nil || len(hits) == 0 {
		return out, err
	}
	docs, err := s.o.Views.Get(ctx, hits)
	if err != nil {
		return out, err
	}
	lang, tree := request.FromContext(ctx).Lang, clause.Parse(d.Text)
	for _, other := range docs {
		if other == nil || territoryOf(other) == "" || territoryOf(other) == own {
			continue
		}
		if err := index.Pace(ctx); err != nil {
			return out, err
		}
		var common []view.CommonText
		words := 0
		for _, x := range s.o.Query.Shared(passages, other.Text) {
			common = append(common, view.CommonText{Own: [2]int{x.Start, x.End}, Other: [2]int{x.OtherStart, x.OtherEnd}})
			words += x.Words
		}
		if common != nil {
			out = append(out, s.o.Views.Borrowing(lang, d, tree, other, common, words))
		}
	}
	return out, nil
}

// territoryOf returns the municipality a document belongs to, or the region for a regional one; "" if neither is
// determined.
func territoryOf(d *archive.Document) string {
	for _, level := range []string{archive.LevelMunicipality, archive.LevelRegion} {
		if p, ok := d.Facts.PlaceAt(level); ok {
			return p.ID
		}
	}
	return ""
}
