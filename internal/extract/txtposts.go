package extract

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// textPosts splits a plain text into the posts of a page of news, as crawlers and
// copying out of a browser leave it. It returns nil for any other text: of an act it
// reads no more than the head.
func textPosts(name string, p Part) []Part {
	named := newsFile(name)
	if actText(p.Text) || !named && !hasPosts(p.Text) {
		return nil
	}
	page := readText(p.Text)
	if page == nil {
		return nil
	}
	page.named = named
	var body, rest []block
	for _, b := range page.blocks {
		if b.chrome {
			rest = append(rest, b)
		} else {
			body = append(body, b)
		}
	}
	posts := page.posts(body)
	if posts == nil {
		posts = page.onePost(body)
	}
	if len(posts) == 0 {
		return nil
	}
	last := &posts[len(posts)-1]
	last.to -= footer(body[last.from:last.to])
	return cutParts(p, page, posts, body, rest)
}

// onePost finds the only post of a page: a title right below the name of a section of
// news, with or without a date beside it, and text.
func (p *page) onePost(body []block) []webPost {
	if oneDocument(body) {
		return nil
	}
	start := 0
	for i, b := range body[:min(len(body), newsLines)] {
		if isNewsName(b.text) {
			start = i + 1
		}
	}
	if start == 0 && (!p.isNews() || !p.blocks[0].chrome) || start >= len(body)-1 {
		return nil
	}
	title := start
	if _, dated := isDateLine(body[title]); dated {
		title++
	}
	next := beside(body, title, 1)
	if next > 0 && !isText(body, next) {
		next++
	}
	if next < 0 || next >= len(body) || !p.headlike(body[title]) || !endsParagraph(body[next].text) ||
		notNews.MatchString(body[title].text) ||
		!postTitles([]string{body[title].text}) {
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
// section is at its head, or lines in it say nothing but a date.
func hasPosts(text string) bool {
	n, dates := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if n++; n <= newsLines && isNewsName(line) {
			return true
		}
		if first := line[0]; len(line) <= maxDateLine && (first >= '0' && first <= '9' ||
			first >= utf8.RuneSelf || first == '[' || first == '(') {
			if _, ok := isDateLine(block{text: line}); ok {
				if dates++; dates > 1 {
					return true
				}
			}
		}
	}
	return false
}

// newsLines is how many lines from the beginning of a page name its section.
const newsLines = 80

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
	return isActLine(strings.ToLower(line)) && !strings.ContainsAny(line, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
}

// readText makes the blocks of a plain text: a line each, or a paragraph where lines
// are broken at a width. It returns nil for a text that cannot hold posts.
func readText(text string) *page {
	p := &page{meta: map[string]string{}, boxes: []box{{parent: -1, tag: atom.Body}}, plain: true}
	width := wrapWidth(text)
	spaced := strings.Contains(text, "\n\n")
	gap, lines, items, cells := true, 0, 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			gap = true
			continue
		}
		lines++
		b := block{tag: atom.P, text: line}
		low := ""
		if len(line) < 300 {
			low = strings.ToLower(line)
		}
		switch {
		case strings.Contains(line, "\t"):
			b.tag = atom.Tr
			cells++
		case low == "":
		case isTextChrome(line, low):
			b.chrome = true
		case isActHead(line):
			b.act = true
		case listItem.MatchString(line):
			items++
		}
		if n := len(p.blocks); n > 0 && !gap && width > 0 && p.goesOn(&p.blocks[n-1], b, width) {
			up := &p.blocks[n-1]
			up.text += " " + line
			up.titled = up.titled && headLine(up.text)
			gap = false
			continue
		}
		b.loose = gap || !spaced || len(p.blocks) > 0 && p.blocks[len(p.blocks)-1].chrome
		b.titled = b.loose && b.tag == atom.P && !b.chrome && headLine(line) && !byline.MatchString(line)
		p.blocks = append(p.blocks, b)
		gap = false
	}
	if lines < 4 || cells*4 > lines || items*3 > lines {
		return nil
	}
	return p
}

// goesOn reports whether b goes on with the paragraph or heading up, broken at about
// width runes.
func (p *page) goesOn(up *block, b block, width int) bool {
	if up.tag != atom.P || b.tag != atom.P || up.chrome || b.chrome || len(up.text) > 1<<14 ||
		listItem.MatchString(b.text) {
		return false
	}
	if _, ok := isDateLine(*up); ok {
		return false
	}
	if _, ok := isDateLine(b); ok {
		return false
	}
	last := up.text[max(0, len(up.text)-up.last):]
	if up.last == 0 {
		last = up.text
	}
	if utf8.RuneCountInString(last)*10 < width*6 {
		return false
	}
	up.last = len(b.text)
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
func footer(part []block) int {
	n := len(part)
	for i := max(1, n-12); i < n; i++ {
		if contact.MatchString(part[i].text) && !anySentence(part[i+1:]) {
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
func isLabel(b block) bool {
	_, dated := isDateLine(b)
	return !dated && len(strings.Fields(b.text)) <= 5 && !strings.HasSuffix(strings.TrimRight(b.text, `»")`),
		".") && !byline.MatchString(b.text)
}

// anySentence reports whether one of the blocks is running text.
func anySentence(blocks []block) bool {
	for _, b := range blocks {
		if len(b.text) >= sentence && endsParagraph(b.text) {
			return true
		}
	}
	return false
}
