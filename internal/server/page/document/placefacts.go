package document

import (
	"net/url"
	"slices"

	"letopis/internal/archive"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// factValue returns a value with how it was found.
func factValue(lang web.Lang, text, href string, e archive.Evidence, note string) web.FactValue {
	v := web.FactValue{Text: text, Href: href, Note: note}
	switch {
	case e.Rule == "edit":
		v.How = lang.T("doc.edited")
	case e.Rule == archive.RuleDerived:
		v.How = lang.T("doc.derived")
	case e.End > e.Start:
		v.How, v.Jump = lang.T("doc.fromtext"), "#"+markID(e)
	default:
		v.How = howFound(lang, e.Rule)
	}
	return v
}

// placeFacts returns the path of places from the region down, and the municipality as named in the text if the path
// names it differently. Without a path only the region is shown.
func (s Service) placeFacts(lang web.Lang, f *archive.Facts) []web.Fact {
	path := web.Fact{Name: lang.T("place.path"), Path: true}
	for i, p := range f.Places {
		e := p.Evidence
		if p.Level == archive.LevelRegion && f.Region.Evidence.Rule == archive.RuleDerived && e.Rule != "edit" {
			e = f.Region.Evidence
		}
		v := factValue(lang, p.Name, placeHref(lang, p), e, "")
		if e.Rule == archive.RuleDerived && i+1 < len(f.Places) { // the value it was derived from is next
			v.How = lang.T("doc.derivedfrom") + f.Places[i+1].Name
			if from := f.Places[i+1].Evidence; from.End > from.Start {
				v.Jump = "#" + markID(from)
			}
		}
		path.Values = append(path.Values, v)
	}
	if len(f.Places) == 0 && f.Region.Text != "" {
		v := factValue(lang, f.Region.Text, frame.URL(lang, "/search", url.Values{"region": {f.Region.Text}}),
			f.Region.Evidence, "")
		path.Values = append(path.Values, v)
	}
	if path.Values == nil {
		path.Path = false // not determined
	}
	out := []web.Fact{path}
	m := f.Municipality
	if m.Text != "" && !slices.ContainsFunc(f.Places, func(p archive.Place) bool { return p.Name == m.Text }) {
		out = append(out, web.Fact{Name: lang.T("doc.municipality"),
			Values: []web.FactValue{factValue(lang, m.Text, "", m.Evidence, "")}})
	}
	if d, ok := f.Doubts["municipality"]; ok {
		out = append(out, web.Fact{Name: lang.T("facet.municipality"),
			Values: []web.FactValue{{Text: lang.T("facet.missing"), Note: "— " + view.DoubtText(lang, d)}}})
	}
	return out
}

// placeHref returns the page of a place; for a region, its documents.
func placeHref(lang web.Lang, p archive.Place) string {
	switch p.Level {
	case archive.LevelRegion:
		return frame.URL(lang, "/search", url.Values{"region": {p.ID}})
	case archive.LevelTown:
		return frame.URL(lang, "/c/"+p.ID, nil)
	}
	return frame.URL(lang, "/m/"+p.ID, nil)
}

// eventFact lists the events that the document announces or reports: when, what and where.
func (s Service) eventFact(lang web.Lang, f *archive.Facts) web.Fact {
	out := web.Fact{Name: lang.T("doc.events")}
	for _, e := range f.Events {
		from, to := e.From.String(), e.To.String()
		if from == "" {
			continue
		}
		when := from
		if to != "" && to != from {
			when += ".." + to
		}
		note := ""
		if e.What != "" {
			note = lang.T("event." + e.What)
		}
		if c, ok := s.Labels.City(e.City); ok {
			if note != "" {
				note += ", "
			}
			note += c.Name
		}
		out.Values = append(out.Values, factValue(lang, lang.Span(from, to),
			frame.URL(lang, "/search", url.Values{"event": {when}}), e.Evidence, note))
	}
	return out
}
