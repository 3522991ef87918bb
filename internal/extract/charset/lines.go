package charset

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxPlaces is how many runs of lines are told.
const maxPlaces = 5

// places are the lines of a file that are in another encoding than it is, or in none.
type places struct {
	told     []string
	from, to int    // the run of lines being gathered
	name     string // its encoding
	runs     int
}

// add notes a line, from 1.
func (p *places) add(line int, name string) {
	if p.runs > 0 && p.name == name && line == p.to+1 {
		p.to = line
		return
	}
	p.end()
	p.runs++
	p.from, p.to, p.name = line, line, name
}

func (p *places) end() {
	if p.runs == 0 || len(p.told) >= maxPlaces {
		return
	}
	lines := strconv.Itoa(p.from)
	if p.to > p.from {
		lines = fmt.Sprintf("%d–%d", p.from, p.to)
	}
	if p.name != "" {
		lines += " (" + p.name + ")"
	}
	p.told = append(p.told, lines)
}

// String says where, "" for nowhere.
func (p *places) String() string {
	p.end()
	s := strings.Join(p.told, ", ")
	if p.runs > maxPlaces {
		s += "…"
	}
	return s
}

// isUTF8 reports whether a line has letters beyond ASCII, all of them in UTF-8.
func isUTF8(line []byte) bool {
	good, bad := utf8Sequences(line)
	return good > 4 && bad == 0
}

// withoutUTF8 returns data without the lines that are UTF-8, data itself where there are none.
func withoutUTF8(data []byte) []byte {
	var out []byte
	found := false
	at := 0
	for line := range bytes.Lines(data) {
		if isUTF8(line) {
			if !found {
				found, out = true, append(make([]byte, 0, len(data)), data[:at]...)
			}
		} else if found {
			out = append(out, line...)
		}
		at += len(line)
	}
	if !found {
		return data
	}
	return out
}

// decodeLines decodes a text of an encoding of a byte a letter line by line, and those
// lines in another encoding that leave no doubt of it: files are put together by
// different hands. It says where.
func decodeLines(data []byte, best int) (text, where string) {
	var out strings.Builder
	out.Grow(2 * len(data))
	var others places
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if isUTF8(line) {
			out.Write(line)
			others.add(n, "utf-8")
			continue
		}
		encoding := best
		if cost, pairs := score(line, tables()[best]); float64(cost) > garbageBits*float64(pairs*bit) {
			if encoding = pieceEncoding(line, best); encoding != best {
				others.add(n, singleByte[encoding].name)
			}
		}
		out.WriteString(decodeSingle(line, encoding))
	}
	return out.String(), others.String()
}

// decodeApart decodes a text that is in no encoding as a whole: each line in its own, short ones in that of the
// line before. It returns false unless nearly all that is not ASCII is text so. The encoding of most lines is that
// of the text, others are told.
func decodeApart(data []byte) (Decoded, bool) {
	const utf = -1
	var encodings []int // of lines
	lines := map[int]int{}
	last, read, unread := 0, 0, 0
	for line := range bytes.Lines(data) {
		high := 0
		for _, b := range line {
			if b >= utf8.RuneSelf {
				high++
			}
		}
		encoding := last
		switch {
		case high == 0:
		case isUTF8(line):
			encoding, read = utf, read+high
		default:
			own, _ := detectSingle(line, "")
			if cost, n := score(line, tables()[own]); n >= 20 && float64(cost) <= garbageBits*float64(n*bit) {
				encoding, read = own, read+high
			} else if unread += high; last == utf {
				encoding = own
			}
		}
		if encodings = append(encodings, encoding); high > 0 {
			lines[encoding]++
			last = encoding
		}
	}
	if read < 20 || unread*10 > read {
		return Decoded{}, false
	}
	most := last
	for encoding := utf; encoding < len(singleByte); encoding++ {
		if lines[encoding] > lines[most] {
			most = encoding
		}
	}
	name := func(encoding int) string {
		if encoding == utf {
			return "utf-8"
		}
		return singleByte[encoding].name
	}
	var out strings.Builder
	var others places
	n := 0
	for line := range bytes.Lines(data) {
		encoding := encodings[n]
		if n++; encoding != most && bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			others.add(n, name(encoding))
		}
		if encoding == utf {
			out.Write(line)
		} else {
			out.WriteString(decodeSingle(line, encoding))
		}
	}
	return Decoded{Text: out.String(), Charset: name(most), Mixed: others.String()}, true
}

// mostlyUTF8 decodes UTF-8 with some lines that are not: those of another encoding in
// that, others with marks for the bytes that cannot be read. It says where, and ok
// where data is UTF-8 for the most.
func mostlyUTF8(data []byte) (text, mixed, lost string, ok bool) {
	var foreign []byte // all lines that are not UTF-8, together
	good, bad := 0, 0
	for line := range bytes.Lines(data) {
		g, b := utf8Sequences(line)
		if b > g && b > 3 {
			foreign = append(foreign, line...)
			continue
		}
		good, bad = good+g, bad+b
	}
	if good <= 8*bad || 2*good <= len(foreign) { // a letter of UTF-8 takes two bytes
		return "", "", "", false
	}
	best, mean := 0, garbageBits+1
	if len(foreign) > 0 {
		best, mean = detectSingle(foreign, "")
	}
	var out strings.Builder
	var others, broken places
	n := 0
	for line := range bytes.Lines(data) {
		n++
		g, b := utf8Sequences(line)
		switch {
		case b == 0:
			out.Write(line)
		case b > g && b > 3 && mean <= garbageBits:
			encoding := pieceEncoding(line, best)
			others.add(n, singleByte[encoding].name)
			out.WriteString(decodeSingle(line, encoding))
		default:
			broken.add(n, "")
			out.WriteString(strings.ToValidUTF8(string(line), "\ufffd"))
		}
	}
	return out.String(), others.String(), broken.String(), utf8.ValidString(out.String())
}
