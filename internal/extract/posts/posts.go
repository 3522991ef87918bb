// Package posts tells a page of news, in HTML or as plain text, from a page that is one
// document, and makes a part of each post; it also tells the title of a page from the
// name of its site.
//
// Read parts.go first (OfPage; OfText is in text.go), then posts.go: the four ways by
// which posts are found, of which layout.go has those that go by lines with dates;
// cut.go makes posts of where they begin.
package posts

import (
	"fmt"
	"strings"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
)

// posts finds the posts in the main text of a page: by markup (several articles side
// by side), by headings with dates, by lines with dates, by headings below the name
// of a section of news. It returns nil for a page that is one document. An act or
// minutes are never split: their parts carry dates, too, but their lines say what
// they are.
func (p finder) posts(body []page.Block) []webPost {
	dateline.Note(body)
	p.noteTitles(body)
	found := p.postsByMarkup(body)
	if found == nil && !oneDocument(body) {
		if !p.Plain {
			found = p.postsByHeading(body)
		}
		if found == nil {
			found = p.postsByMark(body)
		}
		if found == nil {
			found = p.postsByHour(body)
		}
		if found == nil {
			found = p.postsByEnd(body)
		}
		if found == nil {
			found = p.postsByDateLine(body)
		}
		if found == nil {
			found = p.postsByPlace(body)
		}
		if found == nil {
			found = p.postsUndated(body)
		}
		if found == nil {
			found = p.postsByLead(body)
		}
		if found == nil {
			found = p.postsByFoot(body)
		}
		if found == nil {
			found = p.postsBySign(body)
		}
		if found == nil {
			found = p.postsByBox(body)
		}
	}
	p.trimFoot(found, body)
	p.boxAnchors(found, body)
	used := map[string]bool{}
	for i := range found {
		a := found[i].anchor
		if a == "" || used[a] || strings.ContainsAny(a, " \t#") {
			a = strings.TrimPrefix(postPath(i), "#")
		}
		used[a] = true
		found[i].anchor = a
	}
	return found
}

// postPath is the path of the post of index i on its page.
func postPath(i int) string { return fmt.Sprintf("#post-%d", i+1) }

// oneDocument reports whether the lines of a text are those of an act or of minutes.
func oneDocument(body []page.Block) bool {
	for _, b := range body {
		if b.Act && dateline.Edge(b.Text) == "" || minutes.MatchString(b.Text) {
			return true
		}
	}
	return false
}

// trimFoot takes from the last of several posts of a page what stands outside of the box that
// holds the beginnings of all of them: the foot of the page.
func (p finder) trimFoot(found []webPost, body []page.Block) {
	if p.Plain || len(found) < 2 {
		return
	}
	common := body[found[0].from].Box
	for _, f := range found[1:] {
		for common > 0 && !p.within(body[f.from].Box, common) {
			common = p.Boxes[common].Parent
		}
	}
	last := &found[len(found)-1]
	end := last.to
	for last.to > last.from+1 && !p.within(body[last.to-1].Box, common) {
		last.to--
	}
	if last.to < end { // its title is not of the foot
		last.title, _ = p.headOf(body[last.from:last.to])
	}
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
		if !p.enoughDated(body, starts, within+before) {
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
		if dates := postDates(found); !p.inOrder(dates) && !(p.isSections() && ofSomeYears(dates)) {
			return nil
		}
		return found
	}
	return nil
}

// enoughDated reports whether so many of the headings have dates that they are the
// titles of posts: nearly all, or most in a section of news, or each in a box of its own,
// whose other headings are titles, too.
func (p finder) enoughDated(body []page.Block, starts []int, dated int) bool {
	if len(starts) < 2 || dated < 2 || dated*10 >= len(starts)*8 {
		return len(starts) >= 2 && dated >= 2
	}
	if dated*2 <= len(starts) || !p.isNews() && !p.boxed(body, starts) {
		return false
	}
	titles := make([]string, len(starts))
	for i, s := range starts {
		titles[i] = dateline.TrimEdge(body[s].Text)
	}
	return postTitles(titles)
}

// boxed reports whether each heading stands first in a box of its own, side by side with those of
// the others.
func (p finder) boxed(body []page.Block, starts []int) bool {
	parent, seen := -1, map[int]bool{}
	for _, s := range starts {
		box := p.Boxes[body[s].Box]
		if s > 0 && body[s-1].Box == body[s].Box || seen[body[s].Box] || parent >= 0 && box.Parent != parent {
			return false
		}
		parent, seen[body[s].Box] = box.Parent, true
	}
	return parent >= 0
}

// headingDate reports whether heading i has a date in it or in the line after.
func headingDate(body []page.Block, i int) bool {
	return dateline.Edge(body[i].Text) != "" || i+1 < len(body) && dateline.Date(body[i+1]) != ""
}
