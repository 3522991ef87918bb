package frame

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"

	"letopis/web"
)

// URL returns the URL of a page in a language.
func URL(lang web.Lang, path string, v url.Values) string {
	q := url.Values{}
	for k, list := range v {
		for _, x := range list {
			if x != "" && k != "lang" {
				q.Add(k, x)
			}
		}
	}
	if lang == web.English {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// With returns a copy of the parameters with some set to a single value; "" removes one. Paging is reset unless it is
// set.
func With(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	if out == nil {
		out = url.Values{}
	}
	out.Del("cursor")
	out.Del("offset")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			out.Del(pairs[i])
		} else {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// Offset returns an offset as a parameter, "" for the first page.
func Offset(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// OEmbedLink advertises how to embed the page at an address.
func (s *Frame) OEmbedLink(address string) web.Alternate {
	return web.Alternate{Href: s.Addresses.Base() + "/oembed?url=" + url.QueryEscape(address),
		Type: "application/json+oembed"}
}

// FeedLinks advertises the Atom and JSON feeds of a search.
func FeedLinks(lang web.Lang, keep url.Values, title string) []web.Alternate {
	return []web.Alternate{{Href: URL(lang, "/search.atom", keep), Type: "application/atom+xml", Title: title},
		{Href: URL(lang, "/search.json", keep), Type: "application/feed+json", Title: title}}
}

// MarshalLD returns JSON-LD in the vocabulary of schema.org.
func MarshalLD(m map[string]any) json.RawMessage {
	if m["@context"] == nil {
		m["@context"] = "https://schema.org"
	}
	b, err := json.Marshal(m) // escapes <, > and &, so it cannot end the script element
	if err != nil {
		return nil
	}
	return b
}
