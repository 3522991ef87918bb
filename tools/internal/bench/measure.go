package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Times are percentiles of how long one query took, in milliseconds.
type Times struct {
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
}

func percentiles(d []time.Duration) Times {
	if len(d) == 0 {
		return Times{}
	}
	slices.Sort(d)
	ms := func(p int) float64 { return float64(d[min(len(d)*p/100, len(d)-1)].Nanoseconds()) / 1e6 }
	return Times{P50: ms(50), P99: ms(99)}
}

// timedAsk asks a query and returns how long the engine took.
type timedAsk func(context.Context, Query) (time.Duration, error)

// clocked takes the time of what has no clock of its own.
func clocked(ask func(context.Context, Query) error) timedAsk {
	return func(ctx context.Context, q Query) (time.Duration, error) {
		start := time.Now()
		err := ask(ctx, q)
		return time.Since(start), err
	}
}

// timed asks each query rounds times, before each of which before runs, untimed.
func timed(ctx context.Context, queries []Query, rounds int, before func(), ask timedAsk) (Times, error) {
	var all []time.Duration
	for range rounds {
		for _, q := range queries {
			if before != nil {
				before()
			}
			took, err := ask(ctx, q)
			if err != nil {
				return Times{}, err
			}
			all = append(all, took)
			if err := ctx.Err(); err != nil {
				return Times{}, err
			}
		}
	}
	return percentiles(all), nil
}

// rate asks queries of all classes in turn from all processors for a while and
// returns queries a second. It goes on after as many as asked tells, so that a
// slow engine, too, is asked all of them in the course of several measurements.
func rate(ctx context.Context, classes []Class, during time.Duration, asked *atomic.Int64,
	ask func(context.Context, Query) error) (float64, error) {
	var queries []Query
	for _, c := range classes {
		queries = append(queries, c.Queries...)
	}
	var done atomic.Int64
	var failed atomic.Pointer[error]
	start := time.Now()
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for time.Since(start) < during && ctx.Err() == nil {
				// A large odd step mixes the classes.
				i := asked.Add(1) * 7919 % int64(len(queries))
				if err := ask(ctx, queries[i]); err != nil {
					failed.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(done.Load()) / time.Since(start).Seconds(), ctx.Err()
}

// memory reads a line of this process's /proc/…/status, in bytes; 0 where there
// is none.
func memory(name string) int64 { return memoryOf(os.Getpid(), name) }

func memoryOf(pid int, name string) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), name+":"); ok {
			var kb int64
			if _, err := fmt.Sscan(rest, &kb); err == nil {
				return kb << 10
			}
		}
	}
	return 0
}

// cpuOf is the CPU time a process has used; 0 where /proc does not tell.
func cpuOf(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name of the program, in parentheses, may hold spaces.
	rest := string(b[bytes.LastIndexByte(b, ')')+1:])
	var user, system int64
	if f := strings.Fields(rest); len(f) > 12 {
		_, _ = fmt.Sscan(f[11], &user)
		_, _ = fmt.Sscan(f[12], &system)
	}
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on all of Linux
}

// resetPeak makes the kernel forget the highest use of memory so far.
// Linux only; elsewhere memory is 0 anyway
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// eachCore calls fn for 0 to n-1 on all cores.
func eachCore(n int, fn func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	workers.Wait()
}
