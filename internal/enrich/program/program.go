package program

import (
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/toponym"
	"letopis/internal/enrich/wordform"
	"letopis/internal/enrich/wording"
)

// mention is a programme named at one place of a text.
type mention struct {
	at, end int    // tokens: from its first adjective to the end of the name
	word    int    // the token «программ…»
	name    string // as shown, nominative
	key     string // equal for variants of the name
	level   string
	quoted  bool
	year    int  // the first of its years, 0 when it has none
	sub     bool // named as a subprogramme of another
	project bool // a national or federal project
	part    bool // a subprogramme
	short   bool // a title's words for what is named below
	plan    bool // the plan by which property is sold
}

// programMentions finds the programmes that a text names, in its order.
// heading is the range of the title's tokens, where a name needs no quotes.
func (e *Finder) programMentions(p *ruletext.Page, heading ruletext.Span) []mention {
	var out []mention
	for j := range p.Tokens {
		if p.Stopped() {
			break
		}
		if !p.HasKind(j, ruletext.Word) || !wording.ProgramForms[p.At(j)] {
			switch {
			case p.HasStem(j, "план") && p.HasStem(j-1, "прогнозн"):
				if m := e.salePlan(p, j, heading); m.key != "" {
					out = append(out, m)
				}
			case p.At(j) == "продлеваются" || p.At(j) == "утверждаются":
				out = e.listedBelow(p, out, j)
			case p.HasKind(j, ruletext.Word) && elliptic(p, j).End > 0:
				if m := e.quotedProgram(p, j, j, elliptic(p, j)); m.key != "" {
					out = append(out, m)
				}
			case projectAt(p, j).End > 0:
				if m := e.project(p, j, projectAt(p, j)); m.key != "" {
					out = append(out, m)
				}
			case (inLetters[p.At(j)] || shortLetters[p.At(j)] && namesWork(p, j+2)) && p.Tokens[j].AllCaps &&
				ruletext.IsOpenQuote(p.At(j+1)):
				if m := e.quotedProgram(p, j, j, wording.QuoteAt(p, j+1)); m.key != "" {
					switch {
					case m.level == "" && p.At(j) == "фцп":
						m.level = ruletext.LevelFederal
					case m.level == "" && p.At(j) == "мп":
						m.level = ruletext.LevelMunicipal
					}
					out = append(out, m)
				}
			}
			continue
		}
		first := adjectivesBefore(p, j)
		if noPlan(p, first, j) || wording.SalePlan(p, j-3) > 0 {
			continue
		}
		if k := nameQuote(p, j); k > 0 {
			q := wording.QuoteAt(p, k)
			m := e.quotedProgram(p, first, j, q)
			if m.key != "" {
				m.sub = p.HasStem(first-1, "подпрограмм")
				out = append(out, m)
			}
			if wording.PluralPrograms[p.At(j)] {
				out = e.listedPrograms(p, out, m)
			}
			continue
		}
		if q := dashQuote(p, j); q.End > 0 {
			if m := e.quotedProgram(p, first, j, q); m.key != "" {
				out = e.listedPrograms(p, append(out, m), m)
			}
			continue
		}
		if q := namesakeQuote(p, first); q.End > 0 {
			if m := e.quotedProgram(p, first, j, q); m.key != "" {
				m.end, m.level = j+1, programLevel(p, first, j)
				out = append(out, m)
			}
			continue
		}
		if q := ownQuote(p, j); q.End > 0 {
			if m := e.quotedProgram(p, first, j, q); m.key != "" {
				out = append(out, m)
			}
			continue
		}
		if m := e.bareProgram(p, first, j, heading); m.key != "" {
			out = append(out, m)
		}
	}
	return out
}

// namesWork reports whether the name at token i, behind letters that stand for a programme or for an enterprise, is one
// of what is to be done: «МП «Развитие культуры»», «МП «Водоканал»».
func namesWork(p *ruletext.Page, i int) bool {
	return p.HasKind(i+1, ruletext.Word) && !p.HasStem(i, firms...) &&
		wordform.HasEnd(p.At(i), "ние", "тие", "ство", "ция", "ость", "ика", "жка", "ая")
}

// noPlan reports whether the programme at j, with its adjectives from first, is no
// plan of an authority: «развлекательная программа», «программа курса». What is also
// called municipal or targeted is one.
func noPlan(p *ruletext.Page, first, j int) bool {
	if p.IsAny(j+1, lessons...) {
		return true
	}
	return p.StemWithin(first, j-first, shows...) && !p.StemWithin(first, j-first, wording.ProgramAdjectives...)
}

// ownQuote returns the quote that begins with «программа» at j, which is then part
// of the name: решение «Программа противодействия коррупции в районе».
func ownQuote(p *ruletext.Page, j int) wording.Quote {
	if p.At(j) != "программа" || !p.Capitalized(j) || wording.LooksVerbal(p, j+1) {
		return wording.Quote{}
	}
	if q := wording.QuoteAt(p, j-1); q.Inner-j > 3 {
		return q
	}
	return wording.Quote{}
}

// adjectivesBefore returns the first of the adjectives before «программа».
func adjectivesBefore(p *ruletext.Page, j int) int {
	first := j
	for first > max(0, j-ruletext.MaxRun) && p.Line(first-1) >= p.Line(j)-1 {
		k := first - 1
		if p.At(k) == "-" && p.HasKind(k-1, ruletext.Word) {
			first = k - 1
			continue
		}
		if !p.HasKind(k, ruletext.Word) ||
			!wordform.IsFeminineAdjective(p.At(k)) &&
				!(wording.PluralPrograms[p.At(j)] && wordform.IsAdjectivePlural(p.At(k)) &&
					!wordform.HasEnd(p.At(k), "ение", "ание", "тие")) || p.HasStem(k, determiners...) { // «исполнение программы»
			break
		}
		first = k
	}
	return first
}

// nameQuote returns the quote that opens the programme's name after «программ…»
// at j; 0 when there is none.
func nameQuote(p *ruletext.Page, j int) int {
	for k := j + 1; k < j+40 && k < len(p.Tokens); k++ {
		switch {
		case ruletext.IsOpenQuote(p.At(k)):
			if q := wording.QuoteAt(p, k); q.End > 0 && p.HasStem(q.End, "телеканал", "канал", "радио", "телекомпани") {
				return 0
			}
			if q := wording.QuoteAt(p, k); ownersQuote(p, j, k) && q.End > 0 && q.End-k <= 9 {
				k = q.End - 1
				continue
			}
			if toponym.OrgWords[p.At(k-1)] && p.Tokens[k-1].AllCaps || k > j+1 && p.HasStem(k-1, companies...) ||
				p.ClosesStraight(k) {
				return 0
			}
			if !p.Capitalized(k+1) && !p.HasKind(k+1, ruletext.Number) ||
				p.IsAny(k+1, "о", "об") && (k > j+1 || p.HasStem(k+2, "внесени", "утвержден")) {
				return 0
			}
			return k
		case p.At(k) == ".":
			if !p.Abbreviates(k-1) && !(p.Line(k+1) == p.Line(k) && p.HasKind(k-1, ruletext.Number)) {
				return 0
			}
		case p.IsAny(k, ";", "(", ")", ",", "»"),
			p.At(k) == "-" && k == j+1 && !ruletext.IsOpenQuote(p.At(k+1)) && !p.Adjoins(k), wording.IsFiniteVerb(p, k):
			// «в программе – концерт «…»»
			return 0
		case p.At(k) == ":":
			if next := afterBullet(p, k+1); !ruletext.IsOpenQuote(p.At(next)) &&
				(!wording.PluralPrograms[p.At(j)] || p.Line(k+1) == p.Line(k)) {
				return 0
			} else if wording.PluralPrograms[p.At(j)] {
				k = next - 1
			}
		case p.HasStem(k, nameEnds...):
			return 0
		case p.StartsLine(k) && p.Capitalized(k) && p.Line(k) > p.Line(k-1)+1 && !p.HasStem(k, "муниципальн", "городск"):
			return 0
		}
	}
	return 0
}

// ownersQuote reports whether the quote at k is the name of a municipality:
// «района «Печора»», but not «Белозерского района «Культура»».
func ownersQuote(p *ruletext.Page, j, k int) bool {
	if p.IsAny(k-1, "мо", "мр", "го", "сп", "гп") {
		return true
	}
	if !p.HasStem(k-1, wording.OwnerWords...) {
		return p.HasKind(k-1, ruletext.Word) && p.Tokens[k-1].AllCaps && !p.Tokens[max(k-2, 0)].AllCaps && k-1 > j &&
			len(p.At(k-1)) <= 2*5 && !p.IsAny(k-1, "рф", "рт", "россии", "края", "района") && !p.LineInCapitals(k-1)
	}
	for i := k - 2; i > j && i >= k-4; i-- {
		if toponym.PlaceAdjective(p, i) {
			return false
		}
	}
	return true
}

func (e *Finder) quotedProgram(p *ruletext.Page, first, j int, q wording.Quote) mention {
	if q.End == 0 || q.Inner-q.From < 2 {
		return mention{}
	}
	m := mention{at: first, end: q.End, word: j, quoted: true, level: programLevel(p, first, q.From)}
	inner := q.Inner
	// «Культура» на 2017–2020 годы»: the closing mark stands twice, unless the second
	// one closes the title of an act around.
	if y := yearsAt(p, q.End); y > q.End && p.At(y) == "»" && p.At(q.From) == "«" && !insideTitle(p, q.From) {
		inner, m.end = y, y+1
	}
	for k := q.From + 2; k < inner; k++ {
		if p.At(k) == "за" && p.At(k+1) == "счет" { // a closing mark is lost before «за счёт средств бюджета»
			inner = k
		}
		if p.StartsLine(k) && (p.HasStem(k, rowLabels...) && p.Capitalized(k) || p.At(k) == "по" && p.HasStem(k+1, "итог")) {
			inner = k // a closing mark is lost before the next row or line
		}
	}
	if sentences(p, q.From+1, inner) || sectionName(p, q.From+1, inner) || body(p, q.End) {
		return mention{}
	}
	m.name = wordform.Squeeze(wordform.DropLoneClose(e.Written(p, q.From+1, inner)))
	m.key = ProgramKey(m.name)
	if m.level == "" {
		m.level = levelInName(p, q.From+1, inner)
	}
	if m.level == ruletext.LevelRegional && ofRussia(p, q.From+1, inner) &&
		!p.StemWithin(first, q.From-first, "област", "республик", "края", "краев", "региональн") {
		m.level = ruletext.LevelFederal // «государственная программа «… граждан Российской Федерации»»
	}
	if m.year = firstYear(p, q.From+1, inner); m.year == 0 && yearsAt(p, m.end) > m.end+4 {
		// not «… на 2019 год», which money is for
		m.year = firstYear(p, m.end, yearsAt(p, m.end))
	}
	return m
}

// insideTitle reports whether the quote at k stands in the quoted title of an act:
// «Об утверждении программы «…» на 2015–2020 годы».
func insideTitle(p *ruletext.Page, k int) bool {
	for i := k - 1; i > k-30 && i >= 0; i-- {
		switch {
		case p.At(i) == "»" || p.IsAny(i, ";", "."):
			return false
		case p.At(i) == "«":
			return p.IsAny(i+1, "о", "об")
		}
	}
	return false
}

// body tells «… «Родник» (далее – МБУК «Родник»)»: what was quoted is an institution,
// which the columns of a table brought beside «Программы»; or «(далее – Порядок)», an
// annex to one.
func body(p *ruletext.Page, i int) bool {
	if p.At(i) != "(" || p.At(i+1) != "далее" {
		return false
	}
	k := i + 2
	if p.At(k) == "-" {
		k++
	}
	return p.HasKind(k, ruletext.Word) && p.Tokens[k].AllCaps && ruletext.IsOpenQuote(p.At(k+1)) ||
		p.HasStem(k, "порядок", "положени", "правил", "перечень", "подпрограмм")
}

// firstYear returns the year that the period of a programme named in [from, to)
// begins with; «до 2020 года» says none.
func firstYear(p *ruletext.Page, from, to int) int {
	for k := from; k < to; k++ {
		if y := yearsAt(p, k); y > k {
			for ; k < y; k++ {
				if year := p.Year(k); year > 0 && (p.At(k-1) != "до" || p.At(k+1) == "-") {
					return year
				}
			}
		}
	}
	return 0
}

// ofRussia tells a name with that of the country and of none of its parts.
func ofRussia(p *ruletext.Page, from, to int) bool {
	return p.StemWithin(from, to-from, "российск", "россии") && levelInName(p, from, to) == ""
}

// levelInName tells whose a programme is by the place in its name.
func levelInName(p *ruletext.Page, from, to int) string {
	switch {
	case p.StemWithin(from, to-from, "район", "округ", "поселени", "сельсовет", "город"):
		return ruletext.LevelMunicipal
	case p.StemWithin(from, to-from, "республик", "област", "края", "крае"):
		return ruletext.LevelRegional
	}
	for k := from; k < to; k++ {
		if p.Tokens[k].AllCaps && p.IsAny(k, subjectLetters...) {
			return ruletext.LevelRegional
		}
	}
	return ""
}

// yearsAt reads «на 2017–2020 годы», «на 2019 год», «на период до 2020 года»
// at token i; it returns the index after, i when there is nothing.
func yearsAt(p *ruletext.Page, i int) int { return yearsUpTo(p, i, i+ruletext.MaxRun) }

// yearsUpTo is yearsAt for periods that begin before limit.
func yearsUpTo(p *ruletext.Page, i, limit int) int {
	k := i
	if p.At(k) == "(" {
		k++
	}
	if p.IsAny(k, "на", "в", "до") {
		k++
	}
	for k < i+ruletext.MaxRun && p.IsAny(k, "период", "до", "плановый", "с", "по") {
		k++
	}
	if p.Year(k) == 0 {
		return i
	}
	for k < i+ruletext.MaxRun && (p.Year(k) > 0 || p.IsAny(k, "-", "и", "по", ",") && p.Year(k+1) > 0) {
		k++
	}
	if !p.IsYearWord(k) {
		return i
	}
	k++
	if p.At(k) == "." && p.IsAny(k-1, "г", "гг") {
		k++
	}
	if p.At(k) == "г" && p.At(k-1) == "." && p.Line(k) == p.Line(k-1) { // г.г.
		k++
		if p.At(k) == "." {
			k++
		}
	}
	if k < limit && p.IsAny(k, "и") && p.IsAny(k+1, "на", "период") {
		if next := yearsUpTo(p, k+1, limit); next > k+1 {
			return next
		}
	}
	if p.At(k) == ")" && p.At(i) == "(" {
		k++
	}
	return k
}

// programLevel tells whose programme it is by the words around.
func programLevel(p *ruletext.Page, from, to int) string {
	level := ""
	for k := from; k < to; k++ {
		switch {
		case p.HasStem(k, "федеральн"), p.HasStem(k, "национальн") && k < from+3,
			p.HasStem(k, "российск") && p.HasStem(k+1, "федерац"), p.IsAny(k, "рф", "россии"):
			return "federal"
		case p.HasStem(k, "муниципальн", "районн", "поселени", "сельсовет") && level == "":
			level = "municipal"
		case p.HasStem(k, "государственн", "республик", "област", "краев", "края", "региональн") && level == "":
			level = "regional"
		}
	}
	return level
}
