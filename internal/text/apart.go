package text

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed apart.txt
var apartTXT string

// apartStems holds the stems of lemmas that Snowball confuses with other words.
var apartStems = sync.OnceValue(func() map[string]string {
	stems := map[string]string{}
	for line := range strings.Lines(apartTXT) {
		if family := words(line); len(family) > 0 {
			for _, lemma := range family {
				stems[lemma] = family[0]
			}
		}
	}
	return stems
})

// LemmaStem returns the index term of a folded lemma: its Snowball stem, unless that belongs to another word.
func LemmaStem(lemma string) string {
	if stem, ok := apartStems()[lemma]; ok {
		return stem
	}
	return Stem(lemma)
}
