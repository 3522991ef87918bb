package posts

import (
	"slices"
	"strings"
	"time"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
)

// withUndated adds to starts, in a plain text, those of posts that lack the date which the others
// have: a title above running text behind what closes each post, «Просмотров: 214», «Подробнее».
// Where the posts of a text are groups of lines, each begins one; so does, in HTML, each box beside those of the
// others.
func (p finder) withUndated(body []page.Block, starts []int) []int {
	if !p.Plain {
		return p.withBoxes(body, starts)
	}
	closed := p.behindFoot(len(body))
	for _, at := range starts[1:] {
		if !closed[at] {
			return groups(body, starts)
		}
	}
	var out []int
	for i, n := starts[0], 0; i < len(body); i++ {
		dated := n < len(starts) && starts[n] == i
		if dated {
			n++
		}
		if dated || closed[i] && body[i].Titled && isText(body, i) && isText(body, i+1) &&
			len(body[i+1].Text) >= page.Sentence && endsParagraph(body[i+1].Text) {
			out = append(out, i)
		}
	}
	return out
}

// groups returns where the groups of lines begin, from the first of starts on, if each of starts begins one and each
// other group is a title and running text; else starts.
func groups(body []page.Block, starts []int) []int {
	var out []int
	n, after := 0, -1
	for i := starts[0]; i < len(body); i++ {
		dated := n < len(starts) && starts[n] == i
		switch {
		case dated && (body[i].Loose || n == 0):
			n++
		case dated:
			return starts
		case !body[i].Loose || i == starts[n-1]+1 || i == after:
			continue
		case !body[i].Titled || i+1 == len(body) || !isRunning(body[i+1].Text):
			return starts
		}
		out, after = append(out, i), i+1
	}
	return out
}

// behindFoot reports of each of the n blocks of the text that are no furniture whether furniture
// stands right before it.
func (p finder) behindFoot(n int) []bool {
	out := make([]bool, 0, n)
	foot := false
	for _, b := range p.Blocks {
		if !b.Chrome {
			out = append(out, foot)
		}
		foot = b.Chrome
	}
	return out
}

// untitled returns the starts of posts that have no title, in a section of news or from the newest on: a date and
// running text behind it or in the next line.
func (p finder) untitled(body []page.Block, marks []dateMark) (starts []int) {
	sections := p.isSections()
	if len(marks) == 1 || !sections && !p.Plain {
		return nil
	}
	if len(marks) == 0 {
		var dates []string
		for i, b := range body {
			if d := dateline.First(b.Text); d != "" && isRunning(dateline.TrimEdge(b.Text)) {
				starts, dates = append(starts, i), append(dates, d)
			}
		}
		if len(starts) < 2 || starts[0] > 2 || !p.inOrder(dates) || !sections && !newestFirst(dates) {
			return nil
		}
		return starts
	}
	dates := make([]string, len(marks))
	for i, m := range marks {
		dates[i] = m.date
		if m.inline || m.at+1 == len(body) || !isRunning(body[m.at+1].Text) || m.at > 0 && p.headlike(body[m.at-1]) &&
			!isSigned(body, m.at-1) && !isSection(body[m.at-1].Text) {
			return nil
		}
		starts = append(starts, m.at)
	}
	if !sections && !newestFirst(dates) {
		return nil
	}
	return starts
}

// newestFirst reports whether three days or more go back in time, by no more than a year: as news do, whatever the page
// calls itself.
func newestFirst(dates []string) bool {
	for i, d := range dates {
		if d == "" || i > 0 && d >= dates[i-1] {
			return false
		}
	}
	if len(dates) < 3 {
		return false
	}
	first, _ := time.Parse(time.DateOnly, dates[0]) // both are days
	last, _ := time.Parse(time.DateOnly, dates[len(dates)-1])
	return first.Sub(last) < 366*24*time.Hour
}

// isRunning reports whether a line is running text, a sentence or more.
func isRunning(s string) bool { return len(s) >= page.Sentence && endsParagraph(s) }

// shortSentence is the length in bytes of a sentence where something beside its length tells that it is the text of a
// post.
const shortSentence = page.Sentence * 2 / 3

// postsUndated finds posts that are a heading and paragraphs without any date, below
// the name of a section of news.
func (p finder) postsUndated(body []page.Block) []webPost {
	for level := 2; level <= bareLine; level++ {
		if p.Plain && level != titleLine || level == bareLine && !p.alternate(body) {
			continue
		}
		var starts []int
		var titles []string
		is := func(b page.Block) bool {
			return headingLevel(b) == level || level == linkLine && isLinkLine(b) || level == bareLine && p.headlike(b)
		}
		for i, b := range body {
			if !is(b) || isSection(b.Text) && len(starts) == 0 {
				continue
			}
			if i+1 < len(body) && (p.Plain && headingLevel(body[i+1]) == 0 && hasText(body[i+1:i+2]) ||
				!p.Plain && hasText(until(body[i+1:min(i+4, len(body))], is))) {
				starts, titles = append(starts, i), append(titles, b.Text)
			} else if !p.Plain && len(starts) > 0 {
				starts = nil
				break // headings of something else
			}
		}
		if len(starts) >= 2 && (postTitles(titles) || p.takeTurns(body, titles)) &&
			p.underNews(body, starts[0], titles) && !p.datedOnce(body,
			starts) {
			return p.cut(body, starts)
		}
	}
	return nil
}

// takeTurns reports whether a plain text is nothing but titles, however short, and running text in turns.
func (p finder) takeTurns(body []page.Block, titles []string) bool {
	for _, t := range titles {
		if !canTitle(t) || !strings.Contains(t, " ") || notNews.MatchString(t) {
			return false
		}
	}
	return p.Plain && p.alternate(body)
}

const (
	linkLine = titleLine + 1 // the level of a line that is a link and nothing else
	bareLine = linkLine + 1  // of a short line between running texts
)

// alternate reports whether a page is, below the name of its section, short lines and running text in turns,
// three times or more.
func (p finder) alternate(body []page.Block) bool {
	n, text := 0, true
	for _, b := range body {
		switch {
		case n == 0 && isSection(b.Text):
		case isRunning(b.Text):
			text = true
		case !text || !p.headlike(b):
			return false
		default:
			n, text = n+1, false
		}
	}
	return n >= 3 && text
}

// isLinkLine reports whether a line is a link and can be a title.
func isLinkLine(b page.Block) bool {
	return headingLevel(b) == 0 && b.Links > 0 && b.Linked*10 >= (len(b.Text)-strings.Count(b.Text, " "))*9 &&
		headLine(b.Text)
}

// until returns the blocks before the next that is a heading.
func until(blocks []page.Block, heading func(page.Block) bool) []page.Block {
	if i := slices.IndexFunc(blocks, heading); i >= 0 {
		return blocks[:i]
	}
	return blocks
}

// datedOnce reports whether the first post alone has a date: what follows are the
// parts of one article.
func (p finder) datedOnce(body []page.Block, starts []int) bool {
	first, others := 0, 0
	for i, b := range body {
		if _, ok := dateline.Of(b); ok && i < starts[1] {
			first++
		} else if ok {
			others++
		}
	}
	return first > 0 && others == 0
}

// underNews reports whether the name of a section of news stands right above the
// first post, so that the headings are those of posts and not of the parts of one;
// anywhere above, where the headings are «О чём».
func (p finder) underNews(body []page.Block, start int, titles []string) bool {
	if p.Named {
		return true
	}
	if !p.Plain {
		for i := start - 1; i >= 0 && !isSection(body[i].Text); i-- { // above it may stand the name of the site
			if headingLevel(body[i]) > 0 && !newsName.MatchString(body[i].Text) {
				return false
			}
		}
		named := newsName.MatchString(p.Title) || isSection(p.Title)
		for _, b := range body[:start] {
			named = named || isSection(b.Text)
		}
		return named
	}
	about := len(titles) > 0
	for _, t := range titles {
		about = about && aboutTitle.MatchString(t)
	}
	reach := 3
	if about {
		reach = newsLines
	}
	at := 0
	for at < len(p.Blocks) && p.Blocks[at].Text != body[start].Text {
		at++
	}
	for i := at - 1; i >= max(0, at-reach); i-- {
		if isSection(p.Blocks[i].Text) {
			return true
		}
	}
	return false
}

// postsBySign finds the posts that lines of signs part, «* * *», in HTML rules, below the name of a section.
func (p finder) postsBySign(body []page.Block) []webPost {
	starts := []int{0}
	for starts[0] < len(body) && isSection(body[starts[0]].Text) {
		starts[0]++
	}
	for _, n := range p.rules(body) {
		if n > starts[len(starts)-1] {
			starts = append(starts, n)
		}
	}
	for i, from := range starts {
		to := len(body)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		if from >= to || !p.headlike(body[from]) && !isRunning(body[from].Text) || !anySentence(body[from:to]) {
			return nil
		}
	}
	if len(starts) < 2 || !p.underNews(body, starts[0], nil) {
		return nil
	}
	return p.cut(body, starts)
}

// rules returns the blocks of body that signs, or in HTML rules, stand right above.
func (p finder) rules(body []page.Block) (out []int) {
	if !p.Plain {
		for i, b := range body {
			if b.Loose {
				out = append(out, i)
			}
		}
		return out
	}
	n := 0 // blocks of the body so far
	for _, b := range p.Blocks {
		if !b.Chrome {
			n++
		} else if isRule(b.Text) && n < len(body) {
			out = append(out, n)
		}
	}
	return out
}
