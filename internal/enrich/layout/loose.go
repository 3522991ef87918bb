package layout

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// PageHeading counts the lines that a web page puts above an act: its own
// heading, the act's first words often cut short, and the day it was put there.
func PageHeading(p *ruletext.Page, d *archive.Document) int {
	for n := 1; n < 3 && n < len(p.Lines); n++ {
		line, again := wordform.FoldName(p.Slice(p.Lines[0], p.Lines[1])),
			wordform.FoldName(p.Slice(p.Lines[n], min(p.Lines[n]+60, len(p.Tokens))))
		if len(line) > 2*12 && strings.HasPrefix(again, line[:min(len(line), 2*25)]) {
			return n
		}
		// Between them may stand the day and who put it there.
		if v, next := requisite.DateAt(p, p.Lines[n]); v.Day == 0 || p.LineEnd(p.Lines[n]) > next+8 || p.At(next) == "№" {
			break
		}
	}
	if v, next := requisite.DateAt(p, p.Lines[0]); IsWeb(d) && v.Day > 0 && p.LineEnd(0) == next &&
		v.String() == wordform.FirstBytes(d.Hints["date"], 10) {
		return 1
	}
	return 0
}

// IsWeb tells pages and feeds; texts whose format is not known may be such.
func IsWeb(d *archive.Document) bool {
	m := d.Original.MediaType
	return m == "" || strings.Contains(m, "html") || strings.Contains(m, "rss") || strings.Contains(m, "atom") ||
		m == "application/xml"
}

// isText tells a plain text: one with a day of its own is a post of a page.
func isText(d *archive.Document) bool { return strings.HasPrefix(d.Original.MediaType, "text/plain") }

// IsMail tells an e-mail. What is attached to one has a type of its own.
func IsMail(d *archive.Document) bool {
	return d.Original.MediaType == "message/rfc822" || d.Original.MediaType == "application/vnd.ms-outlook"
}

// ReleaseRef reads the number of a press release, and the day beside it: «ПРЕСС-РЕЛИЗ № 14 от 5 мая 2015 г.».
func ReleaseRef(p *ruletext.Page) requisite.Ref {
	for _, i := range p.Lines[:min(4, len(p.Lines))] {
		if p.At(i) == "пресс" && p.HasStem(i+2, "релиз") && p.At(i+3) == "№" {
			return requisite.RefAt(p, i+3)
		}
	}
	return requisite.Ref{}
}

// LooseKind tells the kind of a text without any head or heading: news by what
// the format says of it or by its look; else the phrase that runs through it.
func LooseKind(p *ruletext.Page, d *archive.Document) (kind, rule string) {
	if kind := strings.ToLower(d.Hints["kind"]); slices.Contains(archive.Kinds, kind) {
		return kind, "hint"
	}
	if IsMail(d) {
		return wording.KindLetter, RuleMail
	}
	// Pages and feeds date their posts; the date of an office file or a letter
	// says nothing of what it is.
	if d.Hints["date"] != "" && (IsWeb(d) || isText(d)) && !announces(p) {
		return wording.KindNews, "hint"
	}
	for _, i := range p.Lines[:min(3, len(p.Lines))] {
		if p.At(i) == "пресс" && p.HasStem(i+2, "релиз") && p.Capitalized(i) {
			return wording.KindNews, "heading"
		}
	}
	words, programs, forecasts, own := 0, 0, 0, 0
	for i := range p.Tokens {
		if p.Stopped() {
			break
		}
		switch {
		case !p.HasKind(i, ruletext.Word):
			continue
		case p.HasStem(i, "программ", "подпрограмм"):
			programs++
		case p.HasStem(i, "прогноз"):
			forecasts++
		case p.HasStem(i, "настоящ") && p.HasStem(i+1, "программ"):
			own++
		}
		words++
	}
	notice := announces(p)
	for n, i := range p.Lines {
		if n > 6 || n > 2 && notice {
			break
		}
		if _, next := requisite.DateLine(p, i); next > i && len(d.Text) < 60_000 &&
			!(notice && i > 0 && p.LineEnd(i) == len(p.Tokens)) {
			return wording.KindNews, "date-line"
		}
	}
	section := false // a site's menu or path names its news
	for n, i := range p.Lines {
		if n > 12 {
			break
		}
		section = section || wording.NewsSection(p, i)
	}
	switch {
	case notice && !section:
		return wording.KindNotice, "wording"
	case section && wording.Past(p) && len(d.Text) < 20_000:
		return "новость", "section"
	case own > 0 && programs > 4:
		return "программа", "own-phrase"
	case words > 1000 && programs > forecasts && programs*100 > words: // a part of a long document
		return "программа", "wording"
	case words > 1000 && forecasts*250 > words:
		return "прогноз", "wording"
	case wording.Reads(p), wording.Lead(p):
		return wording.KindNews, "prose"
	case invites(p):
		return wording.KindNotice, "wording"
	case wording.Brief(p):
		return wording.KindNews, "prose"
	}
	return "иное", "none"
}
