package format

import (
	"regexp"
	"strings"
)

var (
	// button is a field that shows words of its code: what follows the name of what it starts or goes to.
	button = regexp.MustCompile(`(?is)^\s*(?:MACROBUTTON|GOTOBUTTON)\s+(?:"[^"]*"|\S+)\s+(.+)$`)
	// equation is a field that sets its words as a formula.
	equation = regexp.MustCompile(`(?is)^\s*EQ\s+(.+)$`)
	// setting is a switch of an equation: the properties that Word keeps for itself, then how words are set.
	setting = regexp.MustCompile(`\\\*\s*(?:"[^"]*"|\S+)|\\[a-zA-Z]+\s*\d*`)
)

// FieldText returns the words that a field of Word shows out of its code, where it has no result: those of buttons
// («[введите название]») and of equations. Other fields are shown by their results alone; for them it is "".
func FieldText(code string) string {
	if m := button.FindStringSubmatch(code); m != nil {
		return strings.TrimSpace(m[1])
	}
	if m := equation.FindStringSubmatch(code); m != nil {
		return Squeeze(strings.Map(func(r rune) rune {
			if strings.ContainsRune("(),;", r) {
				return ' '
			}
			return r
		}, setting.ReplaceAllString(m[1], " ")))
	}
	return ""
}
