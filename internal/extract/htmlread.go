package extract

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page is an HTML page read into blocks of text, in order, and the boxes
// they stand in. It is read from tokens, not a tree: pages of the 2000s nest
// and close their tags in any way, and a tree of 40,000 levels is an attack.
type page struct {
	title  string
	frames bool              // it is put together of other pages
	meta   map[string]string // lower-case names of <meta>, and "canonical", "lang"
	blocks []block
	boxes  []box
	plain  bool // made of a plain text: headings are told by their looks alone
	named  bool // the file's own name says that it holds news
}

// A block is a paragraph, a heading, a list item or a row of a table.
type block struct {
	box    int // index in page.boxes
	tag    atom.Atom
	text   string
	links  int     // how many links stand in it
	linked int     // bytes of text that are links
	bold   int     // bytes of text that are bold
	anchor string  // name or id at or just before it
	date   string  // of a <time datetime> in it
	dated  bool    // marked as a date by <time> or a class
	titled bool    // marked as a title by a class
	chrome bool    // its words are those around a text
	act    bool    // its words are the head of an act
	day    *string // what isDateLine found, nil before noteDates or for no date
	noted  bool    // by noteDates
	loose  bool    // of plain text: something stands between it and the block before
	last   int     // of plain text: bytes of its last line, 0 for the only one
}

// A box is an element that holds blocks: div, td, article, ul…
type box struct {
	parent int
	tag    atom.Atom
	id     string
	hint   hint
	width  int  // percent or pixels as given by a table cell, 0 if not
	nested bool // a table that holds another
	across int  // columns that a cell takes
	down   int  // rows that it takes
}

// A hint is what the name, id or class of a box says of what it holds.
type hint uint8

const (
	neutral hint = iota
	chrome       // menus, headers, footers, side columns: not what the page is about
	post         // one of several posts or the only one
)

const (
	maxOpen   = 512     // open boxes; deeper ones count as the last
	maxBlocks = 200_000 // of a page
	maxBoxes  = 200_000
)

// A pageReader turns tokens into a page.
type pageReader struct {
	page
	open   []int // boxes, innermost last
	tag    atom.Atom
	text   strings.Builder
	space  bool // white space is due before the next word
	pre    int
	skip   atom.Atom // element whose text is dropped until its end
	skips  int
	option bool
	link   bool
	bold   int // open <b> and <strong>
	cur    block
	anchor string
	spare  []block // of <noscript> and <noframes>, for a page without other text
	tables []int   // index of the first block of each open table
}

// readPage reads an HTML page; depth is 1 within <noframes> and <noscript>.
func readPage(src string, depth int) *page {
	r := &pageReader{tag: atom.P}
	r.meta = map[string]string{}
	r.boxes = []box{{parent: -1, tag: atom.Body}}
	r.open = []int{0}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			r.flush()
			r.closeTo(1)
			if len(r.blocks) == 0 {
				r.blocks = r.spare
			}
			return &r.page
		case html.TextToken:
			r.addText(z, depth)
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(atom.Lookup(name))
		}
	}
}

func (r *pageReader) addText(z *html.Tokenizer, depth int) {
	switch {
	case r.skip == atom.Title:
		if r.title == "" {
			r.title = squeeze(string(z.Text()))
		}
	case r.skip == atom.Noframes || r.skip == atom.Noscript:
		if depth == 0 { // the page for browsers that can do less
			for _, b := range readPage(string(z.Raw()), depth+1).blocks {
				b.box = r.open[len(r.open)-1]
				if len(r.spare) < 1000 {
					r.spare = append(r.spare, b)
				}
			}
		}
	case r.skip != 0 || r.option:
	default:
		r.write(z.Text())
	}
}

// write adds text to the current block, with white space as one space.
func (r *pageReader) write(s []byte) {
	for len(s) > 0 {
		c, n := utf8.DecodeRune(s)
		s = s[n:]
		switch {
		case c == '\n' && r.pre > 0:
			r.flush()
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00a0' || c == '\u2028':
			r.space = true
		case c < ' ' || c == '\u00ad' || c == '\u200b' || c == '\ufeff':
		default:
			if r.space && r.text.Len() > 0 {
				r.text.WriteByte(' ')
			}
			r.space = false
			r.text.WriteRune(c)
			if r.link {
				r.cur.linked += n
			}
			if r.bold > 0 {
				r.cur.bold += n
			}
		}
	}
}

// flush ends the current block.
func (r *pageReader) flush() {
	r.space = false
	if r.text.Len() == 0 {
		r.cur.links, r.cur.linked, r.cur.bold = 0, 0, 0
		return
	}
	b := r.cur
	b.text, b.tag, b.box, b.anchor = r.text.String(), r.tag, r.open[len(r.open)-1], r.anchor
	r.text.Reset()
	r.cur, r.anchor = block{}, ""
	r.add(b)
}

func (r *pageReader) add(b block) {
	if len(r.blocks) < maxBlocks {
		r.blocks = append(r.blocks, b)
	}
}

func (r *pageReader) start(z *html.Tokenizer) {
	name, hasAttr := z.TagName()
	t := atom.Lookup(name)
	if t == 0 && string(name) != "xml" {
		return
	}
	var a attrs
	if hasAttr {
		a = readAttrs(z)
	}
	r.option = t == atom.Option || t == atom.Optgroup
	if r.skip != 0 {
		if t == r.skip {
			r.skips++
		}
		return
	}
	if a.id != "" && len(a.id) < 100 && role(t) != boxed { // boxes keep their own
		r.anchor = a.id
	}
	switch role(t) {
	case dropped:
		r.skip, r.skips = t, 1
	case breaks:
		r.flush()
		r.tag = t
		if t == atom.Br || t == atom.Hr || t == atom.Option {
			r.tag = atom.P
		}
		if t == atom.Pre {
			r.pre++
		}
		r.mark(a.class)
	case boxed:
		r.flush()
		r.tag = atom.P
		r.openBox(t, a)
	default:
		r.startInline(t, a)
	}
}

func (r *pageReader) startInline(t atom.Atom, a attrs) {
	switch t {
	case atom.A:
		if a.name != "" && len(a.name) < 100 {
			r.anchor = a.name
		}
		if r.link = a.href != ""; r.link {
			r.space = r.space || r.cur.links > 0 // menus leave no space between links
			r.cur.links++
		}
	case atom.Time:
		r.cur.date, r.cur.dated = a.datetime, true
	case atom.Meta:
		key := strings.ToLower(a.name + a.property + a.equiv)
		if key != "" && r.meta[key] == "" {
			r.meta[key] = squeeze(a.content)
		}
	case atom.Link:
		if strings.EqualFold(a.rel, "canonical") {
			r.meta["canonical"] = a.href
		}
	case atom.Frame:
		r.frames = true
	case atom.Base:
		r.meta["base"] = a.href
	case atom.Html:
		r.meta["lang"] = a.lang
	case atom.B, atom.Strong:
		r.bold++
		r.mark(a.class)
	case atom.Span, atom.I, atom.Em, atom.Small, atom.Font:
		r.mark(a.class)
	}
}

// mark notes what a class says of the block that begins or goes on.
func (r *pageReader) mark(class string) {
	if class != "" {
		r.cur.dated = r.cur.dated || dateClass.MatchString(class)
		r.cur.titled = r.cur.titled || titleClass.MatchString(class)
	}
}

func (r *pageReader) openBox(t atom.Atom, a attrs) {
	switch t { // the end tags that pages leave out
	case atom.Td, atom.Th:
		r.closeWithin(atom.Tr, atom.Td, atom.Th)
	case atom.Tr:
		r.closeWithin(atom.Table, atom.Tr)
	case atom.Table:
		if n := len(r.tables); n > 0 {
			for i := len(r.open) - 1; i > 0; i-- {
				if b := &r.boxes[r.open[i]]; b.tag == atom.Table {
					b.nested = true
					break
				}
			}
		}
	}
	if len(r.open) >= maxOpen || len(r.boxes) >= maxBoxes {
		return
	}
	parent := r.open[len(r.open)-1]
	b := box{parent: parent, tag: t, id: a.id, hint: hintOf(t, a)}
	if t == atom.Td || t == atom.Th {
		b.across, b.down = spanOf(a.colspan, tableWidth), spanOf(a.rowspan, maxBoxes)
	}
	if t == atom.Td || t == atom.Th || t == atom.Div {
		b.width, _ = strconv.Atoi(strings.TrimRight(a.width, "%px "))
		if strings.HasSuffix(a.width, "%") {
			b.width *= 10 // of a page 1,000 pixels wide
		}
	}
	r.mark(a.class)
	if t == atom.Table {
		r.tables = append(r.tables, len(r.blocks))
	}
	r.boxes = append(r.boxes, b)
	r.open = append(r.open, len(r.boxes)-1)
}

// closeWithin closes the innermost open box of one of the tags, unless a box
// of the tag limit lies before it.
func (r *pageReader) closeWithin(limit atom.Atom, tags ...atom.Atom) {
	for i := len(r.open) - 1; i > 0; i-- {
		t := r.boxes[r.open[i]].tag
		for _, want := range tags {
			if t == want {
				r.closeTo(i)
				return
			}
		}
		if t == limit || t == atom.Table {
			return
		}
	}
}

// closeTo closes the open boxes from position i on.
func (r *pageReader) closeTo(i int) {
	for len(r.open) > i {
		last := r.open[len(r.open)-1]
		if r.boxes[last].tag == atom.Table {
			r.closeTable()
		}
		r.open = r.open[:len(r.open)-1]
	}
}

func (r *pageReader) end(t atom.Atom) {
	r.option = false
	if r.skip != 0 {
		if t == r.skip {
			if r.skips--; r.skips == 0 {
				r.skip = 0
			}
		}
		return
	}
	switch role(t) {
	case breaks:
		r.flush()
		r.tag = atom.P
		if t == atom.Pre && r.pre > 0 {
			r.pre--
		}
	case boxed:
		r.flush()
		r.tag = atom.P
		for i := len(r.open) - 1; i > 0; i-- {
			got := r.boxes[r.open[i]].tag
			if got == t {
				r.closeTo(i)
				return
			}
			if (got == atom.Td || got == atom.Th || got == atom.Table) && t != atom.Table && t != atom.Tr {
				return // a stray end tag does not close the cell it stands in
			}
		}
	default:
		switch t {
		case atom.A:
			r.link = false
		case atom.B, atom.Strong:
			r.bold = max(0, r.bold-1)
		}
	}
}

// squeeze trims s and makes every run of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	dateClass  = regexp.MustCompile(`(?i)(?:^|[ _-])(?:date|data|time|posted|published|created|createdate|datetime)(?:$|[ _-])`)
	titleClass = regexp.MustCompile(`(?i)(?:^|[ _-])(?:title|heading|contentheading|zagolovok|newstitle|headline)(?:$|[ _-])`)
)
