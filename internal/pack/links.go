package pack

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"letopis/internal/server/view"
)

// linkAttributes are the attributes with URLs, by element.
var linkAttributes = map[string]string{"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}

// relink rewrites the URLs of a page to the results of target, which are prefixed with up, the path to the top of the
// folder, unless they have a scheme. Links without a target become plain text.
func relink(page []byte, up string, target func(href string) (to string, ok bool)) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(page))
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, err
			}
			return out.Bytes(), nil
		}
		raw := append([]byte(nil), z.Raw()...) // Token overwrites it
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			out.Write(raw)
			continue
		}
		name, more := z.TagName()
		attribute := linkAttributes[string(name)]
		if attribute == "" || !more {
			out.Write(raw)
			continue
		}
		t := html.Token{Type: kind, Data: string(name)}
		for more {
			var k, v []byte
			k, v, more = z.TagAttr()
			t.Attr = append(t.Attr, html.Attribute{Key: string(k), Val: string(v)})
		}
		out.WriteString(movedTag(t, attribute, up, target))
	}
}

// movedTag returns a start tag with its URL rewritten; "" for an element that is useless without it.
func movedTag(t html.Token, attribute, up string, target func(string) (string, bool)) string {
	for i, a := range t.Attr {
		if a.Key != attribute {
			continue
		}
		to, ok := target(a.Val)
		if file, name, named := strings.Cut(to, "?name="); named { // an original: suggest its file name for downloading
			if name, err := url.QueryUnescape(name); err == nil {
				t.Attr = append(t.Attr, html.Attribute{Key: "download", Val: name})
			}
			to = file
		}
		switch {
		case ok && (to[0] == '#' || hasScheme(to)):
		case ok:
			to = up + to
		case t.Data == "a":
			t.Attr = append(t.Attr[:i:i], t.Attr[i+1:]...)
			return t.String()
		default:
			return ""
		}
		t.Attr[i].Val = to
		break
	}
	return t.String()
}

func hasScheme(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme != ""
}

// target returns where a URL of the site leads in the copy: a path from the top of the folder, or an external URL; ok
// is false if there is no target.
func (p *pages) target(href string) (to string, ok bool) {
	if href == "" || href[0] == '#' {
		return href, href != ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return "", false
	}
	if u.Scheme != "" || u.Host != "" {
		return href, true
	}
	if to, ok := p.inside(u); ok {
		return to, true
	}
	if p.home != "" && href[0] == '/' {
		return p.home + href, true
	}
	return "", false
}

// inside returns the path in the folder for a URL of the site.
func (p *pages) inside(u *url.URL) (string, bool) {
	c := p.w.chosen
	section, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	choice := func(field, id string) (string, bool) {
		_, ok := c.number[field][id]
		return "search.html?" + url.Values{field: {id}}.Encode(), ok
	}
	switch section {
	case "":
		return "index.html", true
	case "about":
		return "about.html", true
	case "static":
		return u.Path[1:], true
	case originals:
		return u.RequestURI()[1:], true
	case "y":
		return "y/" + strings.ReplaceAll(rest, "/", "-") + ".html", true
	case "search":
		return p.search(u.Query())
	case "p":
		return choice("program", rest)
	case "c", "m":
		return choice("place", rest)
	case "d":
		id, part, _ := strings.Cut(rest, "/")
		if part == "cite" && u.Query().Has(view.ClauseParam) {
			return "#" + url.PathEscape(u.Query().Get(view.ClauseParam)), true
		}
		if part != "" || u.Query().Has("at") || !c.has(id) {
			return "", false
		}
		to := "d/" + id + ".html"
		if u.Fragment != "" {
			to += "#" + u.EscapedFragment()
		}
		return to, true
	}
	return "", false
}

// search returns the search page for a query with only conditions that a copy supports.
func (p *pages) search(v url.Values) (string, bool) {
	v.Del("lang") // a copy has a single language
	for name, list := range v {
		known := name == "q" || name == "year"
		if numbers := p.w.chosen.number[name]; numbers != nil && len(list) == 1 {
			_, known = numbers[list[0]]
		}
		if !known {
			return "", false
		}
	}
	if len(v) == 0 {
		return "search.html", true
	}
	return "search.html?" + v.Encode(), true
}
