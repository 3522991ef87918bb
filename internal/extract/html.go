package extract

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"letopis/internal/archive"
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
}

// A block is a paragraph, a heading, a list item or a row of a table.
type block struct {
	box    int // index in page.boxes
	tag    atom.Atom
	text   string
	links  int    // how many links stand in it
	linked int    // bytes of text that are links
	anchor string // name or id at or just before it
	date   string // of a <time datetime> in it
	dated  bool   // marked as a date by <time> or a class
	chrome bool   // its words are those around a text
	act    bool   // its words are the head of an act
}

// A box is an element that holds blocks: div, td, article, ul…
type box struct {
	parent int
	tag    atom.Atom
	id     string
	hint   hint
	width  int  // percent or pixels as given by a table cell, 0 if not
	nested bool // a table that holds another
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
	cur    block
	anchor string
	tables []int // index of the first block of each open table
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
		if depth == 0 { // the text of a page for browsers without frames
			inner := readPage(string(z.Raw()), depth+1)
			for _, b := range inner.blocks {
				b.box = r.open[len(r.open)-1]
				r.add(b)
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
		}
	}
}

// flush ends the current block.
func (r *pageReader) flush() {
	r.space = false
	if r.text.Len() == 0 {
		r.cur.links, r.cur.linked = 0, 0
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

// The elements by what they do to the text.
const (
	inline  = iota
	breaks  // ends a block, holds none
	boxed   // holds blocks
	dropped // its text is not text of the page
)

func role(t atom.Atom) int {
	switch t {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Br, atom.Hr, atom.Li, atom.Dt, atom.Dd,
		atom.Pre, atom.Caption, atom.Legend, atom.Figcaption, atom.Option, atom.Address, atom.Summary:
		return breaks
	case atom.Div, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer,
		atom.Nav, atom.Aside, atom.Form, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Center, atom.Fieldset, atom.Body,
		atom.Figure, atom.Details:
		return boxed
	case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Textarea, atom.Iframe, atom.Title, atom.Noframes,
		atom.Noscript, atom.Noembed, atom.Xmp, atom.Math:
		return dropped
	}
	return inline
}

// attrs are the attributes that matter.
type attrs struct {
	id, name, class, width, href, datetime, content, property, equiv, rel, role, lang string
}

func readAttrs(z *html.Tokenizer) (a attrs) {
	for {
		key, val, more := z.TagAttr()
		var to *string
		switch string(key) {
		case "id":
			to = &a.id
		case "name":
			to = &a.name
		case "class":
			to = &a.class
		case "width":
			to = &a.width
		case "href":
			to = &a.href
		case "datetime":
			to = &a.datetime
		case "content":
			to = &a.content
		case "property":
			to = &a.property
		case "http-equiv":
			to = &a.equiv
		case "rel":
			to = &a.rel
		case "role":
			to = &a.role
		case "lang":
			to = &a.lang
		}
		if to != nil && *to == "" {
			*to = string(val)
		}
		if !more {
			return a
		}
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
		if isDateClass(a.class) {
			r.cur.dated = true
		}
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
	case atom.Html:
		r.meta["lang"] = a.lang
	case atom.Span, atom.I, atom.Em, atom.Small, atom.Font, atom.B, atom.Strong:
		if isDateClass(a.class) {
			r.cur.dated = true
		}
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
	if t == atom.Td || t == atom.Th || t == atom.Div {
		b.width, _ = strconv.Atoi(strings.TrimRight(a.width, "%px "))
		if strings.HasSuffix(a.width, "%") {
			b.width *= 10 // of a page 1,000 pixels wide
		}
	}
	if isDateClass(a.class) {
		r.cur.dated = true
	}
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
		if t == atom.A {
			r.link = false
		}
	}
}

// squeeze trims s and makes every run of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	declaredRE = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)
	dateClass  = regexp.MustCompile(`(?i)(?:^|[ _-])(?:date|data|time|posted|published|created|datetime)(?:$|[ _-])`)
)

func isDateClass(class string) bool { return class != "" && dateClass.MatchString(class) }

// declaredCharset returns the charset that markup declares in its beginning.
func declaredCharset(data []byte) string {
	if m := declaredRE.FindSubmatch(data[:min(len(data), 2048)]); m != nil {
		return string(bytes.ToLower(m[1]))
	}
	return ""
}

// looksHTML tells whether data, in whatever charset, is a page.
func looksHTML(data []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(data[:min(len(data), 2048)], []byte{0}, nil))
	head = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(head, "\xff\xfe"), []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, start := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<table", "<div", "<p>", "<h1", "<font", "<frameset", "<script", "<!--"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return bytes.Contains(head, []byte("<html")) && bytes.HasPrefix(head, []byte("<"))
}

// html reads a page: one part, or one for each of several posts. declared is
// the charset that a server or a letter named, "" if none did.
func (x *extractor) html(data []byte, declared string) []Part {
	p := Part{MediaType: "text/html"}
	if declared == "" {
		declared = declaredCharset(data)
	}
	text := x.decode(&p, data, declared)
	if text == "" {
		return []Part{p}
	}
	page := readPage(text, 0)
	body, rest := page.main()
	p.Title = page.pageTitle(body)
	p.Hints = page.hints(body)
	p.Text, p.Aside = joinBlocks(body), joinAside(rest)
	if page.frames && p.Status == "" {
		p.Status, p.Reason = archive.StatusPartial, "страница состоит из кадров (frameset), их текст в других файлах: добавьте и их"
	}
	posts := page.posts(body)
	if posts == nil {
		return []Part{p}
	}
	var parts []Part
	covered := make([]bool, len(body))
	for _, post := range posts {
		for i := post.from; i < post.to; i++ {
			covered[i] = true
		}
	}
	var around []block
	for i, b := range body {
		if !covered[i] {
			around = append(around, b)
		}
	}
	aside := joinAside(append(around, rest...))
	for _, post := range posts {
		one := p
		one.Path, one.Title, one.Aside = "#"+post.anchor, post.title, aside
		one.Text = joinBlocks(body[post.from:post.to])
		one.Hints = map[string]string{"page_title": page.title}
		for _, key := range []string{"site", "lang"} {
			if v := p.Hints[key]; v != "" {
				one.Hints[key] = v
			}
		}
		if post.date != "" {
			one.Hints["date"] = post.date
		}
		parts = append(parts, one)
	}
	return parts
}

// hints are what the page says of itself.
func (p *page) hints(body []block) map[string]string {
	h := map[string]string{}
	put := func(key string, values ...string) {
		for _, v := range values {
			if v != "" {
				h[key] = v
				return
			}
		}
	}
	m := p.meta
	put("title", p.title, m["og:title"])
	put("description", m["description"], m["og:description"])
	put("keywords", m["keywords"])
	put("author", m["author"], m["article:author"], m["dc.creator"])
	put("site", m["og:site_name"])
	put("url", m["canonical"], m["og:url"])
	put("lang", m["lang"])
	_, date := headOf(body)
	put("date", isoDate(m["article:published_time"]), isoDate(m["datepublished"]), isoDate(m["dc.date"]), isoDate(m["date"]),
		normalDate(dateOnly.FindStringSubmatch(m["date"])), p.markedDate(body), date)
	return h
}

// markedDate returns the first date of the text that markup calls a date.
func (p *page) markedDate(body []block) string {
	for _, b := range body {
		if b.dated {
			if d := isoDate(b.date); d != "" {
				return d
			}
			if d := dateLine(b); d != "" {
				return d
			}
		}
	}
	return ""
}

// cellSeparator stands between the cells of a row of a table.
const cellSeparator = "\t"
