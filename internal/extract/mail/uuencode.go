package mail

import (
	"bytes"
	"regexp"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/format"
)

// uuBegin is the first line of a file that old programs put into the text of a letter (uuencode, POSIX).
var uuBegin = regexp.MustCompile(`(?m)^begin [0-7]{3,4} (\S[^\r\n]*)\r?\n`)

// uuencoded takes the files out of a text, and returns it without them. What only looks like one stays.
func (l *letter) uuencoded(text []byte) []byte {
	var out []byte
	for {
		found := uuBegin.FindSubmatchIndex(text)
		if found == nil {
			break
		}
		name := string(text[found[2]:found[3]])
		data, rest, ok := uuDecode(text[found[1]:])
		switch {
		case !ok:
			out, text = append(out, text[:found[1]]...), text[found[1]:]
		case !l.Budget.Spend(int64(len(data))):
			l.NoteBudget()
			return append(out, text[:found[0]]...)
		default:
			out, text = append(out, text[:found[0]]...), rest
			l.files = append(l.files, leaf{name: format.Squeeze(charset.Decode([]byte(name), "").Text), data: data})
		}
		if len(l.files) >= maxMailParts {
			break
		}
	}
	if out == nil {
		return text
	}
	return append(out, text...)
}

// uuDecode reads the lines of a file up to its end: each begins with how many bytes it has. ok is false where they are
// no such lines.
func uuDecode(text []byte) (data, rest []byte, ok bool) {
	for len(text) > 0 {
		line, after, _ := bytes.Cut(text, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		text = after
		if string(line) == "end" {
			return data, text, len(data) > 0
		}
		if len(line) == 0 {
			continue
		}
		n := int(line[0]-' ') & 0x3f
		digits := line[1:]
		if line[0] < ' ' || line[0] > '`' || len(digits) > (n+2)/3*4+2 { // a sum may follow
			return nil, nil, false
		}
		for i := 0; n > 0; i += 4 {
			var v uint32
			for j := range 4 { // spaces at the end of a line are lost on the way
				v <<= 6
				if i+j < len(digits) {
					v |= uint32(digits[i+j]-' ') & 0x3f
				}
			}
			data = append(data, []byte{byte(v >> 16), byte(v >> 8), byte(v)}[:min(n, 3)]...)
			n -= 3
		}
	}
	return nil, nil, false
}
