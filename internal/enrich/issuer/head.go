package issuer

import (
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// bilingual reports whether words of another language stand in the name that was read, as
// the heads of the republics' acts have two columns.
func (b Body) bilingual(p *ruletext.Page) bool {
	for k := b.from; k < b.to; k++ {
		if strings.ContainsFunc(p.At(k), func(r rune) bool { return r > 'я' && r != 'ё' && ruletext.IsLetter(r) }) ||
			borrowed[p.At(k)] {
			return true
		}
	}
	return false
}

// headIssuer reads the issuer in the head of an act or in a stamp.
func (e *Reader) headIssuer(p *ruletext.Page, l *layout.Layout) Body {
	if l.Act >= 0 {
		again := *l
		again.Act = realHead(p, l.Act)
		l = &again
	}
	switch {
	case l.Act >= 0:
		k := l.Act + 1
		for k < l.Act+5 && (p.At(k) == "-" || p.At(k+1) == "-" || wordform.HasEnd(p.At(k), "ой", "ого")) {
			// «ЗАКЛЮЧЕНИЕ Контрольно-счётной палаты»
			if name, _ := bodyAt(p, k); name != "" {
				break
			}
			k++
		}
		if b := e.issuerAfter(p, k, min(l.Act+25, p.LineEnd(l.Act))); b.Text != "" {
			return b
		}
		if b := e.columnIssuer(p, l.Act); b.Text != "" {
			return b
		}
		if b := e.aboveNoun(p, l.Act, l.Kind); b.Text != "" {
			if o := e.sitting(p, l); o.At.To == 0 && b.At.To > 0 && strings.Contains(strings.ToLower(o.noun), "комисси") {
				return o.partOf(b) // «АДМИНИСТРАЦИЯ … ОКРУГА⏎ПРОТОКОЛ⏎заседания комиссии по делам …»
			}
			return b
		}
		if b := e.sitting(p, l); b.Text != "" {
			return b
		}
		if p.At(l.Act+1) == "№" && p.LineEnd(l.Act)-l.Act < 6 { // ЗАКЛЮЧЕНИЕ № 5⏎Контрольно-счётной комиссии
			for k = p.LineEnd(l.Act); p.At(k) == "-" || p.At(k+1) == "-" || wordform.HasEnd(p.At(k), "ой", "ого"); k++ {
			}
			if inGenitive(p, k) {
				return e.issuerAfter(p, k, min(k+25, len(p.Tokens)))
			}
			return Body{}
		}
		if p.StartsLine(l.Act+1) && (inGenitive(p, l.Act+1) || inGenitive(p, k)) {
			// ПОСТАНОВЛЕНИЕ⏎АДМИНИСТРАЦИИ ГОРОДА СОБИНКИ, ЗАКЛЮЧЕНИЕ⏎Контрольно-счётного органа
			return e.issuerAfter(p, k, min(k+25, len(p.Tokens)))
		}
	case l.Stamp >= 0:
		if n := wording.StampNoun(p, l.Stamp); n > 0 {
			to := n + 40
			if l.Ref.From > n {
				to = l.Ref.From
			}
			for k := n + 1; k < n+6; k++ {
				if b := e.issuerAfter(p, k, min(to, len(p.Tokens))); b.Text != "" {
					return b
				}
			}
		}
	}
	return Body{}
}

// realHead returns the noun of an act where its head begins again below the title that a page gives it at token act,
// «Постановление № 6-п⏎…⏎КОМИССИЯ …⏎ПОСТАНОВЛЕНИЕ», else act.
func realHead(p *ruletext.Page, act int) int {
	if p.Tokens[act].AllCaps {
		return act
	}
	for n, i := 0, p.LineEnd(act); n < 14 && i < len(p.Tokens); n, i = n+1, p.LineEnd(i) {
		if p.At(i) == p.At(act) && p.Tokens[i].AllCaps && (p.LineEnd(i) == i+1 || p.At(i+1) == "№") {
			return i
		}
	}
	return act
}

// aboveNoun reads the body in the head of an act of a kind, above its noun at token act: the first that issues such
// acts, else the first.
func (e *Reader) aboveNoun(p *ruletext.Page, act int, kind string) Body {
	var other Body
	for k := 0; k < act; k++ {
		if p.HasStem(k-1, "вносит", "внесен") || siteWords(p, k) || approves(p, k) { // who brings a draft in
			continue
		}
		if p.IsAny(k-1, "руководителя", "начальника", "сотрудника", "должности") && !p.StartsLine(k) { // of a title
			continue
		}
		b := e.issuerAfter(p, k, act)
		if b.Text == "" {
			continue
		}
		if b.At.To == 0 && b.to == b.rest && b.to < p.LineEnd(k) && !attributes(p, p.LineStart(k), k) {
			continue // one of the words of a menu: «О городе Мэр Собрание Администрация»
		}
		if b.At.To == 0 && again(p, b, act) {
			if other.Text == "" {
				other = b
			}
			continue
		}
		sub := e.under(p, b, act)
		if p.IsAny(act, "приказ", "заключение", "протокол", "распоряжение") || strings.HasPrefix(sub.noun, "Комиссия") {
			return sub
		}
		if issues(kind, b.noun) {
			return b
		}
		if other.Text == "" {
			other = b
		}
		k = max(k, b.to-1)
	}
	return other
}

// again reports whether the noun of body b, whose place its name does not tell, stands again in capitals before token
// act: a page puts the name of its site above the head.
func again(p *ruletext.Page, b Body, act int) bool {
	for k := b.to; k < act; k++ {
		if p.At(k) == p.At(b.rest-1) && p.Tokens[k].AllCaps && p.StartsLine(k) && !p.Tokens[b.rest-1].AllCaps {
			return true
		}
	}
	return false
}

// approves reports whether token k stands in the lines of who approves what is below: «УТВЕРЖДАЮ⏎Глава …».
func approves(p *ruletext.Page, k int) bool {
	for n, i := 0, p.LineStart(k); n < 5; n++ {
		if p.IsAny(i, "утверждаю", "согласовано") || ruletext.IsOpenQuote(p.At(i)) && p.At(i+1) == "утверждаю" {
			return true
		}
		if i == 0 {
			break
		}
		if i = p.LineStart(i - 1); layout.Signed(p, i) {
			break
		}
	}
	return false
}

// sitting reads the body whose sitting minutes tell of: «ПРОТОКОЛ № 4⏎заседания
// антинаркотической комиссии …».
func (e *Reader) sitting(p *ruletext.Page, l *layout.Layout) Body {
	if l.Kind != wording.KindMinutes {
		return Body{}
	}
	return e.sittingBelow(p, l.Act)
}

// agenda reads the same of an agenda: «ПОВЕСТКА ДНЯ⏎двадцать второй сессии Совета депутатов …».
func (e *Reader) agenda(p *ruletext.Page, l *layout.Layout) Body {
	if l.Title < 0 || !p.HasStem(l.Title, "повестк", "стенограмм", "план", "проект") {
		return Body{}
	}
	return e.sittingBelow(p, l.Title)
}

// sittingBelow reads the body whose sitting the heading tells of that begins at token i.
func (e *Reader) sittingBelow(p *ruletext.Page, i int) Body {
	for k := i + 1; k < i+30 && p.Line(k) <= p.Line(i)+4; k++ {
		// of those who live within a body's borders
		gathering := p.HasStem(k, "собрани", "конференци", "сход")
		if !p.HasStem(k, "заседани", "совещани", "сессии") && !gathering || p.At(k) == "заседаний" { // «зал заседаний …»
			continue
		}
		for j := k + 1; j < k+9; j++ {
			if b := e.issuerAfter(p, j, min(j+25, len(p.Tokens))); b.Text != "" && (!gathering || institutions[p.At(b.rest-1)]) {
				return b
			}
		}
	}
	return Body{}
}
