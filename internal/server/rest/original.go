package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
)

// inline are the media types that browsers may display. Everything else is a download, so that no content of a
// document ever runs in the site's origin.
var inline = map[string]bool{"application/pdf": true, "image/png": true, "image/jpeg": true, "text/plain": true}

// smallOriginal is the size up to which an original is read completely before the response begins, so that damage is
// reported as a problem. For larger ones the response is aborted.
const smallOriginal = 512 << 10

// maxRanges is the maximum number of ranges of a response; requests with more get the whole file (RFC 9110, 14.2).
const maxRanges = 10

// verifying records the read error of an original, which http.ServeContent does not report. Buckets may be remote, so
// reads do not occupy the request's scheduler slot.
type verifying struct {
	io.ReadSeeker
	ctx context.Context
	err error
}

func (v *verifying) Read(p []byte) (int, error) {
	var n int
	err := admission.Aside(v.ctx, func() (err error) {
		n, err = v.ReadSeeker.Read(p)
		return err
	})
	if err != nil && !errors.Is(err, io.EOF) {
		v.err = err
	}
	return n, err
}

// original serves the original file, with ranges. The bucket verifies it while it is read, so a damaged one is never
// served completely.
func (s *Service) original(c *gin.Context, call *request.Call) error {
	d, err := s.o.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	call.Unlimit()
	respond.ExtendDeadline(c.Writer, s.o.Time)
	var f io.ReadSeekCloser
	err = admission.Aside(call.Context(), func() (err error) {
		f, err = s.o.Bucket.Open(call.Context(), d.Original.SHA256)
		return err
	})
	if err != nil {
		if errors.Is(err, archive.ErrNotFound) {
			return fmt.Errorf("the original of %s (%s) is not in the bucket: "+
				"restore a backup (letopis restore) or letopis ingest --again: %w",
				d.ID, d.Original.SHA256, archive.ErrCorrupt)
		}
		return s.unread(d, err)
	}
	defer f.Close()
	content := &verifying{ReadSeeker: f, ctx: call.Context()}
	if strings.Count(c.GetHeader("Range"), ",") >= maxRanges { // each range would be verified separately
		call.Request.Header.Del("Range")
	}
	switch {
	case d.Original.Bytes <= smallOriginal:
		whole, err := io.ReadAll(content)
		if err != nil {
			return s.unread(d, err)
		}
		content.ReadSeeker = bytes.NewReader(whole)
	case c.GetHeader("Range") != "":
		// Leave sequential mode: other reads are verified block by block, including ranges from byte 0.
		if _, err := io.CopyN(io.Discard, content, 1); err != nil {
			return s.unread(d, err)
		}
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("document %s: %w", d.ID, err)
		}
	}
	h := c.Writer.Header()
	media := d.Original.MediaType
	if media == "" {
		media = "application/octet-stream"
	}
	disposition := "attachment"
	if base, _, _ := strings.Cut(media, ";"); inline[base] {
		disposition = "inline"
		if base == "text/plain" && d.Original.Charset != "" {
			media = mime.FormatMediaType(base, map[string]string{"charset": d.Original.Charset})
		}
	}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition+fileName(d))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+d.Original.SHA256+`"`)
	h.Set("Cache-Control", "no-cache") // it may be removed at any time
	http.ServeContent(c.Writer, call.Request, "", d.Modified, content)
	if content.err != nil {
		if err := s.unread(d, content.err); call.Context().Err() == nil { // otherwise the client has disconnected
			s.o.Respond.Count(problem.FromError(err).Code)
			s.o.Log.Error("the answer was broken off", "request", call.ID, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// unread wraps the error that ended reading an original, and counts damage.
func (s *Service) unread(d *archive.Document, err error) error {
	if errors.Is(err, archive.ErrCorrupt) {
		s.o.Damaged()
	}
	return fmt.Errorf("document %s: %w", d.ID, err)
}

const maxNameLength = 120 // in characters

// fileName returns a Content-Disposition file name (RFC 5987) with an ASCII fallback.
func fileName(d *archive.Document) string {
	name := d.Original.Name
	if name == "" {
		name = path.Base(d.URI)
	}
	name = strings.Map(func(r rune) rune {
		// Invisible characters may reverse the text direction and disguise the file extension.
		if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) || strings.ContainsRune(`/\"`, r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > maxNameLength {
		name = string(r[:maxNameLength/2]) + "…" + string(r[len(r)-maxNameLength/2:]) // keep the extension
	}
	if strings.Trim(name, ".") == "" {
		name = "original"
	}
	plain := strings.Map(func(r rune) rune {
		if r > 0x7e || r == '%' {
			return '_'
		}
		return r
	}, name)
	// QueryEscape escapes more than RFC 5987 requires.
	encoded := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return fmt.Sprintf(`; filename="%s"; filename*=UTF-8''%s`, plain, encoded)
}
