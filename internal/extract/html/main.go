package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
	"letopis/internal/extract/posts"
	"letopis/internal/lazyregexp"
)

var (
	chromeName = lazyregexp.New(`(?i)menu|navig|^nav|[_ -]nav|foot|breadcrumb|crumbs|` +
		`pathway|copyright|banner|sidebar|counter|pagin|pager|comment|` +
		`social|share|related|search|login|auth|\bpoll|opros|vote|calendar|weather|pogoda|` +
		`partner|toolbar|cookie|subscribe|reklam|advert|` +
		`(?:left|right|side)[_-]?(?:col|block|panel|bar|side|menu)|^(?:left|right|top|header|head|logo)$`)
	postName = lazyregexp.New(`(?i)(?:^|[ _-])(?:post|entry|hentry|article|` +
		`news[_-]?(?:item|detail|post|block|one)|item[_-]news)(?:$|[ _-])`)
)

// hintOf says what the tag and the names of a box tell of what it holds.
func hintOf(t atom.Atom, a attrs) page.Hint {
	switch t {
	case atom.Nav, atom.Footer, atom.Aside, atom.Header:
		return page.Chrome
	case atom.Article:
		return page.Post
	case atom.Main, atom.Table, atom.Tr:
		return page.Neutral
	}
	if a.role == "navigation" || a.role == "banner" || a.role == "contentinfo" || a.role == "search" {
		return page.Chrome
	}
	names := a.id + " " + a.class
	switch {
	case len(names) < 2 || len(names) > 300:
		return page.Neutral
	case postName.MatchString(a.class):
		return page.Post
	case chromeName.MatchString(a.id) || chromeName.MatchString(a.class):
		return page.Chrome
	}
	return page.Neutral
}

// A layout is a page whose boxes are weighed.
type layout struct{ *page.Page }

// weight sums up what a box holds, its inner boxes included.
type weight struct {
	text, linked, links int // bytes of text, bytes of it that are links, links
	plain               int // bytes of text that are neither links nor chrome
	strong              int // blocks of a sentence or more that are not chrome
	acts                int // lines that only an act has
	blocks              int
}

// mainText splits the blocks of a page: those of its subject, and the rest.
func mainText(page *page.Page) (body, rest []page.Block) {
	p := layout{page}
	p.Classify()
	w := p.weigh(nil)
	total := w[0].text - w[0].linked
	off := make([]bool, len(p.Boxes)) // boxes of chrome
	for i := 1; i < len(p.Boxes); i++ {
		off[i] = off[p.Boxes[i].Parent] || p.isChrome(i, w[i], total)
	}
	w = p.weigh(off)
	root := p.descend(w, off)
	inside := make([]bool, len(p.Boxes))
	inside[root] = true
	for i := root + 1; i < len(p.Boxes); i++ {
		inside[i] = inside[p.Boxes[i].Parent] && !off[i]
	}
	for _, b := range p.Blocks {
		if inside[b.Box] && !b.IsChrome() {
			body = append(body, b)
		} else {
			rest = append(rest, b)
		}
	}
	if len(body) == 0 { // a page of links is about its links
		return rest, nil
	}
	return p.withHeading(p.withHead(body, rest, off))
}

// withHead moves to the text what the layout put into boxes of their own right above it: its title, marked as one, its
// day, and who put it there; and a day right below it.
func (p layout) withHead(body, rest []page.Block, off []bool) (text, aside []page.Block, _ []bool) {
	from, to := -1, -1 // of the text among all blocks
	for i, b := range p.Blocks {
		if b.Box == body[0].Box && b.Text == body[0].Text && from < 0 {
			from = i
		}
		if last := body[len(body)-1]; b.Box == last.Box && b.Text == last.Text {
			to = i
		}
	}
	titled, dated := false, false
	first := from
	for i := from - 1; i >= 0 && i >= from-4; i-- {
		b := p.Blocks[i]
		_, day := dateline.Of(b)
		if off[b.Box] || b.IsChrome() || titled || !b.Titled && !day && !posts.IsByline(b.Text) {
			break
		}
		if b.Titled || day {
			first, titled, dated = i, b.Titled, dated || day
		}
	}
	for _, b := range body {
		_, day := dateline.Of(b)
		dated = dated || day
	}
	end := to + 1
	if end > 0 && end < len(p.Blocks) && !dated && !off[p.Blocks[end].Box] && posts.IsFoot(p.Blocks[end].Text) {
		end++
	}
	if from < 0 || first == from && end == to+1 {
		return body, rest, off
	}
	text = append(slices.Clone(p.Blocks[first:from]), body...)
	text = append(text, p.Blocks[to+1:end]...)
	n := 0
	for _, b := range rest { // what is in the text now
		same := func(o page.Block) bool { return o.Box == b.Box && o.Text == b.Text }
		if !slices.ContainsFunc(p.Blocks[first:from], same) && !slices.ContainsFunc(p.Blocks[to+1:end], same) {
			rest[n] = b
			n++
		}
	}
	return text, rest[:n], off
}

// weigh sums the blocks up by box. off, if any, marks boxes of chrome.
func (p layout) weigh(off []bool) []weight {
	w := make([]weight, len(p.Boxes))
	for _, b := range p.Blocks {
		x := &w[b.Box]
		x.text += len(b.Text)
		x.linked += b.Linked
		x.links += b.Links
		x.blocks++
		if (off == nil || !off[b.Box]) && !b.IsChrome() {
			x.plain += len(b.Text) - min(b.Linked, len(b.Text))
			if len(b.Text)-b.Linked >= page.Sentence {
				x.strong++
			}
			if b.Act {
				x.acts++
			}
		}
	}
	for i := len(w) - 1; i > 0; i-- {
		up := &w[p.Boxes[i].Parent]
		up.text += w[i].text
		up.linked += w[i].linked
		up.links += w[i].links
		up.plain += w[i].plain
		up.strong += w[i].strong
		up.blocks += w[i].blocks
		up.acts += w[i].acts
	}
	return w
}

// isChrome reports whether box i is not what the page is about. Nothing that
// holds most of the text is, whatever it is called.
func (p layout) isChrome(i int, w weight, total int) bool {
	b := p.Boxes[i]
	own := w.text - w.linked
	if w.text == 0 || own*2 > total {
		return false
	}
	switch {
	case b.Hint == page.Chrome && !(b.Tag == atom.Header && p.within(i, page.Post)):
		return true
	case b.Tag == atom.Td && b.Width > 0 && b.Width <= 260 && p.sideColumn(i, own, total):
		return true
	case b.Tag == atom.Form && own < 400:
		return true
	case w.links >= 4 && w.linked*10 >= w.text*6: // a menu
		return true
	}
	return w.links >= 3 && w.linked*10 >= w.text*3 && own*4 < total && w.links*2 >= w.blocks // announcements
}

// sideColumn reports whether a narrow cell is a column of the page, not a cell of
// a table of data.
func (p layout) sideColumn(i, own, total int) bool {
	row := p.Boxes[i].Parent
	table := p.Boxes[row].Parent
	return own*3 < total && table >= 0 && p.Boxes[table].Tag == atom.Table
}

func (p layout) within(i int, h page.Hint) bool {
	for i = p.Boxes[i].Parent; i > 0; i = p.Boxes[i].Parent {
		if p.Boxes[i].Hint == h || p.Boxes[i].Tag == atom.Main {
			return true
		}
	}
	return false
}

// descend goes from the whole page into the box that alone holds its subject.
// It stops where something of weight would be left behind: a sentence, or the
// head of an act.
func (p layout) descend(w []weight, off []bool) int {
	heir := make([]int, len(p.Boxes)) // the child with most plain text
	for i := 1; i < len(p.Boxes); i++ {
		up := p.Boxes[i].Parent
		if !off[i] && w[i].plain > 0 && (heir[up] == 0 || w[i].plain > w[heir[up]].plain) {
			heir[up] = i
		}
	}
	at := 0
	for heir[at] != 0 {
		c := heir[at]
		switch p.Boxes[c].Tag {
		case atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Center, atom.Figure:
			return at
		}
		left := w[at].plain - w[c].plain
		if w[at].strong > w[c].strong || left*4 > w[c].plain || w[c].strong == 0 || w[at].acts > w[c].acts {
			return at
		}
		if p.Boxes[c].Tag == atom.Table && !p.Boxes[c].Nested && !p.holdsBoxes(c, w) {
			return at // a table of data
		}
		at = c
	}
	return at
}

// holdsBoxes reports whether the text of box i lies in inner boxes: the cells of
// a table that lays out the page, as against rows of data.
func (p layout) holdsBoxes(i int, w []weight) bool {
	for _, b := range p.Blocks {
		if b.Box == i && b.Tag == atom.Tr {
			return false
		}
	}
	return w[i].blocks > 0
}

// withHeading moves the page's first heading to the head of the text, where
// the layout put it into a box of its own.
func (p layout) withHeading(body, rest []page.Block, off []bool) (text, aside []page.Block) {
	for _, b := range body {
		if page.HeadingLevel(b.Tag) == 1 {
			return body, rest
		}
	}
	for i, b := range rest {
		if page.HeadingLevel(b.Tag) == 1 && !off[b.Box] && b.Linked*2 < len(b.Text) &&
			!strings.EqualFold(b.Text, body[0].Text) {
			aside = append(aside, rest[:i]...)
			return append([]page.Block{b}, body...), append(aside, rest[i+1:]...)
		}
	}
	return body, rest
}
