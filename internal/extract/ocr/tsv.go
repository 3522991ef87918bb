package ocr

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"letopis/internal/extract/format"
)

// readTSV reads a table of tesseract's: a page, a block, a paragraph, a line or a word a line,
// each with its box in pixels; of words the numbers of what they are in, and how sure it is.
func readTSV(table string) format.Recognized {
	var r format.Recognized
	var text strings.Builder
	var page box
	place := ""
	letters, sure := 0, 0.0
	for line := range strings.SplitSeq(table, "\n") {
		f := strings.SplitN(strings.TrimSuffix(line, "\r"), "\t", 12)
		if len(f) < 12 {
			continue
		}
		if f[0] == "1" {
			page = boxOf(f)
		}
		if f[0] != "5" {
			continue
		}
		switch now := strings.Join(f[1:5], " "); {
		case text.Len() == 0:
			place = now
		case now == place:
			text.WriteByte(' ')
		case strings.Join(f[1:4], " ") == place[:strings.LastIndexByte(place, ' ')]:
			text.WriteByte('\n')
			place = now
		default:
			text.WriteString("\n\n")
			place = now
		}
		text.WriteString(f[11])
		word := boxOf(f).within(page)
		word.Text = strings.TrimSpace(strings.ToValidUTF8(f[11], ""))
		if c, err := strconv.ParseFloat(f[10], 64); err == nil && c >= 0 && c <= 100 {
			n := utf8.RuneCountInString(f[11])
			letters, sure = letters+n, sure+c*float64(n)
			word.Sure = int(c)
		}
		if word.Text != "" {
			r.Words = append(r.Words, word)
		}
	}
	if page.width > 0 {
		r.Ratio = page.height * 1000 / page.width
	}
	r.Text = ocrText(text.String())
	if letters > 0 {
		r.Sure = int(sure / float64(letters))
	}
	return r
}

// box is a place in a picture, in pixels.
type box struct{ left, top, width, height int }

// boxOf is the box of a line of a table; what is no number is 0.
func boxOf(f []string) (b box) {
	for i, to := range []*int{&b.left, &b.top, &b.width, &b.height} {
		if n, err := strconv.Atoi(f[6+i]); err == nil && n > 0 {
			*to = n
		}
	}
	return b
}

// within is a word without text, of the box b on a page.
func (b box) within(page box) format.Word {
	share := func(n, of int) int { return min(n*1000/max(of, 1), 1000) }
	w := format.Word{Left: share(b.left, page.width), Top: share(b.top, page.height)}
	w.Width = share(b.left+b.width, page.width) - w.Left
	w.Height = share(b.top+b.height, page.height) - w.Top
	return w
}

// lineHyphen is a word carried over to the next line. What follows a true
// hyphen at the end of a line is lost with it, which is far rarer.
var lineHyphen = regexp.MustCompile(`(\p{L})[-\x{00ad}]\n(\p{Ll})`)

// ocrText tidies what tesseract writes: a form feed after each page, empty lines
// of blanks.
func ocrText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\f", "\n")
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(lineHyphen.ReplaceAllString(strings.Join(lines, "\n"), "$1$2"))
}
