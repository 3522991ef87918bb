package unit

import (
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// span is a run of places read as one thing: a date, a joined number, a
// synonym of several words. alts may stand in place of its words.
type span struct {
	from, to int          // places, half-open
	alts     []index.Expr // the best of the words and these counts
	more     []index.Expr // synonyms: each that is found adds to the score
	tells    float64      // the share of its weight that the word has, see asTelling; 0: all
	only     bool         // the alternatives replace the words instead of joining them
	marks    []func(*Marks)
	says     [][]string // stems that say the same, each list together
}

// standIn is another way to write a span, marked by these stems as the span itself.
func (sp *span) standIn(e index.Expr, stems ...string) {
	sp.alts, sp.says = append(sp.alts, e), append(sp.says, stems)
	sp.marks = append(sp.marks, func(to *Marks) { to.Stems(stems...) })
}

// expand adds what may stand in place of a span by a rule, and is marked as such by these stems.
func (sp *span) expand(e index.Expr, pl []words.Place, rule string, stems ...string) {
	why := text.Expansion{Of: typed(pl[sp.from:sp.to]), Rule: rule}
	sp.alts, sp.says = append(sp.alts, e), append(sp.says, stems)
	sp.marks = append(sp.marks, func(to *Marks) { to.Expansion(why, stems...) })
}

// typed is what places say, as it was typed.
func typed(pl []words.Place) string {
	var out []string
	for _, p := range pl {
		out = append(out, p.Exact)
	}
	return strings.Join(out, " ")
}

// joined finds what is written together out of several pieces: numbers of acts
// («131-ФЗ», also typed apart) and hyphenated words.
func (m *Maker) joined(pl []words.Place) []span {
	var out []span
	for i, p := range pl {
		for _, t := range p.Joined {
			to := i + 1
			for to < len(pl) && pl[to].End <= t.End {
				to++
			}
			if len(t.Stems) == 0 {
				continue
			}
			if words.HasDigit(t.Exact) {
				out = append(out, m.numberSpan(pl, i, to, t.Stems[0]))
			} else {
				sp := span{from: i, to: to}
				sp.standIn(m.anywhere(t.Stems[0], 1), t.Stems[0])
				out = append(out, sp)
			}
		}
		if i+1 < len(pl) && pointed(p, pl[i+1]) {
			sp := span{from: i, to: i + 2, only: true}
			sp.standIn(index.Phrase{Field: "exact", Terms: []string{p.Exact, pl[i+1].Exact}, Boost: 1}, p.Exact, pl[i+1].Exact)
			out = append(out, sp)
		}
		if len(p.Joined) == 0 && i+1 < len(pl) && words.IsNumber(p.Exact) && isNumberTail(pl[i+1].Exact) {
			whole := p.Exact + "-" + pl[i+1].Exact
			sp := span{from: i, to: i + 2}
			sp.standIn(m.anywhere(whole, 1), whole)
			out = append(out, sp)
		}
	}
	return out
}

// pointed reports whether two numbers are one: an article («ст. 170.1»), a decimal.
func pointed(p, next words.Place) bool {
	return words.IsNumber(p.Exact) && words.IsNumber(next.Exact) && p.End+1 == next.Start
}

// numberSpan is a number of several pieces: as a whole, or its pieces in a row.
// An ordinal («61-й») and a number with its sign («n291») are the number alone.
func (m *Maker) numberSpan(pl []words.Place, from, to int, whole string) span {
	bare, need := "", index.Expr(nil)
	switch first, last := pl[from].Exact, pl[to-1].Exact; {
	case to == from+2 && words.IsNumber(first) && ordinalEndings[last]:
		bare, need = first, m.anywhere(first, 1)
	case to == from+2 && words.IsNumber(last) && (first == "n" || first == "no"):
		bare, need = last, m.numbered(last)
	}
	sp := span{from: from, to: to, only: true}
	if bare != "" {
		sp.standIn(need, bare)
		return sp
	}
	var pieces, stems []string
	for _, p := range pl[from:to] {
		pieces = append(pieces, p.Exact)
		if len(p.Stems) > 0 {
			stems = append(stems, p.Stems[0])
		}
	}
	sp.standIn(m.anywhere(whole, 1), whole)
	sp.standIn(index.Phrase{Field: "exact", Terms: pieces, Boost: 1}, stems...)
	return sp
}

var ordinalEndings = words.Set("й ый ой ий я ая е ое го ого му ому м ым ом х ых ю ую ти")

// isNumberTail reports whether a word may be the letters of an act's number:
// «131 ФЗ», «179 а», «45 рп».
func isNumberTail(s string) bool {
	n := utf8.RuneCountInString(s)
	return n <= 3 && words.OnlyLetters(s) && s != "№" && !notTails[s]
}

var notTails = words.Set(
	"г гг год лет и в на от по до за с к о об из для или руб тыс млн км м кв куб мм кг га мая шт дом")
