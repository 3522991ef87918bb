package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"letopis/internal/archive"
)

// Label is a document labelled by eye: what a reader would say of it. Lists hold
// what else is accepted; a null date among DateAlt accepts none.
type Label struct {
	File              string    `json:"file"`
	Title             *string   `json:"title"`
	Kind              string    `json:"kind"`
	Number            string    `json:"number"`
	Date              string    `json:"date"`
	DateAlt           []*string `json:"date_alt"`
	Cities            []Town    `json:"cities"`
	CitiesOptional    []Town    `json:"cities_optional"`
	CitiesMentioned   []Town    `json:"cities_mentioned"`
	Municipality      string    `json:"municipality"`
	Region            string    `json:"region"`
	RegionInferred    string    `json:"region_inferred"`
	Program           string    `json:"program"`
	ProgramTail       string    `json:"program_tail"`
	ProgramVariants   []string  `json:"program_variants"`
	ProgramsMentioned []string  `json:"programs_mentioned"`
	Subprograms       []string  `json:"subprograms_mentioned"`
	Cites             []Cited   `json:"cites"`
}

// Town is a labelled town.
type Town struct {
	Name  string `json:"name"`
	OKTMO string `json:"oktmo"`
}

// Cited is a labelled citation of a federal act.
type Cited struct {
	Kind   string `json:"kind"`
	Number string `json:"number"`
	Date   string `json:"date"`
	Name   string `json:"name"`
}

// ReadLabels reads one JSON object a line.
func ReadLabels(r io.Reader) ([]Label, error) {
	var out []Label
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var l Label
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("labelled document, line %d: %w", n, err)
		}
		out = append(out, l)
	}
	return out, sc.Err()
}

// labelledHead is how many characters of a text the towns mentioned and the acts
// cited were labelled in.
const labelledHead = 6000

// Facets compares what documents are known by with labels. doc returns the
// document of a labelled file, nil when it is not in the archive, and the
// length in bytes of the part of its text that was labelled for mentions.
func Facets(labels []Label, doc func(file string) (*archive.Document, int)) []*FieldScore {
	c := newScorer()
	for i := range labels {
		l := &labels[i]
		d, head := doc(l.File)
		if d == nil {
			c.score("documents").Gold++
			c.miss("documents", FieldMiss{File: l.File, Missing: true, Value: l.File})
			continue
		}
		c.found("documents", true)
		c.score("documents").Gold++
		c.document(l, &d.Facts, head)
	}
	return c.scores
}

// HeadOf returns the length in bytes of the labelled part of a stored text.
func HeadOf(text string) int {
	n := 0
	for i := range text {
		if n == labelledHead {
			return i
		}
		n++
	}
	return len(text)
}

func (c *scorer) document(l *Label, f *archive.Facts, head int) {
	c.date(l, f)
	c.value("number", l.File, f.Number.Text, []string{l.Number})
	c.value("kind", l.File, f.Kind.Text, []string{l.Kind})
	c.cities(l, f, head)
	region := []string{l.Region}
	if l.Region == "" && f.Region.Text == l.RegionInferred {
		region = nil // right, though the text does not tell it: neither hit nor error
	}
	if region != nil {
		c.value("region", l.File, f.Region.Text, region)
	}
	c.value("municipality", l.File, unitCore(f.Municipality.Text), []string{unitCore(l.Municipality)})
	c.programs(l, f, head)
	c.cited(l, f, head)
}

// date accepts the label or one of its alternatives. Where none is accepted too,
// a missing date is no error.
func (c *scorer) date(l *Label, f *archive.Facts) {
	got, none := f.Date.String(), l.Date == ""
	accepted := []string{l.Date}
	for _, a := range l.DateAlt {
		if a == nil {
			none = true
			continue
		}
		accepted = append(accepted, *a)
	}
	s := c.score("date")
	hit := got != "" && slices.Contains(accepted, got)
	if got != "" {
		c.found("date", hit)
	}
	if !none || hit {
		s.Gold++
	}
	switch {
	case got != "" && !hit:
		c.miss("date", FieldMiss{File: l.File, Value: got, Label: l.Date})
	case got == "" && !none:
		c.miss("date", FieldMiss{File: l.File, Missing: true, Value: l.Date})
	}
}

func (c *scorer) cities(l *Label, f *archive.Facts, head int) {
	var about, named []string
	for _, t := range f.Cities {
		if t.Role != archive.RoleMentioned {
			about = append(about, t.OKTMO+" "+t.Name)
		}
		if t.Evidence.Rule != "okrug-adjective" && t.Evidence.Start < head {
			named = append(named, t.OKTMO+" "+t.Name)
		}
	}
	c.set("cities", l.File, about, towns(l.Cities), towns(l.CitiesOptional))
	c.set("cities mentioned", l.File, named, towns(l.CitiesMentioned), nil)
}

func towns(ts []Town) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.OKTMO+" "+t.Name)
	}
	return out
}

func (c *scorer) programs(l *Label, f *archive.Facts, head int) {
	var mentioned []string
	main := ""
	for _, p := range f.Programs {
		if p.Role == archive.ProgramMentions {
			if p.Evidence.Start < head {
				mentioned = append(mentioned, p.Name)
			}
			continue
		}
		if main == "" {
			main = p.Name
			c.value("program", l.File, p.Name, append([]string{l.Program, l.Program + l.ProgramTail}, l.ProgramVariants...))
			continue
		}
		c.found("program", false)
		c.miss("program", FieldMiss{File: l.File, Value: p.Name, Label: l.Program})
	}
	if main == "" {
		c.value("program", l.File, "", []string{l.Program})
	}
	c.set("programs mentioned", l.File, mentioned, l.ProgramsMentioned, l.Subprograms)
}

// federalKinds are those of the labelled citations.
var federalKinds = []string{"федеральный закон", "закон РФ", "кодекс", "указ Президента РФ",
	"постановление Правительства РФ",
	"распоряжение Правительства РФ", "приказ"}

func (c *scorer) cited(l *Label, f *archive.Facts, head int) {
	var got, want []string
	for _, x := range f.Cites {
		if x.Level == "federal" && x.Evidence.Start < head && slices.Contains(federalKinds, x.Kind) {
			got = append(got, citedKey(x.Kind, x.Number, x.Date.String(), x.Name))
		}
	}
	for _, x := range l.Cites {
		want = append(want, citedKey(x.Kind, x.Number, x.Date, x.Name))
	}
	c.set("federal acts cited", l.File, got, want, nil)
}

func citedKey(kind, number, date, name string) string {
	name = strings.ReplaceAll(name, "Российской Федерации", "РФ")
	return strings.TrimSpace(strings.Join(strings.Fields(kind+" "+number+" "+date+" "+name), " "))
}

// FileOf is the name by which labels know a document: the last part of its URI.
func FileOf(uri string) string { return path.Base(uri) }
