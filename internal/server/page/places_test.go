package page_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"letopis/internal/server"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/servertest"
)

func TestPlaceAndEventsOfADocument(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	var d api.FullDocument
	if err := json.Unmarshal(f.Get("/api/v1/documents/"+servertest.ID("news/kungur.html#post-1")).Body.Bytes(),
		&d); err != nil {
		t.Fatal(err)
	}
	if len(d.Events) != 1 || d.Events[0].From != "2019-07-13" || *d.Events[0].To != "2019-07-14" ||
		*d.Events[0].What != "festival" ||
		*d.Events[0].Rule != "event" || *d.Events[0].Length == 0 {
		t.Errorf("%+v", d.Events)
	}
	if len(d.Places) != 2 || d.Places[0].Rule == nil || d.RegionDerived {
		t.Errorf("%+v", d.Places)
	}
	plain := func(path string) string { return strings.ReplaceAll(f.Page(path), "\u00a0", " ") }
	page := plain("/d/" + servertest.ID("news/kungur.html#post-1"))
	for _, want := range []string{`<a href="/m/kungurskiy">Кунгурский район</a>`,
		`<a href="/search?event=2019-07-13..2019-07-14">13–14 июля 2019</a>`, "праздник, Кунгур",
		`"startDate":"2019-07-13"`, `"containedInPlace":{"@type":"AdministrativeArea","name":"Пермский край"}`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	page = plain("/d/" + servertest.ID("acts/179.txt"))
	for _, want := range []string{`>Ярославская область</a> <span class="how">(выведено: Мышкинский район)`,
		`<a href="/m/myshkinskiy.myshkin">городское поселение Мышкин</a> <span class="how">(<a href="#e`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page = f.Page("/d/" + servertest.ID("filler/000.txt")); !strings.Contains(page,
		`<dt>Место</dt><dd class="soft">не определено</dd>`) {
		t.Error("a document without a place has one")
	}
}

func TestDoubtsAreTold(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, nil)
	id := servertest.ID("evil/" + servertest.Evil)
	if page := f.Page("/d/" + id); !strings.Contains(page, "так называются несколько: «Советский район &lt;script&gt;") ||
		!strings.Contains(page, "(Кировская область, Саратовская область)") {
		t.Error("the page does not say why the municipality is not determined")
	}
	var d api.FullDocument
	if err := json.Unmarshal(f.Get("/api/v1/documents/"+id+"?lang=en").Body.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if x := d.Doubts["municipality"]; x.Why != "homonyms" || len(x.Of) != 2 ||
		!strings.HasPrefix(x.Message, "several are called “Советский район") {
		t.Errorf("%+v", d.Doubts)
	}
}

func TestPagesOfPlaces(t *testing.T) {
	t.Parallel()
	f := servertest.New(t, func(o *server.Options) { o.Labels = label.New(o.Store, o.Index, located{o.Labels}) })
	for path, wants := range map[string][]string{
		"/search?city=myshkin": {`<ul class="levels">`,
			`<a href="/search?city=myshkin&amp;level=settlement">городское поселение Мышкин</a> <span class="n">1</span>`,
			`data-facet="municipality"`},
		"/search?q=Утверждена+туризма": {
			`<span class="where">городское поселение Мышкин</span> <span>Ярославская область</span>`},
		"/search?city=myshkin&level=settlement": {
			`<a href="/search?city=myshkin" aria-current="true">городское поселение Мышкин</a>`, "Уровень: поселение"},
		"/search?event=2019-07-13..2019-07-14": {"событие: 13–14 июля 2019"},
		"/search?municipality=kungurskiy":      {"Кунгурский район"},
		"/c/myshkin": {`<a href="/m/myshkinskiy">Мышкинский район</a>`,
			`<a href="/search?city=myshkin&amp;level=municipality">Мышкинский район</a> <span class="soft">1</span>`},
		"/m/myshkinskiy": {
			`<a href="/m/myshkinskiy.myshkin">городское поселение Мышкин</a> <span class="soft">1</span>`,
			`<a href="/c/myshkin">Мышкин</a> <span class="soft">2</span>`, "<h3>2017</h3>"},
		"/m/myshkinskiy.myshkin": {`<a href="/m/myshkinskiy">Мышкинский район</a>`, "1 документ",
			"/search?settlement=myshkinskiy.myshkin"},
		"/m/kungurskiy": {
			`С 2020 года: <a href="/m/kungurskiy-mo">Кунгурский муниципальный округ</a>`},
		"/m/kungurskiy-mo": {`Вошли: <a href="/m/kungurskiy">Кунгурский район</a>`,
			"Раньше: Кунгурский городской округ"},
		"/cities": {"<b>Ярославская область</b>",
			`<a href="/m/myshkinskiy">Мышкинский район</a> <span class="soft">2</span><ul><li><a href="/c/myshkin">Мышкин</a>`},
		"/":       {`<a href="/m/myshkinskiy">Мышкинский район</a>`},
		"/widget": {`<option value="kungurskiy-mo">Кунгурский муниципальный округ</option>`},
	} {
		page := f.Page(path)
		for _, want := range wants {
			if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	for path, meant := range map[string]string{"/m/myshkinski": "/m/myshkinskiy", "/m/myshkin": "/c/myshkin",
		"/c/myshkinskiy": "/m/myshkinskiy"} {
		if w := f.Do(httptest.NewRequest("GET", path, nil), true); w.Code != 404 ||
			!strings.Contains(w.Body.String(), meant) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if page := f.Get("/embed?municipality=myshkinskiy&region=x").Body.String(); !strings.Contains(page,
		`municipality="myshkinskiy" region="x"`) {
		t.Error(page)
	}
	if w := f.Get("/oembed?url=" + url.QueryEscape("https://archive.example/m/myshkinskiy")); !strings.Contains(
		w.Body.String(), "embed?municipality=myshkinskiy") {
		t.Error(w.Body)
	}
}

// located is a gazetteer that knows where its towns are.
type located struct{ label.Gazetteer }

func (g located) City(id string) (label.City, bool) {
	c, ok := g.Gazetteer.City(id)
	if id == "myshkin" {
		c.Municipality, c.Settlement = "myshkinskiy", "myshkinskiy.myshkin"
	}
	return c, ok
}
