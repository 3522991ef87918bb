package admission

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"letopis/internal/archive"
)

// Failed sign-ins may take only limited space in the audit log: one entry per network and minute, for a limited
// number of networks with all others combined; after a daily number of entries, one per hour for all.
const (
	failureWindow   = time.Minute
	failureNetworks = 16
	failureEntries  = 200
	failureRest     = time.Hour
)

// Failures records in the audit log how often invalid keys were tried, by network. It is safe for concurrent use.
type Failures struct {
	store archive.Auditor
	log   *slog.Logger
	now   func() time.Time

	mu      sync.Mutex
	counts  map[string]int // not written yet, by network; "" combines those beyond failureNetworks
	due     *time.Timer    // writes them; nil if there are none
	day     time.Time      // start of the day that spent counts
	spent   int
	writing sync.Mutex // serialises writes
}

// NewFailures returns Failures that write to store.
func NewFailures(store archive.Auditor, log *slog.Logger) *Failures {
	return &Failures{store: store, log: log, now: time.Now, counts: map[string]int{}}
}

// network returns the network of a client: a /24 of IPv4, a /48 of IPv6.
func network(client netip.Addr) string {
	bits := 48
	if client.Is4() {
		bits = 24
	}
	p, err := client.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// Note counts a failure. It is written within a minute, or within an hour if there were many.
func (f *Failures) Note(client netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := network(client)
	if _, ok := f.counts[name]; !ok && len(f.counts) >= failureNetworks {
		name = ""
	}
	f.counts[name]++
	f.arm()
}

// arm schedules writing the counts. f.mu must be held.
func (f *Failures) arm() {
	if f.due != nil || len(f.counts) == 0 {
		return
	}
	wait := failureWindow
	if f.exhausted() {
		wait = failureRest
	}
	f.due = time.AfterFunc(wait, func() {
		ctx, cancel := context.WithTimeout(context.Background(), failureWindow)
		defer cancel()
		f.write(ctx)
	})
}

// exhausted reports whether the entries of today are used up. f.mu must be held.
func (f *Failures) exhausted() bool {
	if now := f.now(); now.Sub(f.day) >= 24*time.Hour {
		f.day, f.spent = now, 0
	}
	return f.spent >= failureEntries
}

// Flush writes the counts early, so that readers of the log see them, unless the entries of today are used up.
func (f *Failures) Flush(ctx context.Context) {
	f.mu.Lock()
	wait := f.exhausted()
	f.mu.Unlock()
	if !wait {
		f.write(ctx)
	}
}

// Close writes the remaining counts.
func (f *Failures) Close(ctx context.Context) { f.write(ctx) }

// write writes the counts; after an error they are kept for the next time.
func (f *Failures) write(ctx context.Context) {
	f.writing.Lock()
	defer f.writing.Unlock()
	entries, counts := f.take()
	if len(entries) == 0 {
		return
	}
	err := f.store.AddAudit(ctx, entries...)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.log.Warn("failed sign-ins are not in the audit log yet; trying again", "error", err)
		for name, n := range counts {
			f.counts[name] += n
		}
		f.arm()
		return
	}
	f.spent += len(entries)
}

// take returns the counts and resets them.
func (f *Failures) take() ([]archive.AuditEntry, map[string]int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.due != nil {
		f.due.Stop()
		f.due = nil
	}
	counts := f.counts
	f.counts = map[string]int{}
	if len(counts) > 0 && f.exhausted() {
		total := 0
		for _, n := range counts {
			total += n
		}
		counts = map[string]int{"": total}
	}
	var out []archive.AuditEntry
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	}) {
		out = append(out, archive.AuditEntry{At: f.now().UTC(), Did: archive.DidFail, Client: name,
			Detail: strconv.Itoa(counts[name])})
	}
	return out, counts
}
