package place

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"letopis/index"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// cities lists regions with their municipalities and towns, and shows the towns on a map.
func (s Service) cities(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	cities, _, err := s.Catalog.Cities(call.Context(), nil)
	if err != nil {
		return err
	}
	a, err := s.Search.Count(call.Context(), nil, "region", "municipality", "level")
	if err != nil {
		return err
	}
	d := web.Cities{Page: s.Page(call, lang.T("nav.cities")), Width: mapWidth}
	d.Lead = lang.Count(len(cities), "city") + ", " + lang.Count(a.Facets[1].Distinct, "district")
	if missing := a.Facets[2].Missing; missing > 0 {
		d.Lead += ". " + view.Capitalize(lang.T("facet.missing")) + ": " + lang.Count(missing, "document")
	}
	d.Others, d.Dots, d.Height = cityMap(lang, s.Labels.Cities(), cities)
	d.Regions = s.tree(lang, a.Facets[0].Values, a.Facets[1].Values, cities)
	d.Open = len(d.Regions) <= openRegions
	return s.Render(c, d)
}

// openRegions is the number of regions up to which a page shows them expanded.
const openRegions = 12

// tree groups municipalities by region and towns by municipality, sorted by name.
func (s Service) tree(
	lang web.Lang, regions, municipalities []index.ValueCount, cities []api.CitySummary,
) []web.Region {
	found := map[string]*web.Region{}
	region := func(name string) *web.Region {
		if found[name] == nil {
			found[name] = &web.Region{Link: web.Link{Text: name, Href: frame.URL(lang, "/search", url.Values{"region": {name}})}}
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
		link := web.Link{Href: frame.URL(lang, "/c/"+x.ID, nil), Text: x.Name, Note: lang.Number(x.Count)}
		if c, _ := s.Labels.City(x.ID); listed(c.Municipality) {
			towns[c.Municipality] = append(towns[c.Municipality], link)
		} else {
			r := region(x.Region)
			r.Towns = append(r.Towns, link)
		}
	}
	for _, v := range municipalities {
		u, ok := s.Labels.Unit(v.Value)
		if !ok {
			continue // from an authority file no longer in use
		}
		r := region(u.Region)
		r.Municipalities = append(r.Municipalities, web.Branch{Link: item.UnitLink(s.Labels, lang, v), Towns: towns[v.Value]})
	}
	var out []web.Region
	for _, r := range found {
		slices.SortFunc(r.Municipalities, func(a, b web.Branch) int { return cmp.Compare(a.Text, b.Text) })
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b web.Region) int { return cmp.Compare(a.Text, b.Text) })
	return out
}
