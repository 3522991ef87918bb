package titles

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// maxLead bounds in letters a title that is made of a sentence.
const maxLead = 200

// FileName reports whether a hint is what a program gave a file for a name: «scan0012.pdf», «Microsoft Word - 45.doc».
func FileName(hint string) bool {
	return fileTitle.MatchString(hint)
}

var fileTitle = regexp.MustCompile(`(?i)\.(docx?|rtf|odt|pdf|txt|html?|xlsx?|pptx?)$|` +
	`^microsoft (word|powerpoint|excel) - |` +
	`^(untitled|без имени|новый документ|документ ?\d*|document ?\d*|index|scan[_\d]*|[\w-]*\d[\w-]*)$`)

// bareTitle tells a title that is nothing but the kind, the date and the number of an act:
// «Постановление от 12.03.2019 № 45».
func bareTitle(title string) bool {
	p := ruletext.NewPage(title)
	if len(p.Tokens) == 0 {
		return true
	}
	kind := wording.ActNouns[p.At(0)]
	if kind == "" {
		return false
	}
	r := requisite.RefAt(p, 1)
	return len(p.Tokens) == 1 || !r.Empty() && r.Next >= len(p.Tokens)
}

// objectTitle writes a heading; one that is a noun alone, «ОБЪЯВЛЕНИЕ», takes what the text
// says next: «Объявление о возможности предоставления участков».
func (e *Reader) objectTitle(p *ruletext.Page, l *layout.Layout, s ruletext.Span) string {
	if title := e.beyondRef(p, l, s); title != "" {
		return title
	}
	title := e.headingText(p, s)
	if s.To-s.From > 4 || !wording.NounKind(l.Kind) && l.Kind != wording.KindMinutes ||
		p.StemWithin(s.From+1, s.To-s.From-1, "о", "об") {
		return title
	}
	for k := s.From; k < s.To; k++ {
		if !p.HasKind(k, ruletext.Number) && !p.HasKind(k, ruletext.Mark) && !p.IsAny(k, documentNouns...) {
			return title
		}
	}
	title = wordform.UpperFirst(strings.ToLower(title))
	if above := sittingAbove(p, s.From); l.Kind == wording.KindMinutes && above.To > 0 {
		return title + ". " + e.headingText(p, above)
	}
	body := proseAfter(p, s.To)
	if body < 0 || p.HasKind(body, ruletext.Number) && p.IsAny(body+1, ".", ")") { // an item of a list
		if above := toldAbove(p, s.From); above != "" && l.Kind == wording.KindNotice {
			return cutSense(title + " " + above)
		}
		return title
	}
	for k := body; k < min(body+60, len(p.Tokens)) && !(p.At(k) == "." && wording.SentenceStarts(p, k+1)); k++ {
		if !p.HasStem(k, announcing...) {
			continue
		}
		if k++; p.At(k) == "до" { // «доводит до сведения жителей»
			for k++; k < body+60 && p.HasKind(k, ruletext.Word) && !p.IsAny(k, "о", "об", "что"); {
				k++
			}
		}
		for j := k; j < k+6 && p.HasKind(j, ruletext.Word) && !p.Capitalized(j); j++ {
			if p.IsAny(j, "о", "об") { // «извещает жителей о том, что…»
				k = j
				break
			}
		}
		switch {
		case p.IsAny(k, "о", "об"):
			return cutSense(title + " " + sentence(p, k))
		case p.At(k) == "," || p.At(k) == ":" || p.At(k) == "что":
			return title
		}
		return cutSense(title + ": " + wordform.LowerFirst(sentence(p, k)))
	}
	return cutSense(strings.TrimRight(title, ".:") + ". " + sentence(p, body))
}

// toldAbove is what the lines above the heading of a notice, at token i, say is made known: «Комитет сообщает о
// проведении аукциона⏎ИЗВЕЩЕНИЕ».
func toldAbove(p *ruletext.Page, i int) string {
	for k := max(i-40, 0); k < i; k++ {
		if p.HasStem(k, announcing...) && p.IsAny(k+1, "о", "об") {
			return strings.TrimRight(wordform.Squeeze(p.Slice(k+1, i)), ".;: ")
		}
	}
	return ""
}

// sittingAbove spans the lines above the noun of minutes, at token act, that say what they are of: «ЗАСЕДАНИЕ КОМИССИИ
// ПО ДЕЛАМ⏎НЕСОВЕРШЕННОЛЕТНИХ⏎Протокол № 10».
func sittingAbove(p *ruletext.Page, act int) ruletext.Span {
	for n, i := 0, act; n < 4 && i > 0; n++ {
		i = p.LineStart(i - 1)
		if p.HasStem(i, sittings...) && p.Capitalized(i) && act-i < 50 {
			return ruletext.Span{From: i, To: act}
		}
	}
	return ruletext.Span{}
}

// beyondRef writes a heading whose date and number stand between its noun and the rest, as
// they are no part of it: «Протокол № 3⏎от 5 мая 2015 г.⏎заседания комиссии». A notice keeps its
// number. It returns "" for another heading.
func (e *Reader) beyondRef(p *ruletext.Page, l *layout.Layout, s ruletext.Span) string {
	n := s.From + 1
	if p.At(s.From) == "выписка" {
		n = s.From + 3
	}
	record := l.Kind == wording.KindMinutes || l.Kind == wording.KindConclusion
	r := requisite.RefAt(p, n)
	if r.Empty() || !record && (l.Kind != wording.KindNotice || r.Date.IsZero()) || p.HasKind(s.From, ruletext.Number) ||
		!p.HasKind(r.Next, ruletext.Word) {
		return ""
	}
	rest := ruletext.Span{From: r.Next, To: s.To}
	if r.Next >= s.To {
		if !p.StartsLine(r.Next) || p.Line(r.Next) > p.Line(r.Next-1)+1 ||
			p.Capitalized(r.Next) && !p.Tokens[r.Next].AllCaps {
			return ""
		}
		if rest = headingSpan(p, r.Next); l.Kind == wording.KindNotice {
			for k := p.LineEnd(r.Next); k < rest.To; k = p.LineEnd(k) {
				if layout.EndsHeading(p, s.From, k) { // «ИЗВЕЩЕНИЕ № 5⏎о торгах⏎Комитет проводит…»
					rest.To = k
				}
			}
		}
	}
	head := wordform.UpperFirst(strings.ToLower(p.Slice(s.From, n)))
	if !record && r.Number != "" {
		head += " № " + r.Number
	}
	return wordform.Squeeze(head + " " + wordform.LowerFirst(e.headingText(p, rest)))
}

// proseAfter returns the first token of the first line from token i on that goes on as a
// sentence: no date, no place, no greeting; -1 when there is none.
func proseAfter(p *ruletext.Page, i int) int {
	for n := 0; i < len(p.Tokens) && n < 15; n++ {
		end := p.LineEnd(i)
		_, day := requisite.DateLine(p, i)
		words := 0
		for k := i; k < end; k++ {
			if p.HasKind(k, ruletext.Word) {
				words++
			}
		}
		named := p.HasStem(i, wording.Issuers...) && p.Capitalized(i) && p.At(end-1) != "." && !wording.IsSentence(p, i) &&
			!layout.TellsVerb(p, i) && end < len(p.Tokens) && (p.Capitalized(end) || address(p, end, p.LineEnd(end)) ||
			p.LineEnd(end)-end < 6) // who tells
		if words >= 5 && day == i && !named && !requisite.Dated(p, i) && !layout.Greeting(p, i) && !p.TableRow(i) {
			return i
		}
		i = end
	}
	return -1
}

// sentence returns the text from token i to the end of its sentence.
func sentence(p *ruletext.Page, i int) string {
	k := i + 1
	for k < len(p.Tokens) && k < i+80 && !wording.SentenceStarts(p, k) && !(p.At(k) == ":" && p.StartsLine(k+1)) {
		k++
	}
	return strings.TrimRight(wordform.Squeeze(p.Slice(i, k)), ".;:, ")
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

// plainHeading spans the lines from token i on that are a heading in small letters above a text: no verb, no point at
// their end, and an item, a day or a sentence below. «План мероприятий по реализации программы «…»⏎1. Ремонт.»
func plainHeading(p *ruletext.Page, i int) (ruletext.Span, bool) {
	s := headingSpan(p, i)
	if s.To >= len(p.Tokens) || !p.StartsLine(s.To) || s.To-s.From < 3 || s.To-s.From > maxHeading ||
		p.IsAny(s.To-1, ".", ",", ":", ";", "-") || p.HasStem(i, wording.Issuers...) || p.TableRow(i) {
		return ruletext.Span{}, false
	}
	for k := s.From; k < s.To; k = p.LineEnd(k) {
		if wording.Verbal(p, k) || wording.IsFiniteVerb(p, k) {
			return ruletext.Span{}, false
		}
	}
	return s, true
}

// maxHeading bounds such a heading, in tokens.
const maxHeading = 60

// ordered makes a title of the first thing that an act orders whose head is cut off: «Внести в постановление …
// следующие изменения» tells «О внесении изменений в постановление …»; anything else is quoted.
func ordered(p *ruletext.Page) archive.Value {
	at := wording.Operative(p, 0)
	if at < 0 || p.At(at+1) != ":" {
		return archive.Value{}
	}
	i := at + 2
	if p.HasKind(i, ruletext.Number) && p.IsAny(i+1, ".", ")") {
		i += 2
	}
	if !p.Capitalized(i) {
		return archive.Value{}
	}
	s := sentence(p, i)
	if k := strings.LastIndex(s, ". "); k > 0 && strings.Trim(s[k+2:], "0123456789") == "" { // the next item begins
		s = s[:k]
	}
	if object, ok := strings.CutPrefix(s, "Внести изменения в "); ok {
		s = "О внесении изменений в " + object
	} else if object, ok := strings.CutPrefix(s, "Внести в "); ok {
		for _, end := range []string{" следующие изменения", " следующее изменение", " изменения", " изменение"} {
			if k := strings.Index(object, end); k > 0 {
				s = "О внесении изменений в " + object[:k]
				break
			}
		}
	}
	end := min(i+len(strings.Fields(s)), len(p.Tokens))
	return archive.Value{Text: cutSense(s), Evidence: p.Evidence("orders", i, end)}
}

// leadTitle makes a title of the first sentence of a text without a heading.
func (e *Reader) leadTitle(p *ruletext.Page, l *layout.Layout) (archive.Value, ruletext.Span) {
	from := 0
	if l.Kind == wording.KindLetter {
		for n, i := range p.Lines {
			if n > 40 {
				break
			}
			if p.HasStem(i, "уважаем") && layout.Greeting(p, i) {
				from = p.LineEnd(i)
			}
		}
		if from == 0 {
			from = l.Ref.Next
		}
	}
	for n := 0; n < 20 && from < len(p.Tokens); n++ {
		i := proseAfter(p, from)
		if i < 0 {
			break
		}
		if !p.Capitalized(i) && !p.HasKind(i, ruletext.Number) && !ruletext.IsOpenQuote(p.At(i)) || e.siteLine(p, i) {
			from = p.LineEnd(i)
			continue
		}
		if h, ok := plainHeading(p, i); ok {
			return archive.Value{Text: e.headingText(p, h), Evidence: p.Evidence("first-line", h.From, h.To)}, h
		}
		s := sentence(p, i)
		if p.InCapitals(i, p.LineEnd(i)) {
			s = e.Written(p, i, min(p.LineEnd(i), i+40))
		}
		text := cutSense(s)
		return archive.Value{Text: text, Evidence: p.Evidence("first-sentence", i, min(i+len(strings.Fields(text)),
			p.LineEnd(i)))}, ruletext.Span{}
	}
	return archive.Value{}, ruletext.Span{}
}
