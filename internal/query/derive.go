package query

import (
	"strings"
	"unicode/utf8"
)

// Nouns and their relational adjectives («архив» — «архивный», «дорога» —
// «дорожный», «волонтёр» — «волонтёрский») have different stems. relatives
// returns the stems that a stem may belong with by the rules of word formation;
// which of them are words only the archive tells.
func relatives(stem string) []string {
	var out []string
	add := func(base, suffix string) {
		if utf8.RuneCountInString(base) >= minRelative {
			out = append(out, base+suffix)
		}
	}
	for _, suffix := range relationSuffixes {
		if base, ok := strings.CutSuffix(stem, suffix); ok {
			add(base, "")
			if suffix == "н" {
				for from, to := range softened {
					if b, ok := strings.CutSuffix(base, to); ok {
						add(b, from)
					}
				}
			}
		}
		add(stem, suffix)
	}
	for from, to := range softened {
		if b, ok := strings.CutSuffix(stem, from); ok {
			add(b, to+"н")
		}
	}
	return out
}

const minRelative = 4 // letters of the shorter stem

var relationSuffixes = []string{"н", "ск", "ов", "ическ", "ств", "ственн"}

// softened consonants before the suffix -н-.
var softened = map[string]string{"к": "ч", "г": "ж", "х": "ш", "ц": "ч"}
