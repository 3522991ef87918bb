package index

import (
	"fmt"
	"strings"
)

// nameSign stands between a value and a name of it; neither holds it.
const nameSign = "\x1f"

// Named joins a keyword with a name of it, for a field of an index that tells the names of
// another field's values. Terms of the prefix Named(value, "") are all names of value.
func Named(value, name string) string { return value + nameSign + name }

// CutNamed takes apart what Named joined.
func CutNamed(term string) (value, name string) {
	value, name, _ = strings.Cut(term, nameSign)
	return value, name
}

// WholeMonth is the keyword of what takes place on all days of a month. It begins as the days of
// the month do.
func WholeMonth(year, month int) string { return fmt.Sprintf("%04d-%02d-all", year, month) }
