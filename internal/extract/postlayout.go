package extract

import (
	"strings"
	"time"
	"unicode/utf8"
)

// A dateMark is a block that dates a post: a line with a date alone, or, inline, a
// heading with a date at its edge.
type dateMark struct {
	at     int
	date   string // "" for a day that does not exist or has no year
	inline bool
}

// postsByDateLine finds lines that are a date only, each beside a heading or at the
// end of a post, in the order of time: a list of news whose headings are not marked.
func (p *page) postsByDateLine(body []block) []webPost {
	var marks []dateMark
	var dates []string
	inline := 0
	for i, b := range body {
		d, ok := isDateLine(b)
		m := dateMark{at: i, date: d}
		if !ok && p.plain && b.titled {
			if m.date, m.inline = hasEdgeDate(b.text); m.inline {
				m.inline = utf8.RuneCountInString(trimDate(b.text)) >= 8
			}
		}
		if ok || m.inline {
			marks, dates = append(marks, m), append(dates, m.date)
		}
		if m.inline {
			inline++
		}
	}
	if len(marks) < 2 || !p.inOrder(dates) {
		return nil
	}
	if inline*10 >= len(marks)*8 {
		return p.cut(body, inlineDates(marks))
	}
	if starts := p.datesOver(body, marks); starts != nil {
		return p.cut(body, starts)
	}
	if starts := p.datesUnder(body, marks); starts != nil {
		return p.cut(body, starts)
	}
	return p.datesAfter(body, marks)
}

// inOrder reports whether dates follow the order of time, newest first. Oldest first
// are the news of no more than a year, in a section that is called so: chronicles and
// programmes of feasts have that order.
func (p *page) inOrder(dates []string) bool {
	up, down := true, true
	first, before := "", ""
	for _, d := range dates {
		if d == "" {
			continue
		}
		if first == "" {
			first = d
		} else {
			up, down = up && d >= before, down && d <= before
		}
		before = d
	}
	if down || first == "" || !up {
		return down || first == ""
	}
	from, _ := time.Parse(time.DateOnly, first) // both are days
	to, _ := time.Parse(time.DateOnly, before)
	return p.isNews() && to.Sub(from) < 366*24*time.Hour
}

// isNews reports whether the page calls itself one of news, in its title, its path or
// the name of its section.
func (p *page) isNews() bool {
	if p.named || newsName.MatchString(p.title) {
		return true
	}
	for _, b := range p.blocks[:min(len(p.blocks), newsLines)] {
		if isNewsName(b.text) {
			return true
		}
	}
	return false
}

// isNewsName reports whether a line is no more than the name of a section of news, or
// the path to it.
func isNewsName(s string) bool {
	return len(s) <= 160 && strings.Count(s, " ") < 12 && !endsSentence(s) && newsName.MatchString(s)
}

// headlike reports whether a block that stands beside a date can be a title.
func (p *page) headlike(b block) bool {
	if _, ok := isDateLine(b); ok || isNewsName(b.text) && len(strings.Fields(b.text)) < 3 {
		return false
	}
	if p.plain {
		return headLine(b.text)
	}
	return b.level() > 0 || utf8.RuneCountInString(b.text) <= maxHeading && !endsParagraph(b.text)
}

func inlineDates(marks []dateMark) (starts []int) {
	for _, m := range marks {
		if m.inline {
			starts = append(starts, m.at)
		}
	}
	return starts
}

// beside returns the index of the block beside at, in steps of one, that is no line
// of who put the post there; -1 for none.
func beside(body []block, at, step int) int {
	for i := at + step; i >= 0 && i < len(body); i += step {
		if !byline.MatchString(body[i].text) {
			return i
		}
	}
	return -1
}

// isText reports whether there is a block i and it is not a date.
func isText(body []block, i int) bool {
	if i < 0 || i >= len(body) {
		return false
	}
	_, ok := isDateLine(body[i])
	return !ok
}

// datesOver returns the starts of posts whose date stands above the title.
func (p *page) datesOver(body []block, marks []dateMark) (starts []int) {
	bad := 0
	for n, m := range marks {
		title := beside(body, m.at, 1)
		if title < 0 || !p.headlike(body[title]) || !isText(body, title+1) {
			if bad++; n == len(marks)-1 {
				return nil
			}
			continue
		}
		starts = append(starts, m.at)
	}
	if bad*10 > len(marks) || len(starts) < 2 {
		return nil
	}
	return starts
}

// datesUnder returns the starts of posts whose date stands below the title.
func (p *page) datesUnder(body []block, marks []dateMark) (starts []int) {
	bad := 0
	for _, m := range marks {
		title := beside(body, m.at, -1)
		if title < 0 || !p.headlike(body[title]) || !isText(body, m.at+1) || len(starts) > 0 &&
			title <= starts[len(starts)-1] {
			bad++
			continue
		}
		starts = append(starts, title)
	}
	if bad*10 > len(marks) || len(starts) < 2 {
		return nil
	}
	return starts
}

// datesAfter makes the posts whose date stands at their end.
func (p *page) datesAfter(body []block, marks []dateMark) []webPost {
	first := -1
	for i := marks[0].at - 1; i >= 0; i-- {
		if p.headlike(body[i]) {
			first = i
			break
		}
	}
	if first < 0 || first == marks[0].at-1 {
		return nil
	}
	starts := []int{first}
	for _, m := range marks[:len(marks)-1] {
		if !isText(body, m.at+1) || !p.headlike(body[m.at+1]) || !isText(body, m.at+2) {
			return nil
		}
		starts = append(starts, m.at+1)
	}
	end := marks[len(marks)-1].at + 1
	if anySentence(body[end:]) {
		return nil
	}
	out := p.cut(body[:end], starts)
	for i := range out {
		out[i].date = marks[i].date
	}
	return out
}

// postsUndated finds posts that are a heading and paragraphs without any date, below
// the name of a section of news.
func (p *page) postsUndated(body []block) []webPost {
	for level := 2; level <= titleLine; level++ {
		if p.plain && level < titleLine {
			continue
		}
		var starts []int
		var titles []string
		for i, b := range body {
			if b.level() != level || isNewsName(b.text) && len(starts) == 0 {
				continue
			}
			if i+1 < len(body) && body[i+1].level() == 0 && endsParagraph(body[i+1].text) &&
				len(body[i+1].text) >= 2*40 {
				starts, titles = append(starts, i), append(titles, b.text)
			} else if !p.plain && len(starts) > 0 {
				starts = nil
				break // headings of something else
			}
		}
		if len(starts) >= 2 && postTitles(titles) && p.underNews(body, starts[0], titles) && !p.datedOnce(body,
			starts) {
			return p.cut(body, starts)
		}
	}
	return nil
}

// datedOnce reports whether the first post alone has a date: what follows are the
// parts of one article.
func (p *page) datedOnce(body []block, starts []int) bool {
	first, others := 0, 0
	for i, b := range body {
		if _, ok := isDateLine(b); ok && i < starts[1] {
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
func (p *page) underNews(body []block, start int, titles []string) bool {
	if p.named {
		return true
	}
	if !p.plain {
		for _, b := range body[:start] {
			if b.level() > 0 && !newsName.MatchString(b.text) {
				return false
			}
		}
		named := newsName.MatchString(p.title)
		for _, b := range body[:start] {
			named = named || isNewsName(b.text)
		}
		return named
	}
	about := true
	for _, t := range titles {
		about = about && aboutTitle.MatchString(t)
	}
	reach := 3
	if about {
		reach = newsLines
	}
	at := 0
	for at < len(p.blocks) && p.blocks[at].text != body[start].text {
		at++
	}
	for i := at - 1; i >= max(0, at-reach); i-- {
		if isNewsName(p.blocks[i].text) {
			return true
		}
	}
	return false
}
