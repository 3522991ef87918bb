package document

import (
	"fmt"
	"net/url"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// fillDeadlines lists the deadlines that the act sets and who oversees them, each with its place in the text, and
// links to the calendar of its programme or place.
func (s Service) fillDeadlines(
	call *request.Call, doc *archive.Document, full *api.Document, d *web.Document,
) error {
	list, err := s.Views.Deadlines(call.Context(), doc)
	if err != nil {
		return err
	}
	lang := call.Lang
	for i := range list {
		x := &list[i]
		at := fmt.Sprintf("%d-%d", x.Offset, x.Offset+x.Length)
		l := web.Link{Href: frame.URL(lang, "/d/"+full.ID, url.Values{"at": {at}}) + "#at", Text: view.Capitalize(x.Words)}
		var notes []string
		switch {
		case x.Kind != api.DeadlineControl:
		case x.Who == nil:
			notes = append(notes, lang.T("deadline.control.self"))
		default:
			l.Text = lang.T("deadline.control")
		}
		if x.Who != nil {
			notes = append(notes, *x.Who)
		}
		notes = append(notes, deadlineDay(lang, x))
		if x.Clause != nil {
			notes = append(notes, x.Clause.Label)
		}
		l.Note = joined(notes)
		d.Deadlines = append(d.Deadlines, l)
	}
	if d.Deadlines == nil {
		return nil
	}
	calendar := func(field, id, name string) web.Link {
		return web.Link{Href: frame.URL(lang, "/search.ics", url.Values{field: {id}}), Note: name,
			Text: view.Capitalize(lang.T("tools.calendar"))}
	}
	if p, ok := doc.Facts.PlaceAt(archive.LevelMunicipality); ok {
		d.Calendar = calendar(archive.LevelMunicipality, p.ID, p.Name)
	}
	if len(full.Programs) > 0 {
		d.Calendar = calendar("program", full.Programs[0].ID, full.Programs[0].Name)
	}
	return nil
}

// deadlineDay says on which day a deadline falls if its wording does not, and until when it recurs.
func deadlineDay(lang web.Lang, x *api.Deadline) string {
	if x.First == nil || x.Rrule == nil && !x.Derived {
		return ""
	}
	day := lang.Date(*x.First)
	if x.Derived {
		day += " (" + lang.T("deadline.derived") + ")"
	}
	if x.Rrule == nil {
		return lang.T("deadline.day") + " " + day
	}
	out := lang.T("deadline.first") + " " + day
	if _, until, ok := strings.Cut(*x.Rrule, "UNTIL="); ok && len(until) >= 8 {
		out += ", " + lang.T("deadline.until") + " " + lang.Date(until[:4]+"-"+until[4:6]+"-"+until[6:8])
	}
	return out
}
