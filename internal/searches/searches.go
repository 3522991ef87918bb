// Package searches counts unsuccessful searches: those without results, and those whose results nobody opened, week
// by week, so that the operators of the archive learn which words people use and what they miss.
//
// # Privacy
//
// Clients are distinguished by a hash of their address with a random salt that is replaced every week and never
// stored: afterwards nobody can tell who it was, or that two weeks had the same visitor. Neither hashes nor addresses
// are stored or reported. The text of a query is stored and reported only once MinPeople clients have used it within
// a week; until then it is in memory, and is forgotten together with the salt or the process. Clients that ask not to
// be tracked must not be passed to a Counter.
//
// # Limits
//
// In memory there are at most maxAsked queries of the week, with maxPeople hashes each, and maxVisits clients, about
// 5 MB in total; the least recently seen are evicted. The file has MaxWeeks weeks of at most MaxQueries queries of
// each kind: less than 3 MB, usually a few kilobytes.
package searches

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"letopis/internal/cache"
)

const (
	// MinPeople is how many clients must have used a query within a week before its text is revealed.
	MinPeople = 3
	// MaxWeeks and MaxQueries limit the report; MaxQueries applies per week and kind.
	MaxWeeks, MaxQueries = 26, 200

	maxPeople = 50   // clients distinguished per query
	maxText   = 100  // characters; longer queries are counted but not stored
	maxAsked  = 4096 // queries per week, of both kinds
	maxVisits = 8192 // clients

	// visitTimeout is how long after a search its results may be opened.
	visitTimeout = 30 * time.Minute
)

// Options configure a Counter.
type Options struct {
	// Path of the report file; empty to keep it in memory only.
	Path string
	// Now defaults to time.Now.
	Now func() time.Time
	Log *slog.Logger // nil means slog.Default()
}

// Counter counts searches. It is safe for concurrent use.
type Counter struct {
	o Options

	mu      sync.Mutex
	salt    [32]byte
	asked   *cache.Cache[question, *asked]
	visits  *cache.Cache[client, *visit]
	weeks   []Week // latest first; never empty
	changed bool   // since the last Save
}

// client is the hash of an address.
type client uint64

// question is a query that was unsuccessful in one of two ways.
type question struct {
	text     string
	unopened bool // it had results, but nobody opened them
}

// asked holds who used a query this week.
type asked struct {
	people   []client // at most maxPeople
	narrowed int
}

// visit is the last search of a client.
type visit struct {
	text      string // empty if too long
	narrowed  bool
	at        time.Time
	noResults bool // it had no results
	opened    bool
}

// Open returns a Counter that continues the report at o.Path, if any. An unreadable report is moved aside, because it
// must not keep a server from starting.
func Open(o Options) (*Counter, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	c := &Counter{o: o}
	if o.Path != "" {
		r, err := readOrSetAside(o.Path, o.Log)
		if err != nil {
			return nil, err
		}
		c.weeks = r.Weeks
	}
	c.forgetClients()
	c.rotateWeek(o.Now())
	return c, nil
}

// Searched records a search for q with a number of results; narrowed reports further conditions. A list of all
// documents, without q, does not count, nor does another page of the same search.
func (c *Counter) Searched(from netip.Addr, q string, narrowed bool, found int) {
	if strings.TrimSpace(q) == "" {
		return
	}
	text, now := normalize(q), c.o.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rotateWeek(now)
	who := c.clientOf(from)
	if v, ok := c.visits.Get(who); ok {
		if text == v.text && now.Sub(v.at) < visitTimeout {
			v.noResults = v.noResults && found == 0
			return
		}
		c.finish(who, v)
	}
	v := &visit{text: text, narrowed: narrowed, at: now, noResults: found == 0}
	c.visits.Put(who, v)
	c.changed = true
	c.weeks[0].Searches++
	if v.noResults {
		c.weeks[0].InVain++
		c.countUnsuccessful(who, v)
	}
}

// Opened records that a client opened a document.
func (c *Counter) Opened(from netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.visits.Get(c.clientOf(from)); ok {
		v.opened = true
	}
}

// Report returns the report up to now.
func (c *Counter) Report() Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.report()
}

// report is Report with c.mu held.
func (c *Counter) report() Report {
	c.sweep(c.o.Now())
	r := Report{Format: format, Weeks: slices.Clone(c.weeks)}
	for i := range r.Weeks {
		w := &r.Weeks[i]
		w.Nothing, w.Unopened = slices.Clone(w.Nothing), slices.Clone(w.Unopened)
	}
	return r
}

// clientOf hashes an address. c.mu must be held.
func (c *Counter) clientOf(from netip.Addr) client {
	b := from.As16()
	sum := sha256.Sum256(append(c.salt[:], b[:]...))
	return client(binary.BigEndian.Uint64(sum[:8]))
}

// rotateWeek starts a new week if it is time. A clock that was set back starts none.
func (c *Counter) rotateWeek(now time.Time) {
	monday := Monday(now)
	if len(c.weeks) > 0 && monday <= c.weeks[0].From {
		return
	}
	if len(c.weeks) > 0 {
		c.forgetClients()
	}
	c.weeks = slices.Insert(c.weeks, 0, Week{From: monday, Nothing: []Query{}, Unopened: []Query{}})
	c.weeks = c.weeks[:min(len(c.weeks), MaxWeeks)]
}

// forgetClients drops everything about clients, including the salt.
func (c *Counter) forgetClients() {
	_, _ = rand.Read(c.salt[:]) // never fails
	c.asked = cache.New[question, *asked](maxAsked, nil)
	c.visits = cache.New[client, *visit](maxVisits, nil)
}

// sweep ends searches older than visitTimeout.
func (c *Counter) sweep(now time.Time) {
	c.rotateWeek(now)
	left := map[client]*visit{}
	c.visits.DeleteFunc(func(who client, v *visit) bool {
		if now.Sub(v.at) < visitTimeout {
			return false
		}
		left[who] = v
		return true
	})
	for who, v := range left {
		c.finish(who, v)
	}
}

// finish ends a search.
func (c *Counter) finish(who client, v *visit) {
	if v.noResults || v.opened {
		return
	}
	c.changed = true
	c.weeks[0].Abandoned++
	c.countUnsuccessful(who, v)
}

// countUnsuccessful counts the client of an unsuccessful search, and publishes the query once there are enough clients.
func (c *Counter) countUnsuccessful(who client, v *visit) {
	if v.text == "" {
		return
	}
	q := question{v.text, !v.noResults}
	a := c.asked.GetOrAdd(q, func() *asked { return new(asked) })
	if len(a.people) == maxPeople || slices.Contains(a.people, who) {
		return
	}
	a.people = append(a.people, who)
	if v.narrowed {
		a.narrowed++
	}
	list := &c.weeks[0].Nothing
	if q.unopened {
		list = &c.weeks[0].Unopened
	}
	publish(list, q.text, a)
}

// publish adds a query to a list of the report, or updates its counts.
func publish(list *[]Query, text string, a *asked) {
	if i := slices.IndexFunc(*list, func(q Query) bool { return q.Text == text }); i >= 0 {
		// After a restart, earlier clients are known only as a number, so they cannot be distinguished from present
		// ones.
		(*list)[i].People = max((*list)[i].People, len(a.people))
		(*list)[i].Narrowed = max((*list)[i].Narrowed, a.narrowed)
		return
	}
	if len(a.people) < MinPeople {
		return
	}
	fresh := Query{text, len(a.people), a.narrowed}
	if len(*list) < MaxQueries {
		*list = append(*list, fresh)
		return
	}
	least := 0
	for i, q := range *list {
		if q.People < (*list)[least].People {
			least = i
		}
	}
	if (*list)[least].People < fresh.People {
		(*list)[least] = fresh
	}
}

// normalize normalises a query for counting: lower case, single spaces, no invisible characters; "" if it is too long.
func normalize(q string) string {
	q = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return unicode.ToLower(r)
	}, q)
	if q = strings.Join(strings.Fields(q), " "); utf8.RuneCountInString(q) > maxText {
		return ""
	}
	return q
}

// Monday returns the first day of the week of t as YYYY-MM-DD.
func Monday(t time.Time) string {
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
