package gazetteer

import (
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"testing"

	_ "embed"

	"letopis/internal/text"
)

// countsTSV is what the table must hold in every region: municipalities in force,
// those no more, settlements, towns linked, and a hash of all ids, which must not
// change. UPDATE_GOLDEN=1 writes it anew.
//
//go:embed testdata/units.tsv
var countsTSV string

func TestCountsAndIDs(t *testing.T) {
	g := load(t)
	type count struct {
		inForce, ended, settlements, towns int
		ids                                []string
	}
	counts := map[string]*count{}
	for _, r := range g.Regions() {
		counts[r] = &count{}
	}
	seen := map[string]bool{}
	for u := range g.Units() {
		c := counts[u.Region]
		if c == nil {
			t.Fatalf("%s lies in %q, which is no region", u.ID, u.Region)
		}
		if seen[u.ID] {
			t.Errorf("two units have the id %q", u.ID)
		}
		seen[u.ID] = true
		if _, ok := g.City(u.ID); ok {
			t.Errorf("%q is a town and a unit", u.ID)
		}
		c.ids = append(c.ids, u.ID)
		switch {
		case u.Level == LevelSettlement:
			c.settlements++
		case u.Ended == 0:
			c.inForce++
		default:
			c.ended++
		}
	}
	for _, c := range g.Cities {
		if g.UnitOf(c.ID) != nil {
			counts[c.Region].towns++
		}
	}
	var out strings.Builder
	out.WriteString("region\tin force\tended\tsettlements\ttowns\tids\n")
	for _, r := range g.Regions() {
		c := counts[r]
		slices.Sort(c.ids)
		h := fnv.New32a()
		h.Write([]byte(strings.Join(c.ids, "\n")))
		fmt.Fprintf(&out, "%s\t%d\t%d\t%d\t%d\t%08x\n", r, c.inForce, c.ended, c.settlements, c.towns, h.Sum32())
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile("testdata/units.tsv", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := strings.Split(countsTSV, "\n")
	for i, line := range strings.Split(out.String(), "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("got  %s\nwant %s", line, strings.Join(want[min(i, len(want)):min(i+1, len(want))], ""))
		}
	}
}

// TestLinksOfUnits proves that every id a unit names is there, and that the links of
// merges and of towns agree in both directions.
func TestLinksOfUnits(t *testing.T) {
	g := load(t)
	for u := range g.Units() {
		if got, ok := g.Unit(u.ID); !ok || got != u {
			t.Errorf("%s is not found by its id", u.ID)
		}
		if u.Ended != 0 && len(u.Successors) == 0 || u.Ended == 0 && len(u.Successors) != 0 {
			t.Errorf("%s ended in %d and has the successors %v", u.ID, u.Ended, u.Successors)
		}
		if len(g.Today(u.ID)) == 0 {
			t.Errorf("%s belongs to nothing today", u.ID)
		}
		for _, id := range u.Successors {
			s, ok := g.Unit(id)
			if !ok || u.Level == LevelMunicipality && !slices.Contains(s.Predecessors, u.ID) {
				t.Errorf("%s has the successor %q, which does not know it", u.ID, id)
			}
		}
		for _, id := range u.Towns {
			if c, ok := g.City(id); !ok || c.Region != u.Region {
				t.Errorf("%s has the town %q", u.ID, id)
			}
		}
		if u.Town != "" && !slices.Contains(u.Towns, u.Town) {
			t.Errorf("%s is the town %q, which it has not", u.ID, u.Town)
		}
		if p, ok := g.Unit(u.Parent); (u.Level == LevelSettlement) != ok || ok && !strings.HasPrefix(u.ID, p.ID+".") {
			t.Errorf("%s belongs to %q", u.ID, u.Parent)
		}
		if slices.Contains(u.Former, u.Name) || u.Core == "" || u.Type == "" || !strings.Contains(u.Name, u.Core) {
			t.Errorf("names of %s: %q, core %q, type %q, formerly %q", u.ID, u.Name, u.Core, u.Type, u.Former)
		}
	}
}

func TestEveryTownHasAUnit(t *testing.T) {
	g := load(t)
	for _, c := range g.Cities {
		u := g.UnitOf(c.ID)
		if c.Name == c.Region {
			if u != nil {
				t.Errorf("%s is a region, not in %s", c.ID, u.ID)
			}
			continue
		}
		if u == nil || u.Ended != 0 || u.Level != LevelMunicipality || !slices.Contains(u.Towns, c.ID) {
			t.Errorf("%s lies in %+v", c.ID, u)
		}
	}
	for town, want := range map[string][2]string{
		"uglich": {"uglichskiy", "uglichskiy.uglich"}, "kansk": {"kanskiy", ""}, "sharypovo": {"sharypovskiy",
			""}, "belovo": {"belovskiy-gorodskoy-okrug-kemerovskaya-oblast", ""}, "pskov": {"pskov-mo", ""},
		"cheboksary": {"cheboksary-mo", ""}, "kimry": {"kimrskiy-okrug", ""}, "zvenigorod": {"odintsovskiy-gorodskoy-okrug",
			""},
		"asino": {"asinovskiy", "asinovskiy.asinovskoe"}, "gus-khrustalnyy": {"gus-khrustalnyy-gorodskoy-okrug", ""},
	} {
		if u := g.UnitOf(town); u == nil || u.ID != want[0] {
			t.Errorf("%s lies in %v, want %s", town, u, want[0])
		}
		if s := g.SettlementOf(town); (s == nil) != (want[1] == "") || s != nil && s.ID != want[1] {
			t.Errorf("%s is in the settlement %v, want %q", town, s, want[1])
		}
	}
	if u, s := g.UnitOf("netgorod"), g.SettlementOf("netgorod"); u != nil || s != nil {
		t.Errorf("a town that is not there lies in %v, %v", u, s)
	}
}

// TestEveryFormIsIndexed: the stems of the index lead every form to its name.
func TestEveryFormIsIndexed(t *testing.T) {
	g := load(t)
	for _, x := range []*nameIndex{g.units().names, g.units().villageNames} {
		for _, n := range x.names {
			for _, f := range declineBoth(n.text, g.irregular[text.Fold(n.text)].genitive) {
				if got := x.find(f.Text, g.irregular); !slices.Contains(got, n.of[0]) {
					t.Errorf("%q is not found by its form %q", n.text, f.Text)
				}
			}
		}
	}
}

// TestUnitsNamed: every case form of a core finds the unit, wherever it is declined.
func TestUnitsNamed(t *testing.T) {
	g := load(t)
	for form, want := range map[string]string{
		"Шегарского": "shegarskiy", "шегарском": "shegarskiy", "Слободском": "uglichskiy.slobodskoe",
		"Слободское":      "uglichskiy.slobodskoe",
		"Краснопольского": "torbeevskiy.krasnopolskoe", "Усть-Вымским": "ust-vymskiy", "Старого Оскола": "starooskolskiy",
		"Старооскольскому": "starooskolskiy", "Орехово-Зуевского": "orekhovo-zuevskiy", "Кашире": "kashira-mo",
		"Каширой": "kashira-mo",
		"Печоры":  "pechora-mo", "Печор": "pechorskiy.pechory", "Химок": "khimki-mo", "Орла": "orel-mo",
		"Рыбинска":       "rybinsk-mo",
		"Дубового Умета": "volzhskiy-samarskaya-oblast.dubovyy-umet", "Лазо": "imeni-lazo", "Ржевом": "rzhev-mo",
		"Великих Луках":  "velikie-luki-mo",
		"Нового Уренгоя": "novyy-urengoy-mo", "Комсомольске-на-Амуре": "komsomolsk-na-amure-mo",
		"Азовского немецкого": "azovskiy-nemetskiy",
		"Одинцовского":        "odintsovskiy-rayon", "Вышнего Волочка": "vyshnevolotskiy-gorodskoy-okrug",
		"Щёлковским": "shchelkovo-mo",
	} {
		if got := ids(g.UnitsNamed(form)); !slices.Contains(got, want) {
			t.Errorf("%s gives %v, want %s", form, got, want)
		}
	}
	for _, form := range []string{"", " ", "-", "Постановлением", "Нетгородский", "Угличское", "ого", "5"} {
		if got := g.UnitsNamed(form); len(got) != 0 {
			t.Errorf("%q gives %v", form, ids(got))
		}
	}
	if u := g.UnitsNamed("Слободского"); u[0].Level != LevelMunicipality {
		t.Errorf("municipalities go first: %v", ids(u))
	}
}

func ids(units []*Unit) []string {
	var out []string
	for _, u := range units {
		out = append(out, u.ID)
	}
	return out
}

func TestHomonyms(t *testing.T) {
	g := load(t)
	for core, want := range map[string]int{"Александровского": 7, "Октябрьском": 13} {
		n := 0
		for _, u := range g.UnitsNamed(core) {
			if u.Level == LevelMunicipality && u.Type != TypeInnerCity && IsAdjective(u.Core) { // no Октябрьск
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d municipalities, want %d", core, n, want)
		}
	}
	for wrong, want := range map[string]string{
		"uglichski": "uglichskiy", "Угличского": "uglichskiy", "uglichskiy.slobodsko": "uglichskiy.slobodskoe",
		"qqqqqqqqqq":      "",
		"aleksandrovskiy": "aleksandrovskiy-vladimirskaya-oblast",
	} {
		if got := g.NearestUnit(wrong); got != want {
			t.Errorf("nearest to %q is %q, want %q", wrong, got, want)
		}
	}
}

// TestMerges: what is no more leads to what is, and what only moved its borders goes on.
func TestMerges(t *testing.T) {
	g := load(t)
	for id, want := range map[string][]string{
		"kimry-mo": {"kimrskiy-okrug"}, "kimrskiy-rayon": {"kimrskiy-okrug"}, "rzhev-mo": {"rzhevskiy-okrug"},
		"rzhevskiy-rayon":      {"rzhevskiy-okrug"},
		"novozybkovskiy-rayon": {"novozybkovskiy-gorodskoy-okrug"}, "arzamasskiy": {"arzamas-mo"},
		"arzamas-mo": {"arzamas-mo"},
		"sochi-mo":   {"sochi-mo"}, "uglichskiy": {"uglichskiy"}, "likino-dulevo-mo": {"orekhovo-zuevskiy"},
		"priuralskiy": {"priuralskiy"},
		"netrayon":    nil,
	} {
		if got := ids(g.Today(id)); !slices.Equal(got, want) {
			t.Errorf("%s is today %v, want %v", id, got, want)
		}
	}
	for id, want := range map[string][]string{
		"kimrskiy-okrug": {"kimry-mo", "kimrskiy-rayon"}, "novozybkovskiy-gorodskoy-okrug": {"novozybkovskiy-rayon"},
		"sirius": nil, "sochi-mo": nil,
		"arzamas-mo": {"arzamasskiy"},
	} {
		if u, ok := g.Unit(id); !ok || !slices.Equal(u.Predecessors, want) {
			t.Errorf("%s: %+v, want the predecessors %v", id, u, want)
		}
	}
	if u, _ := g.Unit("novozybkovskiy-gorodskoy-okrug"); !slices.Contains(u.Former, "городской округ город Новозыбков") {
		t.Errorf("former names of %s: %q", u.ID, u.Former)
	}
	for _, form := range []string{"Новозыбкова", "Новозыбковского"} {
		if !slices.Contains(ids(g.UnitsNamed(form)), "novozybkovskiy-gorodskoy-okrug") {
			t.Errorf("%s does not find the merged okrug", form)
		}
	}
}

// TestAdditions: changes since 2024 and names of before 2018, from the tables beside gen.
func TestAdditions(t *testing.T) {
	g := load(t)
	for id, want := range map[string][3]string{
		"uglichskiy":                     {"Угличский муниципальный округ", TypeOkrug, "78546000"},
		"shegarskiy":                     {"Шегарский муниципальный район", TypeDistrict, "69658000"},
		"anapa-mo":                       {"муниципальный округ город-курорт Анапа", TypeOkrug, "03501000"},
		"balakhtinskiy":                  {"Балахтинско-Новосёловский муниципальный округ", TypeOkrug, "04504000"},
		"nemetskiy":                      {"Немецкий национальный муниципальный округ", TypeOkrug, "01560000"},
		"dmitrovskiy-moskovskaya-oblast": {"Дмитровский муниципальный округ", TypeOkrug, "46515000"},
		"stanichno-luganskiy":            {"Станично-Луганский муниципальный округ", TypeOkrug, ""},
	} {
		if u, ok := g.Unit(id); !ok || [3]string{u.Name, u.Type, u.OKTMO} != want {
			t.Errorf("%s: %+v, want %v", id, u, want)
		}
	}
	for id, want := range map[string][]string{
		"dmitrovskiy-moskovskaya-oblast": {"Дмитровский городской округ", "Дмитровский муниципальный район"},
		"uglichskiy":                     {"Угличский муниципальный район"},
		"istra-mo":                       {"городской округ Истра", "Истринский муниципальный район"},
	} {
		if u, _ := g.Unit(id); u == nil || !slices.Equal(u.Former, want) {
			t.Errorf("%s: %+v, want the former names %q", id, u, want)
		}
	}
	for id, want := range map[string]string{
		"uglichskiy.slobodskoe": "uglichskiy", "kansk-mo": "kanskiy", "novoselovskiy": "balakhtinskiy",
		"zheleznodorozhnyy": "balashikha-mo",
		"achinsk-mo":        "achinskiy", "bogotolskiy": "bogotolskiy",
	} {
		if got := ids(g.Today(id)); !slices.Equal(got, []string{want}) {
			t.Errorf("%s is today %v, want %s", id, got, want)
		}
	}
	for form, want := range map[string]string{
		"Новосёловского": "novoselovskiy", "Балахтинского": "balakhtinskiy", "Балахтинско-Новосёловском": "balakhtinskiy",
		"Истринском": "istra-mo",
		"Климовска":  "klimovsk", "Кюлетского 1-го": "vilyuyskiy.kyuletskiy-1-y", "Эвенкийского": "evenkiyskiy",
		"Мариуполем": "mariupol",
	} {
		if got := ids(g.UnitsNamed(form)); !slices.Contains(got, want) {
			t.Errorf("%s gives %v, want %s", form, got, want)
		}
	}
}

func TestVillages(t *testing.T) {
	g := load(t)
	in := func(v []Village, municipality, settlement string) bool {
		return slices.ContainsFunc(v, func(v Village) bool {
			return v.Municipality == municipality && v.Settlement == settlement
		})
	}
	if v := g.Villages("Бабынине"); !in(v, "babyninskiy", "babyninskiy.babynino-selskoe") {
		t.Errorf("Бабынино: %+v", v)
	}
	if v := g.Villages("Дубовым Уметом"); !in(v, "volzhskiy-samarskaya-oblast",
		"volzhskiy-samarskaya-oblast.dubovyy-umet") {
		t.Errorf("Дубовый Умет: %+v", v)
	}
	if v := g.Villages("Алтайском"); len(v) == 0 || v[0].Name != "Алтайское" {
		t.Errorf("Алтайское: %+v", v)
	}
	for v := range g.Units() {
		for _, s := range g.Settlements(v.ID) {
			if s.Parent != v.ID {
				t.Fatalf("%s is a settlement of %s", s.ID, v.ID)
			}
		}
	}
}

// BenchmarkDecodeUnits is what the first use of a unit costs.
func BenchmarkDecodeUnits(b *testing.B) {
	g := load(b)
	b.ReportAllocs()
	for b.Loop() {
		g.decodeUnits()
	}
}

func BenchmarkUnitsNamed(b *testing.B) {
	g := load(b)
	for _, form := range []string{"Шегарского", "Октябрьского", "Кашире", "Постановлением"} {
		b.Run(form, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.UnitsNamed(form)
			}
		})
	}
}
