//go:build cluster

package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// kill ends a part of what serves, and brings it back.
type kill struct {
	name string
	end  func(*crowd) (what string)
	mend func(*crowd)
}

// trial is what came of a kill.
type trial struct {
	name, what string
	recovery   time.Duration // until both writers had made a journey that was begun afterwards
	counts
}

// dead is how long a part stays away.
const dead = 6 * time.Second

// kills are those of a round.
func kills(p *parts) []kill {
	node, killed := -1, -1
	return []kill{
		{"the server that leads the indexing", func(c *crowd) string {
			killed = c.leader()
			c.servers[killed].kill()
			return fmt.Sprint("server ", killed+1)
		}, func(c *crowd) { c.servers[killed].start(c.t) }},
		{"the cluster's manager", func(c *crowd) string {
			node = p.search.Manager(c.t)
			p.search.Kill(node)
			return fmt.Sprint("node ", node+1)
		}, func(c *crowd) { p.search.Restart(c.t, node) }},
		{"connections to PostgreSQL", func(c *crowd) string {
			n := 0
			for range 5 {
				n += p.database.Disconnect(c.t, p.dsn)
				time.Sleep(500 * time.Millisecond)
			}
			return fmt.Sprint(n, " connections")
		}, func(*crowd) {}},
		{"who takes documents in", func(c *crowd) string {
			n := 0
			for deadline := time.Now().Add(dead); n < 2 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				for _, w := range c.writers {
					w.mu.Lock()
					if w.ingest != nil {
						w.ingest()
						n++
					}
					w.mu.Unlock()
				}
			}
			return fmt.Sprint(n, " processes")
		}, func(*crowd) {}},
	}
}

// leader is the server that leads the indexing.
func (c *crowd) leader() int {
	for i, s := range c.servers {
		a := ask(c.t.Context(), "GET", "http://127.0.0.1:"+s.private+"/metrics", "", "")
		if strings.Contains(string(a.body), "letopis_index_leads 1") {
			return i
		}
	}
	c.turn++
	return c.turn % len(c.servers)
}

// trial ends a part, brings it back, and waits until work goes on.
func (c *crowd) trial(t *testing.T, k kill) trial {
	t.Helper()
	before := c.tally.now()
	out := trial{name: k.name, what: k.end(c)}
	time.Sleep(dead)
	k.mend(c)
	begin := time.Now()
	from := make([]int, len(c.writers))
	for i, w := range c.writers {
		from[i] = w.done()
	}
	for i, w := range c.writers {
		for w.done() < from[i]+2 && time.Since(begin) < patience && !t.Failed() {
			time.Sleep(100 * time.Millisecond)
		}
	}
	out.recovery = time.Since(begin)
	out.counts = c.tally.since(before)
	t.Logf("%s (%s): %+v", k.name, out.what, out.counts)
	return out
}

func (w *writer) done() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.journeys
}

// report prints what came of the trials, and fails when an answer was wrong or an error said no way out.
func report(t *testing.T, c *crowd, trials []trial) {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n| what was killed | which | answers | 503 with Retry-After | broken by the kill | " +
		"commands done / refused / killed | wrong | other errors | longest without an answer, s | slowest to be found, s | " +
		"journeys again after, s |\n" +
		"|---|---|--:|--:|--:|---|--:|--:|--:|--:|--:|\n")
	for _, x := range trials {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d / %d / %d | %d | %d | %.1f | %.1f | %.1f |\n", x.name, x.what,
			x.answers, x.unavailable, x.broken, x.commands, x.refused, x.killed, x.wrong, x.faults, x.gap.Seconds(),
			x.slowest.Seconds(), x.recovery.Seconds())
	}
	documents := 0
	for _, w := range c.writers {
		documents += len(w.acts)
	}
	all := c.tally.counts
	fmt.Fprintf(&b, "in all: %d answers, %d times 503 with Retry-After, %d documents acknowledged, %d commands, "+
		"%d wrong, %d other errors\n", all.answers, all.unavailable, documents, all.commands, all.wrong, all.faults)
	for why, n := range c.tally.why {
		fmt.Fprintf(&b, "%d × %s\n", n, why)
	}
	t.Log(b.String())
	for _, s := range c.tally.said {
		t.Error(s)
	}
	if all.wrong+all.faults > 0 {
		for _, s := range c.servers {
			t.Logf("the log of %s: %.6000s", s.data, &s.log)
		}
	}
}
