package label

import (
	"strings"
	"unicode"
)

// PrefixMatcher returns a function that reports whether a label contains the words of prefix consecutively; the last
// one may be incomplete.
func PrefixMatcher(prefix string) func(label string) bool {
	want := labelWords(prefix)
	return func(label string) bool {
		have := labelWords(label)
		for i := range have {
			if i+len(want) > len(have) {
				return false
			}
			ok := true
			for j, w := range want {
				if ok = strings.HasPrefix(have[i+j], w); !ok {
					break
				}
			}
			if ok {
				return true
			}
		}
		return len(want) == 0
	}
}

var foldYo = strings.NewReplacer("ё", "е")

func labelWords(s string) []string {
	return strings.FieldsFunc(foldYo.Replace(strings.ToLower(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
