package main

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"

	"letopis/internal/config"
	"letopis/internal/memlimit"
	"letopis/internal/wiring"
)

// documentBytes is the memory for documents as answers show them: a
// sixty-fourth of what the process may use, at most 128 MB unless set: some ten
// thousand documents of usual length. The garbage collector takes as much again.
func documentBytes(cfg *config.Config) int {
	if cfg.Server.DocumentsMB != 0 {
		return cfg.Server.DocumentsMB << 20
	}
	return int(memlimit.Current().Share(64, 8<<20, 128<<20))
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
