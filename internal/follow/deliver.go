package follow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"letopis/internal/archive"
)

// Limits: documents shown in an e-mail or request, and documents per delivery.
const (
	letterHits  = 20
	webhookHits = 100
	maxReported = 1000
)

// When digests are sent, in the server's local time.
const (
	digestHour = 7
	digestDay  = time.Monday
)

// deliver sends owed letters and due matches.
func (r *Runner) deliver(ctx context.Context) error {
	all, err := r.o.Store.ListFollows(ctx, archive.FollowKey{})
	if err != nil {
		return err
	}
	byID := make(map[string]archive.Follow, len(all))
	for _, f := range all {
		byID[f.ID] = f
		if f.Owed != "" {
			if err := r.send(ctx, f, nil); err != nil {
				return err
			}
		}
	}
	pending, err := r.o.Store.Pending(ctx)
	if err != nil {
		return err
	}
	for _, p := range pending {
		f, ok := byID[p.Follow]
		if !ok || f.Suspended || r.now().Before(f.Retry) || r.now().Before(r.due(f, p.Oldest)) {
			continue
		}
		if err := r.notify(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// due returns when matches found at oldest or later are due.
func (r *Runner) due(f archive.Follow, oldest time.Time) time.Time {
	if f.Every == archive.FollowAtOnce {
		at := oldest.Add(r.times.Gather)
		if next := f.Sent.Add(r.times.Gap); f.Kind == archive.FollowMail && !f.Sent.IsZero() && next.After(at) {
			return next
		}
		return at
	}
	local := oldest.In(time.Local)
	at := time.Date(local.Year(), local.Month(), local.Day(), digestHour, 0, 0, 0, time.Local)
	for !at.After(oldest) || f.Every == archive.FollowWeekly && at.Weekday() != digestDay {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// delivery is a single message.
type delivery struct {
	follow archive.Follow
	v      url.Values
	ids    []string // all documents it covers
	shown  Shown
	name   string // of the search
}

// key is equal for the same documents and follow, so that recipients can detect duplicates.
func (d *delivery) key() string {
	h := sha256.New()
	fmt.Fprintln(h, d.follow.ID, d.follow.Owed, d.follow.Asked.UnixMilli())
	for _, id := range slices.Sorted(slices.Values(d.ids)) {
		fmt.Fprintln(h, id)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// notify sends the unreported matches of a follow in their present state. Documents that were removed or no longer
// match are dropped.
func (r *Runner) notify(ctx context.Context, f archive.Follow) error {
	matches, err := r.o.Store.Matches(ctx, f.ID)
	if err != nil {
		return err
	}
	most := maxReported
	if f.Kind == archive.FollowWebhook {
		most = webhookHits
	}
	var ids []string
	for _, m := range matches {
		if !m.Told && len(ids) < most {
			ids = append(ids, m.Doc)
		}
	}
	v, err := url.ParseQuery(f.Query)
	if err != nil {
		return err
	}
	d := &delivery{follow: f, v: v}
	if d.ids, err = r.find(ctx, f.Query, ids); err != nil {
		return err
	}
	none := slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(d.ids, id) })
	if len(d.ids) == 0 {
		return r.noted(r.o.Store.Told(ctx, f.ID, nil, none, func(*archive.Follow) {}))
	}
	return r.send(ctx, f, func() (*delivery, []string) { return d, none })
}

// send sends one delivery, or the letter that a follow is owed, and records the outcome. It returns only errors that
// do not concern this follow.
func (r *Runner) send(ctx context.Context, f archive.Follow, of func() (*delivery, []string)) error {
	if f.Kind == archive.FollowMail && (r.o.Mailer == nil || r.now().Before(r.relay)) {
		return nil
	}
	if err := r.checkLease(ctx); err != nil {
		return err
	}
	v, _ := url.ParseQuery(f.Query)
	d, none := &delivery{follow: f, v: v}, []string(nil)
	if of != nil {
		d, none = of()
	}
	err := r.post(ctx, d)
	switch {
	case err == nil:
		r.sent.Add(1)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errRelay):
		r.relay = r.now().Add(r.times.Relay)
		r.o.Log.Error("letters are not sent now; trying again", "in", r.times.Relay, "error", err)
		return nil
	case errors.Is(err, errRefused):
		r.failed.Add(1)
	default:
		return err
	}
	if err := r.note(ctx, d, none, err); err != nil {
		return err
	}
	return wait(ctx, r.times.Pace)
}

// post sends a delivery. Delivery errors wrap errRelay or errRefused.
func (r *Runner) post(ctx context.Context, d *delivery) error {
	f, lang := d.follow, langOf(d.follow)
	var err error
	if d.name, err = r.o.Searches.Name(ctx, lang, d.v); err != nil {
		return err
	}
	if len(d.ids) > 0 {
		hook, limit := f.Kind == archive.FollowWebhook, letterHits
		if hook {
			limit = webhookHits
		}
		if d.shown, err = r.o.Searches.Show(ctx, lang, d.v, d.ids, limit, !hook); err != nil {
			return err
		}
	}
	if f.Kind == archive.FollowWebhook {
		return r.o.Hooks.post(ctx, f, "msg_"+d.key(), r.now(), r.payload(d))
	}
	m, err := r.letter(ctx, d)
	if err != nil {
		return err
	}
	return r.o.Mailer.Send(ctx, m)
}

// note records the outcome of a delivery: success, or a retry with increasing delay until GiveUp.
func (r *Runner) note(ctx context.Context, d *delivery, none []string, err error) error {
	told, now := d.ids, r.now()
	if err != nil {
		told, none = nil, nil
	}
	suspend := err != nil && (errors.Is(err, errGone) ||
		!d.follow.Failing.IsZero() && now.Sub(d.follow.Failing) >= r.times.GiveUp)
	if suspend {
		r.suspended.Add(1)
		none = d.ids
		r.o.Log.Error("a followed search is suspended: what was found could not be sent for too long; see letopis follow",
			"follow", d.follow.ID, "kind", d.follow.Kind)
	}
	return r.noted(r.o.Store.Told(ctx, d.follow.ID, told, none, func(f *archive.Follow) {
		if err == nil {
			if len(d.ids) > 0 {
				f.Sent = now
			} else if f.Owed == d.follow.Owed {
				f.Owed = ""
			}
			f.Failing, f.Tries, f.Retry, f.Error = time.Time{}, 0, time.Time{}, ""
			return
		}
		if len(d.ids) == 0 { // the address never confirmed, so do not write to it again
			f.Owed = ""
			return
		}
		if f.Failing.IsZero() {
			f.Failing = now
		}
		f.Tries++
		f.Error, f.Suspended = err.Error(), suspend
		f.Retry = now.Add(min(r.times.Retry<<min(f.Tries-1, 10), 6*time.Hour))
	}))
}

// noted ignores that a follow has ended meanwhile.
func (r *Runner) noted(err error) error {
	if errors.Is(err, archive.ErrNotFound) {
		return nil
	}
	return err
}

// Kinds of delivery errors.
var (
	errRelay   = errors.New("the mail server does not take letters")
	errRefused = errors.New("it was not taken")
	errGone    = errors.New("it wants nothing any more (410)")
)
