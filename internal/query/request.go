package query

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"letopis/index"
)

// The limits of a public query. Beyond them a request is an InvalidError.
const (
	MaxQueryLen   = 256 // characters
	MaxTerms      = 16  // after repeated ones are collapsed
	MaxLimit      = 100
	MaxOffset     = 1000
	MaxFacets     = 8
	MaxFacetLimit = 100
	MaxValues     = 50 // values of one filter

	DefaultLimit      = 20
	DefaultFacetLimit = 20
)

// Missing is the value of a filter that stands for "not determined".
const Missing = "_missing"

// Request is what a reader asks. The zero Request lists the archive, newest first.
type Request struct {
	// Q is in the query language, see docs/query.md.
	Q string
	// Filters narrow the answer, by a name in FilterNames.
	Filters map[string]Choice
	// DateFrom and DateTo are YYYY, YYYY-MM or YYYY-MM-DD, inclusive.
	DateFrom, DateTo string
	// Sort is "relevance", "date" (oldest first) or "-date"; "" is relevance, or
	// "-date" when nothing in Q can be ranked.
	Sort  string
	Limit int // 1–MaxLimit; 0: DefaultLimit
	// CountOnly asks for the total and the facets without hits.
	CountOnly bool
	Offset    int    // for numbered pages, up to MaxOffset
	Cursor    string // Answer.Next of the page before; not together with Offset
	// Facets lists names in FacetNames, at most MaxFacets.
	Facets     []string
	FacetLimit int // values a facet; 0: DefaultFacetLimit; -1: all, not for the public
	// Collapse folds near-duplicates: see index.Query.Collapse.
	Collapse bool
	Explain  bool // Answer.Expr, index.Hit.Explain
	// Raw reads Q as it is, without corrections.
	Raw bool
	// Strict requires all words and exact phrases even when they find little.
	Strict bool
}

// Choice is a condition on one filter: any of Any (repeats mean OR) and none of None.
type Choice struct{ Any, None []string }

// filterFields maps the public names of filters to the fields of the index.
var filterFields = map[string]string{
	"city": "city", "city.event": "city_event", "city.mentioned": "city_mentioned",
	"municipality": "municipality", "settlement": "settlement", "level": "level", "event": "event",
	"program": "program", "program.mentioned": "program_mentioned",
	"kind": "kind", "region": "region", "year": "year", "issuer": "issuer", "number": "number",
	"status": "status", "source": "source", "cites": "cites", "group": "group",
}

// FilterNames lists the names of filters, FacetNames those of facets.
var (
	FilterNames = slices.Sorted(maps.Keys(filterFields))
	FacetNames  = []string{"region", "municipality", "settlement", "city", "level", "program", "kind", "year", "issuer", "status", "source"}
)

// base validates everything of r but Q and Cursor, and returns a query without
// an expression.
func (r Request) base() (index.Query, error) {
	q := index.Query{Limit: r.Limit, Offset: r.Offset, Explain: r.Explain}
	if n := utf8.RuneCountInString(r.Q); n > MaxQueryLen {
		return q, invalid("q", "too-long", "Запрос длиннее %d знаков: оставьте главные слова.",
			"The query is longer than %d characters: keep the words that matter.", MaxQueryLen)
	}
	if r.Limit < 0 || r.Limit > MaxLimit {
		return q, invalid("limit", "range", "limit — число от 1 до %d.", "limit is a number from 1 to %d.", MaxLimit)
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if r.CountOnly {
		q.Limit = 0
	}
	if r.Offset < 0 || r.Offset > MaxOffset {
		return q, invalid("offset", "range", "offset — число от 0 до %d; дальше листайте по cursor.",
			"offset is a number from 0 to %d; beyond that follow cursor.", MaxOffset)
	}
	if r.Offset > 0 && r.Cursor != "" {
		return q, invalid("cursor", "with-offset", "cursor и offset не задают вместе.", "cursor and offset exclude each other.")
	}
	if r.Collapse {
		q.Collapse = "group"
	}
	var err error
	if q.Sort, err = parseSort(r.Sort); err != nil {
		return q, err
	}
	if q.Date, err = ParseDates(r.DateFrom, r.DateTo); err != nil {
		return q, err
	}
	if q.Filters, err = r.filters(); err != nil {
		return q, err
	}
	q.Facets, err = r.facets()
	return q, err
}

func parseSort(s string) (index.Sort, error) {
	switch s {
	case "", "relevance":
		return index.ByRelevance, nil
	case "date":
		return index.ByDateAsc, nil
	case "-date":
		return index.ByDateDesc, nil
	}
	return 0, invalid("sort", "unknown", "sort — relevance, date или -date, а не «%s».", "sort is relevance, date or -date, not %q.", s)
}

func (r Request) filters() ([]index.Filter, error) {
	var out []index.Filter
	for _, name := range slices.Sorted(maps.Keys(r.Filters)) {
		c := r.Filters[name]
		field, ok := filterFields[name]
		if !ok {
			return nil, invalid(name, "unknown", "Нет фильтра «%s»; есть %s.", "There is no filter %q; there are %s.", name, strings.Join(FilterNames, ", "))
		}
		if len(c.Any) > MaxValues || len(c.None) > MaxValues {
			return nil, invalid(name, "too-many", "У «%s» больше %d значений.", "%q has more than %d values.", name, MaxValues)
		}
		f := index.Filter{Field: field}
		for _, v := range c.Any {
			if v == Missing {
				f.Missing = true
			} else if v != "" {
				f.Any = append(f.Any, v)
			}
		}
		for _, v := range c.None {
			if v == Missing {
				return nil, invalid(name+".not", "missing", "Исключить «не определено» нельзя: выберите нужные значения.",
					"What is not determined cannot be excluded: choose the values wanted.")
			}
			if v != "" {
				f.None = append(f.None, v)
			}
		}
		if name == "event" {
			var err error
			if f.Any, err = eachEvent(f.Any); err != nil {
				return nil, err
			}
			if f.None, err = eachEvent(f.None); err != nil {
				return nil, err
			}
		}
		if f.Missing || f.Any != nil || f.None != nil {
			out = append(out, f)
		}
	}
	return out, nil
}

func eachEvent(values []string) (out []string, err error) {
	for _, v := range values {
		terms, err := eventTerms(v)
		if err != nil {
			return nil, err
		}
		out = append(out, terms...)
	}
	return out, nil
}

// ofTown reports whether one town is chosen among those counted, so that its
// documents are counted by level, too.
func (r Request) ofTown() bool {
	c := r.Filters["city"]
	return len(c.Any) == 1 && c.Any[0] != Missing && slices.Contains(r.Facets, "city")
}

func (r Request) facets() ([]index.FacetRequest, error) {
	if len(r.Facets) > MaxFacets {
		return nil, invalid("facets", "too-many", "Не больше %d фасетов за раз.", "At most %d facets at once.", MaxFacets)
	}
	limit := r.FacetLimit
	switch {
	case limit == 0:
		limit = DefaultFacetLimit
	case limit == -1:
		limit = 0
	case limit < 0 || limit > MaxFacetLimit:
		return nil, invalid("facet_limit", "range", "Значений фасета — от 1 до %d.", "Values of a facet: 1 to %d.", MaxFacetLimit)
	}
	var out []index.FacetRequest
	for i, name := range r.Facets {
		if !slices.Contains(FacetNames, name) {
			return nil, invalid("facets", "unknown", "Нет фасета «%s»; есть %s.", "There is no facet %q; there are %s.", name, strings.Join(FacetNames, ", "))
		}
		if slices.Contains(r.Facets[:i], name) {
			return nil, invalid("facets", "repeated", "Фасет «%s» назван дважды.", "The facet %q is named twice.", name)
		}
		f := index.FacetRequest{Field: filterFields[name], Limit: limit}
		if name == "year" {
			f.Limit, f.LiftDate = 0, true // a histogram shows every year
		}
		if name == "level" {
			f.Limit = 0 // there are four
		}
		for _, v := range r.Filters[name].Any {
			if v != Missing && v != "" {
				f.Keep = append(f.Keep, v)
			}
		}
		out = append(out, f)
	}
	if r.ofTown() && !slices.Contains(r.Facets, "level") {
		out = append(out, index.FacetRequest{Field: "level"})
	}
	return out, nil
}

var dottedDate = regexp.MustCompile(`^(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})$`)

// undotted turns a date as Russians write it, 21.07.2017 or 07.2017, round.
func undotted(s string) string {
	m := dottedDate.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	pad := func(n string) string { return ("0" + n)[len(n)-1:] }
	s = m[3] + "-" + pad(m[2])
	if m[1] != "" {
		s += "-" + pad(m[1])
	}
	return s
}

// ParseDates reads an inclusive range of dates, each YYYY, YYYY-MM, YYYY-MM-DD,
// the same as DD.MM.YYYY, or "" for open. It returns nil for no condition, an InvalidError for what is
// not a date or a range that ends before it begins.
func ParseDates(from, to string) (*index.DateRange, error) {
	lo, _, err := dateBounds("date_from", from)
	if err != nil {
		return nil, err
	}
	_, hi, err := dateBounds("date_to", to)
	if err != nil {
		return nil, err
	}
	if lo == 0 && hi == 0 {
		return nil, nil
	}
	if lo != 0 && hi != 0 && lo > hi {
		return nil, invalid("date_from", "reversed", "Начало периода (%s) позже его конца (%s).", "The range begins (%s) after it ends (%s).", from, to)
	}
	return &index.DateRange{From: lo, To: hi}, nil
}

// dateBounds returns the first and last day of s as YYYYMMDD, zeros for "".
func dateBounds(param, s string) (first, last int32, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, 0, nil
	}
	bad := invalid(param, "date", "«%s» — не дата: нужно ГГГГ, ГГГГ-ММ, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ.", "%q is not a date: YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY.", s)
	if s = undotted(s); !fixedDate(s) {
		return 0, 0, bad
	}
	n := make([]int, 3)
	for i, part := range strings.Split(s, "-") {
		n[i], _ = strconv.Atoi(part)
	}
	y, m, d := n[0], n[1], n[2]
	switch len(s) {
	case 4:
		return int32(y*10000 + 101), int32(y*10000 + 1231), nil
	case 7:
		if m < 1 || m > 12 {
			return 0, 0, bad
		}
		return int32(y*10000 + m*100 + 1), int32(y*10000 + m*100 + 31), nil
	}
	if t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); t.Day() != d || int(t.Month()) != m {
		return 0, 0, bad
	}
	day := int32(y*10000 + m*100 + d)
	return day, day, nil
}

// fixedDate tells whether s has the form of 2006, 2006-01 or 2006-01-02.
func fixedDate(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[:4] >= "1000"
}

// String names the request for a log: never what was asked.
func (r Request) String() string {
	return fmt.Sprintf("search of %d characters, %d filters", utf8.RuneCountInString(r.Q), len(r.Filters))
}
