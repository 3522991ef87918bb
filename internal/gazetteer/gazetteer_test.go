package gazetteer

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"testing"

	"letopis/internal/testkit"
	"letopis/internal/text"
)

//go:embed testdata/forms.txt
var formsTXT string

func load(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestForms proves the rules of declension and of adjectives against forms
// written by hand.
func TestForms(t *testing.T) {
	g, tested := load(t), 0
	for line := range strings.Lines(formsTXT) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if line == "" {
			continue
		}
		f := strings.Split(line, ";")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		tested++
		at := g.byName[text.Fold(f[0])]
		if len(at) == 0 {
			t.Errorf("%s is not in the gazetteer", f[0])
			continue
		}
		for i, c := range []Case{Genitive, Instrumental, Prepositional} {
			if want := f[i+1]; want != "-" && !hasForm(g, at[0], want, c) {
				t.Errorf("%s: %q is not its %s", f[0], want, []string{"genitive", "instrumental", "prepositional"}[i])
			}
		}
		if want := f[4]; want != "-" && text.Fold(g.Cities[at[0]].Adjective) != text.Fold(want) {
			t.Errorf("%s: adjective %q, want %q", f[0], g.Cities[at[0]].Adjective, want)
		}
	}
	if tested < 200 {
		t.Errorf("only %d towns are tested", tested)
	}
}

func hasForm(g *Gazetteer, city int, form string, c Case) bool {
	return slices.ContainsFunc(g.byForm[text.Fold(form)], func(n Name) bool { return n.City == city && n.Case&c != 0 })
}

func TestEveryTownIsFoundByItsNameAndID(t *testing.T) {
	g := load(t)
	if len(g.Cities) < 1100 {
		t.Fatalf("%d towns", len(g.Cities))
	}
	for _, c := range g.Cities {
		if got, ok := g.City(c.ID); !ok || got.OKTMO != c.OKTMO {
			t.Errorf("%s: the id %q leads to %q", c.Name, c.ID, got.Name)
		}
		if !slices.ContainsFunc(g.ByName(c.Name), func(o City) bool { return o.ID == c.ID }) {
			t.Errorf("%s is not found by its name", c.Name)
		}
		if !slices.ContainsFunc(g.ByAdjective(c.Adjective), func(o City) bool { return o.ID == c.ID }) {
			t.Errorf("%s is not found by its adjective %q", c.Name, c.Adjective)
		}
		if c.Lat < 41 || c.Lat > 74 || c.Region == "" || !slices.Contains(g.Regions(), c.Region) {
			t.Errorf("%s lies at %v, %v in %q", c.Name, c.Lat, c.Lon, c.Region)
		}
	}
}

// TestAdjectivesOfOkrugs: an urban okrug is often named by its adjective only.
func TestAdjectivesOfOkrugs(t *testing.T) {
	g := load(t)
	for adjective, want := range map[string]string{
		"миасского": "Миасс", "рузского": "Руза", "сергиево-посадского": "Сергиев Посад",
		"павлово-посадский": "Павловский Посад", "шатурском": "Шатура", "черкесского": "Черкесск",
	} {
		if towns := g.ByAdjective(adjective); len(towns) != 1 || towns[0].Name != want {
			t.Errorf("%q gives %v, want %s", adjective, towns, want)
		}
	}
}

func TestIDs(t *testing.T) {
	g := load(t)
	for id, want := range map[string]string{
		"uglich": "Углич", "chukhloma": "Чухлома", "sovetsk-kirovskaya-oblast": "Советск",
		"sovetsk-kaliningradskaya-oblast": "Советск",
		"nizhniy-novgorod":                "Нижний Новгород", "rostov-na-donu": "Ростов-на-Дону", "yoshkar-ola": "Йошкар-Ола",
		"shchelkovo": "Щёлково", "ples": "Плёс",
	} {
		if c, ok := g.City(id); !ok || c.Name != want {
			t.Errorf("%s is %q, want %q", id, c.Name, want)
		}
	}
	if _, ok := g.City("sovetsk"); ok {
		t.Error("a name that three towns bear must not be an id by itself")
	}
	if c, ok := g.City("sovetsk-kirovskaya-oblast"); !ok || c.Name != "Советск" || c.Region != "Кировская область" {
		t.Errorf("of three towns: %+v", c)
	}
	for wrong, want := range map[string]string{"uglitch": "uglich", "Угличе": "uglich", "chuhloma": "chukhloma",
		"qqqqqqqqqq": ""} {
		if got := g.Nearest(wrong); got != want {
			t.Errorf("nearest to %q is %q, want %q", wrong, got, want)
		}
	}
}

func TestFormerNames(t *testing.T) {
	g := load(t)
	for name, want := range map[string]string{"Ленинграде": "sankt-peterburg", "Сталинградом": "volgograd",
		"Свердловска": "ekaterinburg", "Кукарки": "sovetsk-kirovskaya-oblast", "Питера": "sankt-peterburg"} {
		if !slices.ContainsFunc(g.ByName(name), func(c City) bool { return c.ID == want }) {
			t.Errorf("%s does not lead to %s", name, want)
		}
	}
	if got := g.ByName("Куйбышев"); len(got) < 2 {
		t.Errorf("Куйбышев is a town and was another: %v", got)
	}
	for _, list := range []string{"Нетгород; Старый", "Советск; Тильзит", "Углич"} {
		if _, err := New(strings.NewReader(citiesTSV), strings.NewReader(list)); err == nil {
			t.Errorf("the list of aliases %q is accepted", list)
		}
	}
}

func TestRelatedWords(t *testing.T) {
	g := load(t)
	for word, want := range map[string]string{"Углича": "угличский", "угличского": "углич", "тверских": "тверь",
		"Ленинград": "санкт-петербург", "Казани": "казанский"} {
		if got := g.Related(word); !slices.Contains(got, want) {
			t.Errorf("%s: %v lacks %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	g := load(t)
	uglich, _ := g.City("uglich")
	for id, km := range map[string]float64{"uglich": 0, "myshkin": 31, "moskva": 201, "vladivostok": 6345} {
		c, ok := g.City(id)
		if got := Distance(uglich, c); !ok || math.Abs(got-km) > 0.02*km {
			t.Errorf("Углич to %s: %.1f km, want about %.0f", id, got, km)
		}
	}
}

// FuzzNew reads a table of towns and a list of their other names.
func FuzzNew(f *testing.F) {
	const head = "oktmo\tname\tregion\tdistrict\tlat\tlon\tpopulation\n"
	f.Add(head+"78646101001\tУглич\tЯрославская область\tУгличский\t57.5\t38.3\t31000\n",
		"Углич; Углече Поле; до 1629 # как говорят")
	f.Add(head+"01616101001\tКамень-на-Оби\tАлтайский край\t\t53\t81\tx\n", ";;")
	f.Fuzz(func(t *testing.T, cities, aliases string) {
		testkit.Bounded(t, func() {
			g, err := New(strings.NewReader(cities), strings.NewReader(aliases))
			if err != nil {
				return
			}
			for _, c := range g.Cities {
				if _, ok := g.City(c.ID); !ok {
					t.Errorf("%+v is not found by its id", c)
				}
			}
		})
	})
}
