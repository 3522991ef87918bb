package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/view"
	"letopis/web"
)

// Limits of a calendar, which covers the newest documents of the search.
const (
	calendarDocuments = 500
	calendarBytes     = 8 << 20 // of texts, 0.4 s of CPU time
	calendarPage      = 25      // documents read at a time
)

// calendar serves the deadlines set by the acts of a search (RFC 5545), with their places in the text.
func (s *Service) calendar(c *gin.Context, call *request.Call) error {
	title, err := s.title(call)
	if err != nil {
		return err
	}
	cal := ics.NewCalendar()
	cal.SetProductId("-//Letopis//Letopis//RU")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(title)
	b := calendar{s: s, call: call, cal: cal, seen: map[string]bool{}}
	more, err := b.fill(call.Context())
	if err != nil {
		return err
	}
	note := call.Lang.T("calendar.about")
	if more {
		note += " " + fmt.Sprintf(call.Lang.T("calendar.more"), call.Lang.Number(b.read))
	}
	cal.SetDescription(note)
	cal.SetRefreshInterval("PT12H")
	c.Header("Content-Disposition", `inline; filename="letopis.ics"`)
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", []byte(cal.Serialize(ics.WithNewLineWindows)))
	return nil
}

// calendar is a calendar under construction.
type calendar struct {
	s     *Service
	call  *request.Call
	cal   *ics.Calendar
	seen  map[string]bool // deadlines already added; copies of an act repeat them
	read  int             // documents so far
	bytes int             // of their texts
}

// fill adds the deadlines of the documents of the search; more reports that not all documents were read.
func (b *calendar) fill(ctx context.Context) (more bool, err error) {
	r := request.Search(request.Conditions(b.call.Values))
	r.Limit = calendarPage
	if r.Sort == "" {
		r.Sort = "-date"
	}
	if kind := r.Filters["kind"]; len(kind.Any) == 0 {
		r.Filters["kind"] = query.Choice{None: slices.Concat(kind.None, archive.KindsWithoutDuties)}
	}
	for {
		a, err := b.s.o.Search.Ask(ctx, r)
		if err != nil {
			return false, err
		}
		docs, err := b.s.o.Views.Get(ctx, a.Hits)
		if err != nil {
			return false, err
		}
		for _, d := range docs {
			if d == nil {
				continue
			}
			if b.bytes += len(d.Text); b.read == calendarDocuments || b.bytes > calendarBytes && b.read > 0 {
				return true, nil
			}
			list, err := b.s.o.Views.Deadlines(ctx, d)
			if err != nil {
				return false, err
			}
			b.add(d, list)
			b.read++
		}
		if r.Cursor = a.Next; a.Next == "" {
			return false, nil
		}
	}
}

// add adds those deadlines of a document that fall on a known day.
func (b *calendar) add(d *archive.Document, list []api.Deadline) {
	control, state := view.InControl(list), d.ForceOn(archive.Today()).State
	once := map[string]int{}
	for i := range list {
		x := &list[i]
		if x.First == nil {
			continue
		}
		said := strings.Join([]string{d.Facts.Issuer.Key(), d.Facts.Number.Text, *x.First, x.Text, x.Words}, "\x00")
		if b.seen[said] {
			continue
		}
		b.seen[said] = true
		anchor := ""
		if x.Clause != nil {
			anchor = x.Clause.Anchor
		}
		id := anchor + "\x00" + x.Words + "\x00" + x.Text
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", id, once[id]))
		once[id]++
		b.event(d, x, d.ID+"-"+hex.EncodeToString(sum[:8])+"@letopis", control, state)
	}
}

// event adds a deadline as an all-day event that blocks no time.
func (b *calendar) event(d *archive.Document, x *api.Deadline, uid, control, state string) {
	e, lang := b.cal.AddEvent(uid), b.call.Lang
	day, _ := time.Parse(time.DateOnly, *x.First)
	e.SetDtStampTime(d.Ingested.UTC())
	e.SetAllDayStartAt(day)
	e.SetAllDayEndAt(day.AddDate(0, 0, 1))
	if x.Rrule != nil {
		e.AddRrule(*x.Rrule)
	}
	e.SetTimeTransparency(ics.TransparencyTransparent)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if state == archive.ForceUnknown {
		e.SetStatus(ics.ObjectStatusTentative)
	}
	e.SetSummary(respond.XMLText(strings.TrimRight(view.Quote(x.Text, summaryLength), ";,:")))
	address := b.s.o.Addresses.Absolute(b.call, x.URL)
	e.SetURL(address)
	if x.Who != nil {
		e.SetProperty(ics.ComponentPropertyContact, respond.XMLText(*x.Who))
	}
	if p, ok := d.Facts.PlaceAt(archive.LevelMunicipality); ok {
		e.AddCategory(p.Name)
	}
	for _, p := range d.Facts.Programs {
		if p.Role != archive.ProgramMentions {
			e.AddCategory(p.Name)
		}
	}
	e.SetDescription(respond.XMLText(b.told(lang, d, x, control, state)) + "\n" + address)
	e.SetProperty("X-LETOPIS-OFFSET", fmt.Sprint(x.Offset))
	e.SetProperty("X-LETOPIS-LENGTH", fmt.Sprint(x.Length))
}

// summaryLength is the maximum length of the name of a deadline, in characters.
const summaryLength = 120

// told describes a deadline line by line.
func (b *calendar) told(lang web.Lang, d *archive.Document, x *api.Deadline, control, state string) string {
	lines := []string{x.Text, lang.T("deadline.term") + ": " + x.Words}
	if x.Derived {
		lines[1] += " (" + lang.T("deadline.derived") + ")"
	}
	if x.Who != nil {
		lines = append(lines, lang.T("deadline.who")+": "+*x.Who)
	}
	if control != "" {
		lines = append(lines, lang.T("deadline.control")+": "+control)
	}
	act := b.s.o.Views.Title(d)
	if x.Clause != nil {
		act += ", " + x.Clause.Label
	}
	lines = append(lines, act)
	if state != "" {
		lines = append(lines, view.Capitalize(lang.T("force."+state)))
	}
	return strings.Join(lines, "\n")
}
