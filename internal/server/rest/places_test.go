package rest_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/servertest"
)

// found asks the API for a search.
func found(f *servertest.Fixture, q string) api.SearchResult {
	return servertest.JSON[api.SearchResult](f, "/api/v1/search?"+q)
}

func TestPlacesInTheAPI(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for q, want := range map[string]int{"municipality=myshkinskiy": 2, "settlement=myshkinskiy.myshkin": 1,
		"level=settlement": 1, "level=municipality": 2, "level.not=municipality": 123,
		"city=myshkin": 2, "city=myshkin&level=municipality": 1, "municipality=kungurskiy-mo": 1,
		"municipality=kungurskiy": 1, "city.event=kungur": 0,
		"event=2019": 1, "event.not=2019": 124, "event.not=2019-07-15": 125, "event=2019-07-13": 1, "event=2019-07-15": 0,
		"event=2019-06..2019-07":        1,
		"municipality=_missing&limit=1": 122} {
		if a := found(f, q); a.Total != want {
			t.Errorf("%s: %d, want %d", q, a.Total, want)
		}
	}
	if w := found(f, "municipality=kungurskiy").Query.Warnings; len(w) != 1 || w[0].Code != "merged" ||
		!strings.Contains(w[0].Message, "Кунгурский муниципальный округ") {
		t.Errorf("%+v", w)
	}
	a := found(f, "city=myshkin&facets=city,kind&facet_limit=1")
	i := slices.IndexFunc(a.Facets["city"].Values, func(v api.FacetValue) bool { return v.ID == "myshkin" })
	want := []api.LevelCount{{Level: "municipality", Label: "район или округ", Count: 1},
		{Level: "settlement", Label: "поселение", Count: 1}}
	if got := a.Facets["city"].Values[i].Levels; !slices.Equal(got, want) || len(a.Facets) != 2 {
		t.Errorf("levels %+v of %v", got, a.Facets)
	}
	h := found(f, "municipality=myshkinskiy&q=пристани").Hits[0]
	if len(h.Places) != 3 || h.Places[1] != (api.Place{ID: "myshkinskiy", Name: "Мышкинский район", Level: "municipality",
		Type: "муниципальный район", Oktmo: "78621000"}) ||
		*h.MunicipalityID != "myshkinskiy" || !h.RegionDerived {
		t.Errorf("%+v", h)
	}
	facet := found(f, "facets=municipality,level").Facets
	if v := facet["municipality"].Values; len(v) != 2 || v[0].Label != "Мышкинский район" ||
		v[0].Note != "Ярославская область" || v[1].ID != "kungurskiy-mo" {
		t.Errorf("%+v", v)
	}
	if v := facet["level"].Values; len(v) != 2 || v[0].Label != "район или округ" {
		t.Errorf("%+v", v)
	}
}

func TestWrongPlaces(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	for q, param := range map[string]string{"level=village": "level", "event=soon": "event", "event=2012..2011": "event",
		"munisipality=x": "munisipality"} {
		w := f.Do(httptest.NewRequest("GET", "/api/v1/search?"+q, nil), true)
		status := 400
		if strings.Contains(q, "..") { // two dates, each right alone
			status = 409
		}
		if p := servertest.Problem(t, w); w.Code != status || p.Parameter != param {
			t.Errorf("%s: %d %+v", q, w.Code, p)
		}
	}
	keyed := servertest.New(t, func(o *server.Options) {
		o.Config.Keys = []admission.Key{{Name: "clerk", SHA256: servertest.SHA256("secret"), Scopes: []string{"edit"}}}
	})
	for field, says := range map[string]string{"municipality": "Возможно, myshkinskiy", "cities": "нужен id"} {
		r := httptest.NewRequest("PATCH", "/api/v1/documents/"+servertest.ID("acts/12.txt"),
			strings.NewReader(`{"edits":[{"field":"`+field+`","value":["mysh"]}]}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer secret")
		if w := keyed.Do(r, false); w.Code != 409 || !strings.Contains(w.Body.String(), says) {
			t.Errorf("%s: %d %s", field, w.Code, w.Body)
		}
	}
	if !slices.Contains(query.FacetNames, archive.LevelMunicipality) ||
		!slices.Contains(archive.EditFields, archive.LevelMunicipality) {
		t.Error("the levels of places are names of facets and of fields")
	}
}

func TestExportOfPlaces(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	csv := f.Get("/api/v1/export?municipality=kungurskiy-mo").Body.String()
	if !strings.Contains(csv, ",municipality_id,settlement,level,events,force,force_by,draft\n") ||
		!strings.Contains(csv, ",kungurskiy,,municipality,2019-07-13/2019-07-14 festival,,,false\n") {
		t.Error(csv)
	}
	lines := f.Get("/api/v1/export?format=ndjson&settlement=myshkinskiy.myshkin").Body.String()
	for _, want := range []string{`"issuer_id":"myshkinskiy.myshkin/administratsiya"`, `"region_derived":true`,
		`"municipality_id":"myshkinskiy"`} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %s in %s", want, lines)
		}
	}
	oai := f.Get("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:" +
		servertest.ID("acts/179.txt")).Body.String()
	for _, want := range []string{"<dc:coverage>городское поселение Мышкин</dc:coverage>",
		"<dc:coverage>Мышкинский район</dc:coverage>", "<dc:coverage>Мышкин</dc:coverage>"} {
		if strings.Count(oai, want) != 1 {
			t.Errorf("%s in %s", want, oai)
		}
	}
	if feed := f.Get("/search.atom?municipality=myshkinskiy").Body.String(); strings.Count(feed, "<entry>") != 2 ||
		!strings.Contains(feed, "Мышкинский район") {
		t.Error(feed)
	}
}

// An issuer is one value, by its id or by any of its names, wherever it is asked for.
func TestIssuerIsOneValue(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	const id, label = "myshkinskiy.myshkin/administratsiya", "Администрация городского поселения Мышкин"
	values := found(f, "facets=issuer").Facets["issuer"].Values
	if len(values) != 2 || !slices.ContainsFunc(values,
		func(v api.FacetValue) bool { return v.ID == id && v.Label == label && v.Count == 1 }) {
		t.Errorf("%+v", values)
	}
	title := "программы развития туризма" // pages set its beginning apart
	for _, name := range []string{id, label, "Администрация города Мышкина",
		"администрация городского поселения «Мышкин»"} {
		q := "issuer=" + url.QueryEscape(name)
		a := found(f, q+"&facets=issuer")
		if a.Total != 1 || len(a.Query.Warnings) != 0 {
			t.Errorf("%s: %d found, %+v", name, a.Total, a.Query.Warnings)
		}
		for _, path := range []string{"/search?" + q, "/search.atom?" + q, "/api/v1/export?" + q} {
			if body := f.Get(path).Body.String(); !strings.Contains(body, title) || strings.Contains(body, "Ярмарка в Кунгуре") {
				t.Errorf("%s: %s", path, body)
			}
		}
	}
	for q, want := range map[string]int{"issuer.not=" + url.QueryEscape(label): 124, `q=issuer:"города+Мышкина"`: 1,
		"q=орган:%22Администрация+города+Мышкина%22": 1,
		"issuer=myshkinskiy.myshkin/duma":            0} {
		if a := found(f, q); a.Total != want {
			t.Errorf("%s: %d found, want %d", q, a.Total, want)
		}
	}
	for path, want := range map[string]string{"/search?issuer=" + id: label, "/search.atom?issuer=" + id: label,
		"/facets/issuer":                      label,
		"/d/" + servertest.ID("acts/179.txt"): "issuer=" + url.QueryEscape(id)} {
		if body := f.Get(path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s has no %s", path, want)
		}
	}
}
