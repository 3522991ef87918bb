package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// Cursor implements archive.Store.
func (s *Store) Cursor(ctx context.Context, source string) (string, error) {
	var c string
	err := s.read.QueryRowContext(ctx, "SELECT cursor FROM sources WHERE name = ?", source).Scan(&c)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return c, s.fail(err)
}

// Items implements archive.Store.
func (s *Store) Items(ctx context.Context, source string, fn func(archive.Item) error) error {
	return s.rows(ctx, func(r *sql.Rows) error {
		it, err := scanItem(r)
		if err != nil {
			return err
		}
		return fn(it)
	}, itemColumns+" ORDER BY uri", source)
}

// Item implements archive.Store.
func (s *Store) Item(ctx context.Context, source, uri string) (archive.Item, error) {
	it, err := scanItem(s.read.QueryRowContext(ctx, itemColumns+" AND uri = ?", source, uri))
	if errors.Is(err, sql.ErrNoRows) {
		return it, fmt.Errorf("%s of %s: %w", uri, source, archive.ErrNotFound)
	}
	return it, s.fail(err)
}

// itemColumns selects the originals of a source for scanItem.
const itemColumns = "SELECT uri, version, sha256, docs FROM items WHERE source = ?"

func scanItem(r interface{ Scan(...any) error }) (it archive.Item, err error) {
	var docs string
	if err = r.Scan(&it.URI, &it.Version, (*sum)(&it.SHA256), &docs); err != nil {
		return it, err
	}
	if err = json.Unmarshal([]byte(docs), &it.Docs); err != nil {
		err = fmt.Errorf("item %s: %w", it.URI, err)
	}
	return it, err
}

// rows calls fn for each row of a query. Statements are prepared on first use and kept, as there are few different
// ones.
func (s *Store) rows(ctx context.Context, fn func(*sql.Rows) error, query string, args ...any) error {
	known, ok := s.prepared.Load(query)
	if !ok {
		stmt, err := s.read.PrepareContext(context.WithoutCancel(ctx), query)
		if err != nil {
			return s.fail(err)
		}
		if known, ok = s.prepared.LoadOrStore(query, stmt); ok { // another goroutine was faster
			if err := stmt.Close(); err != nil {
				return s.fail(err)
			}
		}
	}
	r, err := known.(*sql.Stmt).QueryContext(ctx, args...)
	return s.eachRow(r, err, fn)
}

// list returns the rows of a query, converted by scan.
func list[T any](
	ctx context.Context, s *Store, scan func(*sql.Rows) (T, error), query string, args ...any,
) ([]T, error) {
	var out []T
	err := s.rows(ctx, func(r *sql.Rows) error {
		x, err := scan(r)
		out = append(out, x)
		return err
	}, query, args...)
	return out, err
}

// eachRow calls fn for each row of a query result.
func (s *Store) eachRow(r *sql.Rows, err error, fn func(*sql.Rows) error) error {
	if err != nil {
		return s.fail(err)
	}
	defer r.Close()
	for r.Next() {
		if err := fn(r); err != nil {
			return s.fail(err)
		}
	}
	return s.fail(r.Err())
}

// Columns of a document, for Store.scan, and the tables that have them: a row of docs is found first, then its
// contents.
const (
	whole        = "docs CROSS JOIN contents USING (n)"
	columns      = "id, ingested, meta, text, aside, rules"
	withoutTexts = "id, ingested, meta, NULL, NULL, rules"
)

func (s *Store) scan(r *sql.Rows) (*archive.Document, error) {
	var row record.Row
	if err := r.Scan(&row.ID, &row.Ingested, raw(&row.Meta), raw(&row.Text), raw(&row.Aside), &row.Rules); err != nil {
		return nil, err
	}
	return s.codec.Unpack(row)
}

// raw scans bytes that are valid only until the next row.
func raw(into *[]byte) *sql.RawBytes { return (*sql.RawBytes)(into) }

// Get implements archive.Store.
func (s *Store) Get(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	return s.get(ctx, ids, s.complete)
}

// Listed implements archive.Store.
func (s *Store) Listed(ctx context.Context, ids ...string) ([]*archive.Document, error) {
	return s.get(ctx, ids, s.applyEdits)
}

// few is how many documents a page has, about: so many are asked for without a list that SQLite must parse.
const few = 10

// get reads documents and lets complete add what is known of them beside their rows.
func (s *Store) get(
	ctx context.Context, ids []string, complete func(context.Context, []*archive.Document) error,
) ([]*archive.Document, error) {
	out := make([]*archive.Document, len(ids))
	at := make(map[string][]int, len(ids))
	for i, id := range ids {
		at[id] = append(at[id], i)
	}
	r, err := s.docs(ctx, ids)
	err = s.eachRow(r, err, func(r *sql.Rows) error {
		d, err := s.scan(r)
		if err != nil {
			return err
		}
		for _, i := range at[d.ID] {
			out[i] = d
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, complete(ctx, out)
}

// docs asks for the rows of documents.
func (s *Store) docs(ctx context.Context, ids []string) (*sql.Rows, error) {
	if len(ids) > few {
		list, err := json.Marshal(ids)
		if err != nil {
			return nil, err
		}
		return s.stmts.get.QueryContext(ctx, string(list))
	}
	args := make([]any, few)
	for i := range args { // no document has the ID ""
		args[i] = ""
	}
	for i, id := range ids {
		args[i] = id
	}
	return s.stmts.few.QueryContext(ctx, args...)
}

// Removed implements archive.Store.
func (s *Store) Removed(ctx context.Context, id string) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM removed WHERE id = ?", id).Scan(&n)
	return n > 0, s.fail(err)
}

// Changes implements archive.Store.
func (s *Store) Changes(ctx context.Context, after archive.Seq, limit int) ([]archive.Change, error) {
	return s.log(ctx, columns, after, limit)
}

// Log implements archive.Store.
func (s *Store) Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error) {
	return list(ctx, s, func(r *sql.Rows) (e archive.Entry, err error) {
		var at int64
		err = r.Scan(&e.Seq, &e.ID, &e.Gone, &at)
		e.At = record.Time(at)
		return e, err
	}, `SELECT seq, id, 0, ingested FROM docs WHERE seq > ?1
		UNION ALL SELECT seq, id, 1, at FROM removed WHERE seq > ?1 ORDER BY seq LIMIT ?2`, int64(after), limit)
}

// log returns log entries with the given columns of their documents.
func (s *Store) log(ctx context.Context, columns string, after archive.Seq, limit int) ([]archive.Change, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // a consistent snapshot of both tables
	if err != nil {
		return nil, s.fail(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	r, err := tx.QueryContext(ctx, `SELECT `+columns+`, seq FROM `+whole+` WHERE seq > ?1
		UNION ALL SELECT id, at, NULL, NULL, NULL, 0, seq FROM removed WHERE seq > ?1
		ORDER BY seq LIMIT ?2`, int64(after), limit)
	return s.changes(ctx, r, err)
}

// Titles implements archive.Store.
func (s *Store) Titles(ctx context.Context, after archive.Seq, limit int) ([]archive.Title, error) {
	var out []archive.Title
	var docs []*archive.Document // with only a title, to apply corrections to
	var unknown []string
	place := map[string]int{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var t archive.Title
		var at int64
		var found title
		if err := r.Scan(&t.ID, &found, &at, &t.Seq, &t.Gone); err != nil {
			return err
		}
		t.At = record.Time(at)
		place[t.ID] = len(out)
		out = append(out, t)
		switch {
		case found.known:
			docs = append(docs, &archive.Document{ID: t.ID, Facts: archive.Facts{Title: archive.Value{Text: found.text}}})
		case !t.Gone:
			unknown = append(unknown, t.ID)
		}
		return nil
	}, `SELECT id, title, ingested, seq, 0 FROM docs WHERE seq > ?1
		UNION ALL SELECT id, NULL, at, seq, 1 FROM removed WHERE seq > ?1 ORDER BY seq LIMIT ?2`, int64(after), limit)
	if err != nil {
		return nil, err
	}
	if err := s.applyEdits(ctx, docs); err != nil {
		return nil, err
	}
	others, err := s.Get(ctx, unknown...) // stored by a program without the column title
	if err != nil {
		return nil, err
	}
	for _, d := range slices.Concat(docs, others) {
		if d != nil {
			out[place[d.ID]].Text = d.Facts.Title.Text
		}
	}
	return out, nil
}

// Outdated implements archive.Store.
func (s *Store) Outdated(ctx context.Context, rules, limit int) ([]archive.Change, error) {
	r, err := s.read.QueryContext(ctx, "SELECT "+columns+", seq FROM "+whole+" WHERE rules < ? LIMIT ?", rules, limit)
	return s.changes(ctx, r, err)
}

// CountOutdated implements archive.Store.
func (s *Store) CountOutdated(ctx context.Context, rules int) (n int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM docs WHERE rules < ?", rules).Scan(&n)
	return n, s.fail(err)
}

// changes scans a query result and adds corrections and deeds.
func (s *Store) changes(ctx context.Context, r *sql.Rows, err error) ([]archive.Change, error) {
	var out []archive.Change
	var docs []*archive.Document
	err = s.eachRow(r, err, func(r *sql.Rows) error {
		c, err := s.scanChange(r)
		out = append(out, c)
		docs = append(docs, c.Doc)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.complete(ctx, docs)
}

func (s *Store) scanChange(r *sql.Rows) (archive.Change, error) {
	var row record.Row
	var seq int64
	err := r.Scan(&row.ID, &row.Ingested, raw(&row.Meta), raw(&row.Text), raw(&row.Aside), &row.Rules, &seq)
	if err != nil {
		return archive.Change{}, err
	}
	return s.codec.Change(row, seq)
}

// Updated implements archive.Store.
func (s *Store) Updated(ctx context.Context) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := s.rows(ctx, func(r *sql.Rows) error {
		var name string
		var updated int64
		err := r.Scan(&name, &updated)
		out[name] = record.Time(updated)
		return err
	}, "SELECT name, updated FROM sources")
	return out, err
}

// Sources implements archive.Store.
func (s *Store) Sources(ctx context.Context) ([]archive.SourceInfo, error) {
	out, err := list(ctx, s, func(r *sql.Rows) (archive.SourceInfo, error) {
		var updated int64
		info := archive.SourceInfo{Statuses: map[archive.Status]int{}}
		err := r.Scan(&info.Name, &updated, &info.Failures)
		info.Updated = record.Time(updated)
		return info, err
	}, "SELECT name, updated, (SELECT count(*) FROM failures f WHERE f.source = s.name) FROM sources s ORDER BY name")
	if err != nil {
		return nil, err
	}
	for i := range out {
		err := s.rows(ctx, func(r *sql.Rows) error {
			var status archive.Status
			var n int
			if err := r.Scan(&status, &n); err != nil {
				return err
			}
			out[i].Statuses[status] = n
			out[i].Documents += n
			return nil
		}, "SELECT status, count(*) FROM docs WHERE source = ? GROUP BY status", out[i].Name)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Failures implements archive.Store.
func (s *Store) Failures(ctx context.Context, source string) ([]archive.Failure, error) {
	return list(ctx, s, func(r *sql.Rows) (f archive.Failure, err error) {
		var at int64
		err = r.Scan(&f.URI, &f.Reason, &at)
		f.At = record.Time(at)
		return f, err
	}, "SELECT uri, reason, at FROM failures WHERE source = ? ORDER BY uri", source)
}

// Troubled implements archive.Store.
func (s *Store) Troubled(ctx context.Context, fn func(*archive.Document) error) error {
	return s.rows(ctx, func(r *sql.Rows) error {
		d, err := s.scan(r)
		if err != nil {
			return err
		}
		return fn(d)
	}, "SELECT "+columns+" FROM "+whole+" WHERE status <> 'ok' ORDER BY id")
}
