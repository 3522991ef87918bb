// Package searches counts what people searched in vain: what found nothing, and what they left without opening
// anything of it, week by week, so that whoever keeps the archive learns which words people use and what they miss.
//
// # What is kept of people
//
// Clients are told apart by a hash of their address under a salt that is random, made anew each week, and never
// written: nobody can tell afterwards who it was, nor that two weeks had the same visitor. Neither hashes nor
// addresses are written, or told. What a query said is written and told only once MinPeople clients have asked it in
// one week; until then it is in memory, and forgotten with the salt or the process. Clients that ask not to be tracked
// are not to be given to a Counter.
//
// # Bounds
//
// In memory there are at most maxAsked queries of the week, with maxPeople hashes each, and maxVisits clients, about
// 5 MB in all; those that were not heard of for longest make room. The file has MaxWeeks weeks of at most MaxQueries
// queries of each kind, below 3 MB, a few kilobytes in most archives.
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
	// MinPeople is how many clients must have asked a query in one week before anybody is told what it said.
	MinPeople = 3
	// MaxWeeks and MaxQueries of each kind in a week are kept.
	MaxWeeks, MaxQueries = 26, 200

	maxPeople = 50   // are told apart of one query
	maxText   = 100  // characters; longer queries are counted, and not kept
	maxAsked  = 4096 // queries of a week, of both kinds
	maxVisits = 8192 // clients

	// patience is how long after a search it still counts as followed up.
	patience = 30 * time.Minute
)

// Options are what a Counter works with.
type Options struct {
	// Path is the file of the report; "": it is in memory only.
	Path string
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	Log *slog.Logger // nil: slog.Default()
}

// Counter counts searches. It is safe for concurrent use.
type Counter struct {
	o Options

	mu      sync.Mutex
	salt    [32]byte
	asked   *cache.Cache[question, *asked]
	visits  *cache.Cache[client, *visit]
	weeks   []Week // the latest first; at least one
	changed bool   // since it was saved
}

// client is a hash of an address.
type client uint64

// question is a query that was in vain in one of two ways.
type question struct {
	text     string
	unopened bool // it found something, which nobody opened
}

// asked is who asked a question this week.
type asked struct {
	people   []client // maxPeople at most
	narrowed int
}

// visit is the last search of a client.
type visit struct {
	text     string // "": too long to be kept
	narrowed bool
	at       time.Time
	vain     bool // it found nothing
	opened   bool
}

// Open returns a Counter that goes on from the report at o.Path, if there is one. A report that cannot be read is
// moved aside, as a server must not stay away for it.
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
	c.forget()
	c.turn(o.Now())
	return c, nil
}

// Searched tells of a search for q of a client that found so many documents; narrowed: it had conditions beside q. A
// list of all documents, without q, is no search, nor is another page of the same.
func (c *Counter) Searched(from netip.Addr, q string, narrowed bool, found int) {
	if strings.TrimSpace(q) == "" {
		return
	}
	text, now := normal(q), c.o.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turn(now)
	who := c.who(from)
	if v, ok := c.visits.Get(who); ok {
		if text == v.text && now.Sub(v.at) < patience {
			v.vain = v.vain && found == 0
			return
		}
		c.leave(who, v)
	}
	v := &visit{text: text, narrowed: narrowed, at: now, vain: found == 0}
	c.visits.Put(who, v)
	c.changed = true
	c.weeks[0].Searches++
	if v.vain {
		c.weeks[0].InVain++
		c.note(who, v)
	}
}

// Opened records that a client opened a document.
func (c *Counter) Opened(from netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.visits.Get(c.who(from)); ok {
		v.opened = true
	}
}

// Report returns the counts up to now.
func (c *Counter) Report() Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.report()
}

// report is Report under the lock.
func (c *Counter) report() Report {
	c.sweep(c.o.Now())
	r := Report{Format: format, Weeks: slices.Clone(c.weeks)}
	for i := range r.Weeks {
		w := &r.Weeks[i]
		w.Nothing, w.Unopened = slices.Clone(w.Nothing), slices.Clone(w.Unopened)
	}
	return r
}

// who hashes an address. It is called under the lock.
func (c *Counter) who(from netip.Addr) client {
	b := from.As16()
	sum := sha256.Sum256(append(c.salt[:], b[:]...))
	return client(binary.BigEndian.Uint64(sum[:8]))
}

// turn begins a new week when one has begun. A clock that was put back begins none.
func (c *Counter) turn(now time.Time) {
	monday := Monday(now)
	if len(c.weeks) > 0 && monday <= c.weeks[0].From {
		return
	}
	if len(c.weeks) > 0 {
		c.forget()
	}
	c.weeks = slices.Insert(c.weeks, 0, Week{From: monday, Nothing: []Query{}, Unopened: []Query{}})
	c.weeks = c.weeks[:min(len(c.weeks), MaxWeeks)]
}

// forget drops what is known of clients, and what would tell them again.
func (c *Counter) forget() {
	_, _ = rand.Read(c.salt[:]) // never fails
	c.asked = cache.New[question, *asked](maxAsked, nil)
	c.visits = cache.New[client, *visit](maxVisits, nil)
}

// sweep counts the searches that nobody comes back to.
func (c *Counter) sweep(now time.Time) {
	c.turn(now)
	left := map[client]*visit{}
	c.visits.DeleteFunc(func(who client, v *visit) bool {
		if now.Sub(v.at) < patience {
			return false
		}
		left[who] = v
		return true
	})
	for who, v := range left {
		c.leave(who, v)
	}
}

// leave counts a search that is over.
func (c *Counter) leave(who client, v *visit) {
	if v.vain || v.opened {
		return
	}
	c.changed = true
	c.weeks[0].Abandoned++
	c.note(who, v)
}

// note counts the client of a search in vain, and publishes its query when there are enough.
func (c *Counter) note(who client, v *visit) {
	if v.text == "" {
		return
	}
	q := question{v.text, !v.vain}
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

// publish puts a query into a list of the report, or counts one more of those who asked it.
func publish(list *[]Query, text string, a *asked) {
	if i := slices.IndexFunc(*list, func(q Query) bool { return q.Text == text }); i >= 0 {
		// After a restart those before it are in the list only, and are not told from those of now.
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

// normal is a query as it is counted: small letters, single spaces, nothing that is not seen; "" for one that is too
// long.
func normal(q string) string {
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

// Monday returns the day on which the week of t began, as YYYY-MM-DD.
func Monday(t time.Time) string {
	return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
}
