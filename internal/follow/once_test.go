package follow_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"letopis/internal/archive"
	"letopis/internal/follow"
	"letopis/internal/store/sqlitestore"
	"letopis/web"
)

// errKilled stands for the end of the process: nothing that comes after it is done.
var errKilled = errors.New("killed")

// history is an archive that lives through random events, with kills between any two steps of a pass.
type history struct {
	t    *testing.T
	r    *rand.Rand
	path string
	s    *sqlitestore.Store
	now  time.Time
	at   archive.Seq // up to where documents can be found

	fuse   int // steps until the process is killed; below 0: it is not
	killed bool
	sent   map[[2]string]int      // letters with a document, by follow and document
	lost   map[[2]string]int      // those that were sent, and the process killed before that was noted
	ids    map[[2]string]string   // of the letter
	open   [][2]string            // sent by the delivery that is on its way
	born   map[string]archive.Seq // of documents
	since  map[string]archive.Seq // of follows, by their address
	words  map[string]string      // of follows, by their address
}

// step is called where a process may be killed.
func (h *history) step() error {
	if h.fuse--; h.fuse == 0 {
		h.killed = true
	}
	if h.killed {
		return errKilled
	}
	return nil
}

// store is a catalogue whose process may be killed before and after each thing that it writes.
type store struct {
	*sqlitestore.Store
	h *history
}

func (s store) around(do func() error) error {
	if err := s.h.step(); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return s.h.step()
}

func (s store) AddMatches(ctx context.Context, upTo archive.Seq, found ...archive.Match) error {
	return s.around(func() error { return s.Store.AddMatches(ctx, upTo, found...) })
}

func (s store) Told(ctx context.Context, id string, told, none []string, change func(*archive.Follow)) error {
	return s.around(func() error {
		err := s.Store.Told(ctx, id, told, none, change)
		s.h.open = nil
		return err
	})
}

// Send implements follow.Mailer.
func (h *history) Send(_ context.Context, l *follow.Letter) error {
	if err := h.step(); err != nil {
		return err
	}
	for id := range h.born {
		if !strings.Contains(l.Text, "/d/"+id+"\n") {
			continue
		}
		key := [2]string{l.To, id}
		h.sent[key]++
		if h.ids[key] != "" && h.ids[key] != l.ID && h.sent[key]-1 > h.lost[key] {
			h.t.Errorf("%v is sent twice, in letters %s and %s", key, h.ids[key], l.ID)
		}
		h.ids[key] = l.ID
		h.open = append(h.open, key)
	}
	return h.step()
}

// searches finds documents that have a word.
type searches struct{ h *history }

func (x searches) Seq(context.Context) (archive.Seq, error) { return x.h.at, nil }

func (x searches) Name(context.Context, web.Lang, url.Values) (string, error) { return "", nil }

func (x searches) Find(ctx context.Context, v url.Values, ids []string) (out []string, err error) {
	docs, err := x.h.s.Get(ctx, ids...)
	for _, d := range docs {
		if d != nil && strings.Contains(d.Text, v.Get("q")) {
			out = append(out, d.ID)
		}
	}
	return out, err
}

func (x searches) Show(
	ctx context.Context, _ web.Lang, v url.Values, ids []string, _ int, _ bool,
) (out follow.Shown, err error) {
	ids, err = x.Find(ctx, v, ids)
	for _, id := range ids {
		out.Cards = append(out.Cards, web.Hit{ID: id, URL: "/d/" + id, Title: []web.Run{{Text: id}}})
	}
	return out, err
}

func (h *history) reopen() {
	h.t.Helper()
	if h.s != nil {
		if err := h.s.Close(); err != nil {
			h.t.Fatal(err)
		}
	}
	var err error
	if h.s, err = sqlitestore.Open(h.t.Context(), h.path, sqlitestore.Options{}); err != nil {
		h.t.Fatal(err)
	}
}

// event changes the archive, or what is followed.
func (h *history) event() {
	h.t.Helper()
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	d := &archive.Document{Source: "s", URI: fmt.Sprint(h.r.IntN(12)), Status: archive.StatusOK,
		Text: []string{"дом", "сад", "дом и сад"}[h.r.IntN(3)] + fmt.Sprint(" ", h.r.IntN(1000))}
	d.ID = archive.NewID(d.Source, d.URI)
	switch n := h.r.IntN(10); {
	case n < 6:
		r, err := h.s.Commit(ctx, archive.Batch{Source: "s", Put: []*archive.Document{d}})
		must(err)
		if h.born[d.ID] == 0 {
			h.born[d.ID] = r.Seq
		}
	case n < 7:
		_, err := h.s.Commit(ctx, archive.Batch{Source: "s", Delete: []string{d.ID}})
		must(err)
	case len(h.since) < 4:
		to := fmt.Sprintf("a%d@b.ru", len(h.since))
		up := &follow.Signups{Store: h.s, Seq: h.s.Seq, Now: func() time.Time { return h.now }}
		q := []string{"дом", "сад"}[h.r.IntN(2)]
		must(up.Mailed(ctx, to, url.Values{"q": {q}}, archive.FollowAtOnce, "ru"))
		list, err := h.s.ListFollows(ctx, archive.FollowKey{To: to})
		must(err)
		must(up.Confirm(ctx, list[0].Token))
		at, err := h.s.Seq(ctx)
		must(err)
		h.since[to], h.words[to] = at, q
	}
	end, err := h.s.Seq(ctx)
	must(err)
	if h.r.IntN(3) > 0 {
		h.at = end
	}
}

// run makes a pass of a fresh process, which may be killed after so many steps; below 0: it is not.
func (h *history) run(fuse int) {
	h.t.Helper()
	h.fuse, h.killed, h.open = fuse, false, nil
	r := follow.New(follow.Options{Store: store{h.s, h}, Searches: searches{h}, Mailer: h, Base: "https://a.example",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return h.now },
		Times: follow.Times{Pace: time.Nanosecond, Gather: time.Nanosecond, Gap: time.Nanosecond, Again: time.Nanosecond}})
	if err := r.Pass(h.t.Context()); err != nil && !errors.Is(err, errKilled) {
		h.t.Fatal(err)
	}
	if h.killed {
		for _, key := range h.open { // sent, and not noted
			h.lost[key]++
		}
	}
	if h.killed {
		h.reopen()
	}
	h.now = h.now.Add(time.Minute)
}

// TestEachDocumentOnce holds over random histories that what came after somebody began to follow, and is there and
// fits in the end, is told once, and again only where the process was killed between sending and noting; and that
// nothing is told that came before.
func TestEachDocumentOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		h := &history{t: t, r: rand.New(rand.NewPCG(seed, 1)), path: filepath.Join(t.TempDir(), "letopis.db"),
			now: time.Date(2026, 11, 30, 5, 0, 0, 0, time.UTC), sent: map[[2]string]int{}, lost: map[[2]string]int{},
			ids: map[[2]string]string{}, born: map[string]archive.Seq{}, since: map[string]archive.Seq{},
			words: map[string]string{}}
		h.reopen()
		for range 40 {
			for range h.r.IntN(4) {
				h.event()
			}
			fuse := -1
			if h.r.IntN(2) == 0 {
				fuse = 1 + h.r.IntN(8)
			}
			h.run(fuse)
		}
		h.at, _ = h.s.Seq(t.Context())
		h.run(-1)
		h.run(-1)
		h.verify(seed)
		if err := h.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func (h *history) verify(seed uint64) {
	h.t.Helper()
	if len(h.sent) == 0 || len(h.since) == 0 {
		h.t.Errorf("history %d tells nothing", seed)
	}
	for id, born := range h.born {
		docs, err := h.s.Get(h.t.Context(), id)
		if err != nil {
			h.t.Fatal(err)
		}
		for to, since := range h.since {
			key := [2]string{to, id}
			n, lost := h.sent[key], h.lost[key]
			fits := docs[0] != nil && strings.Contains(docs[0].Text, h.words[to])
			switch {
			case born <= since && n > 0:
				h.t.Errorf("history %d: %v came before, and is told", seed, key)
			case n > 1+lost:
				h.t.Errorf("history %d: %v is told %d times, %d of them lost", seed, key, n, lost)
			case born > since && fits && n == 0:
				h.t.Errorf("history %d: %v is not told", seed, key)
			}
		}
	}
}
