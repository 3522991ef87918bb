package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// letGo stands before the hash of an original all of whose documents people
// removed: it need not be kept, and is known when it comes again.
const letGo = "removed:"

// Remove removes documents at once, all or, when one is not there, none. What
// they came from is remembered, so that it is not taken in again unless it
// changes.
func Remove(ctx context.Context, store archive.Store, ids ...string) (int, error) {
	docs, err := store.Get(ctx, ids...)
	if err != nil {
		return 0, err
	}
	batches := map[string]*archive.Batch{}
	for i, d := range docs {
		if d == nil {
			if gone, err := store.Removed(ctx, ids[i]); err != nil || gone {
				return 0, fmt.Errorf("document %s is removed already: %w", ids[i], archive.ErrRemoved)
			}
			return 0, fmt.Errorf("document %s: %w", ids[i], archive.ErrNotFound)
		}
		if batches[d.Source] == nil {
			batches[d.Source] = &archive.Batch{}
		}
		batches[d.Source].Delete = append(batches[d.Source].Delete, d.ID)
	}
	removed := 0
	for _, source := range slices.Sorted(maps.Keys(batches)) {
		b := batches[source]
		if b.Items, err = emptied(ctx, store, source, b.Delete); err != nil {
			return removed, err
		}
		if len(b.Items) > 0 {
			b.Source = source
			if b.Cursor, err = store.Cursor(ctx, source); err != nil {
				return removed, err
			}
		}
		res, err := store.Commit(ctx, *b)
		if err != nil {
			return removed, err
		}
		removed += res.Removed
	}
	return removed, nil
}

// emptied returns the originals of a source that hold no document besides those
// given, as ones that need not be kept.
func emptied(ctx context.Context, store archive.Store, source string, ids []string) ([]archive.Item, error) {
	var items []archive.Item
	err := store.Items(ctx, source, func(it archive.Item) error {
		if slices.ContainsFunc(it.Docs, func(id string) bool { return slices.Contains(ids, id) }) {
			items = append(items, it)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := items[:0]
	for _, it := range items {
		docs, err := store.Get(ctx, it.Docs...)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(docs, func(d *archive.Document) bool { return d != nil && !slices.Contains(ids, d.ID) }) {
			continue
		}
		it.SHA256 = letGo + strings.TrimPrefix(it.SHA256, letGo)
		out = append(out, it)
	}
	return out, nil
}
