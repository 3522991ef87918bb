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

// jsonLD describes the document in the vocabulary of schema.org.
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
	s.lifeLD(call, d, m)
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

// coverageLD describes the lowest place of a document with those above it, and its towns.
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

// eventsLD describes the events of a document.
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

// forceLD maps states of an act to values of schema.org's legislationLegalForce where there is one. An act is not
// declared in force merely because the archive knows nothing to the contrary.
var forceLD = map[string]string{archive.ForceAmended: "PartiallyInForce", archive.ForceLapsed: "NotInForce",
	archive.ForceRepealed: "NotInForce", archive.ForceSuspended: "NotInForce", archive.ForcePending: "NotInForce"}

// effectLD maps effects to the properties of an act that has them, in schema.org and ELI, and to the inverse property
// in ELI.
var effectLD = map[string]struct{ does, eli, done string }{
	archive.EffectAmends:      {"legislationChanges", "eli:amends", "eli:amended_by"},
	archive.EffectSupplements: {"legislationChanges", "eli:amends", "eli:amended_by"},
	archive.EffectRestates:    {"legislationChanges", "eli:amends", "eli:amended_by"},
	archive.EffectExtends:     {"legislationChanges", "eli:changes", "eli:changed_by"},
	archive.EffectSuspends:    {"legislationChanges", "eli:changes", "eli:changed_by"},
	archive.EffectCorrects:    {"legislationCorrects", "eli:corrects", "eli:corrected_by"},
	archive.EffectRepeals:     {"legislationRepeals", "eli:repeals", "eli:repealed_by"},
}

// lifeLD adds whether the act is in force and its relations to other acts.
func (s Service) lifeLD(call *request.Call, d *api.Document, m map[string]any) {
	state := view.Deref(d.Force.State)
	if state == "" {
		return
	}
	if force := forceLD[state]; force != "" {
		m["legislationLegalForce"] = "https://schema.org/" + force
	}
	inForce := map[string]string{archive.ForceRepealed: "notInForce", archive.ForceLapsed: "notInForce",
		archive.ForceSuspended: "notInForce", archive.ForcePending: "notInForce", archive.ForceAmended: "partiallyInForce"}
	if inForce := inForce[state]; inForce != "" {
		m["eli:in_force"] = map[string]string{"@id": "eli:InForce-" + inForce}
	}
	lists := map[string][]any{}
	add := func(property string, a api.Act) {
		x := map[string]any{"@type": "Legislation", "name": view.ActText(web.Russian, a.Kind, a.Date, a.Number, a.Name)}
		if a.Target != nil {
			x["url"] = s.Addresses.Absolute(call, "/d/"+*a.Target)
		}
		lists[property] = append(lists[property], x)
	}
	once := map[[2]string]bool{}
	seen := func(property string, a api.Act) bool {
		k := [2]string{property, view.Deref(a.Date) + " " + view.Deref(a.Number)}
		defer func() { once[k] = true }()
		return once[k]
	}
	for _, e := range d.Effects {
		if e.What == archive.EffectStarts && e.From != nil {
			m["eli:first_date_entry_in_force"] = *e.From
		}
		p := effectLD[e.What]
		if e.Part != nil && e.What == archive.EffectRepeals {
			p = effectLD[archive.EffectAmends]
		}
		if p.does != "" && e.By.Number == nil && e.Act.Number != nil && !seen(p.eli, e.Act) {
			add(p.does, e.Act)
			add(p.eli, e.Act)
		}
	}
	for _, e := range d.Deeds {
		p := effectLD[e.What]
		if e.Part != nil && e.What == archive.EffectRepeals {
			p = effectLD[archive.EffectAmends]
		}
		if p.done != "" && e.Doubt == nil && !seen(p.done, e.By) {
			add(p.done, e.By)
		}
	}
	for property, list := range lists {
		m[property] = list
	}
	if len(lists) > 0 || m["eli:in_force"] != nil || m["eli:first_date_entry_in_force"] != nil {
		m["@context"] = []any{"https://schema.org", map[string]string{"eli": eli}}
	}
}

// eli is the vocabulary of the European Legislation Identifier.
const eli = "http://data.europa.eu/eli/ontology#"
