// Package posts tells a page of news, in HTML or as plain text, from a page that is one
// document, and makes a part of each post; it also tells the title of a page from the
// name of its site.
//
// Read parts.go first (OfPage; OfText is in text.go), then posts.go: the four ways by
// which posts are found; layout.go has those that go by lines with dates.
package posts

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
)

// A finder looks for the posts of a page.
type finder struct{ *page.Page }

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
func (p finder) posts(body []page.Block) []webPost {
	dateline.Note(body)
	found := p.postsByMarkup(body)
	if found == nil && !oneDocument(body) {
		if !p.Plain {
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
func oneDocument(body []page.Block) bool {
	for _, b := range body {
		if b.Act && dateline.Edge(b.Text) == "" || minutes.MatchString(b.Text) {
			return true
		}
	}
	return false
}

// boxAnchors gives posts without an anchor the ids of the boxes they start in,
// where each has one of its own.
func (p finder) boxAnchors(found []webPost, body []page.Block) {
	ids := map[string]bool{}
	for _, f := range found {
		ids[p.Boxes[body[f.from].Box].ID] = true
	}
	if ids[""] || len(ids) < len(found) {
		return
	}
	for i, f := range found {
		if f.anchor == "" {
			found[i].anchor = p.Boxes[body[f.from].Box].ID
		}
	}
}

// postsByMarkup finds boxes marked as posts that stand side by side.
func (p finder) postsByMarkup(body []page.Block) []webPost {
	outer := func(b page.Block) int { // the outermost post that b stands in
		found := -1
		for i := b.Box; i > 0; i = p.Boxes[i].Parent {
			if p.Boxes[i].Hint == page.Post {
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
		if parent >= 0 && p.Boxes[box].Parent != parent {
			return nil
		}
		parent = p.Boxes[box].Parent
		out = append(out, webPost{from: i, to: i + 1, anchor: p.Boxes[box].ID})
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
			out[i].anchor = part[0].Anchor
		}
	}
	if covered*10 < ownText(body)*7 {
		return nil
	}
	return out
}

// postsByHeading finds headings of one level, each with a date in it or beside.
func (p finder) postsByHeading(body []page.Block) []webPost {
	for level := 2; level <= titleLine; level++ {
		var starts []int
		within, before := 0, 0 // headings with a date in them or after, or before them
		for i, b := range body {
			if headingLevel(b) != level {
				continue
			}
			starts = append(starts, i)
			if headingDate(body, i) {
				within++
			} else if i > 0 && dateline.Date(body[i-1]) != "" {
				before++
			}
		}
		dated := within + before
		if len(starts) < 2 || dated < 2 || dated*10 < len(starts)*8 {
			continue
		}
		if before > within && starts[0] > 0 && dateline.Date(body[starts[0]-1]) == "" {
			continue // the dates stand at the ends of the posts
		}
		for i, s := range starts { // a date line before the heading belongs to it
			if s > 0 && dateline.Date(body[s-1]) != "" && (i == 0 || starts[i-1] < s-1) {
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

// headingLevel returns the level of a heading, titleLine for a line in bold or of a
// class of titles, 0 for others.
func headingLevel(b page.Block) int {
	if l := page.HeadingLevel(b.Tag); l > 0 {
		return l
	}
	if b.Tag == atom.Tr || len(b.Text) > 2*maxHeading || !b.Titled && b.Bold == 0 {
		return 0
	}
	if _, dated := dateline.Of(b); dated || !b.Titled && !isBold(b) {
		return 0
	}
	return titleLine
}

// isBold reports whether most of a block is bold, but for a date beside it.
func isBold(b page.Block) bool {
	title := dateline.TrimEdge(b.Text)
	return b.Bold*10 >= (len(title)-strings.Count(title, " "))*8
}

// headingDate reports whether heading i has a date in it or in the line after.
func headingDate(body []page.Block, i int) bool {
	return dateline.Edge(body[i].Text) != "" || i+1 < len(body) && dateline.Date(body[i+1]) != ""
}

// cut makes posts of the blocks from each start to the next. Much text before the
// first one, or too little after many, means that these were no posts, and so does a
// name above them that is of one document.
func (p finder) cut(body []page.Block, starts []int) []webPost {
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
		anchor := part[0].Anchor
		if anchor == "" && len(part) > 1 {
			anchor = part[1].Anchor
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
func (p finder) textBefore(blocks []page.Block) (n int) {
	if !p.Plain {
		return ownText(blocks)
	}
	for _, b := range blocks {
		if endsParagraph(b.Text) {
			n += utf8.RuneCountInString(b.Text)
		}
	}
	return n
}

// namesDocument reports whether what stands above the posts, below the name of the
// section if there is one, is the name of a document: «Хроника», «Протокол».
func (p finder) namesDocument(before []page.Block) bool {
	if notNews.MatchString(p.Title) {
		return true
	}
	for i := len(before) - 1; i >= 0; i-- {
		if newsName.MatchString(before[i].Text) {
			return false
		}
		if notNews.MatchString(before[i].Text) {
			return true
		}
	}
	return false
}

// bodyText counts the runes of a post without its title, its date and links.
func bodyText(part []page.Block, title string) (n int) {
	for i, b := range part {
		if _, dated := dateline.Of(b); dated || i < 4 && dateline.TrimEdge(b.Text) == title || b.Linked*2 >= len(b.Text) {
			continue
		}
		n += utf8.RuneCountInString(b.Text)
	}
	return n
}

// ownText counts the runes of blocks that are not links.
func ownText(blocks []page.Block) (n int) {
	for _, b := range blocks {
		if b.Linked*2 < len(b.Text) || page.HeadingLevel(b.Tag) > 0 {
			n += utf8.RuneCountInString(b.Text)
		}
	}
	return n
}

// headOf returns the title and the date at the head of a post.
func (p finder) headOf(part []page.Block) (title, date string) {
	dated := false
	for i, b := range part[:min(len(part), 5)] {
		if !dated {
			if date = dateline.ISO(b.Date); date != "" {
				dated = true
			} else if date, dated = dateline.Of(b); !dated && (i == 0 || title == "" && headingLevel(b) > 0) {
				date, dated = dateline.AtEdge(b.Text)
			}
		}
		if headingLevel(b) > 0 && title == "" && !p.Plain {
			title = dateline.TrimEdge(b.Text)
		}
	}
	if title == "" {
		for _, b := range part[:min(len(part), 4)] {
			if _, ok := dateline.Of(b); !ok && !byline.MatchString(b.Text) {
				return dateline.TrimEdge(b.Text), date
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
