package web

import (
	"html/template"
	"strconv"
	"strings"
)

// markup writes by hand what a page of results repeats most: html/template looks
// each value up by reflection, which took more than half the time of the page. Its
// text is safe between tags and in quoted attributes alike; addresses are the
// server's own.
type markup struct{ strings.Builder }

// add writes markup and, in turn, values.
func (m *markup) add(parts ...string) *markup {
	for i, p := range parts {
		if i%2 == 0 {
			m.WriteString(p)
		} else {
			m.text(p)
		}
	}
	return m
}

// text escapes what would be markup.
func (m *markup) text(s string) {
	from := 0
	for i := range len(s) {
		var code string
		switch s[i] {
		case '&':
			code = "&amp;"
		case '<':
			code = "&lt;"
		case '>':
			code = "&gt;"
		case '"':
			code = "&#34;"
		case '\'':
			code = "&#39;"
		case 0:
			code = "\uFFFD"
		default:
			continue
		}
		m.WriteString(s[from:i])
		m.WriteString(code)
		from = i + 1
	}
	m.WriteString(s[from:])
}

func (m *markup) html() template.HTML { return template.HTML(m.String()) } // all values went through text

// marked writes a text with its hits.
func (m *markup) marked(runs []Run) {
	for _, r := range runs {
		if r.Hit {
			m.add("<mark>", r.Text, "</mark>")
		} else {
			m.text(r.Text)
		}
	}
}

// hits are results as items of a list.
func (l Lang) hits(list []Hit) template.HTML {
	var m markup
	page, explain := l.T("hit.page"), l.T("hit.explain")
	for i := range list {
		h := &list[i]
		m.add(`<li class="hit" id="hit-`, h.ID, "\">\n<h2><a href=\"", h.URL, `">`)
		m.marked(h.Title)
		m.add("</a></h2>\n")
		m.meta(h)
		for _, sn := range h.Snippets {
			m.add(`<p class="snippet">`)
			m.marked(sn.Runs)
			if sn.Page > 0 {
				m.add(` <a href="`, sn.URL, `">`, page, " ", strconv.Itoa(sn.Page), `</a>`)
			}
			m.add("</p>\n")
		}
		if h.More > 0 {
			m.add(`<p class="meta"><a href="`, h.MoreURL, `">`, h.MoreText, `</a></p>`)
		}
		m.add("\n")
		if h.Explain != "" {
			m.add(`<details><summary>`, explain, `</summary><pre>`, h.Explain, `</pre></details>`)
		}
		m.add("\n</li>\n")
	}
	return m.html()
}

// meta is the line below the title of a page about one document.
func (h Hit) meta() template.HTML {
	var m markup
	m.meta(&h)
	return m.html()
}

// meta is the line below a title: kind and number, date, place, what was not read.
func (m *markup) meta(h *Hit) {
	span := func(parts ...string) { m.add("<span>").add(parts...).add("</span>") }
	m.add(`<p class="meta">`)
	switch {
	case h.Kind != "" && h.Number != "":
		span("", h.Kind, " №\u00a0", h.Number)
	case h.Kind != "":
		span("", h.Kind)
	case h.Number != "":
		span("№\u00a0", h.Number)
	}
	switch {
	case h.Date != "" && h.DateISO != "":
		span(`<time datetime="`, h.DateISO, `">`, h.Date, `</time>`)
	case h.Date != "":
		span("", h.Date)
	}
	switch {
	case len(h.Cities) > 0:
		for _, c := range h.Cities {
			span("", c)
		}
	case h.Municipality != "" && h.MunicipalityURL != "":
		span(`<a href="`, h.MunicipalityURL, `">`, h.Municipality, `</a>`)
	case h.Municipality != "":
		span("", h.Municipality)
	}
	if len(h.Cities) < 2 && h.Region != "" {
		span("", h.Region)
	}
	if h.Status != "" {
		span("⚠ ", h.Status)
	}
	m.add("</p>\n")
}

// choices are the values of a facet as items of a list.
func (l Lang) choices(f Facet) template.HTML {
	var m markup
	exclude := l.T("facet.exclude")
	for i, v := range f.Values {
		id := f.Name + "-" + strconv.Itoa(i)
		m.add(`<li><label><input type="checkbox" form="search" name="`, f.Name, `" value="`, v.ID, `"`)
		if v.Selected {
			m.add(` checked`)
		}
		m.add(`><span class="name" id="`, id, `"`)
		if v.Full != "" {
			m.add(` title="`, v.Full, `"`)
		}
		m.add(`>`, v.Label)
		if v.Note != "" {
			m.add(` <small class="soft">`, v.Note, `</small>`)
		}
		m.add(`</span><span class="n">`, l.Number(v.Count), `</span></label>`)
		m.levels(v.Levels)
		if !v.Selected {
			m.add(`<button form="search" name="`, f.Name, `.not" value="`, v.ID, `" title="`, exclude, `" aria-labelledby="not `, id, `">−</button>`)
		}
		m.add("</li>\n")
	}
	return m.html()
}

// levels are links that narrow the documents of a town, beneath it.
func (m *markup) levels(list []NavLink) {
	if len(list) == 0 {
		return
	}
	m.add(`<ul class="levels">`)
	for _, l := range list {
		current := ""
		if l.Current {
			current = ` aria-current="true"`
		}
		m.add("<li>")
		if b := l.Button; b != nil {
			m.add(`<button class="go" form="search" name="`, b.Name, `" value="`, b.Value, `"`+current+`>`, l.Text, `</button>`)
		} else {
			m.add(`<a href="`, l.Href, `"`+current+`>`, l.Text, `</a>`)
		}
		m.add(` <span class="n">`, l.Note, "</span></li>\n")
	}
	m.add("</ul>")
}

// bars are those of a histogram.
func (h *Histogram) bars() template.HTML {
	var m markup
	for _, b := range h.Bars {
		if b.URL != "" {
			m.add(`<a href="`, b.URL, `">`)
		} else {
			m.add(`<g>`)
		}
		m.add(`<title>`, strconv.Itoa(b.Year), `: `, b.Label, `</title><rect x="`, strconv.Itoa(b.X), `" y="`, strconv.Itoa(b.Y),
			`" width="`, strconv.Itoa(b.W), `" height="`, strconv.Itoa(b.H), `"`)
		if b.On {
			m.add(` class="on"`)
		}
		if m.add(`/>`); b.URL != "" {
			m.add("</a>\n")
		} else {
			m.add("</g>\n")
		}
	}
	return m.html()
}

// rows are the bars of a histogram as rows of a table.
func (l Lang) rows(h *Histogram) template.HTML {
	var m markup
	for _, b := range h.Bars {
		m.add(`<tr><td>`, strconv.Itoa(b.Year), `</td><td class="n">`, l.Number(b.Count), "</td></tr>\n")
	}
	return m.html()
}
