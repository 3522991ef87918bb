package issuer

import (
	"strings"

	"letopis/internal/enrich/layout"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/territory"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// preambleIssuer reads the body that an act names where it begins to order: «Совет
// депутатов … РЕШИЛ:», «администрация … постановляет:».
func (e *Reader) preambleIssuer(p *ruletext.Page) Body {
	limit := p.TokensBefore(9000)
	for j := range limit {
		if !wording.IsOperative(p, j) || p.IsAny(j, "постановляю", "приказываю", "обязываю") {
			continue
		}
		for k := j - 1; k >= 0 && k > j-60; k-- {
			if p.IsAny(k, ";", ":") || p.At(k) == "." && !p.Abbreviates(k-1) && p.Line(k+1) > p.Line(k) {
				break
			}
			if !nominativeBodies[p.At(k)] || p.At(k-1) == "исполнительный" {
				continue
			}
			if p.At(k-1) == "-" && nominativeBodies[p.At(k-2)] { // «Государственное Собрание – Курултай»
				k -= 2
			}
			if b := e.issuerAfter(p, k, j); b.Text != "" {
				b.rule = "preamble"
				return b
			}
		}
		return Body{}
	}
	return Body{}
}

// announcer reads the body that makes something known: «комиссия по землепользованию … оповещает о проведении …».
func (e *Reader) announcer(p *ruletext.Page) Body {
	for j := range p.TokensBefore(3000) {
		if !p.IsAny(j, announcing...) {
			continue
		}
		for k := j - 1; k >= 0 && k > j-50 && !p.IsAny(k, ".", ";", ":", "!"); k-- {
			if !nominativeBodies[p.At(k)] || ruletext.IsOpenQuote(p.At(k-1)) {
				continue
			}
			if b := e.issuerAfter(p, k, j); b.At.To > 0 || b.Text != "" && b.to > b.rest {
				b.rule = "organiser"
				return b
			}
		}
		return Body{}
	}
	return Body{}
}

// organiser reads who holds an auction or a contest: «Организатор торгов: Комитет …»,
// «Комитет … (далее – Организатор)», by labels; else, where authorised is set, the body that is authorised to.
func (e *Reader) organiser(p *ruletext.Page, labels []string, authorised bool) Body {
	limit := p.TokensBefore(8000)
	for i := range limit {
		body := authorised && p.HasStem(i, "уполномоченн") &&
			(p.At(i+1) == "орган" || p.At(i-1) == "," && p.At(i-2) == "орган")
		if !p.IsAny(i, labels...) && !body || p.At(i) == "организатора" && !p.HasStem(i-1, "наименовани") {
			continue
		}
		from, to := afterLabel(p, i), i+14
		if p.At(i-1) == "(" || p.At(i-1) == "-" && p.At(i-2) == "далее" || p.HasStem(i-3, "именуем") ||
			p.HasStem(i-2, "именуем") {
			from, to = i-2, i
			for from > 0 && from > i-50 && !p.IsAny(from-1, ".", ";", ":") && !p.StartsLine(from) {
				from--
			}
		}
		for k := from; k < to && k < limit; k++ {
			if p.IsAny(k, ".", ";", "(", ")") && from > i || citesAct(p, k) {
				break
			}
			if b := e.issuerAfter(p, k, min(k+30, len(p.Tokens))); b.Text != "" {
				if b.to == b.rest { // «Организатор: Комиссия», which the head names in full
					if o := e.letterheadOf(p, len(p.Tokens)); o.noun == b.noun && o.to > o.rest {
						b = o
					}
				}
				b.rule = "organiser"
				return b
			}
		}
	}
	return Body{}
}

// afterLabel returns the token at which what the label at token i tells begins, behind what is in brackets there:
// «Организатор (уполномоченный орган): Комитет …».
func afterLabel(p *ruletext.Page, i int) int {
	if p.At(i+1) != "(" {
		return i + 1
	}
	for k := i + 2; k < i+10; k++ {
		if p.At(k) == ")" && p.At(k+1) == ":" {
			return k + 2
		}
	}
	return i + 1
}

// citesAct reports whether token k is the noun of an act, whose body the text only cites.
func citesAct(p *ruletext.Page, k int) bool {
	return p.HasStem(k, wording.ActStems...) &&
		wordform.HasEnd(p.At(k), "ие", "ия", "ию", "ием", "каз", "каза", "казу", "казом", "кон", "кона", "кону", "коном")
}

// reporter reads who reports, in a heading: «Доклад главы Тасеевского района», «Отчёт
// Контрольно-счётной палаты …».
func (e *Reader) reporter(p *ruletext.Page, l *layout.Layout) Body {
	if l.Title < 0 || l.Act >= 0 {
		return Body{}
	}
	limit := l.Title + 1
	for limit < l.Title+29 && !p.IsAny(limit, "о", "об", "за") {
		limit++
	}
	for k := l.Title + 1; k < l.Title+9 && !p.IsAny(k, "об", "по", "за"); k++ {
		if p.At(k) == "о" && !p.HasStem(k+1, "деятельност", "работ") {
			break
		}
		b := e.issuerAfter(p, k, min(k+20, len(p.Tokens)))
		if b.At.To == 0 && k == l.Title+1 && p.HasStem(k, heads...) { // «Доклад главы городской администрации о …»
			b = e.issuerAfter(p, k, min(limit, len(p.Tokens)))
			b.whole = !restGeneric(p, b.rest, b.to)
		}
		if b.At.To > 0 || b.Text != "" && k == l.Title+1 && p.HasStem(k, heads...) && b.to > b.rest {
			b.rule = "heading"
			return b
		}
	}
	return Body{}
}

// belowHeading reads the body whose name stands on lines of its own under the heading of a report, at token title:
// «СПРАВКА⏎о реализации программы⏎Комитет физической культуры⏎администрации … района».
func (e *Reader) belowHeading(p *ruletext.Page, title int) Body {
	for n, i := 0, p.LineEnd(max(title, 0)); n < 6 && i < len(p.Tokens); n, i = n+1, p.LineEnd(i) {
		if !p.Capitalized(i) || !namesBody(p, i) || layout.TellsVerb(p, i) || wording.IsSentence(p, i) {
			continue
		}
		for k := i; k < p.LineEnd(i); k++ {
			if b := e.issuerAfter(p, k, min(k+40, len(p.Tokens))); b.At.To > 0 && b.to >= p.LineEnd(i) {
				b.rule = "heading"
				return b
			}
		}
	}
	return Body{}
}

// executor reads who made a report: «Ответственный исполнитель: Управление …», «Отчёт
// подготовлен отделом …».
func (e *Reader) executor(p *ruletext.Page) Body {
	limit := p.TokensBefore(3000)
	for i := range limit {
		label := p.IsAny(i, "исполнитель", "составитель", "разработчик") &&
			(p.HasStem(i-1, "ответственн") || p.StartsLine(i)) ||
			p.HasStem(i, "подготовлен", "составлен") &&
				p.StemWithin(i-3, 3, "отчет", "доклад", "заключени", "справк", "информаци") ||
			p.HasStem(i, "председател", "начальник") && p.HasStem(i-1, "утвержден") && (p.At(i-2) == "(" || p.StartsLine(i-1))
		if !label {
			continue
		}
		for k := i + 1; k < i+8 && p.Line(k) <= p.Line(i)+1 && !citesAct(p, k); k++ {
			if b := e.issuerAfter(p, k, min(k+40, len(p.Tokens))); b.Text != "" && (b.to > b.rest || b.At.To > 0) {
				b.rule = "executor"
				return b
			}
		}
	}
	return Body{}
}

// under reads the body that stands on a line of its own under b in the head of a letter or
// an order, before token limit: «АДМИНИСТРАЦИЯ … ОКРУГА⏎Управление архитектуры».
func (e *Reader) under(p *ruletext.Page, b Body, limit int) Body {
	for k := b.to; k < limit && k < b.to+30; k++ {
		if !p.StartsLine(k) {
			continue
		}
		at := k
		for at < k+5 && !subordinate[p.At(at)] && attributes(p, k, at+1) {
			at++
		}
		if !subordinate[p.At(at)] || !p.Capitalized(k) {
			continue
		}
		sub := e.issuerAfter(p, at, limit)
		if sub.Text == "" || sub.to == sub.rest && at == k {
			continue
		}
		sub.rule = b.rule
		if sub.At.To == 0 && b.At.To > 0 && !ruletext.IsOpenQuote(p.At(sub.rest)) {
			return sub.partOf(b)
		}
		if sub.to >= limit || sub.to <= b.to {
			return sub
		}
		return e.under(p, sub, limit)
	}
	return b
}

// partOf is the body b as a part of another one, whose place it has.
func (b Body) partOf(whole Body) Body {
	b.At, b.under = whole.At, true
	b.words += " " + genitiveBody(whole.words)
	return b
}

// genitiveBody turns «Администрация», «Исполнительный комитет» to the genitive.
func genitiveBody(words string) string {
	first, rest, _ := strings.Cut(words, " ")
	low := strings.ToLower(first)
	switch {
	case wordform.HasEnd(low, "ия"):
		low = strings.TrimSuffix(low, "я") + "и"
	case wordform.HasEnd(low, "ый"):
		low = wordform.GenitiveAdjective(low)
	case wordform.HasEnd(low, "т"):
		low += "а"
	case wordform.HasEnd(low, "ие"):
		low = strings.TrimSuffix(low, "е") + "я"
	case wordform.HasEnd(low, "да", "ма", "та"): // управа, Дума, палата
		low = strings.TrimSuffix(low, "а") + "ы"
	}
	if rest == "комитет" {
		rest = "комитета"
	}
	return strings.TrimSpace(low + " " + rest)
}

// attributes reports whether the tokens from i to k are adjectives that go with a body:
// «Угличская городская», «Территориальная избирательная», «Усть-Неринский поселковый».
func attributes(p *ruletext.Page, i, k int) bool {
	for ; i < k; i++ {
		if p.At(i+1) == "-" && p.Adjoins(i+1) || p.At(i) == "-" && p.Adjoins(i) {
			continue
		}
		if !p.HasKind(i, ruletext.Word) || !wordform.HasEnd(p.At(i), "ая", "ое", "ый", "ий", "ой") {
			return false
		}
	}
	return true
}

// namedIssuer reads the administration of the document's own municipality where the text
// names it, though not as the issuer: programmes and cut acts of a district are its.
func (e *Reader) namedIssuer(p *ruletext.Page, m territory.Municipality) Body {
	for k := range p.Tokens {
		if p.Stopped() {
			break
		}
		if !p.HasStem(k, "администраци", "исполнительн", "исполком") {
			continue
		}
		name, rest := bodyAt(p, k)
		if name == "" {
			continue
		}
		for i := rest; i < rest+4; i++ {
			o, ok := e.MunicipalityAt(p, i)
			if !ok && m.Kind == territory.KindTown {
				o, ok = e.townAt(p, i)
			}
			if ok {
				if sameCore(o.Core, m.Core) && o.Level == m.Level {
					return Body{noun: name, Text: name, words: name, rule: "named", from: k, to: o.To, rest: i, At: o}
				}
				break
			}
		}
	}
	return Body{}
}

// namedRegional reads the government of a region whose acts a programme of the region
// names, as its redactions do.
func (e *Reader) namedRegional(p *ruletext.Page, region string) Body {
	for k := 1; k < p.TokensBefore(9000); k++ {
		if !p.HasStem(k, "правительств", "кабинет", "администраци") || !p.HasStem(k-1, "постановлени", "распоряжени") {
			continue
		}
		b := e.issuerAfter(p, k, min(k+8, len(p.Tokens)))
		if named := e.RegionsIn(ruletext.NewPage(b.Text), 12); len(named) == 1 && named[0].Name == region &&
			IsRegional(b.Text) {
			b.rule = "named"
			return b
		}
	}
	return Body{}
}

// stampIssuer reads the issuer in the stamps of an act's annexes, where its head is cut off.
func (e *Reader) stampIssuer(p *ruletext.Page) Body {
	for _, i := range p.Lines {
		if !wording.IsStamp(p, i) {
			continue
		}
		n := wording.StampNoun(p, i)
		for k := n + 1; n > 0 && k < n+4; k++ {
			if b := e.issuerAfter(p, k, min(k+20, len(p.Tokens))); b.Text != "" {
				b.rule = "annex-stamp"
				return b
			}
		}
	}
	return Body{}
}

// board reads the commission that a line near the top of minutes or of a conclusion begins with: «Аукционная комиссия
// администрации … района в составе …».
func (e *Reader) board(p *ruletext.Page) Body {
	for _, i := range p.Lines {
		if i > p.TokensBefore(3000) {
			break
		}
		if !p.Capitalized(i) || !namesBody(p, i) {
			continue
		}
		for k := i; k < i+6; k++ {
			if !p.HasStem(k, "комисси", "палата", "орган") || !nominativeBodies[p.At(k)] {
				continue
			}
			if b := e.issuerAfter(p, k, min(k+40, len(p.Tokens))); b.At.To > 0 {
				b.rule = "letterhead"
				return b
			}
		}
	}
	return Body{}
}
