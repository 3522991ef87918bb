package titles

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// lineText writes a line as a title, without the day or the link behind it and the point behind a sentence.
func (e *Reader) lineText(p *ruletext.Page, s ruletext.Span) string {
	s = withoutFurniture(p, s)
	if last := s.To - 1; last > s.From && p.At(last) == "." && (ruletext.IsCloseQuote(p.At(last-1)) ||
		p.HasKind(last-1, ruletext.Word) && !p.Abbreviates(last-1) && !p.Initial(last-1) && len(p.At(last-1)) > 2*3) {
		s.To--
	}
	if p.InCapitals(s.From, s.To) {
		return e.Written(p, s.From, s.To)
	}
	return wordform.Squeeze(p.Slice(s.From, s.To))
}

// newsTitle is what the page calls the post, else the first line that is neither the
// name of a section nor a day.
func (e *Reader) newsTitle(p *ruletext.Page, hint string) (archive.Value, ruletext.Span) {
	if s := e.hintLine(p, hint); s.To > 0 {
		return archive.Value{Text: e.lineText(p, s), Evidence: p.Evidence("first-line", s.From, s.To)}, s
	}
	if s := hintLead(p, hint); s.To > 0 {
		return archive.Value{Text: e.lineText(p, s), Evidence: p.Evidence("first-line", s.From, s.To)}, s
	}
	if hint != "" && !e.siteHint(hint) && !strings.HasPrefix(p.Text, hint) {
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, ruletext.Span{}
	}
	if s := e.besideDate(p); s.To > 0 {
		return archive.Value{Text: e.lineText(p, s), Evidence: p.Evidence("date-line", s.From, s.To)}, s
	}
	menu, crumb := menu(p), crumbMark(p)
	for _, i := range p.Lines {
		end := p.LineEnd(i)
		if crumb != "" && p.At(i) == crumb {
			continue
		}
		if _, next := requisite.DateLine(p, i); next > i { // the title may follow the day and the time
			i = behindDay(p, next) // «14 февраля 2020 | Спорт»
			if p.At(next) == "|" && end-i < 3 && p.Capitalized(end) || e.furnished(p, i, end) {
				continue
			}
		}
		if i >= end || section(p, i, end) || i < menu || e.siteLine(p, i) || startsLowerLine(p, i) {
			continue
		}
		if end == i+1 && datedBelow(p, end) { // a rubric
			continue
		}
		if p.Tokens[end-1].End-p.Tokens[i].Start > maxTitle/2+100 { // a paragraph: there is no title
			if s := cutSense(sentence(p, i)); p.Capitalized(i) || p.HasKind(i, ruletext.Number) {
				return archive.Value{Text: s, Evidence: p.Evidence("first-sentence", i, min(i+len(strings.Fields(s)), end))},
					ruletext.Span{}
			}
			break
		}
		if p.At(end-1) == "." { // of a paragraph the first sentence
			for k := i + 3; k < end; k++ {
				switch {
				case !wording.SentenceStarts(p, k):
				case k-i < 8 && requisite.IsMonth(p, k-2): // «ЛУГОВОЕ, 3 мая. Жители собрали деньги…»
					i = k
				default:
					end = k
				}
			}
		}
		return archive.Value{Text: e.lineText(p, ruletext.Span{From: i, To: end}),
			Evidence: p.Evidence("first-line", i, end)}, ruletext.Span{From: i, To: end}
	}
	return archive.Value{Text: hint}, ruletext.Span{}
}

// withoutFurniture takes from a line what sites set behind a title: its day, «Мост открыт (4 июня 2014)», and the link
// to the text, «Мост открыт | Подробнее».
func withoutFurniture(p *ruletext.Page, s ruletext.Span) ruletext.Span {
	if k := s.To - 2; k > s.From+1 && p.At(k) == "|" && p.IsAny(k+1, "подробнее", "далее", "читать") {
		s.To = k
	}
	for k := s.To - 1; k > s.To-dayTokens && k > s.From+1; k-- {
		if !p.IsAny(k, "(", "-", "|", "[") {
			continue
		}
		d, next := requisite.DateAt(p, k+1)
		if p.IsAny(next, ")", "]") {
			next++
		}
		if d.Day > 0 && next == s.To {
			s.To = k
			break
		}
	}
	return s
}

// dayTokens is how many tokens a day takes at most with its marks.
const dayTokens = 10

// titleLines is how many lines from the top the title of a post is sought in.
const titleLines = 16

// hintLine returns the line of the text that is the title its page tells, or the part of it
// beside the names of the site and the section: «Надымский район - Новости - Оленеводы
// съедутся в столицу района».
func (e *Reader) hintLine(p *ruletext.Page, hint string) ruletext.Span {
	if hint == "" {
		return ruletext.Span{}
	}
	whole := wordform.NameKey(hint)
	for n, i := range p.Lines {
		if n > titleLines {
			break
		}
		end := p.LineEnd(i)
		key := wordform.NameKey(p.Slice(i, end))
		if len(key) < 2*6 || !strings.Contains(whole, key) || e.siteLine(p, i) {
			continue
		}
		if key == whole && !siteTitle(hint) || len(key) < len(whole) && strings.HasSuffix(whole, key) &&
			end-i > 2 && !siteTitle(p.Slice(i, end)) && separated(hint) {
			return ruletext.Span{From: i, To: end}
		}
	}
	return ruletext.Span{}
}

// hintLead spans the title that the page tells where the first line of a post goes on behind it as a text: «Аптека
// переехала. Теперь она …».
func hintLead(p *ruletext.Page, hint string) ruletext.Span {
	if hint == "" || len(p.Lines) == 0 || !strings.HasPrefix(p.Text, hint) {
		return ruletext.Span{}
	}
	end := p.LineEnd(0)
	k := 0
	for k < end && p.Tokens[k].Start < len(hint) {
		k++
	}
	if k > 1 && p.At(k) == "|" {
		return ruletext.Span{From: 0, To: k}
	}
	if k > 1 && end-k > 3 && (p.IsAny(k, ".", "!", ":", "-") || p.Capitalized(k)) && p.IsAny(end-1, ".", "!", "?") {
		return ruletext.Span{From: 0, To: k}
	}
	return ruletext.Span{}
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
func (e *Reader) siteHint(hint string) bool {
	if siteTitle(hint) {
		return true
	}
	if e.siteLine(ruletext.NewPage(hint), 0) {
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
func (e *Reader) besideDate(p *ruletext.Page) ruletext.Span {
	menu := menu(p)
	for n, i := range p.Lines {
		if n > titleLines {
			break
		}
		_, next := requisite.DateLine(p, i)
		if next == i {
			continue
		}
		if behind := e.titledBehind(p, i, next); behind.To > 0 {
			return behind
		}
		if n > 2 && len(p.Lines)-n < min(4, n) { // under the text, beside who put it there
			return ruletext.Span{}
		}
		if k := n + 1; k < len(p.Lines) && n > 0 && p.Line(i)-p.Line(p.Lines[n-1]) > 1 &&
			p.Line(p.Lines[k]) == p.Line(i)+1 && e.titleLine(p, p.Lines[k]) {
			return ruletext.Span{From: p.Lines[k], To: p.LineEnd(p.Lines[k])}
		}
		for k := n - 1; k >= 0 && k >= n-2; k-- {
			if e.titleLine(p, p.Lines[k]) && p.Lines[k] >= menu && p.Line(i)-p.Line(p.Lines[k]) <= 2 {
				return ruletext.Span{From: p.Lines[k], To: p.LineEnd(p.Lines[k])}
			}
		}
		if k := n + 1; k < len(p.Lines) && n > 1 && e.onlySite(p, n) { // under the site's own lines
			if from := afterClock(p, p.Lines[k]); p.Capitalized(from) && e.titleLine(p, p.Lines[k]) {
				return ruletext.Span{From: from, To: p.LineEnd(from)}
			}
		}
		return ruletext.Span{}
	}
	return ruletext.Span{}
}

// titledBehind spans the title of a post that stands in the line at token i, behind the day that ends before
// token next: «03.10.2011. Завершила работу конференция».
func (e *Reader) titledBehind(p *ruletext.Page, i, next int) ruletext.Span {
	from, end := behindDay(p, next), p.LineEnd(i)
	if !requisite.DayAt(p, i) || end-from <= 2 || !p.Capitalized(from) && !ruletext.IsOpenQuote(p.At(from)) ||
		section(p, from, end) || p.HasStem(from, sectionStems...) || e.siteLine(p, from) || e.furnished(p, from, end) {
		return ruletext.Span{}
	}
	return ruletext.Span{From: from, To: end}
}

// behindDay is the token behind the day of a post that ends before token i, its hour and what parts them from a
// title: «12.03.2015, 14:20 — Открыт мост».
func behindDay(p *ruletext.Page, i int) int {
	end := p.LineEnd(i - 1)
	if p.At(i) == "," {
		i++
	}
	for i = afterClock(p, i); p.At(i) == ":" && p.HasKind(i+1, ruletext.Number); {
		i += 2
	}
	for i < end && p.HasKind(i, ruletext.Mark) && !ruletext.IsOpenQuote(p.At(i)) {
		i++
	}
	return i
}

// furnished reports whether what stands behind the day of a post, tokens i … end, is no title: it is
// short, and a title and more follow: «12.03.2015 — Образование⏎Открыт мост⏎…».
func (e *Reader) furnished(p *ruletext.Page, i, end int) bool {
	return i < end && end-i <= 6 && end < len(p.Tokens) && e.titleLine(p, end) && p.LineEnd(end) < len(p.Tokens) &&
		p.LineEnd(end)-end <= 25
}

// onlySite reports whether the first n lines are those of a site.
func (e *Reader) onlySite(p *ruletext.Page, n int) bool {
	for _, i := range p.Lines[:n] {
		if !section(p, i, p.LineEnd(i)) && !e.siteLine(p, i) {
			return false
		}
	}
	return true
}

// afterClock is the token behind a time of day, «15:20 Открыт мост», i where there is none.
func afterClock(p *ruletext.Page, i int) int {
	if p.HasKind(i, ruletext.Number) && p.IsAny(i+1, ":", ".") && p.HasKind(i+2, ruletext.Number) && p.Adjoins(i+2) {
		return i + 3
	}
	return i
}

// titleLine reports whether the line at token i is like the title of a post.
func (e *Reader) titleLine(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	if end-i < 2 || end-i > 40 || !p.Capitalized(i) && !ruletext.IsOpenQuote(p.At(i)) && !p.HasKind(i, ruletext.Number) ||
		p.At(end-1) == "." || p.At(end-1) == ":" {
		return false
	}
	_, next := requisite.DateLine(p, i)
	return next == i && !section(p, i, end) && !e.siteLine(p, i) && !p.TableRow(i)
}

// siteLine tells what a site puts on top of its pages: the name of a municipality or a body
// alone, links in a row, the region beside the name.
func (e *Reader) siteLine(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	if p.IsAny(i, "[", "|") || p.At(i+1) == "[" {
		return true
	}
	bars := 0
	for k := i; k < end; k++ {
		if p.IsAny(k, "|", "→", ">", "»") && !(p.At(k) == "»" && p.Adjoins(k)) {
			bars++
		}
	}
	if bars > 0 || p.TableRow(i) {
		return end-i < 40
	}
	if p.HasStem(i, "официальн") && (p.HasStem(i+1, "сайт", "портал") || p.StemWithin(i+1, 3, "сайт", "портал")) ||
		p.IsAny(i, "портал", "сайт", "интернет") && p.Capitalized(i) && end-i < 12 && p.At(end-1) != "." ||
		p.HasStem(i, "муниципальн") && p.HasStem(i+1,
			"образовани") && end-i < 9 {
		return true
	}
	if m, ok := e.MunicipalityAt(p, i); ok && m.To >= end-1 {
		return true
	}
	caps := p.LineInCapitals(i)
	for k := i; k < end; k++ { // «Республика Карелия», «Администрация Луговского района»
		if caps && wordform.IsPast(p.At(k)) ||
			!p.Capitalized(k) && !p.HasStem(k, siteStems...) && !p.HasKind(k, ruletext.Mark) {
			return false
		}
	}
	body := p.HasStem(i, wording.Issuers...) && !p.HasStem(i, "муниципальн", "городск") || p.HasStem(i, "прокуратур")
	return end-i < 9 && (body && end-i > 1 || p.StemWithin(i, end-i, "област", "республик", "автономн") ||
		p.HasStem(end-1, "край", "края"))
}
