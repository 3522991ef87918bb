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

// documentBytes returns the memory for cached documents. By default it is 1/64 of the memory limit, at most 32 MB,
// which is about three thousand documents of usual length. The garbage collector needs as much again.
func documentBytes(cfg *config.Config) int {
	if cfg.Server.DocumentsMB != 0 {
		return cfg.Server.DocumentsMB << 20
	}
	return int(memlimit.Current().Share(64, 8<<20, 32<<20))
}

// memoryInForce describes which memory limit applies, where it comes from, and what follows from it.
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

// usualHeap limits the heap of a server on machines of any size. It suffices for the caches of some hundred thousand
// documents. By default Go lets garbage grow to the size of the live heap.
const usualHeap = 416 << 20

// keepHeap limits the heap to usualHeap until ctx ends, as long as a quarter of that is left for garbage. A larger
// archive gets the limit that was set before. An explicit GOMEMLIMIT takes precedence.
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

// heapLimit returns the memory limit for a size of the live heap, given the limit of the process.
func heapLimit(live, whole int64) int64 {
	if live > usualHeap/4*3 {
		return whole
	}
	return min(usualHeap, whole)
}

// liveHeap returns the size of the heap after the last collection.
func liveHeap() int64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return int64(live[0].Value.Uint64())
}
