package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// uncode undoes the content codings of a body (RFC 9110, 8.4), the last one
// first. Some crawlers store the body plain and keep the header: such a body
// stays. An error says that the body is not, or not all, plain; what could be
// unpacked is returned with it.
func (r *Reader) uncode(body []byte, codings string) ([]byte, error) {
	list := strings.Split(strings.ToLower(codings), ",")
	slices.Reverse(list)
	for _, coding := range list {
		coding = strings.TrimSpace(coding)
		if coding == "" || coding == "identity" || len(body) == 0 {
			continue
		}
		plain, err := r.uncodeOne(body, coding)
		switch {
		case err == nil:
			body = plain
		case errors.Is(err, ErrTooLarge):
			return nil, err
		case isPlain(body):
			return body, nil
		default:
			return plain, fmt.Errorf("content coding %q: %w", coding, err)
		}
	}
	return body, nil
}

func (r *Reader) uncodeOne(body []byte, coding string) ([]byte, error) {
	in := bytes.NewReader(body)
	switch coding {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		return r.readAll(z)
	case "br":
		return r.readAll(brotli.NewReader(in))
	case "deflate": // zlib, but some servers sent it without its frame
		if z, err := zlib.NewReader(in); err == nil {
			return r.readAll(z)
		}
		return r.readAll(flate.NewReader(bytes.NewReader(body)))
	}
	return nil, errors.New("is not supported")
}

// isPlain reports whether nothing was done to a body, unlike a packed one, which has
// control characters within its first bytes. Images have them too, but servers
// do not pack images.
func isPlain(body []byte) bool {
	for _, c := range body[:min(len(body), 512)] {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return false
		}
	}
	return true
}
