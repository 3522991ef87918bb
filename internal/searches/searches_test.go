package searches

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"letopis/internal/testkit"
)

// clock is a time that a test sets.
type clock struct{ now time.Time }

func (c *clock) advance(d time.Duration) { c.now = c.now.Add(d) }

func (c *clock) time() time.Time { return c.now }

// wednesday is in the week of 2026-11-30.
func wednesday() *clock { return &clock{time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)} }

func person(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)})
}

func open(t *testing.T, path string, at *clock) *Counter {
	t.Helper()
	c, err := Open(Options{Path: path, Now: at.time})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAQueryIsShownFromTheThirdPersonOn(t *testing.T) {
	at := wednesday()
	c := open(t, "", at)
	shown := func() []Query { return c.Report().Weeks[0].Nothing }
	for n := range 2 {
		for range 5 { // the same person again and again is one
			c.Searched(person(n), "Капремонт  домов", n == 0, 0)
			c.Searched(person(n), "другое", false, 1)
		}
	}
	if got := shown(); len(got) > 0 {
		t.Fatalf("after two people: %v", got)
	}
	c.Searched(person(2), "капремонт домов ", false, 0)
	if got, want := shown(), []Query{{"капремонт домов", 3, 1}}; !slices.Equal(got, want) {
		t.Fatalf("after three people: %v, want %v", got, want)
	}
	c.Searched(person(3), "капремонт домов", false, 0)
	if got := shown()[0].People; got != 4 {
		t.Errorf("after four people: %d", got)
	}
	for n := range 2 * maxPeople {
		c.Searched(person(n), "капремонт домов", false, 0)
	}
	if got := shown()[0].People; got != maxPeople {
		t.Errorf("after many: %d, want %d", got, maxPeople)
	}
}

func TestWhatIsASearchInVain(t *testing.T) {
	for _, x := range []struct {
		name                        string
		do                          func(c *Counter, at *clock)
		searches, inVain, abandoned int
	}{
		{"found and opened", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 5)
			c.Opened(person(1))
			at.advance(time.Hour)
		}, 1, 0, 0},
		{"found, opened by another", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 5)
			c.Opened(person(2))
			at.advance(time.Hour)
		}, 1, 0, 1},
		{"found, and half an hour is not over", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 5)
			at.advance(29 * time.Minute)
		}, 1, 0, 0},
		{"found, and another search", func(c *Counter, _ *clock) {
			c.Searched(person(1), "дорога", false, 5)
			c.Searched(person(1), "ремонт дорог", false, 5)
		}, 2, 0, 1},
		{"another page and another order of the same", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 5)
			c.Searched(person(1), "Дорога", true, 3)
			at.advance(time.Hour)
		}, 1, 0, 1},
		{"the same after a long time", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 5)
			at.advance(time.Hour)
			c.Searched(person(1), "дорога", false, 5)
		}, 2, 0, 1},
		{"nothing found", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", false, 0)
			at.advance(time.Hour)
		}, 1, 1, 0},
		{"nothing found with a filter, something without, not opened", func(c *Counter, at *clock) {
			c.Searched(person(1), "дорога", true, 0)
			c.Searched(person(1), "дорога", false, 2)
			at.advance(time.Hour)
		}, 1, 1, 1},
		{"no query", func(c *Counter, at *clock) {
			c.Searched(person(1), " ", true, 0)
			at.advance(time.Hour)
		}, 0, 0, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			at := wednesday()
			c := open(t, "", at)
			x.do(c, at)
			w := c.Report().Weeks[0]
			if w.Searches != x.searches || w.InVain != x.inVain || w.Abandoned != x.abandoned {
				t.Errorf("%+v, want %d searches, %d in vain, %d abandoned", w, x.searches, x.inVain, x.abandoned)
			}
		})
	}
}

// With the week everything ends by which people could be told again: those of two weeks do not make three.
func TestAWeekForgetsPeople(t *testing.T) {
	at := wednesday()
	c := open(t, "", at)
	c.Searched(person(1), "тайна", false, 0)
	c.Searched(person(2), "тайна", false, 0)
	salt, who := c.salt, c.clientOf(person(1))
	at.advance(7 * 24 * time.Hour)
	c.Searched(person(3), "тайна", false, 0)
	r := c.Report()
	if c.salt == salt || c.clientOf(person(1)) == who {
		t.Error("the salt is that of the week before")
	}
	if len(r.Weeks) != 2 || r.Weeks[0].From != "2026-12-07" || r.Weeks[1].From != "2026-11-30" {
		t.Fatalf("weeks %+v", r.Weeks)
	}
	if b, _ := json.Marshal(r); bytes.Contains(b, []byte("тайна")) {
		t.Errorf("%s", b)
	}
	at.advance(-8 * 24 * time.Hour) // a clock that is put right
	c.Searched(person(4), "x", false, 0)
	if got := c.Report().Weeks; len(got) != 2 || got[0].Searches != 2 {
		t.Errorf("after the clock was put back: %+v", got)
	}
}

// What is written holds neither queries of few people nor anything of who they are.
func TestTheFileHasNobody(t *testing.T) {
	at, path := wednesday(), filepath.Join(t.TempDir(), "searches.json")
	c := open(t, path, at)
	for n := range 3 {
		c.Searched(person(n), "маршрутка", false, 0)
		c.Searched(person(n), fmt.Sprint("тайна ", n), false, 0)
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		for _, secret := range []string{"тайна", person(n).String(), fmt.Sprint(uint64(c.clientOf(person(n))))} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("the file has %q:\n%s", secret, b)
			}
		}
	}
	// A restart goes on from the file, and counts nobody twice.
	c = open(t, path, at)
	c.Searched(person(0), "маршрутка", false, 0)
	w := c.Report().Weeks[0]
	if want := []Query{{"маршрутка", 3, 0}}; !slices.Equal(w.Nothing, want) || w.Searches != 7 {
		t.Errorf("after a restart: %+v", w)
	}
}

func TestADamagedFileIsKeptAside(t *testing.T) {
	for name, body := range map[string]string{"cut": `{"format":`, "of another": `{"format":"x"}`, "empty": "",
		"out of order": `{"format":"letopis searches 1","weeks":[{"from":"2026-01-05"},{"from":"2026-01-12"}]}`} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "searches.json")
			if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("reading it: %v", err)
			}
			var log testkit.Buffer
			c, err := Open(Options{Path: path, Now: wednesday().time, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			if kept, err := os.ReadFile(path + ".unread"); err != nil || string(kept) != body {
				t.Errorf("kept aside: %q, %v", kept, err)
			}
			if !strings.Contains(log.String(), path+".unread") {
				t.Errorf("the log says %q", log.String())
			}
			c.Searched(person(1), "дорога", false, 0)
			if err := c.Save(); err != nil {
				t.Fatal(err)
			}
			if r, err := Read(path); err != nil || r.Weeks[0].InVain != 1 {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// A flood of made-up queries of made-up clients holds no more than the bounds; neither does a year.
func TestMemoryAndFileAreBounded(t *testing.T) {
	at, path := wednesday(), filepath.Join(t.TempDir(), "searches.json")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := open(t, path, at)
	long := strings.Repeat("щ", maxText-12)
	for n := range 20_000 {
		c.Searched(person(n), fmt.Sprintf("%s %d", long, n), false, 0)
		c.Searched(person(n), fmt.Sprintf("%s %d", long, n%300), false, n%2)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int(after.HeapAlloc) - int(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d MB are held", grown>>20)
	}
	for range 40 {
		at.advance(7 * 24 * time.Hour)
		for q := range 2 * MaxQueries {
			for n := range MinPeople {
				c.Searched(person(n), fmt.Sprintf("%s %d", long, q), false, 0)
			}
		}
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	r, err := Read(path)
	if err != nil || len(r.Weeks) != MaxWeeks || len(r.Weeks[0].Nothing) != MaxQueries {
		t.Fatalf("%d weeks, %v", len(r.Weeks), err)
	}
	if st, err := os.Stat(path); err != nil || st.Size() > 3<<20 {
		t.Errorf("the file has %d bytes, %v", st.Size(), err)
	}
	runtime.KeepAlive(c)
}

// When a list is full, what more people ask takes the place of what the fewest do.
func TestWhatMostAskIsKept(t *testing.T) {
	c := open(t, "", wednesday())
	for q := range MaxQueries {
		for n := range MinPeople {
			c.Searched(person(n), fmt.Sprint("вопрос ", q), false, 0)
		}
	}
	for n := range MinPeople + 1 {
		c.Searched(person(n), "поздний", false, 0)
	}
	w := c.Report().Last(1).Weeks[0]
	if len(w.Nothing) != MaxQueries || w.Nothing[0] != (Query{"поздний", MinPeople + 1, 0}) {
		t.Errorf("%d queries, the first %v", len(w.Nothing), w.Nothing[0])
	}
}

func TestReportInWords(t *testing.T) {
	c := open(t, "", wednesday())
	for n := range maxPeople + 5 {
		c.Searched(person(n), "бюджет\u202e\x1b[31m", n < 2, 9)
		c.Searched(person(n), "МАРШРУТКА", false, n%20)
	}
	var b bytes.Buffer
	if err := c.Report().Last(9).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	const want = `Week of 2026-11-30: searches 110, found nothing 3, nothing was opened 55
  PEOPLE  WITH CONDITIONS  FOUND NOTHING
  3       0                маршрутка
  PEOPLE  WITH CONDITIONS  NOTHING WAS OPENED
  50+     2                бюджет[31m
Queries of fewer than 3 people in a week are counted, and told to nobody.
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// Programs that read the report find lists, empty ones too.
func TestReportHasLists(t *testing.T) {
	b, err := json.Marshal(open(t, "", wednesday()).Report().Last(1))
	if err != nil || !strings.Contains(string(b), `"nothing":[],"unopened":[]`) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestRunSavesAtTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "searches.json")
	c := open(t, path, wednesday())
	ctx, stop := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() { c.Run(ctx) })
	var askers sync.WaitGroup
	for n := range 8 {
		askers.Go(func() {
			for i := range 100 {
				c.Searched(person(n), fmt.Sprint(i), false, i%2)
				c.Opened(person(n))
				c.Report()
			}
		})
	}
	askers.Wait()
	stop()
	group.Wait()
	r, err := Read(path)
	if err != nil || len(r.Weeks) != 1 || r.Weeks[0].Searches != 800 || r.Weeks[0].InVain != 400 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestMonday(t *testing.T) {
	for day, want := range map[string]string{"2026-11-30": "2026-11-30", "2026-12-06": "2026-11-30",
		"2026-12-07": "2026-12-07", "2027-01-01": "2026-12-28"} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Monday(at); got != want {
			t.Errorf("the week of %s began %s, want %s", day, got, want)
		}
	}
}
