package unit

import (
	"strconv"

	"letopis/index"
	"letopis/internal/query/words"
	"letopis/internal/rudate"
	"letopis/internal/text"
)

// month returns 1–12 for any form of a month's name, or one cut short, 0 for another word.
func month(w string) int { return max(rudate.Month(w), rudate.ShortMonth(w)) }

// between reads the number at place i when it is one from lo to hi, else returns 0.
func between(pl []words.Place, i, lo, hi int) int {
	if i >= len(pl) || len(pl[i].Exact) > 4 || !words.IsNumber(pl[i].Exact) {
		return 0
	}
	if n, err := strconv.Atoi(pl[i].Exact); err == nil && n >= lo && n <= hi {
		return n
	}
	return 0
}

// Years that a date may be of.
const minYear, maxYear = 1900, 2100

type date struct{ day, month, year int }

// dateAt reads the date of three places that begins at i, however it is written.
func dateAt(pl []words.Place, i int) (d date, ok bool) {
	day, year := between(pl, i, 1, 31), between(pl, i, minYear, maxYear)
	middle, lastYear := between(pl, i+1, 1, 12), between(pl, i+2, minYear, maxYear)
	switch {
	case day > 0 && lastYear > 0 && month(pl[i+1].Exact) > 0:
		return date{day, month(pl[i+1].Exact), lastYear}, true
	case day > 0 && middle > 0 && lastYear > 0:
		return date{day, middle, lastYear}, true
	case year > 0 && middle > 0 && between(pl, i+2, 1, 31) > 0:
		return date{between(pl, i+2, 1, 31), middle, year}, true
	case day > 0 && middle > 0 && between(pl, i+2, 1, 99) > 0 && dotted(pl[i:i+3]): // 21.07.17
		return date{day, middle, rudate.Century(between(pl, i+2, 1, 99))}, true
	}
	return date{}, false
}

// dotted reports whether pieces stand one character apart, the last two digits long.
func dotted(pl []words.Place) bool {
	return pl[0].End+1 == pl[1].Start && pl[1].End+1 == pl[2].Start && len(pl[2].Exact) == 2 && len(pl[0].Joined) == 0
}

// dates finds «21.07.2017», «2017-07-21», «21 июля 2017 г.» and «июль 2017».
func (m *Maker) dates(pl []words.Place) []span {
	var out []span
	for i := 0; i < len(pl); i++ {
		d, ok := dateAt(pl, i)
		if year := between(pl, i+1, minYear, maxYear); !ok && year > 0 && month(pl[i].Exact) > 0 {
			// Acts of the month, beside those that name it.
			own := index.Term{Field: "number", Term: text.MonthTerm(year, month(pl[i].Exact)), Boost: m.weights.Number}
			out = append(out, span{from: i, to: i + 2, more: []index.Expr{own}})
		}
		if !ok {
			continue
		}
		to := i + 3
		if to < len(pl) && (pl[to].Exact == "г" || pl[to].Exact == "года" || pl[to].Exact == "год") {
			to++
		}
		sp := m.dateSpan(i, to, d)
		exact := []string{pl[i].Exact, pl[i+1].Exact, pl[i+2].Exact}
		if len(exact[2]) == 2 && len(exact[0]) < 4 { // an act may leave the century out too
			sp.alts = append(sp.alts, index.Phrase{Field: "exact", Terms: exact, Boost: 1})
		}
		out = append(out, sp)
		i = to - 1
	}
	return out
}

// dateSpan matches a day however a document writes it.
func (m *Maker) dateSpan(from, to int, d date) span {
	own := index.Term{Field: "number", Term: text.DayTerm(d.year, d.month, d.day), Boost: m.weights.Number}
	sp := span{from: from, to: to, only: true, more: []index.Expr{own}}
	add := func(parts ...string) {
		for i, p := range parts {
			if t := m.text.AnalyzeQuery(p); len(t) > 0 && len(t[0].Stems) > 0 {
				parts[i] = t[0].Stems[0]
			}
		}
		sp.standIn(index.Phrase{Field: "body", Terms: parts, Boost: 1}, parts...)
		sp.alts = append(sp.alts, index.Phrase{Field: "title", Terms: parts, Boost: m.weights.Title})
	}
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	year, name := strconv.Itoa(d.year), rudate.Genitive(d.month)
	add(two(d.day), name, year)
	add(two(d.day), two(d.month), year)
	// «20–21 апреля 2011», «13 и 28 апреля 2011»: the day begins a span or a list.
	add(two(d.day), "", name, year)
	add(two(d.day), "", "", name, year)
	if d.day < 10 {
		add(strconv.Itoa(d.day), name, year)
	}
	if d.day < 10 || d.month < 10 {
		add(strconv.Itoa(d.day), strconv.Itoa(d.month), year)
	}
	return sp
}
