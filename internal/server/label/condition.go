package label

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"letopis/internal/query"
	"letopis/internal/server/request"
	"letopis/web"
)

// Condition describes a filter value in words.
func (l *Labels) Condition(ctx context.Context, lang web.Lang, name, value string) (string, error) {
	base, mentioned := strings.CutSuffix(name, ".mentioned")
	base, event := strings.CutSuffix(base, ".event")
	label, err := lang.T("facet."+base)+": "+lang.T("facet.missing"), error(nil)
	if value != query.Missing {
		label, err = l.Label(ctx, base, value)
	}
	switch {
	case value == query.Missing:
	case base == "level":
		label = lang.T("facet.level") + ": " + lang.T("place."+value)
	case base == "force":
		label = lang.T("force." + value)
	case base == "draft":
		label = lang.T("draft." + value)
	case base == "force.on":
		label = lang.T("chips.forceon") + lang.Date(value)
	case base == "event":
		from, to, _ := strings.Cut(value, "..")
		label = lang.T("chips.event") + lang.Span(from, to)
	case base == "kind":
		label = lang.Kind(value)
	case base == "status":
		label = lang.T("status." + value)
	case base == "group":
		label = lang.T("chips.group")
	case base == "cites":
		label = lang.T("chips.cites") + value
	}
	if event {
		label = lang.T("chips.eventin") + label
	}
	if mentioned {
		label = lang.T("chips.mentioned") + label
	}
	return label, err
}

// MaxLength is the maximum displayed length of a condition, in characters.
const MaxLength = 80

// nameParts is how many conditions the name of a search includes.
const nameParts = 3

// SearchName returns the name of a search for titles that are read out of context: in a feed reader, a bookmark, the
// browser history. "" means the whole archive.
func (l *Labels) SearchName(
	ctx context.Context, lang web.Lang, q string, v url.Values, r query.Request,
) (string, error) {
	var parts []string
	if q != "" {
		parts = append(parts, q)
	}
	limit := len(parts) + nameParts
	for _, name := range request.FilterParams {
		for _, full := range []string{name, name + ".not"} {
			for _, x := range v[full] {
				if len(parts) == limit {
					return strings.Join(parts, ", ") + "…", nil
				}
				text, err := l.Condition(ctx, lang, name, x)
				if err != nil {
					return "", err
				}
				if full != name {
					text = lang.T("chips.not") + text
				}
				parts = append(parts, Shorten(text, MaxLength))
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		parts = append(parts, Period(lang, r.DateFrom, r.DateTo))
	}
	return strings.Join(parts, ", "), nil
}

// Period names a range of dates; either end may be open.
func Period(lang web.Lang, from, to string) string {
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

// Shorten truncates a text to a number of characters, including the ellipsis.
func Shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == limit {
			if utf8.RuneCountInString(s[i:]) == 1 {
				return s
			}
			return strings.TrimRight(s[:i], " ,.;:—-«(") + "…"
		}
	}
	return s
}
