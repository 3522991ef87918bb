package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"letopis/internal/rudate"
)

// Lang is a language of the interface.
type Lang string

// The languages; Russian is the default.
const (
	Russian Lang = "ru"
	English Lang = "en"
)

func (l Lang) column() int {
	if l == English {
		return 1
	}
	return 0
}

// T returns the message of a key; the key itself when there is none, which a
// test excludes for what templates use.
func (l Lang) T(key string) string {
	if m, ok := messages[key]; ok {
		return m[l.column()]
	}
	return key
}

// Has reports whether a message exists.
func (l Lang) Has(key string) bool { _, ok := messages[key]; return ok }

// Kind returns what people call a kind of documents; of one without a message its own name.
func (l Lang) Kind(kind string) string {
	if l.Has("kind." + kind) {
		return l.T("kind." + kind)
	}
	return kind
}

// Counted returns the form of a word that goes with n, without the number:
// документ, документа, документов. Rules: CLDR plural categories.
func (l Lang) Counted(n int, word string) string {
	forms, ok := counted[word]
	if !ok {
		return word
	}
	if n < 0 {
		n = -n
	}
	if l == English {
		if n == 1 {
			return forms[1][0]
		}
		return forms[1][1]
	}
	switch {
	case n%10 == 1 && n%100 != 11:
		return forms[0][0]
	case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
		return forms[0][1]
	}
	return forms[0][2]
}

// Count returns a number with its word: "1 402 документа".
func (l Lang) Count(n int, word string) string { return l.Number(n) + "\u00a0" + l.Counted(n, word) }

// Number groups thousands: a no-break space in Russian (from 10,000, as its
// typography wants), a comma in English.
func (l Lang) Number(n int) string {
	s := strconv.Itoa(n)
	sep, from := "\u00a0", 5
	if l == English {
		sep, from = ",", 4
	}
	if len(strings.TrimPrefix(s, "-")) < from {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Date writes a date YYYY-MM-DD, YYYY-MM or YYYY for people: "4 октября 2017",
// "октябрь 2017", "2017". Anything else is returned as it is.
func (l Lang) Date(iso string) string {
	var y, m, d int
	switch n, _ := fmt.Sscanf(iso, "%d-%d-%d", &y, &m, &d); {
	case n >= 2 && (m < 1 || m > 12):
		return iso
	case n == 3:
		month := rudate.Genitive(m)
		if l == English {
			month = time.Month(m).String()
		}
		return fmt.Sprintf("%d\u00a0%s\u00a0%d", d, month, y)
	case n == 2 && l == English:
		return fmt.Sprintf("%s\u00a0%d", time.Month(m), y)
	case n == 2:
		return fmt.Sprintf("%s\u00a0%d", rudate.Nominative(m), y)
	}
	return iso
}

// Span writes two dates as Date does, what they share once: "20–21 апреля 2011"; one
// date where they are the same or the other is "".
func (l Lang) Span(from, to string) string {
	if to == "" || from == to {
		return l.Date(from)
	}
	var y, m, d, y2, m2, d2 int
	one, _ := fmt.Sscanf(from, "%d-%d-%d", &y, &m, &d)
	two, _ := fmt.Sscanf(to, "%d-%d-%d", &y2, &m2, &d2)
	switch {
	case one == 1 && two == 1:
		return from + "–" + to
	case one == 3 && two == 3 && y == y2 && m == m2:
		return fmt.Sprintf("%d–%s", d, l.Date(to))
	}
	return l.Date(from) + " — " + l.Date(to)
}

// Bytes writes a size: "47 КБ".
func (l Lang) Bytes(n int64) string {
	units := [2][4]string{{"Б", "КБ", "МБ", "ГБ"}, {"B", "KB", "MB", "GB"}}[l.column()]
	v, u := float64(n), 0
	for v >= 1024 && u < len(units)-1 {
		v, u = v/1024, u+1
	}
	s := strconv.FormatFloat(v, 'f', 1, 64)
	if u == 0 || v >= 10 {
		s = strconv.FormatFloat(v, 'f', 0, 64)
	}
	if l == Russian {
		s = strings.ReplaceAll(s, ".", ",")
	}
	return s + "\u00a0" + units[u]
}

// Quote puts the quotation marks of the language around words.
func (l Lang) Quote(s string) string { return l.Pick("«", "“") + s + l.Pick("»", "”") }

// Pick returns the words of the language.
func (l Lang) Pick(ru, en string) string { return [2]string{ru, en}[l.column()] }
