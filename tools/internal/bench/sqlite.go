package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"letopis/index"
)

// sqlitePeer is SQLite's FTS5 without stored text, with facets in a table beside
// it: hits once into a temporary result, then one GROUP BY a facet.
type sqlitePeer struct {
	path string
	db   *sql.DB
}

func newSQLitePeer(dir string) (*sqlitePeer, error) {
	p := &sqlitePeer{path: filepath.Join(dir, "peer.sqlite")}
	if err := p.open(); err != nil {
		return nil, err
	}
	_, err := p.db.Exec(`CREATE TABLE meta (id INTEGER PRIMARY KEY, city TEXT, program TEXT, kind TEXT, year TEXT);
		CREATE VIRTUAL TABLE docs USING fts5(body, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '-./_№'")`)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("bench: sqlite: %w", err), p.db.Close())
	}
	return p, nil
}

func (p *sqlitePeer) open() (err error) {
	if p.db, err = sql.Open("sqlite",
		p.path+"?_pragma=journal_mode(wal)&_pragma=synchronous(1)&_pragma=mmap_size(4294967296)"+
			"&_pragma=cache_size(-262144)&_pragma=temp_store(2)"); err != nil {
		return fmt.Errorf("bench: sqlite: %w", err)
	}
	return nil
}

func (p *sqlitePeer) Reopen(context.Context) error {
	if err := p.db.Close(); err != nil {
		return err
	}
	return p.open()
}

func (p *sqlitePeer) Add(ctx context.Context, docs []*index.Doc) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("bench: sqlite: %w", err)
	}
	for _, d := range docs {
		r, err := tx.ExecContext(ctx, `INSERT INTO meta (city, program, kind, year) VALUES (nullif(?,''), nullif(?,''), `+
			`nullif(?,''), nullif(?,''))`,
			value(d, "city"), value(d, "program"), value(d, "kind"), value(d, "year"))
		if err == nil {
			var id int64
			if id, err = r.LastInsertId(); err == nil {
				_, err = tx.ExecContext(ctx, `INSERT INTO docs (rowid, body) VALUES (?, ?)`, id, stream(d))
			}
		}
		if err != nil {
			return errors.Join(fmt.Errorf("bench: sqlite: %w", err), tx.Rollback())
		}
	}
	return tx.Commit()
}

func (p *sqlitePeer) Finish(ctx context.Context) (int64, error) {
	if _, err := p.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE); ANALYZE`); err != nil {
		return 0, fmt.Errorf("bench: sqlite: %w", err)
	}
	return diskBytes(p.path)
}

func (p *sqlitePeer) Close() error { return p.db.Close() }

// match is the query in FTS5's language, "" for all documents; ok is false for
// what FTS5 cannot do.
func match(q Query) (_ string, ok bool) {
	quoted := make([]string, len(q.Words))
	for i, w := range q.Words {
		quoted[i] = `"` + w + `"`
	}
	switch q.Kind {
	case AllOf:
		return strings.Join(quoted, " AND "), true
	case AnyOf:
		return strings.Join(quoted, " OR "), true
	case InRow:
		return `"` + strings.Join(q.Words, " ") + `"`, true
	case StartsWith:
		return quoted[0] + "*", true
	case AllDocs:
		return "", true
	}
	return "", false
}

const (
	sqliteTop    = `SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 10`
	sqliteAll    = `SELECT id FROM meta ORDER BY id LIMIT 10`
	sqliteCounts = `SELECT 0, '', count(*) FROM hits
		UNION ALL SELECT * FROM (SELECT 1, city, count(*) n FROM hits GROUP BY 2 ORDER BY n DESC LIMIT 10)
		UNION ALL SELECT * FROM (SELECT 2, program, count(*) n FROM hits GROUP BY 2 ORDER BY n DESC LIMIT 10)
		UNION ALL SELECT * FROM (SELECT 3, kind, count(*) n FROM hits GROUP BY 2 ORDER BY n DESC LIMIT 10)
		UNION ALL SELECT * FROM (SELECT 4, year, count(*) n FROM hits GROUP BY 2 ORDER BY n DESC LIMIT 10)`
	sqliteHits = `WITH hits AS MATERIALIZED (SELECT meta.* FROM docs JOIN meta ON meta.id = docs.rowid WHERE docs ` +
		`MATCH ?) ` + sqliteCounts
	sqliteEvery = `WITH hits AS (SELECT * FROM meta) ` + sqliteCounts
	sqliteTotal = `SELECT 0, '', count(*) FROM docs WHERE docs MATCH ?`
)

func (p *sqlitePeer) Ask(ctx context.Context, q Query, withFacets bool) (Answer, bool, error) {
	m, ok := match(q)
	if !ok {
		return Answer{}, false, nil
	}
	start := time.Now()
	top, counts, args := sqliteTop, sqliteHits, []any{m}
	switch {
	case m == "":
		top, counts, args = sqliteAll, sqliteEvery, nil
		if !withFacets {
			counts = `SELECT 0, '', count(*) FROM meta`
		}
	case !withFacets:
		counts = sqliteTotal
	}
	var id, total int
	if err := p.rows(ctx, top, args, &id); err != nil {
		return Answer{}, true, err
	}
	var facet, n int
	var value sql.NullString
	err := p.rows(ctx, counts, args, &facet, &value, &n, func() {
		if facet == 0 {
			total = n
		}
	})
	return Answer{total, time.Since(start)}, true, err
}

// rows reads all rows into the same places; a func among them runs after each.
func (p *sqlitePeer) rows(ctx context.Context, query string, args []any, into ...any) error {
	each := func() {}
	if fn, ok := into[len(into)-1].(func()); ok {
		each, into = fn, into[:len(into)-1]
	}
	rows, err := p.db.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("bench: sqlite: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("bench: sqlite: %w", err)
		}
		each()
	}
	return rows.Err()
}
