// Package mail reads letters with their attachments (EML, MBOX, Outlook MSG, winmail.dat, signed
// ones), and saved pages (MHTML).
//
// Read Read first; entity walks the parts of a letter, header.go reads their headers.
package mail

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
	"net/textproto"
	"path"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/charset"
	"letopis/internal/extract/container"
	"letopis/internal/extract/format"
	"letopis/internal/extract/html"
)

const (
	mailType     = "message/rfc822"
	maxMailDepth = 20  // multiparts in multiparts
	maxMailParts = 500 // of one letter
)

// A letter is what reading one message found.
type letter struct {
	*container.Holder
	plain, html []leaf
	files       []leaf
	leaves      int
}

// A leaf is one part of a letter without parts of its own.
type leaf struct {
	name, location, mediaType, charset string
	data                               []byte
	number                             int // among the parts of the letter
}

// Read reads a letter (EML) or a saved page (MHTML): its text is one part, its
// attachments are parts with documents of their own.
func Read(f format.File, budget *format.Budget, open format.Reader) []format.Part {
	if f.Depth > budget.MaxDepth {
		return tooDeep(mailType, budget.MaxDepth)
	}
	in := bufio.NewReader(bytes.NewReader(f.Data))
	head := mailHeader(in, budget.Err)
	l := &letter{Holder: container.NewHolder(f, budget, open)}
	l.entity(head, in, 0)

	p := format.Part{MediaType: mailType, Title: headerText(head.Get("Subject")), Hints: mailHints(head)}
	saved := len(l.plain) == 0 && len(l.html) > 0 && (l.html[0].location != "" || head.Get("Subject") == "" ||
		strings.Contains(head.Get("From"), "Saved by"))
	if saved {
		return l.savedPage(head)
	}
	return l.parts(p, func(int) ([]format.Part, bool) { return nil, false })
}

// tooDeep is a letter in too many others, of which most are read.
func tooDeep(mediaType string, most int) []format.Part {
	return format.Refuse(mediaType, reason.TooDeep.With(most))
}

// parts returns the letter, whose text is its own words and the names of its files, and
// its files as documents of their own; inner has those of a file that are read already.
func (l *letter) parts(p format.Part, inner func(int) ([]format.Part, bool)) []format.Part {
	p.Text, p.Charset = l.text()
	names := make([]string, 0, len(l.files))
	for _, f := range l.files {
		names = append(names, f.name)
	}
	p.Text = format.JoinLines(p.Title, p.Text, strings.Join(names, "\n"))
	p.Status, p.Causes = l.TakeNotes()
	l.Put(p)
	for i, f := range l.files {
		name, _ := format.SafeName(f.name)
		hints := map[string]string{"attached_to": p.Title}
		if parts, ok := inner(i); ok {
			if !l.AddParts(name, parts, hints) {
				break
			}
		} else if !l.Add(name, f.data, hints) {
			break
		}
	}
	return l.Done(p.MediaType)
}

// savedPage returns the pages of an MHTML: the first is the whole, others are
// its frames.
func (l *letter) savedPage(head textproto.MIMEHeader) []format.Part {
	var parts []format.Part
	for i, f := range l.html {
		for _, p := range html.ReadDeclared(f.data, f.charset, l.Budget) {
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
				name, _ := format.SafeName(path.Base(f.location))
				p.Path = l.Unique(name) + p.Path
				if strings.TrimSpace(p.Text) == "" {
					continue
				}
			}
			parts = append(parts, p)
		}
	}
	if state, causes := l.TakeNotes(); state != "" && len(parts) > 0 && parts[0].Status == "" {
		parts[0].Status, parts[0].Causes = state, causes
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
		l.Note(reason.LetterDeep.With(maxMailDepth))
		return
	}
	if kind == "multipart/alternative" {
		defer l.choose(len(l.plain), len(l.html))
	}
	r := multipart.NewReader(body, boundary)
	for l.Budget.Err() == nil {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return
		}
		if err != nil {
			if l.State() == "" {
				l.Note(reason.LetterCut.With())
			}
			return
		}
		if l.leaves++; l.leaves > maxMailParts {
			l.Note(reason.LetterParts.With(maxMailParts))
			return
		}
		inner := part.Header
		if kind == "multipart/digest" && inner.Get("Content-Type") == "" {
			inner.Set("Content-Type", mailType)
		}
		l.entity(inner, part, depth+1)
		if l.State() == archive.StatusLimit {
			return
		}
	}
}

// choose keeps one of the forms of the same text, from those of a length on: the plain one where it has words.
func (l *letter) choose(plain, pages int) {
	if slices.ContainsFunc(l.plain[plain:], func(f leaf) bool { return len(bytes.TrimSpace(f.data)) > 0 }) {
		l.html = l.html[:pages]
	} else if len(l.html) > pages {
		l.plain = l.plain[:plain]
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
	data, err := l.Budget.Unpack(body)
	if errors.Is(err, format.ErrBudget) {
		l.NoteBudget()
		return
	}
	if err != nil && l.State() == "" {
		l.Note(reason.LetterPartCut.With())
	}
	disposition, dparams, _ := mime.ParseMediaType(head.Get("Content-Disposition"))
	name := format.Squeeze(parameter(head.Get("Content-Disposition"), "filename"))
	for _, other := range []string{dparams["filename"], parameter(head.Get("Content-Type"), "name"), params["name"]} {
		if name == "" {
			name = headerText(other)
		}
	}
	f := leaf{name: name, location: head.Get("Content-Location"), mediaType: kind, charset: params["charset"], data: data}
	attached := disposition == "attachment" || name != "" && disposition != "inline"
	switch {
	case strings.HasSuffix(kind, "pkcs7-signature"), kind == "application/pgp-signature":
		// proves who wrote the letter, and has no text
	case !attached && (kind == "text/plain" || kind == ""):
		f.number, f.data = l.leaves, l.uuencoded(data)
		l.plain = append(l.plain, f)
	case !attached && kind == "text/html":
		f.number = l.leaves
		l.html = append(l.html, f)
	case strings.HasPrefix(kind, "image/") && disposition != "attachment" && // many programs give each file an id
		(f.location != "" || head.Get("Content-Id") != "" && !isScan(data)):
		// a picture that belongs to the text
	case len(data) > 0:
		if f.name == "" {
			f.name = fmt.Sprintf("вложение %d%s", len(l.files)+1, extensionOf(kind))
		}
		l.files = append(l.files, f)
	}
}

// maxCompared is how many pages of a letter are compared with what its plain parts say.
const maxCompared = 20

// text returns the letter's own words, part by part: a letter in HTML may have a foot that is plain. A page that only
// says again what plain parts say is left out.
func (l *letter) text() (text, encoding string) {
	type words struct {
		number int
		text   string
	}
	var parts []words
	var plain strings.Builder
	for _, f := range l.plain {
		d := charset.Decode(f.data, f.charset)
		if encoding == "" {
			encoding = d.Charset
		}
		parts = append(parts, words{f.number, format.PlainLines(d.Text)})
		if len(l.html) > 0 {
			plain.WriteString(" " + format.Squeeze(d.Text))
		}
	}
	for i, f := range l.html {
		d := charset.Decode(f.data, f.charset)
		if encoding == "" {
			encoding = d.Charset
		}
		page := html.Text(d.Text, l.Budget)
		if i >= maxCompared || !strings.Contains(plain.String(), format.Squeeze(page)) {
			parts = append(parts, words{f.number, page})
		}
	}
	slices.SortStableFunc(parts, func(a, b words) int { return a.number - b.number })
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.text
	}
	return format.JoinLines(out...), encoding
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
