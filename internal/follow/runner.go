package follow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"letopis/internal/archive"
	"letopis/web"
)

// Searches runs followed searches as the site does.
type Searches interface {
	// Seq returns the log position up to which documents are searchable.
	Seq(ctx context.Context) (archive.Seq, error)
	// Find returns which of the ids match a search, with all words as typed. ErrQuery means that the search is
	// invalid.
	Find(ctx context.Context, v url.Values, ids []string) ([]string, error)
	// Show returns the newest of the documents that Find finds, at most limit, in their present state. fold folds
	// near-duplicates and the sections of a text.
	Show(ctx context.Context, lang web.Lang, v url.Values, ids []string, limit int, fold bool) (Shown, error)
	// Name returns the display name of a search, "" if it has no conditions.
	Name(ctx context.Context, lang web.Lang, v url.Values) (string, error)
}

// Shown holds documents that match a search.
type Shown struct {
	Cards []web.Hit
	JSON  json.RawMessage // an array of hits as in the API
}

// Store is the required part of archive.Store.
type Store interface {
	archive.Follows
	archive.Leaser
	Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error)
}

// Options are the dependencies and settings of a Runner; all are required except Mailer.
type Options struct {
	Store    Store
	Searches Searches
	Mailer   Mailer // nil disables e-mail
	Hooks    *Hooks
	Base     string // public URL of the archive
	Name     string // of the archive
	Log      *slog.Logger
	Times    Times            // the zero value is valid
	Now      func() time.Time // defaults to time.Now
}

// Times are intervals and delays; zero ones are replaced by defaults.
type Times struct {
	Poll   time.Duration // between passes
	Gather time.Duration // delay after the first match, so that documents arriving together are reported together
	Gap    time.Duration // between e-mails for the same search
	Again  time.Duration // before a failed search is tried again
	Retry  time.Duration // before the first retry of a delivery, doubled each time up to six hours
	Relay  time.Duration // before an unreachable mail server is tried again
	Pace   time.Duration // between deliveries
	GiveUp time.Duration // after failing for this long, deliveries are suspended
}

func (t Times) withDefaults() Times {
	t.Poll = cmp.Or(t.Poll, 2*time.Second)
	t.Gather, t.Gap = cmp.Or(t.Gather, time.Minute), cmp.Or(t.Gap, 15*time.Minute)
	t.Again, t.Retry = cmp.Or(t.Again, 5*time.Second), cmp.Or(t.Retry, 5*time.Minute)
	t.Relay = cmp.Or(t.Relay, time.Minute)
	t.Pace, t.GiveUp = cmp.Or(t.Pace, 50*time.Millisecond), cmp.Or(t.GiveUp, 72*time.Hour)
	return t
}

// Runner matches and delivers followed searches. Run must be called once; Status may be called concurrently.
type Runner struct {
	o     Options
	times Times
	lease *archive.Lease
	relay time.Time // earliest time to try the mail server again
	swept time.Time // last time unconfirmed follows were removed

	sent, failed, unmatched, suspended atomic.Int64
}

// New returns a Runner.
func New(o Options) *Runner {
	if o.Now == nil {
		o.Now = func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
	}
	return &Runner{o: o, times: o.Times.withDefaults()}
}

func (r *Runner) now() time.Time { return r.o.Now() }

// leaseEvery is the interval between attempts to acquire the lease.
const leaseEvery = 10 * time.Second

// Run works until ctx ends; of several processes one at a time does. Errors are logged and retried.
func (r *Runner) Run(ctx context.Context) {
	for ctx.Err() == nil {
		l, err := r.o.Store.Lease(ctx, archive.LeaseFollow, "following searches")
		if err == nil {
			r.lease = l
			r.work(l.Work)
			l.Release()
			continue
		}
		if !errors.Is(err, archive.ErrLocked) && ctx.Err() == nil {
			r.o.Log.Error("followed searches are not looked after; trying again", "error", err)
		}
		_ = wait(ctx, leaseEvery)
	}
}

// checkLease verifies that this process still has the lease.
func (r *Runner) checkLease(ctx context.Context) error {
	if r.lease == nil {
		return nil
	}
	return r.lease.Held(ctx)
}

// work runs passes until ctx ends.
func (r *Runner) work(ctx context.Context) {
	for pause := r.times.Poll; ctx.Err() == nil; {
		if err := r.pass(ctx); err != nil && ctx.Err() == nil {
			pause = min(2*pause, max(r.times.Poll, time.Minute))
			r.o.Log.Error("following searches; trying again", "in", pause, "error", err)
		} else {
			pause = r.times.Poll
		}
		_ = wait(ctx, pause)
	}
}

// Pass runs one pass, for tests.
func (r *Runner) Pass(ctx context.Context) error { return r.pass(ctx) }

// pass matches new documents and sends what is due. A failure to match does not delay what was matched earlier.
func (r *Runner) pass(ctx context.Context) error {
	var errs []error
	for more := true; more; {
		var err error
		if more, err = r.match(ctx); err != nil {
			errs, more = append(errs, err), false
		}
	}
	if now := r.now(); now.Sub(r.swept) >= time.Minute {
		r.swept = now
		errs = append(errs, r.removeUnconfirmed(ctx))
	}
	return errors.Join(append(errs, r.deliver(ctx))...)
}

// Status summarises followed searches.
type Status struct {
	Mail, Webhooks, Unconfirmed, Suspended int
	Pending                                int       // matches not yet reported
	Oldest                                 time.Time // when the oldest of them was found
}

// StatusOf returns the Status of a store.
func StatusOf(ctx context.Context, s archive.Follows) (Status, error) {
	var out Status
	all, err := s.ListFollows(ctx, archive.FollowKey{})
	if err != nil {
		return out, err
	}
	for _, f := range all {
		switch {
		case !f.Confirmed:
			out.Unconfirmed++
		case f.Suspended:
			out.Suspended++
		case f.Kind == archive.FollowMail:
			out.Mail++
		default:
			out.Webhooks++
		}
	}
	pending, err := s.Pending(ctx)
	for _, p := range pending {
		out.Pending += p.Docs
		if out.Oldest.IsZero() || p.Oldest.Before(out.Oldest) {
			out.Oldest = p.Oldest
		}
	}
	return out, err
}

// Gauges returns metrics for operators. Counters are those of this process.
func (r *Runner) Gauges(ctx context.Context) map[string]float64 {
	out := map[string]float64{"letopis_follow_sent": float64(r.sent.Load()),
		"letopis_follow_failed": float64(r.failed.Load()), "letopis_follow_given_up": float64(r.suspended.Load()),
		"letopis_follow_unanswered": float64(r.unmatched.Load())}
	s, err := StatusOf(ctx, r.o.Store)
	if err != nil {
		return out
	}
	out["letopis_follow_mail"], out["letopis_follow_webhooks"] = float64(s.Mail), float64(s.Webhooks)
	out["letopis_follow_unconfirmed"], out["letopis_follow_suspended"] = float64(s.Unconfirmed), float64(s.Suspended)
	out["letopis_follow_pending_documents"], out["letopis_follow_oldest_pending_seconds"] = float64(s.Pending), 0
	if s.Pending > 0 {
		out["letopis_follow_oldest_pending_seconds"] = r.now().Sub(s.Oldest).Seconds()
	}
	return out
}
