// Package web holds what a browser gets: templates, styles, scripts, the widget. Everything is embedded in the binary;
// nothing is loaded from other sites.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

//go:generate go run ./widget

//go:embed static
var files embed.FS

// Asset is one static file.
type Asset struct {
	Name      string // "site.css"
	URL       string // "/static/site.1a2b3c4d5e.css", changes with the content
	Type      string
	Integrity string // for subresource integrity: "sha384-…"
	Raw       []byte

	// Gzip and Brotli return the file compressed as far as it goes, nil where that is not smaller. They compress when
	// they are first called, as all files together would take a third of what a server does before its first answer.
	Gzip, Brotli func() []byte
}

// Assets are the static files by name. They are immutable; safe for
// concurrent use.
type Assets struct {
	byName map[string]*Asset
	byURL  map[string]*Asset
}

var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8",
}

// NewAssets reads the static files.
func NewAssets() (*Assets, error) {
	a := &Assets{byName: map[string]*Asset{}, byURL: map[string]*Asset{}}
	root, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		as, err := newAsset(name, raw)
		if err != nil {
			return fmt.Errorf("static file %s: %w", name, err)
		}
		a.byName[name], a.byURL[as.URL] = as, as
		return nil
	})
	return a, err
}

func newAsset(name string, raw []byte) (*Asset, error) {
	ext := path.Ext(name)
	if types[ext] == "" {
		return nil, fmt.Errorf("no media type for %q", ext)
	}
	sum := sha256.Sum256(raw)
	sri := sha512.Sum384(raw)
	as := &Asset{Name: name, Type: types[ext], Raw: raw,
		URL:       "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext,
		Integrity: "sha384-" + base64.StdEncoding.EncodeToString(sri[:])}
	as.Gzip = sync.OnceValue(func() []byte {
		return compressed(raw, func(w io.Writer) io.WriteCloser {
			g, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // fails for levels that do not exist only
			return g
		})
	})
	as.Brotli = sync.OnceValue(func() []byte {
		return compressed(raw, func(w io.Writer) io.WriteCloser {
			return brotli.NewWriterLevel(w, brotli.BestCompression)
		})
	})
	return as, nil
}

// compressed returns raw as a compressor writes it, nil where that is not smaller.
func compressed(raw []byte, compressor func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := compressor(&b)
	if _, err := w.Write(raw); err != nil || w.Close() != nil || b.Len() >= len(raw) {
		return nil
	}
	return b.Bytes()
}

// Get returns a static file by its name, nil if there is none.
func (a *Assets) Get(name string) *Asset { return a.byName[name] }

// URL returns the address of a static file for templates. An unknown name is a
// mistake in a template and an error.
func (a *Assets) URL(name string) (string, error) {
	if as := a.byName[name]; as != nil {
		return as.URL, nil
	}
	return "", fmt.Errorf("no static file %q", name)
}

// ServeHTTP serves /static/…: immutable, since the address names the content.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	as := a.byURL[r.URL.Path]
	if as == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	as.ServeHTTP(w, r)
}

// ServeHTTP serves the file in the best encoding that the client takes. The
// caller sets Cache-Control.
func (as *Asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", as.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+as.Integrity[7:23]+`"`)
	h.Add("Vary", "Accept-Encoding")
	body, accept := as.Raw, r.Header.Get("Accept-Encoding")
	for _, coding := range []struct {
		name       string
		compressed func() []byte
	}{{"br", as.Brotli}, {"gzip", as.Gzip}} {
		if !accepts(accept, coding.name) {
			continue
		}
		if smaller := coding.compressed(); smaller != nil {
			h.Set("Content-Encoding", coding.name)
			body = smaller
			break
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// accepts reports whether an Accept-Encoding header names the coding without
// refusing it (q=0).
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == coding {
			v := strings.TrimSpace(q)
			return v != "q=0" && v != "q=0.0" && v != "q=0.00" && v != "q=0.000"
		}
	}
	return false
}
