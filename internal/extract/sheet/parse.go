// Package sheet shows the values of cells as Excel with Russian settings does: numbers
// and dates by the format code of their style.
//
// Read Format first; parse.go reads codes, show.go obeys them.
package sheet

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Format is a format code of a spreadsheet («#,##0.00», «dd.mm.yyyy»), read
// once for all cells of a style. The zero value shows numbers as they are.
type Format struct{ sections []formatSection }

// formatSection is one of the parts of a code between semicolons.
type formatSection struct {
	tokens    []formatToken
	date      bool
	when      string // "<", ">=" and so on: numbers that it is for, else told by place
	limit     float64
	general   bool
	text      bool // the section is for text
	thousands bool
	scale     int // thousands that it divides by
	percent   int
	decimals  int
	point     int // token of the decimal point, -1 when there is none
	exponent  int // token that starts the exponent, -1
}

// A formatToken is text to show as it is (kind 'L'), or what its kind names:
// '0', '#', '?' a digit; '.', '%', 'E'; 'y', 'm', 'd', 'h', 's' parts of a date, n
// letters long; 'M' minutes, 'f' parts of a second, 'a' AM or PM, 'D' a whole
// date in numbers; 'G' the number as it is; '[' with h, M or s in text: time that
// runs on.
type formatToken struct {
	kind byte
	n    int
	text string
}

// formatLimit is the longest code that Excel takes.
const formatLimit = 255

// builtinFormats are the codes that files name by number only, as Excel with
// Russian settings shows them.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
	5: `#,##0 ₽`, 6: `#,##0 ₽`, 7: `#,##0.00 ₽`, 8: `#,##0.00 ₽`,
	9: "0%", 10: "0.00%", 11: "0.00E+00",
	14: "dd.mm.yyyy", 15: "dd.mmm.yy", 16: "dd.mmm", 17: "mmm.yy",
	18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd.mm.yyyy h:mm",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
	41: "#,##0;-#,##0;-", 42: "#,##0 ₽;-#,##0 ₽;- ₽", 43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00 ₽;-#,##0.00 ₽;- ₽",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}

// Builtin returns the format of a number. 27–36 and 50–58 are dates in the
// manner of each country.
func Builtin(id int) Format {
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		id = 14
	}
	return Parse(builtinFormats[id])
}

// systemFormats are codes that stand for the settings of the reader's computer.
var systemFormats = []struct{ prefix, code string }{
	{"[$-f800]", `d mmmm yyyy "г."`}, {"[$-x-sysdate]", `d mmmm yyyy "г."`},
	{"[$-f400]", "h:mm:ss"}, {"[$-x-systime]", "h:mm:ss"},
}

// Parse reads a code; one that makes no sense shows numbers as they are.
func Parse(code string) Format {
	if len(code) > 4*formatLimit || utf8.RuneCountInString(code) > formatLimit {
		return Format{}
	}
	low := strings.ToLower(code)
	for _, s := range systemFormats {
		if strings.HasPrefix(low, s.prefix) {
			code = s.code
		}
	}
	var f Format
	for more := code != ""; more && len(f.sections) < 4; {
		p := formatParser{s: formatSection{point: -1, exponent: -1}}
		code, more = p.section(code)
		if !p.s.text { // cells of text are shown as they are
			f.sections = append(f.sections, p.s)
		}
	}
	return f
}

// formatParser reads one section.
type formatParser struct{ s formatSection }

func (p *formatParser) literal(s string) {
	if t := p.s.tokens; len(t) > 0 && t[len(t)-1].kind == 'L' {
		t[len(t)-1].text += s
		return
	}
	p.s.tokens = append(p.s.tokens, formatToken{kind: 'L', text: s})
}

func (p *formatParser) token(kind byte, n int) {
	p.s.tokens = append(p.s.tokens, formatToken{kind: kind, n: n})
}

// section reads up to a semicolon and returns what is after it.
func (p *formatParser) section(code string) (rest string, more bool) {
	for code != "" && code[0] != ';' {
		code = code[p.next(code):]
	}
	p.finish()
	return strings.TrimPrefix(code, ";"), code != ""
}

// next reads what stands first and returns how long it is.
func (p *formatParser) next(code string) int {
	switch c := code[0]; c {
	case '"':
		text, _, closed := strings.Cut(code[1:], `"`)
		p.literal(text)
		if !closed {
			return len(code)
		}
		return len(text) + 2
	case '\\', '_', '*': // the next as it is, a gap of its width, a filling of it
		_, n := utf8.DecodeRuneInString(code[1:])
		switch c {
		case '\\':
			p.literal(code[1 : 1+n])
		case '_':
			p.literal(" ")
		}
		return 1 + n
	case '[':
		if inside, _, closed := strings.Cut(code[1:], "]"); closed {
			p.bracket(inside)
			return len(inside) + 2
		}
	}
	if n := p.word(code); n > 0 {
		return n
	}
	r, n := utf8.DecodeRuneInString(code)
	p.sign(r)
	return n
}

// word reads what is written in letters; 0: nothing is.
func (p *formatParser) word(code string) int {
	low := strings.ToLower(code[:min(len(code), 7)])
	switch {
	case low == "general":
		p.s.general = true
		p.token('G', 1)
		return 7
	case strings.HasPrefix(low, "am/pm"):
		p.token('a', 2)
		return 5
	case strings.HasPrefix(low, "a/p"):
		p.token('a', 1)
		return 3
	case strings.HasPrefix(low, "e+"), strings.HasPrefix(low, "e-"):
		p.s.exponent = len(p.s.tokens)
		p.s.tokens = append(p.s.tokens, formatToken{kind: 'E', text: low[1:2]})
		return 2
	case low[0] == 'e': // a year
		p.token('y', 4)
		p.s.date = true
		return 1
	case strings.IndexByte("ymdhs", low[0]) >= 0:
		n := 1
		for n < len(code) && code[n]|0x20 == low[0] {
			n++
		}
		p.token(low[0], n)
		p.s.date = true
		return n
	}
	return 0
}

// bracket reads what stands in square brackets: a currency, a condition, time
// that runs on beyond a day; colours and languages are for looks.
func (p *formatParser) bracket(s string) {
	low := strings.ToLower(s)
	switch {
	case strings.HasPrefix(s, "$"):
		symbol, _, _ := strings.Cut(s[1:], "-")
		p.literal(symbol)
	case low != "" && strings.Trim(low, low[:1]) == "" && strings.IndexByte("hms", low[0]) >= 0:
		unit := strings.ReplaceAll(low[:1], "m", "M")
		p.s.tokens = append(p.s.tokens, formatToken{kind: '[', n: len(low), text: unit})
		p.s.date = true
	case strings.HasPrefix(s, "<") || strings.HasPrefix(s, ">") || strings.HasPrefix(s, "="):
		number := strings.TrimLeft(s, "<>=")
		if f, err := strconv.ParseFloat(strings.TrimSpace(number), 64); err == nil {
			p.s.when, p.s.limit = s[:len(s)-len(number)], f
		}
	}
}

// sign reads a sign of a number; anything else is shown as it is.
func (p *formatParser) sign(r rune) {
	switch r {
	case '0', '#', '?':
		p.token(byte(r), 1)
	case '.':
		if p.s.point < 0 {
			p.s.point = len(p.s.tokens)
		}
		p.token('.', 1)
	case ',':
		p.token(',', 1)
	case '%':
		p.s.percent++
		p.literal("%")
	case '@':
		p.s.text = true
	default:
		p.literal(string(r))
	}
}

// finish settles what signs mean by those around them.
func (p *formatParser) finish() {
	if p.s.date {
		p.finishDate()
		return
	}
	t := p.s.tokens
	last := len(t) // digit of the whole part
	for i, tok := range t {
		if i == p.s.point || i == p.s.exponent {
			break
		}
		if isDigitToken(tok.kind) {
			last = i
		}
	}
	for i, tok := range t {
		switch {
		case tok.kind == ',' && i < last:
			p.s.thousands = true
		case tok.kind == ',':
			p.s.scale++
		case isDigitToken(tok.kind) && p.s.point >= 0 && i > p.s.point && (p.s.exponent < 0 || i < p.s.exponent):
			p.s.decimals++
		case tok.kind == 'L' && tok.text == "/" && i > 0 && i+1 < len(t) && isDigitToken(t[i-1].kind): // a fraction, 1 1/2
			p.s.general = true
		}
	}
}

func isDigitToken(kind byte) bool { return kind == '0' || kind == '#' || kind == '?' }

// finishDate tells minutes from months and reads the parts of a second. A date of
// three numbers becomes one token: whatever their order and length, it is shown
// in one way, so that it is found by one query.
func (p *formatParser) finishDate() {
	var out []formatToken
	before := byte(0) // the unit before
	for i := 0; i < len(p.s.tokens); i++ {
		tok := p.s.tokens[i]
		switch {
		case tok.kind == 'm' && tok.n < 3 && (before == 'h' || p.unitAfter(i) == 's'):
			tok.kind = 'M'
		case tok.kind == '.' && before == 's' && i+1 < len(p.s.tokens) && p.s.tokens[i+1].kind == '0':
			tok.kind, tok.n = 'f', 0
			for ; i+1 < len(p.s.tokens) && p.s.tokens[i+1].kind == '0'; i++ {
				tok.n++
			}
			tok.n = min(tok.n, 3)
		case tok.kind == '.', tok.kind == ',', isDigitToken(tok.kind):
			tok.kind, tok.text = 'L', string(tok.kind)
		case tok.kind == 'L' && tok.text == "/": // the sign of the reader's settings
			tok.text = "."
		}
		if unit := unitOf(tok); unit != 0 {
			before = unit
		}
		out = append(out, tok)
		if n := len(out) - 5; n >= 0 && isNumericDate(out[n:]) {
			out = append(out[:n], formatToken{kind: 'D'})
		}
	}
	p.s.tokens = out
}

// unitOf returns the unit of time that a token shows, 0 for none.
func unitOf(t formatToken) byte {
	switch t.kind {
	case '[':
		return t.text[0]
	case 'y', 'm', 'd', 'h', 's', 'M':
		return t.kind
	}
	return 0
}

func (p *formatParser) unitAfter(i int) byte {
	for _, t := range p.s.tokens[i+1:] {
		if unit := unitOf(t); unit != 0 {
			return unit
		}
	}
	return 0
}

// isNumericDate reports whether tokens are a day, a month and a year in numbers, with a sign between.
func isNumericDate(t []formatToken) bool {
	const separators = "./- "
	seen := ""
	for i, tok := range t[:5] {
		if i%2 == 1 {
			if tok.kind != 'L' || !strings.Contains(separators, tok.text) {
				return false
			}
			continue
		}
		if tok.kind != 'y' && tok.n > 2 || strings.IndexByte("ymd", tok.kind) < 0 || strings.IndexByte(seen, tok.kind) >= 0 {
			return false
		}
		seen += string(tok.kind)
	}
	return true
}
