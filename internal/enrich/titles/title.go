package titles

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// maxTitle bounds a title in bytes.
const maxTitle = 900

// Read returns the title and the tokens it stands in.
func (e *Reader) Read(p *ruletext.Page, l *layout.Layout, hint string) (archive.Value, ruletext.Span) {
	switch {
	case l.Kind == "новость":
		return e.newsTitle(p, hint)
	case l.Title >= 0 && (l.Rule == layout.RuleMail || l.Kind == wording.KindLetter && !wording.IsActTitle(p, l.Title)):
		s := ruletext.Span{From: l.Title, To: p.LineEnd(l.Title)}
		return archive.Value{Text: wordform.Squeeze(p.Slice(s.From, s.To)), Evidence: p.Evidence("subject", s.From, s.To)}, s
	case l.Title >= 0 && wording.IsActTitle(p, l.Title):
		s := actTitle(p, l.Title)
		if ruletext.IsOpenQuote(p.At(s.From)) {
			s.From++
		}
		return archive.Value{Text: wordform.UpperFirst(unquote(e.Written(p, s.From, s.To))),
			Evidence: p.Evidence("act-title", s.From, s.To)}, s
	case l.Title >= 0 && wording.OperativeLine(p, l.Title): // «Администрация района постановляет:»
		return archive.Value{}, ruletext.Span{}
	case l.Title >= 0 && !p.TableRow(l.Title):
		s := ofHint(p, headingSpan(p, l.Title), hint)
		return archive.Value{Text: e.objectTitle(p, l, s), Evidence: p.Evidence("heading", s.From, s.To)}, s
	case hint != "" && !e.siteHint(hint) && !bareTitle(hint) && (l.Act < 0 || strings.HasPrefix(hint, "О")):
		return archive.Value{Text: hint, Evidence: archive.Evidence{Rule: "hint"}}, ruletext.Span{}
	case l.Kind == wording.KindNotice && capitalsEnd(p) > 0:
		s := ruletext.Span{From: p.Lines[0], To: capitalsEnd(p)}
		return archive.Value{Text: e.headingText(p, s), Evidence: p.Evidence("first-line", s.From, s.To)}, s
	case l.Act < 0 && l.Kind != wording.KindLetter && len(p.Lines) > 1 && !wording.OperativeLine(p, p.Lines[0]) &&
		p.Tokens[p.Lines[0]].AllCaps && p.LineEnd(p.Lines[0]) < p.Lines[0]+30 &&
		(p.InCapitals(p.Lines[0], p.LineEnd(p.Lines[0])) ||
			p.LineEnd(p.Lines[0]) == p.Lines[0]+1 && startsLowerLine(p, p.Lines[1])):
		// what stands on top in capitals
		s := headingSpan(p, p.Lines[0])
		return archive.Value{Text: e.headingText(p, s), Evidence: p.Evidence("first-line", s.From, s.To)}, s
	case (l.Rule == "none" || l.Rule == "wording") && loneTitle(p):
		s := ruletext.Span{From: p.Lines[0], To: p.LineEnd(p.Lines[0])}
		return archive.Value{Text: wordform.Squeeze(p.Slice(s.From, s.To)),
			Evidence: p.Evidence("first-line", s.From, s.To)}, s
	case l.Act < 0 && l.Stamp < 0 && (l.Kind == "иное" || l.Kind == wording.KindLetter || l.Kind == wording.KindNotice):
		return e.leadTitle(p, l)
	case l.Act < 0 && l.Stamp < 0:
		return ordered(p), ruletext.Span{}
	}
	return archive.Value{}, ruletext.Span{}
}

// capitalsEnd returns the token at which the capitals of the heading end with which the first line of a notice begins;
// 0 where the whole line is the heading or none.
func capitalsEnd(p *ruletext.Page) int {
	i := p.Lines[0]
	for k := i + 3; k < p.LineEnd(i); k++ {
		if layout.EndsCapitals(p, i, k) {
			return k
		}
	}
	return 0
}

// loneTitle tells a first line that is like a title, above a longer sentence: «Прокуратура
// разъясняет». The name of a body alone is none.
func loneTitle(p *ruletext.Page) bool {
	if len(p.Lines) < 2 {
		return false
	}
	i, k := p.Lines[0], p.Lines[1]
	end, to := p.LineEnd(i), p.LineEnd(k)
	if len(p.Lines) > 2 && to-k < 8 && p.At(to-1) == "!" { // a cry below the title
		k, to = p.Lines[2], p.LineEnd(p.Lines[2])
	}
	if !p.Capitalized(i) || end-i < 2 || end-i > 16 ||
		!p.HasKind(end-1, ruletext.Word) && !ruletext.IsCloseQuote(p.At(end-1)) || p.Line(k) > p.Line(i)+4 {
		return false
	}
	if p.HasStem(i, wording.Issuers...) {
		verb := false
		for j := i + 1; j < end; j++ {
			verb = verb || wording.IsFiniteVerb(p, j)
		}
		if !verb {
			return false
		}
	}
	return p.Capitalized(k) && to-k > end-i && p.At(to-1) == "." && !wording.IsStamp(p, i)
}

// startsLowerLine tells a line that goes on after a heading of one word in capitals.
func startsLowerLine(p *ruletext.Page, i int) bool {
	return p.HasKind(i, ruletext.Word) && !p.Capitalized(i)
}

// ofHint cuts a heading of several lines to those that make what the file calls
// itself: on a slide the title is followed by the place and the speaker.
func ofHint(p *ruletext.Page, s ruletext.Span, hint string) ruletext.Span {
	hint = wordform.NameKey(hint)
	if p.LineEnd(s.From)-s.From < 2 { // «ОБЪЯВЛЕНИЕ»
		return s
	}
	for k := s.From; k < s.To && hint != ""; k = p.LineEnd(k) {
		if end := p.LineEnd(k); end < s.To && wordform.NameKey(p.Slice(s.From, end)) == hint {
			return ruletext.Span{From: s.From, To: end}
		}
	}
	return s
}

// unquote drops the mark that closes a title in quotes.
func unquote(s string) string {
	for strings.Count(s, "»") > strings.Count(s, "«") && strings.HasSuffix(s, "»") {
		s = strings.TrimSuffix(s, "»")
	}
	return s
}

// actTitle spans «Об утверждении…» to what the act is based on.
func actTitle(p *ruletext.Page, i int) ruletext.Span {
	k := i + 1
	if q := wording.QuoteAt(p, i); q.End > 0 && p.StartsLine(q.End) && q.End-i > 3 { // all of it stands in quotes
		return ruletext.Span{From: i, To: q.End}
	}
	for k < len(p.Tokens) && p.Tokens[k].Start-p.Tokens[i].Start < maxTitle {
		if p.At(k) == "]" && p.At(k+1) != "[" { // the subject of a letter
			break
		}
		if p.At(k) == "(" && p.StemWithin(k+1, 3, "редакци", "ред", "изменени") &&
			(!p.OpenQuotes(i, k) || ruletext.IsCloseQuote(p.At(k-1)) && p.StemWithin(k+1, 2, "редакци", "ред")) {
			// later changes are no part of it
			break
		}
		if p.StartsLine(k) {
			gap := p.Line(k) > p.Line(k-1)+1
			if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" && r.Next == p.LineEnd(k) { // under the title
				break
			}
			if requisite.OnlyDays(p, k) || p.At(k) == "дата" && p.HasStem(k+1, "публикац", "размещен", "создан") {
				// of its amendments, of the page
				break
			}
			if p.Capitalized(k) && p.IsAny(k, "принят", "принято", "статья") { // a law goes on
				break
			}
			if wording.IsPreamble(p, k) || p.HasStem(k, "уважаем") && p.Capitalized(k) || wording.OperativeLine(p, k) ||
				orders(p, k) || wording.IsStamp(p, k) || wording.ActHead(p, k) >= 0 || wording.HeadingKind(p, k) != "" && gap {
				break
			}
			if gap && p.Capitalized(k) && !p.OpenQuotes(i, k) {
				break
			}
		} else if wording.IsPreamble(p, k) && p.Capitalized(k) && !p.HasKind(k, ruletext.Number) && !p.OpenQuotes(i, k) {
			break
		}
		k++
	}
	return ruletext.Span{From: i, To: k}
}

// orders tells a line that begins with what an act orders: «Присвоить звание…».
func orders(p *ruletext.Page, k int) bool {
	if !p.Capitalized(k) || p.Tokens[k].AllCaps {
		return false
	}
	return wordform.HasEnd(p.At(k), "ить", "овать", "ести") || p.IsAny(k, "создать", "признать", "принять", "избрать")
}

// headingSpan spans the lines of a heading.
func headingSpan(p *ruletext.Page, i int) ruletext.Span {
	k := i + 1
	if ruletext.IsOpenQuote(p.At(i)) {
		k++
	}
	for k < len(p.Tokens) && p.Tokens[k].Start-p.Tokens[i].Start < maxTitle {
		if q := wording.QuoteAt(p, k); q.End > 0 &&
			!(p.StartsLine(k) && p.HasKind(k+1, ruletext.Number) && layout.EndsHeading(p, i, k)) {
			k = q.End
			continue
		}
		if p.StartsLine(k) && layout.EndsHeading(p, i, k) {
			break
		}
		if layout.ClosesHeading(p, i, k) {
			break
		}
		if k-i > 5 && p.Capitalized(k) && p.IsYearWord(k-1) && !wordform.IsSkiAdjective(p.At(k)) && !p.StartsLine(k) &&
			!(p.Tokens[k].AllCaps && p.InCapitals(i, k)) {
			break
		}
		if layout.EndsCapitals(p, i, k) {
			break
		}
		if k-i > 2 && p.IsAny(k, developed...) { // a sentence
			k = sentenceFrom(p, i, k)
			break
		}
		if p.At(k) == "(" && p.HasStem(k+1, "далее") && p.StemWithin(k+2, 6, developed...) {
			k = sentenceFrom(p, i, k)
			break
		}
		if p.At(k) == "(" && (p.StemWithin(k+1, 3, "далее", "наименовани", "ред") ||
			p.At(k+1) == "в" && !p.HasStem(k+2, "форм")) ||
			p.At(k) == "." && !p.Abbreviates(k-1) && k-i > 3 && !p.HasKind(k-1, ruletext.Number) {
			break
		}
		k++
	}
	return ruletext.Span{From: i, To: min(k, len(p.Tokens))}
}

// sentenceFrom returns where the sentence that holds token k begins under the heading at i:
// at the beginning of its line, when that begins with a capital; else k.
func sentenceFrom(p *ruletext.Page, i, k int) int {
	from := k
	for from > i && !p.StartsLine(from) {
		from--
	}
	if from > i+2 && p.Capitalized(from) {
		return from
	}
	return k
}

// headingText writes a heading: «ПАСПОРТ муниципальной программы «…»» becomes
// «Муниципальная программа «…»».
func (e *Reader) headingText(p *ruletext.Page, s ruletext.Span) string {
	from := s.From
	for from < s.To && (p.HasKind(from, ruletext.Number) || p.IsAny(from, "i", ".", "раздел", "!") ||
		ruletext.IsOpenQuote(p.At(from)) && p.HasStem(from+1, "паспорт")) {
		from++
	}
	if p.HasStem(from, "паспорт") && from+1 < s.To {
		for j := from + 1; j < s.To && j < from+6; j++ {
			if p.HasStem(j, "подпрограмм") {
				break
			}
			if wording.ProgramForms[p.At(j)] {
				return wordform.UpperFirst(wordform.Squeeze(NominativeHead(p, from+1, j) + "программа " + e.Written(p, j+1, s.To)))
			}
		}
	}
	if from >= s.To {
		return ""
	}
	if p.InCapitals(from, s.To) || !p.Tokens[from].AllCaps {
		return e.Written(p, from, s.To)
	}
	k := from // «МУНИЦИПАЛЬНАЯ ПРОГРАММА «Культура»»: only the beginning is in capitals
	for k < s.To && (p.Tokens[k].AllCaps || p.HasKind(k, ruletext.Mark) && !ruletext.IsOpenQuote(p.At(k)) ||
		p.Capitalized(k) && k+1 < s.To && p.Tokens[k+1].AllCaps && p.IsAny(k, "о", "в", "к", "с", "и", "у")) {
		k++
	}
	return wordform.UpperFirst(wordform.Squeeze(e.Write(p, from, k, true) + " " + e.Written(p, k, s.To)))
}

// NominativeHead writes the adjectives before «программы» in the nominative.
func NominativeHead(p *ruletext.Page, from, to int) string {
	var b strings.Builder
	for k := from; k < to; k++ {
		w := strings.ToLower(p.Text[p.Tokens[k].Start:p.Tokens[k].End])
		if p.HasKind(k, ruletext.Word) && p.At(k+1) != "-" {
			w = wordform.NominativeFeminine(w)
		}
		b.WriteString(w)
		if p.At(k) != "-" && p.At(k+1) != "-" {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
