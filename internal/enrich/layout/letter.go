package layout

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// letterLines is how many lines from the top a letter is told by.
const letterLines = 40

// readLetter reads a letter: its own date and number, its subject line.
func (l *Layout) readLetter(p *ruletext.Page) bool {
	if l.readMail(p) {
		return true
	}
	h := letterHead{p: p, greets: -1}
	if !h.read() || !h.isLetter() {
		return false
	}
	if h.own.Date.IsZero() {
		from := max(h.greets, h.own.From)
		if r := FootRef(p, from); !r.Date.IsZero() {
			h.own.Date, h.own.From, h.own.Next = r.Date, r.From, r.Next
			if h.own.Number == "" {
				h.own.Number = r.Number
			}
		}
	}
	l.Kind, l.Rule, l.Ref = wording.KindLetter, "letter", h.own
	for n, i := range p.Lines {
		if n > letterLines || p.HasStem(i, "уважаем") {
			break
		}
		if at := subjectAt(p, i); at >= 0 && (i >= h.own.From || h.own.From > h.greets) {
			l.Title = at
			break
		}
	}
	return true
}

// subjectAt returns where the subject of a letter begins in the line at token i, «О ремонте»,
// «[О ремонте]», «Касательно: ремонт»; -1 when there is none.
func subjectAt(p *ruletext.Page, i int) int {
	if p.IsAny(i, "[", "/") {
		i++
	}
	switch {
	case wording.IsActTitle(p, i):
		return i
	case p.IsAny(i, "касательно", "касается", "тема") && p.At(i+1) == ":" && i+2 < p.LineEnd(i):
		return i + 2
	}
	return -1
}

// letterHead is what stands on top of a letter.
type letterHead struct {
	p         *ruletext.Page
	own       requisite.Ref
	numbered  bool // «Исх. №» or what it answers, «на № 5 от…»
	came      bool // stamped «Вх. №»
	contacts  bool // a telephone, a code of the body
	addressed bool // «Главе района»
	greets    int  // the line of the greeting, -1
}

// read reads the lines from the top down. It reports whether they may be those of a letter: no
// head of an act, no notice, no page.
func (h *letterHead) read() bool {
	p := h.p
	for n, i := range p.Lines {
		if n > letterLines {
			break
		}
		switch {
		case p.HasStem(i, "уважаем") && Greeting(p, i):
			h.greets = i
			return true
		case n < 4 && h.own.Empty() && p.HasStem(i, "приложени") && p.StemWithin(i+1, 4, "письм"):
			return false // what was sent with one
		case p.HasStem(i, "вх", "получен"):
			h.came = h.came || p.IsAny(i, "вх", "входящий") && p.IsAny(i+1, ".", "№")
			continue
		case wording.ActHead(p, i) >= 0, wording.NoticeHeading(p, i) && p.Capitalized(i), wording.IsStamp(p, i),
			wording.OperativeLine(p, i), n > 25 && h.own.Empty(),
			p.Tokens[i].AllCaps && wording.HeadingKind(p, i) == wording.KindReport:
			return false
		}
		h.line(i)
	}
	return true
}

// line reads what the line at token i has of a letter's head.
func (h *letterHead) line(i int) {
	p := h.p
	if r := refLine(p, i); !r.Empty() {
		h.numbered = h.numbered || p.IsAny(i, "исх", "исходящий")
		h.add(r)
		return
	}
	for k, end := i, p.LineEnd(i); k < end; k++ {
		switch {
		case p.Capitalized(k) && p.IsAny(k, addressed...):
			h.addressed = true
		case p.HasStem(k, "тел", "факс", "окпо", "огрн", "инн") &&
			(p.IsAny(k+1, ".", ":", "/", "(") || p.HasKind(k+1, ruletext.Number)):
			h.contacts = true
		case p.At(k) == "на" && answers(p, k+1):
			h.numbered = true
			for k++; k < end && p.At(k) != "№"; k++ {
			}
			k = max(k, requisite.RefAt(p, k).Next-1)
		case p.IsAny(k, "исх", "исходящий") && (k == i || h.own.Next == k || p.At(k-1) == "."):
			h.numbered = true
			k = h.outgoing(k)
		case k == i && p.At(k) == "от" && h.own.Number != "" && h.own.Date.IsZero(): // below «Исх. № 5»
			if r := requisite.RefAt(p, k); r.Date.Day > 0 && r.Number == "" && !citesAct(p, k) {
				h.own.Date, k = r.Date, r.Next-1
			}
		case h.own.Number == "" && (requisite.RefStart(p, k) || requisite.DayAt(p, k)):
			if r := requisite.RefAt(p, k); r.Date.Day > 0 && !citesAct(p, k) && (r.Number != "" || k == i) {
				if h.own.Empty() || r.Number != "" {
					h.own = r
				}
				k = r.Next - 1
			}
		}
	}
}

// add completes the letter's own date and number by what a line of requisites has more.
func (h *letterHead) add(r requisite.Ref) {
	if h.own.Empty() {
		h.own = r
		return
	}
	if h.own.Number == "" && r.Number != "" {
		h.own.Number, h.own.Next = r.Number, max(h.own.Next, r.Next)
	}
	if h.own.Date.IsZero() {
		h.own.Date = r.Date
	}
}

// outgoing reads the number, and the day, behind «Исх.» at token k; it returns the last token.
func (h *letterHead) outgoing(k int) int {
	p := h.p
	for k++; p.IsAny(k, ".", ":", "номер"); k++ {
	}
	r := requisite.RefAt(p, k)
	if r.Empty() && p.HasKind(k, ruletext.Number) {
		r.Number, r.Next = requisite.NumberBody(p, k)
		o := requisite.RefAt(p, r.Next)
		r.Date, r.Next = o.Date, max(r.Next, o.Next)
	}
	if !r.Empty() && (h.own.Empty() || r.Number != "" && h.own.Number == "") {
		if r.Date.IsZero() {
			r.Date, r.From = h.own.Date, max(h.own.From, 0)
		}
		h.own = r
	}
	return max(k, r.Next) - 1
}

// answers reports whether at token k, behind «на», the number of a letter follows that is
// answered: «№ 5 от…», «исх. № 5», «Ваш № 5», «Ваше письмо от».
func answers(p *ruletext.Page, k int) bool {
	if p.IsAny(k, "ваш", "ваше", "вашу", "исх", "вх", "входящий") {
		return p.StemWithin(k+1, 4, "№") && p.Line(k+1) == p.Line(k)
	}
	return p.At(k) == "№"
}

// isLetter reports whether the head is that of a letter: it answers another one, bears «Исх. №»,
// has a date and number and says to whom it goes or where it comes from, or turns to a person and
// is signed with respect.
func (h *letterHead) isLetter() bool {
	switch {
	case h.numbered:
		return true
	case h.own.Number != "" && (h.addressed || h.came || h.greets >= 0):
		return true
	case h.own.Number != "" || h.addressed || h.came:
		return asks(h.p, max(h.own.Next, 0)) && (h.addressed || h.own.Next > 0)
	case h.greets < 0:
		return false
	}
	return h.p.IsAny(h.greets, "уважаемый", "уважаемая") &&
		(respects(h.p) || h.toPerson() && h.p.StemWithin(h.greets, 60, "ваш"))
}

// toPerson reports whether the greeting names a person by name and patronymic or by office, «Уважаемый
// Пётр Петрович!», «Уважаемый господин министр!», not whoever reads: «Уважаемый посетитель сайта!»
func (h *letterHead) toPerson() bool {
	k := h.greets + 1
	return h.p.StemWithin(k, 3, offices...) || h.p.Capitalized(k) && h.p.Capitalized(k+1) &&
		wordform.HasEnd(h.p.At(k+1), "ич", "вна", "чна", "шна") || h.p.Initial(k)
}

// asks tells the verbs of letters in the hundred tokens from token i on: «сообщаем», «прошу».
func asks(p *ruletext.Page, i int) bool { return p.StemWithin(i, 100, asking...) }

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
