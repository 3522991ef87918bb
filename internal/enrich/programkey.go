package enrich

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
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
		for j := i - 1; j >= 0 && j >= i-3 && (p.begins(j, "муниципальн", "городск", "сельск") || p.placeAdjective(j)); j-- {
			skip[j] = true
		}
		if q := p.quoteAt(i + 1); q.end > 0 {
			for j := i + 1; j < q.end; j++ {
				skip[j] = true
			}
		} else if p.capital(i+1) && !p.toks[i].caps && !p.begins(i, "территори") {
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
