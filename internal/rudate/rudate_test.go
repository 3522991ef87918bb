package rudate

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestMonths: every case of every month is known, and nothing that only looks like one.
func TestMonths(t *testing.T) {
	cases := map[int]string{
		1: "январь января январю январем январе", 3: "март марта марту мартом марте", 5: "май мая маю маем мае",
		8: "август августа августу августом августе", 12: "декабрь декабря декабрю декабрем декабре",
	}
	for month, forms := range cases {
		for _, w := range strings.Fields(forms) {
			if Month(w) != month {
				t.Errorf("%s is month %d, want %d", w, Month(w), month)
			}
		}
	}
	for m := 1; m <= 12; m++ {
		if Month(Genitive(m)) != m || Month(Nominative(m)) != m {
			t.Errorf("month %d: %s, %s", m, Genitive(m), Nominative(m))
		}
		if cut := Short(m); m != 5 && ShortMonth(cut) != m || !strings.HasPrefix(Nominative(m), cut) {
			t.Errorf("month %d is cut to %s", m, cut)
		}
		if RomanMonth([]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}[m-1]) != m {
			t.Errorf("month %d in Roman figures", m)
		}
	}
	for _, w := range []string{"", "майский", "январский", "мар", "ма", "0", "i", "мартин", "августин"} {
		if Month(w) != 0 {
			t.Errorf("%q is month %d", w, Month(w))
		}
	}
	for w, month := range map[string]int{"февр": 2, "сент": 9, "нояб": 11, "май": 0, "января": 0, "0": 0} {
		if ShortMonth(w) != month || RomanMonth(w) != 0 {
			t.Errorf("%q is month %d cut short, %d in Roman figures", w, ShortMonth(w), RomanMonth(w))
		}
	}
}

func TestWeekdays(t *testing.T) {
	on := strings.Fields("воскресенье понедельник вторник среду четверг пятницу субботу")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if !IsWeekday(Weekday(d)) || !IsWeekday(WeekdayShort(d)) {
			t.Errorf("%v: %s, %s", d, Weekday(d), WeekdayShort(d))
		}
		if got, ok := OnWeekday(on[d]); !ok || got != d {
			t.Errorf("«в %s» is %v, want %v", on[d], got, d)
		}
	}
	for _, w := range []string{"среда", "пятница", "суббота", "среды", "недуу", ""} {
		if d, ok := OnWeekday(w); ok {
			t.Errorf("«в %s» is %v", w, d)
		}
	}
}

// TestPatterns: the expressions take each name and no more.
func TestPatterns(t *testing.T) {
	month, day := regexp.MustCompile(`^(?:`+MonthPattern+`)$`), regexp.MustCompile(`^(?:`+WeekdayPattern+`)$`)
	for _, w := range []string{"май", "мая", "сентября", "сент", "сент.", "янв.", "ноябрь"} {
		if !month.MatchString(w) {
			t.Errorf("%q is no month", w)
		}
	}
	for _, w := range []string{"маи", "январский", "мая.", "среда"} {
		if month.MatchString(w) {
			t.Errorf("%q is a month", w)
		}
	}
	if !day.MatchString("среда") || day.MatchString("ср") || !strings.Contains(WeekdayShortPattern, "ср") {
		t.Error("days of the week are confused")
	}
}

func TestOf(t *testing.T) {
	for _, x := range []struct{ day, month, year, want string }{
		{"12", "5", "2011", "2011-05-12"}, {"1", "мая", "11", "2011-05-01"}, {"05", "Дек.", "49", "2049-12-05"},
		{"5", "сент", "50", "1950-09-05"}, {"29", "февраля", "2012", "2012-02-29"}, {"29", "02", "2011", ""},
		{"31", "апреля", "2011", ""}, {"0", "1", "2011", ""}, {"1", "13", "2011", ""}, {"1", "", "2011", ""},
		{"1", "майские", "2011", ""}, {"x", "1", "2011", ""}, {"1", "1", "", ""}, {"-1", "1", "2011", ""},
	} {
		d, ok := Of(x.day, x.month, x.year)
		if got := d.String(); ok != (x.want != "") || ok && got != x.want {
			t.Errorf("%s %s %s: %s %v, want %q", x.day, x.month, x.year, got, ok, x.want)
		}
	}
}

// words are a text for DayInWords and YearInWords.
type words []string

func (w words) At(i int) string {
	if i < 0 || i >= len(w) {
		return ""
	}
	return w[i]
}

// TestDaysInWords reads each day of a month in both genders that acts write, with what stands
// behind it.
func TestDaysInWords(t *testing.T) {
	ones := strings.Fields("первого второго третьего четвертого пятого шестого седьмого восьмого девятого")
	day := map[int]string{10: "десятого", 11: "одиннадцатого", 19: "девятнадцатого", 20: "двадцатого", 30: "тридцатого"}
	for i, w := range ones {
		day[i+1], day[20+i+1] = w, "двадцать "+w
	}
	day[31] = "тридцать первого"
	for n, text := range day {
		for _, form := range []string{text, strings.TrimSuffix(text, "ого") + "ое"} {
			if n%10 == 3 && form != text {
				form = strings.TrimSuffix(text, "его") + "е"
			}
			w := words(strings.Fields("от " + form + " марта"))
			if got, next := DayInWords(w, 1); got != n || next != len(w)-1 {
				t.Errorf("%q is day %d up to word %d, want %d", form, got, next, n)
			}
		}
	}
	for _, text := range []string{"пятого года", "двадцать десятого марта", "сорок первого марта", "пятый марта", ""} {
		if got, next := DayInWords(words(strings.Fields(text)), 0); got != 0 || next != 0 {
			t.Errorf("%q is day %d up to word %d", text, got, next)
		}
	}
}

func TestYearsInWords(t *testing.T) {
	for text, want := range map[string]int{
		"двухтысячного года": 2000, "две тысячи первого": 2001, "две тысячи двенадцатого": 2012,
		"две тысячи двадцать первого": 2021, "тысяча девятьсот девяностого": 1990, "две тысячи двадцатого": 2020,
		"тысяча девятьсот девяносто восьмого": 1998, "тысяча восемьсот шестьдесят первого": 1861,
	} {
		w := words(strings.Fields(text))
		end := len(w)
		if w[end-1] == "года" {
			end--
		}
		if got, next := YearInWords(w, 0); got != want || next != end {
			t.Errorf("%q is year %d up to word %d, want %d, %d", text, got, next, want, end)
		}
	}
	for _, text := range []string{"две", "две тысячи", "две тысячи рублей", "тысяча первого", "тысяча девятьсот",
		"две тысячи двадцать двадцатого", ""} {
		if got, next := YearInWords(words(strings.Fields(text)), 0); got != 0 || next != 0 {
			t.Errorf("%q is year %d up to word %d", text, got, next)
		}
	}
}

// TestCounts: numbers that count are whole words of the language, and nothing that only begins with one.
func TestCounts(t *testing.T) {
	for text, want := range map[string]int{"одного": 1, "двенадцати": 12, "четырнадцати": 14, "семнадцати": 17,
		"сорока":        40,
		"двадцати пяти": 25, "шестидесяти": 60, "девяноста": 90, "ста восьмидесяти": 180, "ста": 100, "две": 2, "пять": 5,
		"трехсот шестидесяти пяти": 365, "двадцать один": 21, "": 0, "пятого": 0, "нескольких": 0, "пяти рабочих": 0,
		"двенадцати пяти": 0, "пяти двадцати": 0, "полутора": 0, "сем": 0} {
		if got := CountOf(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{"одно": 1, "дву": 2, "двух": 2, "четырнадцати": 14, "сорока": 40,
		"девяносто":  90,
		"сорокапяти": 45, "двадцатиодно": 21, "сто": 100, "стодвадцати": 120, "стотридцатипяти": 135, "": 0, "еже": 0,
		"полутора": 0, "пятисорока": 0, "десятипяти": 0, "двадцатидвадцати": 0, "одного": 0} {
		if got := CountWithin(text); got != want {
			t.Errorf("%q begins with %d, want %d", text, got, want)
		}
	}
}

func ExampleOf() {
	d, ok := Of("5", "сент.", "13")
	fmt.Println(d, ok)
	// Output: 2013-09-05 true
}
