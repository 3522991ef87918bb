package page

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/web"
)

// placeOf gives v the municipality or settlement that is the lowest place of a hit, as
// the document names it, and reports whether there is one: what a district decides is
// not shown as its town's, where it was signed.
func placeOf(lang web.Lang, h api.Hit, v *web.Hit) bool {
	if len(h.Places) == 0 {
		return false
	}
	switch p := h.Places[len(h.Places)-1]; string(p.Level) {
	case archive.LevelSettlement:
		v.Municipality = p.Name
		fallthrough
	case archive.LevelMunicipality:
		v.Municipality, v.MunicipalityURL = cmp.Or(v.Municipality, p.Name), pageURL(lang, "/m/"+p.ID, nil)
		return true
	}
	return false
}

// hitView turns a hit of the API into what a list of results shows.
func hitView(lang web.Lang, h api.Hit) web.Hit {
	v := web.Hit{ID: h.ID, URL: h.URL, Title: []web.Run{{Text: h.Title}}, Number: deref(h.Number),
		Region: deref(h.Region), Municipality: deref(h.Municipality), More: h.More}
	if lang == web.English {
		v.URL = pageURL(lang, h.URL, nil)
	}
	v.Kind = label.Kind(lang, deref(h.Kind))
	if v.DateISO = deref(h.Date); v.DateISO != "" {
		v.Date = lang.Date(v.DateISO)
	}
	if !placeOf(lang, h, &v) {
		for _, c := range h.Cities {
			v.Cities = append(v.Cities, c.Name)
		}
	}
	for _, sn := range h.Snippets {
		runs := make([]web.Run, len(sn.Runs))
		for i, r := range sn.Runs {
			runs[i] = web.Run{Text: r.Text, Hit: r.Hit}
		}
		if sn.Field == "title" {
			v.Title = runs
		} else {
			shown := web.Snippet{Runs: runs}
			if sn.Page != nil {
				shown.Page, shown.URL = *sn.Page, v.URL+"#page-"+strconv.Itoa(*sn.Page)
			}
			v.Snippets = append(v.Snippets, shown)
		}
	}
	if h.Missing != nil {
		v.Missing = strings.Join(*h.Missing, ", ")
	}
	if h.Explanation != nil {
		v.Explain = explanationText(*h.Explanation, "")
	}
	if h.More > 0 && h.Group != nil {
		v.MoreURL = pageURL(lang, "/search", url.Values{"group": {*h.Group}})
		what := "edition"
		if strings.HasPrefix(*h.Group, archive.SectionGroup) {
			what = "section"
		}
		v.MoreText = lang.Pick("ещё ", "") + lang.Count(h.More, what) + lang.Pick("", " more")
	}
	return v
}

func hitViews(lang web.Lang, hits []api.Hit) []web.Hit {
	out := make([]web.Hit, len(hits))
	for i, h := range hits {
		out[i] = hitView(lang, h)
	}
	return out
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func (s *Service) docLink(lang web.Lang, h api.Hit) web.Link {
	note := ""
	if h.Date != nil {
		note = lang.Date(*h.Date)
	}
	return web.Link{Href: pageURL(lang, "/d/"+h.ID, nil), Text: h.Title, Note: note}
}
