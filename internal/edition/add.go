package edition

import (
	"slices"
	"strconv"
	"strings"

	"letopis/internal/text/clause"
)

// add adds one or more clauses after the one that their number follows.
func (d *draft) add(c *Change, t target) (out []edit, why Reason) {
	if why := d.checkAdded(c); why != "" {
		return nil, why
	}
	numbers := strings.Fields(c.Added.Number)
	if len(numbers) == 0 { // «дополнить пунктом следующего содержания: «5. …»»
		numbers = topNumbers(c.New)
	}
	s := c.Added
	for _, n := range numbers {
		s.Number, s.Name = n, ""
		switch _, why := d.follow(t, s); why {
		case NoClause:
		case "":
			return nil, Exists
		default:
			return nil, why
		}
	}
	for _, n := range precedingNumbers(numbers[0]) {
		if b := c.Behind.Number; b != "" && arabic(b) != arabic(n) {
			continue
		}
		s.Number = n
		at, why := d.follow(t, s)
		if why == NoClause && s.Kind == Subitem && strings.Contains(numbers[0], ".") {
			s.Kind = Item
			at, why = d.follow(t, s)
			s.Kind = Subitem
		}
		switch why {
		case NoClause:
			continue
		case "":
		default:
			return nil, why
		}
		end, sure := d.bounds(at.at)
		if !sure {
			return nil, Bounds
		}
		p := Span{end, end}
		return []edit{{p, "\n", -1}, {p, c.New, c.NewAt}}, ""
	}
	return nil, NoPlace
}

// checkAdded returns why a new wording does not consist of the announced clauses, or "".
func (d *draft) checkAdded(c *Change) Reason {
	told, own := strings.Fields(c.Added.Number), topNumbers(c.New)
	if len(told) == 0 && len(own) == 1 {
		return ""
	}
	if len(own) == 0 || !slices.EqualFunc(told, own, func(a, b string) bool { return arabic(a) == arabic(b) }) {
		return Number
	}
	return ""
}

// topNumbers returns the numbers of the outermost clauses of a new wording; nil if it does not begin with a number.
func topNumbers(wording string) (out []string) {
	tree := clause.Parse(wording)
	if tree.Len() > 0 && tree.Clause(0).Start == 0 {
		for i := range tree.Len() {
			if c := tree.Clause(i); c.Parent < 0 {
				out = append(out, c.Number)
			}
		}
		return out
	}
	if style, n := itemMark(wording); style > 0 && style != dashStyle {
		out = append(out, strings.Trim(wording[:n], " .)"))
		for line := range strings.Lines(wording[n:]) { // others follow, whatever their marks
			if style, _ := itemMark(line); style > 0 && line != wording[n:] {
				return append(out, "")
			}
		}
	}
	return out
}

// letters are the letters of lists in order.
const letters = "абвгдежзиклмнопрстуфхцчшщэюя"

// precedingNumbers returns the numbers that one may follow, nearest first: 4.4 for 4.5; 4 for 4.1; «б» for «в».
func precedingNumbers(number string) []string {
	if at := strings.Index(letters, number); len(number) == len("а") && at > 0 {
		return []string{letters[at-len("а") : at]}
	}
	head, last := "", arabic(number)
	if i := strings.LastIndexByte(last, '.'); i >= 0 {
		head, last = last[:i], last[i+1:]
	}
	n, err := strconv.Atoi(last)
	switch {
	case err != nil || n == 0 || n == 1 && head == "":
		return nil
	case n == 1:
		return []string{head}
	case head == "":
		return []string{strconv.Itoa(n - 1)}
	}
	return []string{head + "." + strconv.Itoa(n-1)}
}

// restateAnnex replaces an annex with one of the amending act, keeping its heading.
func (d *draft) restateAnnex(c *Change, t target) (out []edit, why Reason) {
	if t.at < 0 || d.tree.Clause(t.at).Kind != clause.Annex {
		return nil, NoClause
	}
	s, from := c.New, c.NewAt
	if n, at, ok := innerAnnex(s); ok {
		if arabic(n) != arabic(d.tree.Clause(t.at).Number) {
			return nil, Number
		}
		end := stampEnd(s, at, len(s))
		s, from = s[end:], from+end
	} else {
		s = "\n" + s
		from-- // the preceding line break
	}
	if strings.TrimSpace(s) == "" {
		return nil, NoWording
	}
	begin := stampEnd(d.text, t.Start, t.End)
	return []edit{{Span{begin, trim(d.text, Span{begin, t.End}).End}, s, from}}, ""
}

// addAnnex adds an annex of the amending act after the one that its number follows.
func (d *draft) addAnnex(c *Change, t target) (out []edit, why Reason) {
	n, at, headed := innerAnnex(c.New)
	if headed && arabic(n) != arabic(c.Added.Number) {
		return nil, Number
	}
	if _, why := d.follow(t, Step{Kind: Annex, Number: c.Added.Number}); why != NoClause {
		return nil, Exists
	}
	end := trim(d.text, Span{t.Start, t.End}).End
	if numbers := precedingNumbers(c.Added.Number); len(numbers) > 0 {
		last, why := d.follow(t, Step{Kind: Annex, Number: numbers[0]})
		if why == NoClause {
			return nil, NoPlace
		}
		if why != "" {
			return nil, why
		}
		end = trim(d.text, last.Span).End
	}
	p := Span{end, end}
	if headed {
		return []edit{{p, "\n", -1}, {p, c.New[at:], c.NewAt + at}}, ""
	}
	return []edit{{p, "\nПриложение " + c.Added.Number + "\n", -1}, {p, c.New, c.NewAt}}, ""
}
