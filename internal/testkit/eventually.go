package testkit

import (
	"testing"
	"time"
)

// patience is how long what another process or goroutine does may take on a busy machine.
const patience = time.Minute

// Eventually calls missing again and again until it returns "": what is still missing of what
// the test expects of others. After a minute the test fails with that.
func Eventually(t testing.TB, missing func() string) {
	t.Helper()
	pause := time.Millisecond
	for deadline := time.Now().Add(patience); ; time.Sleep(pause) {
		pause = min(2*pause, 100*time.Millisecond)
		said := missing()
		if said == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %s", patience, said)
		}
	}
}
