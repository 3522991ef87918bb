package results

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"letopis/internal/query"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/request"
	"letopis/web"
)

// relaxations counts what a search without results would find after dropping each condition.
func (s Service) relaxations(
	ctx context.Context, l searchLinks, r query.Request, found *query.Answer,
) (out []web.Link, err error) {
	lang, v := l.lang, l.v
	tried := 0
	try := func(what string, rest url.Values, name, value string) {
		if len(out) >= 6 || tried >= 12 || err != nil { // each one costs a search
			return
		}
		tried++
		q := request.Search(rest)
		q.CountOnly, q.Facets = true, nil
		var a *query.Answer
		a, err = s.Search.Ask(ctx, q)
		if invalid := (*query.InvalidError)(nil); errors.As(err, &invalid) {
			err = nil // the remainder is not a valid search
		} else if err == nil && a.Total > 0 {
			x := l.to(lang.T("none.without")+" "+lang.Quote(label.Shorten(what, label.MaxLength)), rest, name, value)
			x.Note = lang.Count(a.Total, "document")
			out = append(out, x)
		}
	}
	for _, name := range request.FilterParams {
		for _, full := range []string{name, name + ".not"} {
			if list := v[full]; len(list) > 0 {
				text, err := s.Labels.Condition(ctx, lang, name, list[0])
				if err != nil {
					return nil, err
				}
				try(text, frame.With(v, full, ""), dropField, full)
			}
		}
	}
	if r.DateFrom != "" || r.DateTo != "" {
		try(label.Period(lang, r.DateFrom, r.DateTo), frame.With(v, "date_from", "", "date_to", ""), dropField, "date")
	}
	if parts := queryParts(r.Q); len(parts) > 1 && !found.NoneHasAnyWord() {
		for i, w := range parts {
			from, to := i, i+1
			switch { // an OR is dropped together with its operand
			case isOr(w):
				continue
			case i > 0 && isOr(parts[i-1]):
				from--
			case to < len(parts) && isOr(parts[to]):
				to++
			}
			rest := strings.Join(slices.Concat(parts[:from], parts[to:]), " ")
			try(w, frame.With(v, "q", rest), "q", rest)
		}
	}
	if len(out) == 0 && r.Q != "" && (len(r.Filters) > 0 || r.DateFrom != "" || r.DateTo != "") {
		// None of its words occurs: offer the town, kind or period without words.
		try(r.Q, frame.With(v, "q", ""), dropField, "q")
	}
	return out, err
}

func isOr(s string) bool { return s == "OR" || s == "ИЛИ" }

// queryParts splits a query into the parts that can be dropped: words, and quoted phrases.
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
	if closing != 0 { // an unpaired quote does not quote
		return strings.Fields(q)
	}
	cut(len(q))
	return out
}
