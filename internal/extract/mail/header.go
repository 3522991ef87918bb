package mail

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"letopis/internal/extract/charset"
	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
)

// mailHeader reads a header as leniently as mail programs wrote it, until over says that there
// is no time left.
func mailHeader(in *bufio.Reader, over func() error) textproto.MIMEHeader {
	head := textproto.MIMEHeader{}
	key, value := "", strings.Builder{} // of the field being read, which may be folded
	end := func() {
		if value.Len() > 0 {
			head[key] = append(head[key], strings.TrimSpace(value.String()))
			value.Reset()
		}
	}
	defer end()
	for size, n := 0, 0; size < 1<<20; n++ {
		if n%64 == 0 && over() != nil {
			return head
		}
		line, err := in.ReadString('\n')
		size += len(line)
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return head
		}
		if line[0] == ' ' || line[0] == '\t' {
			if value.Len() > 0 {
				value.WriteString(" " + strings.TrimSpace(line))
			}
		} else if name, first, ok := strings.Cut(line, ":"); ok {
			end()
			key = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			value.WriteString(" " + strings.TrimSpace(first))
		}
		if err != nil {
			return head
		}
	}
	return head
}

// headerOf reads a header that stands alone.
func headerOf(s string) textproto.MIMEHeader {
	return mailHeader(bufio.NewReader(strings.NewReader(s)), func() error { return nil })
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
	d := mime.WordDecoder{CharsetReader: func(declared string, in io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		return strings.NewReader(charset.DecodeDeclared(data, declared)), nil
	}}
	if text, err := d.DecodeHeader(s); err == nil {
		s = text
	}
	return format.Squeeze(charset.Decode([]byte(s), "").Text)
}

func mailHints(head textproto.MIMEHeader) map[string]string {
	hints := map[string]string{}
	for key, field := range map[string]string{"title": "Subject", "author": "From", "to": "To", "cc": "Cc",
		"message_id": "Message-Id"} {
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
		return dateline.ParseAny(s)
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

// extensionOf is the usual extension of files of a type, for attachments without name.
func extensionOf(mediaType string) string {
	switch mediaType {
	case "text/plain":
		return ".txt"
	case "text/html":
		return ".html"
	case mailType:
		return ".eml"
	case "application/pdf":
		return ".pdf"
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/tiff":
		return ".tif"
	}
	return ""
}

// Looks reports whether data begins with the header of a letter.
func Looks(data []byte) bool {
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
		case "from", "to", "subject", "date", "message-id", "received", "mime-version", "content-type", "return-path",
			"delivered-to":
			known++
		}
	}
	return known >= 2
}
