package pgstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// list returns the rows of a query, retrying if the connection breaks.
func list[T any](ctx context.Context, s *Store, scan pgx.RowToFunc[T], sql string, args ...any) (out []T, err error) {
	err = s.retry(ctx, isTemporary, func() error {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, scan)
		return err
	})
	return out, s.fail(err)
}

// one returns the single value of a query, or its zero value if there is no row.
func one[T any](ctx context.Context, s *Store, sql string, args ...any) (v T, err error) {
	rows, err := list(ctx, s, pgx.RowTo[T], sql, args...)
	if len(rows) > 0 {
		v = rows[0]
	}
	return v, err
}

// pageSize is how many rows are read at a time from large tables.
const pageSize = 500

// pages calls fn for all rows of a query without holding a connection during the call. The query takes the last place
// seen and a limit as its first parameters, then args.
func pages[T any](
	ctx context.Context, s *Store, scan pgx.RowToFunc[T], place func(T) string, fn func(T) error, sql string, args ...any,
) error {
	for after := ""; ; {
		rows, err := list(ctx, s, scan, sql, append([]any{after, pageSize}, args...)...)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
		if len(rows) < pageSize {
			return nil
		}
		after = place(rows[len(rows)-1])
	}
}

// Cursor implements archive.Store.
func (s *Store) Cursor(ctx context.Context, source string) (string, error) {
	c, err := one[[]byte](ctx, s, "SELECT cursor FROM sources WHERE key = $1", key(source))
	return string(c), err
}

// Items implements archive.Store.
func (s *Store) Items(ctx context.Context, source string, fn func(archive.Item) error) error {
	items, err := list(ctx, s, func(r pgx.CollectableRow) (archive.Item, error) { return item(r) },
		itemColumns+" WHERE source = $1 ORDER BY uri", key(source))
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := fn(it); err != nil {
			return err
		}
	}
	return nil
}

// Item implements archive.Store.
func (s *Store) Item(ctx context.Context, source, uri string) (archive.Item, error) {
	items, err := list(ctx, s, func(r pgx.CollectableRow) (archive.Item, error) { return item(r) },
		itemColumns+" WHERE key = $1", key(source, uri))
	if err == nil && len(items) == 0 {
		err = fmt.Errorf("%s of %s: %w", uri, source, archive.ErrNotFound)
	}
	if err != nil {
		return archive.Item{}, err
	}
	return items[0], nil
}

// itemColumns selects originals for item.
const itemColumns = "SELECT uri, version, sha256, docs FROM items"

func item(r pgx.Row) (it archive.Item, err error) {
	var uri, version, docs []byte
	if err = r.Scan(&uri, &version, &it.SHA256, &docs); err != nil {
		return it, err
	}
	it.URI, it.Version = string(uri), string(version)
	return it, json.Unmarshal(docs, &it.Docs)
}

// Columns of a document, for Store.document.
const (
	columns      = "id, ingested, meta, text, aside, rules"
	withoutTexts = "id, ingested, meta, ''::bytea, ''::bytea, rules"
)

// document scans a row of columns.
func (s *Store) document(r pgx.CollectableRow) (*archive.Document, error) {
	var row record.Row
	if err := r.Scan(&row.ID, &row.Ingested, &row.Meta, &row.Text, &row.Aside, &row.Rules); err != nil {
		return nil, err
	}
	return s.codec.Unpack(row)
}

// Get implements archive.Store.
func (s *Store) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	return s.get(ctx, ids, s.complete)
}

// Listed implements archive.Store.
func (s *Store) Listed(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	return s.get(ctx, ids, s.applyEdits)
}

// get reads documents and lets complete add what is known of them beside their rows.
func (s *Store) get(
	ctx context.Context, ids []string, complete func(context.Context, map[string]*archive.Document) error,
) ([]*archive.Document, error) {
	docs, err := list(ctx, s, s.document, "SELECT "+columns+" FROM docs WHERE id = ANY($1)", ids)
	if err != nil {
		return nil, err
	}
	byID := record.ByID(docs)
	out := make([]*archive.Document, len(ids))
	for i, id := range ids {
		out[i] = byID[id]
	}
	return out, complete(ctx, byID)
}

// Removed implements archive.Store.
func (s *Store) Removed(ctx context.Context, id string) (bool, error) {
	return one[bool](ctx, s, "SELECT EXISTS (SELECT 1 FROM removed WHERE id = $1)", id)
}

// Changes implements archive.Store.
func (s *Store) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	return s.log(ctx, columns, after, limit)
}

// Log implements archive.Store.
func (s *Store) Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (e archive.Entry, err error) {
		var seq, at int64
		err = r.Scan(&seq, &e.ID, &e.Gone, &at)
		e.Seq, e.At = archive.Seq(seq), record.Time(at)
		return e, err
	}, `(SELECT seq, id, false, ingested FROM docs WHERE seq > $1 ORDER BY seq LIMIT $2)
		UNION ALL (SELECT seq, id, true, at FROM removed WHERE seq > $1 ORDER BY seq LIMIT $2)
		ORDER BY seq LIMIT $2`, int64(after), limit)
}

// log returns log entries with the given columns of their documents.
func (s *Store) log(ctx context.Context, columns string, after archive.Seq, limit int) ([]archive.Change, error) {
	return s.changes(ctx, `(SELECT `+columns+`, seq FROM docs WHERE seq > $1 ORDER BY seq LIMIT $2)
		UNION ALL (SELECT id, at, NULL, NULL, NULL, 0, seq FROM removed WHERE seq > $1 ORDER BY seq LIMIT $2)
		ORDER BY seq LIMIT $2`, int64(after), limit)
}

// Outdated implements archive.Store.
func (s *Store) Outdated(ctx context.Context, rules, limit int) ([]archive.Change, error) {
	return s.changes(ctx, "SELECT "+columns+", seq FROM docs WHERE rules < $1 LIMIT $2", rules, limit)
}

// CountOutdated implements archive.Store.
func (s *Store) CountOutdated(ctx context.Context, rules int) (int, error) {
	return one[int](ctx, s, "SELECT count(*) FROM docs WHERE rules < $1", rules)
}

// changes scans the result of a query and applies corrections and deeds.
func (s *Store) changes(ctx context.Context, sql string, args ...any) ([]archive.Change, error) {
	out, err := list(ctx, s, func(r pgx.CollectableRow) (archive.Change, error) {
		var row record.Row
		var seq int64
		err := r.Scan(&row.ID, &row.Ingested, &row.Meta, &row.Text, &row.Aside, &row.Rules, &seq)
		if err != nil {
			return archive.Change{}, err
		}
		return s.codec.Change(row, seq)
	}, sql, args...)
	if err != nil {
		return nil, err
	}
	docs := make([]*archive.Document, len(out))
	for i, c := range out {
		docs[i] = c.Doc
	}
	return out, s.complete(ctx, record.ByID(docs))
}

// Titles implements archive.Store.
func (s *Store) Titles(ctx context.Context, after archive.Seq, limit int) ([]archive.Title, error) {
	out, err := list(ctx, s, func(r pgx.CollectableRow) (t archive.Title, err error) {
		var title []byte
		var at, seq int64
		err = r.Scan(&t.ID, &title, &at, &seq, &t.Gone)
		t.Text, t.At, t.Seq = string(title), record.Time(at), archive.Seq(seq)
		return t, err
	}, `(SELECT id, title, ingested, seq, false FROM docs WHERE seq > $1 ORDER BY seq LIMIT $2)
		UNION ALL (SELECT id, NULL, at, seq, true FROM removed WHERE seq > $1 ORDER BY seq LIMIT $2)
		ORDER BY seq LIMIT $2`, int64(after), limit)
	if err != nil {
		return nil, err
	}
	titled := map[string]*archive.Document{} // with only a title, to apply corrections to
	for _, t := range out {
		if !t.Gone {
			titled[t.ID] = &archive.Document{ID: t.ID, Facts: archive.Facts{Title: archive.Value{Text: t.Text}}}
		}
	}
	err = s.applyEdits(ctx, titled)
	for i, t := range out {
		if d := titled[t.ID]; d != nil {
			out[i].Text = d.Facts.Title.Text
		}
	}
	return out, err
}

// Updated implements archive.Store.
func (s *Store) Updated(ctx context.Context) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	_, err := list(ctx, s, func(r pgx.CollectableRow) (struct{}, error) {
		var name []byte
		var updated int64
		err := r.Scan(&name, &updated)
		out[string(name)] = record.Time(updated)
		return struct{}{}, err
	}, "SELECT name, updated FROM sources")
	return out, err
}

// Sources implements archive.Store.
func (s *Store) Sources(ctx context.Context) ([]archive.SourceInfo, error) {
	type row struct {
		key  []byte
		info archive.SourceInfo
	}
	rows, err := list(ctx, s, func(r pgx.CollectableRow) (row, error) {
		x := row{info: archive.SourceInfo{Statuses: map[archive.Status]int{}}}
		var name []byte
		var updated int64
		err := r.Scan(&x.key, &name, &updated, &x.info.Failures)
		x.info.Name, x.info.Updated = string(name), record.Time(updated)
		return x, err
	}, "SELECT key, name, updated, (SELECT count(*) FROM failures f WHERE f.source = s.key) FROM sources s ORDER BY name")
	if err != nil {
		return nil, err
	}
	type count struct {
		Source string
		Status archive.Status
		Count  int
	}
	counts, err := list(ctx, s, func(r pgx.CollectableRow) (c count, err error) {
		var source []byte
		err = r.Scan(&source, &c.Status, &c.Count)
		c.Source = string(source)
		return c, err
	}, "SELECT source, status, count(*) FROM docs GROUP BY source, status")
	if err != nil {
		return nil, err
	}
	out := make([]archive.SourceInfo, len(rows))
	for i, x := range rows {
		out[i] = x.info
		for _, c := range counts {
			if c.Source == string(x.key) {
				out[i].Statuses[c.Status] += c.Count
				out[i].Documents += c.Count
			}
		}
	}
	return out, nil
}

// Failures implements archive.Store.
func (s *Store) Failures(ctx context.Context, source string) ([]archive.Failure, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (f archive.Failure, err error) {
		var uri, reason []byte
		var at int64
		err = r.Scan(&uri, &reason, &at)
		f.URI, f.Reason, f.At = string(uri), string(reason), record.Time(at)
		return f, err
	}, "SELECT uri, reason, at FROM failures WHERE source = $1 ORDER BY uri", key(source))
}

// Troubled implements archive.Store.
func (s *Store) Troubled(ctx context.Context, fn func(*archive.Document) error) error {
	return pages(ctx, s, s.document, func(d *archive.Document) string { return d.ID }, fn,
		"SELECT "+columns+" FROM docs WHERE status <> 'ok' AND id > $1 ORDER BY id LIMIT $2")
}

// Holds implements archive.Store.
func (s *Store) Holds(ctx context.Context, sha string) (bool, error) {
	return one[bool](ctx, s, "SELECT EXISTS (SELECT 1 FROM docs WHERE original = $1) OR EXISTS (SELECT 1 FROM items "+
		"WHERE sha256 = $1)", sha)
}

// Originals implements archive.Store.
func (s *Store) Originals(ctx context.Context, fn func(sha, id string) error) error {
	type need struct{ SHA, ID string }
	return pages(ctx, s, pgx.RowToStructByPos[need], func(n need) string { return n.SHA },
		func(n need) error { return fn(n.SHA, n.ID) },
		"SELECT original, min(id) FROM docs WHERE original > $1 GROUP BY original ORDER BY original LIMIT $2")
}

// Check implements archive.Store. It compares each document with its hash, and the log with the counter. Verifying
// its own pages is up to the database (initdb --data-checksums).
func (s *Store) Check(ctx context.Context, pace archive.Pacer) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w: %s; restore its backup", s.name(), archive.ErrCorrupt, fmt.Sprintf(format, args...))
	}
	ahead, err := one[int64](ctx, s, "SELECT greatest((SELECT max(seq) FROM docs), (SELECT max(seq) FROM removed), 0) - "+
		"seq FROM counter")
	if err != nil {
		return err
	}
	if ahead > 0 {
		return bad("something changed %d places after the end of its log", ahead)
	}
	type whole struct {
		row  record.Row
		hash []byte
	}
	return pages(ctx, s, func(r pgx.CollectableRow) (w whole, err error) {
		return w, r.Scan(&w.row.ID, &w.row.Meta, &w.row.Text, &w.row.Aside, &w.hash)
	}, func(w whole) string { return w.row.ID }, func(w whole) error {
		if err := s.codec.Verify(w.row, w.hash); err != nil {
			return bad("%v", err)
		}
		if pace != nil {
			pace(ctx, int64(len(w.row.Meta)+len(w.row.Text)+len(w.row.Aside)))
		}
		return ctx.Err()
	}, "SELECT id, meta, text, aside, hash FROM docs WHERE id > $1 ORDER BY id LIMIT $2")
}

// Purge implements archive.Store. It makes the space of removed documents available for reuse. Archived WAL and
// backups of the database retain them for their own lifetime.
func (s *Store) Purge(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "VACUUM docs")
	if errors.Is(err, context.Canceled) {
		return err
	}
	return s.fail(err)
}
