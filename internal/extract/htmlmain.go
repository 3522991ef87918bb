package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

var (
	chromeName = regexp.MustCompile(`(?i)menu|navig|^nav|[_ -]nav|foot|breadcrumb|crumbs|pathway|copyright|banner|sidebar|counter|pagin|pager|comment|` +
		`social|share|related|search|login|auth|\bpoll|opros|vote|calendar|weather|pogoda|partner|toolbar|cookie|subscribe|reklam|advert|` +
		`(?:left|right|side)[_-]?(?:col|block|panel|bar|side|menu)|^(?:left|right|top|header|head|logo)$`)
	postName = regexp.MustCompile(`(?i)(?:^|[ _-])(?:post|entry|hentry|article|news[_-]?(?:item|detail|post|block|one)|item[_-]news)(?:$|[ _-])`)
)

// What web sites of officialdom put around any text: lines that begin with
// chromeLines, short lines and links that begin with chromeWords, lines that
// name the makers of the site.
var (
	chromeLines = []string{"©", "(c) ", "copyright", "все права ", "при использовании материалов", "при перепечатке материалов", "при копировании материалов"}
	chromeWords = []string{"версия для печати", "для печати", "распечатать", "назад", "вернуться", "наверх", "вверх", "подробнее", "читать далее", "читать полностью",
		"просмотров", "количество просмотров", "поделиться", "оставить комментарий", "добавить комментарий", "комментарии", "карта сайта",
		"вы находитесь", "поиск по сайту", "авторизация", "рейтинг@", "яндекс.метрика", "яндексметрика", "последнее обновление"}
	siteMakers = []string{"разработка сайта", "создание сайта", "дизайн сайта", "поддержка сайта"}
	// actWords begin the lines that only an act has: its kind, stamp or annex.
	actWords = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "приложение", "утвержден", "утверждено", "утверждена", "утверждены", "проект"}
)

// classify notes of each block whether its words are those around a text, and
// whether they are the head of an act.
func (p *page) classify() {
	for i := range p.blocks {
		b := &p.blocks[i]
		if len(b.text) >= 300 {
			continue
		}
		low := strings.ToLower(b.text)
		b.chrome = hasPrefix(low, chromeLines) || (len(low) <= 80 || b.links > 0) && hasPrefix(low, chromeWords)
		for _, s := range siteMakers {
			b.chrome = b.chrome || strings.Contains(low, s)
		}
		b.act = len(low) <= 120 && isActLine(low)
	}
	for i := len(p.blocks) - 1; i >= 0 && i >= len(p.blocks)-12; i-- { // the lines after the copyright end a page
		if hasPrefix(strings.ToLower(p.blocks[i].text[:min(len(p.blocks[i].text), 20)]), chromeLines[:3]) {
			for j := i; j < len(p.blocks); j++ {
				p.blocks[j].chrome = true
			}
			return
		}
	}
}

func hasPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// isActLine tells a line that begins with a word of actWords, maybe written
// letter by letter.
func isActLine(low string) bool {
	low = strings.TrimLeftFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	joined := low
	if len(low) > 4 && low[2] == ' ' { // a Cyrillic letter has two bytes
		joined = strings.ReplaceAll(low, " ", "")
	}
	for _, w := range actWords {
		if rest, ok := strings.CutPrefix(strings.ReplaceAll(joined, "ё", "е"), w); ok {
			next, _ := utf8.DecodeRuneInString(rest)
			return rest == "" || !unicode.IsLetter(next)
		}
	}
	return false
}

// hintOf says what the tag and the names of a box tell of what it holds.
func hintOf(t atom.Atom, a attrs) hint {
	switch t {
	case atom.Nav, atom.Footer, atom.Aside, atom.Header:
		return chrome
	case atom.Article:
		return post
	case atom.Main, atom.Table, atom.Tr:
		return neutral
	}
	if a.role == "navigation" || a.role == "banner" || a.role == "contentinfo" || a.role == "search" {
		return chrome
	}
	names := a.id + " " + a.class
	switch {
	case len(names) < 2 || len(names) > 300:
		return neutral
	case postName.MatchString(a.class):
		return post
	case chromeName.MatchString(a.id) || chromeName.MatchString(a.class):
		return chrome
	}
	return neutral
}

// weight sums up what a box holds, its inner boxes included.
type weight struct {
	text, linked, links int // bytes of text, bytes of it that are links, links
	plain               int // bytes of text that are neither links nor chrome
	strong              int // blocks of a sentence or more that are not chrome
	acts                int // lines that only an act has
	blocks              int
}

// sentence is the length in bytes from which a block is running text.
const sentence = 110

// main splits the blocks of a page: those of its subject, and the rest.
func (p *page) main() (body, rest []block) {
	p.classify()
	w := p.weigh(nil)
	total := w[0].text - w[0].linked
	off := make([]bool, len(p.boxes)) // boxes of chrome
	for i := 1; i < len(p.boxes); i++ {
		off[i] = off[p.boxes[i].parent] || p.isChrome(i, w[i], total)
	}
	w = p.weigh(off)
	root := p.descend(w, off)
	inside := make([]bool, len(p.boxes))
	inside[root] = true
	for i := root + 1; i < len(p.boxes); i++ {
		inside[i] = inside[p.boxes[i].parent] && !off[i]
	}
	for _, b := range p.blocks {
		if inside[b.box] && !b.isChrome() {
			body = append(body, b)
		} else {
			rest = append(rest, b)
		}
	}
	if len(body) == 0 { // a page of links is about its links
		return rest, nil
	}
	return p.withHeading(body, rest, off)
}

// weigh sums the blocks up by box. off, if any, marks boxes of chrome.
func (p *page) weigh(off []bool) []weight {
	w := make([]weight, len(p.boxes))
	for _, b := range p.blocks {
		x := &w[b.box]
		x.text += len(b.text)
		x.linked += b.linked
		x.links += b.links
		x.blocks++
		if (off == nil || !off[b.box]) && !b.isChrome() {
			x.plain += len(b.text) - min(b.linked, len(b.text))
			if len(b.text)-b.linked >= sentence {
				x.strong++
			}
			if b.act {
				x.acts++
			}
		}
	}
	for i := len(w) - 1; i > 0; i-- {
		up := &w[p.boxes[i].parent]
		up.text += w[i].text
		up.linked += w[i].linked
		up.links += w[i].links
		up.plain += w[i].plain
		up.strong += w[i].strong
		up.blocks += w[i].blocks
		up.acts += w[i].acts
	}
	return w
}

// isChrome tells whether box i is not what the page is about. Nothing that
// holds most of the text is, whatever it is called.
func (p *page) isChrome(i int, w weight, total int) bool {
	b := p.boxes[i]
	own := w.text - w.linked
	if w.text == 0 || own*2 > total {
		return false
	}
	switch {
	case b.hint == chrome && !(b.tag == atom.Header && p.within(i, post)):
		return true
	case b.tag == atom.Td && b.width > 0 && b.width <= 260 && p.sideColumn(i, own, total):
		return true
	case b.tag == atom.Form && own < 400:
		return true
	case w.links >= 4 && w.linked*10 >= w.text*6: // a menu
		return true
	}
	return w.links >= 3 && w.linked*10 >= w.text*3 && own*4 < total && w.links*2 >= w.blocks // announcements
}

// sideColumn tells whether a narrow cell is a column of the page, not a cell of
// a table of data.
func (p *page) sideColumn(i, own, total int) bool {
	row := p.boxes[i].parent
	table := p.boxes[row].parent
	return own*3 < total && table >= 0 && p.boxes[table].tag == atom.Table
}

func (p *page) within(i int, h hint) bool {
	for i = p.boxes[i].parent; i > 0; i = p.boxes[i].parent {
		if p.boxes[i].hint == h || p.boxes[i].tag == atom.Main {
			return true
		}
	}
	return false
}

// isChrome tells of one block.
func (b block) isChrome() bool {
	if heading(b.tag) > 0 {
		return false
	}
	return b.chrome || b.links >= 2 && b.linked*10 >= len(b.text)*7
}

// descend goes from the whole page into the box that alone holds its subject.
// It stops where something of weight would be left behind: a sentence, or the
// head of an act.
func (p *page) descend(w []weight, off []bool) int {
	heir := make([]int, len(p.boxes)) // the child with most plain text
	for i := 1; i < len(p.boxes); i++ {
		up := p.boxes[i].parent
		if !off[i] && w[i].plain > 0 && (heir[up] == 0 || w[i].plain > w[heir[up]].plain) {
			heir[up] = i
		}
	}
	at := 0
	for heir[at] != 0 {
		c := heir[at]
		switch p.boxes[c].tag {
		case atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Center, atom.Figure:
			return at
		}
		left := w[at].plain - w[c].plain
		if w[at].strong > w[c].strong || left*4 > w[c].plain || w[c].strong == 0 || w[at].acts > w[c].acts {
			return at
		}
		if p.boxes[c].tag == atom.Table && !p.boxes[c].nested && !p.holdsBoxes(c, w) {
			return at // a table of data
		}
		at = c
	}
	return at
}

// holdsBoxes tells whether the text of box i lies in inner boxes: the cells of
// a table that lays out the page, as against rows of data.
func (p *page) holdsBoxes(i int, w []weight) bool {
	for _, b := range p.blocks {
		if b.box == i && b.tag == atom.Tr {
			return false
		}
	}
	return w[i].blocks > 0
}

// withHeading moves the page's first heading to the head of the text, where
// the layout put it into a box of its own.
func (p *page) withHeading(body, rest []block, off []bool) (text, aside []block) {
	for _, b := range body {
		if heading(b.tag) == 1 {
			return body, rest
		}
	}
	for i, b := range rest {
		if heading(b.tag) == 1 && !off[b.box] && b.linked*2 < len(b.text) && !strings.EqualFold(b.text, body[0].text) {
			aside = append(aside, rest[:i]...)
			return append([]block{b}, body...), append(aside, rest[i+1:]...)
		}
	}
	return body, rest
}

func joinBlocks(blocks []block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(b.text)
	}
	return out.String()
}

// joinAside joins the text around the subject, each line once.
func joinAside(blocks []block) string {
	seen := make(map[string]bool, len(blocks))
	var once []block
	size := 0
	for _, b := range blocks {
		if !seen[b.text] && size < maxAside {
			seen[b.text] = true
			size += len(b.text)
			once = append(once, b)
		}
	}
	return joinBlocks(once)
}

// maxAside bounds the text around the subject, in bytes.
const maxAside = 64 << 10
