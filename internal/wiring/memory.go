package wiring

import (
	"letopis/internal/config"
	"letopis/internal/memlimit"
)

// CacheBytes is the memory for decoded postings: an eighth of what the process
// may use, at most 1 GB unless set.
func CacheBytes(cfg *config.Config) int64 {
	if cfg.Index.CacheMB > 0 {
		return int64(cfg.Index.CacheMB) << 20
	}
	return memlimit.Current().Share(8, 32<<20, 1<<30)
}
