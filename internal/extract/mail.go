package extract

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
	"strings"
	"time"

	"letopis/internal/archive"
)

const (
	mailType     = "message/rfc822"
	maxMailDepth = 20  // multiparts in multiparts
	maxMailParts = 500 // of one letter
)

// A letter is what reading one message found.
type letter struct {
	*holder
	plain, html []leaf
	files       []leaf
	leaves      int
}

// A leaf is one part of a letter without parts of its own.
type leaf struct {
	name, location, mediaType, charset string
	data                               []byte
}

// mail reads a letter (EML) or a saved page (MHTML): its text is one part, its
// attachments are parts with documents of their own.
func (x *extractor) mail(data []byte, depth int) []Part {
	if depth > x.opts.MaxDepth {
		return []Part{{Status: archive.StatusLimit, MediaType: mailType, Reason: "письмо вложено слишком глубоко: добавьте его отдельно"}}
	}
	in := bufio.NewReader(bytes.NewReader(data))
	head := mailHeader(in)
	l := &letter{holder: x.hold(depth)}
	l.entity(head, in, 0)

	p := Part{MediaType: mailType, Title: headerText(head.Get("Subject")), Hints: mailHints(head)}
	saved := len(l.plain) == 0 && len(l.html) > 0 && (l.html[0].location != "" || head.Get("Subject") == "" || strings.Contains(head.Get("From"), "Saved by"))
	if saved {
		return l.savedPage(head)
	}
	p.Text, p.Charset = l.text(x)
	names := make([]string, 0, len(l.files))
	for _, f := range l.files {
		names = append(names, f.name)
	}
	p.Text = joinLines(p.Title, p.Text, strings.Join(names, "\n"))
	p.Status = l.state
	p.Reason = strings.Join(l.notes, "; ")
	l.notes, l.state = nil, ""
	l.put(p)
	for _, f := range l.files {
		name, _ := safeName(f.name)
		if !l.add(name, f.data, map[string]string{"attached_to": p.Title}) {
			break
		}
	}
	return l.done(mailType)
}

// savedPage returns the pages of an MHTML: the first is the whole, others are
// its frames.
func (l *letter) savedPage(head textproto.MIMEHeader) []Part {
	var parts []Part
	for i, f := range l.html {
		for _, p := range l.x.html(f.data, f.charset) {
			p.MediaType = "multipart/related"
			if p.Hints == nil {
				p.Hints = map[string]string{}
			}
			if u := f.location; p.Hints["url"] == "" && strings.HasPrefix(u, "http") {
				p.Hints["url"] = u
			}
			if p.Title == "" {
				p.Title = headerText(head.Get("Subject"))
			}
			if i > 0 {
				name, _ := safeName(path.Base(f.location))
				p.Path = l.unique(name) + p.Path
				if strings.TrimSpace(p.Text) == "" {
					continue
				}
			}
			parts = append(parts, p)
		}
	}
	if len(l.notes) > 0 && len(parts) > 0 && parts[0].Status == "" {
		parts[0].Status, parts[0].Reason = l.state, strings.Join(l.notes, "; ")
	}
	return parts
}

// entity reads a part of a letter and what it holds.
func (l *letter) entity(head textproto.MIMEHeader, body io.Reader, depth int) {
	kind, params := contentType(head)
	boundary := params["boundary"]
	if !strings.HasPrefix(kind, "multipart/") || boundary == "" {
		l.leaf(head, kind, params, body)
		return
	}
	if depth >= maxMailDepth {
		l.note(archive.StatusLimit, "части письма вложены глубже %d уровней, остальное не прочитано", maxMailDepth)
		return
	}
	r := multipart.NewReader(body, boundary)
	for l.x.ctx.Err() == nil {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			if l.state == "" {
				l.note(archive.StatusPartial, "письмо обрезано или повреждено, прочитано его начало")
			}
			return
		}
		if l.leaves++; l.leaves > maxMailParts {
			l.note(archive.StatusLimit, "в письме больше %d частей, остальные не прочитаны", maxMailParts)
			return
		}
		inner := part.Header
		if kind == "multipart/digest" && inner.Get("Content-Type") == "" {
			inner.Set("Content-Type", mailType)
		}
		l.entity(inner, part, depth+1)
		if l.state == archive.StatusLimit {
			return
		}
	}
}

// leaf reads a part without parts: text of the letter, or an attachment.
func (l *letter) leaf(head textproto.MIMEHeader, kind string, params map[string]string, body io.Reader) {
	switch strings.ToLower(strings.TrimSpace(head.Get("Content-Transfer-Encoding"))) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, &base64Only{in: body})
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := l.x.unpack(body)
	if errors.Is(err, errBudget) {
		l.noteBudget()
		return
	}
	if err != nil && l.state == "" {
		l.note(archive.StatusPartial, "часть письма повреждена, прочитано её начало")
	}
	disposition, dparams, _ := mime.ParseMediaType(head.Get("Content-Disposition"))
	name := headerText(dparams["filename"])
	if name == "" {
		name = headerText(params["name"])
	}
	f := leaf{name: name, location: head.Get("Content-Location"), mediaType: kind, charset: params["charset"], data: data}
	attached := disposition == "attachment" || name != "" && disposition != "inline"
	switch {
	case !attached && (kind == "text/plain" || kind == ""):
		l.plain = append(l.plain, f)
	case !attached && kind == "text/html":
		l.html = append(l.html, f)
	case strings.HasPrefix(kind, "image/") && (f.location != "" || head.Get("Content-Id") != ""):
		// a picture that belongs to the text
	case len(data) > 0:
		if f.name == "" {
			f.name = fmt.Sprintf("вложение %d%s", len(l.files)+1, ending(kind))
		}
		l.files = append(l.files, f)
	}
}

// text returns the letter's own words: the plain text where there is one, else
// what the page of the letter says.
func (l *letter) text(x *extractor) (text, charset string) {
	var parts []string
	for _, f := range l.plain {
		d := decodeText(f.data, f.charset)
		if charset == "" {
			charset = d.Charset
		}
		parts = append(parts, plainLines(d.Text))
	}
	if text = joinLines(parts...); text != "" {
		return text, charset
	}
	for _, f := range l.html {
		d := decodeText(f.data, f.charset)
		if charset == "" {
			charset = d.Charset
		}
		parts = append(parts, joinBlocks(readPage(d.Text, 0).blocks))
	}
	return joinLines(parts...), charset
}

// joinLines joins what is not empty.
func joinLines(parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// mailHeader reads a header as leniently as mail programs wrote it.
func mailHeader(in *bufio.Reader) textproto.MIMEHeader {
	head := textproto.MIMEHeader{}
	key := ""
	for size := 0; size < 1<<20; {
		line, err := in.ReadString('\n')
		size += len(line)
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return head
		}
		if line[0] == ' ' || line[0] == '\t' {
			if v := head[key]; len(v) > 0 {
				v[len(v)-1] += " " + strings.TrimSpace(line)
			}
		} else if name, value, ok := strings.Cut(line, ":"); ok {
			key = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			head[key] = append(head[key], strings.TrimSpace(value))
		}
		if err != nil {
			return head
		}
	}
	return head
}

func contentType(head textproto.MIMEHeader) (string, map[string]string) {
	value := head.Get("Content-Type")
	kind, params, err := mime.ParseMediaType(value)
	if err != nil { // a parameter is malformed; the type before it is not
		kind, _, _ = strings.Cut(value, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
		params = map[string]string{}
		if _, b, ok := strings.Cut(value, "boundary="); ok {
			b, _, _ = strings.Cut(b, ";")
			params["boundary"] = strings.Trim(b, "\" ")
		}
	}
	return kind, params
}

// headerText decodes a header: encoded words, or bytes in some charset.
func headerText(s string) string {
	if s == "" {
		return ""
	}
	d := mime.WordDecoder{CharsetReader: func(charset string, in io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		return strings.NewReader(decodeDeclared(data, charset)), nil
	}}
	if text, err := d.DecodeHeader(s); err == nil {
		s = text
	}
	return squeeze(decodeText([]byte(s), "").Text)
}

// decodeDeclared decodes in the charset declared: an encoded word is too short
// to guess by and was made by a program that knew.
func decodeDeclared(data []byte, charset string) string {
	for i, e := range singleByte {
		if e.name == canonical(charset) {
			return decodeSingle(data, i)
		}
	}
	return decodeText(data, charset).Text
}

func mailHints(head textproto.MIMEHeader) map[string]string {
	hints := map[string]string{}
	for key, field := range map[string]string{"title": "Subject", "author": "From", "to": "To", "message_id": "Message-Id"} {
		if v := headerText(head.Get(field)); v != "" {
			hints[key] = v
		}
	}
	if date := mailDate(headerText(head.Get("Date"))); date != "" {
		hints["date"] = date
	}
	return hints
}

// mailDate returns the time of a Date header in RFC 3339 with the sender's zone, so
// that its day is the sender's; the day alone where the zone is a name whose offset is
// not known; "" when s is no time.
func mailDate(s string) string {
	t, err := mail.ParseDate(s)
	if err != nil {
		return feedDate(s)
	}
	switch zone, offset := t.Zone(); {
	case zone == "MSK" && offset == 0: // as since 26 October 2014; MSD is the summer time before
		t = t.Add(-3 * time.Hour).In(time.FixedZone(zone, 3*3600))
	case zone == "MSD" && offset == 0:
		t = t.Add(-4 * time.Hour).In(time.FixedZone(zone, 4*3600))
	case offset == 0 && zone != "" && zone != "UTC" && zone != "GMT" && zone != "UT" && zone != "Z":
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

// ending is the usual ending of files of a type, for attachments without name.
func ending(mediaType string) string {
	switch mediaType {
	case "text/plain":
		return ".txt"
	case "text/html":
		return ".html"
	case mailType:
		return ".eml"
	case "application/pdf":
		return ".pdf"
	}
	return ""
}

// base64Only drops the bytes that base64 does not have, which mail programs and
// damage put in, and what follows the end.
type base64Only struct {
	in   io.Reader
	done bool
}

func (b *base64Only) Read(p []byte) (int, error) {
	for !b.done {
		n, err := b.in.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
	return 0, io.EOF
}

// looksMail tells whether data begins with the header of a letter.
func looksMail(data []byte) bool {
	head := data[:min(len(data), 8<<10)]
	known := 0
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, _, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) > 40 || bytes.ContainsAny(name, " \t<>") {
			return false
		}
		switch strings.ToLower(string(name)) {
		case "from", "to", "subject", "date", "message-id", "received", "mime-version", "content-type", "return-path", "delivered-to":
			known++
		}
	}
	return known >= 2
}
