package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"letopis/internal/lazyregexp"
)

// ofBody is a body or a firm whose phone or mail stands behind, ofPerson a private person whose phone does.
var (
	ofBody = owner{[]string{"администрац", "приемн", "приёмн", "отдел", "управлени", "комитет", "учреждени", "организаци",
		"дума", "думы", "думе", "думу", "совет", "школ", "больниц", "поликлиник", "мфц", "диспетчер", "доверия", "общество",
		"ооо", "мку", "муп", "мбу", "полици", "редакци"}, lazyregexp.New(`горяч\S+ лини[^;]{0,60}$`)}
	ofPerson = owner{[]string{"заявител", "гражданин", "гражданк", "проживающ", "собственник", "нанимател", "опекун",
		"родител", "домашн", "дом. тел", "дом.тел", "личн", "сотов", "сот.", "мобильн", "моб."}, nil}
)

// owner is whose something is that stands behind, not too far, in the same clause: one of the stems says so, or what
// an expression finds where «лини» is.
type owner struct {
	stems []string
	line  *lazyregexp.Regexp
}

// nearOwner is how many characters may stand between.
const nearOwner = 60

// in reports whether what stands before a place, as plain writes it, tells of the owner.
func (o *owner) in(b string) bool {
	b = b[strings.LastIndexByte(b, ';')+1:]
	near := len(b)
	for range nearOwner {
		_, size := utf8.DecodeLastRuneInString(b[:near])
		near -= size
	}
	for _, stem := range o.stems {
		if strings.Contains(b[max(0, near-len(stem)):], stem) {
			return true
		}
	}
	return o.line != nil && strings.Contains(b, " лини") && o.line.MatchString(b)
}

var phone = lazyregexp.New(`^(?:\+7|[78])[\s\x{a0}(.\-–‑]*(\d{3,5})[\s\x{a0}).\-–‑]*\d{1,3}(?:` +
	`[\s\x{a0}.\-–‑]?\d{2,3}){1,2}`)

// called is a phone that a word announces, without the code of the country: «т. 910-812-34-56», «дом. тел. 2-11-00»,
// and alsoCalled another one behind it.
var (
	called = rule{lazyregexp.New(`(?i)(?:^|[^\pL])(?:т[.:]|(?:тел\p{L}*|моб\p{L}*|сот\p{L}*)[.:]?)` +
		`[ \t\x{a0}.:№–—-]*(?:\pL+ ){0,2}` + numberCalled), []string{"т.", "Т.", "т:", "Т:", "тел", "Тел", "ТЕЛ", "моб",
		"Моб", "МОБ", "сот", "Сот", "СОТ"}, 8, 240}
	alsoCalled = lazyregexp.New(`^[ \t\x{a0}]*[,;][ \t\x{a0}]*` + numberCalled)
)

const numberCalled = `((?:\(\d{3,5}\)[ \x{a0}]?)?\d{1,3}(?:[ \x{a0}]?[-–‑ ]?[ \x{a0}]?\d{2,3}){1,3})(?:[^\d]|$)`

// phones finds mobile phones that are no body's, and others of whom a private person is told.
func phones(s string) [][2]int {
	var out [][2]int
	add := func(from, to int, mobile bool) {
		b := before(s, from)
		if !ofBody.in(b) && (mobile || ofPerson.in(b)) {
			out = append(out, [2]int{from, to})
		}
	}
	for _, m := range numbered(phone, s) {
		said, mobile := s[m[0]:m[1]], s[m[2]] == '9'
		other := said[0] == '7' || strings.IndexByte(said, '.') >= 0 // numbers of clauses, codes and such look so, too
		whole := len(strings.Map(onlyDigits, said)) == longMobile && (m[1] == len(s) || !isDigit(s[m[1]]))
		if !other || mobile && whole {
			add(m[0], m[1], mobile)
		}
	}
	for _, m := range called.matches(s) {
		for from, to := m[2], m[3]; ; {
			digits := strings.Map(onlyDigits, s[from:to])
			if n := len(digits); n >= 5 && n <= 7 || n == 10 {
				add(from, to, n == 10 && digits[0] == '9')
			}
			next := alsoCalled.FindStringSubmatchIndex(s[to:min(len(s), to+longPhone)])
			if next == nil {
				break
			}
			from, to = to+next[2], to+next[3]
		}
	}
	return out
}

// longMobile are the digits of a mobile phone with the code of the country.
const longMobile = 11

// longPhone is how much behind a phone another one may end in, in bytes.
const longPhone = 40

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

var email = rule{lazyregexp.New(`(?i)[\w.+-]+` +
	`(?:\s?@\s?|\s?[(\[]\s?(?:@|at|собака|эт)\s?[)\]]\s?|\s(?:at|собака)\s)` +
	`(?:mail|bk|list|inbox|internet|yandex|ya|narod|rambler|lenta|gmail|googlemail|hotmail|live|outlook|icloud|yahoo|vk|` +
	`proton(?:mail)?|tutanota|qip|pochta)` +
	`\s?(?:\.|[(\[](?:dot|точка)[)\]]|\sточка)\s?` +
	`(?:\w{2,3}\b|ру)`), []string{"@", "собака", "СОБАКА", "at", "AT", "эт)", "эт]"}, 80, 80}

// emails finds addresses at the providers that private people use, unless a body is named.
func emails(s string) [][2]int {
	var out [][2]int
	for _, m := range email.matches(s) {
		if !ofBody.in(before(s, m[0])) {
			out = append(out, [2]int{m[0], m[1]})
		}
	}
	return out
}

const day = `(?:\d{4}-\d\d-\d\d|\d{1,2}(?:[./-]\d{1,2}[./-]|\s+[а-я]{3,8}\s+)(?:\d{4}|\d{2}))\b`

var born = rule{lazyregexp.New(`(?i)(?:(?:(?:дата\s+)?рождения|родил(?:ся|ась)|рожд\.|род\.|д\.\s?р\.)[\s:—–-]*(` +
	day + `)|(` + day +
	`|(?:19|20)\d\d)[\s\x{a0}]*(?:года?\s+рождения|г\.?\s*р(?:\.|ожд(?:ения|\.)|\b))|` +
	`родил(?:ся|ась)\s+в\s+((?:19|20)\d\d)|` +
	`год\s+рождения[\s:—–-]*((?:19|20)\d\d))`), []string{"рожд", "Рожд", "РОЖД", "род.", "Род.", "РОД.", "родил", "Родил",
	"РОДИЛ", "д.р", "д. р", "Д.р", "Д. р", "Д.Р", "Д. Р", "гр.", "г.р", "г. р", "г.\u00a0р", "г р", "г\u00a0р", "г.\nр",
	"г.\r\nр", "Г.Р", "Г. Р"}, 80, 120}

// birthDates finds days, and years, that people were born on.
func birthDates(s string) [][2]int { return groupsOf(born.matches(s)) }

var anyDay = lazyregexp.New(`(?i)\b(` + day + `)`)

// days finds all days, and what birthDates does, in a cell below a heading that tells of births.
func days(s string) [][2]int {
	return joined(append(birthDates(s), groupsOf(anyDay.FindAllStringSubmatchIndex(s, -1))...))
}

var lives = rule{lazyregexp.New(`(?i)(?:(?:` +
	`зарегистрированн(?:ый|ая|ого|ой|ому|ых)|зарегистрирован|зарегистрирована|` +
	`прожива(?:ющ\p{L}+|ет|ют)|прож\.)\s+(?:по\s+месту\s+жительства\s+)?(?:по\s+адресу)|` +
	`прожива(?:ющ(?:ий|ая|его|ей|ему)|ет):|адрес\p{L}*\s+(?:места\s+жительства|проживания|регистрации)|` +
	`место\s+жительства)[\s:—–-]*([^;\n]{4,160}?)(?:[;\n]|\.?$|,?\s+(?:явля|паспорт|тел|именуем|имеющ|снилс|инн|` +
	`выдан|на\s+основании))`), []string{"жива", "ЖИВА", "прож.", "Прож.", "ПРОЖ.", "регистр", "РЕГИСТР", "жительств",
	"ЖИТЕЛЬСТВ"}, 80, 1000}

// homeAddresses finds where people live, as far as the clause goes.
func homeAddresses(s string) [][2]int {
	var out [][2]int
	for _, m := range lives.matches(s) {
		from, to := m[2], m[3]
		to = from + sentence(s[from:to])
		lived := s[from:to]
		column := strings.IndexByte(s[m[0]:from], '\t') >= 0 && !strings.ContainsAny(lived, ".0123456789")
		if !column && strings.ContainsFunc(lived, unicode.IsLetter) { // else the heading of the next one, a line to fill in
			out = append(out, [2]int{from, to})
		}
	}
	return out
}

// sentence is how long the first sentence of a text is, in bytes: a dot behind a short word
// («ул.», «просп.») does not end it.
func sentence(s string) int {
	for i := 0; ; {
		next := strings.Index(s[i:], ". ")
		if next < 0 {
			return len(s)
		}
		word := s[strings.LastIndexAny(s[:i+next], " ,")+1 : i+next]
		if i += next + 2; utf8.RuneCountInString(word) > 5 || word == "" || isDigit(word[len(word)-1]) {
			return i - 2
		}
	}
}

// groupsOf are the ranges of all groups of all matches.
func groupsOf(matches [][]int) [][2]int {
	var out [][2]int
	for _, m := range matches {
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				out = append(out, [2]int{m[i], m[i+1]})
			}
		}
	}
	return out
}
