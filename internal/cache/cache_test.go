package cache_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"letopis/internal/cache"
)

func length(s string) int64 { return int64(len(s)) }

func Example() {
	c := cache.New[string](1<<20, func(page []byte) int64 { return int64(len(page)) })
	c.Put("/about", []byte("<h1>О проекте</h1>"))
	page, ok := c.Get("/about")
	fmt.Println(string(page), ok)
	// Output: <h1>О проекте</h1> true
}

func TestWhatIsAskedForStays(t *testing.T) {
	c := cache.New[int, int](8, nil)
	c.Put(-1, 1)
	for i := range 100 {
		c.Put(i, i)
		if _, ok := c.Get(-1); !ok {
			t.Fatalf("the entry in use is gone after %d others", i+1)
		}
	}
	if _, ok := c.Get(0); ok {
		t.Error("an entry that nobody asked for is kept behind a hundred newer ones")
	}
	if v, ok := c.Get(99); !ok || v != 99 {
		t.Errorf("the newest is %d, %t", v, ok)
	}
}

// TestLimit holds the limit, and that costs are counted right, through random calls
// that a plain map follows.
func TestLimit(t *testing.T) {
	const limit = 400
	r := rand.New(rand.NewPCG(1, 2))
	c := cache.New[int](limit, length)
	last := map[int]string{}
	for n := range 20_000 {
		k := r.IntN(60)
		switch r.IntN(8) {
		case 0:
			c.Delete(k)
			delete(last, k)
		case 1:
			odd := func(k int, _ string) bool { return k%7 == n%7 }
			c.DeleteFunc(odd)
			for k, v := range last {
				if odd(k, v) {
					delete(last, k)
				}
			}
		case 2, 3, 4:
			v := fmt.Sprintf("%*d", 1+r.IntN(40), n)
			c.Put(k, v)
			last[k] = v
		default:
			if v, ok := c.Get(k); ok && v != last[k] {
				t.Fatalf("%d is %q, want %q", k, v, last[k])
			}
		}
		sum, entries := int64(0), 0
		c.DeleteFunc(func(_ int, v string) bool { sum, entries = sum+length(v), entries+1; return false })
		if s := c.Stats(); s.Cost != sum || s.Entries != entries || sum > limit {
			t.Fatalf("%+v, want %d entries of %d, %d at most", s, entries, sum, limit)
		}
	}
	if s := c.Stats(); s.Cost < limit/4 || s.Hits == 0 || s.Misses == 0 {
		t.Errorf("%+v: nearly nothing was kept or asked for", s)
	}
}

func TestTooLargeValues(t *testing.T) {
	c := cache.New[string](10, length)
	c.Put("a", "short")
	c.Put("b", "longer")
	if _, ok := c.Get("b"); ok {
		t.Error("a value of over half of the limit is kept")
	}
	c.Put("a", "longer")
	if _, ok := c.Get("a"); ok {
		t.Error("a value stays whose key got another one")
	}
	for _, limit := range []int64{0, -1} {
		none := cache.New[int, int](limit, nil)
		none.Put(1, 1)
		if s := none.Stats(); s.Entries != 0 {
			t.Errorf("limit %d: %+v", limit, s)
		}
	}
	one := cache.New[int, int](1, nil)
	one.Put(1, 7)
	if v, ok := one.Get(1); !ok || v != 7 {
		t.Errorf("a cache of one entry has %d, %t", v, ok)
	}
}

func TestClear(t *testing.T) {
	c := cache.New[int, int](100, nil)
	for i := range 90 {
		c.Put(i, i)
	}
	c.Clear()
	if s := c.Stats(); s.Entries != 0 || s.Cost != 0 {
		t.Errorf("%+v", s)
	}
	if !c.Add(1, 1) || c.Add(1, 2) {
		t.Error("Add takes what is there for absent, or what is absent for being there")
	}
	if v, _ := c.Get(1); v != 1 {
		t.Errorf("Add replaced a value by %d", v)
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	c := cache.New[int, int](64, nil)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 1000 {
				k := n % 50
				c.Put(k, k)
				if v, ok := c.Get((n + i) % 50); ok && v != (n+i)%50 {
					t.Errorf("%d is %d", (n+i)%50, v)
				}
			}
			c.DeleteFunc(func(k, _ int) bool { return k > 40 })
			c.Stats()
			c.Clear()
		})
	}
	all.Wait()
}

// TestOneMakes holds that GetOrAdd and Add let one of several callers win.
func TestOneMakes(t *testing.T) {
	c := cache.New[int, *int](64, nil)
	var made, added atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			c.GetOrAdd(1, func() *int { made.Add(1); return new(int) })
			if c.Add(2, new(int)) {
				added.Add(1)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 || added.Load() != 1 {
		t.Errorf("made %d times, added %d times", made.Load(), added.Load())
	}
}

func BenchmarkGet(b *testing.B) {
	c := cache.New[string, int](1<<12, nil)
	keys := make([]string, 1<<11)
	for i := range keys {
		keys[i] = fmt.Sprint("key", i)
		c.Put(keys[i], i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Get(keys[i%len(keys)])
	}
}
