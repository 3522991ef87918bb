package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

// citiesPage lists regions, their municipalities and towns, and shows the towns on a
// map.
func (s *Server) citiesPage(c *gin.Context, call *call) error {
	lang := langOf(call)
	cities, _, err := s.cityList(call.Context(), nil)
	if err != nil {
		return err
	}
	a, err := s.allValues(call.Context(), nil, "region", "municipality", "level")
	if err != nil {
		return err
	}
	d := web.Cities{Page: s.page(call, lang.T("nav.cities")), Width: mapWidth}
	d.Lead = lang.Count(len(cities), "city") + ", " + lang.Count(a.Facets[1].Distinct, "district")
	if missing := a.Facets[2].Missing; missing > 0 {
		d.Lead += ". " + upper(lang.T("facet.missing")) + ": " + lang.Count(missing, "document")
	}
	d.Others, d.Dots, d.Height = cityMap(lang, s.o.Gazetteer.Cities(), cities)
	d.Regions = s.tree(lang, a.Facets[0].Values, a.Facets[1].Values, cities)
	d.Open = len(d.Regions) <= openRegions
	return s.render(c, http.StatusOK, d)
}

// openRegions is how many regions a page shows with all that is in them.
const openRegions = 12

// tree puts municipalities into regions and towns into municipalities, all by name.
func (s *Server) tree(lang web.Lang, regions, municipalities []index.ValueCount, cities []api.CitySummary) []web.Region {
	found := map[string]*web.Region{}
	region := func(name string) *web.Region {
		if found[name] == nil {
			found[name] = &web.Region{Link: web.Link{Text: name, Href: at(lang, "/search", url.Values{"region": {name}})}}
		}
		return found[name]
	}
	for _, v := range regions {
		region(v.Value).Note = lang.Number(v.Count)
	}
	towns := map[string][]web.Link{} // by municipality
	slices.SortFunc(cities, func(a, b api.CitySummary) int { return cmp.Compare(a.Name, b.Name) })
	listed := func(id string) bool {
		return slices.ContainsFunc(municipalities, func(v index.ValueCount) bool { return v.Value == id })
	}
	for _, x := range cities {
		link := web.Link{Href: at(lang, "/c/"+x.ID, nil), Text: x.Name, Note: lang.Number(x.Count)}
		if c, _ := s.o.Gazetteer.City(x.ID); listed(c.Municipality) {
			towns[c.Municipality] = append(towns[c.Municipality], link)
		} else {
			r := region(x.Region)
			r.Towns = append(r.Towns, link)
		}
	}
	for _, v := range municipalities {
		u, ok := s.o.Gazetteer.Unit(v.Value)
		if !ok {
			continue // of authority files that the archive no longer has
		}
		r := region(u.Region)
		r.Municipalities = append(r.Municipalities, web.Branch{Link: s.unitLink(lang, v), Towns: towns[v.Value]})
	}
	var out []web.Region
	for _, r := range found {
		slices.SortFunc(r.Municipalities, func(a, b web.Branch) int { return cmp.Compare(a.Text, b.Text) })
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b web.Region) int { return cmp.Compare(a.Text, b.Text) })
	return out
}

// unitLink leads to the page of a municipality or settlement.
func (s *Server) unitLink(lang web.Lang, v index.ValueCount) web.Link {
	return web.Link{Href: at(lang, "/m/"+v.Value, nil), Text: cmp.Or(s.unitName(v.Value), v.Value), Note: lang.Number(v.Count)}
}

// cityPage shows a town's documents by year, its programmes and kinds.
func (s *Server) cityPage(c *gin.Context, call *call) error {
	lang, id := langOf(call), c.Param("id")
	city, ok := s.o.Gazetteer.City(id)
	if !ok {
		p := problem{code: codeNotFound, ru: "Такого города в справочнике нет.", en: "There is no such town in the gazetteer."}
		if u, ok := s.o.Gazetteer.Unit(id); ok {
			p = p.meant(id, u.Name, "/m/"+id)
		}
		return p
	}
	chosen := url.Values{"city": {id}}
	d := web.City{Page: s.page(call, city.Name), Name: city.Name, MentionedURL: at(lang, "/search", url.Values{"city.mentioned": {id}})}
	d.Path = []web.Link{{Text: city.Region, Href: at(lang, "/search", url.Values{"region": {city.Region}})}}
	for _, above := range []string{city.Municipality, city.Settlement} {
		if name := s.unitName(above); name != "" {
			d.Path = append(d.Path, web.Link{Text: name, Href: at(lang, "/m/"+above, nil)})
		}
	}
	a, err := s.placePage(call.Context(), call, chosen, &d, "level")
	if err != nil {
		return err
	}
	for _, x := range s.levels(call, id, &a.Facets[2]) {
		d.Levels = append(d.Levels, web.Link{Href: at(lang, "/search", url.Values{"city": {id}, "level": {string(x.Level)}}), Text: x.Label, Note: lang.Number(x.Count)})
	}
	return s.render(c, http.StatusOK, d)
}

// unitPage shows the documents of a municipality or a settlement by year, what is in
// it, what it was called and merged with.
func (s *Server) unitPage(c *gin.Context, call *call) error {
	lang, id := langOf(call), c.Param("id")
	u, ok := s.o.Gazetteer.Unit(id)
	if !ok {
		p := problem{code: codeNotFound, ru: "Такого муниципального образования в справочнике нет.", en: "There is no such municipality in the gazetteer."}
		if town, ok := s.o.Gazetteer.City(id); ok {
			return p.meant(id, town.Name, "/c/"+id)
		}
		if near := s.o.Gazetteer.NearestUnit(clip(id, 100)); near != "" {
			return p.meant(near, s.unitName(near), "/m/"+near)
		}
		return p
	}
	d := web.City{Page: s.page(call, u.Name), Name: u.Name}
	d.Path = []web.Link{{Text: u.Region, Href: at(lang, "/search", url.Values{"region": {u.Region}})}}
	if name := s.unitName(u.Parent); name != "" {
		d.Path = append(d.Path, web.Link{Text: name, Href: at(lang, "/m/"+u.Parent, nil)})
	}
	d.Notes = s.history(lang, u)
	facets := []string{"settlement", "city"}
	if u.Level == archive.LevelSettlement {
		facets = nil
	}
	a, err := s.placePage(call.Context(), call, url.Values{u.Level: {id}}, &d, facets...)
	if err != nil {
		return err
	}
	if facets != nil {
		for _, v := range a.Facets[2].Values {
			d.Settlements = append(d.Settlements, s.unitLink(lang, v))
		}
		for _, v := range a.Facets[3].Values {
			if city, ok := s.o.Gazetteer.City(v.Value); ok {
				d.Towns = append(d.Towns, web.Link{Href: at(lang, "/c/"+v.Value, nil), Text: city.Name, Note: lang.Number(v.Count)})
			}
		}
	}
	return s.render(c, http.StatusOK, d)
}

// history tells what a unit was called and merged with.
func (s *Server) history(lang web.Lang, u Unit) []web.Note {
	var out []web.Note
	links := func(ids []string) (list []web.Link) {
		for _, id := range ids {
			list = append(list, web.Link{Href: at(lang, "/m/"+id, nil), Text: cmp.Or(s.unitName(id), id)})
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

// placePage fills what the pages of towns and municipalities have in common. It
// counts years, kinds and the facets given, in this order.
func (s *Server) placePage(ctx context.Context, call *call, chosen url.Values, d *web.City, facets ...string) (*query.Answer, error) {
	lang, here := langOf(call), request(chosen).Filters
	a, err := s.allValues(ctx, here, append([]string{"year", "kind"}, facets...)...)
	if err != nil {
		return nil, err
	}
	d.Meta = []string{lang.Count(a.Total, "document")}
	d.SearchURL, d.FeedURL = at(lang, "/search", chosen), at(lang, "/search.atom", chosen)
	for _, k := range a.Facets[1].Values {
		d.Kinds = append(d.Kinds, web.Link{Href: at(lang, "/search", with(chosen, "kind", k.Value)), Text: kindName(lang, k.Value), Note: lang.Number(k.Count)})
	}
	programs, _, err := s.programList(ctx, "", here, 0, query.MaxFacetLimit)
	if err != nil {
		return nil, err
	}
	for _, p := range programs {
		d.Programs = append(d.Programs, web.Link{Href: at(lang, "/p/"+p.ID, nil), Text: p.Name, Note: lang.Number(p.Count)})
	}
	found, _, err := s.search(ctx, call, query.Request{Filters: here, Sort: "-date", Limit: query.MaxLimit, Collapse: true}, nil)
	if err != nil {
		return nil, err
	}
	d.Alternates = append(d.Alternates, feeds(lang, chosen, d.Name)...)
	d.Years = s.byYear(lang, chosen, found.Hits, a.Facets[0])
	return a, nil
}

// byYear groups a place's documents by year, newest first: every year that has
// any, with a few of the newest documents and a link to the rest.
func (s *Server) byYear(lang web.Lang, chosen url.Values, newest []api.Hit, years index.Facet) []web.Group {
	links := map[string][]web.Link{}
	for _, h := range newest {
		y := query.Missing
		if h.Date != nil {
			y = year(*h.Date)
		}
		links[y] = append(links[y], s.docLink(lang, h))
	}
	values := slices.Clone(years.Values)
	slices.Reverse(values)
	if years.Missing > 0 {
		values = append(values, index.ValueCount{Value: query.Missing, Count: years.Missing})
	}
	var out []web.Group
	for _, v := range values {
		g := web.Group{Name: v.Value, Links: links[v.Value][:min(cityPerYear, len(links[v.Value]))]}
		if v.Value == query.Missing {
			g.Name = lang.T("date.none")
		}
		if v.Count > len(g.Links) {
			g.More = &web.Link{Text: lang.T("facet.all") + " (" + lang.Number(v.Count) + ")", Href: at(lang, "/search", with(chosen, "year", v.Value))}
		}
		out = append(out, g)
	}
	return out
}
