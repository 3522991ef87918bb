package personal

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reach is how far before a number the word may stand that says what it is, in bytes.
const reach = 200

// What stands right before a number, in the form of before.
var (
	announcesSNILS = regexp.MustCompile(`(?:снилс|страхов\S+ (?:номер|свидетельств)|индивидуальн\S+ лицев)[^\d]{0,60}$`)
	announcesINN   = regexp.MustCompile(`(?:^|[^\pL])(?:инн|идентификационн\S+ номер\S* налогоплательщик)[^\d]{0,30}$`)
	// identity is a document of a person, and what stands between it and its number. The
	// word «паспорт» alone may be that of a thing, see isOfThing.
	identity = regexp.MustCompile(`(паспорт\S*|удостоверяющ\S+ личность\S*|удостоверени\S+ личности|` +
		`удостоверени\S+ беженца|водительск\S+ удостоверени\S+|вид\S* на жительство|военн\S+ билет\S*|` +
		`свидетельств\S+ о (?:рождении|смерти|браке|заключении брака|расторжении брака))([^\d;]{0,90})$`)
	// series stands before the number of a document: digits, Roman and Russian letters,
	// two letters.
	series = regexp.MustCompile(`(?:^|[^\pL\d])(\d\d[ -]{0,3}\d\d|\d\d|[ivxlcdmх]{1,6}[ -]{0,4}[а-я]{2}|[a-zа-я]{2})?` +
		`[ ,:-]*((?:№|номер\S*|n|no)[ :.]*)?$`)
)

// before is what stands before a place, as the patterns want it: lower case, every kind of
// blank a space, every hyphen «-», with the same length in bytes.
func before(s string, at int) string {
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

// stems are in every announcement of a document of a person, in both cases.
var stems = []string{"аспорт", "АСПОРТ", "ичност", "ИЧНОСТ", "достоверен", "ДОСТОВЕРЕН", "билет", "БИЛЕТ",
	"видетельств",
	"ВИДЕТЕЛЬСТВ", "ительств", "ИТЕЛЬСТВ"}

// announcements are where the stems stand in one text: a table of numbers is passed over
// without looking at the words before each. The zero value has not looked yet.
type announcements struct {
	looked bool
	at     []int
}

// near reports whether a stem stands before a place, not too far.
func (a *announcements) near(s string, place int) bool {
	if !a.looked {
		a.looked = true
		for _, stem := range stems {
			for i := 0; ; i += len(stem) {
				next := strings.Index(s[i:], stem)
				if next < 0 {
					break
				}
				i += next
				a.at = append(a.at, i)
			}
		}
		slices.Sort(a.at)
	}
	i, _ := slices.BinarySearch(a.at, place)
	return i > 0 && a.at[i-1] > place-reach
}

// announcesIdentity reports whether a document of a person is named before a number.
func announcesIdentity(s string, at int) bool {
	b := before(s, at)
	m := identity.FindStringSubmatchIndex(b)
	return m != nil && !isOfThing(b[:m[0]], b[m[2]:m[3]], s[at-len(b)+m[4]:at])
}

// isOfThing reports whether «паспорт» is that of a road, a building, a programme: a word before
// says so, or the next one is none of those that follow the passport of a person.
func isOfThing(ahead, word, after string) bool {
	if !strings.HasPrefix(word, "паспорт") {
		return false
	}
	words := strings.Fields(ahead)
	if len(words) > 0 && thingly.MatchString(words[len(words)-1]) {
		return true
	}
	after = strings.TrimLeft(after, " \u00a0\n\t:,.()—–-«\"")
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.IsLower(first) && !personly.MatchString(after)
}

var (
	thingly = regexp.MustCompile(`^(?:техническ|кадастров|энергетическ|экологическ|градостроительн|санитарн|` +
		`инвестиционн|` +
		`электронн|учетн|учётн|бюджетн)`)
	personly = regexp.MustCompile(`^(?:сери|номер|граждан|гр\.|иностранн|загран|росси|данные|выдан|` +
		`удостовер|моряк|на имя|` +
		`личн|заявител|№|n)`)
)

// afterSeries returns the ranges of the series and the number of a document of a person,
// nil where the six to eight digits at a place are something else.
func afterSeries(s string, at [2]int) [][2]int {
	b := before(s, at[0])
	from := at[0] - len(b)
	m := series.FindStringSubmatchIndex(b)
	if m == nil || m[2] < 0 && m[4] < 0 { // neither a series nor «№»
		return nil
	}
	head := len(b)
	if m[2] >= 0 {
		head = m[2]
	} else if m[4] >= 0 {
		head = m[4]
	}
	if !announcesIdentity(s, from+head) {
		return nil
	}
	if m[2] < 0 {
		return [][2]int{at}
	}
	return [][2]int{{from + m[2], from + m[3]}, at}
}
