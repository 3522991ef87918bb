package enrich

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
)

// maxLead bounds in letters a title that is made of a sentence.
const maxLead = 200

// fileName tells what a program gave a file for a name: «scan0012.pdf», «Microsoft Word - 45.doc».
func fileName(hint string) bool {
	return fileTitle.MatchString(hint)
}

var fileTitle = regexp.MustCompile(`(?i)\.(docx?|rtf|odt|pdf|txt|html?|xlsx?|pptx?)$|^microsoft (word|powerpoint|excel) - |^(untitled|без имени|новый документ|документ ?\d*|document ?\d*|index|scan[_\d]*|[\w-]*\d[\w-]*)$`)

// bareTitle tells a title that is nothing but the kind, the date and the number of an act:
// «Постановление от 12.03.2019 № 45».
func bareTitle(title string) bool {
	p := newPage(title)
	if len(p.toks) == 0 {
		return true
	}
	kind := actNouns[p.at(0)]
	if kind == "" {
		return false
	}
	r := p.refAt(1)
	return len(p.toks) == 1 || !r.empty() && r.next >= len(p.toks)
}

// announcing are the beginnings of verbs by which a body makes something known.
var announcing = []string{"извеща", "уведомля", "объявля", "информиру", "сообща"}

// objectTitle writes a heading; one that is a noun alone, «ОБЪЯВЛЕНИЕ», takes what the text
// says next: «Объявление о возможности предоставления участков».
func (e *Enricher) objectTitle(p *page, l *layout, s span) string {
	if n := s.from + 1; (l.kind == kindMinutes || l.kind == kindConclusion) && p.at(n) == "№" { // its number is no part of its title
		if _, next := p.numberAt(n); next > n && next < s.to && p.is(next, word) && !p.is(s.from, number) {
			head := upperFirst(strings.ToLower(p.slice(s.from, n)))
			return squeeze(strings.TrimSpace(head) + " " + e.headingText(p, span{next, s.to}))
		}
	}
	title := e.headingText(p, s)
	if s.to-s.from > 4 || !nounKind(l.kind) && l.kind != kindMinutes || p.near(s.from+1, s.to-s.from-1, "о", "об") {
		return title
	}
	for k := s.from; k < s.to; k++ {
		if !p.is(k, number) && !p.is(k, mark) && !p.oneOf(k, "извещение", "объявление", "сообщение", "оповещение",
			"уведомление", "информационное", "протокол", "заключение", "повторное") {
			return title
		}
	}
	title = upperFirst(strings.ToLower(title))
	body := p.proseAfter(s.to)
	if body < 0 {
		return title
	}
	for k := body; k < min(body+60, len(p.toks)) && !(p.at(k) == "." && p.sentenceStarts(k+1)); k++ {
		if !p.begins(k, announcing...) {
			continue
		}
		k++
		switch {
		case p.oneOf(k, "о", "об"):
			return cutSense(title + " " + p.sentence(k))
		case p.at(k) == "," || p.at(k) == ":" || p.at(k) == "что":
			return title
		}
		return cutSense(title + ": " + lowerFirst(p.sentence(k)))
	}
	return cutSense(strings.TrimRight(title, ".:") + ". " + p.sentence(body))
}

// proseAfter returns the first token of the first line from token i on that goes on as a
// sentence: no date, no place, no greeting; -1 when there is none.
func (p *page) proseAfter(i int) int {
	for n := 0; i < len(p.toks) && n < 15; n++ {
		end := p.lineEnd(i)
		_, day := p.dateLine(i)
		words := 0
		for k := i; k < end; k++ {
			if p.is(k, word) {
				words++
			}
		}
		if words >= 5 && day == i && !p.dated(i) && !p.greeting(i) && !p.tableRow(i) {
			return i
		}
		i = end
	}
	return -1
}

// sentence returns the text from token i to the end of its sentence.
func (p *page) sentence(i int) string {
	k := i + 1
	for k < len(p.toks) && k < i+80 && !p.sentenceStarts(k) && !(p.at(k) == ":" && p.startsLine(k+1)) {
		k++
	}
	return strings.TrimRight(squeeze(p.slice(i, k)), ".;:, ")
}

// cutSense cuts a title that is too long where a clause ends, else after a word.
func cutSense(s string) string {
	if utf8.RuneCountInString(s) <= maxLead {
		return s
	}
	runes := []rune(s)[:maxLead]
	for k := len(runes) - 1; k > maxLead/3; k-- {
		if strings.ContainsRune(",;:–—(", runes[k]) && (k+1 == len(runes) || unicode.IsSpace(runes[k+1]) ||
			runes[k] == '(') {
			return balanced(strings.TrimRight(string(runes[:k]), " ,;:–—("))
		}
	}
	at := strings.LastIndex(string(runes), " ")
	out := string(runes)
	for at > 0 {
		out = strings.TrimRight(out[:at], " ,;:–—(")
		at = strings.LastIndex(out, " ")
		if utf8.RuneCountInString(out[at+1:]) > 3 { // no preposition at the end
			break
		}
	}
	return balanced(out)
}

// balanced closes the quotes that a cut left open.
func balanced(s string) string {
	return s + strings.Repeat("»", max(0, strings.Count(s, "«")-strings.Count(s, "»")))
}

// leadTitle makes a title of the first sentence of a text without a heading.
func (e *Enricher) leadTitle(p *page, l *layout) (archive.Value, span) {
	from := 0
	if l.kind == kindLetter {
		for n, i := range p.lines {
			if n > 40 {
				break
			}
			if p.begins(i, "уважаем") && p.greeting(i) {
				from = p.lineEnd(i)
			}
		}
		if from == 0 {
			from = l.ref.next
		}
	}
	for n := 0; n < 20 && from < len(p.toks); n++ {
		i := p.proseAfter(from)
		if i < 0 {
			break
		}
		if !p.capital(i) && !p.is(i, number) && !isOpenQuote(p.at(i)) || e.siteLine(p, i) {
			from = p.lineEnd(i)
			continue
		}
		s := p.sentence(i)
		if p.inCapitals(i, p.lineEnd(i)) {
			s = e.written(p, i, min(p.lineEnd(i), i+40))
		}
		text := cutSense(s)
		return archive.Value{Text: text, Evidence: p.evidence("first-sentence", i, min(i+len(strings.Fields(text)),
			p.lineEnd(i)))}, span{}
	}
	return archive.Value{}, span{}
}
