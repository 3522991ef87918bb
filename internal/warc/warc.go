// Package warc reads web archives (WARC, ISO 28500), plain or gzipped, whether
// each record is a gzip member of its own or all are in one.
package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Record is one captured answer or resource.
type Record struct {
	Type string // "response", "resource", "revisit", "request", "warcinfo"…
	URI  string // WARC-Target-URI, without angle brackets
	Date time.Time
	// Status is that of the HTTP answer, 0 for records that are none.
	Status    int
	MediaType string // as the server said, lower case, without parameters
	Charset   string // as the server said
	// Body is the payload without HTTP headers, transfer and content coding.
	Body []byte
	// Damage tells why Body is not all of the payload, nil when it is.
	Damage error
}

// The limits that a Reader holds a record to.
const (
	maxHeader = 64 << 10
	maxLines  = 1000
)

// ErrTooLarge is a record larger than the limit of its Reader. It is skipped,
// and reading can go on.
var ErrTooLarge = errors.New("record is too large")

// A Reader reads the records of one archive in order.
type Reader struct {
	in      *bufio.Reader
	maxBody int64
	rest    int64 // bytes of the last block not read yet
}

// NewReader reads records from r whose bodies have at most maxBody bytes.
func NewReader(r io.Reader, maxBody int64) (*Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		in = bufio.NewReaderSize(z, 64<<10)
	}
	return &Reader{in: in, maxBody: maxBody}, nil
}

// Next returns the next record, io.EOF after the last. After ErrTooLarge the
// record has its headers only and reading goes on; after any other error it
// does not.
func (r *Reader) Next() (*Record, error) {
	if _, err := io.CopyN(io.Discard, r.in, r.rest); err != nil {
		return nil, unexpected(err)
	}
	r.rest = 0
	head, err := r.header()
	if err != nil {
		return nil, err
	}
	rec := &Record{Type: strings.ToLower(head.Get("Warc-Type")), URI: address(head.Get("Warc-Target-Uri"))}
	rec.Date, _ = time.Parse(time.RFC3339, head.Get("Warc-Date"))
	n, err := strconv.ParseInt(head.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("record %q: bad Content-Length %q", rec.URI, head.Get("Content-Length"))
	}
	if n > r.maxBody+maxHeader {
		r.rest = n
		return rec, fmt.Errorf("record %q: %d bytes: %w", rec.URI, n, ErrTooLarge)
	}
	var block bytes.Buffer // grows as bytes come, whatever the length claims
	if _, err := io.CopyN(&block, r.in, n); err != nil {
		return nil, fmt.Errorf("record %q: %w", rec.URI, unexpected(err))
	}
	kind, _, _ := mime.ParseMediaType(head.Get("Content-Type"))
	if rec.Type == "response" && (kind == "application/http" || bytes.HasPrefix(block.Bytes(), []byte("HTTP/"))) {
		return rec, r.answer(rec, block.Bytes())
	}
	rec.setType(head.Get("Content-Type"))
	rec.Body = block.Bytes()
	return rec, nil
}

// header reads the version line and the named fields of a record.
func (r *Reader) header() (textproto.MIMEHeader, error) {
	size := 0
	line := func() (string, error) {
		s, err := r.in.ReadSlice('\n')
		if size += len(s); size > maxHeader || errors.Is(err, bufio.ErrBufferFull) {
			return "", errors.New("header of a record is too long")
		}
		return strings.TrimRight(string(s), "\r\n"), err
	}
	for i := 0; ; i++ { // the empty lines that end the record before
		s, err := line()
		switch {
		case err == io.EOF && s == "":
			return nil, io.EOF
		case err != nil:
			return nil, unexpected(err)
		case s == "" && i < maxLines:
			continue
		case !strings.HasPrefix(s, "WARC/"):
			return nil, fmt.Errorf("no record where one should start: %.40q", s)
		}
		break
	}
	head := textproto.MIMEHeader{}
	for range maxLines {
		s, err := line()
		if err != nil {
			return nil, unexpected(err)
		}
		if s == "" {
			return head, nil
		}
		if key, value, ok := strings.Cut(s, ":"); ok {
			head.Set(textproto.TrimString(key), textproto.TrimString(value))
		}
	}
	return nil, errors.New("header of a record has too many lines")
}

// answer fills rec from an HTTP answer.
func (r *Reader) answer(rec *Record, block []byte) error {
	head, body := splitHTTP(block)
	fields := strings.Fields(head[0])
	if len(fields) > 1 {
		rec.Status, _ = strconv.Atoi(fields[1])
	}
	h := textproto.MIMEHeader{}
	for _, s := range head[1:] {
		if key, value, ok := strings.Cut(s, ":"); ok {
			h.Add(textproto.TrimString(key), textproto.TrimString(value))
		}
	}
	rec.setType(h.Get("Content-Type"))
	var err error
	if strings.Contains(strings.ToLower(h.Get("Transfer-Encoding")), "chunked") {
		// Some crawlers store the body already joined and keep the header.
		if joined, cerr := r.readAll(httputil.NewChunkedReader(bytes.NewReader(body))); cerr == nil || len(joined) > 0 {
			body = joined
		}
	}
	rec.Body, err = r.uncode(body, strings.Join(h.Values("Content-Encoding"), ","))
	if errors.Is(err, ErrTooLarge) {
		return fmt.Errorf("record %q: %w", rec.URI, err)
	}
	rec.Damage = err
	return nil
}

func (r *Reader) readAll(in io.Reader) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(in, r.maxBody+1))
	if int64(len(out)) > r.maxBody {
		return nil, ErrTooLarge
	}
	return out, err
}

func (rec *Record) setType(contentType string) {
	kind, params, _ := mime.ParseMediaType(contentType)
	rec.MediaType, rec.Charset = strings.ToLower(kind), strings.ToValidUTF8(strings.ToLower(params["charset"]), "")
}

// splitHTTP splits an HTTP answer into its header lines and its body.
func splitHTTP(block []byte) (head []string, body []byte) {
	limit := min(len(block), maxHeader)
	for sep, end := range map[string]int{"\r\n\r\n": 4, "\n\n": 2} {
		i := bytes.Index(block[:limit], []byte(sep))
		if i >= 0 && (body == nil || len(block)-i-end > len(body)) {
			head, body = lines(block[:i]), block[i+end:]
		}
	}
	if head == nil {
		return lines(block[:limit]), nil
	}
	return head, body
}

func lines(b []byte) []string {
	out := strings.Split(string(b), "\n")
	for i := range out {
		out[i] = strings.TrimRight(out[i], "\r")
	}
	return out[:min(len(out), maxLines)]
}

// address cleans the address of a record. Old crawlers copied letters beyond
// ASCII as they stood in a page of whatever charset; bytes that are not UTF-8
// are escaped, as a browser would have sent them.
func address(s string) string {
	s = strings.Trim(s, "<> ")
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
