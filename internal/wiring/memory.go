package wiring

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"

	"letopis/internal/config"
)

// cacheBytes is the memory for decoded postings: a quarter of what the process
// may use, at most 1 GB unless set.
func cacheBytes(cfg *config.Config) int64 {
	if cfg.Index.CacheMB > 0 {
		return int64(cfg.Index.CacheMB) << 20
	}
	return min(max(MemoryLimit()/4, 32<<20), 1<<30)
}

// MemoryLimit is what the process may use, by GOMEMLIMIT or the control group,
// and what the machine has; math.MaxInt64 when nothing is said.
func MemoryLimit() int64 {
	limit := debug.SetMemoryLimit(-1)
	if limit != math.MaxInt64 {
		return limit
	}
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int64
		if _, err := fmt.Sscanf(string(b), "MemTotal: %d kB", &kb); err == nil && kb > 0 {
			limit = kb << 10
		}
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		var n int64
		if b, err := os.ReadFile(name); err == nil {
			if _, err := fmt.Sscan(string(b), &n); err == nil && n > 0 {
				limit = min(limit, n)
			}
		}
	}
	return limit
}
