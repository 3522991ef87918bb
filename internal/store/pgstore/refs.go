package pgstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Links implements archive.Store.
func (s *Store) Links(ctx context.Context, id string) (archive.Links, error) {
	return record.Links(ctx, s.Get, s.join, id)
}

// join implements record.Joiner.
func (s *Store) join(ctx context.Context, left, right string, ids []string) ([]record.Pair, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (p record.Pair, err error) {
		var lk, li, rk, ri []byte
		err = r.Scan(&p.Left.ID, &lk, &p.Left.Day, &li, &p.Left.Data, &p.Right.ID, &rk, &p.Right.Day, &ri, &p.Right.Data)
		p.Left.Key, p.Left.Issuer, p.Right.Key, p.Right.Issuer = string(lk), string(li), string(rk), string(ri)
		return p, err
	}, "SELECT l.id, l.key, l.day, l.issuer, l.data, r.id, r.key, r.day, r.issuer, r.data FROM "+left+" l JOIN "+right+
		" r ON r.key = l.key AND (r.day = l.day OR l.issuer <> '' AND r.issuer = l.issuer) WHERE l.id = ANY($1) "+
		"ORDER BY r.id, r.n, l.n", ids)
}

// Holdings implements archive.Store.
func (s *Store) Holdings(ctx context.Context, fn func(archive.Holding) error) error {
	return record.Holdings(ctx, s.refPage, fn)
}

// refPage implements record.Pager.
func (s *Store) refPage(
	ctx context.Context, after string, limit int,
) (acts, cites []record.Ref, last string, err error) {
	const keys = "(SELECT DISTINCT key FROM %s WHERE key > $1 ORDER BY key LIMIT $2)"
	end, err := one[[]byte](ctx, s, "SELECT key FROM (SELECT key FROM ("+
		strings.ReplaceAll(keys, "%s", record.Tables.Acts)+" UNION "+strings.ReplaceAll(keys, "%s", record.Tables.Cites)+
		") k ORDER BY key LIMIT $2) l ORDER BY key DESC LIMIT 1", []byte(after), limit)
	if err != nil || len(end) == 0 {
		return nil, nil, "", err
	}
	for table, into := range map[string]*[]record.Ref{record.Tables.Acts: &acts, record.Tables.Cites: &cites} {
		if *into, err = list(ctx, s, scanRef, "SELECT id, key, day, issuer, data FROM "+table+
			" WHERE key > $1 AND key <= $2 ORDER BY key, id, n", []byte(after), end); err != nil {
			return nil, nil, "", err
		}
	}
	return acts, cites, string(end), nil
}

func scanRef(r pgx.CollectableRow) (f record.Ref, err error) {
	var key, issuer []byte
	err = r.Scan(&f.ID, &key, &f.Day, &issuer, &f.Data)
	f.Key, f.Issuer = string(key), string(issuer)
	return f, err
}

// complete adds what is stored outside of their rows to documents, by ID: corrections and deeds.
func (s *Store) complete(ctx context.Context, docs map[string]*archive.Document) error {
	if err := s.applyEdits(ctx, docs); err != nil {
		return err
	}
	return record.Deeds(ctx, s.join, docs)
}

// refs are the link rows of documents before and after a transaction.
type refs struct {
	old, now map[string]record.Refs // by document ID
}

// replaceRefs rebuilds the link rows of documents, by ID, with corrections applied, including those just added. nil
// means the document is removed.
func (w *writer) replaceRefs(
	ctx context.Context, docs map[string]*archive.Document, added []archive.Edit,
) (touched record.Touched, err error) {
	if len(docs) == 0 {
		return touched, nil
	}
	ids := slices.Sorted(maps.Keys(docs))
	x := refs{map[string]record.Refs{}, map[string]record.Refs{}}
	if err := x.read(ctx, w.tx, ids); err != nil {
		return touched, err
	}
	edits, err := w.edits(ctx, ids)
	if err != nil {
		return touched, err
	}
	edited := map[string]*archive.Document{}
	for id, d := range docs {
		if d != nil {
			copied := *d
			edited[id] = &copied
		}
	}
	edits = slices.DeleteFunc(append(edits, added...), func(e archive.Edit) bool { return edited[e.ID] == nil })
	record.Apply(edited, edits, w.s.o.Authority)
	for _, id := range ids {
		if edited[id] != nil {
			x.now[id] = record.RefsOf(edited[id])
		}
		touched.Add(x.old[id], x.now[id])
	}
	x.write(w, ids)
	// Flush before searching for affected documents: a document that is merely renewed may have rows that the index
	// does not know.
	return touched, w.flush(ctx)
}

func (x *refs) read(ctx context.Context, tx pgx.Tx, ids []string) error {
	for _, table := range []string{record.Tables.Acts, record.Tables.Effects} {
		rows, err := tx.Query(ctx, "SELECT id, key, day, issuer, data FROM "+table+" WHERE id = ANY($1) ORDER BY id, n", ids)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, scanRef)
		if err != nil {
			return err
		}
		for _, f := range found {
			of := x.old[f.ID]
			if table == record.Tables.Acts {
				of.Acts = append(of.Acts, f)
			} else {
				of.Effects = append(of.Effects, f)
			}
			x.old[f.ID] = of
		}
	}
	return nil
}

// write queues the rows.
func (x *refs) write(w *writer, ids []string) {
	for _, t := range []struct {
		table string
		of    func(record.Refs) []record.Ref
	}{
		{record.Tables.Acts, func(r record.Refs) []record.Ref { return r.Acts }},
		{record.Tables.Cites, func(r record.Refs) []record.Ref { return r.Cites }},
		{record.Tables.Effects, func(r record.Refs) []record.Ref { return r.Effects }},
	} {
		var rows table
		for _, id := range ids {
			for n, r := range t.of(x.now[id]) {
				rows.add(id, int64(n), []byte(r.Key), r.Day, []byte(r.Issuer), r.Data)
			}
		}
		w.out.Queue("DELETE FROM "+t.table+" WHERE id = ANY($1)", ids)
		rows.queue(&w.out, "INSERT INTO "+t.table+" (id, n, key, day, issuer, data) SELECT * FROM unnest($1::text[], "+
			"$2::bigint[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[])")
	}
}

// edits returns the corrections of documents as seen by the transaction.
func (w *writer) edits(ctx context.Context, ids []string) ([]archive.Edit, error) {
	rows, err := w.tx.Query(ctx, editsQuery+"id = ANY($1) ORDER BY n", ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanEdit)
}

// touch gives a new Seq to documents whose deeds may have changed, unless the transaction has already given them one.
func (w *writer) touch(ctx context.Context, t record.Touched) error {
	ids := map[string]bool{}
	const affected = " WHERE EXISTS (SELECT 1 FROM effects e WHERE e.key = u.key)"
	for _, c := range []struct {
		set       map[record.Where]bool
		condition string
	}{{t.Acts, ""}, {t.Namesakes, affected}} {
		if len(c.set) == 0 {
			continue
		}
		var at table
		for x := range c.set {
			at.add([]byte(x.Key), x.Day, []byte(x.Issuer))
		}
		rows, err := w.tx.Query(ctx, "SELECT r.id FROM unnest($1::bytea[], $2::text[], $3::bytea[]) AS u (key, day, issuer) "+
			"JOIN acts r ON r.key = u.key AND (r.day = u.day OR u.issuer <> '' AND r.issuer = u.issuer)"+c.condition,
			at.columns...)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, id := range found {
			ids[id] = true
		}
	}
	var rows table
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if !w.fresh[id] {
			w.seq++
			rows.add(id, w.seq)
		}
	}
	rows.queue(&w.out, "UPDATE docs SET seq = u.seq, ingested = $3 FROM unnest($1::text[], $2::bigint[]) AS u (id, seq) "+
		"WHERE docs.id = u.id", w.now)
	return nil
}
