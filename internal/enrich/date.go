package enrich

import (
	"strconv"
	"strings"

	"letopis/internal/archive"
)

var months = func() map[string]int {
	m := map[string]int{"май": 5, "мая": 5, "маю": 5, "маем": 5, "мае": 5}
	for i, stem := range []string{"январ", "феврал", "март", "апрел", "", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"} {
		if stem == "" {
			continue
		}
		ends := []string{"ь", "я", "ю", "ем", "е"}
		if stem == "март" || stem == "август" {
			ends = []string{"", "а", "у", "ом", "е"}
		}
		for _, e := range ends {
			m[stem+e] = i + 1
		}
	}
	return m
}()

var romanMonths = map[string]int{"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}

// shortMonths are months cut short, as sites write them: «05 Дек 2013».
var shortMonths = map[string]int{"янв": 1, "фев": 2, "февр": 2, "мар": 3, "апр": 4, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "сент": 9, "окт": 10, "ноя": 11, "нояб": 11, "дек": 12}

// ordinalDays are days in words, as solemn acts write them: «двадцать пятого
// марта 2010 года».
var ordinalDays = func() map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields("первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого девятнадцатого двадцатого") {
		m[w] = i + 1
	}
	m["тридцатого"] = 30
	for w, day := range m {
		if stem, ok := strings.CutSuffix(w, "ого"); ok { // «двенадцатое марта»
			m[stem+"ое"] = day
		}
	}
	m["третье"] = 3
	return m
}()

// ordinalDay reads a day in words before a month, 0 when there is none.
func (p *page) ordinalDay(i int) (day, next int) {
	if !p.is(i, word) || !strings.HasSuffix(p.at(i), "го") && !strings.HasSuffix(p.at(i), "дцать") && !strings.HasSuffix(p.at(i), "е") {
		return 0, i
	}
	over := tens[p.at(i)]
	if over > 30 {
		return 0, i
	}
	if over > 0 {
		i++
	}
	if day = ordinalDays[p.at(i)]; day == 0 || over > 0 && day > 9 || months[p.at(i+1)] == 0 {
		return 0, i
	}
	return over + day, i + 1
}

// dateAt reads a date that begins at token i: «21» июля 2017 года, 21.07.2017,
// 4. 10. 17, 12.IV.2011, пятого мая 2011, апрель 2011, 2017 г. Of several days («20–21 апреля»,
// «13 и 28 апреля») it is the first. It returns the index after the date and
// its «г.», and i when there is none. A day and month without a year is no date.
func (p *page) dateAt(i int) (archive.Date, int) {
	at := i
	for at < i+maxRun && (p.at(at) == "_" || isOpenQuote(p.at(at)) && (p.is(at+1, number) || p.at(at+1) == "_")) {
		at++
	}
	var d archive.Date
	next := at
	switch {
	case p.is(at, number) && len(p.at(at)) <= 2:
		if d, next = p.numericDate(at); d.IsZero() {
			d, next = p.wordDate(at)
		}
		if d.IsZero() {
			d, next = p.spacedDate(at)
		}
	case p.is(at, number) && len(p.at(at)) == 4 && p.at(at+1) == "-" && p.tight(at+1):
		d, next = p.isoDate(at)
	case p.is(at, number) && len(p.at(at)) == 4 && p.begins(at+1, "год", "г"):
		if y := p.year(at); y > 0 && p.isYearWord(at+1) {
			d, next = archive.Date{Year: y}, at+1
		}
	case months[p.at(at)] > 0 && p.year(at+1) > 0:
		d, next = archive.Date{Year: p.year(at + 1), Month: months[p.at(at)]}, at+2
	}
	if day, k := p.ordinalDay(at); d.IsZero() && day > 0 {
		if y, end := p.yearAt(k + 1); y > 0 {
			d, next = archive.Date{Year: y, Month: months[p.at(k)], Day: day}, end
		}
	}
	if d.IsZero() || !validDate(d) {
		return archive.Date{}, i
	}
	next = p.afterBlanks(next)
	if p.isYearWord(next) {
		next++
		if p.at(next) == "." && p.oneOf(next-1, "г", "й") {
			next++
		}
		next = p.afterBlanks(next)
	}
	return d, next
}

// isoDate reads 2011-04-25 at token i.
func (p *page) isoDate(i int) (archive.Date, int) {
	d := archive.Date{Year: p.year(i), Month: p.small(i+2, 12), Day: p.small(i+4, 31)}
	if d.Year == 0 || d.Month == 0 || d.Day == 0 || p.at(i+3) != "-" || len(p.at(i+2)) != 2 || len(p.at(i+4)) != 2 || !p.tight(i+2) || !p.tight(i+3) || !p.tight(i+4) || p.at(i+5) == "-" {
		return archive.Date{}, i
	}
	return d, i + 5
}

func validDate(d archive.Date) bool {
	return d.Year >= 1700 && d.Year <= 2100 && d.Month >= 0 && d.Month <= 12 && d.Day >= 0 && d.Day <= archive.DaysIn(d.Year, max(d.Month, 1))
}

// isYearWord tells «г.», «год», «годы» and those of heads in two languages, the
// Bashkir «й.» and the Tatar «ел».
func (p *page) isYearWord(i int) bool {
	return p.oneOf(i, "г", "год", "года", "году", "годом", "годе", "гг", "годы", "годов", "годах", "годам", "й", "ел")
}

// year reads a number of four digits, 0 when token i is none.
func (p *page) year(i int) int {
	if !p.is(i, number) || len(p.at(i)) != 4 {
		return 0
	}
	y, err := strconv.Atoi(p.at(i))
	if err != nil || y < 1700 || y > 2100 {
		return 0
	}
	return y
}

func (p *page) small(i, limit int) int {
	if !p.is(i, number) || len(p.at(i)) > 2 {
		return 0
	}
	n, err := strconv.Atoi(p.at(i))
	if err != nil || n > limit {
		return 0
	}
	return n
}

// numericDate reads 21.07.2017, 21/07/2017, 21.07.17, 12.IV.2011.
func (p *page) numericDate(i int) (archive.Date, int) {
	sep := p.at(i + 1)
	if sep == "." && p.small(i+2, 12) > 0 && p.year(i+3) > 0 && (p.isYearWord(i+4) || p.at(i+4) == "№") { // «01.12 2016 года»
		return archive.Date{Day: p.small(i, 31), Month: p.small(i+2, 12), Year: p.year(i + 3)}, i + 4
	}
	if d, next := p.numericRange(i); next > i {
		return d, next
	}
	if sep != "." && sep != "/" && sep != "-" || p.at(i+3) != sep {
		return archive.Date{}, i
	}
	d := archive.Date{Day: p.small(i, 31), Month: p.small(i+2, 12), Year: p.year(i + 4)}
	if d.Month == 0 {
		d.Month = romanMonths[p.at(i+2)]
	}
	if d.Year == 0 && len(p.at(i+4)) == 2 && p.is(i+4, number) && (sep == "." && (p.tight(i+4) || p.isYearWord(i+5)) || sep != "." && p.hyphenated(i)) {
		if y, err := strconv.Atoi(p.at(i + 4)); err == nil {
			d.Year = 2000 + y
			if y >= 50 {
				d.Year = 1900 + y
			}
		}
	}
	if d.Day == 0 || d.Month == 0 || d.Year == 0 {
		return archive.Date{}, i
	}
	return d, i + 5
}

// numericRange reads the first of several days, «20-21.04.2011», «30.04-02.05.2011».
func (p *page) numericRange(i int) (archive.Date, int) {
	d := archive.Date{Day: p.small(i, 31), Month: p.small(i+2, 12)}
	k := i + 1
	if p.at(k) == "." {
		if k += 2; p.at(k) == "." {
			k++
		}
	} else {
		d.Month = 0
	}
	if p.at(k) != "-" || d.Day == 0 || !p.is(k+1, number) || p.at(k+2) != "." || p.at(k+4) != "." || p.year(k+5) == 0 {
		return archive.Date{}, i
	}
	if d.Year = p.year(k + 5); d.Month == 0 {
		if d.Month = p.small(k+3, 12); p.small(k+1, 31) <= d.Day {
			return archive.Date{}, i
		}
	}
	return d, k + 6
}

// wordDate reads «21» июля 2017, 20–21 апреля 2011, 13 и 28 апреля 2011,
// 30 апреля – 2 мая 2011.
func (p *page) wordDate(i int) (archive.Date, int) {
	d := archive.Date{Day: p.small(i, 31)}
	if d.Day == 0 {
		return archive.Date{}, i
	}
	next := p.afterDay(i + 1)
	if m := p.small(next, 12); m > 0 && next > i+1 && len(p.at(next)) == 2 { // «25» 12 2017, «04»__07__2016
		k := p.afterDay(next + 1)
		if p.at(k) == "." {
			k++
		}
		if y := p.year(k); y > 0 {
			return archive.Date{Day: d.Day, Month: m, Year: y}, k + 1
		}
	}
	if p.at(next) == "," && p.at(i-1) == "," { // «ул. Ленина, 4, 14 мая»
		return archive.Date{}, i
	}
	if p.oneOf(next, "-", "и", ",", "по") && p.small(next+1, 31) > d.Day && months[p.at(next+2)] > 0 {
		next += 2
	}
	if d.Month = months[p.at(next)]; d.Month == 0 {
		if d.Month = shortMonths[p.at(next)]; d.Month == 0 {
			return archive.Date{}, i
		}
		if p.at(next+1) == "." {
			next++
		}
	}
	next++
	if p.oneOf(next, "-", "и", "по") && p.small(next+1, 31) > 0 && months[p.at(next+2)] > 0 {
		next += 3
	}
	next = p.afterBlanks(next)
	if d.Year, next = p.yearAt(next); d.Year == 0 {
		return archive.Date{}, i
	}
	return d, next
}

// afterDay skips what stands between a day and its month: quotes, blanks.
func (p *page) afterDay(i int) int {
	for limit := i + maxRun; i < limit && (isCloseQuote(p.at(i)) || p.at(i) == "_"); {
		i++
	}
	return i
}

// maxRun bounds in tokens what a rule skips or reads at one go: blanks of forms, signs,
// parts of a number. Without it a text made of nothing else would cost its square.
const maxRun = 48

// afterBlanks skips the underscores of a form.
func (p *page) afterBlanks(i int) int {
	for limit := i + maxRun; i < limit && p.at(i) == "_"; {
		i++
	}
	return i
}

// blankDate reads a date left open, «от ____ 2017 г.», «от «__» ______ 2017 г.».
// ok tells that there is a blank, with or without a year.
func (p *page) blankDate(i int) (d archive.Date, next int, ok bool) {
	if p.at(i) == "00" && p.at(i+2) == "00" { // 00.00.2016
		i, ok = i+4, true
	}
	ok = ok || isOpenQuote(p.at(i)) && isCloseQuote(p.at(i+1))
	for limit := i + maxRun; i < limit && (isOpenQuote(p.at(i)) || isCloseQuote(p.at(i)) || p.at(i) == "_" || p.at(i) == "." && ok); {
		ok = ok || p.at(i) == "_"
		i++
	}
	if !ok {
		return d, i, false
	}
	if m := months[p.at(i)]; m > 0 && p.year(i+1) > 0 {
		return archive.Date{Year: p.year(i + 1), Month: m}, i + 2, true
	}
	if y := p.year(i); y > 0 {
		return archive.Date{Year: y}, i + 1, true
	}
	return d, i, true
}

// numberAt reads an act's number after its sign at token i: № 179-а, N 10/937,
// № _1823_, № 890 - п, № 31/6-318. It returns "" for a number left blank.
func (p *page) numberAt(i int) (string, int) {
	if card := p.at(i) == "номер" && p.at(i+1) == ":"; card { // a page that lists «Дата: …», «Номер: …»
		i++
	} else if p.at(i) != "№" {
		return "", i
	}
	for limit := i + maxRun; i < limit; {
		if i++; p.at(i) != "№" && p.at(i) != "_" && !(p.at(i) == "-" && p.is(i+1, number)) {
			break
		}
	}
	return p.numberBody(i)
}

// numberBody reads the number itself at token i.
func (p *page) numberBody(i int) (string, int) {
	var b strings.Builder
	start := i
	for i < start+maxRun && p.numberPart(i, b.Len() == 0) {
		b.WriteString(p.text[p.toks[i].start:p.toks[i].end])
		i++
		if p.oneOf(i, "-", "/", ".") && p.numberJoins(i) {
			sep := p.at(i)
			if sep == "." && !p.tight(i+1) {
				break
			}
			b.WriteString(sep)
			i++
			continue
		}
		if !(p.tight(i) && (p.is(i, word) && p.shortWord(i) || p.is(i, number))) {
			break
		}
	}
	s := b.String()
	if !strings.ContainsAny(s, "123456789") {
		return "", start
	}
	// «№ 35 па» at the end of a line is 35-па.
	if p.is(i-1, number) && numberSuffix[p.at(i)] && p.lineEnd(i) == i+1 && p.line(i) == p.line(i-1) {
		s += "-" + p.text[p.toks[i].start:p.toks[i].end]
		i++
	}
	return s, p.afterBlanks(i)
}

func (p *page) shortWord(i int) bool { return p.is(i, word) && len(p.at(i)) <= 2*5 }

// numberPart tells whether token i can be a part of a number.
func (p *page) numberPart(i int, first bool) bool {
	if p.is(i, number) {
		return true
	}
	if !p.shortWord(i) {
		return false
	}
	return !first || p.oneOf(i+1, "-", "/") && p.is(i+2, number) || p.tight(i+1) && p.is(i+1, number)
}

// numberSuffix are the letters of registries that follow a number.
var numberSuffix = map[string]bool{"а": true, "б": true, "п": true, "па": true, "пг": true, "р": true, "ра": true, "рп": true, "пп": true, "нпа": true, "мпа": true, "од": true, "н": true}

// notSuffix are words that follow a number and a dash in running text.
var notSuffix = map[string]bool{"о": true, "об": true, "и": true, "в": true, "на": true, "от": true, "по": true, "до": true, "не": true, "за": true, "из": true, "у": true, "года": true, "г": true, "для": true, "это": true}

// numberJoins tells whether the mark at i joins a number with what follows.
// Where marks stand apart («890 - п») only a short suffix is joined.
func (p *page) numberJoins(i int) bool {
	if p.is(i+1, number) {
		if p.tight(i) == p.tight(i+1) && (p.tight(i) || p.at(i) == "/" || p.at(i) == "-" && len(p.at(i+1)) < 4) {
			d, _ := p.dateAt(i + 1)
			return d.IsZero()
		}
		return p.tight(i) && p.tight(i+1)
	}
	if !p.shortWord(i+1) || p.at(i) == "." {
		return false
	}
	if p.tight(i) && p.tight(i+1) {
		return true
	}
	return len(p.at(i+1)) <= 2*3 && !notSuffix[p.at(i+1)]
}
