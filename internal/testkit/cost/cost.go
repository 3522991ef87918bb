// Package cost holds that the work for a text grows with its length, whatever the text is
// made of: a hostile or unlucky one must not stall what reads it.
//
// A text is one unit again and again; units are tokens, pairs and triples of them, and may have a Count, so that what
// they name is another thing each time. Work is
// processor time of the process, compared at two lengths in turns, so that neither other
// processes nor the machine's speed matter. Tests that use it do not run in parallel.
//
// What is proven: of each unit, that the time of a byte grows by no more than twice between the two lengths of its
// test. With -cost.all the units are every token, every pair, more triples, and every triple of the [Forms] of a rule.
// They are too many to read 4 MB of each: that is read of those that went on growing in shorter texts, that grew most,
// that are dearest, and of a sample; see [Test.survey]. What begins to grow beyond 32 KB, and is not in the sample, is
// not seen.
package cost

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Test is what is held of some work on texts.
type Test struct {
	// Small and Large are the lengths compared, in bytes; 0: 32 KB and 256 KB.
	Small, Large int
	// Noise is what a byte may take, in nanoseconds, before its growth is looked at: the
	// caches of the processor alone double the time of what is read fast. 0: 100.
	Noise float64
	// Max is what a byte may take at all, in nanoseconds. 0: 8000, a megabyte in 8 s.
	Max float64
}

// Linear runs work on texts made of each unit and fails where the time of a byte grows by
// more than twice from Small to Large.
func (c Test) Linear(t *testing.T, units []string, work func(text string)) {
	t.Helper()
	c.Prepared(t, units, func(text string) func() { return func() { work(text) } })
}

// Prepared is Linear for work on what is made of a text, as a file of a binary format; the making does not count.
func (c Test) Prepared(t *testing.T, units []string, prepare func(text string) (work func())) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if c.Large == 0 {
		c.Small, c.Large = 32<<10, 256<<10
	}
	if c.Noise == 0 {
		c.Noise = 100
	}
	if c.Max == 0 {
		c.Max = 8000
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it runs between measurements
	if *all {
		c.survey(t, units, prepare)
		return
	}
	for _, unit := range units {
		b := perByte(unit, c.Large, 1, prepare)
		if b < c.Noise {
			continue
		}
		c.judge(t, unit, perByte(unit, c.Small, 2, prepare), b, prepare)
	}
	t.Logf("%d units up to %d KB", len(units), c.Large>>10)
}

// maxGrowth is how much dearer than in a small text no noise makes a byte.
const maxGrowth = 10

// judge complains of a unit whose byte takes a nanoseconds in a small text and b in a large one, after it has measured
// again.
func (c Test) judge(t *testing.T, unit string, a, b float64, prepare func(text string) (work func())) {
	t.Helper()
	for try := 2; b > c.Noise && b > 2*a && b < maxGrowth*a && try < 6; try++ {
		a, b = max(a, perByte(unit, c.Small, try, prepare)), min(b, perByte(unit, c.Large, try, prepare))
	}
	switch {
	case b > c.Noise && b > 2*a:
		t.Errorf("%q: a byte takes %.0f ns in a text of %d KB and %.0f ns in one of %d KB",
			unit, a, c.Small>>10, b, c.Large>>10)
	case b > c.Max:
		t.Errorf("%q: a byte takes %.0f ns", unit, b)
	}
}

// perByte is the time in nanoseconds that a byte takes in a text of n bytes.
func perByte(unit string, n, times int, prepare func(text string) (work func())) float64 {
	return float64(Least(times, prepare(text(unit, n)))) / float64(n)
}

// text is a unit again and again, in n bytes or a little less; a little more where it has a Count.
func text(unit string, n int) string {
	if !strings.Contains(unit, Count) {
		return strings.Repeat(unit, n/len(unit)+1)[:n/len(unit)*len(unit)]
	}
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.ReplaceAll(unit, Count, strconv.Itoa(i)))
	}
	return b.String()
}

// Least is the processor time that work takes, the least of several times.
func Least(times int, work func()) time.Duration {
	least := time.Hour
	for range times {
		collect()
		start := processorTime()
		work()
		least = min(least, processorTime()-start)
	}
	return least
}

// collect has the collector run where there is much for it: not within what is measured.
func collect() {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	if metrics.Read(heap); heap[0].Value.Uint64() > 512<<20 {
		runtime.GC()
	}
}

// processorTime is what this process has used so far: other processes do not count.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of the test: it cannot fail on Unix
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
