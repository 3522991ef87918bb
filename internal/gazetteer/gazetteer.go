// Package gazetteer is the authority file of places: the towns of Russia with stable IDs, their regions, all case forms
// of their names, the adjectives made from them, and former names. Towns in documents, queries and the site are all
// resolved here.
package gazetteer

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"letopis/configs"
	"letopis/internal/text"
)

//go:embed cities.tsv
var citiesTSV string

//go:embed irregular.txt
var irregularTXT string

// City is a town (город).
type City struct {
	// ID is the transliterated name, with the region appended if several towns share it: "uglich",
	// "sovetsk-kirovskaya-oblast". It never changes.
	ID         string
	OKTMO      string
	Name       string // nominative
	Region     string // name of the federal subject, see Regions
	District   string // adjective of the district; empty if the town is not part of one
	Lat, Lon   float64
	Population int
	Adjective  string   // «угличский», masculine nominative
	Aliases    []string // other and former names, nominative
}

// Name is a way to write a town: a form of its present or a former name.
type Name struct {
	Form
	City int    // index into Cities
	Name string // nominative: present, former or colloquial name
	Old  bool   // a former name
}

// Gazetteer is immutable and safe for concurrent use.
type Gazetteer struct {
	Cities  []City
	byID    map[string]int
	byName  map[string][]int  // folded nominative or alias → indexes, by descending population
	byForm  map[string][]Name // folded form
	byAdj   map[string][]int  // folded adjective, nominative
	adjForm map[string]string // folded form of an adjective → its nominative
	regions []Region

	irregular map[string]irregular // by folded name
	units     func() *unitTable    // decodes on first use
}

// Load reads the embedded authority files and aliases.
func Load() (*Gazetteer, error) {
	return LoadWith(configs.CitiesAliases)
}

// LoadWith is Load with other aliases, in the format of configs/cities-aliases.txt.
func LoadWith(aliases string) (*Gazetteer, error) {
	return New(strings.NewReader(citiesTSV), strings.NewReader(aliases))
}

// New reads a table of towns and a list of aliases; see configs/cities-aliases.txt.
func New(cities, aliases io.Reader) (*Gazetteer, error) {
	g := &Gazetteer{byID: map[string]int{}, byName: map[string][]int{}, byForm: map[string][]Name{},
		byAdj: map[string][]int{}, adjForm: map[string]string{}, regions: regions()}
	irregular, err := readIrregular(irregularTXT)
	if err != nil {
		return nil, err
	}
	g.irregular, g.units = irregular, sync.OnceValue(g.decodeUnits)
	if err := g.readCities(cities, irregular); err != nil {
		return nil, err
	}
	if err := g.readAliases(aliases, irregular); err != nil {
		return nil, err
	}
	for _, names := range g.byName {
		slices.SortFunc(names, func(a, b int) int { return cmp.Compare(g.Cities[b].Population, g.Cities[a].Population) })
	}
	return g, nil
}

// irregular holds the irregular forms of a name from irregular.txt.
type irregular struct{ genitive, adjective string }

func readIrregular(list string) (map[string]irregular, error) {
	out := map[string]irregular{}
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if line == "" {
			continue
		}
		f := strings.Split(line, ";")
		if len(f) != 3 {
			return nil, fmt.Errorf("irregular.txt: %q has not three fields", line)
		}
		name, gen := strings.TrimSpace(f[0]), strings.TrimSpace(f[1])
		if gen == "=" {
			gen = name
		}
		out[text.Fold(name)] = irregular{gen, strings.TrimSpace(f[2])}
	}
	return out, nil
}

func (g *Gazetteer) readCities(r io.Reader, irr map[string]irregular) error {
	sc := bufio.NewScanner(r)
	count := map[string]int{}
	for n := 0; sc.Scan(); n++ {
		f := strings.Split(sc.Text(), "\t")
		if n == 0 || len(f) < 7 {
			continue
		}
		lat, err1 := strconv.ParseFloat(f[4], 64)
		lon, err2 := strconv.ParseFloat(f[5], 64)
		people, err3 := strconv.Atoi(f[6])
		if err := cmp.Or(err1, err2, err3); err != nil {
			return fmt.Errorf("towns, line %d: %w", n+1, err)
		}
		c := City{OKTMO: f[0], Name: f[1], Region: regionName(f[2]), District: f[3], Lat: lat, Lon: lon, Population: people}
		if i := slices.IndexFunc(g.Cities, func(o City) bool { return o.Name == c.Name && o.Region == c.Region }); i >= 0 {
			continue // a duplicate: a town and the seat of its district
		}
		count[c.Name]++
		g.Cities = append(g.Cities, c)
	}
	for i := range g.Cities {
		c := &g.Cities[i]
		c.ID = Slug(c.Name)
		if count[c.Name] > 1 {
			c.ID += "-" + Slug(c.Region)
		}
		if _, ok := g.byID[c.ID]; ok {
			return fmt.Errorf("two towns have the id %q", c.ID)
		}
		g.byID[c.ID] = i
		g.addNames(i, c.Name, irr[text.Fold(c.Name)].genitive, false)
		g.addAdjectives(i, irr[text.Fold(c.Name)].adjective)
	}
	return sc.Err()
}

func (g *Gazetteer) addNames(city int, name, genitive string, old bool) {
	key := text.Fold(name)
	if !slices.Contains(g.byName[key], city) {
		g.byName[key] = append(g.byName[key], city)
	}
	for _, f := range decline(name, genitive) {
		k := text.Fold(f.Text)
		g.byForm[k] = append(g.byForm[k], Name{Form: f, City: city, Name: name, Old: old})
	}
}

// addAdjectives adds the known adjective of a town, or else that of its district if derived from the town's name, or
// else those formed by rules.
func (g *Gazetteer) addAdjectives(city int, known string) {
	c := &g.Cities[city]
	all := []string{known}
	if known == "" {
		all = adjectives(c.Name)
		if d := strings.ToLower(c.District); sharePrefix(text.Fold(d), text.Fold(c.Name)) && hasAny(d, "ий", "ой") &&
			!strings.Contains(d, " ") {
			all = []string{d}
		}
	}
	c.Adjective = all[0]
	for _, a := range all {
		k := text.Fold(a)
		g.byAdj[k] = append(g.byAdj[k], city)
		for _, f := range adjectiveForms(a) {
			g.adjForm[text.Fold(f)] = k
		}
	}
}

// sharePrefix reports whether two folded words share their first three letters.
func sharePrefix(a, b string) bool {
	const three = 3 * len("а")
	return len(a) >= three && len(b) >= three && a[:three] == b[:three]
}

// City returns the town with the id.
func (g *Gazetteer) City(id string) (City, bool) {
	i, ok := g.byID[id]
	if !ok {
		return City{}, false
	}
	return g.Cities[i], true
}

// ByName returns the towns that a name in any case may mean, by descending population.
func (g *Gazetteer) ByName(name string) []City {
	var out []City
	for _, n := range g.byForm[text.Fold(strings.TrimSpace(name))] {
		if c := g.Cities[n.City]; !slices.ContainsFunc(out, func(o City) bool { return o.ID == c.ID }) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b City) int { return cmp.Compare(b.Population, a.Population) })
	return out
}

// ByAdjective returns the towns with an adjective, by descending population.
func (g *Gazetteer) ByAdjective(form string) []City {
	var out []City
	for _, i := range g.byAdj[g.adjForm[text.Fold(form)]] {
		out = append(out, g.Cities[i])
	}
	slices.SortStableFunc(out, func(a, b City) int { return cmp.Compare(b.Population, a.Population) })
	return out
}

// Forms calls fn for each folded form of a name with the names it may be.
func (g *Gazetteer) Forms(fn func(key string, names []Name)) {
	for k, n := range g.byForm {
		fn(k, n)
	}
}

// Related returns other spellings related to a place name, in lower case: for a town its adjective and other names,
// for an adjective the towns. It serves queries: «углич» finds «угличский».
func (g *Gazetteer) Related(word string) []string {
	folded := text.Fold(word)
	names, towns := g.byForm[folded], g.byAdj[g.adjForm[folded]]
	if len(names)+len(towns) == 0 {
		return nil
	}
	var out []string
	add := func(s string) {
		if s = strings.ToLower(s); s != "" && s != strings.ToLower(word) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, n := range names {
		c := g.Cities[n.City]
		add(c.Adjective)
		if n.Name != c.Name {
			add(c.Name)
		}
		for _, a := range c.Aliases {
			add(a)
		}
	}
	for _, i := range towns {
		add(g.Cities[i].Name)
	}
	return out
}

// Nearest returns the id most similar to a misspelt one, for error messages; "" if none is similar.
func (g *Gazetteer) Nearest(id string) string {
	if c := g.ByName(id); len(c) > 0 {
		return c[0].ID
	}
	want, at := []rune(Slug(id)), ""
	best := likeness(want)
	for i := range g.Cities {
		if d := editDistance(want, []rune(g.Cities[i].ID), best); d < best {
			best, at = d, g.Cities[i].ID
		}
	}
	return at
}

// likeness is the number of edits from which on an id is not considered similar: three, fewer for short ids.
func likeness(id []rune) int { return min(3, len(id)/3+1) }

// Distance returns the great-circle distance of two towns in kilometres.
func Distance(a, b City) float64 {
	const radius, deg = 6371.0, math.Pi / 180
	s1, s2 := math.Sin((b.Lat-a.Lat)*deg/2), math.Sin((b.Lon-a.Lon)*deg/2)
	return 2 * radius * math.Asin(math.Sqrt(s1*s1+math.Cos(a.Lat*deg)*math.Cos(b.Lat*deg)*s2*s2))
}

// editDistance returns the Levenshtein distance, capped at limit.
func editDistance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diag := row[0]
		row[0] = i + 1
		for j := range b {
			next := min(row[j+1], row[j]) + 1
			if a[i] == b[j] {
				next = min(next, diag)
			} else {
				next = min(next, diag+1)
			}
			diag, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}

// Index returns the index of a town in Cities, or -1.
func (g *Gazetteer) Index(id string) int {
	if i, ok := g.byID[id]; ok {
		return i
	}
	return -1
}
