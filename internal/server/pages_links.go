package server

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/web"
)

// A page of results has many links that each repeat the whole search. Where
// that would make the page too long they are buttons of the search form, which
// holds the search once: a button adds a field, and the address that results is
// put right by submitted.
const (
	linkBudget = 16 << 10 // bytes of repeated searches on a page
	fixedLinks = 30       // links that repeat it besides results and years
	maxChips   = 20       // chosen values that are shown one by one in a long search
)

// links makes the links of a page of results.
type links struct {
	lang web.Lang
	v    url.Values
	long bool
}

func newLinks(lang web.Lang, v url.Values, results int) links {
	return links{lang, v, len(conditions(v).Encode())*(results+fixedLinks) > linkBudget}
}

// to leads to the search rest, or is the button that makes it.
func (l links) to(text string, rest url.Values, name, value string) web.Link {
	if l.long {
		return web.Link{Text: text, Button: &web.Button{Name: name, Value: value}}
	}
	return web.Link{Text: text, Href: at(l.lang, "/search", rest)}
}

// set leads to the same search with one parameter set; "" removes it.
func (l links) set(text, name, value string) web.Link {
	if value == "" {
		return l.to(text, with(l.v, name, ""), dropField, name)
	}
	return l.to(text, with(l.v, name, value), name, value)
}

// elsewhere leads to the same search in another form: a feed, a table, the
// values of a facet.
func (l links) elsewhere(text, path string, keep url.Values) web.Link {
	if l.long {
		return web.Link{Text: text, Button: &web.Button{Action: path}}
	}
	return web.Link{Text: text, Href: at(l.lang, path, keep)}
}

// dropField is the field of buttons that remove a condition: "kind:2" is the
// third value of kind, "kind" all of them, "date" both ends of the time.
const dropField = "drop"

// submitted puts right what the search form sends when a button of it repeats
// or removes a field, and tells whether there was anything to do.
func submitted(v url.Values) (url.Values, bool) {
	out, changed := maps.Clone(v), false
	for _, name := range []string{"q", "sort", "offset", "raw", "strict", "date_from", "date_to"} {
		if n := len(out[name]); n > 1 { // buttons come after fields
			out[name], changed = out[name][n-1:], true
		}
	}
	if len(out["lang"]) > 1 { // but for the one of the language, in the head of the page
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

// with returns the parameters with some set to one value; "" removes. Paging is
// dropped unless it is set.
func with(v url.Values, pairs ...string) url.Values {
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

// without returns the parameters without one value of one of them.
func without(v url.Values, name, value string) url.Values {
	out := with(v)
	out[name] = slices.DeleteFunc(slices.Clone(v[name]), func(x string) bool { return x == value })
	return out
}

// conditionsView shows what narrows the search: chips that remove it, and
// hidden fields for what has no box of its own on the page.
func (s *Server) conditionsView(ctx context.Context, l links, r query.Request, d *web.Search) {
	lang, v := l.lang, l.v
	room := func() bool { return !l.long || len(d.Chips) < maxChips }
	chip := func(text string, rest url.Values, what string) {
		if d.ChosenCount++; room() {
			d.Chips = append(d.Chips, l.to(shorten(text, maxChip), rest, dropField, what))
		}
	}
	for _, name := range filterParams {
		for _, full := range []string{name, name + ".not"} {
			for i, x := range v[full] {
				text := ""
				if room() {
					text = s.conditionName(ctx, lang, name, x)
				}
				if full != name {
					text = lang.T("chips.not") + text
				}
				chip(text, without(v, full, x), full+":"+strconv.Itoa(i))
				if full != name || !shown(name, x, slices.Concat(d.Places, d.Facets)) {
					d.Hidden = append(d.Hidden, web.Field{Name: full, Value: x})
				}
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		chip(period(lang, r.DateFrom, r.DateTo), with(v, "date_from", "", "date_to", ""), "date")
	}
	for _, name := range []string{"raw", "strict"} {
		if v.Get(name) == "true" {
			chip(lang.T("chips."+name), with(v, name, ""), name)
		}
	}
	for _, name := range []string{"sort", "raw", "strict"} {
		if x := v.Get(name); x != "" {
			d.Hidden = append(d.Hidden, web.Field{Name: name, Value: x})
		}
	}
	if more := d.ChosenCount - len(d.Chips); more > 0 {
		d.MoreChips = lang.T("chips.more") + " " + lang.Number(more)
	}
	d.ClearURL = at(lang, "/search", url.Values{"q": {r.Q}})
}

// nameParts is how many conditions the name of a search tells.
const nameParts = 3

// searchName is what a search is for, in a title that is read away from it: in
// a reader of feeds, a bookmark, the history. "" is the whole archive.
func (s *Server) searchName(ctx context.Context, lang web.Lang, q string, v url.Values, r query.Request) string {
	var parts []string
	if q != "" {
		parts = append(parts, q)
	}
	most := len(parts) + nameParts
	for _, name := range filterParams {
		for _, full := range []string{name, name + ".not"} {
			for _, x := range v[full] {
				if len(parts) == most {
					return strings.Join(parts, ", ") + "…"
				}
				text := s.conditionName(ctx, lang, name, x)
				if full != name {
					text = lang.T("chips.not") + text
				}
				parts = append(parts, shorten(text, maxChip))
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		parts = append(parts, period(lang, r.DateFrom, r.DateTo))
	}
	return strings.Join(parts, ", ")
}

// period names a range of dates, either end of which may be open.
func period(lang web.Lang, from, to string) string {
	switch {
	case from == to:
		return lang.Date(from)
	case to == "":
		return lang.T("dates.from") + "\u00a0" + lang.Date(from)
	case from == "":
		return lang.T("dates.to") + "\u00a0" + lang.Date(to)
	}
	return lang.Date(from) + " — " + lang.Date(to)
}

// shown tells whether a facet on the page has a box for the value.
func shown(name, value string, facets []web.Facet) bool {
	for _, f := range facets {
		if f.Name != name {
			continue
		}
		if value == query.Missing {
			return f.Missing > 0
		}
		return slices.ContainsFunc(f.Values, func(x web.FacetValue) bool { return x.ID == value })
	}
	return false
}

// notes say what was done to the query, with a way to undo it.
func notes(l links, found *api.SearchResult) []web.Note {
	lang := l.lang
	var out []web.Note
	applied := false
	for _, c := range found.Query.Corrections {
		if c.Applied && !applied {
			applied = true
			out = append(out, web.Note{Text: lang.T("fix.applied") + " " + lang.Quote(found.Query.Applied) + ".",
				Links: []web.Link{l.set(lang.T("fix.undo")+" "+lang.Quote(found.Query.Q), "raw", "true")}})
		}
		if !c.Applied {
			q := strings.Replace(found.Query.Q, c.From, c.To, 1)
			out = append(out, web.Note{Text: lang.T("fix.maybe"), Links: []web.Link{l.set(q, "q", q)}})
		}
	}
	for _, w := range found.Query.Warnings {
		n := web.Note{Text: w.Message}
		if w.Code == "few-full" {
			n.Links = []web.Link{l.set(lang.T("strict.only"), "strict", "true")}
		}
		if w.Parameter != nil && w.Value != nil {
			n.Links = l.waysOut(*w.Parameter, *w.Value, deref(w.Suggestion))
		}
		out = append(out, n)
	}
	return out
}

// waysOut lead away from a value that no document has: to the one that was
// probably meant, and to the search without it. In a long search the chips do.
func (l links) waysOut(name, value, meant string) []web.Link {
	if l.long {
		return nil
	}
	rest := without(l.v, name, value)
	var out []web.Link
	if meant != "" {
		right := with(rest)
		right[name] = append(slices.Clone(rest[name]), meant)
		out = append(out, web.Link{Text: l.lang.T("unknown.meant") + " " + meant, Href: at(l.lang, "/search", right)})
	}
	return append(out, web.Link{Text: l.lang.T("unknown.without"), Href: at(l.lang, "/search", rest)})
}

func sorts(l links, a *query.Answer) []web.NavLink {
	now := map[index.Sort]string{index.ByRelevance: "relevance", index.ByDateDesc: "-date", index.ByDateAsc: "date"}[a.Sort]
	var out []web.NavLink
	for _, name := range []string{"relevance", "-date", "date"} {
		if name == "relevance" && l.v.Get("q") == "" {
			continue
		}
		out = append(out, web.NavLink{Link: l.set(l.lang.T("sort."+name), "sort", name), Current: name == now})
	}
	return out
}

// relaxed counts what the search would find after dropping each condition.
func (s *Server) relaxed(ctx context.Context, l links, r query.Request) []web.Link {
	lang, v := l.lang, l.v
	var out []web.Link
	try := func(what string, rest url.Values, name, value string) {
		if len(out) >= 6 {
			return
		}
		q := request(rest)
		q.CountOnly, q.Facets = true, nil
		if a, err := s.ask(ctx, q); err == nil && a.Total > 0 {
			x := l.to(lang.T("none.without")+" "+lang.Quote(shorten(what, maxChip)), rest, name, value)
			x.Note = lang.Count(a.Total, "document")
			out = append(out, x)
		}
	}
	for _, name := range filterParams {
		for _, full := range []string{name, name + ".not"} {
			if list := v[full]; len(list) > 0 {
				try(s.conditionName(ctx, lang, name, list[0]), with(v, full, ""), dropField, full)
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		try(period(lang, r.DateFrom, r.DateTo), with(v, "date_from", "", "date_to", ""), dropField, "date")
	}
	if parts := queryParts(r.Q); len(parts) > 1 {
		for i, w := range parts {
			from, to := i, i+1
			switch { // an OR goes with what it binds
			case isOr(w):
				continue
			case i > 0 && isOr(parts[i-1]):
				from--
			case to < len(parts) && isOr(parts[to]):
				to++
			}
			rest := strings.Join(slices.Concat(parts[:from], parts[to:]), " ")
			try(w, with(v, "q", rest), "q", rest)
		}
	}
	return out
}

func isOr(s string) bool { return s == "OR" || s == "ИЛИ" }

// queryParts splits a query into what can be left out of it: words, and phrases
// with their quotes.
func queryParts(q string) []string {
	var out []string
	start, closing := 0, rune(0)
	cut := func(end int) {
		if part := strings.TrimSpace(q[start:end]); part != "" {
			out = append(out, part)
		}
		start = end
	}
	for i, c := range q {
		switch {
		case closing != 0:
			if c == closing {
				closing = 0
			}
		case c == ' ':
			cut(i)
		case c == '"':
			closing = '"'
		case c == '«':
			closing = '»'
		case c == '“':
			closing = '”'
		}
	}
	if closing != 0 { // a quote without its pair is no quote
		return strings.Fields(q)
	}
	cut(len(q))
	return out
}

// numbers links pages around the current one, as far as offsets go.
func numbers(l links, offset, total int) []web.PageLink {
	lang := l.lang
	last := min((total-1)/pageHits, query.MaxOffset/pageHits)
	if total <= pageHits {
		return nil
	}
	now := offset / pageHits
	link := func(p int, text, rel, label string) web.PageLink {
		return web.PageLink{Link: l.set(text, "offset", offsetOf(p*pageHits)), Rel: rel, Label: label}
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
