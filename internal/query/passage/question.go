package passage

import (
	"regexp"
	"slices"
	"strings"

	"letopis/internal/query/words"
	"letopis/internal/rudate"
	"letopis/internal/text"
)

// Question is what a query asks for.
type Question int

// The kinds of questions.
const (
	None   Question = iota
	Any             // «какие», «почему», «что такое»
	How             // «как получить», «можно ли»
	Number          // «сколько»
	Time            // «когда»
	Who             // «кто», «кому»
	Where           // «где», «куда»
)

var asking = map[Question]map[string]bool{
	Number: words.Set("сколько насколько"),
	Time:   words.Set("когда"),
	Who:    words.Set("кто кого кому кем"),
	Where:  words.Set("где куда откуда"),
	How:    words.Set("как можно может могут нужно надо положено положена положены ли"),
	Any:    words.Set("какой какая какое какие какого какую каких каким каком почему зачем чей чья чьи что"),
}

// Asks is what a query asks for: the most definite of its words of asking.
func Asks(query string) Question {
	typed := strings.FieldsFunc(text.Fold(query), func(r rune) bool { return !words.IsRune(r) && r != '-' })
	for _, q := range []Question{Number, Time, How, Who, Where, Any} {
		if slices.ContainsFunc(typed, func(w string) bool { return asking[q][w] }) {
			return q
		}
	}
	asked, ok := strings.CutSuffix(strings.TrimSpace(query), "?")
	if ok && !strings.HasSuffix(asked, "?") && len(typed) > 1 {
		return Any
	}
	return None
}

// What names who does something and where, and what says how it is done, begins so.
var (
	actors = strings.Fields(`администраци отдел управлени комитет департамент министерств глав заместител начальник
		директор учреждени организаци предприяти ответственн исполнител комисси служб общество`)
	spots = strings.Fields(`адрес улиц ул кабинет центр здани сайт портал мфц отдел администраци территори насел поселк сел
		деревн`)
	rules = strings.Fields(`право вправе могут может необходим предоставля выделя выплачива обязан подает подают представля
		обратит обраща осуществля производ`)
	amounts = strings.Fields("состав насчитыва достиг превы имеет имеют работа действу зарегистрирован – - :")
)

// answered reports whether a clause names what is asked for. said are the places in it that
// say the words asked.
func (q Question) answered(clause string, said []text.Span) bool {
	if last := strings.TrimRight(clause, " \t"); !strings.ContainsAny(last[max(0, len(last)-1):], ".;!?") {
		return false // a heading, a cell
	}
	typed := strings.Fields(text.Fold(clause))
	begins := func(stems []string) bool {
		return slices.ContainsFunc(typed, func(w string) bool { return words.HasStem(w, stems) })
	}
	switch q {
	case Number:
		return counts(clause, said)
	case Time:
		return hasTime(text.Fold(clause))
	case Who:
		return begins(actors)
	case Where:
		return begins(spots)
	case How:
		return begins(rules)
	}
	return q == Any
}

// times matches years, dates, and a number before a word that may be a month: «приложение 1» does not match.
var times = regexp.MustCompile(`(?:19|20)\d\d|\d{1,2}\.\d{1,2}\.|\d[ -]?(?:го |й )?(?:квартал|час|([а-я]+))`)

// hasTime reports whether a folded clause contains a year, a date or a part of a year.
func hasTime(clause string) bool {
	return slices.ContainsFunc(times.FindAllStringSubmatch(clause, -1), func(m []string) bool {
		return m[1] == "" || rudate.Month(m[1]) > 0 || rudate.ShortMonth(m[1]) > 0
	})
}

// amount is a number that is no year and no part of a date or a number of an act.
var amount = regexp.MustCompile(`(?:^|\s)([\p{L}–:-]+)?\s*(\d+(?:[ ,.]\d+)*)(?:\s+[\p{L}-]+\.?){0,2}`)

// counts reports whether a clause has a number of what is asked: «6 школ», «численность
// составила 5400 человек».
func counts(clause string, said []text.Span) bool {
	for _, m := range amount.FindAllStringSubmatchIndex(clause, -1) {
		if n := clause[m[4]:m[5]]; len(n) == 4 && (n[:2] == "19" || n[:2] == "20") {
			continue
		}
		if m[2] >= 0 && words.HasStem(text.Fold(clause[m[2]:m[3]]), amounts) ||
			slices.ContainsFunc(said, func(x text.Span) bool { return x.Start >= m[5] && x.End <= m[1] }) {
			return true
		}
	}
	return false
}
