package sqlitestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"letopis/internal/archive"
	"letopis/internal/store/record"
)

// AddFollow implements archive.Follows.
func (s *Store) AddFollow(ctx context.Context, f archive.Follow) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error { return putFollow(tx, done, f) })
}

// putFollow stores f. Recipients are not part of the recorded changes.
func putFollow(tx *sql.Tx, done *changes, f archive.Follow) error {
	done.add("follow", f.ID)
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT OR REPLACE INTO follows (id, token, recipient, created, data) VALUES (?,?,?,?,?)", f.ID,
		f.Token, f.To, f.Created.UnixMilli(), string(data))
	return err
}

// followCondition is the condition for the follows that a key selects; the fields of the key are its parameters.
const followCondition = " WHERE (?1 = '' OR id = ?1) AND (?2 = '' OR token = ?2) AND (?3 = '' OR recipient = ?3)"

// ListFollows implements archive.Follows.
func (s *Store) ListFollows(ctx context.Context, k archive.FollowKey) ([]archive.Follow, error) {
	return list(ctx, s, func(r *sql.Rows) (f archive.Follow, err error) {
		var data []byte
		if err = r.Scan(&data); err == nil {
			err = json.Unmarshal(data, &f)
		}
		return f, err
	}, "SELECT data FROM follows"+followCondition+" ORDER BY created, id", k.ID, k.Token, k.To)
}

// ChangeFollow implements archive.Follows.
func (s *Store) ChangeFollow(ctx context.Context, id string, change func(*archive.Follow)) error {
	return s.Told(ctx, id, nil, nil, change)
}

// Told implements archive.Follows.
func (s *Store) Told(ctx context.Context, follow string, told, none []string, change func(*archive.Follow)) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		var data []byte
		err := tx.QueryRow("SELECT data FROM follows WHERE id = ?", follow).Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			return record.NoFollow(follow)
		}
		var f archive.Follow
		if err == nil {
			err = json.Unmarshal(data, &f)
		}
		if err != nil {
			return err
		}
		for _, doc := range told {
			if _, err := tx.Exec("UPDATE matches SET told = 1 WHERE follow = ? AND doc = ?", follow, doc); err != nil {
				return err
			}
		}
		for _, doc := range none {
			if _, err := tx.Exec("DELETE FROM matches WHERE follow = ? AND doc = ?", follow, doc); err != nil {
				return err
			}
		}
		change(&f)
		return putFollow(tx, done, f)
	})
}

// EndFollows implements archive.Follows.
func (s *Store) EndFollows(ctx context.Context, k archive.FollowKey) (n int, err error) {
	err = s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		if _, err := tx.Exec("DELETE FROM matches WHERE follow IN (SELECT id FROM follows"+followCondition+")", k.ID, k.Token,
			k.To); err != nil {
			return err
		}
		r, err := tx.Exec("DELETE FROM follows"+followCondition, k.ID, k.Token, k.To)
		if err != nil {
			return err
		}
		gone, err := r.RowsAffected()
		if n = int(gone); n > 0 {
			done.add("end follows", n)
		}
		return err
	})
	return n, err
}

// Came implements archive.Follows.
func (s *Store) Came(ctx context.Context, ids ...string) ([]archive.Seq, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	at := map[string]archive.Seq{}
	err = s.rows(ctx, func(r *sql.Rows) error {
		var id string
		var seq archive.Seq
		err := r.Scan(&id, &seq)
		at[id] = seq
		return err
	}, "SELECT id, seq FROM came WHERE id IN (SELECT value FROM json_each(?))", string(list))
	out := make([]archive.Seq, len(ids))
	for i, id := range ids {
		out[i] = at[id]
	}
	return out, err
}

// Followed implements archive.Follows.
func (s *Store) Followed(ctx context.Context) (archive.Seq, error) {
	var at archive.Seq
	err := s.read.QueryRowContext(ctx, "SELECT followed FROM counter").Scan(&at)
	return at, s.fail(err)
}

// AddMatches implements archive.Follows.
func (s *Store) AddMatches(ctx context.Context, upTo archive.Seq, found ...archive.Match) error {
	return s.tx(ctx, func(tx *sql.Tx, done *changes) error {
		done.add("followed", upTo)
		if _, err := tx.Exec("UPDATE counter SET followed = ?", int64(upTo)); err != nil {
			return err
		}
		add, err := tx.Prepare("INSERT OR IGNORE INTO matches (follow, doc, at, told) SELECT ?1, ?2, ?3, ?4 WHERE EXISTS " +
			"(SELECT 1 FROM follows WHERE id = ?1)")
		if err != nil {
			return err
		}
		defer add.Close()
		for _, m := range found {
			done.add("match", m.Follow, m.Doc)
			if _, err := add.Exec(m.Follow, m.Doc, m.At.UnixMilli(), m.Told); err != nil {
				return fmt.Errorf("match of %s: %w", m.Doc, err)
			}
		}
		return nil
	})
}

// Matches implements archive.Follows.
func (s *Store) Matches(ctx context.Context, follow string) ([]archive.Match, error) {
	return list(ctx, s, func(r *sql.Rows) (archive.Match, error) {
		m := archive.Match{Follow: follow}
		var at int64
		err := r.Scan(&m.Doc, &at, &m.Told)
		m.At = record.Time(at)
		return m, err
	}, "SELECT doc, at, told FROM matches WHERE follow = ? ORDER BY at, doc", follow)
}

// Pending implements archive.Follows.
func (s *Store) Pending(ctx context.Context) ([]archive.FollowPending, error) {
	return list(ctx, s, func(r *sql.Rows) (p archive.FollowPending, err error) {
		var at int64
		err = r.Scan(&p.Follow, &p.Docs, &at)
		p.Oldest = record.Time(at)
		return p, err
	}, "SELECT follow, count(*), min(at) FROM matches WHERE told = 0 GROUP BY follow ORDER BY follow")
}
