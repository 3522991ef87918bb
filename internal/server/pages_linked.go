package server

import (
	"encoding/json"
	"html/template"
	"net/url"

	"letopis/internal/server/api"
	"letopis/web"
)

// oEmbedLink tells programs how to embed the page of an address.
func (s *Server) oEmbedLink(address string) web.Alternate {
	return web.Alternate{Href: s.base + "/oembed?url=" + url.QueryEscape(address), Type: "application/json+oembed"}
}

// feeds tells programs the Atom and JSON feeds of a search.
func feeds(lang web.Lang, keep url.Values, title string) []web.Alternate {
	return []web.Alternate{{Href: at(lang, "/search.atom", keep), Type: "application/atom+xml", Title: title},
		{Href: at(lang, "/search.json", keep), Type: "application/feed+json", Title: title}}
}

// jsonLD describes the document to machines in the words of schema.org.
func (s *Server) jsonLD(call *call, d *api.Document) template.JS {
	m := map[string]any{"@type": "Legislation", "name": d.Title, "inLanguage": "ru",
		"url": s.absolute(call, "/d/"+d.ID), "legislationIdentifier": d.Number, "legislationType": d.Kind, "datePublished": d.Date}
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
	var towns []map[string]string
	for _, c := range d.Cities {
		towns = append(towns, map[string]string{"@type": "City", "name": c.Name})
	}
	if towns != nil {
		m["spatialCoverage"] = towns
	}
	for k, v := range m {
		if p, ok := v.(*string); ok && p == nil {
			delete(m, k)
		}
	}
	return linked(m)
}

// linked writes JSON-LD in the words of schema.org.
func linked(m map[string]any) template.JS {
	m["@context"] = "https://schema.org"
	b, err := json.Marshal(m) // escapes <, > and &, so it cannot end the element
	if err != nil {
		return ""
	}
	return template.JS(b)
}

// programLD describes a programme to machines in the words of schema.org.
func (s *Server) programLD(call *call, p api.ProgramSummary) template.JS {
	m := map[string]any{"@type": "GovernmentService", "name": p.Name, "url": s.absolute(call, "/p/"+p.ID)}
	if p.Municipality != nil {
		m["provider"] = map[string]string{"@type": "GovernmentOrganization", "name": *p.Municipality}
	}
	if p.Region != nil {
		m["areaServed"] = map[string]string{"@type": "AdministrativeArea", "name": *p.Region}
	}
	return linked(m)
}
