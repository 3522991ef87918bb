package edition

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/internal/rudate"
)

// place parses the numbers and the name of a place whose noun is token i.
func (g *grammar) place(i int, k Kind, added bool) int {
	j := i + 1
	for g.at(j) == "." || g.at(j) == "№" || g.at(j) == "n" {
		j++
	}
	s := Step{Kind: k}
	switch {
	case k == Paragraph && g.is(j, quote) && !added: // rows of passports are called that, too
		s.Kind, k = Row, Row
	case k == Row && ordinal(g.at(j)) > 0:
		return i // rows are identified by their first cell, not by position
	}
	var numbers []string
	for {
		n, next := g.number(j, k)
		if n == "" {
			break
		}
		if j = next; isDash(g.at(j)) && g.is(j+1, number) && k != Paragraph { // «пункты 4 – 6»
			n, j = n+"-"+strings.Trim(g.at(j+1), "."), j+2
		}
		numbers = append(numbers, n)
		if g.at(j) == "." && g.is(j+1, quote) {
			j++
		}
		if more, _ := g.number(j+1, k); !(g.at(j) == "," || g.at(j) == "и") || more == "" {
			break
		}
		j++
	}
	if g.is(j, quote) && k != Paragraph && k != Sentence && !(added && len(numbers) > 0 && k != Annex) {
		s.Name = g.t[j].s
		j++
		for ; k == Row && !added && len(numbers) == 0 && (g.at(j) == "," || g.at(j) == "и") && g.is(j+1, quote); j += 2 {
			g.add(s) // «позиции «Сроки», «Объемы финансирования»»
			s.Name = g.t[j+1].s
		}
	}
	alone := k == Annex || k == Passport || k == Title || k == Preamble || k == Subprogram || k == Table
	if len(numbers) == 0 && s.Name == "" && !alone && !added {
		return i
	}
	if len(numbers) == 0 {
		numbers = []string{""}
	}
	for _, n := range numbers {
		for _, one := range expand(n) {
			s.Number = one
			if added {
				g.cur.added = append(g.cur.added, s)
			} else {
				g.add(s)
			}
		}
	}
	return j
}

// maxRange limits the numbers in a range such as «приложения 1-6».
const maxRange = 50

// expand returns the numbers of a range or list: «3-5», «2.3–2.5», «1,2».
func expand(n string) []string {
	if strings.Contains(n, ",") {
		return strings.Split(n, ",")
	}
	a, b, ok := strings.Cut(strings.ReplaceAll(n, "–", "-"), "-")
	head := ""
	if i := strings.LastIndexByte(a, '.'); i >= 0 && strings.HasPrefix(b, a[:i+1]) {
		head, a, b = a[:i+1], a[i+1:], b[i+1:]
	}
	from, err := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if !ok || err != nil || err2 != nil || to <= from || to-from > maxRange {
		return []string{n}
	}
	var out []string
	for ; from <= to; from++ {
		out = append(out, head+strconv.Itoa(from))
	}
	return out
}

func isDash(s string) bool { return s == "-" || s == "–" || s == "—" }

// number parses the number of a place at token i, or returns "".
func (g *grammar) number(i int, k Kind) (n string, next int) {
	w := g.at(i)
	if w == "№" || w == "n" {
		i++
		w = g.at(i)
	}
	switch {
	case g.is(i, number):
		return strings.Trim(w, "."), i + 1
	case g.is(i, quote) && len([]rune(g.t[i].s)) == 1 && (k == Subitem || k == Item):
		return strings.ToLower(g.t[i].s), i + 1
	case g.is(i, word) && ordinal(w) > 0:
		return strconv.Itoa(ordinal(w)), i + 1
	case g.is(i, word) && roman(w):
		return strings.ToUpper(strings.NewReplacer("х", "x", "і", "i").Replace(w)), i + 1
	}
	return "", i
}

// roman reports whether a word is a Roman numeral in Latin letters or their look-alikes.
func roman(w string) bool { return w != "" && strings.Trim(w, "ivxlхі") == "" }

func (g *grammar) add(s Step) { g.cur.where.Steps = append(g.cur.where.Steps, s) }

// maxActRef is the maximum number of tokens between the kind of an act and its date.
const maxActRef = 30

// actAt parses a reference to an act whose kind is token i, with its date and number if they follow.
func (g *grammar) actAt(i int) int {
	g.out.act = true
	for j := i + 1; j < min(len(g.t), i+maxActRef); j++ {
		w := g.at(j)
		if w == "от" {
			if ref, next, ok := g.ref(j); ok {
				g.out.ref = ref
				return g.skipName(next)
			}
		}
		if w == "№" || w == "n" {
			if ref, next, ok := g.refBefore(j); ok {
				g.out.ref = ref
				return g.skipName(g.year(next))
			}
		}
		if _, words := wordsRole(w, ""); words || verbOf(w) != noVerb || w == ":" || w == "," || w == "(" || w == "внести" {
			break
		}
	}
	return g.skipName(i + 1)
}

// ref parses «от 14.10.2013 № 854» at token i.
func (g *grammar) ref(i int) (ref Ref, next int, ok bool) {
	day, j, ok := g.date(i + 1)
	if !ok {
		return Ref{}, i, false
	}
	for j = g.year(j); g.at(j) == "№" || g.at(j) == "n"; j++ {
		ok = false
	}
	if ok || !g.is(j, number) && !g.is(j, word) {
		return Ref{}, i, false
	}
	n, next := g.suffixed(j)
	return Ref{n, day}, next, true
}

// refBefore parses «№ 854 от 14.10.2013» at token i.
func (g *grammar) refBefore(i int) (ref Ref, next int, ok bool) {
	if !g.is(i+1, number) {
		return Ref{}, i, false
	}
	n, j := g.suffixed(i + 1)
	if g.at(j) != "от" {
		return Ref{}, i, false
	}
	day, next, ok := g.date(j + 1)
	return Ref{n, day}, next, ok
}

// suffixed returns the number of an act at token i including a suffix separated by spaces: «895 - п».
func (g *grammar) suffixed(i int) (n string, next int) {
	n = g.at(i)
	if g.is(i, number) && isDash(g.at(i+1)) && g.is(i+2, word) && utf8.RuneCountInString(g.at(i+2)) <= 3 {
		return n + "-" + g.at(i+2), i + 3
	}
	return n, i + 1
}

// year skips «г.» or «года» after a date.
func (g *grammar) year(i int) int {
	for g.at(i) == "г" || g.at(i) == "." || g.at(i) == "года" {
		i++
	}
	return i
}

// date parses a date at token i.
func (g *grammar) date(i int) (day string, next int, ok bool) {
	if !g.is(i, number) && !g.is(i, quote) {
		return "", i, false
	}
	first := strings.TrimSuffix(g.t[i].s, "г") // «14.10.2013г.»
	if p := strings.Split(first, "."); len(p) == 3 && len(p[2]) == 4 {
		d, ok := rudate.Of(p[0], p[1], p[2])
		return d.String(), i + 1, ok
	}
	if g.is(i+1, word) && g.is(i+2, number) && len(g.at(i+2)) == 4 {
		d, ok := rudate.Of(first, g.at(i+1), g.at(i+2))
		return d.String(), i + 3, ok
	}
	return "", i, false
}

// thingAt parses what an act approves, whose noun is token i.
func (g *grammar) thingAt(i int) int {
	t := thing(g.at(i))
	if p, ok := g.aliases[t]; ok && g.cur.where.Thing == "" {
		g.cur.where.Thing = p.Thing
		g.cur.where.Steps = append(g.cur.where.Steps, p.Steps...)
	} else if g.cur.where.Thing == "" {
		g.cur.where.Thing = t
	}
	return g.skipName(i + 1)
}

// skipName skips the rest of a name: «Положение о бюджетном процессе», «муниципальную программу «…»».
func (g *grammar) skipName(i int) int {
	for {
		year := g.is(i, number) && (len(g.at(i)) >= len("2014") || strings.HasPrefix(g.at(i+1), "год"))
		name := g.is(i, quote) && g.at(i-1) != ":"
		if !year && !name && !(g.is(i, word) && !g.endsName(i)) {
			return i
		}
		i++
	}
}

// endsName reports whether token i is a word with a meaning in instructions, which therefore ends a name.
func (g *grammar) endsName(i int) bool {
	w := g.at(i)
	_, words := wordsRole(w, "")
	k, added, place := noun(w)
	_, cut := short[w]
	numbered := g.is(i+1, number) || g.is(i+1, quote) || g.at(i+1) == "№" || g.at(i+1) == "n" || ordinal(g.at(i+1)) > 0
	n, _ := g.number(i+1, Section)
	switch {
	case words, isAct(w), verbOf(w) != noVerb, place && (added || numbered || n != ""),
		place && slices.Contains([]Kind{Annex, Passport, Title, Preamble, Table}, k), cut && (numbered || g.at(i+1) == "."):
		return true
	case ordinal(w) > 0:
		_, _, place = noun(g.at(i + 1))
		return place
	}
	return slices.Contains([]string{"признать", "считать", "внести", "после", "перед", "согласно", "по", "от",
		"тексте", "тексту"}, w) ||
		numbered && hasPrefix(w, unsupportedPlaces) ||
		strings.HasPrefix(w, "утвержд") || strings.HasPrefix(w, "следующ") || strings.HasPrefix(w, "изменени")
}

// annexOf parses «согласно приложению № 2 к настоящему постановлению» or «прилагаемой редакции» at token i.
func (g *grammar) annexOf(i int) int {
	if g.at(i) != "согласно" {
		g.cur.annex = []string{""}
		return i + 1
	}
	if !strings.HasPrefix(g.at(i+1), "приложени") { // also «согласно приложения»
		return i
	}
	j := i + 2
	for {
		n, next := g.number(j, Annex)
		if n == "" {
			break
		}
		g.cur.annex = append(g.cur.annex, expand(n)...)
		j = next
		if more, _ := g.number(j+1, Annex); !(g.at(j) == "," || g.at(j) == "и") || more == "" {
			break
		}
		j++
	}
	if len(g.cur.annex) == 0 {
		g.cur.annex = []string{""}
	}
	g.out.list = true
	if w := g.at(j + 1); g.at(j) == "к" && (strings.HasPrefix(w, "настоящ") || strings.HasPrefix(w, "данн")) {
		g.cur.ofList = strings.HasPrefix(g.at(j+2), "изменени")
		j += 3
	}
	return j
}
