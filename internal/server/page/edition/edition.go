// Package edition shows the text of an act as amended by a given day: each change is marked and links to the
// instruction that made it, and instructions that were not followed are listed with the reason.
package edition

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/edition/gather"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// Service serves editions. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the page.
func (s Service) Routes(r gin.IRoutes) { s.Get(r, "/d/:id/edition", s.edition, s.Respond.Cached) }

// edition shows the wording of an act on the given day, by default today.
func (s Service) edition(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	e, err := s.Views.Edition(call.Context(), id, call.Values.Get(view.OnParam))
	if err != nil {
		return err
	}
	held, err := s.Views.OtherCopies(call.Context(), e)
	if err != nil {
		return err
	}
	path, on := "/d/"+id+"/edition", e.On.String()
	d := web.Edition{Page: s.Page(call, fmt.Sprintf(lang.T("edition.on"), lang.Date(on))), Name: s.Views.Title(e.Doc),
		Back:   web.Link{Href: frame.URL(lang, "/d/"+id, nil), Text: lang.T("life.back.d")},
		Life:   web.Link{Href: frame.URL(lang, "/d/"+id+"/life", nil), Text: lang.T("life.title.d")},
		Action: path, Day: on, Compare: compare(lang, e, held),
		Data: s.Addresses.Link("/api/v1/documents/" + id + "/edition?" + url.Values{view.OnParam: {on}}.Encode())}
	d.NoIndex, d.Canonical, d.Alternates = true, "", nil
	left := len(e.Outcomes) - e.Made()
	for _, x := range []struct {
		message string
		n       int
	}{{"edition.made", e.Made()}, {"edition.left", left}, {"edition.out", out(e)}} {
		d.Summary = append(d.Summary, lang.T(x.message)+"\u00a0"+lang.Number(x.n))
	}
	d.Notes = notes(lang, e)
	for _, a := range e.Acts {
		d.Days = addDay(d.Days, lang, path, a)
		if l := actLink(lang, a); a.Skip != "" || a.Repealed {
			d.Acts = append(d.Acts, l)
		}
	}
	p := newParts(call, path, e)
	var next int
	if d.Runs, next = p.runs(); next > 0 {
		d.NextURL = p.address(next, 0)
	}
	d.Changes, d.Failed = p.changes()
	if rest := p.first + pageChanges; rest < len(p.order) {
		d.MoreURL = p.change(p.order[rest])
	}
	return s.Render(c, d)
}

// out counts the acts that were not applied.
func out(e *gather.Edition) (n int) {
	for _, a := range e.Acts {
		if a.Skip != "" && a.Skip != gather.Taken {
			n++
		}
	}
	return n
}

// notes say how reliable the wording is.
func notes(lang web.Lang, e *gather.Edition) []web.Note {
	list := []web.Note{{Text: lang.T("edition.note")}}
	made, _ := e.Doc.Facts.Date.Span()
	day, _ := e.On.Span()
	switch {
	case made > day:
		list = append(list, web.Note{Text: fmt.Sprintf(lang.T("edition.early"), lang.Date(e.Doc.Facts.Date.String()))})
	case len(e.Acts) == 0:
		list = append(list, web.Note{Text: lang.T("edition.none")})
	case e.Certain():
		list = append(list, web.Note{Text: lang.T("edition.certain")})
	default:
		list = append(list, web.Note{Text: lang.T("edition.uncertain")})
	}
	if x := e.Doc.Section; x.Of > 1 {
		list = append(list, web.Note{Text: fmt.Sprintf(lang.T("edition.section"), lang.Number(x.N), lang.Number(x.Of))})
	}
	if f := e.Doc.ForceOn(e.On); f.State == archive.ForceRepealed || f.State == archive.ForceLapsed ||
		f.State == archive.ForceSuspended || f.State == archive.ForcePending {
		list = append(list, web.Note{Text: view.Capitalize(lang.T("force."+f.State)) + "."})
	}
	return list
}

// compare links to comparisons of the wording with the document, and with other editions that the archive holds.
func compare(lang web.Lang, e *gather.Edition, held []string) []web.Link {
	address := func(a string) string {
		return frame.URL(lang, "/compare", url.Values{"a": {a}, "b": {view.EditionName(e)}})
	}
	list := []web.Link{{Href: address(e.Doc.ID), Text: lang.T("edition.base")}}
	for i, id := range held {
		l := web.Link{Href: address(id), Text: lang.T("edition.held")}
		if len(held) > 1 {
			l.Text += " " + strconv.Itoa(i+1)
		}
		list = append(list, l)
	}
	return list
}

// addDay adds the day on which an act's changes take effect, unless it is the last one added.
func addDay(days []web.Link, lang web.Lang, path string, a gather.Act) []web.Link {
	day := a.Day.String()
	href := frame.URL(lang, path, url.Values{view.OnParam: {day}})
	if n := len(days); a.Day.Precision() != archive.PrecisionDay || n > 0 && days[n-1].Href == href {
		return days
	}
	return append(days, web.Link{Href: href, Text: lang.Date(day)})
}

// actLink links to an act and says why it was not applied.
func actLink(lang web.Lang, a gather.Act) web.Link {
	l := item.ActLink(lang, view.Act(a.By))
	l.Note = ""
	switch {
	case a.Skip != "":
		l.Note = view.WhyText(lang, a.Skip)
	case a.Repealed:
		l.Note = lang.T("edition.repealed")
	}
	return l
}
