package posts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
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
func (p finder) postsByDateLine(body []page.Block) []webPost {
	var marks []dateMark
	var dates []string
	inline, sections := 0, p.isSections()
	for i, b := range body {
		d, ok := dateline.Of(b)
		if ok && d == "" && i+1 < len(body) && hourFirst.MatchString(body[i+1].Text) {
			continue // a day of a programme by hours
		}
		m := dateMark{at: i, date: d}
		if !ok && (p.Plain && b.Titled || datedTitle(body, i)) {
			if m.date, m.inline = dateline.AtEdge(b.Text); m.inline {
				m.inline = utf8.RuneCountInString(dateline.TrimEdge(b.Text)) >= 8
			}
		}
		if !ok && !m.inline && sections {
			title, day := dateline.DayAtEdge(b.Text)
			m.inline = day && (p.Plain && b.Titled || titleOverText(body, i, title))
		}
		if ok || m.inline {
			marks, dates = append(marks, m), append(dates, m.date)
		}
		if m.inline {
			inline++
		}
	}
	if len(marks) < 2 || !p.inOrder(dates) {
		if starts := p.untitled(body, marks); starts != nil {
			return p.cut(body, starts)
		}
		return nil
	}
	if inline*10 >= len(marks)*8 {
		p.yearless = sections
		return p.cut(body, p.withUndated(body, inlineDates(marks)))
	}
	if starts := p.datesOver(body, marks); starts != nil {
		return p.cut(body, p.withUndated(body, starts))
	}
	if starts := p.datesUnder(body, marks); starts != nil {
		return p.cut(body, p.withUndated(body, starts))
	}
	if starts := p.untitled(body, marks); starts != nil {
		return p.cut(body, starts)
	}
	return p.datesAfter(body, marks)
}

// datedTitle reports whether a line of a page in HTML is a date with a title behind it, above
// running text: «21.11.2018 О публичных слушаниях», each in an element of its own.
func datedTitle(body []page.Block, i int) bool {
	return titleOverText(body, i, dateline.TrimEdge(body[i].Text))
}

// titleOverText reports whether title, what line i is without its date, is a title above running text.
func titleOverText(body []page.Block, i int, title string) bool {
	if title == body[i].Text || len(title) > maxDatedTitle || endsParagraph(title) && !headLine(title) ||
		i+1 == len(body) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(title, `«"`))
	next := body[i+1].Text
	return unicode.IsUpper(first) && len(next) >= shortSentence && endsParagraph(next) &&
		(dateline.Edge(next) == "" || len(next) > maxDatedTitle/2)
}

// maxDatedTitle bounds a title beside a date, in bytes.
const maxDatedTitle = 300

// dateAndWords is a line of a date, a sign and words: a rubric or a title.
var dateAndWords = lazyregexp.New(`\d\s*(?:г\.?\s*)?[` + dateline.Signs + `]\s*[«"]?[А-ЯЁ]`)

// noteTitles makes a title of what stands behind a date, «12.03.2013 | Мост закрыт»,
// where running text follows and no title stands before: it is no rubric.
func (p finder) noteTitles(body []page.Block) {
	for i := range body {
		b := &body[i]
		if b.Day == nil || !dateAndWords.MatchString(b.Text) || i+1 == len(body) ||
			len(body[i+1].Text) < page.Sentence || !endsParagraph(body[i+1].Text) {
			continue
		}
		if i == 0 || isNewsName(body[i-1].Text) || endsParagraph(body[i-1].Text) || body[i-1].Text[0] == '[' {
			b.Day = nil
		}
	}
}

// postsByMark finds the posts of a plain text whose heads, a date or a title, have one sign before them all, on a page
// of news or with dates.
func (p finder) postsByMark(body []page.Block) []webPost {
	var starts []int
	news := p.isNews()
	for i, b := range body {
		if !b.Marked {
			continue
		}
		starts = append(starts, i)
		if _, dated := dateline.Of(b); dated {
			news = true
		}
	}
	if len(starts) < 2 || !news {
		return nil
	}
	return p.cut(body, starts)
}

// postsByHour finds the posts of days: below a line with a date, titles that begin with
// an hour, each above running text.
func (p finder) postsByHour(body []page.Block) []webPost {
	var starts []int
	var dates []string
	var days []string
	date, day := "", -1
	for i, b := range body {
		if d, ok := dateline.Of(b); ok {
			if day >= 0 {
				return nil // a day without a post
			}
			date, day = d, i
			days = append(days, d)
			continue
		}
		if len(days) == 0 || !hourTitle.MatchString(b.Text) || !p.headlike(b) || i+1 == len(body) ||
			len(body[i+1].Text) < page.Sentence || !endsParagraph(body[i+1].Text) {
			continue
		}
		if day >= 0 {
			starts = append(starts, day)
		} else {
			starts = append(starts, i)
		}
		dates, day = append(dates, date), -1
	}
	if len(starts) < 2 || day >= 0 || !p.inOrder(days) {
		return nil
	}
	found := p.cut(body, starts)
	for i := range found {
		found[i].date = dates[i]
	}
	return found
}

// headlike reports whether a block that stands beside a date can be a title.
func (p finder) headlike(b page.Block) bool {
	if _, ok := dateline.Of(b); ok || isNewsName(b.Text) && len(strings.Fields(b.Text)) < 3 ||
		len(b.Text) < 200 && signer.MatchString(b.Text) {
		return false
	}
	if p.Plain {
		return headLine(b.Text)
	}
	return headingLevel(b) > 0 || utf8.RuneCountInString(b.Text) <= maxHeading &&
		(!endsParagraph(b.Text) || headLine(b.Text)) // «Внимание: отключение воды!»
}

// pointed reports whether a short sentence that stands beside a date in a plain text, above running text, can be a
// title that ends with a point: «Открыт новый мост.»
func (p finder) pointed(body []page.Block, at int) bool {
	title, next := body[at].Text, at+1
	if next < len(body) && !isText(body, next) {
		next++
	}
	return p.Plain && strings.HasSuffix(title, ".") && len(title) <= maxDatedTitle/2 && !strings.Contains(title, ". ") &&
		headLine(strings.TrimRight(title, ".")) && next < len(body) && isRunning(body[next].Text)
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
func beside(body []page.Block, at, step int) int {
	for i := at + step; i >= 0 && i < len(body); i += step {
		if !byline.MatchString(body[i].Text) {
			return i
		}
	}
	return -1
}

// isText reports whether there is a block i and it is not a date.
func isText(body []page.Block, i int) bool {
	if i < 0 || i >= len(body) {
		return false
	}
	_, ok := dateline.Of(body[i])
	return !ok
}

// datesOver returns the starts of posts whose date stands above the title.
func (p finder) datesOver(body []page.Block, marks []dateMark) (starts []int) {
	bad := 0
	for n, m := range marks {
		title := beside(body, m.at, 1)
		if title < 0 || !p.headlike(body[title]) && !p.pointed(body, title) || !isText(body, title+1) {
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
func (p finder) datesUnder(body []page.Block, marks []dateMark) (starts []int) {
	bad := 0
	for _, m := range marks {
		title := beside(body, m.at, -1)
		if title < 0 || !p.headlike(body[title]) && !p.pointed(body, title) || !isText(body, m.at+1) || len(starts) > 0 &&
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
func (p finder) datesAfter(body []page.Block, marks []dateMark) []webPost {
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
