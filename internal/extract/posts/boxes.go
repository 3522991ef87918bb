package posts

import (
	"strings"

	"letopis/internal/extract/page"
)

// withBoxes adds to starts, each the first line of a box, where another box beside theirs begins with a title above
// running text.
func (p finder) withBoxes(body []page.Block, starts []int) []int {
	if !p.boxed(body, starts) {
		return starts
	}
	parent := p.Boxes[body[starts[0]].Box].Parent
	var out []int
	n := 0
	for i := starts[0]; i < len(body); i++ {
		switch b := body[i]; {
		case n < len(starts) && starts[n] == i:
			n++
		case b.Box == body[i-1].Box || p.Boxes[b.Box].Parent != parent || !p.headlike(b) || i+1 == len(body) ||
			body[i+1].Box != b.Box || len(body[i+1].Text) < page.Sentence || !endsParagraph(body[i+1].Text):
			continue
		}
		out = append(out, i)
	}
	return out
}

// A slot is one of several boxes side by side: body[from:to] is what stands in it.
type slot struct{ from, to int }

// postsByBox finds the posts of a section in boxes side by side, each a title above text; also those of a page that
// names no section, where each box ends with the link to the rest of its text.
func (p finder) postsByBox(body []page.Block) []webPost {
	if p.Plain {
		return nil
	}
	slots := p.slots(body)
	if len(slots) < 2 {
		return nil
	}
	starts, marked := make([]int, len(slots)), 0
	for i, s := range slots {
		starts[i] = s.from
		if b := body[s.from]; headingLevel(b) > 0 || b.Linked*2 >= len(b.Text) {
			marked++
		}
	}
	if marked < len(slots) && len(slots) < manySlots || !p.underNews(body, starts[0], nil) && !p.goOn(body, slots) {
		return nil
	}
	return p.cut(body[:slots[len(slots)-1].to], starts)
}

// manySlots is from how many boxes side by side a short line above text is a title, however it looks.
const manySlots = 3

// slots returns the boxes of one parent that begin with what can be a title of a post, each with text below it: those
// of the parent that has most of them. Nothing but links stands between them.
func (p finder) slots(body []page.Block) []slot {
	first, last := make([]int, len(p.Boxes)), make([]int, len(p.Boxes)) // blocks of each box; 0 for none, else one more
	for i, b := range body {
		for box := b.Box; box >= 0; box = p.Boxes[box].Parent {
			if last[box] == i+1 {
				break // those above were seen
			}
			if last[box] = i + 1; first[box] == 0 {
				first[box] = i + 1
			}
		}
	}
	texts := make([]int, len(body)+1) // sentences above each block
	for i := range body {
		texts[i+1] = texts[i]
		if hasText(body[i : i+1]) {
			texts[i+1]++
		}
	}
	of := map[int][]slot{}
	best := -1
	for i, b := range body {
		if isSection(b.Text) || !p.headlike(b) {
			continue
		}
		for box := b.Box; box > 0 && first[box] == i+1; box = p.Boxes[box].Parent {
			s := slot{i, last[box]}
			if texts[s.to] == texts[s.from+1] {
				continue
			}
			parent := p.Boxes[box].Parent
			if had := of[parent]; len(had) > 0 && !between(body[had[len(had)-1].to:i]) {
				continue
			}
			of[parent] = append(of[parent], s)
			if best < 0 || len(of[parent]) > len(of[best]) {
				best = parent
			}
		}
	}
	return of[best]
}

// hasText reports whether there is a sentence of some length among blocks.
func hasText(blocks []page.Block) bool {
	for _, b := range blocks {
		if len(b.Text) >= shortSentence && endsParagraph(b.Text) {
			return true
		}
	}
	return false
}

// between reports whether what stands between two posts is none: links, or nothing.
func between(blocks []page.Block) bool {
	for _, b := range blocks {
		if b.Linked*2 < len(b.Text) {
			return false
		}
	}
	return true
}

// goOn reports whether each slot, of several, has the link of a post that goes on elsewhere: «Подробнее».
func (p finder) goOn(body []page.Block, slots []slot) bool {
	if len(slots) < manySlots {
		return false
	}
	parent := p.Boxes[body[slots[0].from].Box].Parent
	common := parent
	for _, s := range slots {
		for common > 0 && !p.within(body[s.from].Box, common) {
			common = p.Boxes[common].Parent
		}
	}
	n := 0
	for _, b := range p.Blocks {
		if b.Links > 0 && goesOnElsewhere(b.Text) && p.within(b.Box, common) {
			n++
		}
	}
	return n >= len(slots)
}

// goesOnElsewhere reports whether a line is the link to the rest of a post.
func goesOnElsewhere(line string) bool {
	low := lower(strings.Trim(line, " .…»>→[]()"))
	return page.HasAnyPrefix(low, []string{"подробн", "читать", "далее", "дальше"})
}

// lower is a short line in lower case; "" for a long one.
func lower(line string) string {
	if len(line) > 60 {
		return ""
	}
	return strings.ToLower(line)
}

// within reports whether a box is another one or in it.
func (p finder) within(box, in int) bool {
	for ; box > in; box = p.Boxes[box].Parent { // boxes come after those that hold them
	}
	return box == in
}
