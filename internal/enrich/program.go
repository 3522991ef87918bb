package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/archive"
)

// mention is a programme named at one place of a text.
type mention struct {
	at, end int    // tokens: from its first adjective to the end of the name
	word    int    // the token «программ…»
	name    string // as shown, nominative
	key     string // equal for variants of the name
	level   string
	quoted  bool
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
			continue
		}
		first := p.adjectivesBefore(j)
		if k := p.nameQuote(j); k > 0 {
			q := p.quoteAt(k)
			m := e.quotedProgram(p, first, j, q)
			if m.key != "" {
				out = append(out, m)
			}
			if pluralPrograms[p.at(j)] {
				out = e.listedPrograms(p, out, m)
			}
			continue
		}
		if m := e.bareProgram(p, first, j, heading); m.key != "" {
			out = append(out, m)
		}
	}
	return out
}

// adjectivesBefore returns the first of the adjectives before «программа».
func (p *page) adjectivesBefore(j int) int {
	first := j
	for first > 0 && p.line(first-1) >= p.line(j)-1 {
		k := first - 1
		if p.at(k) == "-" && p.is(k-1, word) {
			first = k - 1
			continue
		}
		if !p.is(k, word) || !isFeminineAdjective(p.at(k)) && !(pluralPrograms[p.at(j)] && isAdjectivePlural(p.at(k))) || p.begins(k, "настоящ", "данн", "указанн", "эт", "сво", "прилагаем", "утвержденн", "следующ", "перв", "втор", "нов") {
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
	for _, end := range []string{"ая", "яя", "ой", "ей", "ую", "юю", "ою"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
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

// nameQuote returns the quote that opens the programme's name after «программ…»
// at j; 0 when there is none.
func (p *page) nameQuote(j int) int {
	for k := j + 1; k < j+40 && k < len(p.toks); k++ {
		switch {
		case isOpenQuote(p.at(k)):
			if q := p.quoteAt(k); p.ownersQuote(j, k) && q.end > 0 && q.end-k <= 9 {
				k = q.end - 1
				continue
			}
			if !p.capital(k+1) && !p.is(k+1, number) || p.oneOf(k+1, "о", "об") && (k > j+1 || p.begins(k+2, "внесени", "утвержден")) {
				return 0
			}
			return k
		case p.at(k) == ".":
			if !p.abbreviates(k-1) && !(p.line(k+1) == p.line(k) && p.is(k-1, number)) {
				return 0
			}
		case p.oneOf(k, ";", "(", ")", ",", "»"):
			return 0
		case p.at(k) == ":":
			if !pluralPrograms[p.at(j)] && !isOpenQuote(p.at(k+1)) {
				return 0
			}
		case p.begins(k, "программ", "подпрограмм", "утвержден", "утвердит", "согласно", "постановлени", "разработ", "реализу", "предусматр", "является", "направлен", "паспорт", "соответстви", "входит", "включа", "мероприят", "указан", "изложит", "дополнит", "приложени", "далее", "раздел", "подраздел", "строк", "позици", "пункт", "абзац", "таблиц", "слов", "закон", "мкоу", "учрежден", "проект"):
			return 0
		case p.startsLine(k) && p.capital(k) && p.line(k) > p.line(k-1)+1 && !p.begins(k, "муниципальн", "городск"):
			return 0
		}
	}
	return 0
}

// ownersQuote tells whether the quote at k is the name of a municipality:
// «района «Печора»», but not «Белозерского района «Культура»».
func (p *page) ownersQuote(j, k int) bool {
	if p.oneOf(k-1, "мо", "мр", "го", "сп", "гп") {
		return true
	}
	if !p.begins(k-1, ownerWords...) {
		return p.is(k-1, word) && p.toks[k-1].caps && k-1 > j && len(p.at(k-1)) <= 2*5 && !p.oneOf(k-1, "рф", "рт", "россии", "края", "района") && !p.capsLine(k-1)
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
	// «Культура» на 2017–2020 годы»: the closing mark stands twice.
	if y := p.yearsAt(q.end); y > q.end && p.at(y) == "»" && p.at(q.from) == "«" {
		inner, m.end = y, y+1
	}
	if p.sentences(q.from+1, inner) || p.sectionName(q.from+1, inner) {
		return mention{}
	}
	m.name = squeeze(dropLoneClose(e.written(p, q.from+1, inner)))
	m.key = programKey(m.name)
	return m
}

// listedPrograms adds the names that follow in a list: «A», «B»; «C».
func (e *Enricher) listedPrograms(p *page, out []mention, prev mention) []mention {
	k := prev.end
	for range 40 {
		for p.oneOf(k, ",", ";", "-", "и", ".") || p.is(k, number) && p.startsLine(k) || p.begins(k, "программ", "муниципальн") {
			k++
		}
		if y := p.yearsAt(k); y > k {
			k = y
			continue
		}
		if !isOpenQuote(p.at(k)) || !p.capital(k+1) {
			return out
		}
		m := e.quotedProgram(p, k, k, p.quoteAt(k))
		if m.key == "" {
			return out
		}
		m.level, m.word = prev.level, prev.word
		out = append(out, m)
		k = m.end
	}
	return out
}

// yearsAt reads «на 2017–2020 годы», «на 2019 год», «на период до 2020 года»
// at token i; it returns the index after, i when there is nothing.
func (p *page) yearsAt(i int) int {
	k := i
	if p.at(k) == "(" {
		k++
	}
	if p.oneOf(k, "на", "в", "до") {
		k++
	}
	for p.oneOf(k, "период", "до", "плановый", "с", "по") {
		k++
	}
	if p.year(k) == 0 {
		return i
	}
	for p.year(k) > 0 || p.oneOf(k, "-", "и", "по", ",") && p.year(k+1) > 0 {
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
	if p.oneOf(k, "и") && p.oneOf(k+1, "на", "период") {
		if next := p.yearsAt(k + 1); next > k+1 {
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

// bareProgram reads a name without quotes. In the heading it is the whole of
// it; elsewhere only a phrase that begins with a capital («Комплексной программы
// профилактики…») or ends with its years is a name.
func (e *Enricher) bareProgram(p *page, first, j int, heading span) mention {
	inHeading := j >= heading.from && j < heading.to
	if !inHeading && (p.verbal(j+1) || first < j && isAdjectivePlural(p.at(first))) {
		return mention{}
	}
	if pluralPrograms[p.at(j)] && p.at(j) != "программы" {
		return mention{}
	}
	limit := len(p.toks)
	if inHeading {
		limit = heading.to
	}
	end, years := p.phraseEnd(j+1, min(j+60, limit), inHeading)
	proper := p.capital(first) && first < j && !p.startsSentence(first) && !p.begins(first, "муниципальн", "государственн", "районн")
	if end <= j+2 || !inHeading && !years && !proper {
		return mention{}
	}
	if !inHeading && !p.begins(first, "комплексн", "национальн", "целев", "общественно") && p.at(j) != "программы" && !proper {
		return mention{}
	}
	m := mention{at: first, end: end, word: j, level: p.programLevel(first, min(end, j+25))}
	m.name = e.nominativeProgram(p, first, j, end)
	m.key = programKey(m.name)
	return m
}

// startsSentence tells whether the capital of token i comes from its place.
func (p *page) startsSentence(i int) bool {
	return p.startsLine(i) && p.line(i) != p.line(i-1) && p.oneOf(i-1, ".", "", ":", ";") || p.oneOf(i-1, ".", "!", "?") || i == 0
}

// phraseEnd returns where a name without quotes ends, and whether years end it.
func (p *page) phraseEnd(from, limit int, heading bool) (int, bool) {
	k := from
	for k < limit {
		if y := p.yearsAt(k); y > k {
			return y, true
		}
		switch {
		case p.at(k) == "(" && p.oneOf(k+1, "или", "и") && p.at(k+2) == ")":
			k += 3
			continue
		case p.oneOf(k, ".", ";", "(", ")", ":", "№", "»", `"`), p.begins(k, "разработан", "утвержден", "направлен", "предназначен"):
			return k, false
		case isOpenQuote(p.at(k)):
			q := p.quoteAt(k)
			if q.end == 0 {
				return k, false
			}
			k = q.end
			continue
		case p.line(k) > p.line(k-1)+1 && (p.capital(k) || !heading):
			return k, false
		case heading:
			if p.startsLine(k) && (p.begins(k, "паспорт", "содержани", "ответственн", "раздел", "утвержден") || p.year(k) > 0 || p.placeBefore(k, p.lineEnd(k)) && p.capital(k+1) || p.isPreamble(k)) {
				return k, false
			}
		case p.oneOf(k, ",", "и") && (!p.genitive(k+1) && p.yearsAt(k+1) == k+1 || p.participle(k+1)):
			return k, false
		case !heading && p.verbal(k):
			return k, false
		case p.at(k) == "-", p.at(k) == ",", p.at(k) == "и":
		case p.oneOf(k, "по", "в", "на", "от", "для", "с"):
			if !p.yearsAhead(k, limit) {
				return k, false
			}
		case !p.genitive(k) && !p.yearsAhead(k, limit):
			return k, false
		}
		k++
	}
	return k, false
}

// yearsAhead tells whether «на 2017–2020 годы» ends the phrase before the
// sentence does.
func (p *page) yearsAhead(k, limit int) bool {
	for ; k < limit; k++ {
		if p.yearsAt(k) > k && p.oneOf(k, "на") {
			return true
		}
		if p.oneOf(k, ".", ";", "(", ")", ":", `"`, "«", "»") || p.begins(k, "утвержден", "постановлени") {
			return false
		}
	}
	return false
}

// participle tells «…, утверждённой», which begins a clause after a name.
func (p *page) participle(i int) bool {
	for _, end := range []string{"нной", "ятой", "нная", "нную", "нные", "нных", "вшей", "емой", "имой", "ющей", "ящей"} {
		if strings.HasSuffix(p.at(i), end) && !p.begins(i, "государственн", "общественн", "инновационн") {
			return p.at(i-1) == ","
		}
	}
	return false
}

// verbal tells words that look like verbs and short participles.
func (p *page) verbal(i int) bool {
	for _, end := range []string{"ся", "ана", "ена", "аны", "ены", "ует", "яет", "ает", "ают", "яют", "уют", "ила", "ала", "или", "али", "ать", "ить"} {
		if strings.HasSuffix(p.at(i), end) {
			return true
		}
	}
	return false
}

// genitive tells words that may stand in the genitive, and so in a chain of
// attributes: «программа модернизации, … развития малых городов и районов».
func (p *page) genitive(i int) bool {
	w := p.at(i)
	if !p.is(i, word) {
		return false
	}
	for _, verb := range []string{"ла", "ли", "ся", "сь", "ет", "ит", "ют", "ут", "ть", "но", "на", "ны"} {
		if strings.HasSuffix(w, verb) && !strings.HasSuffix(w, "ссии") && !strings.HasSuffix(w, "ены") && !strings.HasSuffix(w, "аны") {
			return false
		}
	}
	for _, end := range []string{"а", "я", "ы", "и", "ов", "ев", "ей", "ий", "ого", "его", "ой", "ых", "их", "о", "ств", "он", "ин"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return p.toks[i].caps
}

// nominativeProgram writes a name without quotes in the nominative. «Программа»
// is feminine whatever its name, so only it and its adjectives change.
func (e *Enricher) nominativeProgram(p *page, first, j, end int) string {
	for first < j && p.begins(first, "муниципальн", "государственн", "районн", "проект") && p.at(first+1) != "-" {
		first++
	}
	var b strings.Builder
	b.WriteString(p.nominativeHead(first, j))
	b.WriteString("программа ")
	if p.ownHeading(j + 1) {
		return upperFirst(strings.TrimRight(e.written(p, j+1, end), " ,-"))
	}
	tail := e.written(p, j+1, end)
	if p.inCapitals(j+1, end) && !e.properName(p, j+1, j+1) {
		tail = lowerFirst(tail)
	}
	b.WriteString(strings.TrimRight(tail, " ,-"))
	return upperFirst(b.String())
}

// nominativeFeminine turns a feminine adjective in any case to the nominative:
// «национальной» to «национальная», «прежней» to «прежняя».
func nominativeFeminine(w string) string {
	low := strings.ToLower(w)
	for _, e := range [][2]string{{"ой", "ая"}, {"ою", "ая"}, {"ую", "ая"}, {"юю", "яя"}, {"ей", "яя"}, {"ею", "яя"}} {
		if strings.HasSuffix(low, e[0]) {
			stem := w[:len(w)-len(e[0])]
			if r := lastRune(stem); e[1] == "яя" && strings.ContainsRune("жшчщ", unicode.ToLower(r)) {
				return stem + "ая"
			}
			return stem + e[1]
		}
	}
	return w
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// ownHeading tells a name that begins a line in the nominative, without quotes:
// «Муниципальная программа⏎Доступная среда в … районе на 2019 год».
func (p *page) ownHeading(i int) bool {
	if !p.startsLine(i) || !p.capital(i) || isSki(p.at(i)) {
		return false
	}
	for _, end := range []string{"ого", "его", "ой", "ей", "ых", "их", "тия", "ния", "жки", "изации", "ации"} {
		if strings.HasSuffix(p.at(i), end) {
			return false
		}
	}
	return !p.begins(i, "муниципальн", "по", "в", "на")
}

// sectionName tells the name of a part of a programme, «Сроки и этапы реализации
// муниципальной программы».
func (p *page) sectionName(from, to int) bool {
	return p.begins(from, "срок", "переч", "ресурсн", "объем", "паспорт", "характерист", "общая", "механизм", "методик", "оценк", "обоснован", "показател", "целев", "информаци", "прогноз", "основн") && p.near(from, to-from, "программ", "подпрограмм")
}

// sentences tells a range that holds the end of a sentence: no name does.
func (p *page) sentences(from, to int) bool {
	for k := from + 1; k < to-1; k++ {
		if p.at(k) == "." && p.capital(k+1) && !p.capital(k-1) && !p.abbreviates(k-1) && p.is(k-1, word) || p.at(k) == ";" {
			return true
		}
	}
	return false
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// inCapitals tells that most words of a range are written in capitals.
func (p *page) inCapitals(from, to int) bool {
	all, caps := 0, 0
	for k := from; k < to; k++ {
		if p.is(k, word) && len(p.at(k)) > 2*3 {
			if all++; p.toks[k].caps {
				caps++
			}
		}
	}
	return caps > 1 && 4*caps >= 3*all
}

// written returns the text of a range as people write it, with « » for straight
// quotes; a range in capitals becomes a sentence, in which names of places keep
// their capital.
func (e *Enricher) written(p *page, from, to int) string {
	return e.write(p, from, to, p.inCapitals(from, to))
}

// write is written for a range that is known to be in capitals or not.
func (e *Enricher) write(p *page, from, to int, capitals bool) string {
	if from >= to {
		return ""
	}
	depth, opened := 0, false
	var b strings.Builder
	at := p.toks[from].start
	for k := from; k < to; k++ {
		t := &p.toks[k]
		b.WriteString(p.text[at:t.start])
		at = t.end
		s := p.text[t.start:t.end]
		switch {
		case t.s == `"` && (depth == 0 || p.opensStraight(k)):
			s = "«"
			depth++
		case t.s == `"`:
			s = "»"
			depth--
		case capitals && (t.caps || t.capital):
			s = strings.ToLower(s)
			if opened || e.properName(p, k, from) {
				s = upperFirst(s)
			} else if abbreviation[t.s] {
				s = strings.ToUpper(s)
			}
		}
		opened = s == "«"
		b.WriteString(s)
	}
	s := squeeze(b.String())
	if capitals {
		s = upperFirst(s)
	}
	return s
}

var abbreviation = map[string]bool{"мо": true, "мр": true, "го": true, "рф": true, "рт": true, "жкх": true, "апк": true, "чс": true, "сп": true, "гп": true, "снг": true}

// properName tells words of a text in capitals that begin with one anyway: of
// regions, districts, towns, what opens a quote.
func (e *Enricher) properName(p *page, k, from int) bool {
	switch {
	case p.at(k-1) == "-" && k-2 >= from && isSki(p.at(k)) && e.properName(p, k-2, from), p.oneOf(k-1, "поселок", "поселка", "село", "села", "деревня", "станица", "станицы", "пгт"):
		return true
	case p.begins(k-1, "округ") && p.begins(k-2, "городск", "муниципальн"):
		return true
	case p.begins(k, "российск") && p.begins(k+1, "федераци"), p.begins(k, "федераци") && p.begins(k-1, "российск"), p.begins(k, "росси") && !p.begins(k, "российск"), p.begins(k, "республик"):
		return true
	case isSki(p.at(k)):
		return p.near(k+1, 2, "район", "округ", "област", "края", "крае", "край", "сельсовет", "поселени", "сельск") && !p.begins(k, "сельск", "городск") || p.at(k+1) == "-" && isSki(p.at(k+2)) && p.begins(k+3, "район", "муницип", "округ")
	case len(e.match(p, k)) > 0:
		m := e.match(p, k)[0]
		return p.townWord(k-1) || p.begins(k-1, "округ", "поселени") || !m.old && !ordinary[foldCity(e.g.Cities[m.city].Name)] && !isAdjectival(foldCity(e.g.Cities[m.city].Name))
	}
	for _, r := range e.regions[p.at(k)] {
		if r.head == "" || p.begins(k-1, r.head) {
			return true
		}
	}
	return false
}

func (p *page) allCaps(from, to int) bool {
	words := 0
	for k := from; k < to; k++ {
		if p.is(k, word) && len(p.at(k)) > 2 {
			if !p.toks[k].caps {
				return false
			}
			words++
		}
	}
	return words > 1
}

// dropLoneClose cuts closing marks that nothing opened.
func dropLoneClose(s string) string {
	for strings.Count(s, "»") > strings.Count(s, "«") {
		i := strings.LastIndex(s, "»")
		s = s[:i] + s[i+len("»"):]
	}
	return s
}

// span is a range of tokens.
type span struct{ from, to int }

// Roles of a programme besides archive.ProgramMentions.
const (
	roleApproves = "approves"
	roleAmends   = "amends"
	roleRepeals  = "repeals"
	rolePassport = "passport"
	roleReports  = "reports"
)

// programs decides which of the mentions the document is about, and its role.
func (e *Enricher) programs(p *page, l *layout, heading span, owner, region string) []archive.Program {
	ms := e.programMentions(p, heading)
	main, role := p.mainProgram(l, heading, ms)
	var out []archive.Program
	seen := map[string]bool{}
	add := func(m mention, role string) {
		if m.level == "" && role != archive.ProgramMentions {
			m.level = "municipal"
			if owner == "" {
				m.level = "regional"
			}
		}
		name, level := e.known(m.name, m.key, m.level, owner)
		id := programID(programKey(name), level, owner, region)
		if seen[id] || role == archive.ProgramMentions && main >= 0 && m.key == ms[main].key && m.level != "federal" {
			return
		}
		seen[id] = true
		out = append(out, archive.Program{ID: id, Name: name, Role: role, Level: level, Evidence: p.evidence("program-"+role, m.at, m.end)})
	}
	if main >= 0 {
		add(ms[main], role)
	}
	for _, m := range ms {
		add(m, archive.ProgramMentions)
	}
	return out
}

// mainProgram returns the mention that the document approves, amends, repeals,
// is, or reports on; -1 when it is about none.
func (p *page) mainProgram(l *layout, heading span, ms []mention) (int, string) {
	in := func(from, to int) int {
		for i, m := range ms {
			if m.word >= from && m.word < to {
				return i
			}
		}
		return -1
	}
	switch l.kind {
	case "прогноз", "стратегия", "иное", "закон":
		return -1, ""
	case "отчёт", "доклад", "новость":
		return in(heading.from, heading.to), roleReports
	case "программа":
		if i := in(heading.from, heading.to); i >= 0 {
			return quotedTwin(ms, i), rolePassport
		}
		return p.passportProgram(ms), rolePassport
	}
	if i := in(heading.from, heading.to); i >= 0 {
		if role := p.actRole(heading); role != "" {
			return i, role
		}
		return -1, "" // «О мерах по реализации программы…» only mentions it
	}
	return p.orderedProgram(l, ms)
}

// quotedTwin prefers the same programme named in quotes to one named without.
func quotedTwin(ms []mention, i int) int {
	if ms[i].quoted || strings.HasPrefix(ms[i].name, "Программа") || strings.HasPrefix(ms[i].name, "Комплексная") {
		return i
	}
	for k, m := range ms {
		if m.quoted && m.key == ms[i].key {
			return k
		}
	}
	return i
}

// actRole tells from an act's title what it does.
func (p *page) actRole(heading span) string {
	for k := heading.from; k < heading.to; k++ {
		switch {
		case p.begins(k, "утратив", "отмен"):
			return roleRepeals
		case p.begins(k, "изменени", "дополнени", "внесени"):
			return roleAmends
		case p.begins(k, "отчет", "итог", "исполнени") && k < heading.from+6:
			return roleReports
		case p.begins(k, "утверждени", "принятии"), k == heading.from+1 && programAct(p, k):
			return roleApproves
		}
	}
	return ""
}

// programAct tells «О муниципальной программе…», which approves it.
func programAct(p *page, k int) bool {
	for p.begins(k, programAdjectives...) {
		k++
	}
	return programForms[p.at(k)]
}

// orderedProgram finds the programme in what an act without a title orders:
// «Утвердить … программу «…»», «Внести в … программу … изменения».
func (p *page) orderedProgram(l *layout, ms []mention) (int, string) {
	from := max(p.operative(max(l.act, 0)), 0)
	for k := from; k < min(from+400, len(p.toks)); k++ {
		role := ""
		switch {
		case p.begins(k, "утвердить"):
			role = roleApproves
		case p.begins(k, "внести", "изложить", "продлить", "дополнить"):
			role = roleAmends
		case p.begins(k, "признать") && p.near(k, 4, "утратив"):
			role = roleRepeals
		default:
			continue
		}
		from, end := k, k
		for from > 0 && from > k-60 && !p.startsLine(from) { // «1. Программу «…» продлить…»
			from--
		}
		if !p.is(from, number) || p.at(from+1) != "." {
			from = k
		}
		for end < len(p.toks) && end < k+90 && !(p.startsLine(end) && end > k+2 && p.is(end, number) && p.at(end+1) == "." && p.year(end) == 0) {
			end++
		}
		for i, m := range ms {
			if m.word >= from && m.word < end && (m.quoted || m.level == levelMunicipal) {
				return i, role
			}
		}
		k = end - 1
	}
	return -1, ""
}

// passportProgram names a programme whose heading has no name: what its
// passport says, else the municipal programme the text names most.
func (p *page) passportProgram(ms []mention) int {
	limit := p.before(6000)
	for i, m := range ms {
		if m.word < limit && p.begins(m.at-1, "паспорт") {
			return i
		}
	}
	count, best := map[string]int{}, 0
	for _, m := range ms {
		if m.level == levelMunicipal && m.quoted {
			count[m.key]++
			best = max(best, count[m.key])
		}
	}
	return slices.IndexFunc(ms, func(m mention) bool {
		return m.level == levelMunicipal && m.quoted && count[m.key] == best
	})
}
