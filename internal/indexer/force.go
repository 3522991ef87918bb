package indexer

import (
	"context"
	"slices"

	"letopis/index"
	"letopis/internal/archive"
)

// forceKeys passes the keywords of an act's force on a day to key:
//
//	force  archive.Forces
//	turns  the first later day, YYYY-MM-DD, on which the force may change: a term ends, a repeal takes effect
//	force_on  the days on which it is in force (index.SpanTerms)
func forceKeys(d *archive.Document, on archive.Date, key func(name, value string)) {
	f := d.ForceOn(on)
	key("force", f.State)
	if f.Next > 0 {
		key("turns", day(f.Next).Format("2006-01-02"))
	}
	for _, in := range d.InForce() {
		for _, term := range index.SpanTerms(in.From, in.To) {
			key("force_on", term)
		}
	}
}

// Day returns the day, YYYY-MM-DD, for which the live index says what is in force; "" if not known yet.
func (x *Indexer) Day() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.day
}

// updateForce rewrites the acts whose force differs from when they were indexed, once a day and for each new live
// index.
func (x *Indexer) updateForce(ctx context.Context) error {
	today, of := x.today().String(), x.Generation()
	if x.Day() == today && x.dayGeneration == of {
		return nil
	}
	for last := ""; ; {
		// Label the batch with the present position, so that a late process never overwrites newer documents.
		at, err := x.Live().Seq(ctx)
		if err != nil {
			return err
		}
		docs, err := x.forceChanges(ctx, today)
		if err != nil {
			return err
		}
		if len(docs) == 0 || docs[0].ID == last { // or the engine does not show the last write yet
			break
		}
		last = docs[0].ID
		b := index.Batch{Seq: at}
		for _, d := range docs {
			b.Put = append(b.Put, docOn(x.text, d, x.today()))
		}
		if err := x.apply(ctx, x.Live(), b); err != nil {
			return err
		}
		x.unsettled.Store(true)
	}
	x.setDay(today, of)
	return nil
}

// setDay records the day that a generation is updated for. x.work must be held.
func (x *Indexer) setDay(day, of string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.day, x.dayGeneration = day, of
}

// forceChanges returns some of the acts whose force may have changed by today.
func (x *Indexer) forceChanges(ctx context.Context, today string) ([]*archive.Document, error) {
	res, err := x.Live().Search(ctx, index.Query{Facets: []index.FacetRequest{{Field: "turns"}}})
	if err != nil {
		return nil, err
	}
	var due []string
	for _, v := range res.Facets[0].Values {
		if v.Value <= today {
			due = append(due, v.Value)
		}
	}
	if len(due) == 0 {
		return nil, nil
	}
	res, err = x.Live().Search(ctx, index.Query{Filters: []index.Filter{{Field: "turns", Any: due}}, Limit: readDocs})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(res.Hits))
	for i, h := range res.Hits {
		ids[i] = h.ID
	}
	docs, err := x.store.Get(ctx, ids...)
	// removed documents will be deleted by following the log
	return slices.DeleteFunc(docs, func(d *archive.Document) bool { return d == nil }), err
}
