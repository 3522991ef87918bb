package places_test

import (
	"slices"
	"strings"
	"testing"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/places"
	"letopis/internal/query"
)

var (
	_ archive.Authority = places.Authority{}
	_ query.Authority   = places.Places{}
)

func load(t *testing.T) places.Authority {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := enrich.New(g, enrich.Options{Programs: configs.Programs})
	if err != nil {
		t.Fatal(err)
	}
	return places.NewAuthority(g, e)
}

func TestNamed(t *testing.T) {
	p := load(t)
	for _, c := range []struct{ field, name, want string }{
		{"municipality", "uglichskiy", "uglichskiy"},
		{"municipality", "Угличский", "uglichskiy"},
		{"municipality", "Угличского муниципального района", "uglichskiy"},
		{"municipality", "шегарском районе", "shegarskiy"},
		{"municipality", "Рязань", "ryazan-mo"},
		{"municipality", "городского округа город Рязань", "ryazan-mo"},
		{"municipality", "Ржевский район", "rzhevskiy-rayon"},
		{"municipality", "Атлантидский", ""},
		{"municipality", "", ""},
		{"municipality", "uglichskiy.slobodskoe", ""},
		{"settlement", "Слободское сельское поселение", "uglichskiy.slobodskoe"},
		{"city", "Угличе", "uglich"},
		{"city", "uglich", "uglich"},
		{"region", "Томской области", "Томская область"},
		{"region", "Томской", "Томская область"},
		{"region", "Татарстане", "Республика Татарстан"},
		{"region", "Республике Марий Эл", "Республика Марий Эл"},
		{"region", "Ямало-Ненецкий автономный округ", "Ямало-Ненецкий автономный округ"},
		{"region", "Москве", "Москва"},
		{"region", "Атлантиды", ""},
		{"kind", "решение", ""},
	} {
		got := p.Named(c.field, c.name)
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s %q: %v, want %s", c.field, c.name, got, c.want)
		}
	}
	if got := p.Named("municipality", "Советский район"); len(got) < 5 {
		t.Errorf("homonyms: %v", got)
	}
}

func ids(path []archive.Place) string {
	var out []string
	for _, p := range path {
		out = append(out, p.ID)
	}
	return strings.Join(out, " › ")
}

func TestPaths(t *testing.T) {
	a := load(t)
	for id, want := range map[string]string{"uglichskiy": "Ярославская область › uglichskiy",
		"uglichskiy.slobodskoe": "Ярославская область › uglichskiy › uglichskiy.slobodskoe", "atlantida": ""} {
		if path, ok := a.Path(id); ids(path) != want || ok != (want != "") {
			t.Errorf("%s: %s", id, ids(path))
		}
	}
	for city, want := range map[string]string{"ryazan": "Рязанская область › ryazan-mo › ryazan",
		"moskva": "Москва › moskva", "atlantida": ""} {
		if path, ok := a.PathOfCity(city); ids(path) != want || ok != (want != "") {
			t.Errorf("%s: %s", city, ids(path))
		}
	}
	if path, ok := a.PathOfCity("uglich"); !ok || !strings.HasPrefix(ids(path), "Ярославская область › uglichskiy") {
		t.Errorf("uglich: %s", ids(path))
	}
	if path, ok := a.PathNamed("Советский район", "Республика Марий Эл"); !ok || len(path) != 2 ||
		path[0].ID != "Республика Марий Эл" {
		t.Errorf("a homonym in its region: %s", ids(path))
	}
	if path, ok := a.PathNamed("Советский район", "Томская область"); ok {
		t.Errorf("a homonym elsewhere: %s", ids(path))
	}
}

func TestMergers(t *testing.T) {
	p := load(t)
	if m := p.Merger("rzhevskiy-rayon"); m == nil || m.Year != 2023 || len(m.Into) != 1 || m.From != nil {
		t.Errorf("%+v", m)
	}
	if m := p.Merger("rzhevskiy-okrug"); m == nil || len(m.From) == 0 || m.Into != nil {
		t.Errorf("%+v", m)
	}
	for _, id := range []string{"uglichskiy", "uglichskiy.slobodskoe", "atlantida"} {
		if m := p.Merger(id); m != nil {
			t.Errorf("%s: %+v", id, m)
		}
	}
}
