package sqlitestore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"letopis/internal/archive"
)

// Commit implements archive.Store.
func (s *Store) Commit(ctx context.Context, b archive.Batch) (archive.Result, error) {
	var res archive.Result
	prepared, err := s.prepare(b.Put)
	if err != nil {
		return res, err
	}
	renewed := make([]*archive.Document, len(b.Renewed))
	for i, c := range b.Renewed {
		renewed[i] = c.Doc
	}
	again, err := s.prepare(renewed)
	if err != nil {
		return res, err
	}
	now := time.Now().UnixMilli()
	err = s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		w := &writer{tx: tx, done: done, now: now}
		if err := tx.QueryRow("SELECT seq FROM counter").Scan(&w.seq); err != nil {
			return err
		}
		for _, p := range prepared {
			if err := w.put(p, &res); err != nil {
				return fmt.Errorf("document %s (%s): %w", p.doc.ID, p.doc.URI, err)
			}
		}
		for i, p := range again {
			if same, err := w.at(p.doc.ID, b.Renewed[i].Seq); err != nil {
				return err
			} else if !same {
				continue
			}
			if err := w.put(p, &res); err != nil {
				return fmt.Errorf("document %s (%s): %w", p.doc.ID, p.doc.URI, err)
			}
		}
		for _, id := range b.Delete {
			if err := w.remove(id, &res); err != nil {
				return fmt.Errorf("removing document %s: %w", id, err)
			}
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

// prepared is a document made ready outside the transaction.
type prepared struct {
	doc               *archive.Document
	hash              []byte
	meta, text, aside []byte
}

func (s *Store) prepare(docs []*archive.Document) ([]prepared, error) {
	out := make([]prepared, len(docs))
	for i, d := range docs {
		meta := *d
		meta.Text, meta.Aside, meta.Ingested, meta.Rules = "", "", time.Time{}, 0
		raw, err := json.Marshal(meta)
		if err != nil {
			return nil, fmt.Errorf("document %s: %w", d.ID, err)
		}
		out[i] = prepared{d, contentHash(raw, []byte(d.Text), []byte(d.Aside)), s.enc.EncodeAll(raw, nil),
			s.enc.EncodeAll([]byte(d.Text), nil), s.enc.EncodeAll([]byte(d.Aside), nil)}
	}
	return out, nil
}

// contentHash is what tells whether a document changed.
func contentHash(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return h.Sum(nil)
}

// writer is one transaction.
type writer struct {
	tx   *sql.Tx
	done *changes
	seq  int64
	now  int64
}

// at tells whether a document is as it was at seq.
func (w *writer) at(id string, seq archive.Seq) (bool, error) {
	var same bool
	err := w.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM docs WHERE id = ? AND seq = ?)", id, int64(seq)).Scan(&same)
	return same, err
}

func (w *writer) put(p prepared, res *archive.Result) error {
	var old []byte
	var rules int
	err := w.tx.QueryRow("SELECT hash, rules FROM docs WHERE id = ?", p.doc.ID).Scan(&old, &rules)
	switch {
	case err == nil && bytes.Equal(old, p.hash):
		res.Unchanged++
		if rules != p.doc.Rules {
			w.done.add("rules", p.doc.ID, p.doc.Rules)
			_, err = w.tx.Exec("UPDATE docs SET rules = ?, title = ? WHERE id = ?", p.doc.Rules, p.doc.Facts.Title.Text,
				p.doc.ID)
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
	w.done.add("put", w.seq, p.doc.ID, p.hash)
	_, err = w.tx.Exec(`INSERT OR REPLACE INTO docs (id, seq, source, status, original, hash, ingested, meta, text, `+
		`aside, rules, title) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
		p.doc.ID, w.seq, p.doc.Source, string(p.doc.Status), p.doc.Original.SHA256, p.hash, w.now, p.meta, p.text, p.aside,
		p.doc.Rules, p.doc.Facts.Title.Text)
	if err == nil {
		_, err = w.tx.Exec("DELETE FROM removed WHERE id = ?", p.doc.ID)
	}
	if err != nil {
		return err
	}
	return w.citations(p.doc)
}

func (w *writer) remove(id string, res *archive.Result) error {
	r, err := w.tx.Exec("DELETE FROM docs WHERE id = ?", id)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	res.Removed++
	w.seq++
	w.done.add("remove", w.seq, id)
	for _, q := range []string{"DELETE FROM acts WHERE id = ?", "DELETE FROM cites WHERE id = ?"} {
		if _, err := w.tx.Exec(q, id); err != nil {
			return err
		}
	}
	_, err = w.tx.Exec("INSERT OR REPLACE INTO removed (id, seq, at) VALUES (?,?,?)", id, w.seq, w.now)
	return err
}

// citations replaces what is known of a document's own key and of those it cites.
func (w *writer) citations(d *archive.Document) error {
	for _, q := range []string{"DELETE FROM acts WHERE id = ?", "DELETE FROM cites WHERE id = ?"} {
		if _, err := w.tx.Exec(q, d.ID); err != nil {
			return err
		}
	}
	place := placeOf(&d.Facts)
	own := ""
	if k := actKey(d.Facts.Kind.Text, d.Facts.Date, d.Facts.Number.Text); k != "" {
		own = k
		if _, err := w.tx.Exec("INSERT OR IGNORE INTO acts (key, id, place) VALUES (?,?,?)", k, d.ID, place); err != nil {
			return err
		}
	}
	for _, c := range d.Facts.Cites {
		k := actKey(c.Kind, c.Date, c.Number)
		if k == "" || k == own {
			continue
		}
		if _, err := w.tx.Exec("INSERT OR IGNORE INTO cites (id, key, place) VALUES (?,?,?)", d.ID, k, place); err != nil {
			return err
		}
	}
	return nil
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
		w.done.add("item", it.URI, it.Version, it.SHA256)
		if _, err := w.tx.Exec("DELETE FROM failures WHERE source = ? AND uri = ?", b.Source, it.URI); err != nil {
			return err
		}
		if len(it.Docs) == 0 {
			if _, err := w.tx.Exec("DELETE FROM items WHERE source = ? AND uri = ?", b.Source, it.URI); err != nil {
				return err
			}
			continue
		}
		docs, err := json.Marshal(it.Docs)
		if err != nil {
			return err
		}
		if _, err := w.tx.Exec("INSERT OR REPLACE INTO items (source, uri, version, sha256, docs) VALUES (?,?,?,?,?)",
			b.Source, it.URI, it.Version, it.SHA256, string(docs)); err != nil {
			return err
		}
	}
	for _, f := range b.Failed {
		w.done.add("failed", f.URI, f.Reason)
		if _, err := w.tx.Exec("INSERT OR REPLACE INTO failures (source, uri, reason, at) VALUES (?,?,?,?)", b.Source, f.URI,
			f.Reason, w.now); err != nil {
			return err
		}
	}
	return nil
}
