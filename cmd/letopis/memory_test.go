package main

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/datadir"
	"letopis/internal/memlimit"
	"letopis/internal/testkit/footprint"
)

// The collector keeps a server to what is usual until that leaves no room for garbage, and never beyond the limit.
func TestHeapLimit(t *testing.T) {
	const whole = 8 << 30
	for _, c := range []struct{ live, whole, want int64 }{
		{0, whole, usualHeap}, {300 << 20, whole, usualHeap}, {320 << 20, whole, whole},
		{100 << 20, 200 << 20, 200 << 20}, {500 << 20, 200 << 20, 200 << 20}} {
		if got := heapLimit(c.live, c.whole); got != c.want {
			t.Errorf("%d MB in use of %d: %d MB", c.live>>20, c.whole>>20, got>>20)
		}
	}
	if live := liveHeap(); live < 1<<10 || live > 1<<34 {
		t.Errorf("%d bytes are in use", live)
	}
}

// TestMemory takes three thousand documents in and asks a server of them from 16 clients,
// with 128 MB by the environment: neither takes much more than the program
// itself, workers included.
func TestMemory(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("takes half a minute; reads /proc")
	}
	const ingesting, serving = 230 << 20, 200 << 20
	t.Setenv("GOMEMLIMIT", "128MiB")
	dir, data := acts(t, 3000), t.TempDir()
	cmd := program("ingest", "--data", data, dir)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	peak := watch(t, cmd.Process.Pid)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err, errs.String())
	}
	if m := peak(); m.Processes < 2 || m.Total > ingesting {
		t.Errorf("taking in: %d MB in %d processes, want at most %d", m.Total>>20, m.Processes, ingesting>>20)
	} else {
		t.Logf("taking in: %d MB in %d processes", m.Total>>20, m.Processes)
	}
	address, stop := start(t, data)
	defer stop()
	server, err := datadir.ReadServer(data)
	if err != nil {
		t.Fatal(err)
	}
	peak = watch(t, server.PID)
	var clients sync.WaitGroup
	for c := range 16 {
		clients.Go(func() {
			for i := range 20 {
				q := []string{"дорога", "ремонт участка", "мосты или дороги", "постановл*", "№ 2117"}[(c+i)%5]
				res, err := http.Get(fmt.Sprintf("%s/api/v1/search?limit=20&q=%s", address, url.QueryEscape(q)))
				if err != nil {
					t.Error(err)
					return
				}
				_ = res.Body.Close() // it is read by nobody
			}
		})
	}
	clients.Wait()
	if m := peak(); m.Processes != 1 || m.Total > serving {
		t.Errorf("serving: %d MB, want at most %d", m.Total>>20, serving>>20)
	} else {
		t.Logf("serving: %d MB", m.Total>>20)
	}
}

// watch measures a process and what it starts until it has ended or its peak is asked for: the
// most memory, the most processes.
func watch(t *testing.T, pid int) (peak func() footprint.Memory) {
	t.Helper()
	done, most := make(chan struct{}), make(chan footprint.Memory, 1)
	go func() {
		var m footprint.Memory
		for {
			select {
			case <-done:
				most <- m
				return
			case <-time.After(20 * time.Millisecond):
				if now, err := footprint.Of(pid); err == nil {
					m.Total, m.Processes = max(m.Total, now.Total), max(m.Processes, now.Processes)
				}
			}
		}
	}()
	return func() footprint.Memory { close(done); return <-most }
}

// TestMemoryInForce: who runs the program can see which limit holds.
func TestMemoryInForce(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	cmd := program("config", "print")
	cmd.Env = append(cmd.Env, "GOMEMLIMIT=300MiB")
	out, err := cmd.CombinedOutput()
	want := "memory: 300 MB (GOMEMLIMIT); the collector keeps to 300 MB (GOMEMLIMIT); postings 37 MB, documents 8 MB"
	if err != nil || !strings.Contains(string(out), want) {
		t.Errorf("%v %s", err, out)
	}
	data := t.TempDir()
	must(t, "ingest", "--data", data, acts(t, 1))
	if out := must(t, "check", "--data", data); !strings.Contains(out, "\nmemory     "+memlimit.Current().String()) ||
		runtime.GOOS == "linux" && memlimit.Current().Bytes == math.MaxInt64 {
		t.Errorf("%s", out)
	}
}
