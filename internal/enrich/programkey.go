package enrich

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"letopis/internal/archive"
)

// programKey is equal for the variants of a programme's name: years, the
// words «муниципальная программа», the municipality, word breaks, case and
// endings do not count.
func programKey(name string) string {
	p := newPage(name)
	skip := p.placeWords()
	var b strings.Builder
	for i := 0; i < len(p.toks); i++ {
		if y := p.yearsAt(i); y > i {
			i = y - 1
			continue
		}
		if !p.is(i, word) || skip[i] || len(p.at(i)) <= 2*2 && !broken[p.at(i)] || b.Len() == 0 && (p.begins(i, programAdjectives...) && i < 3 || programForms[p.at(i)]) {
			continue
		}
		if broken[p.at(i)] {
			b.WriteString(p.at(i))
			continue
		}
		b.WriteString(lightStem(p.at(i)))
	}
	return b.String()
}

// broken are first parts of words that spell-checkers and converters part from
// the rest: «анти коррупционной», «долго срочный».
var broken = map[string]bool{"анти": true, "меж": true, "противо": true, "долго": true, "средне": true, "кратко": true, "мало": true, "много": true, "взаимо": true, "микро": true, "авто": true, "само": true, "видео": true, "энерго": true, "агро": true, "обще": true, "высоко": true, "внутри": true, "транс": true, "пере": true, "здоровье": true}

// placeWords marks the tokens that say whose the programme is.
func (p *page) placeWords() []bool {
	skip := make([]bool, len(p.toks))
	for i := range p.toks {
		if p.begins(i, "образовани") && !p.begins(i-1, "муниципальн") || p.begins(i, "муниципальн") && !p.begins(i+1, "район", "округ", "образовани") {
			continue // «Развитие образования», «Развитие муниципальной службы»
		}
		if !p.begins(i, "район", "округ", "поселени", "сельсовет", "муниципальн", "образовани", "област", "республик", "территори", "края", "крае", "мо", "мр") || p.begins(i, "мол", "моде", "мото", "мост") || p.begins(i, "окружа") {
			continue
		}
		skip[i] = true
		for j := i - 1; j >= 0 && j >= i-3 && (p.begins(j, "муниципальн", "городск", "сельск") || p.placeAdjective(j) || isSki(p.at(j)) && p.begins(i, "област", "края", "крае")); j-- {
			skip[j] = true
		}
		if q := p.quoteAt(i + 1); q.end > 0 {
			for j := i + 1; j < q.end; j++ {
				skip[j] = true
			}
		} else if p.capital(i+1) && (!p.toks[i].caps || p.oneOf(i, "мо", "мр") && !p.toks[i+1].caps) && !p.begins(i, "территори") {
			skip[i+1] = true
		}
	}
	return skip
}

// lightStem cuts the ending that a case may change.
func lightStem(w string) string {
	for _, end := range []string{"иями", "ями", "ами", "иях", "ого", "его", "ому", "ему", "ыми", "ими", "ией", "иям", "ая", "яя", "ое", "ее", "ой", "ей", "ый", "ий", "ые", "ие", "ых", "их", "ую", "юю", "ия", "ии", "ию", "ов", "ев", "ям", "ам", "ях", "ах", "ом", "ем", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й"} {
		if strings.HasSuffix(w, end) && len(w)-len(end) >= 2*3 {
			return w[:len(w)-len(end)]
		}
	}
	return w
}

// programID makes the id of a programme: one for all variants of its name
// within its owner, which is the municipality, the region or the federation. A
// level that is not told is that of the document.
func (e *Enricher) programID(key, level, owner, region string) string {
	if level == "" {
		level = levelMunicipal
		if owner == "" {
			level = levelRegional
		}
	}
	who := ownerKey(owner)
	switch {
	case level == levelFederal:
		who = "рф"
	case level == levelRegional:
		who = region
	case slices.ContainsFunc(e.namesakes[who], func(r string) bool { return r != region }):
		who += "\x00" + region // there are districts of this name in several regions
	}
	sum := sha256.Sum256([]byte(level + "\x00" + who + "\x00" + key))
	return "p" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:8]))[:12]
}

// ownerOf returns the municipality and the region of a programme: those of the
// document or, in one of none (news), the town in the name: «… в городе Кунгуре».
func (e *Enricher) ownerOf(m mention, f *archive.Facts) (owner, region string) {
	if f.Municipality.Text != "" || m.level != levelMunicipal {
		return f.Municipality.Text, e.homeRegion(f)
	}
	p := newPage(m.name)
	for i := range p.toks {
		if !p.oneOf(i, "город", "города", "городе") {
			continue
		}
		for _, c := range f.Cities {
			if lightStem(p.at(i+1)) == ownerKey(c.Name) {
				return "город " + c.Name, c.Region
			}
		}
	}
	return "", f.Region.Text
}

// homeRegion returns the region of a document: the one that its text names, else
// that of the town which its municipality is called after («Угличский район»),
// when the text names the town or the name is that of no other district. It serves
// only to tell programmes apart.
func (e *Enricher) homeRegion(f *archive.Facts) string {
	if f.Region.Text != "" || f.Municipality.Text == "" {
		return f.Region.Text
	}
	who, region := ownerKey(f.Municipality.Text), ""
	for _, c := range f.Cities {
		town, ok := e.g.City(c.ID)
		if !ok || who != ownerKey(town.Name) && who != ownerKey(town.Adjective) {
			continue
		}
		if region != "" && region != town.Region {
			return ""
		}
		region = town.Region
	}
	regions := e.namesakes[who]
	if region != "" || len(regions) == 0 || slices.ContainsFunc(regions, func(r string) bool { return r != regions[0] }) || sharedName(who) {
		return region
	}
	return regions[0]
}

// sharedNames begin names that districts of many regions bear, most of which have
// no town and are not in the gazetteer.
var sharedNames = []string{"архангельск", "богородск", "борисоглебск", "борск", "вознесенск", "волжск", "володарск", "воскресенск", "восточ", "горн", "завод", "заречн", "кавказск", "каменск", "комсомольск", "красн", "курск", "лесн", "липецк", "майск", "никольск", "новосельск", "озерск", "октябрьск", "первомайск", "преображенск", "приволжск", "пригород", "приморск", "пролетарск", "рождественск", "север", "советск", "солнечн", "спасск", "ставропольск", "степн", "татарск", "троицк", "успенск", "центральн", "южн"}

// sharedName tells such names; those made of a person's name («Павловский»,
// «Ленинский») are too.
func sharedName(who string) bool {
	for _, end := range []string{"овск", "евск", "инск"} {
		if strings.HasSuffix(who, end) {
			return true
		}
	}
	return slices.ContainsFunc(sharedNames, func(s string) bool { return strings.HasPrefix(who, s) })
}

// ownerKey is the core of a municipality's name.
func ownerKey(owner string) string {
	p := newPage(owner)
	var b strings.Builder
	for i := range p.toks {
		if p.is(i, word) && !p.begins(i, "муниципальн", "городск", "сельск", "район", "округ", "поселени", "образовани", "город") {
			b.WriteString(lightStem(p.at(i)))
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
			out[programKey(v)+"\x00"+ownerKey(f.Municipality)] = f
		}
	}
	return out, nil
}

// known returns the name and level that people gave the programme, or those
// that were found.
func (e *Enricher) known(name, key, level, owner string) (string, string) {
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
