// Package comparison serves the page that shows how two documents differ, and offers what to compare a document with.
// Read compare first; parts.go decides what is shown.
package comparison

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/compare"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// Service compares documents. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the page.
func (s Service) Routes(r gin.IRoutes) { s.Get(r, "/compare", s.compare, s.Respond.Cached) }

// compare shows how the documents a and b differ. Forms identify them by check boxes (d) or by a pasted URL (b) and
// are redirected to the permanent URL.
func (s Service) compare(c *gin.Context, call *request.Call) error {
	v := call.Values
	a, b := v.Get("a"), v.Get("b")
	if ticked := v["d"]; len(ticked) > 0 {
		if len(ticked) > 2 {
			return problem.Problem{Code: problem.Parameter, Param: "d",
				RU: fmt.Sprintf("Отмечено документов: %d, а сравнить можно два. Вернитесь и оставьте две отметки.", len(ticked)),
				EN: fmt.Sprintf("%d documents are ticked, two can be compared. Go back and leave two ticks.", len(ticked))}
		}
		return redirect(c, call.Lang, ticked[0], append(ticked, "")[1])
	}
	if id := documentID(b); id != b {
		return redirect(c, call.Lang, a, id)
	}
	switch {
	case a == "":
		return problem.Problem{Code: problem.Parameter, Param: "a",
			RU: "Не сказано, какие документы сравнить: отметьте два на странице «Жизнь акта» или начните со страницы документа.",
			EN: "It is not said which documents to compare: tick two in an act's life, or begin at a document's page."}
	case b == "":
		return s.choose(c, call, a)
	}
	return s.differences(c, call, a, b)
}

// redirect redirects to the permanent URL of a comparison.
func redirect(c *gin.Context, lang web.Lang, a, b string) error {
	c.Redirect(http.StatusFound, frame.URL(lang, "/compare", url.Values{"a": {a}, "b": {b}}))
	return nil
}

// documentID extracts the ID from input: an ID, or the URL of a document's page.
func documentID(typed string) string {
	typed = strings.TrimSpace(typed)
	if _, after, ok := strings.Cut(typed, "/d/"); ok {
		typed = after
	}
	if i := strings.IndexAny(typed, "/?#"); i >= 0 {
		typed = typed[:i]
	}
	return typed
}

// differences compares two documents.
func (s Service) differences(c *gin.Context, call *request.Call, a, b string) error {
	lang := call.Lang
	found, err := s.Views.Compare(call.Context(), a, b)
	if err != nil {
		return err
	}
	d := web.Comparison{Page: s.page(call), Swap: frame.URL(lang, "/compare", url.Values{"a": {b}, "b": {a}}),
		Data: s.Addresses.Link("/api/v1/compare?" + url.Values{"a": {a}, "b": {b}}.Encode())}
	for i, doc := range found.Docs {
		d.Sides[i] = item.Hit(lang, s.Views.Hit(doc))
		if id, day := view.EditionOf([]string{a, b}[i]); day != "" {
			d.Sides[i].URL = frame.URL(lang, "/d/"+id+"/edition", url.Values{view.OnParam: {day}})
			d.Notes = append(d.Notes, web.Note{Text: lang.T([]string{"compare.a", "compare.b"}[i]) + ": " +
				fmt.Sprintf(lang.T("edition.on"), lang.Date(day)),
				Links: []web.Link{{Href: d.Sides[i].URL, Text: lang.T("edition.title")}}})
		}
		if doc.Section.Of > 1 {
			d.Notes = append(d.Notes, web.Note{Text: fmt.Sprintf(lang.T("compare.section"), s.Views.Title(doc),
				lang.Number(doc.Section.N), lang.Number(doc.Section.Of))})
		}
		if doc.Text == "" {
			d.Notes = append(d.Notes, web.Note{Text: s.Views.Title(doc) + ": " + lang.T("doc.notext")})
		}
	}
	d.Summary = summary(lang, found.Result)
	switch {
	case found.Equal():
		d.Notes = append(d.Notes, web.Note{Text: lang.T("compare.equal")})
	case found.Apart():
		d.Notes = append(d.Notes, web.Note{Text: lang.T("compare.apart")})
	}
	from, _ := strconv.Atoi(call.Values.Get("from"))
	p := newParts(lang, found)
	if at, ok := rowAt(found, call.Values.Get(view.CompareAt)); ok {
		from, p.at = at, at
	}
	d.Parts = p.make(max(0, min(from, len(found.Rows))))
	d.From, d.Total = p.first, p.differences
	if p.next > 0 {
		d.NextURL = frame.URL(lang, "/compare", url.Values{"a": {a}, "b": {b}, "from": {strconv.Itoa(p.next)}})
	}
	return s.Render(c, d)
}

// rowAt returns the row that contains a character of one side, given in the URL as «b120»; ok is false if there is
// none.
func rowAt(found *view.Compared, at string) (row int, ok bool) {
	side := strings.IndexByte("ab", (at + " ")[0])
	n, err := strconv.Atoi(strings.TrimLeft(at, "ab"))
	if side < 0 || err != nil || n < 0 {
		return 0, false
	}
	place := view.ByteAt(found.Docs[side].Text, n)
	for i, r := range found.Rows {
		span := []compare.Span{r.A, r.B}[side]
		if !span.Empty() && place < span.End {
			return i, true
		}
	}
	return 0, false
}

// page returns the frame of a comparison; there are too many of them for search engines.
func (s Service) page(call *request.Call) web.Page {
	p := s.Page(call, call.Lang.T("compare.title"))
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	return p
}

// summary describes in words how much differs.
func summary(lang web.Lang, r *compare.Result) []string {
	out := []string{fmt.Sprintf(lang.T("compare.common"), int(r.Common*100))}
	for _, kind := range []compare.Kind{compare.Changed, compare.Added, compare.Removed, compare.MovedTo,
		compare.Renumbered} {
		if n := r.Counts[kind]; n > 0 {
			out = append(out, lang.T("compare.count."+string(kind))+"\u00a0"+lang.Number(n))
		}
	}
	return out
}

// maxOffered is how many documents of a group are offered.
const maxOffered = 50

// choose offers documents to compare a document with: other copies of the act, acts it changes or is changed by, acts
// it cites, other acts of its programme.
func (s Service) choose(c *gin.Context, call *request.Call, id string) error {
	ctx, lang := call.Context(), call.Lang
	doc, err := s.Views.Fetch(ctx, id)
	if err != nil {
		return err
	}
	full, err := s.Views.Document(ctx, doc)
	if err != nil {
		return err
	}
	d := web.Choice{Page: s.page(call), Heading: lang.T("compare.with"), Document: item.DocumentLink(lang, full.Hit),
		ID: full.ID}
	seen := map[string]bool{full.ID: true}
	for _, group := range []struct {
		name string
		ids  []string
	}{{"force.copies", full.Copies}, {"force.deeds", doers(full)}, {"force.effects", done(full)},
		{"doc.timeline", s.acts(ctx, full)}, {"doc.cites", targets(full)}, {"doc.citedby", full.CitedBy}} {
		links, err := s.offers(ctx, lang, full, group.ids, seen)
		if err != nil {
			return err
		}
		if len(links) > 0 {
			d.Groups = append(d.Groups, web.Group{Name: lang.T(group.name), Links: links})
		}
	}
	return s.Render(c, d)
}

// offers links to comparisons with documents not offered yet; the older one comes first.
func (s Service) offers(
	ctx context.Context, lang web.Lang, full *api.Document, ids []string, seen map[string]bool,
) ([]web.Link, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" || seen[id] })
	ids = ids[:min(len(ids), maxOffered)]
	docs, err := s.Store.Get(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var out []web.Link
	for _, d := range docs {
		if d == nil || seen[d.ID] {
			continue
		}
		seen[d.ID] = true
		h := s.Views.Hit(d)
		pair := []string{full.ID, d.ID}
		if h.Date != nil && full.Date != nil && *h.Date < *full.Date {
			slices.Reverse(pair)
		}
		l := item.DocumentLink(lang, h)
		l.Href = frame.URL(lang, "/compare", url.Values{"a": {pair[0]}, "b": {pair[1]}})
		if h.Number != nil {
			l.Note = strings.Join(slices.DeleteFunc([]string{l.Note, "№\u00a0" + *h.Number},
				func(s string) bool { return s == "" }), ", ")
		}
		out = append(out, l)
	}
	return out, nil
}

func doers(d *api.Document) (ids []string) {
	for _, x := range d.Deeds {
		ids = append(ids, cmp.Or(target(x.By), x.ToldBy))
	}
	return ids
}

// done returns the acts that a document affects.
func done(d *api.Document) (ids []string) {
	for _, x := range d.Effects {
		ids = append(ids, target(x.Act))
	}
	return ids
}

func targets(d *api.Document) (ids []string) {
	for _, x := range d.Cites {
		if x.Target != nil {
			ids = append(ids, *x.Target)
		}
	}
	return ids
}

func target(a api.Act) string {
	if a.Target == nil {
		return ""
	}
	return *a.Target
}

// acts returns acts of the document's programme around it. The page is usable without them.
func (s Service) acts(ctx context.Context, d *api.Document) (ids []string) {
	if len(d.Programs) == 0 {
		return nil
	}
	tl, err := s.Catalog.Around(ctx, d.Programs[0].ID, d.ID, maxOffered)
	if err != nil {
		s.Log.Warn("the acts of a programme are not offered for comparison", "document", d.ID, "error", err)
		return nil
	}
	for _, a := range tl.Acts {
		ids = append(ids, a.Hit.ID)
	}
	return ids
}
