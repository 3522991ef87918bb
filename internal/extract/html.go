package extract

import (
	"bytes"
	"net/url"
	"regexp"

	"letopis/internal/archive"
)

var declaredRE = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

// declaredCharset returns the charset that markup declares in its beginning.
func declaredCharset(data []byte) string {
	if m := declaredRE.FindSubmatch(data[:min(len(data), 2048)]); m != nil {
		return string(bytes.ToLower(m[1]))
	}
	return ""
}

// looksHTML tells whether data, in whatever charset, is a page.
func looksHTML(data []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(data[:min(len(data), 2048)], []byte{0}, nil))
	head = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(head, "\xff\xfe"), []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, start := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<table", "<div", "<p>", "<h1", "<font", "<frameset", "<script", "<!--"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return bytes.Contains(head, []byte("<html")) && bytes.HasPrefix(head, []byte("<"))
}

// html reads a page: one part, or one for each of several posts. declared is
// the charset that a server or a letter named, "" if none did.
func (x *extractor) html(data []byte, declared string) []Part {
	p := Part{MediaType: "text/html"}
	if declared == "" {
		declared = declaredCharset(data)
	}
	text := x.decode(&p, data, declared)
	if text == "" {
		return []Part{p}
	}
	page := readPage(text, 0)
	body, rest := page.main()
	p.Title = page.pageTitle(body, rest)
	p.Hints = page.hints(body)
	if t := p.Hints["title"]; t != "" && t != p.Title { // tells whose site it is
		p.Hints["page_title"] = t
	}
	if p.Title == "" { // what the page calls itself is the site's or a section's name
		delete(p.Hints, "title")
	}
	p.Text, p.Aside = joinBlocks(body), joinAside(rest)
	if page.frames && p.Status == "" {
		p.Status, p.Reason = archive.StatusPartial, "страница состоит из кадров (frameset), их текст в других файлах: добавьте и их"
	}
	if posts := page.posts(body); posts != nil && len(posts) <= x.opts.MaxParts {
		return cutParts(p, page, posts, body, rest)
	}
	return []Part{p}
}

// hints are what the page says of itself.
func (p *page) hints(body []block) map[string]string {
	h := map[string]string{}
	put := func(key string, values ...string) {
		for _, v := range values {
			if v != "" {
				h[key] = v
				return
			}
		}
	}
	m := p.meta
	put("title", p.title, m["og:title"])
	put("description", m["description"], m["og:description"])
	put("keywords", m["keywords"])
	put("author", m["author"], m["article:author"], m["dc.creator"])
	put("site", m["og:site_name"])
	put("url", absolute(m["base"], m["canonical"]), absolute(m["base"], m["og:url"]))
	put("lang", m["lang"])
	_, date := p.headOf(body)
	put("date", p.published(), p.markedDate(body), date)
	return h
}

// published is the day on which the page says that it was published.
func (p *page) published() string {
	for _, name := range []string{"article:published_time", "datepublished", "dc.date", "dc.date.issued", "date"} {
		if d := isoDate(p.meta[name]); d != "" {
			return d
		}
	}
	return normalDate(dateOnly.FindStringSubmatch(p.meta["date"]))
}

// absolute resolves a link of a page; "" when it leads to no web address.
func absolute(base, link string) string {
	b, err := url.Parse(base)
	if err != nil || link == "" {
		return ""
	}
	u, err := b.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// markedDate returns the first date of the text that markup calls a date.
func (p *page) markedDate(body []block) string {
	for _, b := range body {
		if b.dated {
			if d := isoDate(b.date); d != "" {
				return d
			}
			if d := dateLine(b); d != "" {
				return d
			}
		}
	}
	return ""
}
