package personal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// How far before a number the word may stand that says what it is, in bytes: far where its
// series is called so.
const (
	reach = 200
	far   = 300
)

// What stands right before a number, in the form of before.
var (
	announcesSNILS = lazyregexp.New(`(?:[сc]нил[сc]|страхов\S+ (?:пенсионн\S+ )?(?:номер|свидетельств)|` +
		`пенсионн\S+ страховани|индивидуальн\S+ лицев)[^\d]{0,60}(?:\d\d [цз][^\d]{0,40})?$`)
	announcesINN = lazyregexp.New(`(?:^|[^\pL])(?:инн|и\. ?н\. ?н\.|идентификационн\S+ номер\S* ` +
		`налогоплательщик\S*)(?:[^\pL\d][^\d]{0,60})?$`)
	announcesCard = lazyregexp.New(`(?:^|[^\pL])карт(?:а|ы|е|у|ой|очк\S+)(?:[^\pL\d][^\d]{0,40})?$`)
	// identity is a document of a person, Latin letters in the place of those that look the same among its own, as
	// recognized scans have. The word «паспорт» alone may be that of a thing, see isOfThing.
	identity = lazyregexp.New(`п[аa][сc]п(?:[оo][рp]т\S*|\.| )|pass?port\S*|удостоверяющ\S+ личность\S*|` +
		`удостоверени\S+ личности|уд(?:ост)?\. ?личности|` +
		`удостоверени\S+ беженца|водительск\S+ удостоверени\S+|вод(?:ит)?\. ?уд(?:ост)?\.|в/у |` +
		`миграционн\S+ карт\S+|св(?:ид)?(?:\.|-в\S*) о рожд\S*|вид\S* на жительство|военн\S+ билет\S*|` +
		`свидетельств\S+ об? (?:рождении|смерти|браке|заключении брака|расторжении брака|усыновлении|` +
		`установлении отцовства|перемене имени)`)
	// calledSeries is the word before a series.
	calledSeries = lazyregexp.New(`(?:^|[^\pL])(?:сери[яиюей]{1,2}|сер\.?|с\.|series)` + signs + `$`)
	// series stands before the number of a document: digits, Roman and Russian letters, capitals.
	series = lazyregexp.New(`(?:^|[^\pL\d])(\d\d[ -]{0,6}\d\d|\d\d[ -]{0,3}[а-я]{2}|\d\d|` +
		`[ivxlcdmх1]{1,6}[ -]{0,6}[а-я]{2}|[a-z]{1,3}|[а-я]{2})?` + signs +
		`((?:№+|(?:за |под )?номер\S*|ном\.|н\.|number|no?)` +
		`(?: (?:паспорта|документа|удостоверения|бланка))?` + signs + `)?$`)
	// seriesBehind is a series that stands behind its number.
	seriesBehind = lazyregexp.New(`^[ ,;(]{0,3}(?:сери[яи]|сер\.) ?:? ?(\d\d[ -]{0,3}\d\d)(?:\D|$)`)
)

const signs = `[ ,:;.|()«»"“”„/-]*`

// besideIdentity is how many characters may stand between a document and its number, neither digits nor «;».
const besideIdentity = 90

// findIdentity returns where the first document is named that what ends at the end of b may be the number of, nil where
// none is; called reports whether its series is called so: then the day of issue, a code may stand between.
func findIdentity(b string, called bool) []int {
	for from := 0; ; {
		m := identity.FindStringIndex(b[from:])
		if m == nil {
			return nil
		}
		m[0], m[1] = m[0]+from, m[1]+from
		if after := b[m[1]:]; called ||
			!strings.ContainsAny(after, "0123456789;") && utf8.RuneCountInString(after) <= besideIdentity {
			return m
		}
		from = m[1]
	}
}

// before is what stands before a place, as the patterns want it: lower case, every kind of
// blank a space, every hyphen «-», with the same length in bytes.
func before(s string, at int) string { return within(s, at, reach) }

// within is before with so many bytes.
func within(s string, at, reach int) string {
	from := max(0, at-reach)
	for from < at && !utf8.RuneStart(s[from]) {
		from++
	}
	return plain(s[from:at])
}

func plain(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:]) // names of files are not always UTF-8
		i += size
		switch low := unicode.ToLower(r); {
		case r == utf8.RuneError || isBlank(r) || unicode.IsSpace(r):
			b.WriteString(strings.Repeat(" ", size))
		case isHyphen(r):
			b.WriteString("-" + strings.Repeat(" ", size-1))
		case utf8.RuneLen(low) == size:
			b.WriteRune(low)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// identityStems are in every announcement of a document of a person, in both cases, and
// numberStems in those of СНИЛС, ИНН and cards.
var (
	identityStems = []string{"пасп", "Пасп", "ПАСП", "пacп", "Пacп", "ПACП", "паcп", "Паcп", "ПАCП",
		"пaсп", "Пaсп", "ПAСП", "asport", "ASPORT", "assport", "ASSPORT", "ичност", "ИЧНОСТ",
		"достоверен", "ДОСТОВЕРЕН", "билет", "БИЛЕТ", "видетельств", "ВИДЕТЕЛЬСТВ", "ительств", "ИТЕЛЬСТВ",
		"рожд", "РОЖД", "в/у", "В/У", "вод.", "Вод.", "ВОД.", "водит.", "Водит.", "играцион", "ИГРАЦИОН"}
	numberStems = []string{"нил", "НИЛ", "трахов", "ТРАХОВ", "лицев", "ЛИЦЕВ", "инн", "ИНН", "Инн", "Н.", "н.",
		"логоплательщик", "ЛОГОПЛАТЕЛЬЩИК", "карт", "Карт", "КАРТ"}
)

// announcements are where stems stand in one text, of which only what stands before numbers is looked through: a table
// of numbers is passed over without looking at the words before each.
type announcements struct {
	stems    []string
	from, to int // what has been looked through
	at       []int
}

// near reports whether a stem stands before a place, not too far. Places come mostly in order.
func (a *announcements) near(s string, place int) bool {
	if from := max(0, place-far); from < a.from || place > a.to {
		if from < a.from || from > a.to { // apart from what is known
			a.from, a.to, a.at = from, from, a.at[:0]
		}
		a.look(s, a.to, place)
		a.to = place
	}
	i, _ := slices.BinarySearch(a.at, place)
	return i > 0 && a.at[i-1] > place-far
}

// look adds the stems that begin in s[from:to].
func (a *announcements) look(s string, from, to int) {
	known := len(a.at)
	for _, stem := range a.stems {
		part := s[from:min(len(s), to+len(stem)-1)]
		for i := 0; ; i += len(stem) {
			next := strings.Index(part[i:], stem)
			if next < 0 {
				break
			}
			i += next
			a.at = append(a.at, from+i)
		}
	}
	slices.Sort(a.at[known:])
}

// announcesIdentity reports whether a document of a person is named before a number;
// called reports whether its series is called so.
func announcesIdentity(s string, at int, called bool) bool {
	size := reach
	if called {
		size = far
	}
	b := within(s, at, size)
	m := findIdentity(b, called)
	if m == nil {
		m = findIdentity(withoutIssue(b), called)
	}
	return m != nil && !isOfThing(b[:m[0]], b[m[0]:m[1]], s[at-len(b)+m[1]:at], called)
}

// isOfThing reports whether «паспорт» is that of a road, a building, a programme: a word before
// says so, or the next one is none of those that follow the passport of a person. Where
// the series is called so, the next one must be a thing.
func isOfThing(ahead, word, after string, called bool) bool {
	if !strings.HasPrefix(word, "п") {
		return false
	}
	words := strings.Fields(ahead)
	if len(words) > 0 && thingly.MatchString(words[len(words)-1]) {
		return true
	}
	other := strings.HasSuffix(word, ",") // «паспорт, дата рождения»: what follows is beside it
	after = strings.TrimLeft(after, " \u00a0\n\t:,.()—–-«\"")
	first, _ := utf8.DecodeRuneInString(after)
	return things.MatchString(after) || !called && !other && unicode.IsLower(first) && !personly.MatchString(after)
}

var (
	thingly = lazyregexp.New(`^(?:техническ|кадастров|энергетическ|экологическ|градостроительн|санитарн|` +
		`инвестиционн|` +
		`электронн|учетн|учётн|бюджетн)`)
	things = lazyregexp.New(`(?i)^(?:муниципальн|целев|долгосрочн|социальн|программ|подпрограмм|проект|` +
		`дорог|здани|дом|объект|транспорт|самоход|издели|` +
		`оборудован|лифт|качеств|безопасн|готовност|маршрут|отход|площадк|фасад|прибор|счетчик|счётчик|техник|судн|` +
		`маломерн|земельн)`)
	personly = lazyregexp.New(`^(?:сер(?:и|\.)|с\.|номер|граждан|гр\.|иностранн|загран|росси|рф|данные|выдан|` +
		`удостовер|моряк|на имя|физическ|личн|заявител|супруг|жен[аы]|муж|сын|доч|ребен|ребён|несовершеннолетн|` +
		`матер|отц|родител|опекун|представител|собственник|владел|получател|нанимател|пользовател|мо(?:й|его|ей)|` +
		`его|е[её]|№|n)`)
)

// issue is what stands between a document and its number of how it was issued: days, and codes of departments.
var issue = lazyregexp.New(`\b(?:\d\d\.\d\d\.\d{4}|\d\d? [а-я]{3,8} \d{4}|\d{3}-\d{3})\b`)

// withoutIssue has blanks in the place of those.
func withoutIssue(b string) string {
	return issue.ReplaceAllStringFunc(b, func(m string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return ' '
			}
			return r
		}, m)
	})
}

// issuedBy stands behind the number of a passport that no word announces: who issued it.
var issuedBy = lazyregexp.New(`^[^\d\pL]{0,8}(?:паспорт\S* )?выдан[аоы]? [^\d]{0,80}?` +
	`(?:[уогм]вд|фмс|внутренних дел|миграц|милици|полици|паспортн)`)

// issued reports whether a body that issues passports issued what ends at a place.
func issued(s string, end int) bool {
	behind := s[end:min(len(s), end+reach)]
	if !strings.Contains(behind[:min(len(behind), reach/4)], "ыдан") { // quickly
		return false
	}
	return issuedBy.MatchString(withoutIssue(plain(behind)))
}

// afterSeries returns the ranges of the series and the number of a document of a person,
// nil where the six to eight digits at a place are something else.
func afterSeries(s string, at [2]int, t *told) [][2]int {
	if !t.identity.near(s, at[0]) && !t.list.near(at[0]) && !issued(s, at[1]) {
		return nil
	}
	b := before(s, at[0])
	from := at[0] - len(b)
	m := series.FindStringSubmatchIndex(b)
	if m == nil {
		return nil
	}
	head, called := len(b), false
	if m[4] >= 0 {
		head = m[4]
	}
	if m[2] >= 0 {
		called = calledSeries.MatchString(b[:m[2]])
		if head = m[2]; !called && strings.ContainsFunc(s[from+m[2]:from+m[3]], unicode.IsLower) {
			m[2], head = -1, m[3] // a word
		}
	}
	ofPassport := m[4] >= 0 && strings.Contains(b[m[4]:m[5]], "паспорт") // «номер паспорта»
	switch {
	case m[2] < 0 && m[4] < 0: // neither a series nor «№»
		return nil
	case !ofPassport && !t.announcesIdentity(s, from+head, called, true) && !(m[2] >= 0 && issued(s, at[1])):
		return nil
	}
	if m[2] >= 0 {
		return [][2]int{{from + m[2], from + m[3]}, at}
	}
	if behind := seriesBehind.FindStringSubmatchIndex(s[at[1]:min(len(s), at[1]+reach)]); behind != nil {
		return [][2]int{at, {at[1] + behind[2], at[1] + behind[3]}}
	}
	return [][2]int{at}
}
