package layout

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// readLetter reads a letter: its own date and number, its subject line.
func (l *Layout) readLetter(p *ruletext.Page) bool {
	r, ok := letterHead(p)
	if !ok {
		return false
	}
	l.Kind, l.Rule, l.Ref = wording.KindLetter, "letter", r
	for n, i := range p.Lines {
		if n > 40 || p.HasStem(i, "уважаем") {
			break
		}
		if wording.IsActTitle(p, i) && i >= r.From {
			l.Title = i
			break
		}
	}
	return true
}

// letterHead tells a letter: it answers another one («на № 5 от…»), bears «Исх. №», or
// turns to a person and is signed with respect. Of an act, a notice or a page it is none.
func letterHead(p *ruletext.Page) (requisite.Ref, bool) {
	own, found, greets := requisite.Ref{}, false, -1
	for n, i := range p.Lines {
		if n > 40 || greets >= 0 {
			break
		}
		switch {
		case p.HasStem(i, "уважаем") && Greeting(p, i):
			greets = i
			continue
		case p.HasStem(i, "вх", "получен"):
			continue
		case p.IsAny(i, "исх", "исходящий") && (p.IsAny(i+1, ".", "№", ":") || p.HasKind(i+1, ruletext.Number)):
			found = true
		case wording.ActHead(p, i) >= 0, wording.NoticeHeading(p, i) && p.Capitalized(i), wording.IsStamp(p, i),
			wording.OperativeLine(p, i), n > 25 &&
				own.Empty():
			return requisite.Ref{}, false
		}
		end := p.LineEnd(i)
		for k := i; k < end; k++ {
			if p.At(k) == "на" && p.At(k+1) == "№" {
				found = true
				k = max(k+1, requisite.RefAt(p, k+1).Next-1)
				continue
			}
			if !own.Empty() || !requisite.RefStart(p, k) && !requisite.DayAt(p, k) {
				continue
			}
			if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" && !citesAct(p, k) {
				own = r
				k = r.Next - 1
			}
		}
	}
	switch {
	case found:
		return own, true
	case greets < 0:
		return requisite.Ref{}, false
	}
	return own, !own.Empty() || p.IsAny(greets, "уважаемый", "уважаемая") && respects(p)
}

// Greeting tells «Уважаемый Андрей Петрович!», a line of its own.
func Greeting(p *ruletext.Page, i int) bool {
	end := p.LineEnd(i)
	return end-i < 14 && p.IsAny(end-1, "!", ",")
}

// citesAct reports whether the date or number at token k follows the noun of an act, which is
// then cited: «постановлением от 3.02.2013 № 5».
func citesAct(p *ruletext.Page, k int) bool {
	return p.StemWithin(k-12, 12, wording.ActStems...) ||
		p.StemWithin(k-8, 8, "договор", "контракт", "письм", "запрос", "обращени")
}

// respects tells «С уважением» near the end.
func respects(p *ruletext.Page) bool {
	for k := len(p.Tokens) - 1; k > len(p.Tokens)-120 && k > 0; k-- {
		if p.At(k) == "уважением" && p.At(k-1) == "с" {
			return true
		}
	}
	return false
}

// RefLine reads the date and number that a letter has near its top, on a line of their
// own; «на № 5 от 3.02.2013» are those of what it answers.
func RefLine(p *ruletext.Page) requisite.Ref {
	for n, i := range p.Lines {
		if n > 15 || wording.IsSentence(p, i) {
			break
		}
		k := i
		if p.At(k) == "исх" {
			if k++; p.At(k) == "." {
				k++
			}
		}
		if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number != "" && r.Next == p.LineEnd(i) {
			return r
		}
	}
	return requisite.Ref{}
}
