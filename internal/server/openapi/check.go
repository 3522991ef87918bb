package openapi

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/server/problem"
)

// Check returns a problem for parameters of a query string that are unknown or have invalid values.
func (ps Parameters) Check(values url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(values)) { // sorted, so that the same request gets the same error
		p := ps[name]
		if p == nil || p.In != "query" {
			return ps.unknown(name)
		}
		if err := p.check(values[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ps)) {
		if p := ps[name]; p.In == "query" && p.Required && len(values[name]) == 0 {
			return p.wrong(fmt.Sprintf("Нужен параметр %s.", name), fmt.Sprintf("The parameter %s is required.", name))
		}
	}
	return nil
}

// CheckPath is Check for a path parameter.
func (ps Parameters) CheckPath(name, value string) error {
	if p := ps[name]; p != nil {
		return p.check([]string{value})
	}
	return nil
}

func (ps Parameters) unknown(name string) error {
	var known []string
	for n, p := range ps {
		if p.In == "query" {
			known = append(known, n)
		}
	}
	slices.Sort(known)
	shown := problem.Truncate(name, 60)
	p := problem.Problem{Code: problem.UnknownParameter, Param: shown, Suggestion: nearest(name, known)}
	if p.Suggestion != "" {
		p.RU = fmt.Sprintf("Параметра «%s» нет; вероятно, имелся в виду %s.", shown, p.Suggestion)
		p.EN = fmt.Sprintf("There is no parameter %q; %s was probably meant.", shown, p.Suggestion)
	} else {
		p.RU = fmt.Sprintf("Параметра «%s» нет; есть %s.", shown, strings.Join(known, ", "))
		p.EN = fmt.Sprintf("There is no parameter %q; there are %s.", shown, strings.Join(known, ", "))
	}
	return p
}

func (p *Parameter) wrong(ru, en string) error {
	return problem.Problem{Code: problem.Parameter, Param: p.Name, RU: ru, EN: en}
}

func (p *Parameter) check(values []string) error {
	if p == nil {
		return nil
	}
	sc := p.Schema
	if sc.Type != "array" {
		if len(values) > 1 {
			return p.wrong(fmt.Sprintf("%s задают один раз.", p.Name), fmt.Sprintf("%s is given once.", p.Name))
		}
		return p.checkValue(sc, values[0])
	}
	if p.Explode != nil && !*p.Explode {
		if len(values) > 1 {
			return p.wrong(fmt.Sprintf("%s задают один раз, значения — через запятую.", p.Name),
				fmt.Sprintf("%s is given once, its values separated by commas.", p.Name))
		}
		if values = strings.Split(values[0], ","); values[0] == "" && len(values) == 1 {
			return nil
		}
	}
	if sc.MaxItems > 0 && len(values) > sc.MaxItems {
		return p.wrong(fmt.Sprintf("У %s не больше %d значений, а не %d.", p.Name, sc.MaxItems, len(values)),
			fmt.Sprintf("%s takes at most %d values, not %d.", p.Name, sc.MaxItems, len(values)))
	}
	for _, v := range values {
		if err := p.checkValue(sc.Items, v); err != nil {
			return err
		}
	}
	return nil
}

func (p *Parameter) checkValue(sc *Schema, v string) error {
	if sc.MaxLength > 0 && utf8.RuneCountInString(v) > sc.MaxLength {
		return p.wrong(fmt.Sprintf("%s длиннее %d знаков.", p.Name, sc.MaxLength),
			fmt.Sprintf("%s is longer than %d characters.", p.Name, sc.MaxLength))
	}
	if sc.MinLength > 0 && v == "" { // other constraints are checked where the value is used, with better messages
		return p.wrong(fmt.Sprintf("%s — не пустая строка: задайте значение или уберите параметр.", p.Name),
			fmt.Sprintf("%s is not empty: give it a value or leave it out.", p.Name))
	}
	if len(sc.Enum) > 0 {
		return p.checkEnum(sc, v)
	}
	switch sc.Type {
	case "integer":
		n, err := strconv.Atoi(v)
		low, high := 0, 1<<31-1
		if sc.Minimum != nil {
			low = *sc.Minimum
		}
		if sc.Maximum != nil {
			high = *sc.Maximum
		}
		if err != nil || n < low || n > high {
			return p.wrong(fmt.Sprintf("%s — число от %d до %d.", p.Name, low, high),
				fmt.Sprintf("%s is a number from %d to %d.", p.Name, low, high))
		}
	case "boolean":
		if v != "true" && v != "false" {
			return p.wrong(fmt.Sprintf("%s — true или false.", p.Name), fmt.Sprintf("%s is true or false.", p.Name))
		}
	}
	return nil
}

func (p *Parameter) checkEnum(sc *Schema, v string) error {
	if slices.Contains(sc.Enum, v) {
		return nil
	}
	known, shown := strings.Join(sc.Enum, ", "), problem.Truncate(v, 60)
	pr := p.wrong(fmt.Sprintf("%s — одно из: %s; «%s» среди них нет.", p.Name, known, shown),
		fmt.Sprintf("%s is one of %s, not %q.", p.Name, known, shown)).(problem.Problem)
	pr.Suggestion = nearest(v, sc.Enum)
	return pr
}

// nearest returns the known name that name probably meant: a few edits away, or a longer or shorter form of it; "" if
// none is near.
func nearest(name string, known []string) string {
	a := []rune(strings.ToLower(problem.Truncate(name, 40)))
	if len(a) == 0 {
		return ""
	}
	limit := max(2, len(a)/3)
	best, bestCost := "", 2*(limit+1)
	for _, k := range known {
		cost := 2 * index.Distance(a, []rune(k), limit)
		if strings.HasPrefix(string(a), k) || len(a) >= 3 && strings.Contains(k, string(a)) {
			cost = min(cost, 3)
		}
		if cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}
