package source

import (
	"bytes"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// maxLinks limits the links of a feed or sitemap (sitemaps.org allows 50,000).
const maxLinks = 50_000

// listing returns the URLs in a feed (RSS, Atom, RDF) or sitemap, in order, resolved against base; nil if body is
// neither. It parses tags rather than XML, because feeds of old portals are rarely well-formed.
func listing(body []byte, base string) []string {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	if !bytes.Contains(head, []byte("<rss")) && !bytes.Contains(head, []byte("<feed")) &&
		!bytes.Contains(head, []byte("<rdf:rdf")) &&
		!bytes.Contains(head, []byte("<urlset")) && !bytes.Contains(head, []byte("<sitemapindex")) {
		return nil
	}
	from, err := url.Parse(base)
	if err != nil {
		return nil
	}
	var links []string
	add := func(s string) {
		if u, err := from.Parse(strings.TrimSpace(s)); err == nil && (u.Scheme == "http" || u.Scheme == "https") &&
			u.Host != "" && len(links) < maxLinks {
			links = append(links, u.String())
		}
	}
	z := html.NewTokenizer(bytes.NewReader(body))
	z.AllowCDATA(true)
	inItem, found, want := false, false, ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return links
		case html.TextToken:
			if s := strings.TrimSpace(string(z.Text())); want != "" && s != "" && !found {
				found = want == "link" || want == "loc"
				add(s)
				want = ""
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			want = ""
			switch tag {
			case "item", "entry", "url", "sitemap":
				inItem, found = true, false
			case "loc":
				want = "loc"
			case "link":
				if !inItem || found {
					break
				}
				href, rel := linkOf(z, more)
				if href == "" {
					want = "link"
				} else if rel == "" || rel == "alternate" {
					found = true
					add(href)
				}
			}
			if want != "" && !inItem {
				want = ""
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "item", "entry", "url", "sitemap":
				inItem = false
			}
			want = ""
		}
	}
}

func linkOf(z *html.Tokenizer, more bool) (href, rel string) {
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "href":
			href = string(val)
		case "rel":
			rel = string(val)
		}
	}
	return href, rel
}

// looksListing reports whether a URL looks like a sitemap or feed, which a resumed walk must read again.
func looksListing(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(path.Ext(strings.TrimSuffix(u.Path, ".gz"))) {
	case ".xml", ".rss", ".atom", ".rdf":
		return true
	}
	return false
}
