package extract

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// A webPost is one of several posts on a page: blocks[from:to], headed by title.
type webPost struct {
	from, to int
	anchor   string
	title    string
	date     string // ISO, "" when not told
}

// minPost is the length in runes from which a piece of a page is a post.
const minPost = 60

// posts finds the posts in the main text of a page: by markup (several articles side
// by side), by headings with dates, by lines with dates, by headings below the name
// of a section of news. It returns nil for a page that is one document. An act or
// minutes are never split: their parts carry dates, too, but their lines say what
// they are.
func (p *page) posts(body []block) []webPost {
	noteDates(body)
	found := p.postsByMarkup(body)
	if found == nil && !oneDocument(body) {
		if !p.plain {
			found = p.postsByHeading(body)
		}
		if found == nil {
			found = p.postsByDateLine(body)
		}
		if found == nil {
			found = p.postsUndated(body)
		}
	}
	p.boxAnchors(found, body)
	used := map[string]bool{}
	for i := range found {
		a := found[i].anchor
		if a == "" || used[a] || strings.ContainsAny(a, " \t#") {
			a = fmt.Sprintf("post-%d", i+1)
		}
		used[a] = true
		found[i].anchor = a
	}
	return found
}

// oneDocument reports whether the lines of a text are those of an act or of minutes.
func oneDocument(body []block) bool {
	for _, b := range body {
		if b.act && edgeDate(b.text) == "" || minutes.MatchString(b.text) {
			return true
		}
	}
	return false
}

// boxAnchors gives posts without an anchor the ids of the boxes they start in,
// where each has one of its own.
func (p *page) boxAnchors(found []webPost, body []block) {
	ids := map[string]bool{}
	for _, f := range found {
		ids[p.boxes[body[f.from].box].id] = true
	}
	if ids[""] || len(ids) < len(found) {
		return
	}
	for i, f := range found {
		if f.anchor == "" {
			found[i].anchor = p.boxes[body[f.from].box].id
		}
	}
}

// postsByMarkup finds boxes marked as posts that stand side by side.
func (p *page) postsByMarkup(body []block) []webPost {
	outer := func(b block) int { // the outermost post that b stands in
		found := -1
		for i := b.box; i > 0; i = p.boxes[i].parent {
			if p.boxes[i].hint == post {
				found = i
			}
		}
		return found
	}
	var out []webPost
	parent, last := -1, -1
	for i, b := range body {
		box := outer(b)
		if box >= 0 && box == last {
			out[len(out)-1].to = i + 1
			continue
		}
		last = box
		if box < 0 {
			continue
		}
		if parent >= 0 && p.boxes[box].parent != parent {
			return nil
		}
		parent = p.boxes[box].parent
		out = append(out, webPost{from: i, to: i + 1, anchor: p.boxes[box].id})
	}
	if len(out) < 2 {
		return nil
	}
	covered := 0
	for i := range out {
		part := body[out[i].from:out[i].to]
		if ownText(part) < minPost {
			return nil
		}
		covered += ownText(part)
		out[i].title, out[i].date = p.headOf(part)
		if out[i].anchor == "" {
			out[i].anchor = part[0].anchor
		}
	}
	if covered*10 < ownText(body)*7 {
		return nil
	}
	return out
}

// postsByHeading finds headings of one level, each with a date in it or beside.
func (p *page) postsByHeading(body []block) []webPost {
	for level := 2; level <= titleLine; level++ {
		var starts []int
		within, before := 0, 0 // headings with a date in them or after, or before them
		for i, b := range body {
			if b.level() != level {
				continue
			}
			starts = append(starts, i)
			if headingDate(body, i) {
				within++
			} else if i > 0 && dateLine(body[i-1]) != "" {
				before++
			}
		}
		dated := within + before
		if len(starts) < 2 || dated < 2 || dated*10 < len(starts)*8 {
			continue
		}
		if before > within && starts[0] > 0 && dateLine(body[starts[0]-1]) == "" {
			continue // the dates stand at the ends of the posts
		}
		for i, s := range starts { // a date line before the heading belongs to it
			if s > 0 && dateLine(body[s-1]) != "" && (i == 0 || starts[i-1] < s-1) {
				starts[i] = s - 1
			}
		}
		found := p.cut(body, starts)
		if !p.inOrder(postDates(found)) {
			return nil
		}
		return found
	}
	return nil
}

// titleLine is the level of a line that is a heading by its looks only.
const titleLine = 7

// level returns the level of a heading, titleLine for a line in bold or of a
// class of titles, 0 for others.
func (b block) level() int {
	if l := heading(b.tag); l > 0 {
		return l
	}
	if b.tag == atom.Tr || len(b.text) > 2*maxHeading || !b.titled && b.bold == 0 {
		return 0
	}
	if _, dated := isDateLine(b); dated || !b.titled && !b.isBold() {
		return 0
	}
	return titleLine
}

// isBold reports whether most of a block is bold, but for a date beside it.
func (b block) isBold() bool {
	title := trimDate(b.text)
	return b.bold*10 >= (len(title)-strings.Count(title, " "))*8
}

// headingDate reports whether heading i has a date in it or in the line after.
func headingDate(body []block, i int) bool {
	return edgeDate(body[i].text) != "" || i+1 < len(body) && dateLine(body[i+1]) != ""
}

// cut makes posts of the blocks from each start to the next. Much text before the
// first one, or too little after many, means that these were no posts, and so does a
// name above them that is of one document.
func (p *page) cut(body []block, starts []int) []webPost {
	if p.textBefore(body[:starts[0]]) > 300 || p.namesDocument(body[:starts[0]]) {
		return nil
	}
	var out []webPost
	short := 0
	for i, from := range starts {
		to := len(body)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		part := body[from:to]
		title, date := p.headOf(part)
		if bodyText(part, title) < minPost {
			short++
		}
		anchor := part[0].anchor
		if anchor == "" && len(part) > 1 {
			anchor = part[1].anchor
		}
		out = append(out, webPost{from: from, to: to, title: title, date: date, anchor: anchor})
	}
	if short*10 > len(out) {
		return nil
	}
	return out
}

// textBefore counts the runes of running text above the posts: in a plain text
// menus are lines like others.
func (p *page) textBefore(blocks []block) (n int) {
	if !p.plain {
		return ownText(blocks)
	}
	for _, b := range blocks {
		if endsParagraph(b.text) {
			n += utf8.RuneCountInString(b.text)
		}
	}
	return n
}

// namesDocument reports whether what stands above the posts, below the name of the
// section if there is one, is the name of a document: «Хроника», «Протокол».
func (p *page) namesDocument(before []block) bool {
	if notNews.MatchString(p.title) {
		return true
	}
	for i := len(before) - 1; i >= 0; i-- {
		if newsName.MatchString(before[i].text) {
			return false
		}
		if notNews.MatchString(before[i].text) {
			return true
		}
	}
	return false
}

// bodyText counts the runes of a post without its title, its date and links.
func bodyText(part []block, title string) (n int) {
	for i, b := range part {
		if _, dated := isDateLine(b); dated || i < 4 && trimDate(b.text) == title || b.linked*2 >= len(b.text) {
			continue
		}
		n += utf8.RuneCountInString(b.text)
	}
	return n
}

// ownText counts the runes of blocks that are not links.
func ownText(blocks []block) (n int) {
	for _, b := range blocks {
		if b.linked*2 < len(b.text) || heading(b.tag) > 0 {
			n += utf8.RuneCountInString(b.text)
		}
	}
	return n
}

// headOf returns the title and the date at the head of a post.
func (p *page) headOf(part []block) (title, date string) {
	dated := false
	for i, b := range part[:min(len(part), 5)] {
		if !dated {
			if date = isoDate(b.date); date != "" {
				dated = true
			} else if date, dated = isDateLine(b); !dated && (i == 0 || title == "" && b.level() > 0) {
				date, dated = hasEdgeDate(b.text)
			}
		}
		if b.level() > 0 && title == "" && !p.plain {
			title = trimDate(b.text)
		}
	}
	if title == "" {
		for _, b := range part[:min(len(part), 4)] {
			if _, ok := isDateLine(b); !ok && !byline.MatchString(b.text) {
				return trimDate(b.text), date
			}
		}
	}
	return title, date
}

// postDates returns the dates of posts in their order.
func postDates(posts []webPost) []string {
	dates := make([]string, len(posts))
	for i, f := range posts {
		dates[i] = f.date
	}
	return dates
}
