// Package html reads pages: markup into blocks (read.go, table.go, tags.go), those of
// the subject apart from what is around it (main.go), and the posts of a page as parts
// (package posts).
//
// Read ReadDeclared first.
package html

import (
	"bytes"
	"net/url"

	"letopis/internal/archive/reason"
	"letopis/internal/extract/dateline"
	"letopis/internal/extract/format"
	"letopis/internal/extract/page"
	"letopis/internal/extract/posts"
	"letopis/internal/lazyregexp"
)

var declaredRE = lazyregexp.New(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

// DeclaredCharset returns the charset that markup declares in its beginning.
func DeclaredCharset(data []byte) string {
	if m := declaredRE.FindSubmatch(data[:min(len(data), 2048)]); m != nil {
		return string(bytes.ToLower(m[1]))
	}
	return ""
}

// Looks reports whether data, in whatever charset, is a page.
func Looks(data []byte) bool {
	head := bytes.ToLower(bytes.ReplaceAll(data[:min(len(data), 2048)], []byte{0}, nil))
	head = bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimLeft(head, "\xff\xfe"), []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, start := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta ", "<table", "<div",
		"<p>", "<h1", "<font", "<frameset", "<script", "<!--"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return bytes.Contains(head, []byte("<html")) && bytes.HasPrefix(head, []byte("<"))
}

// Read reads a page whose charset, if any, it says itself.
func Read(f format.File, budget *format.Budget) []format.Part {
	return ReadDeclared(f.Data, "", budget)
}

// ReadDeclared reads a page: one part, or one for each of several posts. declared is
// the charset that a server or a letter named, "" if none did.
func ReadDeclared(data []byte, declared string, budget *format.Budget) []format.Part {
	p := format.Part{MediaType: "text/html"}
	if declared == "" {
		declared = DeclaredCharset(data)
	}
	text := p.DecodeMarkup(data, declared)
	if text == "" {
		return []format.Part{p}
	}
	pg := readPage(text, 0, budget)
	body, rest := mainText(pg)
	p.Title = posts.PageTitle(pg, body, rest)
	p.Hints = hints(pg, body)
	if t := p.Hints["title"]; t != "" && t != p.Title { // tells whose site it is
		p.Hints["page_title"] = t
	}
	if p.Title == "" { // what the page calls itself is the site's or a section's name
		delete(p.Hints, "title")
	}
	p.Text, p.Aside = page.Join(body), page.JoinOnce(rest)
	if pg.Frames && p.Status == "" {
		p.Because(reason.Frames.With())
	}
	if budget.Err() == nil {
		if found := posts.OfPage(p, pg, body, rest, budget.MaxParts); found != nil {
			return found
		}
	}
	return []format.Part{p}
}

// hints are what the page says of itself.
func hints(p *page.Page, body []page.Block) map[string]string {
	h := map[string]string{}
	put := func(key string, values ...string) {
		for _, v := range values {
			if v != "" {
				h[key] = v
				return
			}
		}
	}
	m := p.Meta
	put("title", p.Title, m["og:title"])
	put("description", m["description"], m["og:description"])
	put("keywords", m["keywords"])
	put("author", m["author"], m["article:author"], m["dc.creator"])
	put("site", m["og:site_name"])
	put("url", Absolute(m["base"], m["canonical"]), Absolute(m["base"], m["og:url"]))
	put("lang", m["lang"])
	_, date := posts.HeadOf(p, body)
	put("date", dateline.Published(p.Meta), markedDate(body), date)
	return h
}

// Absolute resolves a link of a page; "" when it leads to no web address.
func Absolute(base, link string) string {
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
func markedDate(body []page.Block) string {
	for _, b := range body {
		if b.Dated {
			if d := dateline.ISO(b.Date); d != "" {
				return d
			}
			if d := dateline.Date(b); d != "" {
				return d
			}
		}
	}
	return ""
}

// Text returns all the text of a piece of HTML, as far as the budget goes.
func Text(src string, budget *format.Budget) string {
	return page.Join(readPage(src, 0, budget).Blocks)
}
