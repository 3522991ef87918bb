package pgstore

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// AddFollow implements archive.Follows.
func (s *Store) AddFollow(ctx context.Context, f archive.Follow) error {
	return s.tx(ctx, true, func(w *writer) error { return w.putFollow(f) })
}

func (w *writer) putFollow(f archive.Follow) error {
	data, err := json.Marshal(f)
	if err == nil {
		w.out.Queue("INSERT INTO follows (id, token, recipient, created, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) "+
			"DO UPDATE SET token = excluded.token, recipient = excluded.recipient, created = excluded.created, "+
			"data = excluded.data", f.ID, f.Token, []byte(f.To), f.Created.UnixMilli(), data)
	}
	return err
}

// followCondition is the condition for the follows that a key selects; the fields of the key are its parameters.
const followCondition = " WHERE ($1 = '' OR id = $1) AND ($2 = '' OR token = $2) AND ($3 = ''::bytea OR recipient = $3)"

// ListFollows implements archive.Follows.
func (s *Store) ListFollows(ctx context.Context, k archive.FollowKey) ([]archive.Follow, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (f archive.Follow, err error) {
		var data []byte
		if err = r.Scan(&data); err == nil {
			err = json.Unmarshal(data, &f)
		}
		return f, err
	}, "SELECT data FROM follows"+followCondition+" ORDER BY created, id", k.ID, k.Token, []byte(k.To))
}

// ChangeFollow implements archive.Follows.
func (s *Store) ChangeFollow(ctx context.Context, id string, change func(*archive.Follow)) error {
	return s.Told(ctx, id, nil, nil, change)
}

// Told implements archive.Follows.
func (s *Store) Told(ctx context.Context, follow string, told, none []string, change func(*archive.Follow)) error {
	return s.tx(ctx, true, func(w *writer) error {
		var data []byte
		err := w.tx.QueryRow(ctx, "SELECT data FROM follows WHERE id = $1", follow).Scan(&data)
		if errors.Is(err, pgx.ErrNoRows) {
			return record.NoFollow(follow)
		}
		var f archive.Follow
		if err == nil {
			err = json.Unmarshal(data, &f)
		}
		if err != nil {
			return err
		}
		w.out.Queue("UPDATE matches SET told = true WHERE follow = $1 AND doc = ANY($2)", follow, told)
		w.out.Queue("DELETE FROM matches WHERE follow = $1 AND doc = ANY($2)", follow, none)
		change(&f)
		return w.putFollow(f)
	})
}

// EndFollows implements archive.Follows.
func (s *Store) EndFollows(ctx context.Context, k archive.FollowKey) (n int, err error) {
	err = s.tx(ctx, true, func(w *writer) error {
		if _, err := w.tx.Exec(ctx, "DELETE FROM matches WHERE follow IN (SELECT id FROM follows"+followCondition+")", k.ID,
			k.Token, []byte(k.To)); err != nil {
			return err
		}
		tag, err := w.tx.Exec(ctx, "DELETE FROM follows"+followCondition, k.ID, k.Token, []byte(k.To))
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}

// Came implements archive.Follows.
func (s *Store) Came(ctx context.Context, ids ...string) ([]archive.Seq, error) {
	type place struct {
		id  string
		seq int64
	}
	rows, err := list(ctx, s, func(r pgx.CollectableRow) (p place, err error) {
		err = r.Scan(&p.id, &p.seq)
		return p, err
	}, "SELECT id, seq FROM came WHERE id = ANY($1)", ids)
	at := map[string]archive.Seq{}
	for _, p := range rows {
		at[p.id] = archive.Seq(p.seq)
	}
	out := make([]archive.Seq, len(ids))
	for i, id := range ids {
		out[i] = at[id]
	}
	return out, err
}

// Followed implements archive.Follows.
func (s *Store) Followed(ctx context.Context) (archive.Seq, error) {
	at, err := one[int64](ctx, s, "SELECT followed FROM counter")
	return archive.Seq(at), err
}

// AddMatches implements archive.Follows.
func (s *Store) AddMatches(ctx context.Context, upTo archive.Seq, found ...archive.Match) error {
	return s.tx(ctx, true, func(w *writer) error {
		w.out.Queue("UPDATE counter SET followed = $1", int64(upTo))
		var rows table
		for _, m := range found {
			told := int64(0)
			if m.Told {
				told = 1
			}
			rows.add(m.Follow, m.Doc, m.At.UnixMilli(), told)
		}
		rows.queue(&w.out, "INSERT INTO matches (follow, doc, at, told) SELECT u.follow, u.doc, u.at, u.told = 1 FROM "+
			"unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS u (follow, doc, at, told) WHERE EXISTS (SELECT 1 "+
			"FROM follows f WHERE f.id = u.follow) ON CONFLICT DO NOTHING")
		return nil
	})
}

// Matches implements archive.Follows.
func (s *Store) Matches(ctx context.Context, follow string) ([]archive.Match, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (archive.Match, error) {
		m := archive.Match{Follow: follow}
		var at int64
		err := r.Scan(&m.Doc, &at, &m.Told)
		m.At = record.Time(at)
		return m, err
	}, "SELECT doc, at, told FROM matches WHERE follow = $1 ORDER BY at, doc", follow)
}

// Pending implements archive.Follows.
func (s *Store) Pending(ctx context.Context) ([]archive.FollowPending, error) {
	return list(ctx, s, func(r pgx.CollectableRow) (p archive.FollowPending, err error) {
		var at int64
		err = r.Scan(&p.Follow, &p.Docs, &at)
		p.Oldest = record.Time(at)
		return p, err
	}, "SELECT follow, count(*), min(at) FROM matches WHERE NOT told GROUP BY follow ORDER BY follow")
}
