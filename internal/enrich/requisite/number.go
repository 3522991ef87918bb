package requisite

import (
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/enrich/ruletext"
	"letopis/internal/rudate"
)

// NumberAt reads an act's number after its sign at token i: № 179-а, N 10/937,
// № _1823_, № 890 - п, № 31/6-318. It returns "" for a number left blank.
func NumberAt(p *ruletext.Page, i int) (string, int) {
	if card := p.At(i) == "номер" && p.At(i+1) == ":"; card { // a page that lists «Дата: …», «Номер: …»
		i++
	} else if p.At(i) == "номером" && p.At(i-1) == "за" { // «за номером 5»
		return NumberBody(p, i+1)
	} else if p.At(i) != "№" {
		return "", i
	}
	for limit := i + ruletext.MaxRun; i < limit; {
		if i++; p.At(i) != "№" && p.At(i) != "_" && !(p.At(i) == "-" && p.HasKind(i+1, ruletext.Number)) {
			break
		}
	}
	if d, _ := DateAt(p, i); d.Day > 0 && (p.Adjoins(i+1) && p.At(i+1) == "." || rudate.Month(p.At(i+1)) > 0) {
		return "", i // «18/2 №   16.02.2024», «12-04 №   27 апреля 2023 г.»
	}
	if n, next := rudate.NumberInWords(p, i); n > 0 { // «№ двести восемьдесят четыре-р»
		s := strconv.Itoa(n)
		if p.At(next) == "-" && numberJoins(p, next) {
			s += "-" + p.At(next+1)
			next += 2
		}
		return s, next
	}
	return NumberBody(p, i)
}

// numberBefore reads a number that stands before its sign, as heads in Chuvash have it: «15/7 №».
func numberBefore(p *ruletext.Page, i int) (string, int) {
	if !p.HasKind(i, ruletext.Number) {
		return "", i
	}
	n, next := NumberBody(p, i)
	if n == "" || p.At(next) != "№" || p.Line(next) != p.Line(i) {
		return "", i
	}
	if other, _ := NumberAt(p, next); other != "" && p.Line(next+1) == p.Line(next) {
		return "", i
	}
	return n, next + 1
}

// NumberBody reads the number itself at token i.
func NumberBody(p *ruletext.Page, i int) (string, int) {
	var b strings.Builder
	start := i
	for i < start+ruletext.MaxRun && numberPart(p, i, b.Len() == 0) {
		b.WriteString(numberText(p, i))
		i++
		if p.IsAny(i, "-", "/", ".") && numberJoins(p, i) {
			sep := p.At(i)
			if sep == "." && !p.Adjoins(i+1) {
				break
			}
			b.WriteString(sep)
			i++
			continue
		}
		if !(p.Adjoins(i) && (p.HasKind(i, ruletext.Word) && shortWord(p, i) || p.HasKind(i, ruletext.Number))) {
			break
		}
	}
	s := b.String()
	if !strings.ContainsAny(s, "123456789") {
		return "", start
	}
	// «№ 35 па» at the end of a line is 35-па.
	if p.HasKind(i-1, ruletext.Number) && numberSuffix[p.At(i)] && p.LineEnd(i) == i+1 && p.Line(i) == p.Line(i-1) {
		s += "-" + p.Text[p.Tokens[i].Start:p.Tokens[i].End]
		i++
	}
	if p.At(i) == "(" && p.HasKind(i+1, ruletext.Number) && len(p.At(i+1)) < 3 && p.At(i+2) == ")" &&
		(p.Adjoins(i) || p.LineEnd(i) == i+3) { // «№ 92 (1)»
		s += "(" + p.At(i+1) + ")"
		i += 3
	}
	return s, afterBlanks(p, i)
}

// numberText is token i of a number as written, a figure for «З» beside others and for «О» before
// them that a scanner misread: «№ 38З», «№ О7».
func numberText(p *ruletext.Page, i int) string {
	s := p.Text[p.Tokens[i].Start:p.Tokens[i].End]
	after := p.Adjoins(i+1) && p.HasKind(i+1, ruletext.Number)
	switch {
	case s == "З" && (after || p.Adjoins(i) && p.HasKind(i-1, ruletext.Number)):
		return "3"
	case (s == "О" || s == "O") && after:
		return "0"
	}
	return s
}

func shortWord(p *ruletext.Page, i int) bool {
	return p.HasKind(i, ruletext.Word) && len(p.At(i)) <= 2*5
}

// numberPart reports whether token i can be a part of a number.
func numberPart(p *ruletext.Page, i int, first bool) bool {
	if p.HasKind(i, ruletext.Number) {
		return true
	}
	if !shortWord(p, i) {
		return false
	}
	return !first || p.At(i+1) == "." && p.Adjoins(i+1) && p.Adjoins(i+2) && p.HasKind(i+2, ruletext.Number) ||
		p.IsAny(i+1, "-", "/") && (p.HasKind(i+2, ruletext.Number) ||
			shortWord(p, i+2) && p.IsAny(i+3, "-", "/") && p.HasKind(i+4, ruletext.Number)) || // «V-СД-19»
		p.Adjoins(i+1) && p.HasKind(i+1, ruletext.Number)
}

// numberJoins reports whether the mark at i joins a number with what follows.
// Where marks stand apart («890 - п») only a short suffix is joined.
func numberJoins(p *ruletext.Page, i int) bool {
	if p.HasKind(i+1, ruletext.Number) {
		if p.HasStem(i+2, "тыс", "млн", "руб") && !p.Adjoins(i) { // «по постановлению № 77 - 200 тыс. руб.»
			return false
		}
		if p.Adjoins(i) == p.Adjoins(i+1) && (p.Adjoins(i) || p.At(i) == "/" || p.At(i) == "-" && len(p.At(i+1)) < 4) {
			d, _ := DateAt(p, i+1)
			if p.At(i+2) == "," { // «№ 12-14, 18 июня 2015 года»
				d = archive.Date{}
			}
			return d.Month == 0 && (d.IsZero() || p.Adjoins(i)) // «№ 245-па/2015  г. Углич»
		}
		return p.Adjoins(i) && (p.Adjoins(i+1) || p.At(i) == "/" && p.LineEnd(i) == i+2) // «№ 45/ 12»
	}
	if !shortWord(p, i+1) || p.At(i) == "." {
		return false
	}
	if p.Adjoins(i) && p.Adjoins(i+1) {
		return true
	}
	return len(p.At(i+1)) <= 2*3 && !notSuffix[p.At(i+1)]
}
