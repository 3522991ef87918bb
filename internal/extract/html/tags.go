package html

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The elements by what they do to the text.
const (
	inline  = iota
	breaks  // ends a block, holds none
	boxed   // holds blocks
	dropped // its text is not text of the page
)

func role(t atom.Atom) int {
	switch t {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Br, atom.Hr, atom.Li, atom.Dt, atom.Dd,
		atom.Pre, atom.Caption, atom.Legend, atom.Figcaption, atom.Option, atom.Address, atom.Summary:
		return breaks
	case atom.Div, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer,
		atom.Nav, atom.Aside, atom.Form, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Center, atom.Fieldset, atom.Body,
		atom.Figure, atom.Details:
		return boxed
	case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Textarea, atom.Iframe, atom.Title, atom.Noframes,
		atom.Noscript, atom.Noembed, atom.Xmp, atom.Math:
		return dropped
	}
	return inline
}

// attrs are the attributes that matter.
type attrs struct {
	id, name, class, width, href, datetime, content, property, equiv, rel, role, lang, colspan, rowspan string
}

func readAttrs(z *html.Tokenizer) (a attrs) {
	for {
		key, val, more := z.TagAttr()
		var to *string
		switch string(key) {
		case "id":
			to = &a.id
		case "name":
			to = &a.name
		case "class":
			to = &a.class
		case "width":
			to = &a.width
		case "href":
			to = &a.href
		case "datetime":
			to = &a.datetime
		case "content":
			to = &a.content
		case "property":
			to = &a.property
		case "http-equiv":
			to = &a.equiv
		case "rel":
			to = &a.rel
		case "role":
			to = &a.role
		case "lang":
			to = &a.lang
		case "colspan":
			to = &a.colspan
		case "rowspan":
			to = &a.rowspan
		}
		if to != nil && *to == "" {
			*to = string(val)
		}
		if !more {
			return a
		}
	}
}

// ReadLink returns where a link leads and what it is to its page.
func ReadLink(z *html.Tokenizer) (href, rel string) {
	a := readAttrs(z)
	return a.href, a.rel
}
