package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"letopis/internal/config"
	"letopis/internal/memlimit"
	"letopis/internal/wiring"
)

// documentBytes is the memory for documents as answers show them: a
// sixty-fourth of what the process may use, at most 32 MB unless set: some three
// thousand documents of usual length. The garbage collector takes as much again.
func documentBytes(cfg *config.Config) int {
	if cfg.Server.DocumentsMB != 0 {
		return cfg.Server.DocumentsMB << 20
	}
	return int(memlimit.Current().Share(64, 8<<20, 32<<20))
}

// memoryInForce says for people which limit holds, who sets it, and what follows from it.
func memoryInForce(cfg *config.Config) string {
	collector := "no limit for the collector"
	if n := debug.SetMemoryLimit(-1); n < math.MaxInt64 {
		collector = fmt.Sprintf("the collector keeps to %d MB", n>>20)
		if os.Getenv(memlimit.Variable) != "" {
			collector += " (" + memlimit.Variable + ")"
		}
	}
	return fmt.Sprintf("%s; %s; postings %d MB, documents %d MB", memlimit.Current(), collector,
		wiring.CacheBytes(cfg)>>20, max(documentBytes(cfg), 0)>>20)
}

// usualHeap is what Go's memory of a server is kept to, however large the machine: enough for what is kept of some
// hundred thousand documents. Go by itself lets garbage grow to as much as is kept.
const usualHeap = 416 << 20

// keepHeap has the collector keep to usualHeap until ctx ends, for as long as a quarter of that is free for garbage:
// an archive that needs more has what Go and the limit allow. Who has set GOMEMLIMIT has the last word.
func keepHeap(ctx context.Context) {
	if os.Getenv(memlimit.Variable) != "" {
		return
	}
	whole := debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(whole)
	for {
		debug.SetMemoryLimit(heapLimit(liveHeap(), whole))
		select {
		case <-ctx.Done():
			return
		case <-time.After(2 * time.Second):
		}
	}
}

// heapLimit is the collector's limit where so much is in use, and so much may be.
func heapLimit(live, whole int64) int64 {
	if live > usualHeap/4*3 {
		return whole
	}
	return min(usualHeap, whole)
}

// liveHeap is what the last collection left.
func liveHeap() int64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int64(live[0].Value.Uint64())
}
