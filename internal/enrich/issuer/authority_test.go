package issuer

import (
	"strings"
	"testing"

	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/gazetteer"
)

func newReader(t *testing.T) *Reader {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Reader{Finder: territory.New(toponym.New(g))}
}

// No two places have one name in the authority file, so that no two issuers do.
func TestCanonicalNamesTellApart(t *testing.T) {
	e := newReader(t)
	names := map[string]string{}
	for u := range e.Gazetteer.Units() {
		name := e.canonical("Администрация", u, -1)
		if o, ok := names[name]; ok {
			t.Errorf("%s: %s and %s", name, o, u.ID)
		}
		names[name] = u.ID
		rest := strings.TrimPrefix(name, "Администрация ")
		if word, _, _ := strings.Cut(rest, " "); wordform.HasEnd(word, "ый", "ий", "ое", "ая", "район", "округ",
			"поселок") && word != "муниципального" {
			t.Errorf("%s: no genitive", name)
		}
	}
	if len(names) < 20_000 {
		t.Errorf("%d names", len(names))
	}
}

func TestCanonicalNames(t *testing.T) {
	e := newReader(t)
	for id, want := range map[string]string{
		"solnechnogorsk-mo":               "Администрация городского округа Солнечногорск",
		"uglichskiy":                      "Администрация Угличского муниципального округа",
		"ryazan-mo":                       "Администрация города Рязани",
		"shegarskiy":                      "Администрация Шегарского района",
		"amurskiy.amursk":                 "Администрация городского поселения город Амурск",
		"starooskolskiy":                  "Администрация Старооскольского городского округа",
		"aleksandrovskiy-tomskaya-oblast": "Администрация Александровского района (Томская область)",
	} {
		u, ok := e.Gazetteer.Unit(id)
		if !ok {
			t.Errorf("no unit %s", id)
			continue
		}
		if got := e.canonical("Администрация", u, -1); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for region, want := range map[string]string{
		"Томская область": "Правительство Томской области", "Хабаровский край": "Правительство Хабаровского края",
		"Республика Бурятия":       "Правительство Республики Бурятия",
		"Чувашская Республика":     "Правительство Чувашской Республики",
		"Республика Саха (Якутия)": "Правительство Республики Саха", "Москва": "Правительство Москвы",
		"Еврейская автономная область":             "Правительство Еврейской автономной области",
		"Ханты-Мансийский автономный округ — Югра": "Правительство Ханты-Мансийского автономного округа — Югры",
	} {
		if got := e.regionalName("Правительство", region); got != want {
			t.Errorf("%s: %s, want %s", region, got, want)
		}
	}
}
