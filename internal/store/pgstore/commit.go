package pgstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Commit implements archive.Store.
func (s *Store) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	put, renewed, split, err := s.codec.PackBatch(b)
	if err != nil {
		return archive.Result{}, err
	}
	var res archive.Result
	err = s.tx(ctx, true, func(w *writer) error {
		res = archive.Result{}
		if err := w.read(ctx, slices.Concat(put, renewed, split), slices.Concat(b.Delete, b.Resplit.Gone())); err != nil {
			return err
		}
		for _, p := range put {
			w.put(p, &res)
		}
		for i, p := range renewed {
			if d := w.docs[p.Doc.ID]; d != nil && d.seq == int64(b.Renewed[i].Seq) {
				w.put(p, &res)
			}
		}
		if err := w.resplit(ctx, b.Resplit, split, &res); err != nil {
			return err
		}
		for _, id := range b.Delete {
			w.remove(id, &res)
		}
		touched, err := w.replaceRefs(ctx, w.writeDocuments(), nil)
		if err == nil {
			err = w.touch(ctx, touched)
		}
		if err != nil {
			return err
		}
		res.Seq = archive.Seq(w.seq)
		return w.writeSource(b)
	})
	return res, err
}

// writer is a transaction. Changes to documents are collected and written in a few batched statements at its end.
type writer struct {
	s    *Store
	tx   pgx.Tx
	seq  int64
	now  int64 // Unix milliseconds; never decreases as seq grows
	docs map[string]*state
	out  pgx.Batch
	// fresh are the documents that got a new Seq.
	fresh map[string]bool
}

// state is the pending state of a document.
type state struct {
	hash  []byte
	rules int
	seq   int64
	put   *record.Packed // to be written; nil if unchanged except as below
	// touched: only rules changed; gone: to be deleted.
	touched, gone bool
}

// begin locks the counter, which serialises writers. It also checks that the Store has not become the target of a
// move since it was opened.
func (w *writer) begin(ctx context.Context) error {
	var half bool
	err := w.tx.QueryRow(ctx, "UPDATE counter SET at = greatest(at, (extract(epoch FROM clock_timestamp()) * "+
		"1000)::bigint) RETURNING seq, at, to_regclass('moving') IS NOT NULL").Scan(&w.seq, &w.now, &half)
	if err == nil && half && !w.s.o.Moving {
		var command []byte
		if err = w.tx.QueryRow(ctx, "SELECT command FROM moving").Scan(&command); err == nil {
			err = archive.HalfMoved(w.s.name(), string(command))
		}
	}
	return err
}

// finish writes everything and notifies listeners on commit.
func (w *writer) finish(ctx context.Context) error {
	w.out.Queue("UPDATE counter SET seq = $1", w.seq)
	w.out.Queue("SELECT pg_notify($1, $2)", w.s.channel(), strconv.FormatInt(w.seq, 10))
	return w.flush(ctx)
}

// flush sends the queued statements, so that the transaction can read their effects.
func (w *writer) flush(ctx context.Context) error {
	out := w.out
	w.out = pgx.Batch{}
	return w.tx.SendBatch(ctx, &out).Close()
}

// read loads the current state of the documents that a batch names.
func (w *writer) read(ctx context.Context, packed []record.Packed, removed []string) error {
	ids := append([]string{}, removed...)
	for _, p := range packed {
		ids = append(ids, p.Doc.ID)
	}
	w.docs = make(map[string]*state, len(ids))
	rows, err := w.tx.Query(ctx, "SELECT id, hash, rules, seq FROM docs WHERE id = ANY($1)", ids)
	if err != nil {
		return err
	}
	var id string
	var d state
	_, err = pgx.ForEachRow(rows, []any{&id, &d.hash, &d.rules, &d.seq}, func() error {
		known := d
		known.hash = bytes.Clone(d.hash)
		w.docs[id] = &known
		return nil
	})
	return err
}

func (w *writer) put(p record.Packed, res *archive.Result) {
	d := w.docs[p.Doc.ID]
	switch {
	case d == nil || d.gone:
		res.Added++
	case bytes.Equal(d.hash, p.Hash):
		res.Unchanged++
		if d.put != nil {
			d.put = &p
		} else if d.rules != p.Doc.Rules {
			d.put, d.touched = &p, true
		}
		d.rules = p.Doc.Rules
		return
	default:
		res.Changed++
	}
	w.seq++
	w.docs[p.Doc.ID] = &state{hash: p.Hash, rules: p.Doc.Rules, seq: w.seq, put: &p}
}

func (w *writer) remove(id string, res *archive.Result) {
	d := w.docs[id]
	if d == nil || d.gone {
		return
	}
	res.Removed++
	w.seq++
	w.docs[id] = &state{seq: w.seq, gone: true}
}

// resplit replaces documents with those newly extracted from their original, unless one of them has changed. The new
// ones inherit the first appearance of the old ones, so subscribers are not notified of them.
func (w *writer) resplit(ctx context.Context, r *archive.Resplit, split []record.Packed, res *archive.Result) error {
	if r == nil {
		return nil
	}
	for _, id := range r.Was {
		if d := w.docs[id]; d == nil || d.gone || d.seq > int64(r.At) {
			return nil
		}
	}
	it, err := item(w.tx.QueryRow(ctx, itemColumns+" WHERE key = $1", key(r.Source, r.URI)))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	ids := make([]string, len(split))
	for i, p := range split {
		ids[i] = p.Doc.ID
		w.put(p, res)
	}
	w.out.Queue("INSERT INTO came (id, seq) SELECT u.id, came.seq FROM unnest($1::text[]) AS u (id), came "+
		"WHERE came.id = $2 ON CONFLICT DO NOTHING", ids, r.Was[0])
	for _, id := range r.Gone() {
		w.remove(id, res)
	}
	it.Docs = r.In(it.Docs)
	return w.queueItems(r.Source, []archive.Item{it})
}

// writeDocuments queues all changes of documents, and returns those whose facts may have changed, by ID, with nil for
// removed ones.
func (w *writer) writeDocuments() map[string]*archive.Document {
	var docs, gone, touched, came table
	changed := map[string]*archive.Document{}
	w.fresh = map[string]bool{}
	for id, d := range w.docs {
		switch {
		case d.gone:
			changed[id], w.fresh[id] = nil, true
			gone.add(id, d.seq, w.now)
		case d.put == nil:
		case d.touched:
			changed[id] = d.put.Doc
			touched.add(id, int64(d.rules), []byte(d.put.Doc.Facts.Title.Text))
		default:
			p, doc := d.put, d.put.Doc
			docs.add(id, d.seq, key(doc.Source), string(doc.Status), doc.Original.SHA256, p.Hash, int64(d.rules),
				[]byte(doc.Facts.Title.Text), p.Meta, p.Text, p.Aside, w.now)
			came.add(id, d.seq)
			changed[id], w.fresh[id] = doc, true
		}
	}
	w.queueCame(&came)
	w.queueGone(&gone)
	w.queueDocs(&docs)
	touched.queue(&w.out, "UPDATE docs SET rules = u.rules, title = u.title FROM unnest($1::text[], $2::bigint[], "+
		"$3::bytea[]) AS u (id, rules, title) WHERE docs.id = u.id")
	return changed
}

// queueGone queues removals: rows of ID, seq and time.
func (w *writer) queueGone(rows *table) {
	if ids := rows.strings(0); len(ids) > 0 {
		w.out.Queue("DELETE FROM docs WHERE id = ANY($1)", ids)
	}
	rows.queue(&w.out, "INSERT INTO removed (id, seq, at) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) "+
		"ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, at = excluded.at")
}

// queueCame queues first appearances, rows of ID and seq, for documents that have none yet.
func (w *writer) queueCame(rows *table) {
	rows.queue(&w.out, "INSERT INTO came (id, seq) SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT DO NOTHING")
}

// queueDocs queues documents; the columns of rows are in the order of the statement.
func (w *writer) queueDocs(rows *table) {
	rows.queue(&w.out, `INSERT INTO docs (id, seq, source, status, original, hash, rules, title, meta, text, aside,
		ingested) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::text[], $5::text[], $6::bytea[],
			$7::bigint[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bigint[])
		ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, source = excluded.source, status = excluded.status,
			original = excluded.original, hash = excluded.hash, rules = excluded.rules, title = excluded.title,
			meta = excluded.meta, text = excluded.text, aside = excluded.aside, ingested = excluded.ingested`)
	if ids := rows.strings(0); len(ids) > 0 {
		w.out.Queue("DELETE FROM removed WHERE id = ANY($1)", ids)
	}
}

// writeSource queues what a batch says about its source.
func (w *writer) writeSource(b archive.Batch) error {
	if b.Source == "" {
		return nil
	}
	source := key(b.Source)
	w.queueSource(source, b.Source, b.Cursor, w.now)
	var seen [][]byte
	items := map[string]archive.Item{} // the last one per URI
	for _, it := range b.Items {
		seen = append(seen, key(b.Source, it.URI))
		items[it.URI] = it
	}
	if len(seen) > 0 {
		w.out.Queue("DELETE FROM failures WHERE key = ANY($1)", seen)
		w.out.Queue("DELETE FROM items WHERE key = ANY($1)", seen)
	}
	maps.DeleteFunc(items, func(_ string, it archive.Item) bool { return len(it.Docs) == 0 })
	if err := w.queueItems(b.Source, slices.Collect(maps.Values(items))); err != nil {
		return err
	}
	failed := map[string]archive.Failure{}
	for _, f := range b.Failed {
		f.At = record.Time(w.now)
		failed[f.URI] = f
	}
	w.queueFailures(b.Source, slices.Collect(maps.Values(failed)))
	return nil
}

func (w *writer) queueSource(source []byte, name, cursor string, updated int64) {
	w.out.Queue("INSERT INTO sources (key, name, cursor, updated) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO UPDATE "+
		"SET cursor = excluded.cursor, updated = excluded.updated", source, []byte(name), []byte(cursor), updated)
}

// queueItems queues originals to be remembered; URIs must be unique.
func (w *writer) queueItems(source string, items []archive.Item) error {
	var kept table
	for _, it := range items {
		docs, err := json.Marshal(it.Docs)
		if err != nil {
			return err
		}
		kept.add(key(source, it.URI), key(source), []byte(it.URI), []byte(it.Version), it.SHA256, docs)
	}
	kept.queue(&w.out, "INSERT INTO items (key, source, uri, version, sha256, docs) SELECT * FROM unnest($1::bytea[], "+
		"$2::bytea[], $3::bytea[], $4::bytea[], $5::text[], $6::bytea[]) ON CONFLICT (key) DO UPDATE SET "+
		"version = excluded.version, sha256 = excluded.sha256, docs = excluded.docs")
	return nil
}

// queueFailures queues failed originals; URIs must be unique.
func (w *writer) queueFailures(source string, failed []archive.Failure) {
	var rows table
	for _, f := range failed {
		rows.add(key(source, f.URI), key(source), []byte(f.URI), []byte(f.Reason), f.At.UnixMilli())
	}
	rows.queue(&w.out, "INSERT INTO failures (key, source, uri, reason, at) SELECT * FROM unnest($1::bytea[], "+
		"$2::bytea[], $3::bytea[], $4::bytea[], $5::bigint[]) ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, "+
		"at = excluded.at")
}
