package indexer

import "time"

// SetPatience shortens the watchdog's patience for tests.
func (x *Indexer) SetPatience(d time.Duration) { x.patience = d }
