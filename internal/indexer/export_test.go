package indexer

import (
	"time"

	"letopis/internal/archive"
)

// SetToday makes it another day for tests.
func (x *Indexer) SetToday(day archive.Date) { x.today = func() archive.Date { return day } }

// SetPatience sets the watchdog's timeout for tests.
func (x *Indexer) SetPatience(d time.Duration) { x.stallTimeout = d }
