package testkit

import (
	"fmt"
	"runtime/metrics"
	"testing"
	"time"
)

// What one run of a parser on one input of a fuzz target may take. Inputs are
// below 1 MB, and other work may share the machine.
const (
	boundedTime   = 20 * time.Second
	boundedMemory = 2 << 30 // bytes allocated in all
)

// Bounded runs f, a parser on one input of a fuzz target, and makes findings of
// a hang and of a waste of memory, which fuzzing itself lets pass.
func Bounded(t testing.TB, f func()) {
	t.Helper()
	alarm := time.AfterFunc(boundedTime, func() { panic(fmt.Sprintf("one input takes more than %v", boundedTime)) })
	defer alarm.Stop()
	before := allocated()
	f()
	if n := allocated() - before; n > boundedMemory {
		t.Errorf("one input takes %d MB of memory", n>>20)
	}
}

// allocated is how many bytes the process has allocated so far.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
