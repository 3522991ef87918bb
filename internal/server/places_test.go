package server

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// found asks the API for a search.
func (f *fixture) found(q string) (a api.SearchResult) {
	f.t.Helper()
	if err := json.Unmarshal(f.get("/api/v1/search?"+q).Body.Bytes(), &a); err != nil {
		f.t.Fatal(err)
	}
	return a
}

func TestPlacesInTheAPI(t *testing.T) {
	f := newFixture(t, nil)
	for q, want := range map[string]int{"municipality=myshkinskiy": 2, "settlement=myshkinskiy.myshkin": 1, "level=settlement": 1, "level=municipality": 2, "level.not=municipality": 123,
		"city=myshkin": 2, "city=myshkin&level=municipality": 1, "municipality=kungurskiy-mo": 1, "municipality=kungurskiy": 1, "city.event=kungur": 0,
		"event=2019": 1, "event=2019-07-13": 1, "event=2019-07-15": 0, "event=2019-06..2019-07": 1, "municipality=_missing&limit=1": 122} {
		if a := f.found(q); a.Total != want {
			t.Errorf("%s: %d, want %d", q, a.Total, want)
		}
	}
	if w := f.found("municipality=kungurskiy").Query.Warnings; len(w) != 1 || w[0].Code != "merged" || !strings.Contains(w[0].Message, "Кунгурский муниципальный округ") {
		t.Errorf("%+v", w)
	}
	a := f.found("city=myshkin&facets=city,kind&facet_limit=1")
	i := slices.IndexFunc(a.Facets["city"].Values, func(v api.FacetValue) bool { return v.ID == "myshkin" })
	want := []api.LevelCount{{Level: "municipality", Label: "район или округ", Count: 1}, {Level: "settlement", Label: "поселение", Count: 1}}
	if got := a.Facets["city"].Values[i].Levels; !slices.Equal(got, want) || len(a.Facets) != 2 {
		t.Errorf("levels %+v of %v", got, a.Facets)
	}
	levels := f.s.levels(&call{}, "myshkin", &index.Facet{Values: []index.ValueCount{{Value: archive.LevelTown, Count: 2}}, Missing: 1})
	if want := []api.LevelCount{{Level: "town", Label: "город Мышкин", Count: 2}, {Level: "_missing", Label: "не определено", Count: 1}}; !slices.Equal(levels, want) {
		t.Errorf("%+v, want %+v", levels, want)
	}
	h := f.found("municipality=myshkinskiy&q=пристани").Hits[0]
	if len(h.Places) != 3 || h.Places[1] != (api.Place{ID: "myshkinskiy", Name: "Мышкинский район", Level: "municipality", Type: "муниципальный район", Oktmo: "78621000"}) ||
		deref(h.MunicipalityID) != "myshkinskiy" || !h.RegionDerived {
		t.Errorf("%+v", h)
	}
	facet := f.found("facets=municipality,level").Facets
	if v := facet["municipality"].Values; len(v) != 2 || v[0].Label != "Мышкинский район" || v[0].Note != "Ярославская область" || v[1].ID != "kungurskiy-mo" {
		t.Errorf("%+v", v)
	}
	if v := facet["level"].Values; len(v) != 2 || v[0].Label != "район или округ" {
		t.Errorf("%+v", v)
	}
}

func TestPlaceAndEventsOfADocument(t *testing.T) {
	f := newFixture(t, nil)
	var d api.FullDocument
	if err := json.Unmarshal(f.get("/api/v1/documents/"+idOf("news/kungur.html#post-1")).Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Events) != 1 || d.Events[0].From != "2019-07-13" || deref(d.Events[0].To) != "2019-07-14" || deref(d.Events[0].What) != "festival" ||
		deref(d.Events[0].Rule) != "event" || deref(d.Events[0].Length) == 0 {
		t.Errorf("%+v", d.Events)
	}
	if len(d.Places) != 2 || d.Places[0].Rule == nil || d.RegionDerived {
		t.Errorf("%+v", d.Places)
	}
	plain := func(path string) string { return strings.ReplaceAll(f.page(path), "\u00a0", " ") }
	page := plain("/d/" + idOf("news/kungur.html#post-1"))
	for _, want := range []string{`<a href="/m/kungurskiy">Кунгурский район</a>`, `<a href="/search?event=2019-07-13..2019-07-14">13–14 июля 2019</a>`, "праздник, Кунгур",
		`"startDate":"2019-07-13"`, `"containedInPlace":{"@type":"AdministrativeArea","name":"Пермский край"}`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	page = plain("/d/" + idOf("acts/179.txt"))
	for _, want := range []string{`>Ярославская область</a> <span class="how">(выведено: Мышкинский район)`,
		`<a href="/m/myshkinskiy.myshkin">городское поселение Мышкин</a> <span class="how">(<a href="#e`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page = f.page("/d/" + idOf("filler/000.txt")); !strings.Contains(page, `<dt>Место</dt><dd class="soft">не определено</dd>`) {
		t.Error("a document without a place has one")
	}
}

func TestDoubtsAreTold(t *testing.T) {
	f := newFixture(t, nil)
	id := idOf("evil/" + evil)
	if page := f.page("/d/" + id); !strings.Contains(page, "так называются несколько: «Советский район &lt;script&gt;") || !strings.Contains(page, "(Кировская область, Саратовская область)") {
		t.Error("the page does not say why the municipality is not determined")
	}
	var d api.FullDocument
	if err := json.Unmarshal(f.get("/api/v1/documents/"+id+"?lang=en").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if x := d.Doubts["municipality"]; x.Why != "homonyms" || len(x.Of) != 2 || !strings.HasPrefix(x.Message, "several are called “Советский район") {
		t.Errorf("%+v", d.Doubts)
	}
}

func TestPagesOfPlaces(t *testing.T) {
	f := newFixture(t, func(o *Options) { o.Gazetteer = located{o.Gazetteer} })
	for path, wants := range map[string][]string{
		"/search?city=myshkin":                  {`<ul class="levels">`, `<a href="/search?city=myshkin&amp;level=settlement">городское поселение Мышкин</a> <span class="n">1</span>`, `data-facet="municipality"`},
		"/search?q=Утверждена+туризма":          {`<span><a href="/m/myshkinskiy.myshkin">городское поселение Мышкин</a></span> <span>Ярославская область</span>`},
		"/search?city=myshkin&level=settlement": {`<a href="/search?city=myshkin" aria-current="true">городское поселение Мышкин</a>`, "Уровень: поселение"},
		"/search?event=2019-07-13..2019-07-14":  {"событие: 13–14 июля 2019"},
		"/search?municipality=kungurskiy":       {"Кунгурский район"},
		"/c/myshkin":                            {`<a href="/m/myshkinskiy">Мышкинский район</a>`, `<a href="/search?city=myshkin&amp;level=municipality">Мышкинский район</a> <span class="soft">1</span>`},
		"/m/myshkinskiy":                        {`<a href="/m/myshkinskiy.myshkin">городское поселение Мышкин</a> <span class="soft">1</span>`, `<a href="/c/myshkin">Мышкин</a> <span class="soft">2</span>`, "<h3>2017</h3>"},
		"/m/myshkinskiy.myshkin":                {`<a href="/m/myshkinskiy">Мышкинский район</a>`, "1 документ", "/search?settlement=myshkinskiy.myshkin"},
		"/m/kungurskiy":                         {`С 2020 года: <a href="/m/kungurskiy-mo">Кунгурский муниципальный округ</a>`},
		"/m/kungurskiy-mo":                      {`Вошли: <a href="/m/kungurskiy">Кунгурский район</a>`, "Раньше: Кунгурский городской округ"},
		"/cities":                               {"<b>Ярославская область</b>", `<a href="/m/myshkinskiy">Мышкинский район</a> <span class="soft">2</span><ul><li><a href="/c/myshkin">Мышкин</a>`},
		"/":                                     {`<a href="/m/myshkinskiy">Мышкинский район</a>`},
		"/widget":                               {`<option value="kungurskiy-mo">Кунгурский муниципальный округ</option>`},
	} {
		page := f.page(path)
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	for path, meant := range map[string]string{"/m/myshkinski": "/m/myshkinskiy", "/m/myshkin": "/c/myshkin", "/c/myshkinskiy": "/m/myshkinskiy"} {
		if w := f.do(httptest.NewRequest("GET", path, nil), true); w.Code != 404 || !strings.Contains(w.Body.String(), meant) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if page := f.get("/embed?municipality=myshkinskiy&region=x").Body.String(); !strings.Contains(page, `municipality="myshkinskiy" region="x"`) {
		t.Error(page)
	}
	if w := f.get("/oembed?url=" + url.QueryEscape("https://archive.example/m/myshkinskiy")); !strings.Contains(w.Body.String(), "embed?municipality=myshkinskiy") {
		t.Error(w.Body)
	}
}

// located is a gazetteer that knows where its towns are.
type located struct{ Gazetteer }

func (g located) City(id string) (City, bool) {
	c, ok := g.Gazetteer.City(id)
	if id == "myshkin" {
		c.Municipality, c.Settlement = "myshkinskiy", "myshkinskiy.myshkin"
	}
	return c, ok
}

func TestExportOfPlaces(t *testing.T) {
	f := newFixture(t, nil)
	csv := f.get("/api/v1/export?municipality=kungurskiy-mo").Body.String()
	if !strings.Contains(csv, ",municipality_id,settlement,level,events\n") || !strings.Contains(csv, ",kungurskiy,,municipality,2019-07-13/2019-07-14 festival\n") {
		t.Error(csv)
	}
	lines := f.get("/api/v1/export?format=ndjson&settlement=myshkinskiy.myshkin").Body.String()
	for _, want := range []string{`"issuer_id":"myshkinskiy.myshkin/administratsiya"`, `"region_derived":true`, `"municipality_id":"myshkinskiy"`} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %s in %s", want, lines)
		}
	}
	oai := f.get("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:archive.example:" + idOf("acts/179.txt")).Body.String()
	for _, want := range []string{"<dc:coverage>городское поселение Мышкин</dc:coverage>", "<dc:coverage>Мышкинский район</dc:coverage>", "<dc:coverage>Мышкин</dc:coverage>"} {
		if strings.Count(oai, want) != 1 {
			t.Errorf("%s in %s", want, oai)
		}
	}
	if feed := f.get("/search.atom?municipality=myshkinskiy").Body.String(); strings.Count(feed, "<entry>") != 2 || !strings.Contains(feed, "Мышкинский район") {
		t.Error(feed)
	}
}

// An issuer is one value, by its id or by any of its names, wherever it is asked for.
func TestIssuerIsOneValue(t *testing.T) {
	f := newFixture(t, nil)
	const id, label = "myshkinskiy.myshkin/administratsiya", "Администрация городского поселения Мышкин"
	values := f.found("facets=issuer").Facets["issuer"].Values
	if len(values) != 2 || !slices.ContainsFunc(values, func(v api.FacetValue) bool { return v.ID == id && v.Label == label && v.Count == 1 }) {
		t.Errorf("%+v", values)
	}
	title := "Об утверждении программы развития туризма"
	for _, name := range []string{id, label, "Администрация города Мышкина", "администрация городского поселения «Мышкин»"} {
		q := "issuer=" + url.QueryEscape(name)
		a := f.found(q + "&facets=issuer")
		if a.Total != 1 || len(a.Query.Warnings) != 0 {
			t.Errorf("%s: %d found, %+v", name, a.Total, a.Query.Warnings)
		}
		for _, path := range []string{"/search?" + q, "/search.atom?" + q, "/api/v1/export?" + q} {
			if body := f.get(path).Body.String(); !strings.Contains(body, title) || strings.Contains(body, "Ярмарка в Кунгуре") {
				t.Errorf("%s: %s", path, body)
			}
		}
	}
	for q, want := range map[string]int{"issuer.not=" + url.QueryEscape(label): 124, `q=issuer:"города+Мышкина"`: 1, "q=орган:%22Администрация+города+Мышкина%22": 1,
		"issuer=myshkinskiy.myshkin/duma": 0} {
		if a := f.found(q); a.Total != want {
			t.Errorf("%s: %d found, want %d", q, a.Total, want)
		}
	}
	for path, want := range map[string]string{"/search?issuer=" + id: label, "/search.atom?issuer=" + id: label, "/facets/issuer": label,
		"/d/" + idOf("acts/179.txt"): "issuer=" + url.QueryEscape(id)} {
		if body := f.get(path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s has no %s", path, want)
		}
	}
}

func TestWrongPlaces(t *testing.T) {
	f := newFixture(t, nil)
	for q, param := range map[string]string{"level=village": "level", "event=soon": "event", "event=2012..2011": "event", "munisipality=x": "munisipality"} {
		w := f.do(httptest.NewRequest("GET", "/api/v1/search?"+q, nil), true)
		if p := problemOf(t, w); w.Code != 400 || p.Parameter != param {
			t.Errorf("%s: %d %+v", q, w.Code, p)
		}
	}
	for field, says := range map[string]string{"municipality": "Возможно, myshkinskiy", "cities": "нужен id"} {
		if err := f.s.checkPlace(field, "mysh"); err == nil || !strings.Contains(err.(problem).ru, says) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := f.s.checkPlace("municipality", "myshkinskiy"); err != nil {
		t.Error(err)
	}
	if !slices.Contains(query.FacetNames, archive.LevelMunicipality) || !slices.Contains(archive.EditFields, archive.LevelMunicipality) {
		t.Error("the levels of places are names of facets and of fields")
	}
}
