// Package life shows the history of an act or a programme: what was done to it and when, by acts that the archive holds
// and by acts that are only cited, and the costs in each edition. Read type life first; events.go assembles the events,
// money.go the sums.
package life

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/web"
)

// Service serves histories. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the pages and the tables of costs.
func (s Service) Routes(r gin.IRoutes) {
	for section, find := range map[string]finder{"d": s.act, "p": s.program} {
		s.Get(r, "/"+section+"/:id/life", s.page(section, find), s.Respond.Cached)
		s.Get(r, "/"+section+"/:id/life.csv", s.table(find))
	}
}

// life is what is known of the history of an act or a programme.
type life struct {
	name string
	// main is the act whose state is shown; for a programme, the one that approves it, or nil if the archive lacks
	// that.
	main     *archive.Document
	links    archive.Links
	copies   []copyOf
	programs []string // ids of those whose costs are shown
	events   []event
	more     bool // the programme has more acts than were read
}

// copyOf is another document of the main act.
type copyOf struct{ id, title string }

type finder func(ctx context.Context, lang web.Lang, id string) (*life, error)

// act returns the history of the act in a document.
func (s Service) act(ctx context.Context, lang web.Lang, id string) (*life, error) {
	d, err := s.Views.Fetch(ctx, id)
	if err != nil {
		return nil, err
	}
	l := &life{name: s.Views.Title(d), main: d}
	for _, p := range d.Facts.Programs {
		if p.Role != archive.ProgramMentions {
			l.programs = append(l.programs, p.ID)
		}
	}
	if err := s.readLinks(ctx, l); err != nil {
		return nil, err
	}
	l.gather(lang, nil)
	return l, nil
}

// program returns the history of a programme: its acts, and what was done to the one that approves it.
func (s Service) program(ctx context.Context, lang web.Lang, id string) (*life, error) {
	tl, err := s.Catalog.Timeline(ctx, id, request.Paging{Limit: query.MaxLimit})
	if err != nil {
		return nil, err
	}
	l := &life{name: tl.Program.Name, programs: []string{id}, more: tl.Next != nil}
	i := slices.IndexFunc(tl.Acts, func(a api.ProgramAct) bool { return a.Role == string(api.Approves) })
	if i >= 0 {
		docs, err := s.Store.Get(ctx, tl.Acts[i].Hit.ID)
		if err != nil {
			return nil, err
		}
		if l.main = docs[0]; l.main != nil {
			if err := s.readLinks(ctx, l); err != nil {
				return nil, err
			}
		}
	}
	l.gather(lang, tl.Acts)
	return l, nil
}

// readLinks reads what was done to the main act, and its other copies.
func (s Service) readLinks(ctx context.Context, l *life) (err error) {
	if l.links, err = s.Store.Links(ctx, l.main.ID); err != nil {
		return fmt.Errorf("reading what was done to %s: %w", l.main.ID, err)
	}
	titles, err := s.Views.Titles(ctx, l.links.Copies...)
	if err != nil {
		return fmt.Errorf("reading titles of other copies of %s: %w", l.main.ID, err)
	}
	for i, title := range titles {
		if title != "" { // otherwise it was just removed
			l.copies = append(l.copies, copyOf{l.links.Copies[i], title})
		}
	}
	return nil
}

// pageEvents is how many events a page lists.
const pageEvents = 200

// page serves a history.
func (s Service) page(section string, find finder) func(*gin.Context, *request.Call) error {
	return func(c *gin.Context, call *request.Call) error {
		lang, id := call.Lang, c.Param("id")
		l, err := find(call.Context(), lang, id)
		if err != nil {
			return err
		}
		d := web.Life{Page: s.Page(call, lang.T("life.title."+section)+": "+l.name), Name: l.name,
			Back: web.Link{Href: frame.URL(lang, "/"+section+"/"+id, nil), Text: lang.T("life.back." + section)}}
		d.NoIndex, d.Alternates = true, nil
		from, _ := strconv.Atoi(call.Values.Get("from"))
		from = max(0, min(from, len(l.events)))
		to := min(len(l.events), from+pageEvents)
		tellers, err := s.sourceDocuments(call.Context(), l.events[from:to])
		if err != nil {
			return err
		}
		for i := range l.events[from:to] {
			d.Events = append(d.Events, l.shown(lang, &l.events[from+i], tellers))
		}
		d.Summary = l.summary(lang)
		if to < len(l.events) {
			d.NextURL = frame.URL(lang, "/"+section+"/"+id+"/life", url.Values{"from": {strconv.Itoa(to)}})
		}
		if l.more {
			d.Notes = append(d.Notes, web.Note{Text: fmt.Sprintf(lang.T("life.more"), lang.Number(query.MaxLimit))})
		}
		if from == 0 {
			m, err := s.money(call.Context(), l)
			if err != nil {
				return err
			}
			d.Money = m.shown(lang, frame.URL(lang, "/"+section+"/"+id+"/life.csv", nil))
		}
		return s.Render(c, d)
	}
}

// maxSources limits how many documents are read to locate the evidence of a page's events; further events lack links
// to it.
const maxSources = 40

// sourceDocuments returns the documents that report the events.
func (s Service) sourceDocuments(ctx context.Context, events []event) (map[string]*archive.Document, error) {
	out := map[string]*archive.Document{}
	for _, e := range events {
		for _, p := range e.proof {
			if _, ok := out[p.teller]; ok || len(out) == maxSources {
				continue
			}
			if err := index.Pace(ctx); err != nil {
				return nil, err
			}
			docs, err := s.Store.Get(ctx, p.teller)
			if err != nil {
				return nil, fmt.Errorf("reading what tells of an event: %w", err)
			}
			out[p.teller] = docs[0]
		}
	}
	return out, nil
}

// table serves the costs as CSV.
func (s Service) table(find finder) func(*gin.Context, *request.Call) error {
	return func(c *gin.Context, call *request.Call) error {
		l, err := find(call.Context(), call.Lang, c.Param("id"))
		if err != nil {
			return err
		}
		m, err := s.money(call.Context(), l)
		if err != nil {
			return err
		}
		c.Header("Content-Type", "text/csv; charset=utf-8; header=present")
		c.Header("Content-Disposition", `attachment; filename="money.csv"`)
		c.Status(http.StatusOK)
		return m.write(c.Writer, func(id string) string { return s.Addresses.Absolute(call, "/d/"+id) })
	}
}
