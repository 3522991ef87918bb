package mail

import (
	"net/url"
	"strconv"
	"strings"

	"letopis/internal/extract/charset"
)

// parameter returns a parameter of a header that is written as RFC 2231 says, in one
// piece (filename*=windows-1251”%CF…) or several (filename*0*=…; filename*1*=…), in any
// charset; "" where it is written otherwise.
func parameter(header, name string) string {
	pieces := map[int]string{}
	encoded := false
	for field := range fields(header) {
		key, value, ok := strings.Cut(field, "=")
		rest, named := strings.CutPrefix(strings.ToLower(strings.TrimSpace(key)), name+"*")
		if !ok || !named {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"`)
		number, isEncoded := strings.CutSuffix(rest, "*")
		n, err := strconv.Atoi(number)
		if rest == "" { // not in pieces
			n, isEncoded, err = 0, true, nil
		}
		if err != nil || n < 0 || n > 99 {
			continue
		}
		if isEncoded {
			encoded = encoded || n == 0
			if s, err := url.PathUnescape(value); err == nil {
				value = s
			}
		}
		pieces[n] = value
	}
	var b strings.Builder
	for n := 0; ; n++ {
		piece, ok := pieces[n]
		if !ok {
			break
		}
		b.WriteString(piece)
	}
	if !encoded {
		return b.String()
	}
	label, rest, ok := strings.Cut(b.String(), "'")
	if !ok {
		return b.String()
	}
	if _, text, ok := strings.Cut(rest, "'"); ok {
		return charset.DecodeDeclared([]byte(text), label)
	}
	return b.String()
}

// fields yields the pieces of a header between semicolons outside quotes.
func fields(header string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from, quoted := 0, false
		for i := range len(header) {
			switch {
			case header[i] == '"':
				quoted = !quoted
			case header[i] == ';' && !quoted:
				if !yield(header[from:i]) {
					return
				}
				from = i + 1
			}
		}
		yield(header[from:])
	}
}
