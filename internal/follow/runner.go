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

// Searches answer what is followed, as the site answers it.
type Searches interface {
	// Seq is up to where in the log documents can be found.
	Seq(ctx context.Context) (archive.Seq, error)
	// Find returns which of ids a search finds: with all its words, as it is written. ErrQuery: it is wrong in itself.
	Find(ctx context.Context, v url.Values, ids []string) ([]string, error)
	// Show returns the newest of those that Find finds, at most limit, as they are shown now. fold folds near-duplicates
	// and the sections of a text.
	Show(ctx context.Context, lang web.Lang, v url.Values, ids []string, limit int, fold bool) (Shown, error)
	// Name is what people call a search, "" of one without conditions.
	Name(ctx context.Context, lang web.Lang, v url.Values) (string, error)
}

// Shown are documents that a search finds.
type Shown struct {
	Cards []web.Hit
	JSON  json.RawMessage // hits as the API has them, an array
}

// Store is what a Runner needs of an archive.Store.
type Store interface {
	archive.Follows
	archive.Leaser
	Log(ctx context.Context, after archive.Seq, limit int) ([]archive.Entry, error)
}

// Options are what a Runner works with; all are required but Mailer.
type Options struct {
	Store    Store
	Searches Searches
	Mailer   Mailer // nil: letters are not sent
	Hooks    *Hooks
	Base     string // the address that people see
	Name     string // of the archive
	Log      *slog.Logger
	Times    Times            // the zero value works
	Now      func() time.Time // nil: time.Now
}

// Times are how long what takes. Those that are zero are replaced by their defaults.
type Times struct {
	Poll   time.Duration // between two passes
	Gather time.Duration // documents that come together are told together: so long after the first
	Gap    time.Duration // between two letters of one search
	Again  time.Duration // before a search that failed is asked again
	Retry  time.Duration // before what was not taken is sent again, at first; twice as long each time, to six hours
	Relay  time.Duration // before a relay that does not answer is asked again
	Pace   time.Duration // between two deliveries
	GiveUp time.Duration // deliveries that fail for so long are suspended
}

func (t Times) withDefaults() Times {
	t.Poll = cmp.Or(t.Poll, 2*time.Second)
	t.Gather, t.Gap = cmp.Or(t.Gather, time.Minute), cmp.Or(t.Gap, 15*time.Minute)
	t.Again, t.Retry = cmp.Or(t.Again, 5*time.Second), cmp.Or(t.Retry, 5*time.Minute)
	t.Relay = cmp.Or(t.Relay, time.Minute)
	t.Pace, t.GiveUp = cmp.Or(t.Pace, 50*time.Millisecond), cmp.Or(t.GiveUp, 72*time.Hour)
	return t
}

// Runner does what is followed. Run is called once; Status by anybody.
type Runner struct {
	o     Options
	times Times
	lease *archive.Lease
	relay time.Time // when the relay of letters may be asked again
	swept time.Time // when stale was called last

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

// leaseEvery is how often a process asks for the right that another one has.
const leaseEvery = 10 * time.Second

// Run works until ctx ends: of several processes one at a time. Errors are logged and tried again.
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

// checkLease asks whether this process has the right still.
func (r *Runner) checkLease(ctx context.Context) error {
	if r.lease == nil {
		return nil
	}
	return r.lease.Held(ctx)
}

// work makes passes until ctx ends.
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

// Pass is one pass, for tests.
func (r *Runner) Pass(ctx context.Context) error { return r.pass(ctx) }

// pass looks for what is new, and sends what is due. What cannot be found must not hold up what was found.
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

// Status is how it is with what is followed.
type Status struct {
	Mail, Webhooks, Unconfirmed, Suspended int
	Pending                                int       // documents that are found and not told
	Oldest                                 time.Time // when the first of them was found
}

// StatusOf reads a Status.
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

// Gauges are what operators watch. Counts are of this process.
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
