package admission

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"letopis/index"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

func client(n byte) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, 0, n}) }

// begin waits for a turn of a client.
func begin(ctx context.Context, fs *FairScheduler, who netip.Addr) (context.Context, *Turn, error) {
	r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx)
	return fs.Begin(request.Begin(r, who.String()).Context())
}

// work holds a place for a while.
func work(t *testing.T, fs *FairScheduler, who netip.Addr, d time.Duration) {
	t.Helper()
	_, turn, err := begin(t.Context(), fs, who)
	if err != nil {
		t.Error(err)
		return
	}
	time.Sleep(d)
	turn.End()
}

func TestSchedulerIsFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 2, Waiting: 64})
		var heavy sync.WaitGroup
		for i := range byte(16) {
			heavy.Go(func() {
				for start := time.Now(); time.Since(start) < time.Minute; {
					work(t, fs, client(i), 100*time.Millisecond)
				}
			})
		}
		time.Sleep(10 * time.Second)
		for range 20 { // a person: at once, however many wait
			start := time.Now()
			work(t, fs, client(100), 10*time.Millisecond)
			if took := time.Since(start); took > 10*time.Millisecond {
				t.Errorf("a light client waits %s", took)
			}
			time.Sleep(time.Second)
		}
		// A program that pauses now and then waits less than those that always ask.
		fs.mu.Lock()
		fs.usage(client(101), time.Now()).used = 2 * time.Second
		fs.mu.Unlock()
		start := time.Now()
		work(t, fs, client(101), 0)
		if took := time.Since(start); took == 0 || took > 600*time.Millisecond {
			t.Errorf("a client that pauses waits %s", took)
		}
		heavy.Wait()
		if running, waiting := fs.Load(); running != 0 || waiting != 0 {
			t.Errorf("%d run and %d wait in the end", running, waiting)
		}
	})
}

func TestSchedulerTurnsAwayWhoUsedMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 1, Waiting: 1})
		for i := range byte(4) { // none is light, the first used most
			fs.usage(client(i), time.Now()).used = time.Duration(10-i) * lightUse
		}
		_, turn, err := begin(t.Context(), fs, client(3))
		if err != nil {
			t.Fatal(err)
		}
		errs := make([]error, 3)
		for i := range byte(3) {
			go func() {
				_, other, err := begin(t.Context(), fs, client(i))
				errs[i] = err
				other.End()
			}()
			synctest.Wait()
		}
		turn.End()
		synctest.Wait()
		var p problem.Problem
		if errs[2] != nil || !errors.As(errs[0], &p) || p.Code != problem.Busy || !errors.As(errs[1], &p) {
			t.Errorf("%v", errs)
		}
	})
}

func TestSchedulerForgetsWhoGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 1, Waiting: 4})
		fs.usage(client(1), time.Now()).used = time.Minute
		_, turn, err := begin(t.Context(), fs, client(1))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := begin(ctx, fs, client(1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		turn.End()
		if running, waiting := fs.Load(); running != 0 || waiting != 0 {
			t.Errorf("%d run and %d wait", running, waiting)
		}
	})
}

// always asks without a pause for a while, each search taking d of which it gives
// way at every millisecond, and counts its searches.
func always(t *testing.T, fs *FairScheduler, who netip.Addr, d, during time.Duration) (n int) {
	for start := time.Now(); time.Since(start) < during; n++ {
		ctx, turn, err := begin(t.Context(), fs, who)
		if err != nil {
			t.Error(err)
			return n
		}
		for range d / time.Millisecond {
			time.Sleep(time.Millisecond)
			if err := index.Pace(ctx); err != nil {
				t.Error(err)
			}
		}
		turn.End()
	}
	return n
}

func TestOnePlaceIsLeftWhileALightClientIsAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 2, Waiting: 64})
		var heavy sync.WaitGroup
		for i := range byte(8) {
			heavy.Go(func() { always(t, fs, client(i), 50*time.Millisecond, 20*time.Second) })
		}
		time.Sleep(time.Second)
		for range 50 {
			fs.NoteRequest(client(100))
			time.Sleep(100 * time.Millisecond)
			if running, _ := fs.Load(); running > 1 {
				t.Errorf("%d run beside a light client that is about", running)
				break
			}
		}
		time.Sleep(lightStays + 100*time.Millisecond)
		if running, _ := fs.Load(); running != 2 {
			t.Errorf("%d run when the light client is gone", running)
		}
		heavy.Wait()
	})
}

func TestHeavySearchesPauseForLightOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 1, Waiting: 64})
		var heavy sync.WaitGroup
		alone, beside := 0, 0
		heavy.Go(func() {
			alone = always(t, fs, client(1), 10*time.Millisecond, 10*time.Second)
			beside = always(t, fs, client(1), 10*time.Millisecond, 10*time.Second)
		})
		time.Sleep(10 * time.Second)
		for range 10 { // half of the time
			time.Sleep(500 * time.Millisecond)
			work(t, fs, client(100), 500*time.Millisecond)
		}
		heavy.Wait()
		// A pause ends after maxPause: of 500 ms some 45 are worked.
		if alone < 900 || beside < alone/3 || beside > alone*2/3 {
			t.Errorf("a client that asks without a pause got %d searches alone, %d beside a light one", alone, beside)
		}
	})
}

// A person who comes just after programs have begun to ask without a pause is
// told from them.
func TestSchedulerKnowsNewcomersApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 2, Waiting: 64})
		work(t, fs, client(100), time.Millisecond)
		var heavy sync.WaitGroup
		for i := range byte(16) {
			heavy.Go(func() { always(t, fs, client(i), 20*time.Millisecond, 2*time.Second) })
		}
		time.Sleep(100 * time.Millisecond)
		for range 10 {
			_, turn, err := begin(t.Context(), fs, client(100))
			if err != nil || !turn.light {
				t.Errorf("a person is taken for a program: %v", err)
			}
			turn.End()
			fs.mu.Lock()
			if now := time.Now(); fs.others(now).isLight(fs.usage(client(3), now)) {
				t.Error("a program is taken for a person")
			}
			fs.mu.Unlock()
			time.Sleep(100 * time.Millisecond)
		}
		heavy.Wait()
	})
}

// Who waited for a place as long as a search may take has all of a search's time then, and a search that is cut off
// is tried again.
func TestWhatHasBegunGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 1, Waiting: 4, Time: 5 * time.Second})
		fs.usage(client(1), time.Now()).used = time.Minute
		ctx, turn, err := begin(t.Context(), fs, client(1))
		if err != nil {
			t.Fatal(err)
		}
		defer turn.End()
		var other sync.WaitGroup
		err = Aside(ctx, func() error {
			_, second, err := begin(t.Context(), fs, client(1))
			other.Go(func() { time.Sleep(4900 * time.Millisecond); second.End() })
			return err
		})
		other.Wait()
		if err != nil {
			t.Fatal(err)
		}
		tries := 0
		err = Insist(ctx, func() error {
			return fs.Admit(ctx, func(ctx context.Context) error {
				if end, _ := ctx.Deadline(); time.Until(end) < 4*time.Second {
					t.Errorf("a search has %s", time.Until(end))
				}
				if tries++; tries < 3 {
					<-ctx.Done()
				}
				return ctx.Err()
			})
		})
		if err != nil || tries != 3 {
			t.Errorf("%d tries: %v", tries, err)
		}
	})
}

// A turn that is aside has no place that could be counted among others.
func TestATurnAsideIsNotReviewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 2})
		ctx, turn, err := begin(t.Context(), fs, client(1))
		if err != nil {
			t.Fatal(err)
		}
		err = turn.Aside(ctx, func() error {
			fs.mu.Lock()
			turn.use.used = time.Minute // it is light no more
			fs.mu.Unlock()
			return index.Pace(ctx)
		})
		if turn.End(); err != nil || fs.running != 0 || fs.lights != 0 {
			t.Errorf("%d run and %d light ones: %v", fs.running, fs.lights, err)
		}
	})
}

// A person whose first requests had to wait among programs that came at the same moment is not taken for one of them.
func TestWaitingAmongProgramsMakesNoProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := NewFairScheduler(SchedulerOptions{Places: 2, Waiting: 64})
		var heavy sync.WaitGroup
		for i := range byte(16) {
			heavy.Go(func() { always(t, fs, client(i), 50*time.Millisecond, 4*time.Second) })
		}
		synctest.Wait()
		work(t, fs, client(100), time.Millisecond) // waits as long as they do
		slow := 0
		for range 20 {
			time.Sleep(100 * time.Millisecond)
			start := time.Now()
			if work(t, fs, client(100), time.Millisecond); time.Since(start) > 10*time.Millisecond {
				slow++
			}
		}
		if slow > 2 {
			t.Errorf("%d of 20 requests of a person waited", slow)
		}
		heavy.Wait()
	})
}
