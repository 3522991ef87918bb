package text

import "bytes"

// Tidy leaves out the spaces that stand inside quotation marks and brackets, and before commas
// and other stops, as files that are made of pieces have them: «« Повышение», «дорог ,».
func Tidy(s string) string { return string(tidy([]byte(s), nil)) }

// tidy is Tidy in place; ends are places of line in order, which move with it.
func tidy(line []byte, ends []int) []byte {
	w, k := 0, 0
	for r, c := range line {
		for ; k < len(ends) && ends[k] == r; k++ {
			ends[k] = w
		}
		if c == ' ' && (opens(line[:w]) || w > 0 && closes(line[r+1:])) {
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

// opens reports whether a line ends with what wants no space after it.
func opens(line []byte) bool {
	return bytes.HasSuffix(line, []byte("«")) || bytes.HasSuffix(line, []byte("("))
}

// closes reports whether a line begins with what wants no space before it. A point does when
// nothing follows that it may begin: «.5», «.doc».
func closes(line []byte) bool {
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
