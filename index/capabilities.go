package index

import "fmt"

// Capabilities are what an engine can do of what not every engine can. They are the
// same as long as the program runs.
type Capabilities struct {
	// MaxWindow is where the last page by Query.Offset ends: Offset+Limit may not be
	// above; 0: no bound. At least 2,000.
	MaxWindow int
	// CollapseAfter: Query.After works together with Collapse. Without it collapsed pages
	// go by Offset, as far as MaxWindow.
	CollapseAfter bool
	// ExactDistinct is up to where Facet.Distinct and Result.Groups are exact; above they
	// are estimates. 0: always exact. At least 2,000.
	ExactDistinct int
	// AtomicBatches: a Batch becomes visible as a whole.
	AtomicBatches bool
}

// Allow returns ErrUnsupported when the capabilities exclude q. For engines.
func (c Capabilities) Allow(q Query) error {
	if c.MaxWindow > 0 && q.Offset+q.Limit > c.MaxWindow {
		return fmt.Errorf("hits %d to %d, beyond the first %d: %w", q.Offset, q.Offset+q.Limit, c.MaxWindow, ErrUnsupported)
	}
	if q.After != nil && q.Collapse != "" && !c.CollapseAfter {
		return fmt.Errorf("collapsed hits after a place: %w", ErrUnsupported)
	}
	return nil
}
