package ingest

import (
	"context"
	"fmt"
	"slices"

	"letopis/internal/archive"
)

// Takedowns are the entries of a journal by document ID, in chronological order.
type Takedowns map[string][]archive.Takedown

// ReadTakedowns reads the journal of a store.
func ReadTakedowns(ctx context.Context, store archive.Store) (Takedowns, error) {
	list, err := store.Takedowns(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the journal of removals: %w", err)
	}
	out := Takedowns{}
	for _, t := range list {
		out[t.ID] = append(out[t.ID], t)
	}
	return out, nil
}

// Cover reports whether a document is in a state that was removed; one ingested later from another original is not.
func (t Takedowns) Cover(d *archive.Document) bool {
	return slices.ContainsFunc(t[d.ID], func(r archive.Takedown) bool {
		// A restored document may have been corrected or enriched since the backup.
		return d.Ingested.Before(r.At) || r.SHA256 != "" && r.SHA256 == d.Original.SHA256
	})
}

// ApplyTakedowns removes again what a backup restored, and returns the number of documents.
func ApplyTakedowns(ctx context.Context, store archive.Store) (int, error) {
	taken, err := ReadTakedowns(ctx, store)
	if err != nil {
		return 0, err
	}
	var back []*archive.Document
	for id := range taken {
		docs, err := store.Get(ctx, id)
		if err != nil {
			return 0, err
		}
		if docs[0] != nil && taken.Cover(docs[0]) {
			back = append(back, docs[0])
		}
	}
	return remove(ctx, store, back)
}
