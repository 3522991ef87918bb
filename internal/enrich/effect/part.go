package effect

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// partsOf are what of an act an order is about, that stand between the tokens before and after: «пункт 3
// паспорта изложить», «исключив подпункт 3 пункта 1», «в разделе II слова … заменить»; "" for the whole.
func (x *finder) partsOf(o order, before, after int) []string {
	out := x.partsIn(before, o.from)
	if len(out) == 0 {
		out = x.partsIn(o.to, after)
	}
	if len(out) == 0 {
		thing := ""
		if o.what == archive.EffectRestates {
			thing = x.thing(before, o.from)
		}
		return []string{thing}
	}
	return out
}

// thing is what an act has or approves beside its numbered parts, which is the object of an order from token i to token
// end: «перечень программных мероприятий», «наименование», «состав комиссии»; "" for the act or a programme as a whole.
func (x *finder) thing(i, end int) string {
	p := x.p
	for k := i; k < end; k++ {
		if k = x.unquoted(k, end); p.IsAny(k, "программу", "программа", "постановление", "решение", "распоряжение") {
			return ""
		}
		name := things[p.At(k)]
		if name == "" {
			continue
		}
		next := k + 1
		for next < min(end, k+maxThing) && p.HasKind(next, ruletext.Word) && p.At(next) != "к" &&
			!p.HasStem(next, wording.ActStems...) && !p.HasStem(next, "программы", "подпрограммы") &&
			!(p.HasStem(next, "муниципальн", "государственн", "целев") && p.StemWithin(next+1, 2, "программы")) {
			next++
		}
		return strings.TrimSpace(name + " " + x.text(k+1, next))
	}
	return ""
}

// maxThing bounds in tokens what a part without a number is called.
const maxThing = 12

// maxParts bounds the parts that one order names.
const maxParts = 40

// partsIn finds the parts of an act that are named from token i to token end: the first, and those that
// follow it behind commas, «и», and what they are called.
func (x *finder) partsIn(i, end int) (out []string) {
	p := x.p
	joined := true // what stands before joins a part to the one before it
	for k := i; k < end && len(out) < maxParts; k++ {
		switch {
		case ruletext.IsOpenQuote(p.At(k)):
			if e := x.quoteEnd(k, end); e > k {
				k = e - 1
				continue
			}
		case p.At(k) == "(":
			for k < end && p.At(k) != ")" {
				k++
			}
			continue
		case p.IsAny(k, ",", "и"):
			joined = true
			continue
		}
		noun := partNoun(p, k)
		if noun == "" || withPart[p.At(k)] || p.HasStem(k-1, "согласно", "настоящ") || p.IsAny(k-1, "с", "к") ||
			noun == "приложение" && p.At(k+1) == "к" && p.HasStem(k+2, "настоящ") || !joined && len(out) > 0 {
			continue
		}
		next, ok := x.partEnd(k, end)
		if !ok {
			continue
		}
		if manyParts[p.At(k)] && !singular(p, k) {
			noun = strings.ToLower(x.text(k, k+1))
		}
		if part := strings.TrimSpace(noun + " " + x.text(k+1, next)); !slices.Contains(out, part) {
			out = append(out, part)
		}
		k, joined = next-1, false
	}
	return out
}

// quoteEnd is the token after what is quoted from token k; 0 where it is not closed before end.
func (x *finder) quoteEnd(k, end int) int {
	if x.wasted > maxWasted*len(x.p.Tokens) {
		return 0
	}
	depth := 0
	for j := k; j < end; j++ {
		switch s := x.p.At(j); {
		case s == "«", s == `"` && (j == k || x.p.OpensStraight(j)):
			depth++
		case ruletext.IsCloseQuote(s):
			if depth--; depth <= 0 {
				return j + 1
			}
		}
	}
	x.wasted += end - k
	return 0
}

// partNoun is the nominative of the noun of a part that token k is, "" for another word.
func partNoun(p *ruletext.Page, k int) string {
	if !p.HasKind(k, ruletext.Word) {
		return ""
	}
	for _, n := range parts {
		if s := p.At(k); strings.HasPrefix(s, n.Key) && len(s)-len(n.Key) <= len("ами") && !notPart(s, n.Key) {
			return n.Value
		}
	}
	return ""
}

// notPart tells «частных», «строку» stays, «строке» stays, «статьями» stays.
func notPart(s, stem string) bool {
	switch stem {
	case "част":
		return !wordform.HasEnd(s, "ь", "и", "ью", "ям", "ях", "ей", "ями")
	case "граф":
		return !wordform.HasEnd(s, "а", "ы", "е", "у", "ой", "ам", "ах")
	case "строк":
		return s != stem && !wordform.HasEnd(s, "а", "и", "е", "у", "ой", "ам", "ах", "ами")
	}
	return false
}

// singular tells a form that is of one part and of many by the number behind it: «части 2» is one,
// «статьи 4 и 5» are many.
func singular(p *ruletext.Page, k int) bool {
	return !wordform.HasEnd(p.At(k), "ы", "ов", "ев", "ах", "ях") &&
		!(p.IsAny(k+2, "и", ",") && p.HasKind(k+3, ruletext.Number))
}

// partEnd is the token after a part whose noun is token k, with the parts that it is of: «подпункт «б»
// пункта 7». ok: it has a number or a name, or is told without one.
func (x *finder) partEnd(k, end int) (next int, ok bool) {
	p := x.p
	for k < end && partNoun(p, k) != "" && !withPart[p.At(k)] {
		alone := p.HasStem(k, "паспорт", "преамбул", "приложени")
		n := partNumber(p, k+1, end)
		if n == k+1 && ruletext.IsOpenQuote(p.At(n)) {
			if e := x.quoteEnd(n, end); e > 0 && e-n <= maxPartName {
				n = e
			}
		}
		if n == k+1 && !alone {
			break
		}
		k, next, ok = n, n, true
	}
	return next, ok
}

// maxPartName bounds in tokens what a part is called: «раздел «Объемы и источники финансирования»».
const maxPartName = 16

// partNumber is the token after the number of a part at token k: «3», «2.1», «II», «№ 2», «б», «третий»,
// «3 и 4», «1-3».
func partNumber(p *ruletext.Page, k, end int) int {
	one := func(k int) int {
		switch {
		case p.At(k) == "№" && p.HasKind(k+1, ruletext.Number):
			return numberEnd(p, k+1)
		case p.HasKind(k, ruletext.Number):
			return numberEnd(p, k)
		case ruletext.IsOpenQuote(p.At(k)) && p.HasKind(k+1, ruletext.Word) && len(p.At(k+1)) == len("а") &&
			ruletext.IsCloseQuote(p.At(k+2)):
			return k + 3
		case p.HasStem(k, ordinals...), roman(p, k):
			return k + 1
		}
		return k
	}
	at := one(k)
	for at > k && at < end && p.IsAny(at, ",", "и", "-") && one(at+1) > at+1 {
		at = one(at + 1)
	}
	return min(at, end)
}

// numberEnd is the token after a number with points, «2.1».
func numberEnd(p *ruletext.Page, k int) int {
	for k++; p.At(k) == "." && p.Adjoins(k) && p.HasKind(k+1, ruletext.Number) && p.Adjoins(k+1); k += 2 {
	}
	return k
}

// roman tells a Roman number, in Latin letters or such as look like them.
func roman(p *ruletext.Page, k int) bool {
	return p.HasKind(k, ruletext.Word) && p.Tokens[k].Capitalized && strings.Trim(p.At(k), "ivxlхі") == ""
}

// fromDay is the day from which what a clause orders is so: «признать утратившим силу с 1 января 2015 года».
func (x *finder) fromDay(c clause) archive.Date {
	for k := c.from; k < c.to; k++ {
		if x.p.At(k) != "с" || x.p.HasStem(k-1, "возникш", "правоотношени") {
			continue
		}
		if d, ok := x.day(k + 1); ok {
			return d
		}
	}
	return archive.Date{}
}

// untilDay is the last day or year that a clause tells: «до 31 декабря 2018 года», «до 2018 года».
func (x *finder) untilDay(c clause) archive.Date {
	for k := c.from; k < c.to; k++ {
		if !x.p.IsAny(k, "до", "по") {
			continue
		}
		if d, next := requisite.DateAt(x.p, k+1); next > k+1 {
			d.Evidence = archive.Evidence{}
			return d
		}
	}
	return archive.Date{}
}

// term reads what a clause says of the act itself: from when it is in force, to which relations it
// applies, how long.
func (x *finder) term(c clause) {
	p := x.p
	for k := c.from; k < c.to; k++ {
		switch {
		case p.HasStem(k, "вступа") && p.StemWithin(k+1, 4, "сил", "действи"):
			if x.ofItself(c, k) && len(x.partsIn(c.from, k)) == 0 {
				x.starts(k, c)
			}
		case p.HasStem(k, "правоотношени"):
			for j := k; j < min(k+6, c.to); j++ {
				if d, ok := x.day(j + 1); p.At(j) == "с" && ok && x.since.IsZero() {
					x.since = d
				}
			}
		case p.HasStem(k, "действует") && x.ofItself(c, k),
			p.At(k) == "срок" && p.HasStem(k+1, "действи") && x.ofItself(c, c.to):
			if d := x.untilDay(clause{from: k, to: c.to}); d.Day > 0 {
				x.add(archive.Effect{What: archive.EffectLapses, Until: d, Evidence: p.Evidence(ruleTerm, c.from, c.to)})
			}
		}
	}
}

// inForce is the day of «вступает в силу с 1 января 2018 года» at token k: that which follows, not that of
// an exception or of relations.
func (x *finder) inForce(k, end int) archive.Date {
	for j := k; j < end && !x.p.IsAny(j, ",", "и", "(") && !x.p.HasStem(j, "распростран"); j++ {
		if d, ok := x.day(j + 1); ok && x.p.At(j) == "с" {
			return d
		}
	}
	return archive.Date{}
}

// starts reads of «вступает в силу» at token k of a clause from when the act itself is in force: a day, that of the
// act, or what comes before that the text gives no day of.
func (x *finder) starts(k int, c clause) {
	d := x.inForce(k, c.to)
	if x.from.IsZero() {
		x.from = d
	}
	if x.begins {
		return
	}
	e := archive.Effect{What: archive.EffectStarts, From: d, Evidence: x.p.Evidence(ruleTerm, c.from, c.to)}
	for !x.p.HasStem(k, "сил", "действи") {
		k++
	}
	if d.IsZero() {
		to := x.conditionEnd(k+1, c.to)
		switch {
		case !x.p.IsAny(k+1, "с", "со", "после", "через", "по", "на", "не", "одновременно"):
			return
		case x.p.IsAny(k+1, "с", "со") && x.p.StemWithin(k+2, 3, "подписани", "приняти", "издани", "утвержден") &&
			!x.p.StemWithin(k+2, to-k-2, "опубликовани", "обнародовани", "следующ"):
			e.From = x.made
			e.From.Role, e.From.Evidence = "", archive.Evidence{}
		default:
			e.Act.Name = wordform.FirstBytes(x.text(k+1, to), maxNameLength)
			e.From = x.notBefore(k+1, c.to)
		}
	}
	if e.From.Precision() != archive.PrecisionDay && e.Act.Name == "" {
		return
	}
	x.begins = true
	x.add(e)
}

// conditionEnd is the token after what must come before an act is in force, which begins at token k.
func (x *finder) conditionEnd(k, end int) int {
	for j := k; j < min(end, k+maxCondition); j++ {
		if x.p.IsAny(j, "(", ";") || ruletext.IsOpenQuote(x.p.At(j)) || x.p.At(j) == "," && !x.p.HasStem(j+1, "следующ") ||
			x.p.At(j) == "." && !x.p.Abbreviates(j-1) ||
			x.p.At(j) == "и" && !x.p.HasStem(j+1, "официальн", "опубликовани", "обнародовани", "размещени") {
			return j
		}
	}
	return min(end, k+maxCondition)
}

// maxCondition bounds in tokens what is told of a condition.
const maxCondition = 30

// notBefore is the day of «но не ранее 1 января 2015 года» from token k on.
func (x *finder) notBefore(k, end int) archive.Date {
	for ; k < end; k++ {
		if x.p.At(k) == "не" && x.p.HasStem(k+1, "ранее", "раньше") {
			if d, ok := x.day(k + 2); ok {
				return d
			}
			d, _ := x.day(k + 3)
			return d
		}
	}
	return archive.Date{}
}

// ofItself reports whether a clause speaks of the document itself before token k: «настоящее постановление», «решение
// вступает».
func (x *finder) ofItself(c clause, k int) bool {
	if k == c.from+1 && x.p.HasStem(c.from, wording.ActStems...) {
		return true
	}
	for j := c.from; j < k; j++ {
		if x.p.HasStem(j, "настоящ") && x.p.StemWithin(j+1, 2, "постановлени", "решени", "распоряжени", "приказ", "закон") {
			return true
		}
	}
	return false
}
