package enrich

import "strings"

// lineText writes a line as a title.
func (e *Enricher) lineText(p *page, s span) string {
	if p.inCapitals(s.from, s.to) {
		return e.written(p, s.from, s.to)
	}
	return squeeze(p.slice(s.from, s.to))
}

// titleLines is how many lines from the top the title of a post is sought in.
const titleLines = 16

// hintLine returns the line of the text that is the title its page tells, or the part of it
// beside the names of the site and the section: «Надымский район - Новости - Оленеводы
// съедутся в столицу района».
func (p *page) hintLine(hint string) span {
	if hint == "" {
		return span{}
	}
	whole := nameKey(hint)
	for n, i := range p.lines {
		if n > titleLines {
			break
		}
		end := p.lineEnd(i)
		key := nameKey(p.slice(i, end))
		if len(key) < 2*6 || !strings.Contains(whole, key) {
			continue
		}
		if key == whole && !siteTitle(hint) || len(key) < len(whole) && strings.HasSuffix(whole, key) &&
			end-i > 2 && !siteTitle(p.slice(i, end)) && separated(hint) {
			return span{i, end}
		}
	}
	return span{}
}

// separators part the names of a site, its sections and a post in the title of a page.
var separators = []string{" - ", " — ", " – ", " | ", " :: ", " / ", " -- ", " » ", " • ", " > "}

// separated reports whether a title has such parts.
func separated(title string) bool {
	for _, s := range separators {
		if strings.Contains(title, s) {
			return true
		}
	}
	return false
}

// siteHint tells the title of a page that names its site or a section of it, not what is on it.
func (e *Enricher) siteHint(hint string) bool {
	if siteTitle(hint) {
		return true
	}
	if e.siteLine(newPage(hint), 0) {
		return true
	}
	low := strings.ToLower(hint)
	if !separated(hint) {
		return false
	}
	for _, w := range []string{"новост", "публикаци", "пресс-центр", "главная", "объявления", "официальный",
		"документы"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// besideDate returns the line that a post's day stands under or over: its title. A line over
// the day counts when it is like a title and no part of the site.
func (e *Enricher) besideDate(p *page) span {
	menu := p.menu()
	for n, i := range p.lines {
		if n > titleLines {
			break
		}
		if _, next := p.dateLine(i); next == i {
			continue
		}
		if p.lineEnd(i) == len(p.toks) && n > 2 { // under the text, beside who signed it
			return span{}
		}
		if k := n + 1; k < len(p.lines) && n > 0 && p.line(i)-p.line(p.lines[n-1]) > 1 &&
			p.line(p.lines[k]) == p.line(i)+1 && e.titleLine(p, p.lines[k]) {
			return span{p.lines[k], p.lineEnd(p.lines[k])}
		}
		for k := n - 1; k >= 0 && k >= n-2; k-- {
			if e.titleLine(p, p.lines[k]) && p.lines[k] >= menu && p.line(i)-p.line(p.lines[k]) <= 2 {
				return span{p.lines[k], p.lineEnd(p.lines[k])}
			}
		}
		return span{}
	}
	return span{}
}

// titleLine reports whether the line at token i is like the title of a post.
func (e *Enricher) titleLine(p *page, i int) bool {
	end := p.lineEnd(i)
	if end-i < 2 || end-i > 40 || !p.capital(i) && !isOpenQuote(p.at(i)) && !p.is(i, number) ||
		p.at(end-1) == "." || p.at(end-1) == ":" {
		return false
	}
	_, next := p.dateLine(i)
	return next == i && !p.section(i, end) && !e.siteLine(p, i) && !p.tableRow(i)
}

// siteLine tells what a site puts on top of its pages: the name of a municipality or a body
// alone, links in a row, the region beside the name.
func (e *Enricher) siteLine(p *page, i int) bool {
	end := p.lineEnd(i)
	if p.oneOf(i, "[", "|") || p.at(i+1) == "[" {
		return true
	}
	bars := 0
	for k := i; k < end; k++ {
		if p.oneOf(k, "|", "→", ">", "»") && !(p.at(k) == "»" && p.tight(k)) {
			bars++
		}
	}
	if bars > 0 || p.tableRow(i) {
		return end-i < 40
	}
	if p.begins(i, "официальн") && p.begins(i+1, "сайт", "портал") || p.begins(i, "муниципальн") && p.begins(i+1,
		"образовани") && end-i < 9 {
		return true
	}
	if m, ok := e.municipalityAt(p, i); ok && m.to >= end-1 {
		return true
	}
	for k := i; k < end; k++ { // «Республика Карелия», «Администрация Луговского района»
		if !p.capital(k) && !p.begins(k, "муниципальн", "район", "округ", "област", "кра", "городск", "сельск",
			"поселени", "образовани", "город", "республик") && !p.is(k, mark) {
			return false
		}
	}
	return end-i < 9 && (p.begins(i, issuers...) && end-i > 1 && !p.begins(i, "муниципальн", "городск") ||
		p.near(i, end-i, "област", "республик") || p.begins(end-1, "край", "края"))
}
