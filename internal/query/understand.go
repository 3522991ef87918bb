package query

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/text"
)

// unit is one thing the reader requires: a word, several that belong together, a
// number, a date, an exact phrase. A query requires all its units.
type unit struct {
	need index.Expr // selects and scores
	// each is what need asks word by word, for when fewer words are required; nil
	// for what is only found as a whole.
	each  []index.Expr
	loose index.Expr   // what an exact phrase is read as when it finds nothing; else nil
	words []word       // for proximity and exact forms; nil for what is not plain text
	marks func(*marks) // adds what this unit matches to the marks
}

// word is one position of the query.
type word struct {
	stem, exact string
	pos         int
	date        bool
	number      bool // the number of an act
}

// place is a position of analysed query text: its word and the tokens that join
// it with the words after it («131-фз» of 131 and фз).
type place struct {
	text.Token
	joined []text.Token
}

// places groups tokens by position. The shortest token at a position is its
// word; longer ones join several positions.
func places(tokens []text.Token) []place {
	var out []place
	for i := 0; i < len(tokens); {
		j := i + 1
		for j < len(tokens) && tokens[j].Pos == tokens[i].Pos {
			j++
		}
		group := slices.Clone(tokens[i:j])
		slices.SortStableFunc(group, func(a, b text.Token) int { return (a.End - a.Start) - (b.End - b.Start) })
		p := place{Token: group[0]}
		for _, t := range group[1:] {
			if t.End > p.End {
				p.joined = append(p.joined, t)
			}
		}
		out = append(out, p)
		i = j
	}
	return out
}

// span is a run of places read as one thing: a date, a joined number, a
// synonym of several words. alts may stand in place of its words.
type span struct {
	from, to int          // places, half-open
	alts     []index.Expr // the best of the words and these counts
	more     []index.Expr // synonyms: each that is found adds to the score
	only     bool         // the alternatives replace the words instead of joining them
	marks    []func(*marks)
}

// understand turns plain text into units.
func (s *Service) understand(ctx context.Context, v *vocabulary, tokens []text.Token) []unit {
	pl := places(tokens)
	if !slices.ContainsFunc(pl, meaningful) {
		return nil
	}
	spans := s.dates(pl)
	spans = append(spans, s.joined(pl)...)
	if s.weights.Synonym > 0 {
		spans = append(spans, s.synonyms.spans(s, v, pl)...)
	}
	if s.weights.Compound > 0 {
		spans = append(spans, s.compounds(ctx, v, pl)...)
	}
	spans = append(spans, s.placeSpans(v, pl)...)
	return s.units(v, unasked(pl), spans)
}

func meaningful(p place) bool { return !p.Stop && len(p.Stems) > 0 }

// questionWords are what people put a question with, or speak of themselves:
// «где оформить субсидию», «как открыть своё дело». Acts do not answer in these
// words.
var questionWords = wordSet(`где куда откуда кто кого кому кем когда сколько почему зачем чей чья
	какой какая какое какие какого какую каком каких каким можно нужно надо нельзя хочу хотим есть нет ли будет
	я мы мне меня мной нам нас мой моя мое мои моего моей моих наш наша наше наши нашего нашей нашем
	свой своя свое свои своего своей своих своему своим подскажите скажите пожалуйста прошу здравствуйте интересует узнать посмотреть найти скачать`)

var yearWords = wordSet("год года году годом годы годов годам годах гг")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// unasked makes stop words of question words, and of «год» after a year, unless
// there is nothing else.
func unasked(pl []place) []place {
	out := slices.Clone(pl)
	for i := range out {
		year := i > 0 && yearWords[out[i].Exact] && len(pl[i-1].Exact) == 4 && isNumber(pl[i-1].Exact)
		out[i].Stop = out[i].Stop || year || questionWords[out[i].Exact]
	}
	if !slices.ContainsFunc(out, meaningful) {
		return pl
	}
	return out
}

// joined finds what is written together out of several pieces: numbers of acts
// («131-ФЗ», also typed apart) and hyphenated words.
func (s *Service) joined(pl []place) []span {
	var out []span
	for i, p := range pl {
		for _, t := range p.joined {
			to := i + 1
			for to < len(pl) && pl[to].End <= t.End {
				to++
			}
			if len(t.Stems) == 0 {
				continue
			}
			if hasDigit(t.Exact) {
				out = append(out, s.numberSpan(pl, i, to, t.Stems[0]))
			} else {
				out = append(out, span{from: i, to: to, alts: []index.Expr{s.anywhere(t.Stems[0], 1)},
					marks: []func(*marks){func(m *marks) { m.stem(t.Stems[0]) }}})
			}
		}
		if len(p.joined) == 0 && i+1 < len(pl) && isNumber(p.Exact) && isNumberTail(pl[i+1].Exact) {
			whole := p.Exact + "-" + pl[i+1].Exact
			out = append(out, span{from: i, to: i + 2, alts: []index.Expr{s.anywhere(whole, 1)},
				marks: []func(*marks){func(m *marks) { m.stem(whole) }}})
		}
	}
	return out
}

// numberSpan is a number of several pieces: as a whole, or its pieces in a row.
// An ordinal («61-й») and a number with its sign («n291») are the number alone.
func (s *Service) numberSpan(pl []place, from, to int, whole string) span {
	bare, need := "", index.Expr(nil)
	switch first, last := pl[from].Exact, pl[to-1].Exact; {
	case to == from+2 && isNumber(first) && ordinalEndings[last]:
		bare, need = first, s.anywhere(first, 1)
	case to == from+2 && isNumber(last) && (first == "n" || first == "no"):
		bare, need = last, s.numbered(last)
	}
	if bare != "" {
		return span{from: from, to: to, only: true, alts: []index.Expr{need},
			marks: []func(*marks){func(m *marks) { m.stem(bare) }}}
	}
	var pieces, stems []string
	for _, p := range pl[from:to] {
		pieces = append(pieces, p.Exact)
		if len(p.Stems) > 0 {
			stems = append(stems, p.Stems[0])
		}
	}
	return span{from: from, to: to, only: true,
		alts: []index.Expr{s.anywhere(whole, 1), index.Phrase{Field: "exact", Terms: pieces, Boost: 1}},
		marks: []func(*marks){func(m *marks) {
			m.stem(whole)
			m.stems(stems)
		}}}
}

var ordinalEndings = wordSet("й ый ой ий я ая е ое го ого му ому м ым ом х ых ю ую ти")

func isNumber(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// isNumberTail tells whether a word may be the letters of an act's number:
// «131 ФЗ», «179 а», «45 рп».
func isNumberTail(s string) bool {
	n := utf8.RuneCountInString(s)
	return n <= 3 && onlyLetters(s) && s != "№" && !notTails[s]
}

var notTails = wordSet("г гг год лет и в на от по до за с к о об из для или руб тыс млн км га мая шт дом")

// months by the first letters of their names, as people abbreviate them.
var months = []string{"январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"}

// month returns 1–12 for any form of a month's name, 0 for another word.
func month(w string) int {
	for i, m := range months {
		if rest, ok := strings.CutPrefix(w, m); ok && slices.Contains([]string{"", "а", "у", "е", "ом", "ь", "я", "ю", "ем", "й"}, rest) {
			return i + 1
		}
	}
	return 0
}

// dates finds «21.07.2017», «2017-07-21», «21 июля 2017 г.» and «июль 2017».
func (s *Service) dates(pl []place) []span {
	num := func(i, lo, hi int) int {
		if i >= len(pl) || len(pl[i].Exact) > 4 || !isNumber(pl[i].Exact) {
			return 0
		}
		if n, err := strconv.Atoi(pl[i].Exact); err == nil && n >= lo && n <= hi {
			return n
		}
		return 0
	}
	var out []span
	for i := 0; i < len(pl); i++ {
		d, m, y, to := 0, 0, 0, 0
		switch {
		case num(i, 1, 31) > 0 && i+2 < len(pl) && month(pl[i+1].Exact) > 0 && num(i+2, 1900, 2100) > 0:
			d, m, y, to = num(i, 1, 31), month(pl[i+1].Exact), num(i+2, 1900, 2100), i+3
		case num(i, 1, 31) > 0 && num(i+1, 1, 12) > 0 && num(i+2, 1900, 2100) > 0:
			d, m, y, to = num(i, 1, 31), num(i+1, 1, 12), num(i+2, 1900, 2100), i+3
		case num(i, 1900, 2100) > 0 && num(i+1, 1, 12) > 0 && num(i+2, 1, 31) > 0:
			d, m, y, to = num(i+2, 1, 31), num(i+1, 1, 12), num(i, 1900, 2100), i+3
		case num(i, 1, 31) > 0 && num(i+1, 1, 12) > 0 && num(i+2, 1, 99) > 0 && dotted(pl[i:i+3]): // 21.07.17
			d, m, y, to = num(i, 1, 31), num(i+1, 1, 12), 2000+num(i+2, 1, 99), i+3
			if y > 2050 {
				y -= 100
			}
		case month(pl[i].Exact) > 0 && num(i+1, 1900, 2100) > 0: // acts of the month, beside those that name it
			own := index.Term{Field: "number", Term: text.MonthTerm(num(i+1, 1900, 2100), month(pl[i].Exact)), Boost: s.weights.Number}
			out = append(out, span{from: i, to: i + 2, more: []index.Expr{own}})
			continue
		default:
			continue
		}
		if to < len(pl) && (pl[to].Exact == "г" || pl[to].Exact == "года" || pl[to].Exact == "год") {
			to++
		}
		sp := s.dateSpan(i, to, d, m, y)
		if exact := []string{pl[i].Exact, pl[i+1].Exact, pl[i+2].Exact}; len(exact[2]) == 2 && len(exact[0]) < 4 { // an act may leave the century out too
			sp.alts = append(sp.alts, index.Phrase{Field: "exact", Terms: exact, Boost: 1})
		}
		out = append(out, sp)
		i = to - 1
	}
	return out
}

// dotted tells whether pieces stand one character apart, the last two digits long.
func dotted(pl []place) bool {
	return pl[0].End+1 == pl[1].Start && pl[1].End+1 == pl[2].Start && len(pl[2].Exact) == 2 && len(pl[0].joined) == 0
}

var monthNames = []string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"}

// dateSpan matches a day however a document writes it.
func (s *Service) dateSpan(from, to, d, m, y int) span {
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	sp := span{from: from, to: to, only: true,
		more: []index.Expr{index.Term{Field: "number", Term: text.DayTerm(y, m, d), Boost: s.weights.Number}}}
	add := func(parts ...string) {
		for i, p := range parts {
			if t := s.text.AnalyzeQuery(p); len(t) > 0 && len(t[0].Stems) > 0 {
				parts[i] = t[0].Stems[0]
			}
		}
		sp.alts = append(sp.alts, index.Phrase{Field: "body", Terms: parts, Boost: 1}, index.Phrase{Field: "title", Terms: parts, Boost: s.weights.Title})
		sp.marks = append(sp.marks, func(m *marks) { m.stems(parts) })
	}
	year := strconv.Itoa(y)
	add(two(d), monthNames[m-1], year)
	add(two(d), two(m), year)
	// «20–21 апреля 2011», «13 и 28 апреля 2011»: the day begins a span or a list.
	add(two(d), "", monthNames[m-1], year)
	add(two(d), "", "", monthNames[m-1], year)
	if d < 10 {
		add(strconv.Itoa(d), monthNames[m-1], year)
	}
	if d < 10 || m < 10 {
		add(strconv.Itoa(d), strconv.Itoa(m), year)
	}
	return sp
}
