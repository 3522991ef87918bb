package issuer

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// mastheadLines is how many lines from the top have the name of a newspaper.
const mastheadLines = 4

// newspaper reads whose page a post is on where that is a newspaper's: «ГОРНЯК СЕВЕРА»⏎газета … округа on top,
// «Заря - газета Лугового района» in the title of the page, «© Редакция газеты «Заря»» beside the text. What a text
// says of a newspaper, «опубликовать в газете «Заря»», is none of it.
func newspaper(p *ruletext.Page, d *archive.Document) Body {
	if name, from, to := masthead(p, mastheadLines); name != "" {
		return editors(name, from, to, false)
	}
	if name, from, to := footPaper(p); name != "" {
		return editors(name, from, to, false)
	}
	if strings.HasPrefix(d.Original.MediaType, "text/plain") && strings.Contains(d.URI, "#post") {
		// one of several articles of an issue, of whoever wrote it
		return Body{}
	}
	titled := d.Hints["title"] + "\n" + wordform.FirstBytes(d.Text, 300) // «Знамя труда»⏎«Газета … района»
	for _, around := range []string{d.Hints["page_title"], titled, d.Aside} {
		if name, from, to := masthead(ruletext.NewPage(around), maxAsideLines); name != "" {
			return editors(name, from, to, true)
		}
	}
	return Body{}
}

// paperLines is how many lines from the end of a text name the newspaper that it is taken from.
const paperLines = 4

// footPaper returns the name, and its tokens, of the newspaper that a text says under it to be taken from: «(газета
// «Заря», 13 апреля 2016 г.)», «Источник: газета «Заря»».
func footPaper(p *ruletext.Page) (name string, from, to int) {
	for n := max(1, len(p.Lines)-paperLines); n < len(p.Lines); n++ {
		i := p.Lines[n]
		k := i
		for ; k < i+footTokens && p.At(k) != "газета"; k++ {
		}
		if k > i && !p.IsAny(k-1, "(", ",", ":") {
			continue
		}
		q := wording.QuoteAt(p, k+1)
		if end := p.LineEnd(i); p.At(k) != "газета" || q.End == 0 || q.End > end || end-q.End > maxImprint {
			continue
		}
		year := q.End
		for year < p.LineEnd(i) && p.Year(year) == 0 {
			year++
		}
		if k > i || year < p.LineEnd(i) {
			return paperName(p, k+2, q.End-1), k + 1, q.End
		}
	}
	return "", 0, 0
}

// footTokens is how many tokens stand before the newspaper in its line: who wrote the text, «Источник:».
const footTokens = 6

// maxImprint bounds in tokens the number and the day of an issue.
const maxImprint = 14

// editors is the body that publishes a newspaper, named by the tokens from … to.
func editors(name string, from, to int, hint bool) Body {
	text := "Редакция газеты «" + name + "»"
	return Body{Text: text, words: text, noun: "Редакция", rule: "newspaper", from: from, to: to, rest: to,
		Hint: hint, whole: true}
}

// masthead returns the name of the newspaper that one of the first lines of a text says it is, and its tokens.
func masthead(p *ruletext.Page, lines int) (name string, from, to int) {
	for n, i := range p.Lines {
		if n >= lines {
			break
		}
		for k, end := i, p.LineEnd(i); k < end; k++ {
			paper := p.IsAny(k, "газета", "еженедельник") || p.At(k) == "газеты" && p.HasStem(k-1, "редакци")
			if !paper || n >= mastheadLines && p.At(k) != "газеты" { // a link
				continue
			}
			if q := wording.QuoteAt(p, k+1); q.End > 0 && q.End <= end && (k-i < 4 && n < 2 || p.HasStem(k-1, "редакци")) {
				return paperName(p, k+2, q.End-1), k + 1, q.End
			}
			if from, to = nameBefore(p, i, k); to > from {
				return paperName(p, from, to), from, to
			}
		}
	}
	return "", 0, 0
}

// nameBefore spans the name that stands in the line from token i before «газета» at token k: in quotes, there or in
// the line above, or before a dash.
func nameBefore(p *ruletext.Page, i, k int) (from, to int) {
	first := i
	if i > 0 && adjectivesOnly(p, i, k) {
		first = p.LineStart(i - 1)
	}
	if q := wording.QuoteAt(p, first); q.End > 0 && q.End <= k && adjectivesOnly(p, q.End, k) {
		return first + 1, q.End - 1
	}
	if to = first; k < i+6 {
		for p.HasKind(to, ruletext.Word) && to < k {
			to++
		}
		ends := to == k || p.IsAny(to, ".", "№") || p.StartsLine(to)
		if ends && to > first && to-first < 5 && p.Capitalized(first) && !adjectivesOnly(p, first, to) {
			return first, to // «Знамя труда. № 21⏎Газета … района», «ЗАРЯ Газета … района»
		}
	}
	for j := k - 1; j > i; j-- {
		if p.At(j) == "-" && !p.Adjoins(j) && adjectivesOnly(p, j+1, k) {
			return i, j
		}
	}
	return 0, 0
}

// adjectivesOnly reports whether the tokens from … to are nothing but adjectives and dashes:
// «общественно-политическая».
func adjectivesOnly(p *ruletext.Page, from, to int) bool {
	for ; from < to; from++ {
		if p.At(from) != "-" && !wordform.HasEnd(p.At(from), "ая", "ый", "но") {
			return false
		}
	}
	return true
}

// paperName writes the name of a newspaper, small but for its first letter where it is in capitals.
func paperName(p *ruletext.Page, from, to int) string {
	name := wordform.Squeeze(p.Slice(from, to))
	if name == strings.ToUpper(name) {
		name = wordform.UpperFirst(strings.ToLower(name))
	}
	return name
}
