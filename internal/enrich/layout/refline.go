package layout

import (
	"slices"
	"strings"

	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// maxRefLine is how many tokens a line of requisites has at most.
const maxRefLine = 24

// refLine reads the date and the number of a line that has nothing but requisites: a day, a number, the place, the
// hour, and labels of them, in any order: «Рег. № 12-14 от 18.06.2015», «18.06.2015      г. Вельск      № 12-14», «Дата
// документа: 18.06.2015». It is empty for any other line, and where a day or a number is not the only one.
func refLine(p *ruletext.Page, i int) (r requisite.Ref) {
	end := p.LineEnd(i)
	if end-i > maxRefLine {
		return r
	}
	r.From = i
	alone := false // the name of a place without its word: no more than one
	for k := i; k < end; {
		o := requisite.RefAt(p, k)
		if o.Next > end { // the number is on the next line
			o.Number = ""
			o.Date, o.Next = requisite.DateAt(p, k)
		}
		if o.Date.Day > 0 && o.Next <= end {
			if !r.Date.IsZero() || r.Number != "" && o.Number != "" {
				return requisite.Ref{}
			}
			r.Date, k = o.Date, o.Next
			if o.Number != "" {
				r.Number = o.Number
			}
			continue
		}
		if n, next := refNumber(p, i, k); n != "" && next <= end {
			if r.Number != "" {
				return requisite.Ref{}
			}
			r.Number, k = n, next
			continue
		}
		switch next, marked := placeEnd(p, k, end); {
		case next > k && (marked || !alone):
			alone = alone || !marked
			k = next
		case p.IsAny(k, refWords...), p.HasStem(k, refStems...), p.IsAny(k, refMarks...):
			k++
		default:
			return requisite.Ref{}
		}
	}
	if r.Empty() || isLaw(r) ||
		alone && (r.Date.IsZero() || wording.ActHead(p, i) >= 0 || wording.HeadingKind(p, i) != "") {
		return requisite.Ref{} // «Лот № 1», «Приказ № 5 от 18.06.2015»
	}
	r.Next = end
	return r
}

// isLaw reports whether a date and a number are those of a federal law.
func isLaw(r requisite.Ref) bool { return strings.HasSuffix(strings.ToLower(r.Number), "фз") }

// refNumber reads a number at token k of the line that begins at token i: behind its sign or a label, or first in the
// line before «от».
func refNumber(p *ruletext.Page, i, k int) (string, int) {
	if n, next := requisite.NumberAt(p, k); n != "" {
		return n, next
	}
	if !p.HasKind(k, ruletext.Number) {
		return "", k
	}
	label := k - 1
	for label > i && p.IsAny(label, ".", ":") {
		label--
	}
	n, next := requisite.NumberBody(p, k)
	if label >= i && p.HasStem(label, numberLabels...) || k == i && p.At(next) == "от" && requisite.DayAt(p, next+1) {
		return n, next
	}
	return "", k
}

// refMarks part what stands in a line of requisites.
var refMarks = []string{"№", "_", ".", ",", ":", "-", "/", "|", "(", ")"}

// placeEnd returns the index behind the name of a place at token k before end, or of the hour; k when there is none.
// marked reports whether a word for it stands before: «г. Вельск».
func placeEnd(p *ruletext.Page, k, end int) (next int, marked bool) {
	if p.HasKind(k, ruletext.Number) && p.HasKind(k+2, ruletext.Number) && p.Adjoins(k+2) &&
		(p.At(k+1) == ":" || p.IsAny(k+1, "-", ".") && len(p.At(k+2)) == 2 && strings.ContainsAny(p.At(k + 2)[1:], "05")) {
		return k + 3, true
	}
	at := k
	if marked = p.IsAny(k, placeMarks...); marked {
		for at++; p.At(at) == "." || p.At(at) == "п" && p.At(at-1) == "."; at++ { // «р. п.», «р.п.»
		}
	}
	for from := at; at < end && at < from+3 && p.HasKind(at, ruletext.Word) && p.Capitalized(at) && len(p.At(at)) > 2 &&
		!p.IsAny(at, refWords...) && !p.HasStem(at, refStems...) && !p.HasStem(at, wording.ActStems...); {
		at++
		for p.At(at) == "-" && p.Adjoins(at) && p.HasKind(at+1, ruletext.Word) && p.Adjoins(at+1) { // «Ростов-на-Дону»
			at += 2
		}
		next = at
	}
	return max(next, k), marked
}

// refBlock reads the date and the number that stand on lines of requisites one below another, from line n on; next is
// the line behind them. It is empty where they have no day.
func refBlock(p *ruletext.Page, n int) (r requisite.Ref, next int) {
	for next = n; next < len(p.Lines) && next < n+4; next++ {
		i := p.Lines[next]
		o := refLine(p, i)
		if at, marked := placeEnd(p, i, p.LineEnd(i)); o.Empty() && (!marked || at < p.LineEnd(i)) ||
			!o.Date.IsZero() && !r.Date.IsZero() || o.Number != "" && r.Number != "" {
			break
		}
		if r.Empty() {
			r.From = o.From
		}
		if r.Number == "" {
			r.Number = o.Number
		}
		if r.Date.IsZero() {
			r.Date = o.Date
		}
		r.Next = max(r.Next, o.Next)
	}
	if r.Date.IsZero() {
		return requisite.Ref{}, n
	}
	return r, next
}

// lineAt is the index in p.Lines of the line that token i stands in.
func lineAt(p *ruletext.Page, i int) int {
	n, _ := slices.BinarySearch(p.Lines, p.LineStart(i))
	return n
}
