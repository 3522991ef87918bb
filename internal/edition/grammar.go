package edition

import (
	"slices"
	"strconv"
	"strings"
)

// role is the function of quoted words in an order.
type role uint8

const (
	oldWords role = iota // «слова «…»»
	newWords             // «словами «…»»
	behind               // «после слов «…»»
	ahead                // «перед словами «…»»
	fresh                // a new wording
	roles
)

// order is an instruction with one verb.
type order struct {
	verb   verb
	where  Place
	added  []Step
	words  [roles][]token
	annex  []string // numbers of the annexes with the new wordings, "" for the only one
	ofList bool     // annexed to the list of changes: «к настоящим изменениям»
	each   bool     // wherever the words occur
	after  bool     // the last step of the path is what to add after: «после строки 2»
	bends  bool     // in each grammatical case
	pairs  bool     // «соответственно»
	lead   []Step   // the part of the path before the verb, which also applies to following orders
	above  []Step   // lead of the previous order
}

// statement is the meaning of a sentence.
type statement struct {
	orders []order
	ref    Ref
	act    bool   // an act is named or meant
	enters bool   // «внести изменения»
	list   bool   // the changes are listed in an annex
	alias  string // the alias that «(далее - Порядок)» introduces for the place
	why    Reason // empty if every word was understood
}

// grammar parses the tokens of a sentence.
type grammar struct {
	t       []token
	aliases map[string]Place
	out     statement
	cur     order
	seps    int   // number of commas and «и» since the verb
	saved   order // the order at the first of them
}

// understand parses a sentence.
func understand(s *sentence, aliases map[string]Place) statement {
	g := grammar{t: s.tokens, aliases: aliases}
	for i := 0; i < len(g.t); {
		next := g.step(i)
		if next <= i {
			g.out.why = Unread
			w := g.at(i)
			if k, _, ok := noun(w); hasPrefix(w, unsupportedPlaces) || ok && k == Row {
				g.out.why = Cells
			}
			break
		}
		i = next
	}
	g.out.orders = append(g.out.orders, g.cur.whole())
	if s.broken {
		g.out.why = Quotes
	}
	return g.out
}

func (g *grammar) at(i int) string {
	if i < 0 || i >= len(g.t) || g.t[i].kind == quote {
		return ""
	}
	return g.t[i].s
}

func (g *grammar) is(i int, k tokenKind) bool { return i >= 0 && i < len(g.t) && g.t[i].kind == k }

// step parses what begins at token i and returns the index of the token after it, or i if it was not understood.
func (g *grammar) step(i int) int {
	w := g.at(i)
	switch {
	case g.is(i, sign):
		return g.sign(i)
	case g.is(i, quote):
		return g.quoted(i)
	case renumbers(g.t, i):
		return g.verb(i, renumber)
	case verbOf(w) != noVerb:
		return g.verb(i, verbOf(w))
	case w == "признать" || w == "считать":
		if slices.ContainsFunc(g.t[i:], func(t token) bool { return t.kind == word && verbOf(t.s) == repeal }) {
			return i + 1
		}
		return i
	case strings.HasPrefix(w, "соответствующ") || strings.HasPrefix(w, "падеж"):
		g.cur.bends = true
		return i + 1
	case w == "соответственно":
		g.cur.pairs = true
		return i + 1
	case w == "тексту" || w == "тексте":
		g.cur.each = true
		return i + 1
	case w == "редакции", w == "содержания", w == "следующей", w == "следующего", w == "силу",
		w == "по" && (g.at(i+1) == "тексту" || g.at(i+2) == "тексту"), w == "всему", w == "всем",
		w == "на" && g.cur.verb == change, strings.HasPrefix(w, "утвержд"), w == "далее", w == "числе" && g.cur.bends:
		return i + 1
	case w == "согласно" || strings.HasPrefix(w, "прилагае"):
		return g.annexOf(i)
	case w == "с":
		if _, next, ok := g.date(i + 1); ok { // the effective date is part of the act's deeds
			return g.year(next)
		}
	}
	return g.phrase(i, w)
}

// phrase parses words, places, acts and what they approve.
func (g *grammar) phrase(i int, w string) int {
	if r, ok := wordsRole(w, g.at(i-1)); ok {
		return g.list(i+1, r)
	}
	if w == "после" || w == "перед" {
		if _, added, ok := noun(g.at(i + 1)); ok && !added {
			if w == "перед" || g.cur.after {
				return i // inserting before a place is not supported
			}
			g.cur.after = true
		}
		return i + 1
	}
	if k, ok := short[w]; ok && (g.is(i+1, number) || g.at(i+1) == "." && g.is(i+2, number)) {
		return g.place(i, k, false)
	}
	if ordinal(w) > 0 {
		if k, added, ok := noun(g.at(i + 1)); ok && !added && k != Row {
			g.add(Step{Kind: k, Number: strconv.Itoa(ordinal(w))})
			return i + 2
		}
	}
	if k, added, ok := noun(w); ok {
		if k == Section && g.at(i+1) == "таблицы" { // «раздел таблицы «Объемы финансирования»»
			j := i + 1
			if g.at(j+1) == ":" {
				j++
			}
			if !g.is(j+1, quote) {
				return i
			}
			return g.place(j, Row, false)
		}
		return g.place(i, k, added && (g.cur.verb == supply || g.cur.verb == renumber))
	}
	switch {
	case isAct(w):
		return g.actAt(i)
	case thing(w) != "":
		return g.thingAt(i)
	case w == "и":
		if g.lists(i + 1) {
			return i
		}
		g.separate()
		return i + 1
	case adjective(w) && (thing(g.at(i+1)) != "" || adjective(g.at(i+1)) && thing(g.at(i+2)) != ""):
		return i + 1
	case isFiller(w):
		g.out.enters = g.out.enters || w == "внести" || w == "вносимые" || w == "вносятся"
		return i + 1
	}
	return i
}

// wordsRole returns the role of the words that w announces after the word before.
func wordsRole(w, before string) (role, bool) {
	switch w {
	case "слова", "слово", "слов", "словосочетание", "цифры", "цифру", "цифр", "цифра", "число", "числа":
		switch before {
		case "после":
			return behind, true
		case "на":
			return newWords, true
		}
		return oldWords, true
	case "словами", "словом", "словосочетанием", "цифрами", "цифрой", "числом", "числами":
		if before == "перед" {
			return ahead, true
		}
		return newWords, true
	}
	return 0, false
}

// list parses quotations separated by commas and «и».
func (g *grammar) list(i int, r role) int {
	if g.at(i) == ":" {
		i++
	}
	if !g.is(i, quote) {
		return 0
	}
	for {
		g.cur.words[r] = append(g.cur.words[r], g.t[i])
		if i++; !(g.at(i) == "," || g.at(i) == "и") || !g.is(i+1, quote) {
			return i
		}
		i++
	}
}

// lists reports whether an «и» before the verb is followed by another place next to the current one rather than a
// part of it: «раздел 3 и приложение 2».
func (g *grammar) lists(i int) bool {
	if g.at(i) == "в" {
		i++
	}
	k, added, ok := noun(g.at(i))
	return ok && !added && g.cur.verb == noVerb && len(g.cur.where.Steps) > 0 &&
		!slices.ContainsFunc(g.cur.where.Steps, func(s Step) bool { return s.Kind == k })
}

// sign parses a sign; the contents of brackets are mostly irrelevant.
func (g *grammar) sign(i int) int {
	switch g.at(i) {
	case "(":
		return g.brackets(i)
	case ",":
		g.separate()
		return i + 1
	case ".", ":", "-", "–", "—":
		return i + 1
	}
	return i
}

// brackets parses «(далее - Порядок)» and «(прилагается)» and skips other brackets.
func (g *grammar) brackets(i int) int {
	depth, j := 0, i
	for ; j < len(g.t); j++ {
		switch g.at(j) {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 0 {
			break
		}
	}
	if j == len(g.t) {
		return i
	}
	for k := i + 1; k < j; k++ {
		switch w := g.at(k); {
		case strings.HasPrefix(w, "прилага"):
			g.cur.annex = []string{""}
		case w == "приложение" && k == i+1 && g.cur.verb == restate: // «изложить в новой редакции (приложение 2)»
			n, _ := g.number(k+1, Annex)
			g.cur.annex = []string{n}
		case g.at(i+1) == "далее" && g.is(k, word) && thing(w) != "" && g.out.alias == "":
			// «(далее - паспорт Программы)» is not an alias of the programme
			if _, _, part := noun(g.at(k - 1)); !part {
				g.out.alias = thing(w)
			}
		}
	}
	return j + 1
}

// quoted parses a quotation without an announcing word: a new wording, or the name of what precedes it.
func (g *grammar) quoted(i int) int {
	before := g.at(i - 1)
	switch {
	case before == ":" || before == "содержания" || before == "редакции":
		g.cur.words[fresh] = append(g.cur.words[fresh], g.t[i])
		return i + 1
	case before == "на" && g.cur.verb == change:
		return g.list(i, newWords)
	}
	return i
}

// verb parses a verb. Whatever follows the comma after the previous order belongs to this one.
func (g *grammar) verb(i int, v verb) int {
	if g.cur.verb != noVerb {
		if g.seps != 1 {
			return i
		}
		before := g.saved.whole()
		g.out.orders = append(g.out.orders, before)
		g.cur = g.since(g.saved)
		g.cur.above = before.lead
	}
	g.cur.verb = v
	g.cur.lead = slices.Clone(g.cur.where.Steps)
	if n := len(g.cur.lead); v == renumber && n > 0 { // the new place is next to the clause, not inside it
		last := slices.MaxFunc(g.cur.lead, func(a, b Step) int { return int(a.Kind) - int(b.Kind) }).Kind
		g.cur.lead = slices.DeleteFunc(g.cur.lead, func(s Step) bool { return s.Kind == last })
	}
	g.seps = 0
	return i + 1
}

// separate records that an order may end here.
func (g *grammar) separate() {
	if g.cur.verb == noVerb {
		return
	}
	if g.seps++; g.seps == 1 {
		g.saved = g.snapshot()
	}
}

// snapshot returns a copy of the current order.
func (g *grammar) snapshot() order {
	o := g.cur
	o.where.Steps, o.added = slices.Clone(o.where.Steps), slices.Clone(o.added)
	for r := range o.words {
		o.words[r] = slices.Clone(o.words[r])
	}
	return o
}

// whole returns an order with its path extended by that of the previous one, as far as they fit.
func (o order) whole() order {
	outer := clauseKinds + 99
	for _, s := range o.where.Steps {
		outer = min(outer, s.Kind)
	}
	var steps []Step
	for _, s := range o.above {
		if s.Kind < outer {
			steps = append(steps, s)
		}
	}
	o.where.Steps = append(slices.Clone(steps), o.where.Steps...)
	o.lead = append(slices.Clone(steps), o.lead...)
	return o
}

// since returns what was said after an order ended.
func (g *grammar) since(before order) order {
	o := order{each: g.cur.each && !before.each, bends: g.cur.bends && !before.bends,
		after: g.cur.after && !before.after, ofList: g.cur.ofList && !before.ofList}
	o.where.Thing = g.cur.where.Thing
	o.where.Steps = slices.Clone(g.cur.where.Steps[len(before.where.Steps):])
	o.added = g.cur.added[len(before.added):]
	for r := range o.words {
		o.words[r] = g.cur.words[r][len(before.words[r]):]
	}
	return o
}
