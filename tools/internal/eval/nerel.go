package eval

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"letopis/internal/gazetteer"
)

// NewsTowns is what a news text says of Russian towns, as NEREL's annotators marked it.
type NewsTowns struct {
	File  string   `json:"file"`
	Towns []string `json:"towns"` // named by nouns
	// Optional are those of which it cannot be told whether a noun names them
	// («Смоленском»); they count neither way.
	Optional []string `json:"optional,omitempty"`
	// Excluded are mentions that name no Russian town, with the reason.
	Excluded []string `json:"excluded,omitempty"`
}

// nerelForeign are items of Wikidata that bear the name of a Russian town in NEREL and
// lie elsewhere: Донецк in Ukraine.
var nerelForeign = []string{"Q43070"}

// span is an annotated part of a text: a range of characters.
type span struct {
	id, kind string
	from, to int
	text     string
	item     string // of Wikidata, "" where it has none
	name     string // of the item
}

func (s *span) holds(o *span) bool {
	return s.from <= o.from && s.to >= o.to && (s.from != o.from || s.to != o.to)
}

// ReadNEREL makes labels of a part ("test", "dev") of NEREL 1.1 in the folder of fsys
// that holds its parts. A town's name is what most links of the same surface say, in
// all parts; g tells which are Russian towns.
func ReadNEREL(fsys fs.FS, part string, g *gazetteer.Gazetteer) ([]NewsTowns, error) {
	files, err := fs.Glob(fsys, "*/*.ann")
	if err != nil {
		return nil, err
	}
	spans := map[string][]span{}
	names := map[string]map[string]int{}
	for _, file := range files {
		if spans[file], err = readBrat(fsys, file); err != nil {
			return nil, err
		}
		for _, s := range spans[file] {
			if s.kind != "CITY" || s.name == "" {
				continue
			}
			if names[s.text] == nil {
				names[s.text] = map[string]int{}
			}
			names[s.text][s.name]++
		}
	}
	var out []NewsTowns
	for _, file := range files {
		if path.Dir(file) != part {
			continue
		}
		text, err := fs.ReadFile(fsys, strings.TrimSuffix(file, ".ann")+".txt")
		if err != nil {
			return nil, err
		}
		l := NewsTowns{File: path.Base(strings.TrimSuffix(file, ".ann") + ".txt")}
		l.add(spans[file], []rune(string(text)), names, g)
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no annotated texts in %q: name the folder of NEREL-v1.1, which holds train, dev and test",
			part)
	}
	return out, nil
}

func (l *NewsTowns) add(spans []span, text []rune, names map[string]map[string]int, g *gazetteer.Gazetteer) {
	add := func(list *[]string, v string) {
		if !slices.Contains(*list, v) {
			*list = append(*list, v)
		}
	}
	var optional []string
	for i := range spans {
		s := &spans[i]
		if s.kind != "CITY" {
			continue
		}
		name := commonest(names[s.text])
		towns := g.ByName(cmp.Or(name, s.text))
		noun, sure := isNoun(s.text, name)
		switch {
		case len(towns) == 0:
			add(&l.Excluded, s.text+": no Russian town")
		case slices.Contains(nerelForeign, s.item):
			add(&l.Excluded, s.text+": abroad")
		case isPartOfName(spans, s, text):
			add(&l.Excluded, s.text+": part of a name")
		case !sure:
			add(&optional, towns[0].Name)
		case !noun:
			add(&l.Excluded, s.text+": adjective")
		default:
			add(&l.Towns, towns[0].Name)
		}
	}
	for _, t := range optional {
		if !slices.Contains(l.Towns, t) {
			l.Optional = append(l.Optional, t)
		}
	}
}

// commonest is the name that has most; of equal ones the first by the alphabet.
func commonest(names map[string]int) string {
	best := ""
	for n, count := range names {
		if best == "" || count > names[best] || count == names[best] && n < best {
			best = n
		}
	}
	return best
}

var adjectiveEnd = regexp.MustCompile(`(?i)[сцз]к(ий|ая|ое|ие|ого|ой|ому|ую|им|их|ими|ою|ом)$`)
var demonymEnd = regexp.MustCompile(`(?i)(цы|цев|цам|чанин|чане|чан|вич|вичи|вичей|вича)$`)

// isNoun reports whether a mention is the town's name in some case and not an adjective
// («уфимский») or a demonym («уфимцы»), and whether that is sure.
func isNoun(mention, name string) (noun, sure bool) {
	if first := []rune(mention)[0]; unicode.IsLower(first) {
		return false, true
	}
	if demonymEnd.MatchString(mention) && !demonymEnd.MatchString(name) {
		return false, true
	}
	if !adjectiveEnd.MatchString(mention) || adjectiveEnd.MatchString(name) {
		return true, true
	}
	// «Смоленском»: of Смоленск in the instrumental, of смоленский in the locative.
	return false, !strings.HasSuffix(mention, "ком") || !strings.HasSuffix(name, "к")
}

// isPartOfName reports whether a mention belongs to the name of something else: of a
// work, a medal, a firm or station in quotes («Эхо Москвы»).
func isPartOfName(spans []span, s *span, text []rune) bool {
	return slices.ContainsFunc(spans, func(o span) bool {
		if !o.holds(s) {
			return false
		}
		switch o.kind {
		case "WORK_OF_ART", "PRODUCT", "AWARD":
			return true
		case "ORGANIZATION":
			return o.from > 0 && strings.ContainsRune("«\"“„", text[o.from-1])
		}
		return false
	})
}

// readBrat reads the entities of an annotation and their links. Entities of several
// pieces are left out.
func readBrat(fsys fs.FS, file string) ([]span, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	var out []span
	links := map[string][2]string{}
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		cells := strings.Split(sc.Text(), "\t")
		if len(cells) < 3 {
			continue
		}
		about := strings.Fields(cells[1])
		switch {
		case strings.HasPrefix(cells[0], "T") && len(about) == 3:
			s := span{id: cells[0], kind: about[0], text: cells[2]}
			var err error
			if s.from, err = strconv.Atoi(about[1]); err == nil {
				s.to, err = strconv.Atoi(about[2])
			}
			if err != nil || s.text == "" {
				return nil, fmt.Errorf("%s, line %d: no entity: %q", file, n, sc.Text())
			}
			out = append(out, s)
		case strings.HasPrefix(cells[0], "N") && len(about) == 3:
			_, item, _ := strings.Cut(about[2], ":")
			links[about[1]] = [2]string{item, cells[2]}
		}
	}
	for i := range out {
		link := links[out[i].id]
		out[i].item, out[i].name = link[0], link[1]
	}
	return out, sc.Err()
}
