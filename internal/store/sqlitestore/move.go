package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// The target of an unfinished move has the table moving with one row, the command that completes the move. The table
// is not part of the format, because complete catalogues lack it.

// Rows implements archive.Mover.
func (s *Store) Rows(ctx context.Context, after archive.Seq, limit int, texts bool) ([]archive.Row, error) {
	from := "docs x"
	if texts {
		from += " CROSS JOIN contents USING (n)"
	}
	return list(ctx, s, func(r *sql.Rows) (x archive.Row, err error) {
		var at int64
		err = r.Scan(&x.Seq, &x.ID, &at, &x.Rules, &x.Came, &x.Hash, &x.Meta, &x.Text, &x.Aside)
		x.At, x.Gone = record.Time(at), x.Hash == nil
		return x, err
	}, `SELECT seq, id, ingested, rules, `+cameFirst+`, `+record.RowColumns(texts)+` FROM `+from+` WHERE seq > ?1
		UNION ALL SELECT seq, id, at, 0, `+cameFirst+`, NULL, NULL, NULL, NULL FROM removed x WHERE seq > ?1
		ORDER BY seq LIMIT ?2`,
		int64(after), limit)
}

// cameFirst selects archive.Row.Came of a row x.
const cameFirst = "coalesce((SELECT c.seq FROM came c WHERE c.id = x.id), 0)"

// Half implements archive.Mover.
func (s *Store) Half(ctx context.Context) (command string, err error) {
	if half, err := isHalf(ctx, s.read); err != nil || !half {
		return "", s.fail(err)
	}
	err = s.read.QueryRowContext(ctx, "SELECT command FROM moving").Scan(&command)
	return command, s.fail(err)
}

func isHalf(ctx context.Context, db queryer) (half bool, err error) {
	err = db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'moving')").Scan(&half)
	return half, err
}

// BeginMove implements archive.Mover.
func (s *Store) BeginMove(ctx context.Context, command string) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		done.add("begin move", command)
		if _, err := tx.Exec("CREATE TABLE IF NOT EXISTS moving (command TEXT NOT NULL)"); err != nil {
			return err
		}
		for _, table := range record.MovedAnew {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		_, err := tx.Exec("INSERT INTO moving (command) VALUES (?)", command)
		return err
	})
}

// EndMove implements archive.Mover.
func (s *Store) EndMove(ctx context.Context, end archive.Seq) error {
	return s.moving(ctx, func(w *writer) error {
		w.done.add("end move", end)
		w.seq = int64(end)
		_, err := w.tx.Exec("DROP TABLE moving")
		return err
	})
}

// moving is tx that requires an unfinished move; the log then ends at the writer's seq.
func (s *Store) moving(ctx context.Context, f func(*writer) error) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		half, err := isHalf(ctx, tx)
		if err != nil {
			return err
		}
		if !half {
			return archive.NotMoved("catalogue " + s.path)
		}
		w := &writer{s: s, tx: prepare(tx), done: done, fresh: map[string]bool{}}
		if w.seq, w.now, err = logEnd(tx); err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		_, err = tx.Exec("UPDATE counter SET seq = ?", w.seq)
		return err
	})
}

// Load implements archive.Mover.
func (s *Store) Load(ctx context.Context, p archive.Part) error {
	return s.moving(ctx, func(w *writer) error {
		if p.Source != "" {
			if err := w.loadSource(p); err != nil {
				return fmt.Errorf("source %s: %w", p.Source, err)
			}
		}
		for _, e := range p.Edits {
			if err := w.edit(e); err != nil {
				return err
			}
		}
		var docs []record.Packed
		for _, r := range p.Rows {
			if r.Gone {
				continue
			}
			d, err := s.codec.Take(r)
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		if err := w.number(docs); err != nil {
			return err
		}
		for _, r := range p.Rows {
			if r.Gone {
				if err := w.loadGone(r); err != nil {
					return err
				}
				continue
			}
			if err := w.load(r, docs[0]); err != nil {
				return err
			}
			docs = docs[1:]
		}
		return w.flush()
	})
}

func (w *writer) loadSource(p archive.Part) error {
	w.done.add("source", p.Source, p.Cursor)
	if _, err := w.tx.Exec("INSERT OR REPLACE INTO sources (name, cursor, updated) VALUES (?,?,?)", p.Source, p.Cursor,
		p.Updated.UnixMilli()); err != nil {
		return err
	}
	for _, it := range p.Items {
		if err := w.item(p.Source, it); err != nil {
			return err
		}
	}
	for _, f := range p.Failed {
		if err := w.failed(p.Source, f, f.At.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// loadGone stores a removal with its original seq and time.
func (w *writer) loadGone(r archive.Row) error {
	w.seq = int64(r.Seq)
	if err := w.recordCame(r.ID, int64(cmp.Or(r.Came, r.Seq))); err != nil {
		return err
	}
	if _, err := w.drop(r.ID); err != nil {
		return err
	}
	return w.recordRemoval(r.ID, r.At.UnixMilli())
}

// load stores a document with its place in the log and its time.
func (w *writer) load(r archive.Row, p record.Packed) error {
	w.seq = int64(r.Seq)
	if err := w.recordCame(r.ID, int64(cmp.Or(r.Came, r.Seq))); err != nil {
		return err
	}
	var n int64
	err := w.tx.QueryRow("SELECT n FROM docs WHERE id = ?", r.ID).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return w.store(p, r.At.UnixMilli(), n)
}

// item stores an Item.
func (w *writer) item(source string, it archive.Item) error {
	w.done.add("item", it.URI, it.Version, it.SHA256)
	docs, err := json.Marshal(it.Docs)
	if err != nil {
		return err
	}
	_, err = w.tx.Exec("INSERT OR REPLACE INTO items (source, uri, version, sha256, docs) VALUES (?,?,?,?,?)", source,
		it.URI, it.Version, sum(it.SHA256), string(docs))
	return err
}

// failed stores a Failure.
func (w *writer) failed(source string, f archive.Failure, at int64) error {
	w.done.add("failed", f.URI, f.Reason)
	_, err := w.tx.Exec("INSERT OR REPLACE INTO failures (source, uri, reason, at) VALUES (?,?,?,?)", source, f.URI,
		f.Reason, at)
	return err
}
