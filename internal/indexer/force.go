package indexer

import (
	"context"
	"slices"

	"letopis/index"
	"letopis/internal/archive"
)

// forceKeys gives key the keywords of an act's force on a day:
//
//	force  archive.Forces
//	turns  the first day after it, YYYY-MM-DD, on which force may be another: a term ends, a repeal begins
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

// Day is the day of which the live index tells what is in force, YYYY-MM-DD; "": not known yet.
func (x *Indexer) Day() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.day
}

// updateForce writes the acts whose force is another today than when they were indexed. It does so once a
// day, and when the live index is another one.
func (x *Indexer) updateForce(ctx context.Context) error {
	today, of := x.today().String(), x.Generation()
	if x.Day() == today && x.turned == of {
		return nil
	}
	for last := ""; ; {
		// What is written is as new as the log up to here: a process that comes too late takes nothing newer back.
		at, err := x.Live().Seq(ctx)
		if err != nil {
			return err
		}
		docs, err := x.forceChanges(ctx, today)
		if err != nil {
			return err
		}
		if len(docs) == 0 || docs[0].ID == last { // or the engine does not show yet what was written
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

// setDay notes that a generation tells of a day. x.work is held.
func (x *Indexer) setDay(day, of string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.day, x.turned = day, of
}

// forceChanges returns some of the acts whose day to turn has come.
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
	// What was removed since goes with the log.
	return slices.DeleteFunc(docs, func(d *archive.Document) bool { return d == nil }), err
}
