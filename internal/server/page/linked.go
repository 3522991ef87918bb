package page

import (
	"cmp"
	"encoding/json"
	"net/url"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/web"
)

// oEmbedLink tells programs how to embed the page of an address.
func (s *Service) oEmbedLink(address string) web.Alternate {
	return web.Alternate{Href: s.o.Addresses.Base() + "/oembed?url=" + url.QueryEscape(address),
		Type: "application/json+oembed"}
}

// feedLinks tells programs the Atom and JSON feeds of a search.
func feedLinks(lang web.Lang, keep url.Values, title string) []web.Alternate {
	return []web.Alternate{{Href: pageURL(lang, "/search.atom", keep), Type: "application/atom+xml", Title: title},
		{Href: pageURL(lang, "/search.json", keep), Type: "application/feed+json", Title: title}}
}

// jsonLD describes the document to machines in the words of schema.org.
func (s *Service) jsonLD(call *request.Call, d *api.Document) json.RawMessage {
	m := map[string]any{"@type": "Legislation", "name": d.Title, "inLanguage": "ru",
		"url": s.o.Addresses.Absolute(call, "/d/"+d.ID), "legislationIdentifier": d.Number, "legislationType": d.Kind,
		"datePublished": d.Date}
	if deref(d.Kind) == "новость" {
		m["@type"] = "NewsArticle"
		m["headline"] = d.Title
		delete(m, "legislationIdentifier")
		delete(m, "legislationType")
	} else if d.Date != nil {
		m["legislationDate"] = *d.Date
		delete(m, "datePublished")
	}
	if d.Issuer != nil {
		m["legislationPassedBy"] = map[string]string{"@type": "Organization", "name": *d.Issuer}
	}
	if where := s.coverageLD(d); where != nil {
		m["spatialCoverage"] = where
	}
	if events := s.eventsLD(d); events != nil {
		m["mentions"] = events
	}
	for k, v := range m {
		if p, ok := v.(*string); ok && p == nil {
			delete(m, k)
		}
	}
	return marshalLD(m)
}

// coverageLD are the lowest place of a document within those above it, and its towns.
func (s *Service) coverageLD(d *api.Document) []any {
	var place map[string]any
	for _, p := range d.Places {
		next := map[string]any{"@type": "AdministrativeArea", "name": p.Name}
		if p.Level == archive.LevelTown {
			next["@type"] = "City"
		}
		if p.Oktmo != "" {
			next["identifier"] = map[string]string{"@type": "PropertyValue", "propertyID": "ОКТМО", "value": p.Oktmo}
		}
		if place != nil {
			next["containedInPlace"] = place
		}
		place = next
	}
	var out []any
	if place != nil {
		out = append(out, place)
	}
	for _, c := range d.Cities {
		if place == nil || place["name"] != c.Name {
			out = append(out, map[string]any{"@type": "City", "name": c.Name})
		}
	}
	return out
}

// eventsLD are the events of a document.
func (s *Service) eventsLD(d *api.Document) []any {
	var out []any
	for _, e := range d.Events {
		m := map[string]any{"@type": "Event", "name": web.Russian.T("event." + cmp.Or(deref(e.What), "other")),
			"startDate": e.From, "endDate": cmp.Or(deref(e.To), e.From)}
		if c, ok := s.o.Labels.City(deref(e.City)); ok {
			m["location"] = map[string]string{"@type": "City", "name": c.Name}
		}
		out = append(out, m)
	}
	return out
}

// marshalLD writes JSON-LD in the words of schema.org.
func marshalLD(m map[string]any) json.RawMessage {
	m["@context"] = "https://schema.org"
	b, err := json.Marshal(m) // escapes <, > and &, so it cannot end the element
	if err != nil {
		return nil
	}
	return b
}

// programLD describes a programme to machines in the words of schema.org.
func (s *Service) programLD(call *request.Call, p api.ProgramSummary) json.RawMessage {
	m := map[string]any{"@type": "GovernmentService", "name": p.Name, "url": s.o.Addresses.Absolute(call, "/p/"+p.ID)}
	if p.Municipality != nil {
		m["provider"] = map[string]string{"@type": "GovernmentOrganization", "name": *p.Municipality}
	}
	if p.Region != nil {
		m["areaServed"] = map[string]string{"@type": "AdministrativeArea", "name": *p.Region}
	}
	return marshalLD(m)
}
