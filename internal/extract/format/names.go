package format

import (
	"strings"
	"unicode/utf8"
)

// SafeName makes the name of a held file a path below the container: forward
// slashes, no drive, no "..", no control characters, no length that a file
// system refuses. strange reports whether the name meant to leave the container.
func SafeName(name string) (safe string, strange bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 1 && name[1] == ':' {
		name, strange = name[2:], true
	}
	strange = strange || strings.HasPrefix(name, "/")
	var elems []string
	for elem := range strings.SplitSeq(name, "/") {
		elem = strings.TrimSpace(strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				return -1
			}
			return r
		}, elem))
		switch elem {
		case "", ".":
		case "..":
			strange = true
		default:
			elems = append(elems, Shorten(elem, 120))
		}
	}
	if len(elems) > 32 {
		elems = elems[len(elems)-32:]
	}
	if len(elems) == 0 {
		return "без имени", strange
	}
	return strings.Join(elems, "/"), strange
}

// Shorten cuts the middle out of a long name and keeps its ending.
func Shorten(name string, runes int) string {
	r := []rune(name)
	if len(r) <= runes {
		return name
	}
	return string(r[:runes-13]) + "…" + string(r[len(r)-12:])
}
