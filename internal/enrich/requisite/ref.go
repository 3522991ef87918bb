package requisite

import (
	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
)

// Ref is the date and number of an act: «от 06.10.2003 № 131-ФЗ».
type Ref struct {
	Date   archive.Date
	Number string
	Blank  bool // a place for the date is left open
	From   int  // first token
	Next   int  // after the last token
}

// Empty reports whether neither date nor number is known.
func (r Ref) Empty() bool { return r.Date.IsZero() && r.Number == "" }

// RefAt reads a date and a number in either order at token i; «от» may precede.
func RefAt(p *ruletext.Page, i int) Ref {
	r := Ref{From: i, Next: i}
	at := i
	for range 3 {
		if p.At(at) == "от" {
			at++
		}
		if d, next := DateAt(p, at); next > at && r.Date.IsZero() && (d.Month > 0 || r.Blank) {
			r.Date, at, r.Next = d, next, next
			// «_03.12.2015 г._ 2015 года»: the form's own year after the date.
			if y := p.Year(at); y == d.Year && p.IsYearWord(at+1) {
				_, at = DateAt(p, at)
				r.Next = at
			}
			if n, end := numberBefore(p, at); r.Number == "" && n != "" {
				r.Number, at, r.Next = n, end, end
				continue
			}
			// «от 31.10.2018 г. 652»: the sign is missing.
			if p.HasKind(at, ruletext.Number) && r.Number == "" && (p.At(i) == "от" || p.StartsLine(i)) && d.Day > 0 &&
				p.Line(at) == p.Line(at-1) {
				if n, end := NumberBody(p, at); end == p.LineEnd(at) && !hourAlone(p, at, end) {
					r.Number, at, r.Next = n, end, end
				}
			}
			continue
		}
		if !r.Empty() {
			if at = pastSign(p, at); DayAt(p, at) && r.Date.IsZero() {
				continue
			}
		}
		if n, next := NumberAt(p, at); next > at && r.Number == "" {
			r.Number, at, r.Next = n, next, next
			continue
		}
		if d, next, ok := blankDate(p, at); ok && r.Date.IsZero() {
			r.Blank, r.Date, at, r.Next = true, d, next, next
			if p.IsYearWord(at) {
				at++
				if p.At(at) == "." {
					at++
				}
				r.Next = at
			}
			continue
		}
		break
	}
	return r
}

// pastSign returns the token behind what may part the date and the number of an act at token i: «18.06.2015, № 5»,
// «18.06.2015 / № 5», «18 июня 2015 г. исх. № 5», «№ 5 | 18.06.2015»; i where neither follows in the line.
func pastSign(p *ruletext.Page, i int) int {
	k := i
	switch {
	case p.IsAny(k, ".", ",", "/", "|", "за"):
		k++
	case p.IsAny(k, "исх", "рег"):
		if k++; p.At(k) == "." {
			k++
		}
	}
	if k == i || p.Line(k) != p.Line(i-1) ||
		!p.IsAny(k, "№", "номером") && (p.At(i) == "." || !DayAt(p, k)) {
		return i
	}
	return k
}

// hourAlone reports whether the tokens from i to end are an hour, «11-30», and no number.
func hourAlone(p *ruletext.Page, i, end int) bool {
	minutes := p.At(i + 2)
	return end == i+3 && p.IsAny(i+1, "-", ".", ":") && SmallNumber(p, i, 23) > 0 && len(minutes) == 2 &&
		(minutes == "00" || SmallNumber(p, i+2, 55)%5 == 0 && SmallNumber(p, i+2, 55) > 0)
}
