//go:build cluster

package cluster

import (
	"fmt"
	"sync"
	"time"
)

// counts are what came of requests and commands.
type counts struct {
	answers     int // as they should be
	unavailable int // 503 with Retry-After
	broken      int // connections to a server that was killed
	commands    int // done
	refused     int // commands that ended with the code of a service that does not answer
	killed      int // commands that were killed
	wrong       int // answers that are not right
	faults      int // errors that say no way out
	seen        int // waits until something was found
	slowest     time.Duration
	gap         time.Duration // the longest time without an answer
}

// tally counts for all who use the servers.
type tally struct {
	mu     sync.Mutex
	counts counts
	last   time.Time // a good answer
	said   []string  // the first of what went wrong
	log    func(string, ...any)
	why    map[string]int
}

// note changes the counts; err: what went wrong.
func (t *tally) note(change func(*counts), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.counts)
	if err != nil && len(t.said) < 12 {
		t.said = append(t.said, time.Now().Format("15:04:05.000 ")+err.Error())
		t.log("%v", err) // at once, among what is killed when
	}
}

func (t *tally) good() {
	t.note(func(c *counts) {
		c.answers++
		if now := time.Now(); !t.last.IsZero() {
			c.gap = max(c.gap, now.Sub(t.last))
			t.last = now
		} else {
			t.last = now
		}
	}, nil)
}

func (t *tally) unavailable(why string) {
	t.note(func(c *counts) {
		c.unavailable++
		if t.why == nil {
			t.why = map[string]int{}
		}
		t.why[why]++
	}, nil)
}

func (t *tally) broken()             { t.note(func(c *counts) { c.broken++ }, nil) }
func (t *tally) killed()             { t.note(func(c *counts) { c.killed++ }, nil) }
func (t *tally) unavailableCommand() { t.note(func(c *counts) { c.refused++ }, nil) }
func (t *tally) wrong(err error)     { t.note(func(c *counts) { c.wrong++ }, fmt.Errorf("wrong: %w", err)) }
func (t *tally) fault(err error)     { t.note(func(c *counts) { c.faults++ }, err) }

// command counts one that is done, or err.
func (t *tally) command(err error) {
	t.note(func(c *counts) {
		if c.commands++; err != nil {
			c.commands--
			c.faults++
		}
	}, err)
}

func (t *tally) seen(after time.Duration) {
	t.note(func(c *counts) { c.seen, c.slowest = c.seen+1, max(c.slowest, after) }, nil)
}

// since returns what was counted since before, and begins with the longest times anew.
func (t *tally) since(before counts) counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.counts
	t.counts.slowest, t.counts.gap = 0, 0
	now.answers -= before.answers
	now.unavailable -= before.unavailable
	now.broken -= before.broken
	now.commands -= before.commands
	now.refused -= before.refused
	now.killed -= before.killed
	now.wrong -= before.wrong
	now.faults -= before.faults
	now.seen -= before.seen
	return now
}

func (t *tally) now() counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.slowest, t.counts.gap = 0, 0
	return t.counts
}
