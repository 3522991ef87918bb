package document

import (
	"cmp"
	"encoding/json"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// jsonLD describes the document to machines in the words of schema.org.
func (s Service) jsonLD(call *request.Call, d *api.Document) json.RawMessage {
	m := map[string]any{"@type": "Legislation", "name": d.Title, "inLanguage": "ru",
		"url": s.Addresses.Absolute(call, "/d/"+d.ID), "legislationIdentifier": d.Number, "legislationType": d.Kind,
		"datePublished": d.Date}
	if view.Deref(d.Kind) == "новость" {
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
	return frame.MarshalLD(m)
}

// coverageLD are the lowest place of a document within those above it, and its towns.
func (s Service) coverageLD(d *api.Document) []any {
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
func (s Service) eventsLD(d *api.Document) []any {
	var out []any
	for _, e := range d.Events {
		m := map[string]any{"@type": "Event", "name": web.Russian.T("event." + cmp.Or(view.Deref(e.What), "other")),
			"startDate": e.From, "endDate": cmp.Or(view.Deref(e.To), e.From)}
		if c, ok := s.Labels.City(view.Deref(e.City)); ok {
			m["location"] = map[string]string{"@type": "City", "name": c.Name}
		}
		out = append(out, m)
	}
	return out
}
