package main

import (
	"slices"
	"testing"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/wiring"
)

// TestFacetsOfSamples asks for each value of each facet, «не определено» among them,
// and holds that as many documents are found as were counted: of the whole archive,
// beside words, and beside another place.
func TestFacetsOfSamples(t *testing.T) {
	a := ingested(t, samples)
	options, err := a.QueryOptions()
	if err != nil {
		t.Fatal(err)
	}
	s, err := query.New(a.Indexer.Live, a.Text, options)
	if err != nil {
		t.Fatal(err)
	}
	search := func(r query.Request) *query.Answer {
		t.Helper()
		found, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for _, base := range []query.Request{
		{},
		{Q: "программа развития"},
		{Filters: map[string]query.Choice{"city": {Any: []string{"uglich"}}}},
		{Filters: map[string]query.Choice{"region": {Any: []string{"Ярославская область"}}}},
	} {
		for _, name := range query.FacetNames {
			r := base
			r.Facets, r.FacetLimit = []string{name}, -1
			all := search(r)
			facet := all.Facets[0]
			if facet.Other != 0 || len(facet.Values) != facet.Distinct {
				t.Fatalf("%s: %d of %d values, %d others: the test no longer sees all", name, len(facet.Values), facet.Distinct,
					facet.Other)
			}
			for _, v := range append(facet.Values, index.ValueCount{Value: query.Missing, Count: facet.Missing}) {
				chosen := query.Request{Q: base.Q, Filters: map[string]query.Choice{name: {Any: []string{v.Value}}}}
				for other, c := range base.Filters {
					if other != name {
						chosen.Filters[other] = c
					}
				}
				if found := search(chosen); found.Total != v.Count {
					t.Errorf("%q %v: %s=%s finds %d documents, the facet counts %d", base.Q, base.Filters, name, v.Value,
						found.Total, v.Count)
				}
			}
		}
	}
	for _, v := range search(query.Request{Facets: []string{"issuer"}, FacetLimit: -1}).Facets[0].Values {
		if d := search(query.Request{Filters: map[string]query.Choice{"issuer": {Any: []string{v.Value}}},
			Limit: query.MaxLimit}); d.Total > 0 {
			holdIssuer(t, a, search, v, d)
		}
	}
	towns := search(query.Request{Facets: []string{"city"}, FacetLimit: -1}).Facets[0]
	for _, town := range towns.Values {
		chosen := map[string]query.Choice{"city": {Any: []string{town.Value}}}
		levels, sum := search(query.Request{Facets: []string{"city"}, Filters: chosen}).Levels, 0
		for _, v := range append(levels.Values, index.ValueCount{Value: query.Missing, Count: levels.Missing}) {
			chosen["level"] = query.Choice{Any: []string{v.Value}}
			if found := search(query.Request{Filters: chosen}); found.Total != v.Count {
				t.Errorf("city=%s&level=%s finds %d documents, %d counted", town.Value, v.Value, found.Total, v.Count)
			}
			sum += v.Count
		}
		if sum != town.Count {
			t.Errorf("the levels of %s add up to %d of %d documents", town.Value, sum, town.Count)
		}
	}
}

// holdIssuer holds that the documents of an issuer have one id and one name of it, and
// that each is found by what it calls the issuer.
func holdIssuer(t *testing.T, a *wiring.Archive, search func(query.Request) *query.Answer, v index.ValueCount,
	found *query.Answer) {
	t.Helper()
	ids := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	docs, err := a.Store.Get(t.Context(), ids...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		i := d.Facts.Issuer
		if i.Key() != v.Value || i.Name != docs[0].Facts.Issuer.Name || i.ID != "" && i.Name == "" {
			t.Errorf("%s of %s: %+v", d.URI, v.Value, i)
		}
		for _, name := range []string{i.Text, i.Name} {
			if name == "" {
				continue
			}
			byName := search(query.Request{Filters: map[string]query.Choice{"issuer": {Any: []string{name}}},
				Limit: query.MaxLimit})
			if !slices.ContainsFunc(byName.Hits, func(h index.Hit) bool { return h.ID == d.ID }) {
				t.Errorf("issuer=%s does not find %s", name, d.URI)
			}
		}
	}
}
