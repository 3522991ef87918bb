// Package edition shows the wording of an act on a day, as its amendments have made it: what was changed is marked and
// leads to the instruction, what was not is told of. It knows no other page.
package edition

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/edition/gather"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
	"letopis/web"
)

// Service shows wordings. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes adds the page.
func (s Service) Routes(r gin.IRoutes) { s.Get(r, "/d/:id/edition", s.edition, s.Respond.Cached) }

// edition shows the wording of an act on the day of the address, else of today.
func (s Service) edition(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	e, err := s.Views.Edition(call.Context(), id, call.Values.Get(view.OnParam))
	if err != nil {
		return err
	}
	held, err := s.Views.Held(call.Context(), e)
	if err != nil {
		return err
	}
	path, on := "/d/"+id+"/edition", e.On.String()
	d := web.Edition{Page: s.Page(call, fmt.Sprintf(lang.T("edition.on"), lang.Date(on))), Name: s.Views.Title(e.Doc),
		Back:   web.Link{Href: frame.URL(lang, "/d/"+id, nil), Text: lang.T("life.back.d")},
		Life:   web.Link{Href: frame.URL(lang, "/d/"+id+"/life", nil), Text: lang.T("life.title")},
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
	p := parts{lang: lang, e: e, tree: clause.Parse(e.Text)}
	from, _ := strconv.Atoi(call.Values.Get("from"))
	var next int
	d.Runs, next = p.runs(max(0, min(from, len(e.Text))))
	if next > 0 {
		d.NextURL = frame.URL(lang, path, url.Values{view.OnParam: {on}, "from": {strconv.Itoa(next)}})
	}
	d.Changes, d.Failed = p.changes()
	return s.Render(c, d)
}

// out is how many acts play no part.
func out(e *gather.Edition) (n int) {
	for _, a := range e.Acts {
		if a.Skip != "" && a.Skip != gather.Taken {
			n++
		}
	}
	return n
}

// notes say how far the wording is to be relied on.
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
		f.State == archive.ForceSuspended {
		list = append(list, web.Note{Text: view.Capitalize(lang.T("force."+f.State)) + "."})
	}
	return list
}

// compare are comparisons of a wording with the document, and with others that are held.
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

// addDay adds the day from which an act's changes are in force, unless it is the last one.
func addDay(days []web.Link, lang web.Lang, path string, a gather.Act) []web.Link {
	day := a.Day.String()
	href := frame.URL(lang, path, url.Values{view.OnParam: {day}})
	if n := len(days); a.Day.Precision() != archive.PrecisionDay || n > 0 && days[n-1].Href == href {
		return days
	}
	return append(days, web.Link{Href: href, Text: lang.Date(day)})
}

// actLink leads to an act, and says why it plays no part.
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

// parts makes what a page shows of a wording.
type parts struct {
	lang web.Lang
	e    *gather.Edition
	tree *clause.Tree
}

// pageBytes is how much of the text a page has.
const pageBytes = 600 << 10

// runs are the parts of the text from a place on, as many as a page has; next is where the next page begins, 0 for
// none.
func (p *parts) runs(from int) (list []web.EditionRun, next int) {
	end := len(p.e.Text)
	if end-from > pageBytes {
		end = from + pageBytes
		if i := strings.LastIndexByte(p.e.Text[from:end], '\n'); i > 0 {
			end = from + i + 1
		}
		next = end
	}
	for i, x := range p.e.Pieces {
		a, b := max(x.Start, from), min(x.End, end)
		if a > b || a == b && (x.Start < x.End || x.Start < from || x.Start >= end && next > 0) {
			continue
		}
		r := web.EditionRun{Text: strings.ReplaceAll(p.e.Text[a:b], "\t", " — "), Number: x.Change + 1}
		r.Last = x.Change >= 0 && (i+1 == len(p.e.Pieces) || p.e.Pieces[i+1].Change != x.Change)
		if !r.Last && strings.TrimSpace(r.Text) == "" { // the end of a line before a clause that was added
			r.Number = 0
		}
		list = append(list, r)
	}
	return list, next
}

// longestWas is how much is shown of what was there before, in characters.
const longestWas = 300

// changes are those that were made, and those that were not.
func (p *parts) changes() (made, failed []web.EditionChange) {
	where := map[int]string{}
	for _, x := range p.e.Pieces {
		if _, ok := where[x.Change]; ok || x.Change < 0 || x.Start < x.End &&
			strings.TrimSpace(p.e.Text[x.Start:x.End]) == "" {
			continue
		}
		where[x.Change] = ""
		if i, ok := p.tree.In(x.Start); ok {
			where[x.Change] = view.ClauseLabel(p.lang, p.tree, i)
		}
	}
	for _, a := range p.e.Acts {
		for n := a.First; n < a.Next; n++ {
			o, src := &p.e.Outcomes[n], p.e.Sources[n]
			at := fmt.Sprintf("%d-%d", src.Offset, src.Offset+src.Length)
			c := web.EditionChange{Number: n + 1, Act: actLink(p.lang, a), Instruction: src.Text, Where: where[n],
				Source: web.Link{Href: frame.URL(p.lang, "/d/"+a.By.Target, url.Values{"at": {at}}) + "#at"}}
			c.Act.Note = ""
			if o.Why != "" {
				c.Why = view.WhyText(p.lang, o.Why)
				failed = append(failed, c)
				continue
			}
			c.Was = view.Quote(o.Was, longestWas)
			made = append(made, c)
		}
	}
	return made, failed
}
