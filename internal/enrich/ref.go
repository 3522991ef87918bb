package enrich

import "letopis/internal/archive"

// ref is the date and number of an act: «от 06.10.2003 № 131-ФЗ».
type ref struct {
	date   archive.Date
	number string
	blank  bool // a place for the date is left open
	from   int  // first token
	next   int  // after the last token
}

func (r ref) empty() bool { return r.date.IsZero() && r.number == "" }

// refLine reads the date and number that a letter has near its top, on a line of their
// own; «на № 5 от 3.02.2013» are those of what it answers.
func (p *page) refLine() ref {
	for n, i := range p.lines {
		if n > 15 || p.isSentence(i) {
			break
		}
		k := i
		if p.at(k) == "исх" {
			if k++; p.at(k) == "." {
				k++
			}
		}
		if r := p.refAt(k); r.date.Day > 0 && r.number != "" && r.next == p.lineEnd(i) {
			return r
		}
	}
	return ref{}
}

// refAt reads a date and a number in either order at token i; «от» may precede.
func (p *page) refAt(i int) ref {
	r := ref{from: i, next: i}
	at := i
	for range 3 {
		if p.at(at) == "от" {
			at++
		}
		if d, next := p.dateAt(at); next > at && r.date.IsZero() && (d.Month > 0 || r.blank) {
			r.date, at, r.next = d, next, next
			// «_03.12.2015 г._ 2015 года»: the form's own year after the date.
			if y := p.year(at); y == d.Year && p.isYearWord(at+1) {
				_, at = p.dateAt(at)
				r.next = at
			}
			// «от 31.10.2018 г. 652»: the sign is missing.
			if p.is(at, number) && r.number == "" && (p.at(i) == "от" || p.startsLine(i)) && d.Day > 0 && p.line(at) == p.line(at-1) {
				if n, end := p.numberBody(at); end == p.lineEnd(at) {
					r.number, at, r.next = n, end, end
				}
			}
			continue
		}
		if p.at(at) == "." && p.at(at+1) == "№" && !r.date.IsZero() {
			at++
		}
		if n, next := p.numberAt(at); next > at && r.number == "" {
			r.number, at, r.next = n, next, next
			continue
		}
		if d, next, ok := p.blankDate(at); ok && r.date.IsZero() {
			r.blank, r.date, at, r.next = true, d, next, next
			if p.isYearWord(at) {
				at++
				if p.at(at) == "." {
					at++
				}
				r.next = at
			}
			continue
		}
		break
	}
	return r
}
