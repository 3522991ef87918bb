package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// letGo prefixes the hash of an original whose documents were all removed by people: the original need not be kept
// but is recognised if it comes again.
const letGo = "removed:"

// Remove removes documents, all or none if any does not exist; a long text is removed with all its sections. Their
// originals are remembered, so that they are not ingested again unless changed; the takedowns are recorded, so that
// no backup brings the documents back.
func Remove(ctx context.Context, store archive.Store, why archive.Takedown, ids ...string) (int, error) {
	docs, err := store.Get(ctx, ids...)
	if err != nil {
		return 0, err
	}
	for i, d := range docs {
		if d == nil {
			if gone, err := store.Removed(ctx, ids[i]); err != nil || gone {
				return 0, fmt.Errorf("document %s is removed already: %w", ids[i], archive.ErrRemoved)
			}
			return 0, fmt.Errorf("document %s: %w", ids[i], archive.ErrNotFound)
		}
	}
	if docs, err = withSections(ctx, store, docs); err != nil {
		return 0, err
	}
	entries := make([]archive.Takedown, len(docs))
	for i, d := range docs {
		entries[i] = why
		entries[i].ID, entries[i].Source, entries[i].SHA256 = d.ID, d.Source, d.Original.SHA256
	}
	// The journal comes first: an interrupted removal is completed by the next one.
	if err := store.AddTakedowns(ctx, entries...); err != nil {
		return 0, err
	}
	return remove(ctx, store, docs)
}

// withSections adds the other existing sections of the documents' texts.
func withSections(ctx context.Context, store archive.Store, docs []*archive.Document) ([]*archive.Document, error) {
	have := map[string]bool{}
	for _, d := range docs {
		have[d.ID] = true
	}
	var more []string
	for _, d := range docs {
		for _, id := range d.Sections() {
			if !have[id] {
				have[id] = true
				more = append(more, id)
			}
		}
	}
	if len(more) == 0 {
		return docs, nil
	}
	others, err := store.Get(ctx, more...)
	if err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(others, func(d *archive.Document) bool { return d == nil })
	return append(docs, others...), nil
}

// remove removes existing documents.
func remove(ctx context.Context, store archive.Store, docs []*archive.Document) (removed int, err error) {
	batches := map[string]*archive.Batch{}
	for _, d := range docs {
		if batches[d.Source] == nil {
			batches[d.Source] = &archive.Batch{}
		}
		batches[d.Source].Delete = append(batches[d.Source].Delete, d.ID)
	}
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

// emptied returns the originals of a source with no documents other than the given ones, marked as no longer needed.
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

// RemoveSource removes all documents of a source and forgets its originals, so that ingesting it again restores them.
func RemoveSource(ctx context.Context, store archive.Store, source string) (int, error) {
	end, err := store.Seq(ctx)
	if err != nil {
		return 0, err
	}
	removed := 0
	for after := archive.Seq(0); after < end; {
		changes, err := store.Changes(ctx, after, batchDocs)
		if err != nil || len(changes) == 0 {
			return removed, err
		}
		var b archive.Batch
		for _, c := range changes {
			if after = c.Seq; c.Doc != nil && c.Doc.Source == source {
				b.Delete = append(b.Delete, c.ID)
			}
		}
		if len(b.Delete) == 0 {
			continue
		}
		res, err := store.Commit(ctx, b)
		if err != nil {
			return removed, err
		}
		removed += res.Removed
	}
	forget := archive.Batch{Source: source}
	err = store.Items(ctx, source, func(it archive.Item) error {
		forget.Items = append(forget.Items, archive.Item{URI: it.URI})
		return nil
	})
	if err != nil {
		return removed, err
	}
	failures, err := store.Failures(ctx, source)
	if err != nil {
		return removed, err
	}
	for _, f := range failures {
		forget.Items = append(forget.Items, archive.Item{URI: f.URI})
	}
	_, err = store.Commit(ctx, forget)
	return removed, err
}

// Twin returns another source with at least half of the originals of a source, which was probably ingested before
// from another place; "" if there is none.
func Twin(ctx context.Context, store archive.Store, source string) (string, error) {
	held := map[string]string{}
	if err := store.Items(ctx, source, func(it archive.Item) error { held[it.URI] = it.SHA256; return nil }); err != nil {
		return "", err
	}
	sources, err := store.Sources(ctx)
	if err != nil {
		return "", err
	}
	for _, other := range sources {
		if other.Name == source || other.Documents == 0 {
			continue
		}
		same := 0
		err := store.Items(ctx, other.Name, func(it archive.Item) error {
			if held[it.URI] == it.SHA256 {
				same++
			}
			return nil
		})
		if err != nil {
			return "", err
		}
		if 2*same >= len(held) && same > 0 {
			return other.Name, nil
		}
	}
	return "", nil
}
