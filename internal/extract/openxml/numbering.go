package openxml

import (
	"strconv"

	"letopis/internal/extract/list"
)

// numbering is how a Word document numbers its paragraphs (ECMA-376, 17.9).
type numbering struct {
	abstract map[string]*abstractList
	lists    map[string]*numberedList // by numId
	styles   map[string]*numberStyle
}

// abstractList is a definition that lists share, and with it their count.
type abstractList struct {
	levels  list.Levels
	byStyle map[string]int // level whose paragraphs have a style
	link    string         // numbering style that has the definition
	counter list.Counter
}

// numberedList is a list: a definition, and what is different here.
type numberedList struct {
	abstract string
	start    map[int]int // levels that begin anew with the first item
	levels   map[int]list.Level
	begun    bool
}

// numberStyle is what a style of paragraphs says of their numbers.
type numberStyle struct{ base, num, level string }

// numbering reads the definitions; without them paragraphs have no numbers.
func (p *zipPackage) numbering(file, styles string) *numbering {
	n := &numbering{abstract: map[string]*abstractList{}, lists: map[string]*numberedList{},
		styles: map[string]*numberStyle{}}
	if !p.has(file) {
		return nil
	}
	r := &numberingReader{n: n}
	_ = p.walk(file, handler{start: r.start, end: r.end, text: func(string) {}})
	_ = p.walk(styles, n.styleHandler())
	return n
}

// numberingReader reads numbering.xml.
type numberingReader struct {
	n     *numbering
	def   *abstractList
	list  *numberedList
	level *list.Level // being read
	at    int
}

func (r *numberingReader) start(name string, attr func(string) string) (skip bool) {
	switch name {
	case "abstractNum":
		r.def = &abstractList{byStyle: map[string]int{}}
		r.n.abstract[attr("abstractNumId")] = r.def
	case "num":
		r.def = nil
		r.list = &numberedList{start: map[int]int{}, levels: map[int]list.Level{}}
		r.n.lists[attr("numId")] = r.list
	case "abstractNumId":
		if r.list != nil {
			r.list.abstract = attr("val")
		}
	case "numStyleLink":
		if r.def != nil {
			r.def.link = attr("val")
		}
	case "lvlOverride":
		r.at = levelOf(attr("ilvl"))
	case "startOverride":
		if n, err := strconv.Atoi(attr("val")); err == nil && r.list != nil {
			r.list.start[r.at] = n
		}
	case "lvl":
		r.at = levelOf(attr("ilvl"))
		r.level = &list.Level{Numeral: list.Arabic}
	case "rPr", "pPr":
		return true
	default:
		if r.level != nil {
			r.property(name, attr)
		}
	}
	return false
}

// property reads what a level says.
func (r *numberingReader) property(name string, attr func(string) string) {
	v := attr("val")
	switch name {
	case "start":
		r.level.Start = atoi(v)
	case "numFmt":
		r.level.Numeral = numeralOf(v)
	case "lvlText":
		r.level.Text = v
	case "isLgl":
		r.level.Arabic = isOn(v)
	case "lvlRestart":
		r.level.RestartAfter = atoi(v)
		r.level.Keep = r.level.RestartAfter == 0
	case "pStyle":
		if r.def != nil {
			r.def.byStyle[v] = r.at
		}
	}
}

func (r *numberingReader) end(name string) {
	if name != "lvl" || r.level == nil {
		return
	}
	if r.def != nil {
		r.def.levels[r.at] = *r.level
	} else if r.list != nil {
		r.list.levels[r.at] = *r.level
	}
	r.level = nil
}

// styleHandler reads which styles are numbered.
func (n *numbering) styleHandler() handler {
	style := &numberStyle{}
	return handler{
		start: func(name string, attr func(string) string) bool {
			switch name {
			case "style":
				style = &numberStyle{}
				n.styles[attr("styleId")] = style
			case "basedOn":
				style.base = attr("val")
			case "numId":
				style.num = attr("val")
			case "ilvl":
				style.level = attr("val")
			case "rPr", "tblPr", "tcPr", "docDefaults", "latentStyles", "tblStylePr":
				return true
			}
			return false
		}, end: func(string) {}, text: func(string) {}}
}

// next counts a paragraph and returns its number, "" for one that is in no list.
func (n *numbering) next(p *paragraph) string {
	num, level, style := p.num, p.level, ""
	for s, hops := p.style, 0; num == "" && s != "" && hops < 20; hops++ {
		of := n.styles[s]
		if of == nil {
			break
		}
		if of.num != "" {
			num, style = of.num, s
			if level == "" {
				level = of.level
			}
		}
		s = of.base
	}
	l := n.lists[num]
	if l == nil {
		return ""
	}
	def := n.definition(l)
	if def == nil {
		return ""
	}
	at := levelOf(level)
	if named, ok := def.byStyle[p.style]; ok && level == "" {
		at = named
	} else if named, ok := def.byStyle[style]; ok && level == "" {
		at = named
	}
	levels := def.levels
	for i, own := range l.levels {
		levels[i] = own
	}
	if !l.begun {
		l.begun = true
		for i, start := range l.start {
			levels[i].Start = start
			def.counter.Restart(i, start)
		}
	}
	return def.counter.Next(&levels, at)
}

// definition returns that of a list, which may be that of a numbering style.
func (n *numbering) definition(l *numberedList) *abstractList {
	def := n.abstract[l.abstract]
	for hops := 0; def != nil && def.link != "" && hops < 20; hops++ {
		style := n.styles[def.link]
		if style == nil || n.lists[style.num] == nil {
			break
		}
		def = n.abstract[n.lists[style.num].abstract]
	}
	return def
}

// numeralOf returns what writes a number (ECMA-376, 17.18.59).
func numeralOf(kind string) list.Numeral {
	switch kind {
	case "none", "bullet":
		return nil
	case "decimalZero":
		return list.ArabicZero
	case "upperRoman":
		return list.RomanUpper
	case "lowerRoman":
		return list.RomanLower
	case "upperLetter":
		return list.LatinUpper
	case "lowerLetter":
		return list.LatinLower
	case "russianUpper":
		return list.RussianUpper
	case "russianLower":
		return list.RussianLower
	}
	return list.Arabic
}

// levelOf reads a level, 0 where it is none.
func levelOf(s string) int { return min(max(atoi(s), 0), list.MaxLevels-1) }

// atoi reads a number, 0 where it is none.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
