// Package place serves the pages of towns, municipalities and settlements, each with its documents by year, and the
// list and map of all. Read city and unit first.
package place

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// perYear is how many documents of each year the page of a place lists.
const perYear = 10

// Service serves pages of places. It is safe for concurrent use.
type Service struct{ *frame.Frame }

// Routes registers the pages.
func (s Service) Routes(r gin.IRoutes) {
	s.Get(r, "/c/:id", s.city)
	s.Get(r, "/m/:id", s.unit)
	s.Get(r, "/cities", s.cities)
	s.Get(r, "/gaps", s.gaps)
}

// city shows a town's documents by year, its programmes and kinds of documents.
func (s Service) city(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	city, ok := s.Labels.City(id)
	if !ok {
		return s.noTown(id)
	}
	chosen := url.Values{"city": {id}}
	d := web.City{Page: s.Page(call, city.Name), Name: city.Name,
		MentionedURL: frame.URL(lang, "/search", url.Values{"city.mentioned": {id}})}
	d.Path = []web.Link{{Text: city.Region, Href: frame.URL(lang, "/search", url.Values{"region": {city.Region}})}}
	for _, above := range []string{city.Municipality, city.Settlement} {
		if name := s.Labels.UnitName(above); name != "" {
			d.Path = append(d.Path, web.Link{Text: name, Href: frame.URL(lang, "/m/"+above, nil)})
		}
	}
	a, err := s.fillPlace(call, chosen, &d, "level")
	if err != nil {
		return err
	}
	for _, x := range s.Search.Levels(lang, id, &a.Facets[2]) {
		d.Levels = append(d.Levels, web.Link{Href: frame.URL(lang, "/search",
			url.Values{"city": {id}, "level": {string(x.Level)}}),
			Text: x.Label, Note: lang.Number(x.Count)})
	}
	return s.Render(c, d)
}

// noTown returns the problem that no town has the id, suggesting a municipality that has it.
func (s Service) noTown(id string) problem.Problem {
	p := problem.Problem{Code: problem.NotFound, RU: "Такого города в справочнике нет.",
		EN: "There is no such town in the gazetteer."}
	if u, ok := s.Labels.Unit(id); ok {
		return p.WithSuggestion(id, u.Name, "/m/"+id)
	}
	return p
}

// noUnit returns the problem that no municipality or settlement has the id, suggesting a town or a unit with a
// similar id.
func (s Service) noUnit(id string) problem.Problem {
	p := problem.Problem{Code: problem.NotFound, RU: "Такого муниципального образования в справочнике нет.",
		EN: "There is no such municipality in the gazetteer."}
	if town, ok := s.Labels.City(id); ok {
		return p.WithSuggestion(id, town.Name, "/c/"+id)
	}
	if near := s.Labels.NearestUnit(problem.Truncate(id, 100)); near != "" {
		return p.WithSuggestion(near, s.Labels.UnitName(near), "/m/"+near)
	}
	return p
}

// unit shows a municipality or settlement: its documents by year, its parts, former names and mergers.
func (s Service) unit(c *gin.Context, call *request.Call) error {
	lang, id := call.Lang, c.Param("id")
	u, ok := s.Labels.Unit(id)
	if !ok {
		return s.noUnit(id)
	}
	d := web.City{Page: s.Page(call, u.Name), Name: u.Name}
	d.Path = []web.Link{{Text: u.Region, Href: frame.URL(lang, "/search", url.Values{"region": {u.Region}})}}
	if name := s.Labels.UnitName(u.Parent); name != "" {
		d.Path = append(d.Path, web.Link{Text: name, Href: frame.URL(lang, "/m/"+u.Parent, nil)})
	}
	d.Notes = s.history(lang, u)
	facets := []string{"settlement", "city"}
	if u.Level == archive.LevelSettlement {
		facets = nil
	}
	a, err := s.fillPlace(call, url.Values{u.Level: {id}}, &d, facets...)
	if err != nil {
		return err
	}
	if facets != nil {
		for _, v := range a.Facets[2].Values {
			d.Settlements = append(d.Settlements, item.UnitLink(s.Labels, lang, v))
		}
		for _, v := range a.Facets[3].Values {
			if city, ok := s.Labels.City(v.Value); ok {
				d.Towns = append(d.Towns, web.Link{Href: frame.URL(lang, "/c/"+v.Value, nil), Text: city.Name,
					Note: lang.Number(v.Count)})
			}
		}
	}
	return s.Render(c, d)
}

// history describes former names and mergers of a unit.
func (s Service) history(lang web.Lang, u label.Unit) []web.Note {
	var out []web.Note
	links := func(ids []string) (list []web.Link) {
		for _, id := range ids {
			list = append(list, web.Link{Href: frame.URL(lang, "/m/"+id, nil), Text: cmp.Or(s.Labels.UnitName(id), id)})
		}
		return list
	}
	if len(u.Today) > 0 {
		text := lang.T("unit.into")
		if u.Ended > 0 {
			text = fmt.Sprintf(lang.T("unit.intosince"), u.Ended)
		}
		out = append(out, web.Note{Text: text, Links: links(u.Today)})
	}
	if len(u.Merged) > 0 {
		out = append(out, web.Note{Text: lang.T("unit.merged"), Links: links(u.Merged)})
	}
	if len(u.Names) > 0 {
		n := web.Note{Text: lang.T("unit.named")}
		for i, name := range u.Names {
			n.Text += " " + name
			if i+1 < len(u.Names) {
				n.Text += ";"
			}
		}
		out = append(out, n)
	}
	return out
}

// fillPlace fills what the pages of towns and units share, and counts years, kinds and the given facets, in this
// order.
func (s Service) fillPlace(
	call *request.Call, chosen url.Values, d *web.City, facets ...string,
) (*query.Answer, error) {
	ctx, lang, here := call.Context(), call.Lang, request.Search(chosen).Filters
	a, err := s.Search.Count(ctx, here, append([]string{"year", "kind"}, facets...)...)
	if err != nil {
		return nil, err
	}
	d.Meta = []string{lang.Count(a.Total, "document")}
	d.GapsURL = frame.URL(lang, "/gaps", chosen)
	d.SearchURL, d.FeedURL = frame.URL(lang, "/search", chosen), frame.URL(lang, "/search.atom", chosen)
	d.Calendar = frame.URL(lang, "/search.ics", chosen)
	for _, k := range a.Facets[1].Values {
		d.Kinds = append(d.Kinds, web.Link{Href: frame.URL(lang, "/search", frame.With(chosen, "kind", k.Value)),
			Text: lang.Kind(k.Value), Note: lang.Number(k.Count)})
	}
	programs, _, err := s.Catalog.Programs(ctx, "", here, request.Paging{Limit: query.MaxFacetLimit})
	if err != nil {
		return nil, err
	}
	for _, p := range programs {
		d.Programs = append(d.Programs, web.Link{Href: frame.URL(lang, "/p/"+p.ID, nil), Text: p.Name,
			Note: lang.Number(p.Count)})
	}
	found, _, err := s.Search.Search(ctx,
		query.Request{Filters: here, Sort: "-date", Limit: query.MaxLimit, Collapse: true}, nil)
	if err != nil {
		return nil, err
	}
	d.Alternates = append(d.Alternates, frame.FeedLinks(lang, chosen, d.Name)...)
	d.Years = s.byYear(lang, chosen, found.Hits, a.Facets[0])
	return a, nil
}

// byYear groups the documents of a place by year, newest first: each year with some of its newest documents and a
// link to all.
func (s Service) byYear(lang web.Lang, chosen url.Values, newest []api.Hit, years index.Facet) []web.Group {
	links := map[string][]web.Link{}
	for _, h := range newest {
		y := query.Missing
		if h.Date != nil {
			y = item.Year(*h.Date)
		}
		links[y] = append(links[y], item.DocumentLink(lang, h))
	}
	values := slices.Clone(years.Values)
	slices.Reverse(values)
	if years.Missing > 0 {
		values = append(values, index.ValueCount{Value: query.Missing, Count: years.Missing})
	}
	var out []web.Group
	for _, v := range values {
		g := web.Group{Name: v.Value, Links: links[v.Value][:min(perYear, len(links[v.Value]))]}
		if v.Value == query.Missing {
			g.Name = lang.T("date.none")
		}
		if v.Count > len(g.Links) {
			g.More = &web.Link{Text: lang.T("facet.all") + " (" + lang.Number(v.Count) + ")",
				Href: frame.URL(lang, "/search", frame.With(chosen, "year", v.Value))}
		}
		out = append(out, g)
	}
	return out
}
