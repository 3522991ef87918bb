package extract

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
)

// txt reads plain text in any charset: one part, or one for each post of a page of
// news.
func (x *extractor) txt(name string, data []byte) []Part {
	p := Part{MediaType: "text/plain"}
	p.Text = plainLines(x.decode(&p, data, ""))
	if posts := textPosts(name, p); posts != nil && len(posts) <= x.opts.MaxParts {
		return posts
	}
	return []Part{p}
}

// decode finds the charset of data and notes it in p, with what is wrong with
// the text if anything. It returns "" when data is not text.
func (x *extractor) decode(p *Part, data []byte, declared string) string {
	limit := 4 * x.opts.MaxText // markup and UTF-16 take more bytes than the text
	if len(data) > limit {
		data = cutAtLine(data, limit)
		p.Status = archive.StatusPartial
		p.Reason = fmt.Sprintf("файл больше %d МБ, прочитано его начало: разделите файл", limit>>20)
	}
	d := decodeText(data, declared)
	p.Charset = d.Charset
	switch {
	case d.Binary:
		p.Status, p.MediaType = archive.StatusUnsupported, "application/octet-stream"
		p.Reason = "это не текст: в файле двоичные данные; проверьте, что это за файл, и дайте ему верное имя"
	case d.Garbage:
		p.Status = archive.StatusCorrupt
		p.Reason = "ни в одной кодировке файл не читается как текст: он повреждён; найдите исходный файл"
	case d.Damaged != "":
		p.Status, p.Reason = archive.StatusPartial, d.Damaged
	}
	return d.Text
}

// cutAtLine returns about limit bytes of data, whole lines.
func cutAtLine(data []byte, limit int) []byte {
	data = data[:limit&^1]
	i := bytes.LastIndexByte(data, '\n')
	if i < 0 || bytes.IndexByte(data[:min(limit, 1024)&^1], 0) >= 0 { // one line, or UTF-16
		return data
	}
	return data[:i]
}

// plainLines makes line ends "\n", drops control characters, trailing space and
// all but one of a run of empty lines.
func plainLines(s string) string {
	if strings.ContainsAny(s, "\r\f\v") || strings.Contains(s, "\u2028") || strings.Contains(s, "\u0085") {
		s = lineEnds.Replace(s)
	}
	if hasControls(s) {
		s = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' {
				return -1
			}
			return r
		}, s)
	}
	var out strings.Builder
	out.Grow(len(s))
	empty := 2
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\u00a0")
		if strings.Count(strings.TrimLeft(line, " \t"), "\t") < 2 { // of prose, not between cells
			line = strings.ReplaceAll(line, "\t", " ")
		}
		if line == "" {
			if empty++; empty > 1 {
				continue
			}
		} else {
			empty = 0
		}
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return strings.TrimRight(out.String(), "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\u2028", "\n", "\u0085", "\n")

// hasControls reports whether s has characters that plainLines drops: most texts have
// none, and looking at bytes is quick.
func hasControls(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return strings.Contains(s, "\ufeff") || !utf8.ValidString(s)
}
