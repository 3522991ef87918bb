package layout

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// RuleMail is that of a letter told by the fields over it, as programs for mail print them.
const RuleMail = "mail"

// mailLines is how many lines from the top have the fields of a letter.
const mailLines = 14

// readMail reads an e-mail that was printed or copied as text: «От кого: …⏎Кому: …⏎Дата: …⏎Тема: …».
func (l *Layout) readMail(p *ruletext.Page) bool {
	seen := map[string]bool{}
	title, ref := -1, requisite.Ref{}
	for n, i := range p.Lines {
		if n > mailLines {
			break
		}
		colon := i + 1
		if p.At(i) == "от" && p.At(i+1) == "кого" {
			colon++
		}
		field := mailFields[p.At(i)]
		if field == "" || p.At(colon) != ":" || seen[field] {
			continue
		}
		seen[field] = true
		switch field {
		case "date":
			ref = mailDay(p, colon+1, p.LineEnd(i))
		case "subject":
			title = colon + 1
		}
	}
	if len(seen) < 3 || !seen["from"] && !seen["to"] || title < 0 && ref.Empty() {
		return false
	}
	l.Kind, l.Rule, l.Ref = wording.KindLetter, RuleMail, ref
	l.addRef(outgoingRef(p))
	for ; title >= 0 && p.IsAny(title, "re", "fwd", "fw", "отв") && p.At(title+1) == ":"; title += 2 {
	}
	if title >= 0 && p.Line(title) == p.Line(title-1) {
		l.Title = title
	}
	return true
}

// outgoingRef reads the number under which a letter went out, in its subject or in a line near its top: «Исх. № 61/22».
func outgoingRef(p *ruletext.Page) requisite.Ref {
	for n, i := range p.Lines {
		if n > mailLines || p.At(i) == ">" {
			break
		}
		for k := i; k < p.LineEnd(i); k++ {
			if p.IsAny(k, "исх", "исходящий") && (k == i || p.At(k-1) == "(") {
				h := letterHead{p: p}
				h.outgoing(k)
				return h.own
			}
		}
	}
	return requisite.Ref{}
}

// mailDay reads the day of a letter between tokens i and end: «11 мая 2016 г. 14:22», «Tuesday,
// February 19, 2013 9:14 AM», «Tue, 19 Feb 2013».
func mailDay(p *ruletext.Page, i, end int) requisite.Ref {
	english := archive.Date{}
	for k := i; k < end; k++ {
		if d, next := requisite.DateAt(p, k); d.Day > 0 {
			return requisite.Ref{Date: d, From: k, Next: next}
		}
		switch w := p.At(k); {
		case p.HasKind(k, ruletext.Word) && len(w) >= 3 && englishMonths[w[:3]] > 0:
			english.Month = englishMonths[w[:3]]
		case p.Year(k) > 0 && english.Year == 0:
			english.Year = p.Year(k)
		case english.Day == 0:
			english.Day = requisite.SmallNumber(p, k, 31)
		}
	}
	if english.Day == 0 || english.Month == 0 || !requisite.ValidDate(english) {
		return requisite.Ref{}
	}
	return requisite.Ref{Date: english, From: i, Next: end}
}

var englishMonths = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "oct": 10, "nov": 11, "dec": 12}
