package requisite

import (
	"strconv"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/rudate"
)

// DateAt reads a date that begins at token i: «21» июля 2017 года, 21.07.2017,
// 4. 10. 17, 12.IV.2011, пятого мая 2011, 5 (пятое) мая 2011, 2011 год 5 мая, апрель 2011, 2017 г. Of several days
// («20–21 апреля», «13 и 28 апреля») it is the first. It returns the index after the date and
// its «г.», and i when there is none. A day and month without a year is no date.
func DateAt(p *ruletext.Page, i int) (archive.Date, int) {
	at := i
	for at < i+ruletext.MaxRun &&
		(p.At(at) == "_" || ruletext.IsOpenQuote(p.At(at)) && (p.HasKind(at+1, ruletext.Number) || p.At(at+1) == "_")) {
		at++
	}
	var d archive.Date
	next := at
	switch {
	case p.HasKind(at, ruletext.Number) && len(p.At(at)) <= 2:
		if d, next = numericDate(p, at); d.IsZero() {
			d, next = wordDate(p, at)
		}
		if d.IsZero() {
			d, next = spacedDate(p, at)
		}
	case p.HasKind(at, ruletext.Number) && len(p.At(at)) == 4 && p.IsAny(at+1, "-", ".") && p.Adjoins(at+1):
		d, next = isoDate(p, at)
	case yearFirst(p, at):
		d, next = yearFirstDate(p, at)
	case p.HasKind(at, ruletext.Number) && len(p.At(at)) == 4 && p.HasStem(at+1, "год", "г"):
		if y := p.Year(at); y > 0 && p.IsYearWord(at+1) && !(p.At(at+1) == "г" && p.StartsLine(at+1)) {
			d, next = archive.Date{Year: y}, at+1
		}
	case rudate.Month(p.At(at)) > 0 && p.At(at+2) == "," && p.Year(at+3) > 0: // «Март 12, 2015»
		d, next = archive.Date{Year: p.Year(at + 3), Month: rudate.Month(p.At(at)), Day: SmallNumber(p, at+1, 31)}, at+4
		if d.Day == 0 {
			return archive.Date{}, i
		}
	case rudate.Month(p.At(at)) > 0 && p.Year(at+1) > 0:
		d, next = archive.Date{Year: p.Year(at + 1), Month: rudate.Month(p.At(at))}, at+2
	}
	if day, k := rudate.DayInWords(p, at); d.IsZero() && day > 0 {
		if y, end := YearAt(p, k+1); y > 0 {
			d, next = archive.Date{Year: y, Month: rudate.Month(p.At(k)), Day: day}, end
		}
	}
	if d.IsZero() || !ValidDate(d) {
		return archive.Date{}, i
	}
	next = afterBlanks(p, next)
	if p.At(next) == "(" { // «2011 (две тысячи одиннадцатого) года»
		if y, end := rudate.YearInWords(p, next+1); y == d.Year && p.At(end) == ")" {
			next = end + 1
		}
	}
	if p.IsYearWord(next) && !(p.At(next) == "г" && p.StartsLine(next) && p.Capitalized(next+2)) { // not «⏎г. Вельск»
		next++
		if p.At(next) == "." && p.IsAny(next-1, "г", "й", "ҫ", "ç") {
			next++
		}
		next = afterBlanks(p, next)
	}
	return d, next
}

// isoDate reads 2011-04-25, 2011.04.25 at token i.
func isoDate(p *ruletext.Page, i int) (archive.Date, int) {
	d := archive.Date{Year: p.Year(i), Month: SmallNumber(p, i+2, 12), Day: SmallNumber(p, i+4, 31)}
	if d.Year == 0 || d.Month == 0 || d.Day == 0 || p.At(i+3) != p.At(i+1) || len(p.At(i+2)) != 2 || len(p.At(i+4)) != 2 ||
		!p.Adjoins(i+2) || !p.Adjoins(i+3) || !p.Adjoins(i+4) || p.At(i+5) == "-" ||
		p.At(i+5) == "." && p.HasKind(i+6, ruletext.Number) && p.Adjoins(i+6) {
		return archive.Date{}, i
	}
	return d, i + 5
}

// SmallNumber reads a number of one or two figures up to limit, 0 when token i is none.
func SmallNumber(p *ruletext.Page, i, limit int) int {
	if !p.HasKind(i, ruletext.Number) || len(p.At(i)) > 2 {
		return 0
	}
	n, err := strconv.Atoi(p.At(i))
	if err != nil || n > limit {
		return 0
	}
	return n
}

// numericDate reads 21.07.2017, 21/07/2017, 21.07.17, 12.IV.2011.
func numericDate(p *ruletext.Page, i int) (archive.Date, int) {
	sep := p.At(i + 1)
	if sep == "." && SmallNumber(p, i+2, 12) > 0 && p.Year(i+3) > 0 && (p.IsYearWord(i+4) || p.At(i+4) == "№") {
		// «01.12 2016 года»
		return archive.Date{Day: SmallNumber(p, i, 31), Month: SmallNumber(p, i+2, 12), Year: p.Year(i + 3)}, i + 4
	}
	if d, next := numericRange(p, i); next > i {
		return d, next
	}
	if d, next := slippedDate(p, i); next > i {
		return d, next
	}
	if sep != "." && sep != "/" && sep != "-" || p.At(i+3) != sep {
		return archive.Date{}, i
	}
	d := archive.Date{Day: SmallNumber(p, i, 31), Month: SmallNumber(p, i+2, 12), Year: p.Year(i + 4)}
	if d.Month == 0 {
		d.Month = rudate.RomanMonth(p.At(i + 2))
	}
	if d.Year == 0 && len(p.At(i+4)) == 2 && p.HasKind(i+4, ruletext.Number) &&
		(sep == "." && (p.Adjoins(i+4) || p.IsYearWord(i+5)) || sep != "." && hyphenated(p, i)) {
		if y, err := strconv.Atoi(p.At(i + 4)); err == nil {
			d.Year = rudate.Century(y)
		}
	}
	if d.Day == 0 || d.Month == 0 || d.Year == 0 {
		return archive.Date{}, i
	}
	return d, i + 5
}

// numericRange reads the first of several days, «20-21.04.2011», «30.04-02.05.2011».
func numericRange(p *ruletext.Page, i int) (archive.Date, int) {
	d := archive.Date{Day: SmallNumber(p, i, 31), Month: SmallNumber(p, i+2, 12)}
	k := i + 1
	if p.At(k) == "." {
		if k += 2; p.At(k) == "." {
			k++
		}
	} else {
		d.Month = 0
	}
	if p.At(k) != "-" || d.Day == 0 || !p.HasKind(k+1, ruletext.Number) || p.At(k+2) != "." || p.At(k+4) != "." ||
		p.Year(k+5) == 0 {
		return archive.Date{}, i
	}
	if d.Year = p.Year(k + 5); d.Month == 0 {
		if d.Month = SmallNumber(p, k+3, 12); SmallNumber(p, k+1, 31) <= d.Day {
			return archive.Date{}, i
		}
	}
	return d, k + 6
}

// wordDate reads «21» июля 2017, 20–21 апреля 2011, 13 и 28 апреля 2011,
// 30 апреля – 2 мая 2011.
func wordDate(p *ruletext.Page, i int) (archive.Date, int) {
	d := archive.Date{Day: SmallNumber(p, i, 31)}
	if d.Day == 0 {
		return archive.Date{}, i
	}
	next := afterDay(p, i+1)
	if m := SmallNumber(p, next, 12); m > 0 && next > i+1 && len(p.At(next)) == 2 { // «25» 12 2017, «04»__07__2016
		k := afterDay(p, next+1)
		if p.At(k) == "." {
			k++
		}
		if y := p.Year(k); y > 0 {
			return archive.Date{Day: d.Day, Month: m, Year: y}, k + 1
		}
	}
	if p.At(next) == "," && p.At(i-1) == "," { // «ул. Ленина, 4, 14 мая»
		return archive.Date{}, i
	}
	if p.IsAny(next, "-", "и", ",", "по") && SmallNumber(p, next+1, 31) > d.Day && rudate.Month(p.At(next+2)) > 0 {
		next += 2
	}
	if d.Month = rudate.Month(p.At(next)); d.Month == 0 {
		if d.Month = rudate.ShortMonth(p.At(next)); d.Month == 0 {
			return archive.Date{}, i
		}
		if p.At(next+1) == "." {
			next++
		}
	}
	next++
	if p.IsAny(next, "-", "и", "по") && SmallNumber(p, next+1, 31) > 0 && rudate.Month(p.At(next+2)) > 0 {
		next += 3
	}
	if p.IsAny(next, "-", ".", "месяца") && p.Year(next+1) > 0 { // «12-мар-2015», «12 марта месяца 2015»
		next++
	}
	if next = afterBlanks(p, next); p.At(next) == "," && p.Year(next+1) > 0 && p.StartsLine(next+2) { // «12 мая, 2015»
		next++
	}
	if d.Year, next = YearAt(p, next); d.Year == 0 {
		return archive.Date{}, i
	}
	return d, next
}

// afterDay skips what stands between a day and its month: quotes, blanks, an ending, the day in
// words, a mark between.
func afterDay(p *ruletext.Page, i int) int {
	switch {
	case p.At(i) == "-" && p.Adjoins(i) && p.IsAny(i+1, dayEnds...) && rudate.Month(p.At(i+2)) > 0: // «12-го марта»
		return i + 2
	case p.IsAny(i, "-", ".") && p.Adjoins(i) && p.Adjoins(i+1) &&
		max(rudate.Month(p.At(i+1)), rudate.ShortMonth(p.At(i+1))) > 0: // «12-мар-2015»
		return i + 1
	case p.At(i) == "(":
		k := i + 1
		for k < i+3 && p.HasKind(k, ruletext.Word) {
			k++
		}
		if p.At(k) == ")" && rudate.Month(p.At(k+1)) > 0 { // «12 (двенадцатое) марта»
			return k + 1
		}
	}
	for limit := i + ruletext.MaxRun; i < limit && (ruletext.IsCloseQuote(p.At(i)) || p.At(i) == "_"); {
		i++
	}
	return i
}

// afterBlanks skips the underscores of a form.
func afterBlanks(p *ruletext.Page, i int) int {
	for limit := i + ruletext.MaxRun; i < limit && p.At(i) == "_" && !p.StartsLine(i); {
		i++
	}
	return i
}

// blankDate reads a date left open, «от ____ 2017 г.», «от «__» ______ 2017 г.».
// ok reports whether there is a blank, with or without a year.
func blankDate(p *ruletext.Page, i int) (d archive.Date, next int, ok bool) {
	if p.At(i) == "00" && p.At(i+2) == "00" { // 00.00.2016
		i, ok = i+4, true
	}
	ok = ok || ruletext.IsOpenQuote(p.At(i)) && ruletext.IsCloseQuote(p.At(i+1))
	for limit := i + ruletext.MaxRun; i < limit &&
		(ruletext.IsOpenQuote(p.At(i)) || ruletext.IsCloseQuote(p.At(i)) || p.At(i) == "_" || p.At(i) == "." && ok); {
		ok = ok || p.At(i) == "_"
		i++
	}
	if !ok {
		return d, i, false
	}
	if m := rudate.Month(p.At(i)); m > 0 && p.Year(i+1) > 0 {
		return archive.Date{Year: p.Year(i + 1), Month: m}, i + 2, true
	}
	if y := p.Year(i); y > 0 {
		return archive.Date{Year: y}, i + 1, true
	}
	return d, i, true
}
