package enrich

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// Rules by which a draft is told: the word over its head, or the day and the number that were left blank in it.
const (
	ruleDraftMark  = "draft-mark"
	ruleDraftBlank = "draft-blank"
)

// draftKinds are those of documents that have drafts.
var draftKinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав", "программа",
	"прогноз", "стратегия", "иное"}

// draft notes that a text says of itself that it is a draft, and what its head leaves blank: no other day or number is
// taken for these. A draft does nothing to acts yet.
func draft(p *ruletext.Page, l *layout.Layout, f *archive.Facts) {
	if !slices.Contains(draftKinds, l.Kind) {
		return
	}
	head := headOf(p, l)
	mark := draftMark(p, head)
	if mark.Rule != "" || l.Kind != "иное" {
		blank := blanks(p, l, f, head)
		if mark.Rule == "" && l.Act >= 0 && f.Doubts["date"].Why != "" && f.Doubts["number"].Why != "" {
			mark = blank
		}
	}
	if mark.Rule != "" {
		f.SetDraft(mark)
	}
}

// maxHead is how many lines the head of a document has at the most.
const maxHead = 20

// headOf returns the lines of a document above its title: first tokens of lines.
func headOf(p *ruletext.Page, l *layout.Layout) []int {
	lines := p.Lines[:min(len(p.Lines), maxHead)]
	n := slices.IndexFunc(lines, func(i int) bool {
		return i > l.Act && i > l.Stamp && wording.IsActTitle(p, i) || l.Act < 0 && l.Stamp < 0 && i == l.Title
	})
	if n < 0 {
		n = min(len(lines), maxHead/2)
	}
	if n == 0 && len(lines) > 0 { // the mark may be the heading itself
		n = 1
	}
	return lines[:n]
}

// draftMark returns where one of the lines says that the text is a draft: «ПРОЕКТ», «(проект)», «Проект № 12»,
// «Проект вносит глава района», «ПРОЕКТ РЕШЕНИЯ».
func draftMark(p *ruletext.Page, head []int) archive.Evidence {
	for _, i := range head {
		end := p.LineEnd(i)
		at := i
		if p.IsAny(at, "(", "*") || ruletext.IsOpenQuote(p.At(at)) {
			at++
		}
		if p.At(at) != "проект" {
			continue
		}
		k := at + 1
		if p.At(k) == ")" || ruletext.IsCloseQuote(p.At(k)) {
			k++
		}
		if k >= end || p.At(k) == "№" || p.HasStem(k, "внос", "внес", "подготовлен", "разработ", "размещ") ||
			p.HasStem(k, wording.ActStems...) && end-k <= shortLine && !wording.Verbal(p, at) {
			return p.Evidence(ruleDraftMark, i, min(end, at+shortLine))
		}
	}
	return archive.Evidence{}
}

// shortLine is how many tokens a line has that only names what a text is the draft of.
const shortLine = 12

// blanks notes what the head leaves blank of the day and the number where the text has none of its own: «от «___»
// ________ 2015 г. № ____», «00.00.2016 № 00». The year that is there is kept.
func blanks(p *ruletext.Page, l *layout.Layout, f *archive.Facts, head []int) (where archive.Evidence) {
	doubt := func(field string, from, to int) {
		if f.Doubts == nil {
			f.Doubts = map[string]archive.Doubt{}
		}
		if _, ok := f.Doubts[field]; ok {
			return
		}
		f.Doubts[field] = archive.Doubt{Why: archive.DoubtBlank, Name: strings.Join(strings.Fields(p.Slice(from, to)), " ")}
		if where.Rule == "" {
			where = p.Evidence(ruleDraftBlank, from, to)
			return
		}
		where.End = p.Tokens[to-1].End
	}
	for _, i := range head {
		for k, end := i, p.LineEnd(i); k < end; k++ {
			if to := blankNumber(p, k, end); to > k {
				if zeros(f.Number.Text) {
					f.Number = archive.Value{}
					doubt("number", k, to)
				}
				k = to - 1
			} else if to, year := blankDay(p, k, end); to > k {
				if f.Date.Day == 0 {
					if l.Act >= 0 { // a day of something else
						f.Date = archive.Date{}
					}
					if f.Date.IsZero() && year > 0 {
						f.Date = archive.Date{Year: year, Evidence: p.Evidence(ruleDraftBlank, k, to)}
					}
					doubt("date", k, to)
				}
				k = to - 1
			}
		}
	}
	return where
}

// zeros reports whether a number has no sign but zeros.
func zeros(s string) bool { return strings.Trim(s, "0- ") == "" }

// blankNumber returns the end of a number left blank at token i of a line: «№ ____», «№ 00», «№» alone at its end.
func blankNumber(p *ruletext.Page, i, end int) int {
	if p.At(i) != "№" {
		return i
	}
	k := i + 1
	for k < end && (p.IsAny(k, "_", "-") || p.HasKind(k, ruletext.Number) && zeros(p.At(k))) {
		k++
	}
	if k < end && (p.HasKind(k, ruletext.Number) || k == i+1) {
		return i
	}
	return k
}

// blankDay returns the end of a day left blank at token i of a line, and the year that it has: «от «___» ________
// 2015», «____________ 2015 года», «00.00.2016».
func blankDay(p *ruletext.Page, i, end int) (to, year int) {
	k, blank := i, 0
	if p.At(k) == "от" {
		k++
	}
	for ; k < end && k < i+shortLine; k++ {
		switch {
		case p.At(k) == "_", p.HasKind(k, ruletext.Number) && zeros(p.At(k)):
			blank++
			continue
		case p.At(k) == "." && blank > 0, ruletext.IsOpenQuote(p.At(k)), ruletext.IsCloseQuote(p.At(k)):
			continue
		}
		break
	}
	if blank == 0 || p.At(i) == "." {
		return i, 0
	}
	if y := p.Year(k); y > 0 {
		k, year = k+1, y
	}
	if p.At(k) == "г" || p.At(k) == "года" {
		k++
	}
	dated := p.At(i) == "от" || year > 0 || ruletext.IsOpenQuote(p.At(i))
	if !dated && !(p.At(k) == "№" && k < end) {
		return i, 0 // a line to sign on
	}
	return k, year
}
