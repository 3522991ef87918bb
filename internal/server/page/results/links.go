package results

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/query"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/web"
)

// A page of results has many links that each repeat the whole search. If that made the page too long, they become
// buttons of the search form, which contains the search once: a button adds a field, and the server redirects to the
// normalised URL.
const (
	linkBudget = 16 << 10 // bytes of repeated searches on a page
	fixedLinks = 30       // links repeating the search other than results and years
	maxChips   = 20       // chosen values shown one by one in a long search
)

// searchLinks creates the links of a page of results.
type searchLinks struct {
	lang web.Lang
	v    url.Values
	long bool
}

func newSearchLinks(lang web.Lang, v url.Values, results int) searchLinks {
	return searchLinks{lang, v, len(request.Conditions(v).Encode())*(results+fixedLinks) > linkBudget}
}

// to returns a link to the search rest, or the button that leads to it.
func (l searchLinks) to(text string, rest url.Values, name, value string) web.Link {
	if l.long {
		return web.Link{Text: text, Button: &web.Button{Name: name, Value: value}}
	}
	return web.Link{Text: text, Href: frame.URL(l.lang, "/search", rest)}
}

// set links to the same search with one parameter set; "" removes it.
func (l searchLinks) set(text, name, value string) web.Link {
	if value == "" {
		return l.to(text, frame.With(l.v, name, ""), dropField, name)
	}
	return l.to(text, frame.With(l.v, name, value), name, value)
}

// elsewhere links to another form of the same search: a feed, a table, the values of a facet.
func (l searchLinks) elsewhere(text, path string, keep url.Values) web.Link {
	if l.long {
		return web.Link{Text: text, Button: &web.Button{Action: path}}
	}
	return web.Link{Text: text, Href: frame.URL(l.lang, path, keep)}
}

// dropField is the field of buttons that remove a condition: "kind:2" is the third value of kind, "kind" all of them,
// "date" both ends of the period, "words:…" what was inferred from the words of the query, given as corrected.
const (
	dropField    = "drop"
	asWordsField = "words"
)

// normalizeForm cleans up a form submission in which a button repeats or removes a field, and reports whether
// anything changed.
func normalizeForm(v url.Values) (url.Values, bool) {
	out, changed := maps.Clone(v), false
	for _, name := range []string{"q", "sort", "offset", "raw", "within", "strict", "date_from", "date_to"} {
		if n := len(out[name]); n > 1 { // the value of a button follows that of the field
			out[name], changed = out[name][n-1:], true
		}
	}
	if len(out["lang"]) > 1 { // except the language switch, which comes first on the page
		out["lang"], changed = out["lang"][:1], true
	}
	drop, ok := out[dropField]
	if !ok {
		return out, changed
	}
	delete(out, dropField)
	delete(out, "offset")
	for _, d := range drop {
		name, number, one := strings.Cut(d, ":")
		i, err := strconv.Atoi(number)
		switch {
		case name == asWordsField:
			out.Set("q", number)
			out.Set("raw", "true")
		case name == "date":
			delete(out, "date_from")
			delete(out, "date_to")
		case !one:
			delete(out, name)
		case err == nil && i >= 0 && i < len(out[name]):
			out[name] = slices.Delete(slices.Clone(out[name]), i, i+1)
		}
	}
	return out, true
}

// withoutValue returns the parameters without one value of one parameter.
func withoutValue(v url.Values, name, value string) url.Values {
	out := frame.With(v)
	out[name] = slices.DeleteFunc(slices.Clone(v[name]), func(x string) bool { return x == value })
	return out
}

// numberedPages links to pages around the current one, as far as offsets go.
func numberedPages(l searchLinks, offset, total int) []web.PageLink {
	lang := l.lang
	last := min((total-1)/pageHits, query.MaxOffset/pageHits)
	if total <= pageHits {
		return nil
	}
	now := offset / pageHits
	link := func(p int, text, rel, label string) web.PageLink {
		return web.PageLink{Link: l.set(text, "offset", frame.Offset(p*pageHits)), Rel: rel, Label: label}
	}
	var out []web.PageLink
	if now > 0 {
		out = append(out, link(now-1, "←", "prev", lang.T("pages.prev")))
	}
	from := max(0, min(now-pageNumbers/2, last-pageNumbers+1))
	for p := from; p <= min(from+pageNumbers-1, last); p++ {
		if p == now {
			out = append(out, web.PageLink{Link: web.Link{Text: strconv.Itoa(p + 1)}})
		} else {
			out = append(out, link(p, strconv.Itoa(p+1), "", lang.T("pages.page")+" "+strconv.Itoa(p+1)))
		}
	}
	if now < last {
		out = append(out, link(now+1, "→", "next", lang.T("pages.next")))
	}
	return out
}
