package html

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
)

const (
	maxOpen   = 512     // open boxes; deeper ones count as the last
	maxBlocks = 200_000 // of a page
	maxBoxes  = 200_000
)

// A pageReader turns tokens into a page.
type pageReader struct {
	page.Page
	open   []int // boxes, innermost last
	tag    atom.Atom
	text   strings.Builder
	space  bool // white space is due before the next word
	pre    int
	skip   atom.Atom // element whose text is dropped until its end
	skips  int
	option bool
	link   bool
	bold   int  // open <b> and <strong>
	closed bool // an inline element ended right before, outside of a paragraph
	para   bool // in a paragraph or a heading, whose words may be parted by elements
	cur    page.Block
	anchor string
	spare  []page.Block // of <noscript> and <noframes>, for a page without other text
	tables []int        // index of the first block of each open table
	budget *format.Budget
}

// readPage reads an HTML page, as far as the budget goes; depth is 1 within <noframes> and
// <noscript>.
func readPage(src string, depth int, budget *format.Budget) *page.Page {
	r := &pageReader{tag: atom.P, budget: budget}
	r.Meta = map[string]string{}
	r.Boxes = []page.Box{{Parent: -1, Tag: atom.Body}}
	r.open = []int{0}
	z := html.NewTokenizer(strings.NewReader(src))
	for n := 0; ; n++ {
		kind := z.Next()
		if n%256 == 0 && budget.Err() != nil {
			kind = html.ErrorToken
		}
		switch kind {
		case html.ErrorToken:
			r.flush()
			r.closeTo(1)
			if len(r.Blocks) == 0 {
				r.Blocks = r.spare
			}
			return &r.Page
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
		if r.Title == "" {
			r.Title = format.Squeeze(string(z.Text()))
		}
	case r.skip == atom.Noframes || r.skip == atom.Noscript:
		if depth == 0 { // the page for browsers that can do less
			for _, b := range readPage(string(z.Raw()), depth+1, r.budget).Blocks {
				b.Box = r.open[len(r.open)-1]
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
			r.closed = false
			lead := r.bold > 0 && r.cur.Lead == r.text.Len()
			if r.space && r.text.Len() > 0 {
				r.text.WriteByte(' ')
			}
			r.space = false
			r.text.WriteRune(c)
			if r.link {
				r.cur.Linked += n
			}
			if r.bold > 0 {
				r.cur.Bold += n
			}
			if lead {
				r.cur.Lead = r.text.Len()
			}
		}
	}
}

// flush ends the current block.
func (r *pageReader) flush() {
	r.space = false
	if r.text.Len() == 0 {
		r.cur.Links, r.cur.Linked, r.cur.Bold, r.cur.Lead = 0, 0, 0, 0
		return
	}
	b := r.cur
	b.Text, b.Tag, b.Box, b.Anchor = r.text.String(), r.tag, r.open[len(r.open)-1], r.anchor
	r.text.Reset()
	r.cur, r.anchor = page.Block{}, ""
	r.add(b)
}

func (r *pageReader) add(b page.Block) {
	if len(r.Blocks) < maxBlocks {
		r.Blocks = append(r.Blocks, b)
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
		r.tag, r.para = t, t != atom.Br && t != atom.Hr || r.para
		if t == atom.Br || t == atom.Hr || t == atom.Option {
			r.tag = atom.P
		}
		if t == atom.Pre {
			r.pre++
		}
		r.cur.Loose = r.cur.Loose || t == atom.Hr
		r.mark(a.class)
	case boxed:
		r.flush()
		r.tag, r.para = atom.P, false
		r.openBox(t, a)
	default:
		r.startInline(t, a)
	}
}

func (r *pageReader) startInline(t atom.Atom, a attrs) {
	if r.closed { // labels side by side, which the page sets apart by its style
		r.space, r.closed = true, false
	}
	switch t {
	case atom.A:
		if a.name != "" && len(a.name) < 100 {
			r.anchor = a.name
		}
		if r.link = a.href != ""; r.link {
			r.space = r.space || r.cur.Links > 0 // menus leave no space between links
			r.cur.Links++
		}
	case atom.Time:
		r.cur.Date, r.cur.Dated = a.datetime, true
	case atom.Meta:
		key := strings.ToLower(a.name + a.property + a.equiv)
		if key != "" && r.Meta[key] == "" {
			r.Meta[key] = format.Squeeze(a.content)
		}
	case atom.Link:
		if strings.EqualFold(a.rel, "canonical") {
			r.Meta["canonical"] = a.href
		}
	case atom.Frame:
		r.Frames = true
	case atom.Base:
		r.Meta["base"] = a.href
	case atom.Html:
		r.Meta["lang"] = a.lang
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
		r.cur.Dated = r.cur.Dated || dateClass.MatchString(class)
		r.cur.Titled = r.cur.Titled || titleClass.MatchString(class)
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
				if b := &r.Boxes[r.open[i]]; b.Tag == atom.Table {
					b.Nested = true
					break
				}
			}
		}
	}
	if len(r.open) >= maxOpen || len(r.Boxes) >= maxBoxes {
		return
	}
	parent := r.open[len(r.open)-1]
	b := page.Box{Parent: parent, Tag: t, ID: a.id, Hint: hintOf(t, a)}
	if t == atom.Td || t == atom.Th {
		b.Across, b.Down = spanOf(a.colspan, tableWidth), spanOf(a.rowspan, maxBoxes)
	}
	if t == atom.Td || t == atom.Th || t == atom.Div {
		b.Width, _ = strconv.Atoi(strings.TrimRight(a.width, "%px "))
		if strings.HasSuffix(a.width, "%") {
			b.Width *= 10 // of a page 1,000 pixels wide
		}
	}
	r.mark(a.class)
	if t == atom.Table {
		r.tables = append(r.tables, len(r.Blocks))
	}
	r.Boxes = append(r.Boxes, b)
	r.open = append(r.open, len(r.Boxes)-1)
}

// closeWithin closes the innermost open box of one of the tags, unless a box
// of the tag limit lies before it.
func (r *pageReader) closeWithin(limit atom.Atom, tags ...atom.Atom) {
	for i := len(r.open) - 1; i > 0; i-- {
		t := r.Boxes[r.open[i]].Tag
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
		if r.Boxes[last].Tag == atom.Table {
			r.closeTable()
		}
		r.open = r.open[:len(r.open)-1]
	}
}

// closeTable ends the innermost open table.
func (r *pageReader) closeTable() {
	start := r.tables[len(r.tables)-1]
	r.tables = r.tables[:len(r.tables)-1]
	for i := len(r.open) - 1; i > 0; i-- {
		if table := r.open[i]; r.Boxes[table].Tag == atom.Table {
			foldTable(&r.Page, table, start)
			return
		}
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
		r.tag, r.para = atom.P, false
		if t == atom.Pre && r.pre > 0 {
			r.pre--
		}
	case boxed:
		r.flush()
		r.tag, r.para = atom.P, false
		for i := len(r.open) - 1; i > 0; i-- {
			got := r.Boxes[r.open[i]].Tag
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
		r.closed = !r.para
	}
}

var (
	dateClass = lazyregexp.New(`(?i)(?:^|[ _-])(?:date|data|time|posted|` +
		`published|created|createdate|datetime)(?:$|[ _-])`)
	titleClass = lazyregexp.New(`(?i)(?:^|[ _-])(?:e?title|heading|contentheading|zagolovok|newstitle|` +
		`headline)(?:$|[ _-])`)
)
