package openxml

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/list"
)

// odfLists is how a text of OpenDocument numbers its paragraphs (OpenDocument 1.3,
// part 3, 5.3 and 16.30).
type odfLists struct {
	levels  map[string]*list.Levels // by list style; "" is that of headings
	ofStyle map[string]string       // list style of a style of paragraphs
	parent  map[string]string       // style that a style of paragraphs is made from
	byID    map[string]*list.Counter
	last    map[string]*list.Counter // of the list before, by list style
	heading list.Counter

	reading *list.Levels // list style being described
	open    []odfList    // lists around the paragraph, outermost first
}

// odfList is an open list; those within it count on with its counter.
type odfList struct {
	style   string
	counter *list.Counter
	fresh   bool // an item has begun and has no paragraph yet
	start   int  // its number, -1 where none is said
}

func newODFLists() *odfLists {
	return &odfLists{levels: map[string]*list.Levels{}, ofStyle: map[string]string{}, parent: map[string]string{},
		byID: map[string]*list.Counter{}, last: map[string]*list.Counter{}}
}

// style reads a style of paragraphs or lists.
func (l *odfLists) style(name string, attr func(string) string) {
	switch name {
	case "style":
		if of := attr("list-style-name"); of != "" {
			l.ofStyle[attr("name")] = of
		}
		l.parent[attr("name")] = attr("parent-style-name")
	case "list-style":
		l.reading = &list.Levels{}
		l.levels[attr("name")] = l.reading
	case "outline-style":
		l.reading = &list.Levels{}
		l.levels[""] = l.reading
	case "list-level-style-number", "outline-level-style", "list-level-style-bullet":
		if at := atoi(attr("level")) - 1; l.reading != nil && at >= 0 && at < list.MaxLevels {
			l.level(at, attr)
		}
	}
}

// level reads one level of a list style.
func (l *odfLists) level(at int, attr func(string) string) {
	level := &l.reading[at]
	level.Start = 1
	if v := attr("start-value"); v != "" {
		level.Start = atoi(v)
	}
	if c := attr("bullet-char"); c != "" {
		level.Text = c
		return
	}
	if level.Numeral = odfNumeral(attr("num-format")); level.Numeral == nil {
		return
	}
	if f := attr("num-list-format"); f != "" { // LibreOffice: %1%.%2%.
		level.Text = strings.NewReplacer("%%", "%", "%10%", "").Replace(f)
		for n := '1'; n <= '9'; n++ {
			level.Text = strings.ReplaceAll(level.Text, "%"+string(n)+"%", "%"+string(n))
		}
		return
	}
	var numbers []string
	for i := max(0, at+1-max(atoi(attr("display-levels")), 1)); i <= min(at, 8); i++ {
		if l.reading[i].Numeral != nil {
			numbers = append(numbers, "%"+string(rune('1'+i)))
		}
	}
	level.Text = attr("num-prefix") + strings.Join(numbers, ".") + attr("num-suffix")
}

// odfNumeral returns what writes a number. A list of letters names its first ones:
// "а, б, .., аа".
func odfNumeral(kind string) list.Numeral {
	first, _ := utf8.DecodeRuneInString(kind)
	switch {
	case kind == "":
		return nil
	case kind == "01":
		return list.ArabicZero
	case kind == "a":
		return list.LatinLower
	case kind == "A":
		return list.LatinUpper
	case kind == "i":
		return list.RomanLower
	case kind == "I":
		return list.RomanUpper
	case unicode.Is(unicode.Cyrillic, first) && unicode.IsUpper(first):
		return list.RussianUpper
	case unicode.Is(unicode.Cyrillic, first):
		return list.RussianLower
	}
	return list.Arabic
}

// begin opens a list: one within another, one that continues a list before, or a new one.
func (l *odfLists) begin(attr func(string) string) {
	n := odfList{style: attr("style-name"), start: -1}
	if len(l.open) > 0 {
		outer := l.open[len(l.open)-1]
		n.counter = outer.counter
		if n.style == "" {
			n.style = outer.style
		}
	} else {
		switch {
		case attr("continue-list") != "":
			n.counter = l.byID[attr("continue-list")]
		case attr("continue-numbering") == "true":
			n.counter = l.last[n.style]
		}
		if n.counter == nil {
			n.counter = &list.Counter{}
		}
		l.last[n.style] = n.counter
	}
	if id := attr("id"); id != "" {
		l.byID[id] = n.counter
	}
	l.open = append(l.open, n)
}

func (l *odfLists) end() {
	if len(l.open) > 0 {
		l.open = l.open[:len(l.open)-1]
	}
}

// item begins an item; its number is counted with its first paragraph, as an item that
// only holds a list has none.
func (l *odfLists) item(attr func(string) string) {
	if len(l.open) == 0 {
		return
	}
	n := &l.open[len(l.open)-1]
	n.fresh, n.start = true, -1
	if v := attr("start-value"); v != "" {
		n.start = atoi(v)
	}
}

// label counts a paragraph or a heading and returns its number, "" for one without.
func (l *odfLists) label(name string, attr func(string) string) string {
	if len(l.open) > 0 {
		n := &l.open[len(l.open)-1]
		if !n.fresh {
			return ""
		}
		n.fresh = false
		style := n.style
		if style == "" {
			style = l.styleOf(attr("style-name"))
		}
		levels, at := l.levels[style], len(l.open)-1
		if levels == nil || style == "" {
			return ""
		}
		if n.start >= 0 {
			n.counter.Restart(at, n.start)
		}
		return n.counter.Next(levels, at)
	}
	levels := l.levels[""]
	if at := atoi(attr("outline-level")) - 1; name == "h" && levels != nil && at >= 0 && at < list.MaxLevels &&
		attr("is-list-header") != "true" {
		return l.heading.Next(levels, at)
	}
	return ""
}

// styleOf returns the list style of a style of paragraphs.
func (l *odfLists) styleOf(name string) string {
	for hops := 0; name != "" && hops < 20; hops++ {
		if of := l.ofStyle[name]; of != "" {
			return of
		}
		name = l.parent[name]
	}
	return ""
}
