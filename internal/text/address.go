package text

import (
	"strings"
	"unicode/utf8"
)

// addressEnd returns the end of a URL or e-mail address that begins at s[at:], or 0 if there is none.
func addressEnd(s string, at int) int {
	c := s[at]
	if c >= utf8.RuneSelf || !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9') {
		return 0
	}
	if at > 0 {
		if _, size := class(s, at-1); size > 0 && s[at-1] < utf8.RuneSelf || s[at-1] == '@' || s[at-1] == '.' {
			return 0 // in the middle of a word
		}
	}
	near := s[at:min(len(s), at+maxAddressLength)]
	if c != 'h' && c != 'w' && strings.IndexByte(near, '@') < 0 { // rules out most words cheaply
		return 0
	}
	end, mail := at, false
	for end < at+len(near) && addressBytes[s[end]] {
		mail = mail || s[end] == '@' && end > at
		end++
	}
	word := strings.TrimRight(s[at:end], ".,;:!?)")
	switch {
	case strings.HasPrefix(word, "http://"), strings.HasPrefix(word, "https://"), strings.HasPrefix(word, "www.") &&
		len(word) > 7:
	case mail && strings.Count(word, "@") == 1 && strings.Contains(word[strings.IndexByte(word, '@'):], "."):
	default:
		return 0
	}
	return at + len(word)
}

// maxAddressLength bounds how far an address is read, in bytes.
const maxAddressLength = 512

// addressBytes are the bytes that may occur in an address.
var addressBytes = func() (is [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.-_~:/?#[]!$&*+,;=%" {
		is[c] = true
	}
	return is
}()
