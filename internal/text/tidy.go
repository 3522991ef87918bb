package text

import "bytes"

// Tidy removes the spaces just inside quotation marks and brackets and before punctuation, which files assembled from
// fragments contain: «« Повышение», «дорог ,».
func Tidy(s string) string { return string(tidy([]byte(s), nil)) }

// tidy is Tidy in place. ends are ascending offsets into line, updated to the same places in the result.
func tidy(line []byte, ends []int) []byte {
	w, k := 0, 0
	for r, c := range line {
		for ; k < len(ends) && ends[k] == r; k++ {
			ends[k] = w
		}
		if c == ' ' && (endsWithOpening(line[:w]) || w > 0 && beginsWithClosing(line[r+1:])) {
			continue
		}
		line[w] = c
		w++
	}
	for ; k < len(ends); k++ {
		ends[k] = w
	}
	return line[:w]
}

// endsWithOpening reports whether a line ends with a character that takes no space after it.
func endsWithOpening(line []byte) bool {
	return bytes.HasSuffix(line, []byte("«")) || bytes.HasSuffix(line, []byte("("))
}

// beginsWithClosing reports whether a line begins with a character that takes no space before it. A full stop counts
// unless something follows that it may begin: ".5", ".doc".
func beginsWithClosing(line []byte) bool {
	if len(line) == 0 {
		return false
	}
	switch line[0] {
	case ',', ';', ':', '!', '?', ')':
		return true
	case '.':
		return len(line) == 1 || line[1] == ' '
	}
	return bytes.HasPrefix(line, []byte("»"))
}
