package effect

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/citation"
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// hasObject reports whether an order of a clause, behind others, is said of acts or parts of them: «отменить
// постановление», «пункт 3 отменить», not «отменить маршрут».
func (x *finder) hasObject(o order, c clause, before []order) bool {
	if !o.bare {
		return true
	}
	if x.isObject(o.to, c.to) {
		return true
	}
	from := c.from
	if n := len(before); n > 0 {
		from = before[n-1].to
	}
	return (o.to >= c.to || x.p.IsAny(o.to, ".", ",", ";", "и", "с", "со", "до", "по", "на")) && x.isObject(from, o.from)
}

// isObject reports whether what begins at token i names an act, a part, or how long it is in force. It may
// stand behind a day and words such as «ранее принятое».
func (x *finder) isObject(i, to int) bool {
	p := x.p
	for ; i < to; i++ {
		if p.IsAny(i, "с", "до", "по") {
			if _, next := requisite.DateAt(p, i+1); next > i+1 {
				i = next - 1
				continue
			}
		}
		switch {
		case p.HasStem(i, wording.ActStems...):
			return !oblique(p.At(i))
		case partNoun(p, i) != "" && !withPart[p.At(i)], p.HasStem(i, "действие", "действия"), p.At(i) == ":":
			return true
		case p.IsAny(i, "срок", "сроки", "срока"):
			return p.HasStem(i+1, "действия", "реализации", "выполнения")
		case !p.HasStem(i, beside...) && !p.HasKind(i, ruletext.Number) && !p.IsAny(i, "с", "со", "и", ",", ".", ")"):
			return false
		}
	}
	return false
}

// oblique reports whether a form of the noun of an act is in a case in which it is no object: «постановлением»,
// «в решении».
func oblique(s string) bool {
	return wordform.HasEnd(s, "ем", "ом", "ам", "ям", "ами", "ями", "ах", "ях", "нию", "нии", "у") ||
		wordform.HasEnd(s, "зе", "не", "ве")
}

// acts are those that a clause names as what something is done to: not those that it rests on, and not
// those that amended them. Its first order is token first.
func (x *finder) acts(c clause, open []bool, first int) []citation.Mention {
	ground := c.from // what stands before the first order behind a ground that begins the clause is of it
	for ground < min(c.from+4, first) && !x.p.HasStem(ground, grounds...) {
		ground++
	}
	rested := ground < min(c.from+4, first)
	var out []citation.Mention
	var last citation.Mention // whatever it is
	rests := false
	for _, m := range x.within(c) {
		if m.Edition || m.Act.Number == "" || m.Act.Date.Day == 0 || m.Act.Level == ruletext.LevelFederal ||
			!open[m.From-c.from] {
			continue
		}
		if last.Next == 0 || m.Noun != last.Noun { // else it is one of an enumeration
			rests = x.rests(m, c, last.Next)
		}
		last = m
		if !rests && !(rested && m.From < first) {
			out = append(out, m)
		}
	}
	return out
}

// rests reports whether the act of a mention, behind one that ends before token after, is what a clause
// rests on, or what the act before it is about: «в соответствии с постановлением …», «решение № 2 о внесении
// изменений в решение № 1».
func (x *finder) rests(m citation.Mention, c clause, after int) bool {
	p := x.p
	if m.Noun < c.from {
		return false
	}
	approved := false
	for k := m.Noun - 1; k >= max(c.from, after, m.Noun-farthest); k-- {
		approved = approved || p.HasStem(k, "утвержд", "утв", "принят", "введенн", "установленн")
		switch {
		case m.Noun-k <= 8 && !approved && p.HasStem(k, grounds...),
			after > c.from && p.HasStem(k, "внесении", "изменени", "дополнении", "отмене", "признании") &&
				!p.IsAny(k-1, "внести", "следующие"):
			return true
		case p.IsAny(k, ":", ";", "внести"), p.At(k) == "," && !approved && !instrumental(p.At(m.Noun)):
			return false
		case p.At(k) == "," && approved:
			return false
		}
	}
	return instrumental(p.At(m.Noun)) && !approved
}

// farthest is how far before an act's noun a word may stand that tells what it is for, in tokens.
const farthest = 16

// instrumental reports whether the noun of an act tells by what something is done.
func instrumental(s string) bool { return wordform.HasEnd(s, "ем", "ом", "ями", "ами") }

// taken are the mentions that each order of a clause takes: those behind its verb and before the next, or
// before it and behind the last, whichever the first order does.
func taken(orders []order, acts []citation.Mention) [][]citation.Mention {
	out := make([][]citation.Mention, len(orders))
	if len(orders) == 0 {
		return nil
	}
	cut := func(to int) (head []citation.Mention) {
		n := 0
		for n < len(acts) && acts[n].From < to {
			n++
		}
		head, acts = acts[:n], acts[n:]
		return head
	}
	head := cut(orders[0].from)
	precede := len(head) > 0 && (len(orders) == 1 || len(acts) == 0 || acts[len(acts)-1].From < orders[len(orders)-1].from)
	for n := range orders {
		if n+1 == len(orders) {
			if out[n] = acts; len(acts) == 0 || precede {
				out[n] = head
			}
			break
		}
		next := cut(orders[n+1].from)
		if out[n] = next; precede || len(next) == 0 {
			out[n] = head
		}
		if head = nil; precede {
			head = next
		}
	}
	return out
}

// objects are the acts of mentions on which an order is: in part, or as wholes.
func (x *finder) objects(o order, from []citation.Mention, part bool) (out []archive.Citation) {
	for _, m := range from {
		switch o.what {
		case archive.EffectRepeals, archive.EffectSuspends:
			if !part && oblique(x.p.At(m.Noun)) {
				continue
			}
		}
		out = append(out, m.Act)
	}
	return out
}

// cited are the acts of mentions.
func cited(of []citation.Mention) (out []archive.Citation) {
	for _, m := range of {
		out = append(out, m.Act)
	}
	return out
}

// inPart reports whether an order from token i to token end is on a part without a number: «в части сроков».
func (x *finder) inPart(i, end int) bool {
	for k := i; k < end; k++ {
		if k = x.unquoted(k, end); x.p.At(k) == "частично" || x.p.At(k) == "в" && x.p.At(k+1) == "части" {
			return true
		}
	}
	return false
}

// excepts reports whether an order from token i to token end leaves something as it is.
func (x *finder) excepts(i, end int) bool {
	for k := i; k < end; k++ {
		if k = x.unquoted(k, end); x.p.At(k) == "кроме" || x.p.At(k) == "за" && x.p.At(k+1) == "исключением" {
			return true
		}
	}
	return false
}

// unquoted is token k, or the one after what is quoted from it.
func (x *finder) unquoted(k, end int) int {
	if ruletext.IsOpenQuote(x.p.At(k)) {
		return max(k, x.quoteEnd(k, end))
	}
	return k
}
