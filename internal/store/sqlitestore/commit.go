package sqlitestore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Commit implements archive.Store.
func (s *Store) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	var res archive.Result
	put, renewed, split, err := s.codec.PackBatch(b)
	if err != nil {
		return res, err
	}
	err = s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		w := &writer{s: s, tx: prepare(tx), done: done, fresh: map[string]bool{}}
		if w.seq, w.now, err = logEnd(tx); err != nil {
			return err
		}
		if err := w.number(put); err != nil {
			return err
		}
		for _, p := range put {
			if err := w.put(p, &res); err != nil {
				return fmt.Errorf("document %s (%s): %w", p.Doc.ID, p.Doc.URI, err)
			}
		}
		for i, p := range renewed {
			if same, err := w.isAt(p.Doc.ID, b.Renewed[i].Seq); err != nil {
				return err
			} else if !same {
				continue
			}
			if err := w.put(p, &res); err != nil {
				return fmt.Errorf("document %s (%s): %w", p.Doc.ID, p.Doc.URI, err)
			}
		}
		if err := w.resplit(b.Resplit, split, &res); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
		for _, id := range b.Delete {
			if err := w.remove(id, &res); err != nil {
				return fmt.Errorf("removing document %s: %w", id, err)
			}
		}
		if err := w.touch(); err != nil {
			return err
		}
		if err := w.source(b); err != nil {
			return err
		}
		res.Seq = archive.Seq(w.seq)
		_, err := tx.Exec("UPDATE counter SET seq = ?", w.seq)
		return err
	})
	return res, err
}

// writer is a transaction.
type writer struct {
	s       *Store
	tx      prepared
	done    *changes
	seq     int64
	now     int64
	touched record.Touched
	fresh   map[string]bool  // documents that got a new Seq
	numbers map[string]int64 // of the contents of documents that may be new, see numbered
	pending []content        // not written yet, see flush
	edited  *bool            // whether there are any corrections; nil until queried
}

// logEnd returns the end of the log and the timestamp for new changes: now, but never earlier than that of existing
// ones.
func logEnd(tx *sql.Tx) (seq, now int64, err error) {
	now = time.Now().UnixMilli()
	err = tx.QueryRow(`SELECT seq, max(?, coalesce((SELECT ingested FROM docs ORDER BY docs.seq DESC LIMIT 1), 0),
		coalesce((SELECT at FROM removed ORDER BY removed.seq DESC LIMIT 1), 0)) FROM counter`, now).Scan(&seq, &now)
	return seq, now, err
}

// isAt reports whether a document is still at seq.
func (w *writer) isAt(id string, seq archive.Seq) (bool, error) {
	var same bool
	err := w.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM docs WHERE id = ? AND seq = ?)", id, int64(seq)).Scan(&same)
	return same, err
}

func (w *writer) put(p record.Packed, res *archive.Result) error {
	var n int64
	var old []byte
	var rules int
	err := w.tx.QueryRow("SELECT n, hash, rules FROM docs WHERE id = ?", p.Doc.ID).Scan(&n, &old, &rules)
	switch {
	case err == nil && bytes.Equal(old, p.Hash):
		res.Unchanged++
		if rules != p.Doc.Rules {
			w.done.add("rules", p.Doc.ID, p.Doc.Rules)
			if _, err = w.tx.Exec("UPDATE docs SET rules = ?, title = ? WHERE n = ?", p.Doc.Rules,
				title{p.Doc.Facts.Title.Text, true}, n); err == nil {
				err = w.refs(p.Doc, true)
			}
		}
		return err
	case err == nil:
		res.Changed++
	case errors.Is(err, sql.ErrNoRows):
		res.Added++
	default:
		return err
	}
	w.seq++
	w.fresh[p.Doc.ID] = true
	return w.store(p, w.now, n)
}

// number assigns numbers to documents that may be new, in an order in which their contents fill pages.
func (w *writer) number(docs []record.Packed) error {
	var last int64
	err := w.tx.QueryRow("SELECT coalesce(max(n), 0) FROM docs").Scan(&last)
	w.numbers = numbered(last, docs)
	return err
}

// store writes a document at the end of the log, replacing the one with number n; 0 if it is new.
func (w *writer) store(p record.Packed, at, n int64) error {
	w.done.add("put", w.seq, p.Doc.ID, p.Hash)
	known := n != 0
	number := sql.NullInt64{Int64: cmp.Or(n, w.numbers[p.Doc.ID])}
	number.Valid = number.Int64 != 0 // else SQLite gives it the next one
	r, err := w.tx.Exec("INSERT OR REPLACE INTO docs (n, id, seq, source, status, original, hash, ingested, rules, "+
		"title) VALUES (?,?,?,?,?,?,?,?,?,?)", number, p.Doc.ID, w.seq, p.Doc.Source, string(p.Doc.Status),
		sum(p.Doc.Original.SHA256), p.Hash, at, p.Doc.Rules, title{p.Doc.Facts.Title.Text, true})
	if err == nil {
		n, err = r.LastInsertId()
	}
	if err == nil {
		w.pending = append(w.pending, content{n, p})
		_, err = w.tx.Exec("DELETE FROM removed WHERE id = ?", p.Doc.ID)
	}
	if err == nil {
		err = w.recordCame(p.Doc.ID, w.seq)
	}
	if err != nil {
		return err
	}
	return w.refs(p.Doc, known)
}

// content is a pending row of the table contents.
type content struct {
	n int64
	p record.Packed
}

// flush writes the pending contents ordered by number, because SQLite fills pages only for rows in ascending order.
func (w *writer) flush() error {
	slices.SortStableFunc(w.pending, func(a, b content) int { return cmp.Compare(a.n, b.n) })
	for _, c := range w.pending {
		if _, err := w.tx.Exec("INSERT OR REPLACE INTO contents (n, meta, text, aside) VALUES (?,?,?,?)", c.n, c.p.Meta,
			c.p.Text, c.p.Aside); err != nil {
			return fmt.Errorf("document %s: %w", c.p.Doc.ID, err)
		}
	}
	w.pending = nil
	return nil
}

// recordCame records the first appearance of a document unless there is one.
func (w *writer) recordCame(id string, seq int64) error {
	_, err := w.tx.Exec("INSERT OR IGNORE INTO came (id, seq) VALUES (?,?)", id, seq)
	return err
}

func (w *writer) remove(id string, res *archive.Result) error {
	if there, err := w.drop(id); err != nil || !there {
		return err
	}
	res.Removed++
	w.seq++
	return w.recordRemoval(id, w.now)
}

// drop deletes a document from its tables and reports whether it was there.
func (w *writer) drop(id string) (there bool, err error) {
	if err := w.flush(); err != nil {
		return false, err
	}
	if _, err := w.tx.Exec("DELETE FROM contents WHERE n = (SELECT n FROM docs WHERE id = ?)", id); err != nil {
		return false, err
	}
	r, err := w.tx.Exec("DELETE FROM docs WHERE id = ?", id)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// recordRemoval records a removal at the end of the log.
func (w *writer) recordRemoval(id string, at int64) error {
	w.done.add("remove", w.seq, id)
	if err := w.replaceRefs(id, record.Refs{}, true); err != nil {
		return err
	}
	_, err := w.tx.Exec("INSERT OR REPLACE INTO removed (id, seq, at) VALUES (?,?,?)", id, w.seq, at)
	return err
}

// resplit replaces documents with those newly extracted from their original, unless one of them has changed. The new
// ones inherit the first appearance of the old ones, so subscribers are not notified of them.
func (w *writer) resplit(r *archive.Resplit, split []record.Packed, res *archive.Result) error {
	if r == nil {
		return nil
	}
	for _, id := range r.Was {
		var same bool
		err := w.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM docs WHERE id = ? AND seq <= ?)", id, int64(r.At)).Scan(&same)
		if err != nil || !same {
			return err
		}
	}
	it, err := scanItem(w.tx.QueryRow(itemColumns+" AND uri = ?", r.Source, r.URI))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, p := range split {
		_, err := w.tx.Exec("INSERT OR IGNORE INTO came (id, seq) SELECT ?, seq FROM came WHERE id = ?", p.Doc.ID, r.Was[0])
		if err == nil {
			err = w.put(p, res)
		}
		if err != nil {
			return fmt.Errorf("document %s (%s): %w", p.Doc.ID, p.Doc.URI, err)
		}
	}
	for _, id := range r.Gone() {
		if err := w.remove(id, res); err != nil {
			return fmt.Errorf("removing document %s: %w", id, err)
		}
	}
	it.Docs = r.In(it.Docs)
	return w.item(r.Source, it)
}

func (w *writer) source(b archive.Batch) error {
	if b.Source == "" {
		return nil
	}
	w.done.add("source", b.Source, b.Cursor)
	if _, err := w.tx.Exec("INSERT OR REPLACE INTO sources (name, cursor, updated) VALUES (?,?,?)", b.Source, b.Cursor,
		w.now); err != nil {
		return err
	}
	for _, it := range b.Items {
		if _, err := w.tx.Exec("DELETE FROM failures WHERE source = ? AND uri = ?", b.Source, it.URI); err != nil {
			return err
		}
		var err error
		if len(it.Docs) > 0 {
			err = w.item(b.Source, it)
		} else {
			w.done.add("forget", it.URI)
			_, err = w.tx.Exec("DELETE FROM items WHERE source = ? AND uri = ?", b.Source, it.URI)
		}
		if err != nil {
			return err
		}
	}
	for _, f := range b.Failed {
		if err := w.failed(b.Source, f, w.now); err != nil {
			return err
		}
	}
	return nil
}
