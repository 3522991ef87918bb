package admission

import (
	"net/netip"
	"testing"
)

func TestRememberedClientsAreBounded(t *testing.T) {
	rl := NewRateLimiter(1, 1)
	for i := range 2 * maxClients {
		rl.bucket(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))
	}
	if n := rl.buckets.Stats().Entries; n < maxClients/2 || n > maxClients {
		t.Errorf("%d clients are remembered, at most %d may be", n, maxClients)
	}
}
