package admission

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"letopis/internal/archive"
)

// auditor keeps what is written.
type auditor struct {
	archive.Auditor
	entries []archive.AuditEntry
	err     error
}

func (a *auditor) AddAudit(_ context.Context, e ...archive.AuditEntry) error {
	if a.err == nil {
		a.entries = append(a.entries, e...)
	}
	return a.err
}

func TestFailuresAreNoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &auditor{err: errors.New("in use")}
		f := NewFailures(a, slog.New(slog.DiscardHandler))
		for _, client := range []string{"192.0.2.7", "192.0.2.250", "198.51.100.1", "2001:db8:1:2::", "2001:db8:1:3::"} {
			f.Note(netip.MustParseAddr(client))
		}
		time.Sleep(failureWindow + time.Second)
		synctest.Wait()
		a.err = nil // what could not be written was kept
		f.Note(netip.MustParseAddr("192.0.2.1"))
		time.Sleep(failureWindow + time.Second)
		synctest.Wait()
		want := [][2]string{{"192.0.2.0/24", "3"}, {"2001:db8:1::/48", "2"}, {"198.51.100.0/24", "1"}}
		if len(a.entries) != len(want) {
			t.Fatalf("%+v", a.entries)
		}
		for i, e := range a.entries {
			if e.Client != want[i][0] || e.Detail != want[i][1] || e.Did != archive.DidFail || e.By != "" || e.At.IsZero() {
				t.Errorf("%+v, want %v", e, want[i])
			}
		}
		f.Note(netip.MustParseAddr("192.0.2.1"))
		f.Flush(t.Context())
		if len(a.entries) != len(want)+1 {
			t.Error("who reads the log does not find what was just tried")
		}
		time.Sleep(2 * failureWindow)
		synctest.Wait()
		if len(a.entries) != len(want)+1 {
			t.Error("it is written twice")
		}
	})
}

// Whoever tries from wherever and however often, a day takes no more than so many entries, and no try is left out.
func TestFailuresAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &auditor{}
		f := NewFailures(a, slog.New(slog.DiscardHandler))
		const days, tries = 3, 24 * 60
		for i := range days * tries {
			for k := range 50 {
				f.Note(netip.AddrFrom4([4]byte{byte(i), byte(i >> 8), byte(k), 1}))
				f.Flush(t.Context())
			}
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		f.Close(t.Context())
		total := 0
		for _, e := range a.entries {
			n := 0
			for _, r := range e.Detail {
				n = 10*n + int(r-'0')
			}
			total += n
		}
		if most := (days + 1) * (failureEntries + failureNetworks + 26); len(a.entries) > most {
			t.Errorf("%d entries, want %d at most", len(a.entries), most)
		}
		if total != days*tries*50 {
			t.Errorf("%d tries are noted of %d", total, days*tries*50)
		}
		if len(f.counts) > failureNetworks+1 {
			t.Errorf("%d networks are remembered", len(f.counts))
		}
	})
}
