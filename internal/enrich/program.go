package enrich

import (
	"strings"
	"unicode/utf8"
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
}

// programForms are those of «программа».
var programForms = map[string]bool{"программа": true, "программы": true, "программе": true, "программу": true, "программой": true, "программою": true, "программ": true, "программам": true, "программах": true, "программами": true, "програма": true, "програмы": true, "програме": true, "програму": true}

var pluralPrograms = map[string]bool{"программ": true, "программы": true, "программам": true, "программах": true, "программами": true}

// programMentions finds the programmes that a text names, in its order.
// heading is the range of the title's tokens, where a name needs no quotes.
func (e *Enricher) programMentions(p *page, heading span) []mention {
	var out []mention
	for j := range p.toks {
		if !p.is(j, word) || !programForms[p.at(j)] {
			if p.at(j) == "продлеваются" || p.at(j) == "утверждаются" {
				out = e.listedBelow(p, out, j)
			}
			continue
		}
		first := p.adjectivesBefore(j)
		if p.noPlan(first, j) {
			continue
		}
		if k := p.nameQuote(j); k > 0 {
			q := p.quoteAt(k)
			m := e.quotedProgram(p, first, j, q)
			if m.key != "" {
				m.sub = p.begins(first-1, "подпрограмм")
				out = append(out, m)
			}
			if pluralPrograms[p.at(j)] {
				out = e.listedPrograms(p, out, m)
			}
			continue
		}
		if q := p.namesakeQuote(first); q.end > 0 {
			if m := e.quotedProgram(p, first, j, q); m.key != "" {
				m.end, m.level = j+1, p.programLevel(first, j)
				out = append(out, m)
			}
			continue
		}
		if q := p.ownQuote(j); q.end > 0 {
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

// shows are the first letters of adjectives of programmes that are no plans: of
// concerts, lessons, games, a person's own.
var shows = []string{"развлекательн", "концертн", "конкурсн", "игров", "праздничн", "танцевальн", "музыкальн", "театрализован", "познавательн", "тематическ", "спортивн", "туристическ", "экскурсионн", "учебн", "образовательн", "общеобразовательн", "общеразвивающ", "рабоч", "авторск", "индивидуальн", "телевизионн", "лекционн", "обучающ", "компьютерн", "шоу"}

// noPlan tells whether the programme at j, with its adjectives from first, is no
// plan of an authority: «развлекательная программа», «программа курса». What is also
// called municipal or targeted is one.
func (p *page) noPlan(first, j int) bool {
	if p.oneOf(j+1, "курса", "предмета", "дисциплины", "кружка", "концерта", "праздника", "вечера", "тура", "экскурсии") {
		return true
	}
	return p.near(first, j-first, shows...) && !p.near(first, j-first, programAdjectives...)
}

// ownQuote returns the quote that begins with «программа» at j, which is then part
// of the name: решение «Программа противодействия коррупции в районе».
func (p *page) ownQuote(j int) quote {
	if p.at(j) != "программа" || !p.capital(j) || p.verbal(j+1) {
		return quote{}
	}
	if q := p.quoteAt(j - 1); q.inner-j > 3 {
		return q
	}
	return quote{}
}

// adjectivesBefore returns the first of the adjectives before «программа».
func (p *page) adjectivesBefore(j int) int {
	first := j
	for first > max(0, j-maxRun) && p.line(first-1) >= p.line(j)-1 {
		k := first - 1
		if p.at(k) == "-" && p.is(k-1, word) {
			first = k - 1
			continue
		}
		if !p.is(k, word) || !isFeminineAdjective(p.at(k)) && !(pluralPrograms[p.at(j)] && isAdjectivePlural(p.at(k))) || p.begins(k, "настоящ", "данн", "указанн", "эт", "сво", "прилагаем", "утвержденн", "следующ", "перв", "втор", "нов", "наименован", "существующ", "действующ", "реализуем", "реализованн", "реализующ", "разработанн", "принят", "выполняем", "предыдущ") {
			break
		}
		first = k
	}
	return first
}

// isFeminineAdjective tells adjectives that may stand with «программа» in any
// case and number.
func isFeminineAdjective(w string) bool {
	if utf8.RuneCountInString(w) < 5 {
		return false
	}
	for _, end := range []string{"ая", "яя", "ой", "ую", "юю", "ою"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	stem, ok := strings.CutSuffix(w, "ей")
	return ok && strings.ContainsRune("нжчшщ", lastRune(stem)) // «показателей» is a noun
}

func isAdjectivePlural(w string) bool {
	for _, end := range []string{"ые", "ие", "ых", "их", "ым", "им", "ыми", "ими"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// ownerWords stand before the quoted name of a municipality, a body or a
// place, which is not the programme's.
var ownerWords = []string{"район", "округ", "образовани", "поселени", "сельсовет", "учреждени", "обществ"}

// companies are words that the name of a firm or a fund follows in quotes.
var companies = []string{"организаци", "корпораци", "компани", "фонд", "банк", "партнерств", "предприяти", "холдинг", "ассоциаци", "парти", "движени", "союз", "телеканал", "канал", "газет", "клуб", "театр", "центр", "музе", "школ", "лагер", "завод", "фабрик", "комбинат"}

// nameQuote returns the quote that opens the programme's name after «программ…»
// at j; 0 when there is none.
func (p *page) nameQuote(j int) int {
	for k := j + 1; k < j+40 && k < len(p.toks); k++ {
		switch {
		case isOpenQuote(p.at(k)):
			if q := p.quoteAt(k); q.end > 0 && p.begins(q.end, "телеканал", "канал", "радио", "телекомпани") {
				return 0
			}
			if q := p.quoteAt(k); p.ownersQuote(j, k) && q.end > 0 && q.end-k <= 9 {
				k = q.end - 1
				continue
			}
			if orgWords[p.at(k-1)] && p.toks[k-1].caps || k > j+1 && p.begins(k-1, companies...) || p.closesStraight(k) {
				return 0
			}
			if !p.capital(k+1) && !p.is(k+1, number) || p.oneOf(k+1, "о", "об") && (k > j+1 || p.begins(k+2, "внесени", "утвержден")) {
				return 0
			}
			return k
		case p.at(k) == ".":
			if !p.abbreviates(k-1) && !(p.line(k+1) == p.line(k) && p.is(k-1, number)) {
				return 0
			}
		case p.oneOf(k, ";", "(", ")", ",", "»"), p.at(k) == "-" && k == j+1 && !isOpenQuote(p.at(k+1)) && !p.tight(k), p.finite(k): // «в программе – концерт «…»»
			return 0
		case p.at(k) == ":":
			if next := p.afterBullet(k + 1); !isOpenQuote(p.at(next)) && (!pluralPrograms[p.at(j)] || p.line(k+1) == p.line(k)) {
				return 0
			} else if pluralPrograms[p.at(j)] {
				k = next - 1
			}
		case p.begins(k, "программ", "подпрограмм", "утвержден", "утвердит", "согласно", "постановлени", "разработ", "реализу", "предусматр", "является", "направлен", "паспорт", "соответстви", "входит", "включа", "мероприят", "указан", "изложит", "дополнит", "приложени", "далее", "раздел", "подраздел", "строк", "позици", "пункт", "абзац", "таблиц", "слов", "закон", "мкоу", "учрежден", "проект"):
			return 0
		case p.startsLine(k) && p.capital(k) && p.line(k) > p.line(k-1)+1 && !p.begins(k, "муниципальн", "городск"):
			return 0
		}
	}
	return 0
}

// finite tells a verb after which what is quoted is no name: «исполнителем программы
// выступает «…»», but not «программа называется «…»».
func (p *page) finite(k int) bool {
	if !p.is(k, word) || p.capital(k) || p.begins(k, "называ", "именует") {
		return false
	}
	for _, end := range []string{"ется", "ются", "ится", "ятся", "атся", "ует", "яет", "ает", "ают", "яют", "уют", "ывать", "ивать"} {
		if strings.HasSuffix(p.at(k), end) {
			return true
		}
	}
	return p.oneOf(k, "будет", "будут", "был", "была", "было", "были", "вошел", "вошла", "вошло", "вошли", "стал", "стала", "стали", "необходимо", "должна", "должны", "можно")
}

// ownersQuote tells whether the quote at k is the name of a municipality:
// «района «Печора»», but not «Белозерского района «Культура»».
func (p *page) ownersQuote(j, k int) bool {
	if p.oneOf(k-1, "мо", "мр", "го", "сп", "гп") {
		return true
	}
	if !p.begins(k-1, ownerWords...) {
		return p.is(k-1, word) && p.toks[k-1].caps && !p.toks[max(k-2, 0)].caps && k-1 > j && len(p.at(k-1)) <= 2*5 && !p.oneOf(k-1, "рф", "рт", "россии", "края", "района") && !p.capsLine(k-1)
	}
	for i := k - 2; i > j && i >= k-4; i-- {
		if p.placeAdjective(i) {
			return false
		}
	}
	return true
}

var abbreviations = map[string]bool{"г": true, "гг": true, "с": true, "п": true, "р": true, "д": true, "пос": true, "им": true, "обл": true, "ст": true, "т": true}

func (p *page) abbreviates(i int) bool { return abbreviations[p.at(i)] }

func (e *Enricher) quotedProgram(p *page, first, j int, q quote) mention {
	if q.end == 0 || q.inner-q.from < 2 {
		return mention{}
	}
	m := mention{at: first, end: q.end, word: j, quoted: true, level: p.programLevel(first, q.from)}
	inner := q.inner
	// «Культура» на 2017–2020 годы»: the closing mark stands twice, unless the second
	// one closes the title of an act around.
	if y := p.yearsAt(q.end); y > q.end && p.at(y) == "»" && p.at(q.from) == "«" && !p.insideTitle(q.from) {
		inner, m.end = y, y+1
	}
	for k := q.from + 2; k < inner; k++ {
		if p.at(k) == "за" && p.at(k+1) == "счет" { // a closing mark is lost before «за счёт средств бюджета»
			inner = k
		}
	}
	if p.sentences(q.from+1, inner) || p.sectionName(q.from+1, inner) || p.body(q.end) {
		return mention{}
	}
	m.name = squeeze(dropLoneClose(e.written(p, q.from+1, inner)))
	m.key = programKey(m.name)
	if m.level == "" {
		m.level = p.levelInName(q.from+1, inner)
	}
	if m.level == levelRegional && p.ofRussia(q.from+1, inner) && !p.near(first, q.from-first, "област", "республик", "края", "краев", "региональн") {
		m.level = levelFederal // «государственная программа «… граждан Российской Федерации»»
	}
	if m.year = p.firstYear(q.from+1, inner); m.year == 0 && p.yearsAt(m.end) > m.end+4 { // not «… на 2019 год», which money is for
		m.year = p.firstYear(m.end, p.yearsAt(m.end))
	}
	return m
}

// insideTitle tells whether the quote at k stands in the quoted title of an act:
// «Об утверждении программы «…» на 2015–2020 годы».
func (p *page) insideTitle(k int) bool {
	for i := k - 1; i > k-30 && i >= 0; i-- {
		switch {
		case p.at(i) == "»" || p.oneOf(i, ";", "."):
			return false
		case p.at(i) == "«":
			return p.oneOf(i+1, "о", "об")
		}
	}
	return false
}

// body tells «… «Родник» (далее – МБУК «Родник»)»: what was quoted is an institution,
// which the columns of a table brought beside «Программы»; or «(далее – Порядок)», an
// annex to one.
func (p *page) body(i int) bool {
	if p.at(i) != "(" || p.at(i+1) != "далее" {
		return false
	}
	k := i + 2
	if p.at(k) == "-" {
		k++
	}
	return p.is(k, word) && p.toks[k].caps && isOpenQuote(p.at(k+1)) || p.begins(k, "порядок", "положени", "правил", "перечень", "подпрограмм")
}

// firstYear returns the year that the period of a programme named in [from, to)
// begins with; «до 2020 года» says none.
func (p *page) firstYear(from, to int) int {
	for k := from; k < to; k++ {
		if y := p.yearsAt(k); y > k {
			for ; k < y; k++ {
				if year := p.year(k); year > 0 && (p.at(k-1) != "до" || p.at(k+1) == "-") {
					return year
				}
			}
		}
	}
	return 0
}

// ofRussia tells a name with that of the country and of none of its parts.
func (p *page) ofRussia(from, to int) bool {
	return p.near(from, to-from, "российск", "россии") && p.levelInName(from, to) == ""
}

// subjectLetters stand for republics and autonomous districts; «МО», «ЛО» and their
// like are left out, as they mean municipalities, too.
var subjectLetters = []string{"рт", "рб", "рк", "рм", "рмэ", "рд", "рх", "рсо", "кбр", "кчр", "хмао", "янао", "нао", "еао"}

// levelInName tells whose a programme is by the place in its name.
func (p *page) levelInName(from, to int) string {
	switch {
	case p.near(from, to-from, "район", "округ", "поселени", "сельсовет", "город"):
		return levelMunicipal
	case p.near(from, to-from, "республик", "област", "края", "крае"):
		return levelRegional
	}
	for k := from; k < to; k++ {
		if p.toks[k].caps && p.oneOf(k, subjectLetters...) {
			return levelRegional
		}
	}
	return ""
}

// yearsAt reads «на 2017–2020 годы», «на 2019 год», «на период до 2020 года»
// at token i; it returns the index after, i when there is nothing.
func (p *page) yearsAt(i int) int { return p.yearsUpTo(i, i+maxRun) }

// yearsUpTo is yearsAt for periods that begin before limit.
func (p *page) yearsUpTo(i, limit int) int {
	k := i
	if p.at(k) == "(" {
		k++
	}
	if p.oneOf(k, "на", "в", "до") {
		k++
	}
	for k < i+maxRun && p.oneOf(k, "период", "до", "плановый", "с", "по") {
		k++
	}
	if p.year(k) == 0 {
		return i
	}
	for k < i+maxRun && (p.year(k) > 0 || p.oneOf(k, "-", "и", "по", ",") && p.year(k+1) > 0) {
		k++
	}
	if !p.isYearWord(k) {
		return i
	}
	k++
	if p.at(k) == "." && p.oneOf(k-1, "г", "гг") {
		k++
	}
	if p.at(k) == "г" && p.at(k-1) == "." && p.line(k) == p.line(k-1) { // г.г.
		k++
		if p.at(k) == "." {
			k++
		}
	}
	if k < limit && p.oneOf(k, "и") && p.oneOf(k+1, "на", "период") {
		if next := p.yearsUpTo(k+1, limit); next > k+1 {
			return next
		}
	}
	if p.at(k) == ")" && p.at(i) == "(" {
		k++
	}
	return k
}

// programLevel tells whose programme it is by the words around.
func (p *page) programLevel(from, to int) string {
	level := ""
	for k := from; k < to; k++ {
		switch {
		case p.begins(k, "федеральн"), p.begins(k, "национальн") && k < from+3, p.begins(k, "российск") && p.begins(k+1, "федерац"), p.oneOf(k, "рф", "россии"):
			return "federal"
		case p.begins(k, "муниципальн", "районн", "поселени", "сельсовет") && level == "":
			level = "municipal"
		case p.begins(k, "государственн", "республик", "област", "краев", "края", "региональн") && level == "":
			level = "regional"
		}
	}
	return level
}

// span is a range of tokens.
type span struct{ from, to int }
