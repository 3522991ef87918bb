package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/text"
)

// Described is what a careful reader says of one document: of an act, or of a post or
// file of another kind. Fields that a list does not label are empty and not measured.
type Described struct {
	File   string `json:"file"`
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Number string `json:"number"`
	Date   string `json:"date"` // YYYY, YYYY-MM or YYYY-MM-DD

	// Level of the body that it is of: federal, regional, district, okrug, settlement
	// or none.
	Level       string `json:"level"`
	Region      string `json:"region"`
	RegionNamed bool   `json:"region_named"` // the text names it
	// Municipality is of the upper level: the name of any version of the territory,
	// OKTMO the code of any.
	Municipality string `json:"municipality"`
	OKTMO        string `json:"oktmo"`
	// FromText is false where only knowledge beyond the text and the authority files
	// tells the municipality; nil: it can be told.
	FromText   *bool    `json:"municipality_from_text"`
	Settlement string   `json:"settlement"`
	Towns      []string `json:"towns"` // issued in or about
	EventTowns []string `json:"event_towns"`
	Mentioned  []string `json:"towns_mentioned"` // all others
	Issuer     string   `json:"issuer"`

	Events   []DescribedEvent   `json:"events"`
	Programs []DescribedProgram `json:"programs"`
	Cites    []string           `json:"cites"` // federal laws by number, codes by name

	// Alt has, by field, other values that are right, too, where a text allows of several.
	Alt map[string][]json.RawMessage `json:"alt"`

	Note  string      `json:"note"`
	Posts []Described `json:"posts"` // of a file that holds several
}

// DescribedEvent is a labelled event; an empty To is the same day as From.
type DescribedEvent struct {
	From string `json:"from"`
	To   string `json:"to"`
	What string `json:"what"`
}

// DescribedProgram is a labelled programme.
type DescribedProgram struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// ReadDescribed reads one JSON object a line.
func ReadDescribed(r io.Reader) ([]Described, error) {
	var out []Described
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var d Described
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("labelled document, line %d: %w", n, err)
		}
		if d.File == "" {
			return nil, fmt.Errorf("labelled document, line %d: names no file", n)
		}
		out = append(out, d)
	}
	return out, sc.Err()
}

// Judge compares what was found in documents with labels.
type Judge struct {
	*scorer
	text      *text.Analyzer
	gazetteer *gazetteer.Gazetteer
	enricher  *enrich.Enricher // knows the authority of a body by any of its names
	levels    *levelTable
}

// NewJudge makes a judge that has compared nothing yet.
func NewJudge(g *gazetteer.Gazetteer) (*Judge, error) {
	a, err := text.New()
	if err != nil {
		return nil, err
	}
	e, err := enrich.New(g, enrich.Options{})
	return &Judge{scorer: newScorer(), text: a, gazetteer: g, enricher: e, levels: &levelTable{}}, err
}

// Scores are those of all fields compared so far.
func (j *Judge) Scores() []*FieldScore { return j.scores }

// one compares a single value by eq; "" is none.
func (j *Judge) one(field string, l *Described, got, want string, eq func(got, want string) bool) {
	list := func(v string) []string {
		if v == "" {
			return nil
		}
		return []string{v}
	}
	if got != "" && want != "" && !eq(got, want) { // one miss, not two
		j.found(field, false)
		j.score(field).Gold++
		j.miss(field, FieldMiss{File: l.File, Value: got, Label: want, Note: l.Note})
		return
	}
	j.many(field, l, list(got), list(want), eq)
}

func (j *Judge) many(field string, l *Described, got, want []string, eq func(got, want string) bool) {
	j.match(field, FieldMiss{File: l.File, Note: l.Note}, got, want, nil, eq)
}

// head compares the kind, number and date.
func (j *Judge) head(l *Described, f *archive.Facts) {
	kind := l.Kind
	if kind == "объявление" {
		kind = "извещение"
	}
	j.one("kind", l, f.Kind.Text, kind, same)
	j.one("number", l, f.Number.Text, l.Number, same)
	j.one("date", l, f.Date.String(), l.Date, same)
}

// issuer compares the bodies that issued a document.
func (j *Judge) issuer(l *Described, f *archive.Facts) {
	places := j.bodyKey(strings.Join([]string{l.Municipality, l.Settlement, strings.Join(l.Towns, " ")}, " "))
	j.one("issuer", l, f.Issuer.Text, l.Issuer, func(got, want string) bool {
		a, b := j.bodyKey(got), j.bodyKey(want)
		if len(b) >= distinctive { // told with its place or without
			a = slices.DeleteFunc(a, func(s string) bool { return slices.Contains(places, s) && !slices.Contains(b, s) })
		}
		return slices.Equal(a, b) || j.sameAuthority(l, f, want, b)
	})
}

// sameAuthority reports whether a label, of the key given, names the issuer of f otherwise than f does: «Дума
// Култукского
// городского поселения» is «Дума Култукского муниципального образования», one body with one id, whatever a document
// calls it. A label that does not tell the place agrees with no body by its id, which would be that of f.
func (j *Judge) sameAuthority(l *Described, f *archive.Facts, want string, key []string) bool {
	places := []string{unitCore(l.Municipality), unitCore(l.Settlement)}
	cores := j.bodyKey(strings.Join(append(places, l.Towns...), " "))
	if f.Issuer.ID == "" || !slices.ContainsFunc(key, func(s string) bool { return slices.Contains(cores, s) }) {
		return false
	}
	return j.enricher.IssuerNamed(want, f).ID == f.Issuer.ID
}

// distinctive is how many words tell a body without its place: «Комиссия по подготовке
// проекта Правил землепользования».
const distinctive = 5

// written are abbreviations of kinds of municipalities, written out.
var written = strings.NewReplacer("МО ", "муниципальное образование ", "МР ", "муниципальный район ",
	"ГО ", "городской округ ")

// pressOffice stands before the body whose press office a post comes from, or the newspaper whose editors publish it:
// the body, or the newspaper, counts.
var pressOffice = regexp.MustCompile(`(?i)^(?:пресс-(?:служба|центр)|(?:редакция\s+)?газет[аы])\s+`)

// inBrackets is the region that tells a body from its namesakes.
var inBrackets = regexp.MustCompile(`\s*\([^)]*\)$`)

// saidOfAll is said of many municipalities and tells none from another: that it is
// municipal, that an okrug or settlement is a town.
var saidOfAll = []*regexp.Regexp{
	regexp.MustCompile(`(?i)муниципальн\S+\s+образовани\S+\s*()`),
	regexp.MustCompile(`(?i)муниципальн\S+\s*()`),
	regexp.MustCompile(`(?i)((?:поселени|округ)\S*\s+[«"]?)город[а]?\s`),
}

// bodyKey tells a body from others however its name is written: stems in any order
// («Администрация МР «Сыктывдинский»», «администрация Сыктывдинского муниципального
// района»), without what is said of every municipality and without the region, and the
// district of a settlement, at the end of a longer name.
func (j *Judge) bodyKey(name string) []string {
	name = pressOffice.ReplaceAllString(inBrackets.ReplaceAllString(name, ""), "")
	name = withoutDistrict(withoutRegion(written.Replace(name)))
	for _, said := range saidOfAll {
		if kept := said.ReplaceAllString(name, "$1"); strings.Contains(strings.TrimSpace(kept), " ") {
			name = kept
		}
	}
	var out []string
	for _, t := range j.text.Analyze(name) {
		if len(t.Stems) > 0 {
			out = append(out, t.Stems[0])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// regionWords begin the names of regions' kinds, in the genitive.
var regionWords = []string{"области", "края", "республики", "автономного"}

// withoutRegion drops the region from the end of a body's name if two words or more
// are left that name the body: not of «Администрация Томской области».
func withoutRegion(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		if !slices.Contains(regionWords, strings.ToLower(w)) {
			continue
		}
		from := i - 1 // «Томской области»
		if strings.EqualFold(w, "республики") {
			from = i
		}
		if from >= 3 || from == 2 && strings.HasSuffix(strings.ToLower(words[1]), "ого") {
			return strings.Join(words[:from], " ")
		}
	}
	return name
}

// ofDistrict is the district behind the name of a settlement or its town.
var ofDistrict = regexp.MustCompile(`(?i)^(.*(?:поселени|сельсовет|(?:город|образовани)\S*\s+\S).*?)` +
	`\s+(?:\S+ого\s+(?:муниципального\s+)?района|муниципального\s+района\s+\S+)$`)

// withoutDistrict drops it: «Совет города Елабуга Елабужского муниципального района».
func withoutDistrict(name string) string {
	if m := ofDistrict.FindStringSubmatch(name); m != nil && !strings.HasSuffix(m[1], " и") {
		return m[1]
	}
	return name
}

// ownNumber is the number behind the noun of a document, which is a field of its own:
// «Протокол № 3 публичных слушаний» is «Протокол публичных слушаний».
var ownNumber = regexp.MustCompile(`^([^\s№]+) № ?\S+ `)

// holds reports whether one name is the other, or holds it as its greater part:
// «О мерах» holds no title. The document's own number counts for nothing.
func holds(got, want string) bool {
	a, b := plain(ownNumber.ReplaceAllString(got, "$1 ")), plain(ownNumber.ReplaceAllString(want, "$1 "))
	if len(a) < len(b) {
		a, b = b, a
	}
	return b != "" && strings.Contains(a, b) && 2*len(b) >= len(a)
}

// unitWords are said of many municipalities and tell none from another.
var unitWords = []string{"муниципальный", "муниципальное", "образование", "район", "городской", "округ", "город",
	"поселок", "посёлок", "село", "городское", "сельское", "поселение", "сельсовет",
	"внутригородская", "территория", "города", "федерального", "значения", "мо", "мр"}

// unitCore is the name of a municipality without its kind, which documents write in
// several ways.
func unitCore(s string) string {
	if i := strings.IndexAny(s, "«\""); i >= 0 {
		s = s[i:]
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" «»\"()", r) })
	isKind := func(w string) bool { return slices.Contains(unitWords, w) }
	if kept := slices.DeleteFunc(slices.Clone(words), isKind); len(kept) > 0 {
		words = kept
	}
	return strings.Join(words, " ")
}
