package places

import (
	_ "embed"
	"strings"
)

//go:generate sh -c "go run ./gen | python3 gen/ordinary.py > ordinary.txt"

// ordinaryText lists forms of town names that are also ordinary words, one per line.
//
//go:embed ordinary.txt
var ordinaryText string

var ordinary = func() map[string]bool {
	set := map[string]bool{}
	for form := range strings.Lines(ordinaryText) {
		set[strings.TrimSpace(form)] = true
	}
	return set
}()

// isOrdinary reports whether words from to to-1, typed in lower case and not after a preposition that suggests a
// town, are an ordinary word or phrase: «закупка ковров», but «в плёсе».
func (a asked) isOrdinary(from, to int) bool {
	if !ordinary[strings.Join(a.folded[from:to], " ")] || from > 0 && leadsToTown(a.folded[from-1]) {
		return false
	}
	for i := from; i < to; i++ {
		if a.named(i) {
			return false
		}
	}
	return true
}

// leadsToTown reports whether a folded word is a preposition that typically precedes a town.
func leadsToTown(w string) bool { return w == "в" || w == "во" || w == "из" }
