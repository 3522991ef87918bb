package program

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// ProgramKey is equal for the variants of a programme's name: years, the
// words «муниципальная программа», the municipality, word breaks, case and
// endings do not count.
func ProgramKey(name string) string {
	p := ruletext.NewPage(name)
	if key := keyWithout(p, placeWords(p)); key != "" {
		return key
	}
	return keyWithout(p, make([]bool, len(p.Tokens))) // «Спортивный район»
}

// keyWithout is the key of a name without the tokens to skip.
func keyWithout(p *ruletext.Page, skip []bool) string {
	var b strings.Builder
	for i := 0; i < len(p.Tokens); i++ {
		if y := yearsAt(p, i); y > i {
			i = y - 1
			continue
		}
		if !p.HasKind(i, ruletext.Word) || skip[i] || len(p.At(i)) <= 2*2 && !broken[p.At(i)] ||
			b.Len() == 0 && (p.HasStem(i, wording.ProgramAdjectives...) && i < 3 || wording.ProgramForms[p.At(i)]) {
			continue
		}
		if broken[p.At(i)] {
			b.WriteString(p.At(i))
			continue
		}
		b.WriteString(wordform.LightStem(p.At(i)))
	}
	return b.String()
}

// placeWords marks the tokens that say whose the programme is.
func placeWords(p *ruletext.Page) []bool {
	skip := make([]bool, len(p.Tokens))
	for i := range p.Tokens {
		if p.HasStem(i, "образовани") && !p.HasStem(i-1, "муниципальн") ||
			p.HasStem(i, "муниципальн") && !p.HasStem(i+1, "район", "округ", "образовани") {
			continue // «Развитие образования», «Развитие муниципальной службы»
		}
		if !p.HasStem(i, placeStems...) || p.HasStem(i, "мол", "моде", "мото", "мост") || p.HasStem(i, "окружа") {
			continue
		}
		skip[i] = true
		for j := i - 1; j >= 0 && j >= i-3 &&
			(p.HasStem(j, "муниципальн", "городск", "сельск") || toponym.PlaceAdjective(p, j) ||
				wordform.IsSkiAdjective(p.At(j)) && p.HasStem(i, "област", "края", "крае")); j-- {
			skip[j] = true
		}
		if q := wording.QuoteAt(p, i+1); q.End > 0 {
			for j := i + 1; j < q.End; j++ {
				skip[j] = true
			}
		} else if p.Capitalized(i+1) && (!p.Tokens[i].AllCaps || p.IsAny(i, "мо", "мр") && !p.Tokens[i+1].AllCaps) &&
			!p.HasStem(i, "территори") {
			skip[i+1] = true
		}
	}
	return skip
}

// ProgramID makes the id of a programme: one for all variants of its name
// within its owner, which is the municipality, the region or the federation. A
// level that is not told is that of the document.
func (e *Finder) ProgramID(key, level, owner, region string) string {
	if level == "" {
		level = ruletext.LevelMunicipal
		if owner == "" {
			level = ruletext.LevelRegional
		}
	}
	who := ownerKey(owner)
	switch {
	case level == ruletext.LevelFederal:
		who = "рф"
	case level == ruletext.LevelRegional:
		who = region
	case slices.ContainsFunc(e.namesakes[who], func(r string) bool { return r != region }):
		who += "\x00" + region // there are districts of this name in several regions
	}
	sum := sha256.Sum256([]byte(level + "\x00" + who + "\x00" + key))
	return "p" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:8]))[:12]
}

// ownerOf returns the municipality and the region of a programme: those of the
// document or, in one of none (news), the town in the name: «… в городе Кунгуре».
func (e *Finder) ownerOf(m mention, f *archive.Facts) (owner, region string) {
	if f.Municipality.Text != "" || m.level != ruletext.LevelMunicipal {
		return f.Municipality.Text, e.HomeRegion(f)
	}
	p := ruletext.NewPage(m.name)
	for i := range p.Tokens {
		if !p.IsAny(i, "город", "города", "городе") {
			continue
		}
		for _, c := range f.Cities {
			if wordform.LightStem(p.At(i+1)) == ownerKey(c.Name) {
				return "город " + c.Name, c.Region
			}
		}
	}
	return "", f.Region.Text
}

// HomeRegion returns the region of a document: the one that its text names, else
// that of the town which its municipality is called after («Угличский район»),
// when the text names the town or the name is that of no other district. It serves
// only to tell programmes apart.
func (e *Finder) HomeRegion(f *archive.Facts) string {
	if f.Region.Text != "" || f.Municipality.Text == "" {
		return f.Region.Text
	}
	who, region := ownerKey(f.Municipality.Text), ""
	for _, c := range f.Cities {
		town, ok := e.Gazetteer.City(c.ID)
		if !ok || who != ownerKey(town.Name) && who != ownerKey(town.Adjective) {
			continue
		}
		if region != "" && region != town.Region {
			return ""
		}
		region = town.Region
	}
	regions := e.namesakes[who]
	if region != "" || len(regions) == 0 ||
		slices.ContainsFunc(regions, func(r string) bool { return r != regions[0] }) || sharedName(who) {
		return region
	}
	return regions[0]
}

// sharedName tells such names; those made of a person's name («Павловский»,
// «Ленинский») are too.
func sharedName(who string) bool {
	return wordform.HasEnd(who, "овск", "евск", "инск") ||
		slices.ContainsFunc(sharedNames, func(s string) bool { return strings.HasPrefix(who, s) })
}

// ownerKey is the core of a municipality's name.
func ownerKey(owner string) string {
	p := ruletext.NewPage(owner)
	var b strings.Builder
	for i := range p.Tokens {
		if p.HasKind(i, ruletext.Word) && !p.HasStem(i, kindStems...) {
			b.WriteString(wordform.LightStem(p.At(i)))
		}
	}
	return b.String()
}

// fixed is a programme's name put right by people, see configs/programs.yaml.
type fixed struct {
	Name         string   `yaml:"name"`
	Level        string   `yaml:"level"`
	Municipality string   `yaml:"municipality"`
	Variants     []string `yaml:"variants"`
}

func readPrograms(list string) (map[string]fixed, error) {
	var file struct {
		Programs []fixed `yaml:"programs"`
	}
	if err := yaml.Unmarshal([]byte(list), &file); err != nil {
		return nil, fmt.Errorf("programs.yaml: %w", err)
	}
	out := map[string]fixed{}
	for _, f := range file.Programs {
		if f.Name == "" {
			return nil, fmt.Errorf("programs.yaml: a programme without a name")
		}
		for _, v := range append(f.Variants, f.Name) {
			out[ProgramKey(v)+"\x00"+ownerKey(f.Municipality)] = f
		}
	}
	return out, nil
}

// Known returns the name and level that people gave the programme, or those
// that were found.
func (e *Finder) Known(name, key, level, owner string) (string, string) {
	for _, o := range []string{ownerKey(owner), ""} {
		if f, ok := e.fixed[key+"\x00"+o]; ok {
			if f.Level != "" {
				level = f.Level
			}
			return f.Name, level
		}
	}
	return name, level
}
