package issuer

import (
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// ruleSignature is the rule of a body that only who signs tells.
const ruleSignature = "signature"

// ruleClosing is that of a body whose name alone stands under a text, in the last lines.
const (
	ruleClosing  = "closing"
	closingLines = 10
)

// signedIssuer reads the body for which a document is signed, in the last lines above its annexes: «Глава …
// округа», «Председатель Думы … района», «Начальник отдела образования⏎администрации … района». Of a kind that
// the body cannot issue it is not.
func (e *Reader) signedIssuer(p *ruletext.Page, kind string, from int) Body {
	last := len(p.Lines)
	for n, i := range p.Lines {
		if i > from && wording.IsStamp(p, i) {
			last = n
			break
		}
	}
	for n := last - 1; n >= 0 && n > last-14; n-- {
		i := p.Lines[n]
		if !p.Capitalized(i) || !p.HasStem(i, signers...) {
			continue
		}
		b := e.signedFor(p, i, !wording.NotAct[kind] && kind != wording.KindReport)
		if wording.NotAct[kind] && kind != "иное" || kind == wording.KindReport {
			b = e.ledBy(p, b)
		}
		if b.Text != "" && issues(kind, b.noun) {
			b.rule = ruleSignature
			return b
		}
	}
	return Body{}
}

// staff reads the department that a text names where its head signs with no more than his office: «Начальник отдела
// Т. П. Войтенко», «информация отдела экономического развития».
func (e *Reader) staff(p *ruletext.Page) Body {
	for n := len(p.Lines) - 1; n >= 0 && n >= len(p.Lines)-closingLines; n-- {
		i := p.Lines[n]
		if !p.Capitalized(i) || !p.HasStem(i, signers...) {
			continue
		}
		name, rest := bodyAt(p, i+1)
		if !departments[strings.ToLower(name)] || e.issuerAfter(p, i+1, p.LineEnd(i)).to > rest {
			continue
		}
		for k := range min(i, p.TokensBefore(8000)) {
			if again, _ := bodyAt(p, k); again != name {
				continue
			}
			if b := e.issuerAfter(p, k, min(k+30, i)); b.to > b.rest {
				b.rule = ruleSignature
				return b
			}
		}
	}
	return Body{}
}

// mailed reads the body in the lines under «С уважением» of a letter, which other letters may follow.
func (e *Reader) mailed(p *ruletext.Page) Body {
	for k := 1; k < len(p.Tokens); k++ {
		if p.Stopped() {
			break
		}
		if p.At(k) != "уважением" || p.At(k-1) != "с" {
			continue
		}
		var signed Body
		for n, i := 0, p.LineEnd(k); n < 7 && i < len(p.Tokens) && !p.IsAny(i, ">", "-"); n, i = n+1, p.LineEnd(i) {
			body := namesBody(p, i)
			if !body && !p.HasStem(i, signers...) {
				continue
			}
			if b := e.signedFor(p, i, false); body && b.Text != "" || signed.Text == "" {
				signed = b
			}
		}
		if signed = e.ledBy(p, signed); signed.Text != "" {
			signed.rule = ruleSignature
			return signed
		}
	}
	return Body{}
}

// signedFor reads the body behind the office of who signs at token i: of a head the head, of a head of an
// administration the administration. A bare one does not tell whose.
func (e *Reader) signedFor(p *ruletext.Page, i int, bare bool) Body {
	for k := i; k < i+9 && p.Line(k) <= p.Line(i)+1; k++ {
		if p.At(k) == "." && !p.Abbreviates(k-1) && k > i+4 || p.HasStem(k, "председател", "руководител") {
			continue
		}
		if p.HasStem(k, "глав", "мэр") && p.HasStem(k+1, "администраци", "мэри") && (k == i || !bare) {
			continue
		}
		b := e.issuerAfter(p, k, min(k+24, len(p.Tokens)))
		if b.At.To > 0 && p.Line(b.At.To-1) <= p.Line(k)+2 {
			return b
		}
		if b.Text != "" && bare && p.Line(b.to) == p.Line(k) {
			if k > i && p.IsAny(i, "глава", "главы") { // «Глава администрации»
				return e.issuerAfter(p, i, min(i+24, len(p.Tokens)))
			}
			return b
		}
	}
	return Body{}
}

// issues reports whether a body with the noun issues documents of the kind: assemblies decide, departments
// give orders, heads and administrations do what they ordain.
func issues(kind, noun string) bool {
	p := ruletext.NewPage(noun)
	n := len(p.Tokens)
	assembly := p.StemWithin(0, n, assemblies...)
	commission := p.StemWithin(0, n, commissions...)
	head := p.StemWithin(0, n, executives...)
	switch kind {
	case "решение":
		return assembly || commission
	case "постановление", "распоряжение":
		return head || commission || kind == "распоряжение" && !assembly
	case "приказ":
		return !assembly && !p.HasStem(0, heads...)
	}
	return wording.NotAct[kind] || kind == wording.KindReport
}

// ledBy is the body that the head b of a municipality leads, the administration unless the text names another: what is
// no act of his is that one's.
func (e *Reader) ledBy(p *ruletext.Page, b Body) Body {
	if b.At.To == 0 || !ruletext.NewPage(b.noun).HasStem(0, "глав", "мэр") {
		return b
	}
	if o := e.namedIssuer(p, b.At); o.Text != "" {
		return o
	}
	b.words = strings.Replace(b.words, b.noun, "Администрация", 1)
	b.Text, b.noun = strings.Replace(b.Text, b.noun, "Администрация", 1), "Администрация"
	return b
}

// nameEnd returns where the lines of a name that begins with the line at token i end, at most: a line that begins with
// a capital and is no place is another one's.
func nameEnd(p *ruletext.Page, i int) int {
	end := p.LineEnd(i)
	for n := 0; n < 3 && end < len(p.Tokens); n++ {
		if name, _ := bodyAt(p, end); p.Capitalized(end) && !wordform.IsSkiAdjective(p.At(end)) && name == "" {
			break
		}
		end = p.LineEnd(end)
	}
	return end
}

// closing reads the body whose name alone fills the last lines above the annexes: «Комиссия по подготовке проекта
// правил⏎землепользования и застройки города Кимры».
func (e *Reader) closing(p *ruletext.Page) Body {
	for n := len(p.Lines) - 1; n > 0 && n >= len(p.Lines)-closingLines; n-- {
		i := p.Lines[n]
		if !p.Capitalized(i) || !namesBody(p, i) || layout.TellsVerb(p, i) || p.IsAny(i-1, ":", ";", ",", "-") {
			continue
		}
		k := i
		for !nominativeBodies[p.At(k)] {
			k++
		}
		if p.HasStem(k, heads...) {
			continue
		}
		if tellsOf(p, i) {
			continue
		}
		b := e.issuerAfter(p, k, min(k+40, nameEnd(p, i)))
		full := b.At.To > 0 || b.to-b.from > 2 && !e.ofRegion(b)
		if b.Text != "" && full && (b.to == len(p.Tokens) || p.StartsLine(b.to)) {
			b.rule = ruleClosing
			return b
		}
	}
	return Body{}
}
