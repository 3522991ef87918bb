package migrate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"

	"letopis/internal/archive"
)

// verify compares the target with the origin: log entries including hashes of documents, all other data of the
// catalogue, and originals by SHA-256. It also runs the target's own check, as letopis check does.
func (m *Move) verify(ctx context.Context, r *Report) error {
	differs, err := m.sameLog(ctx)
	if err != nil {
		return err
	}
	if differs == "" {
		differs, err = m.sameRest(ctx, r)
	}
	if err != nil {
		return err
	}
	if differs != "" {
		return fmt.Errorf("the target is not what the archive is: %s: stop what writes to either, and run the same command "+
			"again, which brings what is missing: %w", differs, archive.ErrInvalid)
	}
	if err := m.To.Store.Check(ctx, nil); err != nil {
		return err
	}
	if err := m.countLog(ctx, r); err != nil {
		return err
	}
	return m.verifyOriginals(ctx, r)
}

// same reports whether two log entries are equal.
func same(a, b *archive.Row) bool {
	return a.Entry == b.Entry && a.Rules == b.Rules && bytes.Equal(a.Hash, b.Hash)
}

// pairs calls f for the entries of two logs in order, together if both have the same number, else with nil for the
// other.
func pairs(ctx context.Context, a, b archive.Store, f func(a, b *archive.Row) error) error {
	x, y := reader{store: a}, reader{store: b}
	for {
		r, err := x.peek(ctx)
		if err != nil {
			return err
		}
		s, err := y.peek(ctx)
		if err != nil {
			return err
		}
		switch {
		case r == nil && s == nil:
			return ctx.Err()
		case s == nil || r != nil && r.Seq < s.Seq:
			s = nil
		case r == nil || s.Seq < r.Seq:
			r = nil
		}
		if r != nil {
			x.rows = x.rows[1:]
		}
		if s != nil {
			y.rows = y.rows[1:]
		}
		if err := f(r, s); err != nil {
			return err
		}
	}
}

// reader reads a log without texts.
type reader struct {
	store archive.Store
	rows  []archive.Row
	after archive.Seq
}

// peek returns the next entry, or nil at the end.
func (r *reader) peek(ctx context.Context) (*archive.Row, error) {
	if len(r.rows) == 0 {
		var err error
		if r.rows, err = r.store.Rows(ctx, r.after, partOther, false); err != nil || len(r.rows) == 0 {
			return nil, err
		}
		r.after = r.rows[len(r.rows)-1].Seq
	}
	return &r.rows[0], nil
}

// sameLog says how the logs differ, or returns "".
func (m *Move) sameLog(ctx context.Context) (differs string, err error) {
	found := errors.New("a difference")
	err = pairs(ctx, m.From.Store, m.To.Store, func(from, to *archive.Row) error {
		switch {
		case to == nil:
			differs = fmt.Sprintf("%s, at %d of the log, is missing", from.ID, from.Seq)
		case from == nil:
			differs = fmt.Sprintf("%s, at %d of its log, is not in the archive", to.ID, to.Seq)
		case !same(from, to):
			differs = fmt.Sprintf("%s, at %d of the log, is another there", from.ID, from.Seq)
		default:
			return nil
		}
		return found
	})
	if errors.Is(err, found) {
		err = nil
	}
	return differs, err
}

// sameRest says how the rest of the catalogues differs, and counts it.
func (m *Move) sameRest(ctx context.Context, r *Report) (string, error) {
	from, err := rest(ctx, m.From.Store)
	if err != nil {
		return "", err
	}
	to, err := rest(ctx, m.To.Store)
	if err != nil {
		return "", err
	}
	r.Edits, r.Takedowns = to["corrections"].n, to["removals of the journal"].n
	for what, v := range from {
		if to[what] != v {
			return fmt.Sprintf("of %s it has %d, the archive %d, or others", what, to[what].n, v.n), nil
		}
	}
	if len(to) != len(from) {
		return "it has sources that the archive has not", nil
	}
	end, err := m.From.Store.Seq(ctx)
	if err == nil && end != r.Seq {
		return fmt.Sprintf("the archive changed while it was moved, from %d to %d", r.Seq, end), nil
	}
	return "", err
}

// sum is the number of a set of values and a SHA-256 over them.
type sum struct {
	n   int
	sha [sha256.Size]byte
}

// rest summarises everything of a catalogue except the log, by kind.
func rest(ctx context.Context, s archive.Store) (map[string]sum, error) {
	out := map[string]sum{}
	edits, err := s.Edits(ctx, "")
	if err != nil {
		return nil, err
	}
	taken, err := s.Takedowns(ctx)
	if err != nil {
		return nil, err
	}
	audit, err := s.Audit(ctx, archive.AuditFilter{}, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	sources, err := s.Sources(ctx)
	if err != nil {
		return nil, err
	}
	err = errors.Join(add(out, "corrections", edits...), add(out, "removals of the journal", taken...),
		add(out, "entries of the audit log", audit...))
	for _, info := range sources {
		if err != nil {
			return nil, err
		}
		cursor, e := s.Cursor(ctx, info.Name)
		if e != nil {
			return nil, e
		}
		failed, e := s.Failures(ctx, info.Name)
		if e != nil {
			return nil, e
		}
		h, n := sha256.New(), 0
		lines := json.NewEncoder(h)
		e = s.Items(ctx, info.Name, func(it archive.Item) error { n++; return lines.Encode(it) })
		name := fmt.Sprintf("the source %q: ", info.Name)
		err = errors.Join(e, add[any](out, name+"cursor and numbers", info, cursor),
			add(out, name+"what could not be read", failed...))
		out[name+"what is remembered"] = sum{n, [sha256.Size]byte(h.Sum(nil))}
	}
	return out, err
}

// add summarises a list.
func add[T any](out map[string]sum, what string, list ...T) error {
	h := sha256.New()
	lines := json.NewEncoder(h)
	for _, v := range list {
		if err := lines.Encode(v); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	out[what] = sum{len(list), [sha256.Size]byte(h.Sum(nil))}
	return nil
}

// countLog counts the entries of the target's log.
func (m *Move) countLog(ctx context.Context, r *Report) error {
	for x := (reader{store: m.To.Store}); ; x.rows = x.rows[1:] {
		row, err := x.peek(ctx)
		switch {
		case err != nil || row == nil:
			return err
		case row.Gone:
			r.Removed++
		default:
			r.Documents++
		}
	}
}

// verifyOriginals reads every original that the target's documents need, copying damaged ones once more.
func (m *Move) verifyOriginals(ctx context.Context, r *Report) error {
	var mu sync.Mutex
	ids := map[string]string{} // of those being read
	done := m.count("verifying originals", 0)
	err := each(ctx, func(ctx context.Context, give func(string) error) error {
		return m.To.Store.Originals(ctx, func(sha, id string) error {
			mu.Lock()
			ids[sha] = id
			mu.Unlock()
			return give(sha)
		})
	}, func(ctx context.Context, sha string) error {
		err := read(ctx, m.To.Bucket, sha)
		if lost(err) {
			if err = copyOne(ctx, m.From.Bucket, m.To.Bucket, sha); err == nil {
				err = read(ctx, m.To.Bucket, sha)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		id := ids[sha]
		delete(ids, sha)
		if lost(err) {
			r.Missing = append(r.Missing, fmt.Errorf("the original %s of document %s: %w", sha, id, err))
			return nil
		}
		if err == nil {
			r.Originals++
			done()
		}
		return err
	})
	if err != nil || len(r.Missing) == 0 || m.Incomplete {
		return err
	}
	slices.SortFunc(r.Missing, func(a, b error) int { return bytes.Compare([]byte(a.Error()), []byte(b.Error())) })
	return fmt.Errorf("%d originals are damaged or gone where the archive comes from; all else was moved. Put them back "+
		"there (letopis restore, or ingest --again) and run the same command again, or run it with --incomplete to go on "+
		"without them: %w:\n%w", len(r.Missing), archive.ErrCorrupt, errors.Join(r.Missing...))
}

// lost reports whether an original is missing or damaged.
func lost(err error) bool {
	return errors.Is(err, archive.ErrCorrupt) || errors.Is(err, archive.ErrNotFound)
}

// read reads an original, which verifies it.
func read(ctx context.Context, b archive.Bucket, sha string) error {
	f, err := b.Open(ctx, sha)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(err, f.Close())
}
