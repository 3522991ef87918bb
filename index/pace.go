package index

import "context"

// Pacer may pause whoever works for long, for others' sake. It returns at once when
// ctx ends.
type Pacer func(ctx context.Context)

// PacedBytes is how much Verify reads between two calls of Pace.
const PacedBytes = 256 << 10

type pacerKey struct{}

// WithPacer returns a context whose work p paces, see Pace.
func WithPacer(ctx context.Context, p Pacer) context.Context {
	return context.WithValue(ctx, pacerKey{}, p)
}

// Pace lets the Pacer of ctx, if there is one, pause the caller, and returns ctx.Err()
// then. Who works for long for a request calls it now and then, every millisecond
// or so, without holding a lock that others wait for.
func Pace(ctx context.Context) error {
	if p, ok := ctx.Value(pacerKey{}).(Pacer); ok {
		p(ctx)
	}
	return ctx.Err()
}
