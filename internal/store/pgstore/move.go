package pgstore

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// The target of an unfinished move has the table moving with one row, the command that completes the move. The table
// is not part of the format, because complete catalogues lack it.

// Rows implements archive.Mover.
func (s *Store) Rows(ctx context.Context, after archive.Seq, limit int, texts bool) ([]archive.Row, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (x archive.Row, err error) {
		var seq, at, came int64
		err = r.Scan(&seq, &x.ID, &at, &x.Rules, &came, &x.Hash, &x.Meta, &x.Text, &x.Aside)
		x.Seq, x.At, x.Came, x.Gone = archive.Seq(seq), record.Time(at), archive.Seq(came), x.Hash == nil
		return x, err
	}, `(SELECT seq, id, ingested, rules, `+cameFirst+`, `+record.RowColumns(texts)+` FROM docs x WHERE seq > $1
		ORDER BY seq LIMIT $2) UNION ALL (SELECT seq, id, at, 0, `+cameFirst+`, NULL, NULL, NULL, NULL FROM removed x
		WHERE seq > $1 ORDER BY seq LIMIT $2)
		ORDER BY seq LIMIT $2`, int64(after), limit)
}

// cameFirst selects archive.Row.Came of a row x.
const cameFirst = "coalesce((SELECT c.seq FROM came c WHERE c.id = x.id), 0)"

// Half implements archive.Mover.
func (s *Store) Half(ctx context.Context) (string, error) {
	half, err := one[bool](ctx, s, "SELECT to_regclass('moving') IS NOT NULL")
	if err != nil || !half {
		return "", err
	}
	command, err := one[[]byte](ctx, s, "SELECT command FROM moving")
	return string(command), err
}

// BeginMove implements archive.Mover.
func (s *Store) BeginMove(ctx context.Context, command string) error {
	return s.tx(ctx, true, func(w *writer) error {
		// Executed separately, because the statements of a batch are prepared together.
		if _, err := w.tx.Exec(ctx, "CREATE TABLE IF NOT EXISTS moving (command bytea NOT NULL)"); err != nil {
			return err
		}
		for _, table := range record.MovedAnew {
			w.out.Queue("DELETE FROM " + table)
		}
		w.out.Queue("INSERT INTO moving (command) VALUES ($1)", []byte(command))
		return nil
	})
}

// EndMove implements archive.Mover.
func (s *Store) EndMove(ctx context.Context, end archive.Seq) error {
	return s.moving(ctx, true, func(w *writer) error {
		w.seq = int64(end)
		w.out.Queue("DROP TABLE moving")
		return nil
	})
}

// moving is tx that requires an unfinished move.
func (s *Store) moving(ctx context.Context, harmless bool, f func(*writer) error) error {
	return s.tx(ctx, harmless, func(w *writer) error {
		var half bool
		if err := w.tx.QueryRow(ctx, "SELECT to_regclass('moving') IS NOT NULL").Scan(&half); err != nil {
			return err
		}
		if !half {
			return archive.NotMoved(s.name())
		}
		return f(w)
	})
}

// Load implements archive.Mover.
func (s *Store) Load(ctx context.Context, p archive.Part) error {
	packed := make([]record.Packed, len(p.Rows))
	for i, r := range p.Rows {
		if r.Gone {
			continue
		}
		var err error
		if packed[i], err = s.codec.Take(r); err != nil {
			return err
		}
	}
	return s.moving(ctx, len(p.Edits) == 0, func(w *writer) error {
		if p.Source != "" {
			w.queueSource(key(p.Source), p.Source, p.Cursor, p.Updated.UnixMilli())
			if err := w.queueItems(p.Source, p.Items); err != nil {
				return err
			}
			w.queueFailures(p.Source, p.Failed)
		}
		for _, e := range p.Edits {
			r, err := record.PackEdit(e)
			if err != nil {
				return err
			}
			w.queueEdit(r)
		}
		if len(p.Rows) == 0 {
			return nil
		}
		_, err := w.replaceRefs(ctx, w.load(p.Rows, packed), nil)
		return err
	})
}

// load queues log entries with their original seq and time, and returns their documents by ID, with nil for removed
// ones.
func (w *writer) load(rows []archive.Row, packed []record.Packed) map[string]*archive.Document {
	var docs, gone, came table
	out := make(map[string]*archive.Document, len(rows))
	for i, r := range rows {
		out[r.ID] = nil
		came.add(r.ID, int64(cmp.Or(r.Came, r.Seq)))
		if at := r.At.UnixMilli(); r.Gone {
			gone.add(r.ID, int64(r.Seq), at)
		} else {
			d := packed[i].Doc
			out[r.ID] = d
			docs.add(r.ID, int64(r.Seq), key(d.Source), string(d.Status), d.Original.SHA256, r.Hash, int64(r.Rules),
				[]byte(d.Facts.Title.Text), r.Meta, r.Text, r.Aside, at)
		}
	}
	w.queueCame(&came)
	w.queueGone(&gone)
	w.queueDocs(&docs)
	last := rows[len(rows)-1]
	w.seq = int64(last.Seq)
	w.out.Queue("UPDATE counter SET at = greatest(at, $1)", last.At.UnixMilli())
	return out
}
