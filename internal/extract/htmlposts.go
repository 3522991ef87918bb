package extract

import (
	"fmt"
	"regexp"
	"strconv"
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
const minPost = 80

// posts finds the posts in the main text of a page, by markup (several articles
// side by side) or by headings with dates. It returns nil for a page that is
// one document. An act is never split: its parts carry dates too, but its lines
// say what it is.
func (p *page) posts(body []block) []webPost {
	found := p.postsByMarkup(body)
	if found == nil {
		for _, b := range body {
			if b.act && edgeDate(b.text) == "" {
				return nil
			}
		}
		if found = postsByHeading(body); found == nil {
			found = postsByDateLine(body)
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
		out[i].title, out[i].date = headOf(part)
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
func postsByHeading(body []block) []webPost {
	for level := 2; level <= titleLine; level++ {
		var starts []int
		dated := 0
		for i, b := range body {
			if b.level() != level {
				continue
			}
			starts = append(starts, i)
			if headingDate(body, i) != "" {
				dated++
			}
		}
		if len(starts) < 2 || dated < 2 || dated*10 < len(starts)*8 {
			continue
		}
		for i, s := range starts { // a date line before the heading belongs to it
			if s > 0 && dateLine(body[s-1]) != "" && (i == 0 || starts[i-1] < s-1) {
				starts[i] = s - 1
			}
		}
		return cut(body, starts)
	}
	return nil
}

// titleLine is the level of a line that is a heading by its looks only.
const titleLine = 7

// level returns the level of a heading, titleLine for a line in bold or of a
// class of titles, 0 for others.
func (b block) level() int {
	switch l := heading(b.tag); {
	case l > 0:
		return l
	case b.tag != atom.Tr && len(b.text) <= 400 && (b.titled || b.bold*10 >= len(b.text)*8) && dateLine(b) == "":
		return titleLine
	}
	return 0
}

// headingDate returns the date in heading i or in the line beside it.
func headingDate(body []block, i int) string {
	if d := edgeDate(body[i].text); d != "" {
		return d
	}
	if i+1 < len(body) && dateLine(body[i+1]) != "" {
		return dateLine(body[i+1])
	}
	if i > 0 {
		return dateLine(body[i-1])
	}
	return ""
}

// postsByDateLine finds lines that are a date only, each with a short title
// after it, in the order of time: a list of news without headings.
func postsByDateLine(body []block) []webPost {
	var starts []int
	var dates []string
	for i, b := range body {
		d := dateLine(b)
		if d == "" || i+2 > len(body)-1 && i+1 > len(body)-1 {
			continue
		}
		if next := body[i+1]; utf8.RuneCountInString(next.text) > 250 || dateLine(next) != "" {
			continue
		}
		starts, dates = append(starts, i), append(dates, d)
	}
	up, down := true, true
	for i := 1; i < len(dates); i++ {
		up = up && dates[i] >= dates[i-1]
		down = down && dates[i] <= dates[i-1]
	}
	if len(starts) < 2 || !up && !down {
		return nil
	}
	return cut(body, starts)
}

// cut makes posts of the blocks from each start to the next. Much text before
// the first one, or too little after any, means that these were no posts.
func cut(body []block, starts []int) []webPost {
	if ownText(body[:starts[0]]) > 300 {
		return nil
	}
	var out []webPost
	for i, from := range starts {
		to := len(body)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		part := body[from:to]
		title, date := headOf(part)
		if ownText(part)-utf8.RuneCountInString(title) < minPost {
			return nil
		}
		anchor := part[0].anchor
		if anchor == "" && len(part) > 1 {
			anchor = part[1].anchor
		}
		out = append(out, webPost{from: from, to: to, title: title, date: date, anchor: anchor})
	}
	return out
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
func headOf(part []block) (title, date string) {
	for i, b := range part[:min(len(part), 5)] {
		if date == "" {
			if date = isoDate(b.date); date == "" {
				if date = dateLine(b); date == "" && (i == 0 || b.level() > 0) {
					date = edgeDate(b.text)
				}
			}
		}
		if b.level() > 0 && title == "" {
			title = trimDate(b.text)
		}
	}
	if title == "" {
		for _, b := range part[:min(len(part), 3)] {
			if dateLine(b) == "" {
				return trimDate(b.text), date
			}
		}
	}
	return title, date
}

const months = `январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|декабр[ья]`

var (
	dateText = `(\d{1,2})(?:[./](\d{1,2})[./]|\s+(` + months + `)\s+)(\d{4}|\d{2})(?:\s*г(?:\.|ода?)?)?(?:,?\s+(?:в\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?)?`
	dateOnly = regexp.MustCompile(`(?i)^(?:(?:дата|опубликовано|размещено|добавлено|создано|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)[^\d]{0,20})?` +
		`[(\[]?` + dateText + `[)\]]?(?:[.,]|\s*[|/]\s*.{0,40})?$`)
	dateFirst = regexp.MustCompile(`(?i)^[(\[]?` + dateText + `[)\]]?(?:[\s.:|—–-]+|$)`)
	dateLast  = regexp.MustCompile(`(?i)[\s(\[|]` + dateText + `[)\]]?$`)
	isoStart  = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})`)
	// actStamp is the date and number of an act: "от 12.03.2013 г. № 141".
	actStamp = regexp.MustCompile(`(?i)№|(?:^|\s)(?:от|N|принят[оа]?|до|с|на|по)\s*(?:\d|$)`)
)

// dateLine returns the date of a block that says nothing else.
func dateLine(b block) string {
	if b.tag == atom.Tr || len(b.text) > 60 {
		return ""
	}
	if d := isoDate(b.date); d != "" && (b.dated && len(b.text) < 40) {
		return d
	}
	return normalDate(dateOnly.FindStringSubmatch(b.text))
}

// edgeDate returns the date that a heading begins or ends with, unless it is
// the stamp of an act.
func edgeDate(s string) string {
	if m := dateFirst.FindStringSubmatchIndex(s); m != nil && !strings.Contains(s, "№") {
		return normalDate(dateFirst.FindStringSubmatch(s))
	}
	if m := dateLast.FindStringSubmatchIndex(s); m != nil && !actStamp.MatchString(s[:m[0]+1]) && !strings.Contains(s, "№") {
		return normalDate(dateLast.FindStringSubmatch(s))
	}
	return ""
}

// trimDate takes the date at the edge of a heading away.
func trimDate(s string) string {
	if edgeDate(s) == "" {
		return s
	}
	if m := dateFirst.FindStringIndex(s); m != nil {
		s = s[m[1]:]
	} else if m := dateLast.FindStringIndex(s); m != nil {
		s = s[:m[0]]
	}
	return strings.Trim(s, " \t-–—|:")
}

// normalDate turns a match of dateText into YYYY-MM-DD, "" when there is no
// such day.
func normalDate(m []string) string {
	if m == nil {
		return ""
	}
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[4])
	if m[3] != "" {
		month = monthOf(m[3])
	}
	if year < 100 {
		year += 2000
		if year > 2069 {
			year -= 100
		}
	}
	if day < 1 || day > 31 || month < 1 || month > 12 || year < 1900 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

func monthOf(word string) int {
	word = strings.ToLower(word)
	if strings.HasPrefix(word, "мая") || strings.HasPrefix(word, "май") {
		return 5
	}
	for i, stem := range []string{"янв", "фев", "мар", "апр", "", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"} {
		if stem != "" && strings.HasPrefix(word, stem) {
			return i + 1
		}
	}
	return 0
}

// isoDate returns the day of an ISO 8601 time, "" if s is none.
func isoDate(s string) string {
	return isoStart.FindString(s)
}
