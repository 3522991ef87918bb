package archive

import "context"

// Lease is a right held by one process at a time, until the process releases it or ends, however it ends.
type Lease struct {
	// Work is the context for everything done under the lease. It ends when the lease is released, or within about
	// ten seconds after it is lost and before another process gets it.
	Work context.Context
	// Held reports whether the lease is still held: ErrLocked if not, ErrUnavailable if that cannot be determined.
	// Call it before anything that must not happen twice, because Work of a suspended process ends late.
	Held func(ctx context.Context) error
	// Release gives up the lease. It is idempotent.
	Release func()
}

// Leaser is the part of a Store by which processes that share it take turns at work that only one may do at a time.
type Leaser interface {
	// Lease acquires the lease of the given name. ErrLocked says which other process holds it. who describes this
	// process in a few words. Work derives from ctx.
	Lease(ctx context.Context, name, who string) (*Lease, error)
}

// Names of leases.
const (
	LeaseIndex  = "index"   // writing the shared index
	LeaseFollow = "follow"  // delivering followed searches
	LeaseSource = "source " // prefix of the name of a source: ingesting that source
)
