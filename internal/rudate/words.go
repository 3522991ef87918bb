package rudate

import (
	"maps"
	"slices"
	"strings"
)

// Words is a text word by word; At is "" beyond its ends.
type Words interface{ At(i int) string }

// tens are those of a year or a day in words.
var tens = map[string]int{"двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
	"семьдесят": 70, "восемьдесят": 80, "девяносто": 90}

// ordinalTens are tens that end a year in words: «тысяча девятьсот девяностого».
var ordinalTens = map[string]int{"тридцатого": 30, "сорокового": 40, "пятидесятого": 50, "шестидесятого": 60,
	"семидесятого": 70, "восьмидесятого": 80, "девяностого": 90}

// ordinals are those up to twenty, and thirty: «пятого марта», «двенадцатое марта».
var ordinals = func() map[string]int {
	m := map[string]int{"тридцатого": 30}
	for i, w := range strings.Fields(`первого второго третьего четвертого пятого шестого седьмого восьмого девятого
		десятого одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого
		восемнадцатого девятнадцатого двадцатого`) {
		m[w] = i + 1
	}
	for w, day := range m {
		if stem, ok := strings.CutSuffix(w, "ого"); ok {
			m[stem+"ое"] = day
		}
	}
	m["третье"] = 3
	return m
}()

// cardinals are the hundreds and what stands below twenty in a number in words; tens has the rest.
var cardinals = func() map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields(`один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать
		тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать`) {
		m[w] = i + 1
	}
	for i, w := range strings.Fields("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот") {
		m[w] = 100 * (i + 1)
	}
	return m
}()

// NumberInWords reads a number below a thousand in words that begins at word i, «двести восемьдесят
// четыре». It returns the index after it; 0 and i when there is none.
func NumberInWords(w Words, i int) (number, next int) {
	return inWords(w, i, func(word string) int { return max(cardinals[word], tens[word]) })
}

// inWords is NumberInWords with the words of value, which is 0 for others.
func inWords(w Words, i int, value func(word string) int) (number, next int) {
	limit := 1000 // what comes next is of a lower place
	for next = i; ; next++ {
		n := value(w.At(next))
		if n == 0 || n >= limit {
			return number, next
		}
		number += n
		switch {
		case n >= 100:
			limit = 100
		case n >= 20:
			limit = 10
		default:
			limit = 0
		}
	}
}

// genitives are numbers as they stand behind «в течение» and «не позднее», place by place: «двадцати пяти».
var genitives = func() map[string]int {
	m := map[string]int{"одной": 1, "одних": 1}
	for i, w := range strings.Fields(`одного двух трех четырех пяти шести семи восьми девяти десяти одиннадцати двенадцати
		тринадцати четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати`) {
		m[w] = i + 1
	}
	for i, w := range strings.Fields(`двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти
		девяноста`) {
		m[w] = 10 * (i + 2)
	}
	for i, w := range strings.Fields(`ста двухсот трехсот четырехсот пятисот шестисот семисот восьмисот девятисот`) {
		m[w] = 100 * (i + 1)
	}
	return m
}()

// counts are numbers as they stand with what is counted: in the genitive, or in the accusative, «через две недели».
var counts = func() map[string]int {
	m := map[string]int{"одну": 1, "одно": 1, "две": 2}
	for _, other := range []map[string]int{genitives, cardinals, tens} {
		maps.Copy(m, other)
	}
	return m
}()

// CountPattern is a regular expression for each word of numbers that CountOf reads.
var CountPattern = strings.Join(slices.Sorted(maps.Keys(counts)), "|")

// CountOf is the number below a thousand that words in the genitive or the accusative say to their end, «двадцати
// пяти», 0 for other words.
func CountOf(phrase string) int {
	w := Fields(strings.Fields(phrase))
	n, next := inWords(w, 0, func(word string) int { return counts[word] })
	if next < len(w) {
		return 0
	}
	return n
}

// Fields are the words of a line, in small letters and with «е» for «ё».
type Fields []string

// At is the word at an index.
func (f Fields) At(i int) string {
	if i >= len(f) {
		return ""
	}
	return f[i]
}

// compounds are the numbers up to 199 as adjectives begin with them: «сорокапяти» of «сорокапятидневный».
var compounds = func() map[string]int {
	m := map[string]int{"одно": 1, "дву": 2, "сто": 100, "девяносто": 90}
	for w, n := range genitives {
		if n < 100 && n != 1 && n != 90 {
			m[w] = n
		}
	}
	for _, place := range []int{10, 100} { // units behind tens, then both behind a hundred
		for over, n := range maps.Clone(m) {
			for w, k := range maps.Clone(m) {
				if n >= max(20, place) && n%place == 0 && n/place < 10 && k < place {
					m[over+w] = n + k
				}
			}
		}
	}
	return m
}()

// CountWithin is the number that an adjective begins with, «двадцати» of «двадцатидневный», 0 for other beginnings.
func CountWithin(beginning string) int { return compounds[beginning] }

// DayInWords reads the day of a month in words that begins at word i, before the name of its
// month: «двадцать пятого марта». It returns the index of the month; 0 and i when there is none.
func DayInWords(w Words, i int) (day, next int) {
	if day, next = OrdinalInWords(w, i); day == 0 || Month(w.At(next)) == 0 {
		return 0, i
	}
	return day, next
}

// OrdinalInWords reads an ordinal number up to 39 in words that begins at word i, «двадцать пятого», «пятое». It
// returns the index after it; 0 and i when there is none.
func OrdinalInWords(w Words, i int) (n, next int) {
	first := w.At(i)
	if !strings.HasSuffix(first, "го") && !strings.HasSuffix(first, "дцать") && !strings.HasSuffix(first, "е") {
		return 0, i
	}
	over := tens[first]
	if over > 30 {
		return 0, i
	}
	k := i
	if over > 0 {
		k++
	}
	if n = ordinals[w.At(k)]; n == 0 || over > 0 && n > 9 {
		return 0, i
	}
	return over + n, k + 1
}

// YearInWords reads a year in words that begins at word i, «две тысячи одиннадцатого». It returns
// the index after it; 0 and i when there is none.
func YearInWords(w Words, i int) (year, next int) {
	k := i
	switch w.At(k) {
	case "двухтысячного":
		return 2000, k + 1
	case "две":
		if w.At(k+1) != "тысячи" {
			return 0, i
		}
		year = 2000
	case "тысяча":
		switch w.At(k + 1) {
		case "девятьсот":
			year = 1900
		case "восемьсот":
			year = 1800
		default:
			return 0, i
		}
	default:
		return 0, i
	}
	k += 2
	if n := ordinalTens[w.At(k)]; n > 0 {
		return year + n, k + 1
	}
	n := tens[w.At(k)]
	if n > 0 {
		k++
	}
	unit := ordinals[w.At(k)]
	if unit == 0 || n > 0 && unit > 9 {
		return 0, i
	}
	return year + n + unit, k + 1
}
