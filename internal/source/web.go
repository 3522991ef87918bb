package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"letopis/internal/archive"
)

// A web is a set of pages: those named, and those listed in the named feeds and sitemaps.
type web struct {
	name   string
	start  []string
	opts   Options
	client *client

	left   int    // items still allowed
	after  string // cursor to resume after; empty once passed
	failed int    // consecutive failed requests
}

// maxFailures is the number of consecutive failures that ends a walk: the site or the network is down.
const maxFailures = 10

func newWeb(start []string, name string, o Options) (*web, error) {
	var hosts []string
	for i, s := range start {
		u, err := url.Parse(s)
		if err != nil || u.Hostname() == "" {
			return nil, fmt.Errorf("%s is not a web address like https://gorod.example/news: %w", s, archive.ErrInvalid)
		}
		hosts = append(hosts, u.Hostname())
		u.Host, u.Fragment = strings.ToLower(u.Host), ""
		start[i] = u.String()
	}
	if IsURL(name) {
		name = start[0]
	}
	if o.Name != "" {
		name = o.Name
	}
	return &web{name: name, start: start, opts: o, client: newClient(o.Web, hosts)}, nil
}

// readList reads a list of URLs, one per line; "#" starts a comment.
func readList(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, readable(err))
	}
	defer f.Close()
	var urls []string
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		if !IsURL(line) {
			return nil, fmt.Errorf("%s, line %d: %q is not a web address: %w", path, n, line, archive.ErrInvalid)
		}
		urls = append(urls, line)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(urls) == 0 {
		return nil, fmt.Errorf("%s: the list has no address: %w", path, archive.ErrInvalid)
	}
	return urls, nil
}

func (w *web) Name() string { return w.name }

// A webWalk is a walk in progress; seen are the URLs done or queued.
type webWalk struct {
	*web
	ctx  context.Context
	fn   func(Item) error
	fail func(string, error)
	seen map[string]bool
	mark string // the last item done
}

func (w *web) Walk(ctx context.Context, cursor string, fn func(Item) error, fail func(string, error)) (string, error) {
	w.left, w.after, w.failed = w.client.web.MaxItems, cursor, 0
	k := &webWalk{web: w, ctx: ctx, fn: fn, fail: fail, seen: map[string]bool{}, mark: cursor}
	for _, s := range w.start {
		if err := k.visit(s, 0); err != nil {
			return k.mark, err
		}
	}
	if w.after != "" { // the page to resume after is no longer listed
		w.after = ""
		return w.Walk(ctx, "", fn, fail)
	}
	return "", nil
}

// maxNesting limits sitemaps within sitemaps.
const maxNesting = 3

// visit reads a page, or the pages that a feed or sitemap lists.
func (k *webWalk) visit(address string, nesting int) error {
	if u, err := url.Parse(address); err == nil {
		u.Fragment = ""
		address = u.String()
	}
	if k.seen[address] {
		return nil
	}
	k.seen[address] = true
	if k.after != "" && !looksListing(address) && (nesting > 0 || len(k.start) > 1) {
		if address == k.after {
			k.after = ""
		}
		return nil
	}
	known := ""
	if k.opts.Known != nil {
		known = k.opts.Known(address)
	}
	a, err := k.client.get(k.ctx, address, known)
	if err != nil {
		return k.failure(address, err, nesting)
	}
	k.failed = 0
	a.body = unzipped(a.body, k.client.web.MaxBytes)
	if links := listing(a.body, a.url); len(links) > 0 && nesting <= maxNesting {
		for _, l := range links {
			if err := k.visit(l, nesting+1); err != nil {
				return err
			}
		}
		return nil
	}
	if k.after != "" {
		if address == k.after {
			k.after = ""
		}
		return nil
	}
	if k.left--; k.left < 0 {
		return fmt.Errorf("more than %d pages: raise web.max_items or name a narrower address: %w", k.client.web.MaxItems,
			archive.ErrInvalid)
	}
	if err := k.fn(k.item(address, a)); err != nil {
		return err
	}
	k.mark = address
	return nil
}

// failure records that a page cannot be fetched. A failed start URL, or too many failures in a row, end the walk.
func (k *webWalk) failure(address string, err error, nesting int) error {
	if k.ctx.Err() != nil {
		return k.ctx.Err()
	}
	if nesting == 0 && len(k.start) == 1 {
		return fmt.Errorf("%s: %w", address, err)
	}
	if errors.Is(err, errRobots) || errors.Is(err, errHost) {
		err = fmt.Errorf("%w: %w", err, ErrSkipped)
	} else if k.failed++; k.failed >= maxFailures {
		return fmt.Errorf("%s: %d запросов подряд не удались, сайт недоступен: %w", address, k.failed, err)
	}
	k.fail(address, err)
	return nil
}

func (k *webWalk) item(address string, a *answer) Item {
	it := Item{
		URI: address, Version: a.version, Name: fileName(address, a.mediaType), Modified: a.modified,
		Fetched: time.Now().UTC().Truncate(time.Second), Size: int64(len(a.body)), Cursor: address,
		Hints: map[string]string{"url": a.url},
		Open:  func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(a.body)), nil },
	}
	if a.notModified {
		it.Size = -1
		it.Open = func() (io.ReadCloser, error) { // the content is wanted although unchanged
			again, err := k.client.get(k.ctx, address, "")
			if err != nil {
				return nil, err
			}
			return io.NopCloser(bytes.NewReader(again.body)), nil
		}
	} else if it.Version == "" {
		sum := sha256.Sum256(a.body)
		it.Version = fmt.Sprintf("sha256-%x", sum[:12])
	}
	return it
}

// unzipped decompresses a gzipped sitemap; other content is returned unchanged.
func unzipped(body []byte, limit int64) []byte {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body
	}
	plain, err := io.ReadAll(io.LimitReader(z, limit))
	if err != nil || listing(plain, "") == nil {
		return body
	}
	return plain
}
