package enrich

import (
	"strings"

	"letopis/internal/archive"
)

// maxTitle bounds a title in bytes.
const maxTitle = 900

// readTitle returns the title and the tokens it stands in.
func (p *page) readTitle(l *layout, hint string) (archive.Value, span) {
	switch {
	case l.kind == "новость":
		return p.newsTitle(hint)
	case l.title >= 0 && p.isActTitle(l.title):
		s := p.actTitle(l.title)
		return archive.Value{Text: squeeze(unquote(p.slice(s.from, s.to))), Evidence: p.evidence("act-title", s.from, s.to)}, s
	case l.title >= 0:
		s := p.headingSpan(l.title)
		return archive.Value{Text: p.headingText(s), Evidence: p.evidence("heading", s.from, s.to)}, s
	case hint != "":
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, span{}
	}
	return archive.Value{}, span{}
}

// unquote drops a mark that opens a title and closes nothing inside it.
func unquote(s string) string {
	if strings.HasPrefix(s, "«") || strings.HasPrefix(s, `"`) {
		s = strings.TrimLeft(s, `«" `)
		if strings.Count(s, "»") > strings.Count(s, "«") || strings.Count(s, `"`)%2 == 1 {
			s = strings.TrimRight(s, `»" .`)
		}
	}
	return s
}

// actTitle spans «Об утверждении…» to what the act is based on.
func (p *page) actTitle(i int) span {
	k := i + 1
	for k < len(p.toks) && p.toks[k].start-p.toks[i].start < maxTitle {
		if p.startsLine(k) {
			gap := p.line(k) > p.line(k-1)+1
			if p.isPreamble(k) || p.operativeLine(k) || p.isStamp(k) || p.actHead(k) >= 0 || p.headingKind(k) != "" && gap {
				break
			}
			if gap && p.capital(k) && !p.openQuotes(i, k) {
				break
			}
		} else if p.isPreamble(k) && p.capital(k) && !p.is(k, number) && !p.openQuotes(i, k) && (isCloseQuote(p.at(k-1)) || p.at(k-1) == ".") {
			break
		}
		k++
	}
	return span{i, k}
}

// openQuotes tells whether a quote opened between tokens i and k is still open.
func (p *page) openQuotes(i, k int) bool {
	depth, straight := 0, 0
	for ; i < k; i++ {
		switch p.at(i) {
		case "«":
			depth++
		case "»":
			depth--
		case `"`:
			straight++
		}
	}
	return depth > 0 || straight%2 == 1
}

// headingSpan spans the lines of a heading.
func (p *page) headingSpan(i int) span {
	k := i + 1
	for k < len(p.toks) && p.toks[k].start-p.toks[i].start < maxTitle {
		if p.startsLine(k) {
			gap := p.line(k) > p.line(k-1)+1
			quoted := isOpenQuote(p.at(k))
			if p.openQuotes(i, k) && k-i < 60 {
				k++
				continue
			}
			if p.begins(k, "паспорт", "содержани", "оглавлени", "ответственн", "раздел", "характеристик", "общ", "введени", "утвержден", "приложени", "заказчик") && p.capital(k) && k-i > 1 || p.at(k) == "(" ||
				p.year(k) > 0 || p.is(k, number) && k-i > 2 || p.placeBefore(k, p.lineEnd(k)) && !p.capital(k) && p.capital(k+2) || gap && k-i > 3 && !quoted || p.isStamp(k) {
				break
			}
			if k-i > 4 && isCloseQuote(p.at(k-1)) && p.capital(k) && !p.oneOf(k, "на") && !isSki(p.at(k)) && !p.toks[k].caps {
				break
			}
		}
		if p.at(k) == "." && !p.abbreviates(k-1) && k-i > 3 && !p.is(k-1, number) && !p.openQuotes(i, k) {
			break
		}
		k++
	}
	return span{i, k}
}

// headingText writes a heading: «ПАСПОРТ муниципальной программы «…»» becomes
// «Муниципальная программа «…»».
func (p *page) headingText(s span) string {
	from := s.from
	for from < s.to && (p.is(from, number) || p.oneOf(from, "i", ".", "раздел")) {
		from++
	}
	if p.begins(from, "паспорт") && from+1 < s.to {
		for j := from + 1; j < s.to && j < from+6; j++ {
			if programForms[p.at(j)] {
				var b strings.Builder
				for k := from + 1; k < j; k++ {
					w := strings.ToLower(p.text[p.toks[k].start:p.toks[k].end])
					if p.is(k, word) {
						w = nominativeFeminine(w)
					}
					b.WriteString(w)
					if p.at(k) != "-" && p.at(k+1) != "-" {
						b.WriteByte(' ')
					}
				}
				return squeeze(upperFirst(b.String() + "программа " + p.slice(j+1, s.to)))
			}
		}
	}
	text := squeeze(p.slice(from, s.to))
	if p.allCaps(from, s.to) {
		text = upperFirst(strings.ToLower(text))
	} else if p.toks[from].caps {
		text = upperFirst(lowerCapsWords(p, from, s.to))
	}
	return text
}

// lowerCapsWords writes the words in capitals at the beginning of a heading in
// small letters: «МУНИЦИПАЛЬНАЯ ПРОГРАММА «Культура»».
func lowerCapsWords(p *page, from, to int) string {
	k := from
	for k < to && (p.toks[k].caps || p.is(k, mark) && !isOpenQuote(p.at(k))) {
		k++
	}
	head := strings.ToLower(p.slice(from, k))
	if k < to {
		if p.toks[k].start > p.toks[k-1].end {
			head += " "
		}
		head += p.slice(k, to)
	}
	return squeeze(head)
}

// newsTitle is what the page calls the post, else the first line.
func (p *page) newsTitle(hint string) (archive.Value, span) {
	if len(p.toks) == 0 {
		return archive.Value{Text: hint}, span{}
	}
	end := p.lineEnd(0)
	if hint != "" && !strings.HasPrefix(p.text, hint) {
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, span{}
	}
	if p.toks[end-1].end > 300 {
		return archive.Value{Text: hint}, span{}
	}
	return archive.Value{Text: squeeze(p.slice(0, end)), Evidence: p.evidence("first-line", 0, end)}, span{0, end}
}
