package osindex

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"letopis/index"
)

// leaseTime is how long the right to build outlives a process that was killed. Who has it shows every third of that
// time that it lives; clocks of machines are not compared.
const leaseTime = 30 * time.Second

// lease is what was last seen of who may build.
type lease struct {
	seqNo, term int64 // where the document is in the log of its index
	since       time.Time
}

// held is the document of the lease, and where it is.
type held struct {
	Found bool
	SeqNo int64 `json:"_seq_no"`
	Term  int64 `json:"_primary_term"`
}

func (e *Engine) leasePath() string { return "/" + e.state() + "/_doc/lease" }

// Build implements index.Shared. A process that shows no life for leaseTime loses the right to the next who asks.
func (e *Engine) Build(ctx context.Context) (context.Context, func(), error) {
	e.leasing.Lock()
	defer e.leasing.Unlock()
	if err := e.makeState(ctx); err != nil {
		return nil, nil, err
	}
	var now held
	err := e.c.call(ctx, http.MethodGet, e.leasePath(), nil, nil, &now)
	if f := new(failure); err != nil && !(asFailure(err, &f) && f.Status == http.StatusNotFound) {
		return nil, nil, err
	}
	params := url.Values{"op_type": {"create"}}
	if now.Found {
		seen := lease{now.SeqNo, now.Term, time.Now()}
		if e.seen.seqNo != seen.seqNo || e.seen.term != seen.term {
			e.seen = seen
		}
		if time.Since(e.seen.since) < leaseTime {
			return nil, nil, fmt.Errorf("OpenSearch at %s: another process builds an index of %s: %w", e.c.urls, e.o.Prefix,
				index.ErrLocked)
		}
		params = at(now)
	}
	owner := rand.Text()
	if now, err = e.show(ctx, owner, params); is(err, "version_conflict_engine_exception") {
		return nil, nil, fmt.Errorf("OpenSearch at %s: another process was faster: %w", e.c.urls, index.ErrLocked)
	} else if err != nil {
		return nil, nil, err
	}
	work, lost := context.WithCancelCause(ctx)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		e.keep(work, owner, now, lost, done)
	}()
	return work, func() { close(done); <-ended; lost(nil) }, nil
}

// at makes a write conditional on what was read.
func at(h held) url.Values {
	return url.Values{"if_seq_no": {strconv.FormatInt(h.SeqNo, 10)}, "if_primary_term": {strconv.FormatInt(h.Term, 10)}}
}

// show writes that owner has the lease.
func (e *Engine) show(ctx context.Context, owner string, params url.Values) (h held, err error) {
	err = e.c.call(ctx, http.MethodPut, e.leasePath(), params, object{"owner": owner}, &h)
	return h, err
}

// keep shows life until done, and gives the lease back; lost ends the work when another has it.
func (e *Engine) keep(ctx context.Context, owner string, now held, lost context.CancelCauseFunc, done <-chan struct{}) {
	shown := time.Now()
	tick := time.NewTicker(leaseTime / 3)
	defer tick.Stop()
	for {
		select {
		case <-done:
			back, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTime/3)
			defer cancel()
			_ = e.c.call(back, http.MethodDelete, e.leasePath(), at(now), nil, nil) // it ends by itself else
			return
		case <-tick.C:
		}
		next, err := e.show(ctx, owner, at(now))
		switch {
		case err == nil:
			now, shown = next, time.Now()
		case is(err, "version_conflict_engine_exception"), time.Since(shown) > leaseTime*2/3:
			lost(fmt.Errorf("the right to build an index is lost: %w: %w", index.ErrLocked, err))
		}
	}
}
