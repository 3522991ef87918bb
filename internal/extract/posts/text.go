package posts

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
	"letopis/internal/rudate"
)

// OfText splits a plain text into the posts of a page of news, as crawlers and
// copying out of a browser leave it. It returns nil for any other text: of an act it
// reads no more than the head.
func OfText(name string, p format.Part, budget *format.Budget) []format.Part {
	if budget.Err() != nil {
		return nil
	}
	if found := paper(p); found != nil {
		return found
	}
	named := newsFile(name)
	if actText(p.Text) || !named && !hasPosts(p.Text) {
		return nil
	}
	f := finder{Page: readText(p.Text)}
	if f.Page == nil || budget.Err() != nil {
		return nil
	}
	f.Named = named
	var body, rest []page.Block
	for _, b := range f.Blocks {
		if b.Chrome {
			rest = append(rest, b)
		} else {
			body = append(body, b)
		}
	}
	found := f.posts(body)
	if found == nil {
		found = f.onePost(body)
	}
	if len(found) == 0 {
		return nil
	}
	last := &found[len(found)-1]
	last.to -= footer(body[last.from:last.to])
	return f.parts(p, found, body, rest)
}

// onePost finds the only post of a page: a title right below the name of a section of
// news, with or without a date beside it, and text.
func (p finder) onePost(body []page.Block) []webPost {
	if oneDocument(body) {
		return nil
	}
	start := 0
	for i, b := range body[:min(len(body), newsLines)] {
		if isNewsName(b.Text) {
			start = i + 1
		}
	}
	if start == 0 && (!p.isNews() || !p.Blocks[0].Chrome) || start >= len(body)-1 {
		return nil
	}
	title := start
	if _, dated := dateline.Of(body[title]); dated {
		title++
	}
	next := beside(body, title, 1)
	if next > 0 && !isText(body, next) {
		next++
	}
	if next < 0 || next >= len(body) || !p.headlike(body[title]) || !endsParagraph(body[next].Text) ||
		notNews.MatchString(body[title].Text) ||
		!postTitles([]string{body[title].Text}) {
		return nil
	}
	return p.cut(body, []int{start})
}

// newsFile reports whether a file's own name says that it holds news.
func newsFile(name string) bool {
	name = strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	for _, w := range []string{"news", "novost", "новост", "press-reliz", "пресс"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// headLines is how many lines of a text tell whether it is an act.
const headLines = 40

// actText reports whether the head of a text is that of an act.
func actText(text string) bool {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			continue
		}
		if n++; n > headLines {
			return false
		}
		if isActHead(line) {
			return true
		}
	}
	return false
}

// hasPosts reports, at a glance, whether a text can be a page of news: the name of a
// section is at its head, or lines in it begin with a date or say nothing else.
func hasPosts(text string) bool {
	n, dates := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if n++; n <= newsLines && isSection(line) {
			return true
		}
		for _, mark := range itemMarks {
			if head, ok := afterMark(line, mark); ok {
				line = head
				break
			}
		}
		if mayDate(line) {
			_, ok := dateline.Of(page.Block{Text: line})
			if !ok {
				_, ok = dateline.AtEdge(line)
			}
			if ok {
				dates++
			}
		}
		if dates > 1 {
			return true
		}
	}
	return false
}

// mayDate reports, at a glance, whether a line can be one with a date alone or at its edge.
func mayDate(line string) bool {
	if len(line) > 4*dateline.MaxLength {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, "[("+dateline.Emphasis))
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, "])года. "+dateline.Emphasis))
	return unicode.IsDigit(first) || unicode.IsDigit(last) ||
		len(line) <= dateline.MaxLength && strings.ContainsAny(line, "0123456789")
}

// isRule reports whether a line is signs that part what stands above from what follows: «* * *», «-----».
func isRule(line string) bool {
	signs := strings.ReplaceAll(line, " ", "")
	return utf8.RuneCountInString(signs) > 2 && strings.Trim(signs, "*-=_~–—#•") == ""
}

// isActHead reports whether a line is one that only acts have.
func isActHead(line string) bool {
	line = strings.TrimSpace(line)
	if len(line) > 240 {
		return false
	}
	word := strings.TrimLeftFunc(line, func(r rune) bool { return !unicode.IsLetter(r) })
	if first, _ := utf8.DecodeRuneInString(word); !strings.ContainsRune("ПпРрУуЗз", first) { // of actWords
		return false
	}
	if actHead.MatchString(line) {
		return true
	}
	// Spaced out, or in capitals before the name of who issued it.
	return page.IsActLine(strings.ToLower(line)) && !strings.ContainsAny(line, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
}

// readText makes the blocks of a plain text: a line each, or a paragraph where lines
// are broken at a width. It returns nil for a text that cannot hold posts.
func readText(text string) *page.Page {
	p := &page.Page{Meta: map[string]string{}, Boxes: []page.Box{{Parent: -1, Tag: atom.Body}}, Plain: true}
	width := wrapWidth(text)
	spaced := strings.Contains(text, "\n\n")
	mark := itemMark(text)
	numbered := mark == "" && hasNumbers(text)
	gap, lines, items, cells := true, 0, 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			gap = true
			continue
		}
		lines++
		rest, marked := afterMark(line, mark)
		if numbered {
			_, rest, marked = afterNumber(line)
		}
		if marked {
			line, gap = rest, true
		}
		b := page.Block{Tag: atom.P, Text: line, Marked: marked}
		low := ""
		if len(line) < 300 {
			low = strings.ToLower(line)
		}
		switch {
		case strings.Contains(line, "\t"):
			b.Tag = atom.Tr
			cells++
		case low == "":
		case isTextChrome(line, low):
			_, dated := dateline.Of(b)
			b.Chrome = !dated
		case isActHead(line):
			b.Act = true
		case listItem.MatchString(line):
			items++
		}
		if n := len(p.Blocks); n > 0 && !gap && width > 0 && goesOn(&p.Blocks[n-1], b, width) {
			up := &p.Blocks[n-1]
			up.Text += " " + line
			up.Titled = up.Titled && headLine(up.Text)
			gap = false
			continue
		}
		if n := len(p.Blocks); n > 0 && dayGoesOn(p.Blocks[n-1].Text, low) {
			p.Blocks[n-1].Text += " " + line
			p.Blocks[n-1].Titled, gap = false, false
			continue
		}
		b.Loose = gap || !spaced || len(p.Blocks) > 0 && p.Blocks[len(p.Blocks)-1].Chrome
		below := b.Loose || width == 0 && endsPost(p.Blocks)
		b.Titled = below && b.Tag == atom.P && !b.Chrome && headLine(line) && !byline.MatchString(line)
		p.Blocks = append(p.Blocks, b)
		gap = false
	}
	if lines < 3 || cells*4 > lines || items*3 > lines {
		return nil
	}
	return p
}

// endsPost reports whether the last of blocks may end a post: running text, maybe with who signed it below.
func endsPost(blocks []page.Block) bool {
	n := len(blocks)
	if n > 1 && isSigned(blocks, n-1) {
		n--
	}
	return isRunning(blocks[n-1].Text)
}

// itemMarks are signs that sites set before the head of each post, in the place of a picture.
var itemMarks = []string{">>", "»", "►", "▶", "▸", "■", "▪", "◆", "♦", "●", "•", "*", "–", "—", "-"}

// itemMark returns the sign that stands before several lines, each of them a date or a heading; "" for none.
func itemMark(text string) string {
	for _, mark := range itemMarks {
		if !strings.Contains(text, mark) {
			continue
		}
		heads, others := 0, false
		for line := range strings.SplitSeq(text, "\n") {
			head, ok := afterMark(strings.TrimSpace(line), mark)
			if !ok {
				continue
			}
			if _, dated := dateline.Of(page.Block{Text: head}); !dated && !headLine(head) {
				others = true
				break
			}
			heads++
		}
		if heads > 1 && !others {
			return mark
		}
	}
	return ""
}

// hasNumbers reports whether the titles of a text are numbered in order, «1. Мост закрыт», with running text below each
// and no other items between.
func hasNumbers(text string) bool {
	n, title := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		i, head, ok := afterNumber(line)
		switch {
		case line == "" || !ok && !title:
		case !ok && isDay(line):
		case !ok && isRunning(line):
			title = false
		case !ok || title || i != n+1 || !headLine(head):
			return false
		default:
			n, title = i, true
		}
	}
	return n > 1 && !title
}

// dayGoesOn reports whether a line goes on with the day above it, as sites set its figures apart: «04»⏎«Июнь 2014».
func dayGoesOn(above, low string) bool {
	if len(above) > 30 || len(low) > 30 || above == "" || above[0] < '0' || above[0] > '9' {
		return false
	}
	day, month, named := strings.Cut(strings.ToLower(above), " ")
	if len(day) > 2 || strings.Trim(day, "0123456789") != "" {
		return false
	}
	if named {
		return rudate.Month(month) > 0 && len(low) == 4 && strings.Trim(low, "0123456789") == ""
	}
	word, _, _ := strings.Cut(low, " ")
	return rudate.Month(word) > 0
}

// isDay reports whether a line says nothing but a date.
func isDay(line string) bool {
	_, dated := dateline.Of(page.Block{Text: line})
	return dated
}

// afterNumber returns the number of an item that a line begins with, and what stands behind it.
func afterNumber(line string) (n int, rest string, ok bool) {
	digits := 0
	for digits < len(line) && digits < 2 && line[digits] >= '0' && line[digits] <= '9' {
		n = n*10 + int(line[digits]-'0')
		digits++
	}
	if digits == 0 || digits+1 >= len(line) || line[digits] != '.' && line[digits] != ')' || line[digits+1] != ' ' {
		return 0, "", false
	}
	return n, strings.TrimSpace(line[digits+1:]), true
}

// afterMark returns what stands behind a sign at the beginning of a line.
func afterMark(line, mark string) (string, bool) {
	rest, ok := strings.CutPrefix(line, mark)
	rest = strings.TrimSpace(rest)
	return rest, ok && mark != "" && rest != ""
}

// goesOn reports whether b goes on with the paragraph or heading up, broken at about
// width runes.
func goesOn(up *page.Block, b page.Block, width int) bool {
	if up.Tag != atom.P || b.Tag != atom.P || up.Chrome || b.Chrome || len(up.Text) > 1<<14 ||
		listItem.MatchString(b.Text) {
		return false
	}
	if _, ok := dateline.Of(*up); ok {
		return false
	}
	if _, ok := dateline.Of(b); ok {
		return false
	}
	last := up.Text[max(0, len(up.Text)-up.Last):]
	if up.Last == 0 {
		last = up.Text
	}
	if utf8.RuneCountInString(last)*10 < width*6 {
		return false
	}
	up.Last = len(b.Text)
	return true
}

// wrapWidth returns the width in runes at which the lines of a text are broken, 0 for
// a text with a line for each paragraph.
func wrapWidth(text string) int {
	most, long, stopped, n := 0, 0, 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		runes := utf8.RuneCountInString(line)
		if most = max(most, runes); most > 100 {
			return 0
		}
		if runes > 50 {
			long++
			if endsParagraph(line) {
				stopped++
			}
		}
		if n++; n > 2000 {
			break
		}
	}
	if long < 6 || stopped*2 > long {
		return 0
	}
	return most
}

// footer counts the blocks at the end of the last post that are the page's: addresses
// and what follows them, or names of a menu.
func footer(part []page.Block) int {
	n := len(part)
	for i := max(1, n-12); i < n; i++ {
		if contact.MatchString(part[i].Text) && !anySentence(part[i+1:]) {
			n = i
		}
	}
	menu := 0
	for i := n - 1; i > 0 && isLabel(part[i]); i-- {
		menu++
	}
	if menu < 3 {
		menu = 0
	}
	return len(part) - n + menu
}

// isLabel reports whether a block is a few words that end no sentence: of a menu, a
// forecast of the weather, a poll.
func isLabel(b page.Block) bool {
	_, dated := dateline.Of(b)
	return !dated && len(strings.Fields(b.Text)) <= 5 && !strings.HasSuffix(strings.TrimRight(b.Text, `»")`),
		".") && !byline.MatchString(b.Text)
}
