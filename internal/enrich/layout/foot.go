package layout

import (
	"letopis/internal/enrich/requisite"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/enrich/wording"
)

// footLines is how many lines above the end, or above the first annex, a date under a text
// is sought in: sites and signatures add lines of their own.
const footLines = 24

// FootRef reads the date, and the number beside it, that stand under a text: «26 ноября
// 2009 года⏎№ ГС-519», «5 ноября 2018 г., г. Осташков», «г. Уфа, 26 ноября 2009 года».
func FootRef(p *ruletext.Page, from int) requisite.Ref {
	first := 0
	for n, i := range p.Lines {
		if i <= from {
			first = n + 1
		}
	}
	last := len(p.Lines)
	for n := first; n < last; n++ {
		if i := p.Lines[n]; wording.IsStamp(p, i) {
			last = n
		}
	}
	for n := max(first, last-footLines); n < last; n++ {
		i := p.Lines[n]
		end := p.LineEnd(i)
		if r, next := refBlock(p, n); r.Number != "" && next <= last {
			return r
		}
		if p.At(i) == "дата" && p.At(i+1) == ":" && (n == last-1 || p.HasStem(end, "подпис")) {
			// «Дата: 28 апреля 2017 г.», over «Подпись: ____»
			if d, next := requisite.DateAt(p, i+2); d.Day > 0 && next == end {
				return requisite.Ref{Date: d, From: i + 2, Next: next}
			}
		}
		if p.At(i) == "№" {
			if r := requisite.RefAt(p, i); r.Date.Day > 0 && r.Number != "" && r.Next == p.LineEnd(r.Next-1) {
				return r
			}
			continue
		}
		if p.IsAny(i, "газета", "вестник", "бюллетень") { // «Газета «Наше время» № 20 (9816)      18 марта 2011 г.»
			if d, k := requisite.DateBefore(p, end); d.Day > 0 && end-i < 18 {
				return requisite.Ref{Date: d, From: k, Next: end}
			}
		}
		if k := datedEnd(p, i, end); k > 0 { // «МУП «Водоканал», 22 мая 2018 года»
			return requisite.RefAt(p, k)
		}
		for k := i; k < end && k < i+8; k++ {
			if k > i && !townMark(p, i) {
				break
			}
			r := requisite.RefAt(p, k)
			if r.Date.Day == 0 || p.IsAny(k-1, "от", "с", "до", "на") {
				continue
			}
			if at := dateEnd(p, k); at == end || clockAlone(p, at, end) ||
				at < end && p.At(at) == "," && end-at < 7 && townMark(p, at+1) ||
				r.Next == p.LineEnd(r.Next-1) {
				return r
			}
		}
	}
	return requisite.Ref{}
}

// datedEnd returns where the day begins that ends the line i…end after a comma, or
// behind the name of who signed, 0 when none does.
func datedEnd(p *ruletext.Page, i, end int) int {
	if end-i > 20 {
		return 0
	}
	for k := max(i, end-6); k < end; k++ {
		if d, next := requisite.DateAt(p, k); d.Day > 0 && next == end && (p.At(k-1) == "," || signedBefore(p, i, k)) {
			return k
		}
	}
	return 0
}

// signedBefore reports whether a name with initials stands in the line from token i right before
// token k: «Начальник отдела   И. И. Иванов      12 мая 2019 г.».
func signedBefore(p *ruletext.Page, i, k int) bool {
	for j := max(i, k-6); j < k-1; j++ {
		if p.Capitalized(k-1) && p.Capitalized(j) && len(p.At(j)) == len("п") && p.At(j+1) == "." {
			return true
		}
	}
	return false
}

// clockAlone reports whether the tokens from i to end are the hour beside a date: «16:40».
func clockAlone(p *ruletext.Page, i, end int) bool {
	if p.IsAny(i, ",", "в") {
		i++
	}
	return i+3 == end && p.HasKind(i, ruletext.Number) && p.IsAny(i+1, ":", "-", ".") && p.HasKind(i+2, ruletext.Number) &&
		p.Adjoins(i+2) && len(p.At(i+2)) == 2
}

// dateEnd returns the index after the date at token k.
func dateEnd(p *ruletext.Page, k int) int {
	_, next := requisite.DateAt(p, k)
	return next
}

// townMark tells a line that begins with a place: «г. Уфа», «Уфа,», «с. Луговое».
func townMark(p *ruletext.Page, i int) bool {
	return p.IsAny(i, townMarks...) || p.Capitalized(i) &&
		p.IsAny(i+1, ",") && p.HasKind(i, ruletext.Word)
}
