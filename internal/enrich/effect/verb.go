package effect

import (
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
}

// orderAt reads the verb at token k of a clause.
func (x *finder) orderAt(k int, c clause) (o order, ok bool) {
	p := x.p
	within := func(from, n int, stems ...string) bool {
		return p.StemWithin(from, min(n, max(0, c.to-from)), stems...)
	}
	switch {
	case p.HasStem(k, "утративш") && within(k+1, 3, "сил"):
		o.what = archive.EffectRepeals
	case p.IsAny(k, "отменить", "отмене", "отменяется", "отменив"):
		o.what = archive.EffectRepeals
	case p.HasStem(k, "исключ") && !p.HasStem(k, "исключени", "исключительн"):
		o.what, o.parts = archive.EffectRepeals, true
		if x.ofWords(k, c) {
			o.what = archive.EffectAmends
		}
	case p.IsAny(k, "изложить", "изложив", "изложении") && within(k+1, 24, "редакци"):
		o.what = archive.EffectRestates
	case p.IsAny(k, "дополнить", "дополнив", "дополнении"):
		o.what = archive.EffectSupplements
	case p.IsAny(k, "внести", "внесении", "внося") &&
		(within(k+1, c.to-k-1, "изменени", "дополнени") || p.HasStem(k-1, "изменени", "дополнени")):
		o.what = archive.EffectAmends
	case p.IsAny(k, "заменить", "заменив"):
		o.what = archive.EffectAmends
	case p.IsAny(k, "приостановить", "приостановлении", "приостановив"):
		o.what = archive.EffectSuspends
	case p.IsAny(k, "продлить", "продлении", "продлив"):
		o.what = archive.EffectExtends
	case p.IsAny(k, "исправить", "исправлении", "исправив"):
		o.what = archive.EffectCorrects
	default:
		return order{}, false
	}
	o.from, o.to = k, k+1
	return o, true
}

// ofWords reports whether the verb at token k is said of words of a text: «слова «…» исключить».
func (x *finder) ofWords(k int, c clause) bool {
	for j := max(c.from, k-30); j < min(k+4, c.to); j++ {
		if x.p.HasStem(j, "слов", "цифр") && !x.p.HasStem(j, "слово «") {
			return true
		}
	}
	return false
}

// statement adds what a clause does, and returns what it says for the clauses below.
func (x *finder) statement(c clause, rule string) context {
	x.term(c)
	orders, open := x.orders(c)
	if len(orders) == 0 {
		x.approval(c)
	}
	acts := x.acts(c, open)
	above := x.above()
	var out context
	if len(orders) == 0 && above.what != "" && len(acts) > 0 &&
		(above.act.Number == "" || c.goes && x.p.At(c.from) == "от") {
		// an item of a list: «- от 24.11.2014 № 1386»
		orders, out.listed = []order{{what: above.what, from: c.from, to: c.from}}, true
	} else if above.what == archive.EffectAmends && above.act.Number == "" && len(acts) > 0 && len(orders) > 0 &&
		rule == ruleClause && orders[0].what != archive.EffectAmends {
		x.affect(archive.EffectAmends, acts, "", c, rule, above.from)
	}
	from := x.fromDay(c)
	if from.IsZero() {
		from = above.from
	}
	named := len(acts) > 0
	if !named && len(orders) > 0 {
		var act archive.Citation
		if act, named = x.meant(c, above, rule); act.Number != "" {
			acts = []archive.Citation{act}
		}
	}
	for n, o := range orders {
		if n == 0 {
			out.what, out.from = o.what, from
		}
		after := c.to
		if n+1 < len(orders) {
			after = orders[n+1].from
		}
		before := c.from
		if n > 0 {
			before = orders[n-1].to
		}
		parts := x.partsOf(o, before, after)
		if o.what == archive.EffectRepeals && parts[0] == "" && (o.parts || !named) {
			o.what = archive.EffectAmends // something of it that has no number
		}
		for _, part := range parts {
			x.affect(o.what, acts, part, c, rule, from)
		}
	}
	if len(acts) == 1 {
		out.act = acts[0]
	}
	if len(acts) > 1 && !c.opens {
		out.act = acts[len(acts)-1]
	}
	return out
}

// affect adds an effect on each of some acts.
func (x *finder) affect(what string, acts []archive.Citation, part string, c clause, rule string, from archive.Date) {
	for _, act := range acts {
		e := archive.Effect{What: what, Act: act, Part: part, From: from, Evidence: x.p.Evidence(rule, c.from, c.to)}
		if what == archive.EffectSuspends || what == archive.EffectExtends {
			e.Until = x.untilDay(c)
		}
		x.last = act
		x.add(e)
	}
}

// orders are the verbs of a clause that stand in no quotes; open are its tokens that do not, nil: all.
func (x *finder) orders(c clause) (orders []order, open []bool) {
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
		if o, ok := x.orderAt(k, c); ok {
			orders = append(orders, o)
		}
	}
	return orders, open
}

// acts are those that a clause names as what something is done to: not those that it rests on, and not
// those that amended them.
func (x *finder) acts(c clause, open []bool) []archive.Citation {
	var out []archive.Citation
	for _, m := range x.within(c) {
		if m.Edition || m.Act.Number == "" || m.Act.Date.Day == 0 || m.Act.Level == ruletext.LevelFederal ||
			!open[m.From-c.from] || x.rests(m, c) {
			continue
		}
		out = append(out, m.Act)
	}
	return out
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

// rests reports whether a clause rests on the act of a mention: «в соответствии с постановлением …».
func (x *finder) rests(m citation.Mention, c clause) bool {
	if m.Noun < c.from {
		return false
	}
	for k := m.Noun - 1; k >= max(c.from, m.Noun-8); k-- {
		if x.p.HasStem(k, grounds...) {
			return true
		}
		if x.p.IsAny(k, ",", ":", ";") || x.p.HasStem(k, "утвержденн") {
			return false
		}
	}
	return false
}

// above is what the clauses above say for those below.
func (x *finder) above() context {
	if n := len(x.stack); n > 0 {
		return x.stack[n-1]
	}
	return context{}
}

// meant is the act that a clause means without naming it: «указанное постановление», the one that a
// clause above names, that of the title. named: it is referred to as an act.
func (x *finder) meant(c clause, above context, rule string) (act archive.Citation, named bool) {
	p := x.p
	if rule == ruleTitle {
		return archive.Citation{}, false
	}
	programme := false
	for k := c.from; k < c.to; k++ {
		named = named || p.HasStem(k, this...) && p.HasStem(k+1, wording.ActStems...)
		programme = programme || p.HasStem(k, "программ")
	}
	for n := len(x.stack) - 1; n >= 0; n-- {
		if x.stack[n].act.Number != "" {
			return x.stack[n].act, named
		}
	}
	if named || programme || above.what != "" {
		return x.last, named
	}
	return archive.Citation{}, false
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
