// Package item has what several pages share: search hits; links to documents, programmes and municipalities; and the
// acts of a programme.
package item

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// MaxPrograms is how many programmes a page lists.
const MaxPrograms = 100

// placeOf sets the municipality or settlement of v if that is the lowest place of the hit, and reports whether it is.
// An act of a district must not appear as one of the town where it was signed.
func placeOf(lang web.Lang, h api.Hit, v *web.Hit) bool {
	if len(h.Places) == 0 {
		return false
	}
	switch p := h.Places[len(h.Places)-1]; string(p.Level) {
	case archive.LevelSettlement:
		v.Municipality = p.Name
		fallthrough
	case archive.LevelMunicipality:
		v.Municipality, v.MunicipalityURL = cmp.Or(v.Municipality, p.Name), frame.URL(lang, "/m/"+p.ID, nil)
		return true
	}
	return false
}

// Hit converts a hit of the API for a list of results.
func Hit(lang web.Lang, h api.Hit) web.Hit {
	v := web.Hit{ID: h.ID, URL: h.URL, Title: []web.Run{{Text: h.Title}}, Number: view.Deref(h.Number),
		Region: view.Deref(h.Region), Municipality: view.Deref(h.Municipality), More: h.More}
	if lang == web.English {
		v.URL = frame.URL(lang, h.URL, nil)
	}
	v.Kind = lang.Kind(view.Deref(h.Kind))
	if h.Draft {
		v.Draft = lang.T("draft")
	}
	if v.DateISO = view.Deref(h.Date); v.DateISO != "" {
		v.Date = lang.Date(v.DateISO)
	}
	if !placeOf(lang, h, &v) {
		for _, c := range h.Cities {
			v.Cities = append(v.Cities, c.Name)
		}
	}
	for _, sn := range h.Snippets {
		if sn.Field == "title" {
			v.Title = Runs(sn.Runs)
		}
	}
	if sn := bestSnippet(h.Snippets); sn != nil {
		shown := web.Snippet{Runs: Runs(sn.Runs)}
		if sn.Page != nil {
			shown.Page, shown.URL = *sn.Page, v.URL+"#page-"+strconv.Itoa(*sn.Page)
		}
		if c := sn.Clause; c != nil {
			shown.Clause = web.Link{Text: c.Label, Href: v.URL + "#" + url.PathEscape(c.Anchor)}
		}
		v.Snippets = append(v.Snippets, shown)
	}
	v.Formula, v.Title = splitTitle(v.Title)
	if v.Kind == lang.Kind("программа") && isProgramme(v.Formula) { // the kind already says so
		v.Formula = nil
	}
	v.Missing = strings.Join(view.Deref(h.Missing), ", ")
	if h.Explanation != nil {
		v.Explain = explanationText(*h.Explanation, "")
	}
	if h.More > 0 && h.Group != nil {
		v.MoreURL = frame.URL(lang, "/search", url.Values{"group": {*h.Group}})
		what := "edition"
		if strings.HasPrefix(*h.Group, archive.SectionGroup) {
			what = "section"
		}
		v.MoreText = lang.Pick("ещё ", "") + lang.Count(h.More, what) + lang.Pick("", " more")
	}
	return v
}

// Hits converts a list of hits.
func Hits(lang web.Lang, hits []api.Hit) []web.Hit {
	out := make([]web.Hit, len(hits))
	for i, h := range hits {
		out[i] = Hit(lang, h)
		out[i].MunicipalityURL = "" // adjacent links are hard to hit with a finger
	}
	return out
}

// DocumentLink links to a document.
func DocumentLink(lang web.Lang, h api.Hit) web.Link {
	note := ""
	if h.Date != nil {
		note = lang.Date(*h.Date)
	}
	if h.Draft {
		note = strings.TrimSuffix(lang.T("draft")+", "+note, ", ")
	}
	return web.Link{Href: frame.URL(lang, "/d/"+h.ID, nil), Text: h.Title, Note: note}
}

// ProgramLink links to a programme.
func ProgramLink(lang web.Lang, p api.ProgramSummary) web.Link {
	note := lang.Number(p.Count)
	if where := cmp.Or(view.Deref(p.Municipality), view.Deref(p.Region)); where != "" {
		note = where + ",\u00a0" + note
	}
	return web.Link{Href: frame.URL(lang, "/p/"+p.ID, nil), Text: p.Name, Note: note}
}

// Acts converts the acts of a programme.
func Acts(lang web.Lang, acts []api.ProgramAct) []web.Act {
	out := make([]web.Act, len(acts))
	for i, a := range acts {
		act := &out[i]
		*act = web.Act{DateISO: view.Deref(a.Hit.Date), Role: lang.T("role." + a.Role),
			Href:  frame.URL(lang, "/d/"+a.Hit.ID, nil),
			Title: a.Hit.Title}
		act.Date = lang.Date(act.DateISO)
		if a.Hit.Kind != nil {
			act.Note = lang.Kind(*a.Hit.Kind)
			if a.Hit.Number != nil {
				act.Note += " №\u00a0" + *a.Hit.Number
			}
		}
		if a.Hit.Draft {
			act.Note = strings.TrimPrefix(act.Note+", "+lang.T("draft"), ", ")
		}
	}
	return out
}

// UnitLink links to the page of a municipality or settlement.
func UnitLink(labels *label.Labels, lang web.Lang, v index.ValueCount) web.Link {
	return web.Link{Href: frame.URL(lang, "/m/"+v.Value, nil), Text: cmp.Or(labels.UnitName(v.Value), v.Value),
		Note: lang.Number(v.Count)}
}

// explanationText formats the explanation of a score, one line per part.
func explanationText(e api.Explanation, indent string) string {
	out := fmt.Sprintf("%s%.3f  %s\n", indent, e.Value, e.Text)
	for _, p := range view.Deref(e.Parts) {
		out += explanationText(p, indent+"  ")
	}
	return out
}

// Year returns the year of an ISO date.
func Year(iso string) string { y, _, _ := strings.Cut(iso, "-"); return y }

// Day returns the day of a time relative to now, in words.
func Day(lang web.Lang, t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	switch t.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return lang.Pick("сегодня", "today")
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return lang.Pick("вчера", "yesterday")
	}
	return lang.Date(t.Format(time.DateOnly))
}

// ActLink links to an act if the archive holds it, and notes if it does not.
func ActLink(lang web.Lang, a api.Act) web.Link {
	l := web.Link{Text: view.ActText(lang, a.Kind, a.Date, a.Number, a.Name)}
	if a.Target != nil {
		l.Href = frame.URL(lang, "/d/"+*a.Target, nil)
	} else if l.Text != "" {
		l.Note = lang.T("force.absent")
	}
	return l
}
