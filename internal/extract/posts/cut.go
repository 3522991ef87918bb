package posts

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
	"letopis/internal/rudate"
)

// A finder looks for the posts of a page.
type finder struct {
	*page.Page
	yearless bool // the titles of posts have their day beside them, maybe without the year
}

// A webPost is one of several posts on a page: blocks[from:to], headed by title.
type webPost struct {
	from, to int
	anchor   string
	title    string
	date     string // ISO, "" when not told
}

// minPost is the length in runes from which a piece of a page is a post.
const minPost = 60

// minNotice is that of a post among others that are longer and have all their day.
const minNotice = 20

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

// cut makes posts of the blocks from each start to the next. Much text before the
// first one, or too little after many, means that these were no posts, and so does a
// name above them that is of one document.
func (p finder) cut(body []page.Block, starts []int) []webPost {
	if p.textBefore(body[:starts[0]]) > 300 || p.namesDocument(body[:starts[0]]) {
		return nil
	}
	var out []webPost
	short, dated := 0, 0
	year := yearAbove(body[:starts[0]])
	for i, from := range starts {
		to := len(body)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		part := body[from:to]
		title, date := p.headOf(part)
		if date == "" && year != "" {
			date = p.dayOf(part, year)
		}
		if date != "" {
			dated++
		}
		switch n := bodyText(part, title); {
		case n < minNotice:
			short += len(starts)
		case n < minPost:
			short++
		}
		anchor := part[0].Anchor
		if anchor == "" && len(part) > 1 {
			anchor = part[1].Anchor
		}
		out = append(out, webPost{from: from, to: to, title: title, date: date, anchor: anchor})
	}
	if many := short*3 > len(out) && (!p.isNews() || short >= len(starts)*len(out)); short*10 > len(out) &&
		(dated < len(out) || many) { // in a section of news posts with a day may be of a few words
		return nil
	}
	return out
}

// sectionYear is a year in the name of a section: «Новости — март 2022», «Архив новостей за 2014 год».
var sectionYear = lazyregexp.New(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)

// monthAbove is a line that says nothing but which month or year the posts below it are of: «Сентябрь 2012 года».
var monthAbove = lazyregexp.New(`(?i)^(?:за\s+)?(?:[а-я]{3,8}\s+)?(?:19|20)\d\d(?:\s*г(?:\.|од[ау]?)?)?$`)

// yearAbove returns the only year that the names of sections and months tell which stand above the posts, "" for none.
func yearAbove(before []page.Block) (year string) {
	for _, b := range before {
		m := sectionYear.FindStringSubmatch(b.Text)
		if m == nil || !isSection(b.Text) && !isMonth(b.Text) {
			continue
		}
		if year != "" && year != m[1] {
			return ""
		}
		year = m[1]
	}
	return year
}

// isMonth reports whether a line names a month with its year, or a year, and nothing else.
func isMonth(line string) bool {
	if !monthAbove.MatchString(line) {
		return false
	}
	word, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(line), "за "), " ")
	return rudate.Month(word) > 0 || unicode.IsDigit(rune(word[0]))
}

// yearlessTitle reports whether the first line of a post is a day without its year and a title.
func yearlessTitle(part []page.Block) bool {
	title, ok := dateline.DayAtEdge(part[0].Text)
	return ok && titleOverText(part, 0, title)
}

// dayOf returns the day at the head of a post that leaves the year out.
func (p finder) dayOf(part []page.Block, year string) string {
	for _, b := range part[:min(len(part), 3)] {
		if d := dateline.DayIn(b, year); d != "" {
			return d
		}
	}
	if _, ok := dateline.DayAtEdge(part[0].Text); ok && p.yearless {
		return dateline.EdgeIn(part[0].Text, year)
	}
	return ""
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
		if notNews.MatchString(before[i].Text) && !inMenu(before, i) {
			return true
		}
	}
	return false
}

// inMenu reports whether block i is one of three names or more in a row, «Главная», «Документы», «Программы».
func inMenu(blocks []page.Block, i int) bool {
	from, to := i, i+1
	for from > 0 && menuName(blocks[from-1]) {
		from--
	}
	for to < len(blocks) && menuName(blocks[to]) {
		to++
	}
	return to-from >= 3 && menuName(blocks[i])
}

// menuName reports whether a block is a name of some words, as menus have them.
func menuName(b page.Block) bool {
	first, size := utf8.DecodeRuneInString(b.Text)
	second, _ := utf8.DecodeRuneInString(b.Text[size:])
	return unicode.IsUpper(first) && unicode.IsLower(second) && isLabel(b)
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

// anySentence reports whether one of the blocks is running text.
func anySentence(blocks []page.Block) bool {
	for _, b := range blocks {
		if len(b.Text) >= page.Sentence && endsParagraph(b.Text) {
			return true
		}
	}
	return false
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
		if title == "" && !p.Plain && (headingLevel(b) > 0 ||
			i == 0 && (datedTitle(part, i) || p.yearless && yearlessTitle(part))) {
			title = p.titleOf(b)
		}
	}
	if title == "" {
		for i, b := range part[:min(len(part), 4)] {
			if _, ok := dateline.Of(b); ok || byline.MatchString(b.Text) {
				continue
			}
			if lead := leadTitle(b); lead != "" {
				return lead, date
			}
			if isRunning(dateline.TrimEdge(b.Text)) && (len(b.Text) > 2*page.Sentence || !hasText(part[i+1:])) { // it has none
				return "", date
			}
			return p.titleOf(b), date
		}
	}
	return title, date
}

// IsByline reports whether a line tells who put a post there.
func IsByline(line string) bool { return byline.MatchString(line) }

// IsFoot reports whether a line below a post tells who put it there and when.
func IsFoot(line string) bool { return len(line) < 240 && foot.MatchString(line) }

// hour stands before the title of a post of a day.
var hour = lazyregexp.New(`^(?:в\s+)?\d{1,2}[:.]\d{2}\s+`)

// linkBehind is the link to the whole of a post behind its title.
var linkBehind = lazyregexp.New(`(?i)\s*[|»›→]\s*(?:подробнее|читать далее|далее)[\s.…»›→]*$`)

// titleOf is a heading without its date, its hour and the site's word for it.
func (p finder) titleOf(b page.Block) string {
	title := linkBehind.ReplaceAllString(titleLabel.ReplaceAllString(dateline.TrimEdge(b.Text), ""), "")
	if p.yearless {
		title, _ = dateline.DayAtEdge(title)
	}
	if hourTitle.MatchString(title) {
		title = hour.ReplaceAllString(title, "")
	}
	return title
}

// postDates returns the dates of posts in their order.
func postDates(posts []webPost) []string {
	dates := make([]string, len(posts))
	for i, f := range posts {
		dates[i] = f.date
	}
	return dates
}

// misplaced is how many posts of a section of news have one of them that stands below an older one.
const misplaced = 5

// inOrder reports whether dates follow the order of time, newest first; of news, nearly all. Oldest first
// are the news of no more than a year, in a section that is called so: chronicles and
// programmes of feasts have that order.
func (p finder) inOrder(dates []string) bool {
	if len(dates) > 2 && dates[0] < dates[1] && p.isNews() {
		dates = dates[1:] // pinned above the others
	}
	up, down := true, true
	first, before := "", ""
	later := 0 // days that are later than the one above
	for _, d := range dates {
		if d == "" {
			continue
		}
		if first == "" {
			first = d
		} else {
			up, down = up && d >= before, down && d <= before
			if d > before {
				later++
			}
		}
		before = d
	}
	if down || first == "" {
		return true
	}
	if !up {
		return later*misplaced <= len(dates) && p.isNews()
	}
	from, _ := time.Parse(time.DateOnly, first) // both are days
	to, _ := time.Parse(time.DateOnly, before)
	return p.isNews() && to.Sub(from) < 366*24*time.Hour
}

// ofSomeYears reports whether all days are of three years or fewer: events of history are of more.
func ofSomeYears(dates []string) bool {
	first, last := "", ""
	for _, d := range dates {
		if d != "" && (first == "" || d < first) {
			first = d
		}
		last = max(last, d)
	}
	from, _ := time.Parse(time.DateOnly, first) // both are days
	to, _ := time.Parse(time.DateOnly, last)
	return first != "" && to.Sub(from) < 3*366*24*time.Hour
}

// isNews reports whether the page calls itself one of news, in its title, its path or
// the name of its section.
func (p finder) isNews() bool {
	if p.Named || newsName.MatchString(p.Title) {
		return true
	}
	for _, b := range p.Blocks[:min(len(p.Blocks), newsLines)] {
		if isNewsName(b.Text) {
			return true
		}
	}
	return false
}

// isNewsName reports whether a line is no more than the name of a section of news, or
// the path to it.
func isNewsName(s string) bool {
	return mayName(s) && mentions(s, newsStems) && newsName.MatchString(s)
}

// isAdsName is the same of announcements.
func isAdsName(s string) bool { return mayName(s) && mentions(s, adsStems) && adsName.MatchString(s) }

// mentions reports whether one of stems, in small letters, is somewhere in s: few lines have one, and are worth an
// expression.
func mentions(s string, stems []string) bool {
	s = strings.ToLower(s)
	return slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(s, stem) })
}

// mayName reports whether a line is short enough for the name of a section, and no sentence.
func mayName(s string) bool { return len(s) <= 160 && strings.Count(s, " ") < 12 && !endsSentence(s) }

// isSection reports whether a line is no more than the name of a section of news or of announcements.
func isSection(s string) bool { return isNewsName(s) || isAdsName(s) }

// isSections reports whether the page calls itself one of news or of announcements.
func (p finder) isSections() bool {
	if p.isNews() || isAdsName(p.Title) {
		return true
	}
	for _, b := range p.Blocks[:min(len(p.Blocks), newsLines)] {
		if isAdsName(b.Text) {
			return true
		}
	}
	return false
}

// newsLines is how many lines from the beginning of a page name its section.
const newsLines = 80
