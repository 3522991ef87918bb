package effect

import (
	"sync"

	"letopis/internal/archive"
	"letopis/internal/enrich/citation"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// order is a verb of a clause by which something is done to acts.
type order struct {
	what     string
	from, to int  // tokens of the verb
	parts    bool // it is said of parts alone
	bare     bool // it may be said of other things than acts: «отменить маршрут»
}

// orderAt reads the verb at token k of a clause that none of others stands before. Nouns give orders
// in titles alone: «Об отмене постановления».
func (x *finder) orderAt(k int, c clause, rule string) (o order, ok bool) {
	p := x.p
	title := rule == ruleTitle
	within := func(from, n int, stems ...string) bool {
		return p.StemWithin(from, min(n, max(0, c.to-from)), stems...)
	}
	o.from, o.to = k, k+1
	switch {
	case p.HasStem(k, "утративш") && within(k+1, 3, "сил"):
		o.what, o.from = archive.EffectRepeals, x.declared(k, c, title)
	case p.IsAny(k, "отменить", "отменяется") || title && p.At(k) == "отмене":
		o.what, o.bare = archive.EffectRepeals, true
	case p.IsAny(k, "исключить", "исключив", "исключается", "исключаются"):
		o.what, o.parts = archive.EffectRepeals, true
		if x.ofWords(k, c) {
			o.what = archive.EffectAmends
		}
	case (p.IsAny(k, "изложить", "изложив") || title && p.At(k) == "изложении") && within(k+1, 24, "редакци"):
		o.what = archive.EffectRestates
	case p.IsAny(k, "дополнить", "дополнив") || title && p.At(k) == "дополнении":
		o.what = archive.EffectSupplements
	case (p.IsAny(k, "внести", "внося") || title && p.At(k) == "внесении") &&
		(within(k+1, maxObject, "изменени", "дополнени") || p.HasStem(k-1, "изменени", "дополнени")):
		o.what = archive.EffectAmends
	case p.IsAny(k, "заменить", "заменив"):
		o.what = archive.EffectAmends
	case p.IsAny(k, "приостановить") || title && p.At(k) == "приостановлении":
		o.what, o.bare = archive.EffectSuspends, true
	case p.IsAny(k, "продлить") || title && p.At(k) == "продлении":
		o.what, o.bare = archive.EffectExtends, true
	case p.IsAny(k, "исправить", "исправив") || title && p.At(k) == "исправлении":
		o.what = archive.EffectCorrects
	default:
		return order{}, false
	}
	return o, o.from >= c.from && p.At(o.from-1) != "не"
}

// maxObject bounds in tokens what may stand between the words of an order: an act with its title.
const maxObject = 160

// declared is the verb by which what is at token k of a clause, «утратившим силу», is said to be so:
// «признать … утратившим силу», «утратившим силу считать»; -1 for none.
func (x *finder) declared(k int, c clause, title bool) int {
	is := func(j int) bool {
		return x.p.HasStem(j, "признать", "признает", "признают", "считать", "считает", "считают") ||
			title && x.p.At(j) == "признании"
	}
	for j := k + 3; j < min(k+6, c.to); j++ {
		if is(j) {
			return k
		}
	}
	for j := k - 1; j >= max(c.from, k-maxObject); j-- {
		if is(j) {
			return j
		}
		if x.p.HasStem(j, "утративш") {
			break
		}
	}
	return -1
}

// ofWords reports whether the verb at token k is said of words of a text: «слова «…» исключить».
func (x *finder) ofWords(k int, c clause) bool {
	for j := max(c.from, k-30); j < min(k+4, c.to); j++ {
		if x.p.HasStem(j, "слов", "цифр") {
			return true
		}
	}
	return false
}

// statement adds what a clause does, and returns what it says for the clauses below.
func (x *finder) statement(c clause, rule string) context {
	x.term(c)
	above := x.above()
	if above.others {
		return context{}
	}
	orders, open, others := x.orders(c, rule)
	if others && len(orders) == 0 {
		return context{others: c.opens}
	}
	if len(orders) == 0 {
		x.approval(c)
	}
	first := c.from
	if len(orders) > 0 {
		first = orders[0].from
	}
	acts := x.acts(c, open, first)
	var out context
	if len(orders) == 0 && above.what != "" && len(acts) > 0 &&
		(above.act.Number == "" || c.goes && x.p.At(c.from) == "от") {
		// an item of a list: «- от 24.11.2014 № 1386»
		orders, out.listed = []order{{what: above.what, from: c.from, to: c.from}}, true
	} else if above.what == archive.EffectAmends && above.act.Number == "" && len(acts) > 0 && len(orders) > 0 &&
		rule == ruleClause && orders[0].what != archive.EffectAmends && acts[0].From < first {
		x.affect(archive.EffectAmends, cited(acts), "", c, rule, above.from)
	}
	from := x.fromDay(c)
	if from.IsZero() {
		from = above.from
	}
	x.until = x.untilDay(c)
	out.what, out.from, out.act = x.carry(orders, acts, c, from, rule)
	return out
}

// carry adds what the orders of a clause do to the acts that it names, or means, and returns what the first
// does, from when, and the act that it does it to, if that is one.
func (x *finder) carry(orders []order, acts []citation.Mention, c clause, from archive.Date, rule string) (
	what string, since archive.Date, act archive.Citation) {
	taken := taken(orders, acts)
	meant := sync.OnceValues(func() ([]archive.Citation, bool) { return x.meant(c, rule) })
	for n, o := range orders {
		before, after := c.from, c.to
		if n > 0 {
			before = orders[n-1].to
		}
		if n+1 < len(orders) {
			after = orders[n+1].from
		}
		parts := x.partsOf(o, before, after)
		if parts[0] == "" && x.inPart(before, after) || x.excepts(before, after) {
			o.what, parts = archive.EffectAmends, []string{""} // a part that has no number, or all but a part
		}
		if n == 0 {
			what, since = o.what, from
		}
		on, named := x.objects(o, taken[n], parts[0] != ""), true
		switch whole := o.what == archive.EffectRepeals || o.what == archive.EffectSuspends; {
		case len(taken[n]) > 0:
		case len(acts) == 0:
			on, named = meant()
		case n > 0 && (parts[0] != "" || !whole): // «внести в … изменения, исключив пункт 3»
			taken[n] = taken[n-1]
			on = x.objects(o, taken[n], true)
		}
		if o.what == archive.EffectRepeals && parts[0] == "" && (o.parts || !named) {
			o.what = archive.EffectAmends // something of it that has no number
		}
		for _, part := range parts {
			if !x.affect(o.what, on, part, c, rule, from) {
				return what, since, act
			}
		}
		if n == 0 && len(on) > 0 && (len(on) == 1 || !c.opens) {
			act = on[len(on)-1]
		}
	}
	if len(orders) == 0 && len(acts) > 0 && (len(acts) == 1 || !c.opens) {
		act = acts[len(acts)-1].Act
	}
	return what, since, act
}

// affect adds an effect on each of some acts, and reports whether there is room for more.
func (x *finder) affect(what string, acts []archive.Citation, part string, c clause, rule string,
	from archive.Date) bool {
	for _, act := range acts {
		e := archive.Effect{What: what, Act: act, Part: part, From: from, Evidence: x.p.Evidence(rule, c.from, c.to)}
		if what == archive.EffectSuspends || what == archive.EffectExtends {
			e.Until = x.until
		}
		x.last = act
		if !x.add(e) {
			return false
		}
	}
	return true
}

// orders are the verbs of a clause that stand in no quotes; open are its tokens that do not. others:
// from some place on the clause is about what others are to do, and gives no orders.
func (x *finder) orders(c clause, rule string) (orders []order, open []bool, others bool) {
	p := x.p
	open = make([]bool, c.to-c.from)
	for k := c.from; k < c.to; k++ {
		if ruletext.IsOpenQuote(p.At(k)) {
			if q := wording.QuoteAt(p, k); q.End > k {
				k = min(q.End, c.to) - 1
				continue
			}
		}
		open[k-c.from] = true
		others = others || toOthers[p.At(k)] || rule == ruleTitle && len(orders) == 0 && p.HasStem(k, proposed...)
		if o, ok := x.orderAt(k, c, rule); ok && !others && x.hasObject(o, c, orders) {
			orders = append(orders, o)
		}
	}
	return orders, open, others
}

// within are the mentions whose date and number stand in a clause.
func (x *finder) within(c clause) []citation.Mention {
	lo, hi := 0, len(x.mentions)
	for lo < hi {
		if mid := (lo + hi) / 2; x.mentions[mid].From < c.from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(x.mentions) && x.mentions[end].From < c.to {
		end++
	}
	return x.mentions[lo:end]
}

// above is what the clauses above say for those below.
func (x *finder) above() context {
	if n := len(x.stack); n > 0 {
		return x.stack[n-1]
	}
	return context{}
}

// meant is the act, if any, that a clause means without naming it: «указанное постановление», the one that a
// clause above names, that of the title. named: it is referred to as an act.
func (x *finder) meant(c clause, rule string) (act []archive.Citation, named bool) {
	p := x.p
	if rule == ruleTitle {
		return nil, false
	}
	programme := false
	for k := c.from; k < c.to; k++ {
		named = named || p.HasStem(k, this...) && p.HasStem(k+1, wording.ActStems...)
		programme = programme || p.HasStem(k, "программ")
	}
	for n := len(x.stack) - 1; n >= 0; n-- {
		if x.stack[n].act.Number != "" {
			return []archive.Citation{x.stack[n].act}, named
		}
	}
	if (named || programme || x.above().what != "") && x.last.Number != "" {
		return []archive.Citation{x.last}, named
	}
	return nil, named
}

// approval adds what a clause approves: «Утвердить прилагаемый Порядок …».
func (x *finder) approval(c clause) {
	p := x.p
	for k := c.from; k < min(c.from+3, c.to); k++ {
		if p.At(k) != "утвердить" {
			continue
		}
		for j := k + 1; j < min(k+8, c.to) && !ruletext.IsOpenQuote(p.At(j)); j++ {
			if p.HasStem(j, "изменени", "состав", "переч") {
				return
			}
			for _, a := range approved {
				if p.HasStem(j, a.Key) {
					x.approves(a.Value, j, c.to, c)
					return
				}
			}
		}
	}
}
