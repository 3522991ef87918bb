package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Links implements archive.Store.
func (s *Store) Links(ctx context.Context, id string) (archive.Links, error) {
	return record.Links(ctx, s.Get, s.join, id)
}

// Holdings implements archive.Store.
func (s *Store) Holdings(ctx context.Context, fn func(archive.Holding) error) error {
	return record.Holdings(ctx, s.refPage, fn)
}

// refPage implements record.Pager.
func (s *Store) refPage(
	ctx context.Context, after string, limit int,
) (acts, cites []record.Ref, last string, err error) {
	const keys = "SELECT * FROM (SELECT DISTINCT key FROM %s WHERE key > ?1 ORDER BY key LIMIT ?2)"
	err = s.rows(ctx, func(r *sql.Rows) error { return r.Scan(&last) }, "SELECT key FROM ("+
		strings.ReplaceAll(keys, "%s", record.Tables.Acts)+" UNION "+strings.ReplaceAll(keys, "%s", record.Tables.Cites)+
		") ORDER BY key LIMIT ?2", after, limit)
	if err != nil || last == "" {
		return nil, nil, "", err
	}
	for table, into := range map[string]*[]record.Ref{record.Tables.Acts: &acts, record.Tables.Cites: &cites} {
		err = s.rows(ctx, func(r *sql.Rows) error {
			var x record.Ref
			err := r.Scan(&x.ID, &x.Key, &x.Day, &x.Issuer, &x.Data)
			*into = append(*into, x)
			return err
		}, "SELECT id, key, day, issuer, data FROM "+table+" WHERE key > ? AND key <= ? ORDER BY key, id, n", after, last)
		if err != nil {
			return nil, nil, "", err
		}
	}
	return acts, cites, last, nil
}

// sameActCondition is the condition for rows l and r of two tables to possibly refer to the same act.
const sameActCondition = "r.key = l.key AND (r.day = l.day OR l.issuer <> '' AND r.issuer = l.issuer)"

// join implements record.Joiner.
func (s *Store) join(ctx context.Context, left, right string, ids []string) ([]record.Pair, error) {
	of, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return list(ctx, s, func(r *sql.Rows) (p record.Pair, err error) {
		err = r.Scan(&p.Left.ID, &p.Left.Key, &p.Left.Day, &p.Left.Issuer, &p.Left.Data, &p.Right.ID, &p.Right.Key,
			&p.Right.Day, &p.Right.Issuer, &p.Right.Data)
		return p, err
	}, "SELECT l.id, l.key, l.day, l.issuer, l.data, r.id, r.key, r.day, r.issuer, r.data FROM "+left+" l JOIN "+right+
		" r ON "+sameActCondition+" WHERE l.id IN (SELECT value FROM json_each(?)) ORDER BY r.id, r.n, l.n", string(of))
}

// deeds sets the Deeds of documents.
func (s *Store) deeds(ctx context.Context, docs []*archive.Document) error {
	return record.Deeds(ctx, s.join, record.ByID(docs))
}

// complete adds what is stored outside of their rows to documents: corrections and deeds.
func (s *Store) complete(ctx context.Context, docs []*archive.Document) error {
	if err := s.applyEdits(ctx, docs); err != nil {
		return err
	}
	return s.deeds(ctx, docs)
}

// refs replaces the link rows of a document. known is false if there are certainly none yet.
func (w *writer) refs(d *archive.Document, known bool) error {
	x := *d
	if err := w.applyEdits(&x); err != nil {
		return err
	}
	return w.replaceRefs(d.ID, record.RefsOf(&x), known)
}

// applyEdits applies the corrections of a document as seen by the transaction.
func (w *writer) applyEdits(d *archive.Document) error {
	if w.edited == nil {
		w.edited = new(bool)
		if err := w.tx.QueryRow("SELECT EXISTS (SELECT 1 FROM edits)").Scan(w.edited); err != nil {
			return err
		}
	}
	if !*w.edited {
		return nil
	}
	r, err := w.tx.Query("SELECT id, field, value, author, at FROM edits WHERE id = ? ORDER BY n", d.ID)
	var edits []archive.Edit
	err = w.s.eachRow(r, err, func(r *sql.Rows) error {
		e, err := scanEdit(r)
		edits = append(edits, e)
		return err
	})
	if err == nil {
		record.Apply(map[string]*archive.Document{d.ID: d}, edits, w.s.o.Authority)
	}
	return err
}

func (w *writer) replaceRefs(id string, now record.Refs, known bool) error {
	var old record.Refs
	for _, t := range []struct {
		table    string
		old, now *[]record.Ref
	}{
		{record.Tables.Acts, &old.Acts, &now.Acts},
		{record.Tables.Cites, &old.Cites, &now.Cites},
		{record.Tables.Effects, &old.Effects, &now.Effects},
	} {
		if known {
			if t.table != record.Tables.Cites {
				if err := w.readRefs(t.table, id, t.old); err != nil {
					return err
				}
			}
			if _, err := w.tx.Exec("DELETE FROM "+t.table+" WHERE id = ?", id); err != nil {
				return err
			}
		}
		for n, r := range *t.now {
			if _, err := w.tx.Exec("INSERT INTO "+t.table+" (id, n, key, day, issuer, data) VALUES (?,?,?,?,?,?)", id, n, r.Key,
				r.Day, r.Issuer, r.Data); err != nil {
				return err
			}
		}
	}
	w.touched.Add(old, now)
	return nil
}

func (w *writer) readRefs(table, id string, into *[]record.Ref) error {
	r, err := w.tx.Query("SELECT key, day, issuer, data FROM "+table+" WHERE id = ? ORDER BY n", id)
	return w.s.eachRow(r, err, func(r *sql.Rows) error {
		x := record.Ref{ID: id}
		err := r.Scan(&x.Key, &x.Day, &x.Issuer, &x.Data)
		*into = append(*into, x)
		return err
	})
}

// touch gives a new Seq to documents whose deeds may have changed.
func (w *writer) touch() error {
	const there = "SELECT id FROM acts r WHERE key = ?1 AND (day = ?2 OR ?3 <> '' AND issuer = ?3)"
	ids := map[string]bool{}
	for query, set := range map[string]map[record.Where]bool{
		there: w.touched.Acts,
		there + " AND EXISTS (SELECT 1 FROM effects WHERE key = ?1)": w.touched.Namesakes,
	} {
		for at := range set {
			r, err := w.tx.Query(query, at.Key, at.Day, at.Issuer)
			err = w.s.eachRow(r, err, func(r *sql.Rows) error {
				var id string
				err := r.Scan(&id)
				ids[id] = !w.fresh[id]
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if !ids[id] {
			continue
		}
		w.seq++
		w.done.add("touch", w.seq, id)
		if _, err := w.tx.Exec("UPDATE docs SET seq = ?, ingested = ? WHERE id = ?", w.seq, w.now, id); err != nil {
			return err
		}
	}
	return nil
}
