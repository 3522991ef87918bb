package follow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"letopis/internal/archive"
)

// batch is how many log entries are examined at a time.
const batch = 1000

// tries is how often a search is retried before its matches are given up.
const tries = 3

// match scans the log, as far as it is indexed, for new documents and records their matches. It reports whether more
// remains.
func (r *Runner) match(ctx context.Context) (more bool, err error) {
	at, err := r.o.Store.Followed(ctx)
	if err != nil {
		return false, err
	}
	searchable, err := r.o.Searches.Seq(ctx)
	if err != nil || at >= searchable {
		return false, err
	}
	follows, err := r.active(ctx)
	if err != nil {
		return false, err
	}
	if len(follows) == 0 {
		return false, r.o.Store.AddMatches(ctx, searchable)
	}
	first := slices.MinFunc(follows, func(a, b archive.Follow) int { return int(a.Since) - int(b.Since) }).Since
	at = max(at, first)
	entries, err := r.o.Store.Log(ctx, at, batch)
	if err != nil {
		return false, err
	}
	upTo := searchable
	if len(entries) == batch {
		upTo = min(upTo, entries[batch-1].Seq)
	}
	fresh, came, err := r.newDocuments(ctx, entries, upTo, first)
	if err != nil {
		return false, err
	}
	found, err := r.ask(ctx, follows, fresh, came)
	if err != nil {
		return false, err
	}
	if err := r.checkLease(ctx); err != nil {
		return false, err
	}
	return upTo < searchable, r.o.Store.AddMatches(ctx, upTo, found...)
}

// active returns the follows that receive notifications.
func (r *Runner) active(ctx context.Context) ([]archive.Follow, error) {
	all, err := r.o.Store.ListFollows(ctx, archive.FollowKey{})
	return slices.DeleteFunc(all, func(f archive.Follow) bool { return !f.Confirmed || f.Suspended }), err
}

// newDocuments returns the documents of entries up to upTo that first appeared after first, and where they appeared.
func (r *Runner) newDocuments(
	ctx context.Context, entries []archive.Entry, upTo, first archive.Seq,
) (ids []string, came map[string]archive.Seq, err error) {
	for _, e := range entries {
		if !e.Gone && e.Seq <= upTo {
			ids = append(ids, e.ID)
		}
	}
	places, err := r.o.Store.Came(ctx, ids...)
	if err != nil {
		return nil, nil, err
	}
	came = make(map[string]archive.Seq, len(ids))
	for i, id := range ids {
		if places[i] > first {
			came[id] = places[i]
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return came[id] == 0 }), came, nil
}

// ask runs each distinct search once on the new documents.
func (r *Runner) ask(
	ctx context.Context, follows []archive.Follow, ids []string, came map[string]archive.Seq,
) ([]archive.Match, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	by := map[string][]archive.Follow{}
	for _, f := range follows {
		by[f.Query] = append(by[f.Query], f)
	}
	now := r.now()
	var out []archive.Match
	for _, query := range slices.Sorted(maps.Keys(by)) {
		found, err := r.find(ctx, query, ids)
		if err != nil {
			return nil, err
		}
		for _, f := range by[query] {
			for _, id := range found {
				if came[id] > f.Since {
					out = append(out, archive.Match{Follow: f.ID, Doc: id, At: now})
				}
			}
		}
	}
	return out, nil
}

// find runs one search. A failing search must not block all others forever, so after some tries its matches are given
// up and the failure is logged.
func (r *Runner) find(ctx context.Context, query string, ids []string) ([]string, error) {
	v, err := url.ParseQuery(query)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrQuery, err)
	}
	var found []string
	for try := 1; !errors.Is(err, ErrQuery); try++ {
		if found, err = r.o.Searches.Find(ctx, v, ids); err == nil {
			return found, nil
		}
		if try == tries {
			break
		}
		if stopped := wait(ctx, r.times.Again); stopped != nil {
			return nil, stopped
		}
	}
	if !errors.Is(err, ErrQuery) && !errors.Is(err, ErrSlow) {
		return nil, err // the failure does not concern this search
	}
	r.unmatched.Add(1)
	r.o.Log.Error("a followed search could not be asked: what is new is not told to who follows it",
		"documents", len(ids), "error", err)
	return nil, nil
}

// Kinds of errors of a single search: it is invalid, or it timed out.
var (
	ErrQuery = errors.New("the followed search cannot be asked")
	ErrSlow  = errors.New("the followed search takes too long")
)

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// removeUnconfirmed removes follows that were not confirmed in time.
func (r *Runner) removeUnconfirmed(ctx context.Context) error {
	all, err := r.o.Store.ListFollows(ctx, archive.FollowKey{})
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Confirmed || r.now().Before(f.Created.Add(confirmIn)) {
			continue
		}
		if _, err := r.o.Store.EndFollows(ctx, archive.FollowKey{ID: f.ID}); err != nil {
			return fmt.Errorf("forgetting what was not confirmed: %w", err)
		}
	}
	return nil
}
