package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/index"
	"letopis/internal/query/dates"
	"letopis/internal/query/message"
	"letopis/internal/query/plan"
	"letopis/internal/query/values"
)

// The limits of a public query. Beyond them a request is an InvalidError.
const (
	MaxQueryLen   = 1000 // characters
	MaxTerms      = plan.MaxTerms
	MaxLimit      = 100
	MaxOffset     = 1000
	MaxFacets     = 8
	MaxFacetLimit = 100
	MaxValues     = values.Max // of one filter

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
	// Within makes the filters limits of Q, too: a place or a kind that its words name is read as one where documents
	// within the filters meet it, and does not widen them.
	Within bool
	// Strict requires all words and exact phrases even when they find little.
	Strict bool
	// Among, not nil, finds only documents of these IDs, as many as there are: which of them the query means, neither
	// corrected nor read less strictly. What it means is found out among all documents. Not for the public.
	Among []string
	// FullFirst puts documents with all the words before those that lack some, where few have all.
	FullFirst bool
}

// Choice is a condition on one filter: any of Any (repeats mean OR) and none of None.
type Choice struct{ Any, None []string }

// filterFields maps the public names of filters to the fields of the index.
var filterFields = map[string]string{
	"city": "city", "city.event": "city_event", "city.mentioned": "city_mentioned",
	"municipality": "municipality", "settlement": "settlement", "level": "level", "event": "event",
	"program": "program", "program.mentioned": "program_mentioned",
	"kind": "kind", "draft": "draft", "region": "region", "year": "year", "issuer": "issuer", "number": "number",
	"force": "force", "force.on": "force_on", "status": "status", "source": "source", "cites": "cites", "group": "group",
}

// FilterNames lists the names of filters, FacetNames those of facets.
var (
	FilterNames = slices.Sorted(maps.Keys(filterFields))
	FacetNames  = []string{"region", "municipality", "settlement", "city", "level",
		"program", "kind", "year", "issuer", "force", "draft", "status", "source"}
)

// base validates everything of r but Q and Cursor, and returns a query without
// an expression.
func (r Request) base() (index.Query, error) {
	q := index.Query{Limit: r.Limit, Offset: r.Offset, Explain: r.Explain}
	if n := utf8.RuneCountInString(r.Q); n > MaxQueryLen {
		return q, message.Invalid("q", "too-long", "Запрос длиннее %d знаков: оставьте главные слова.",
			"The query is longer than %d characters: keep the words that matter.", MaxQueryLen)
	}
	if r.Limit < 0 || r.Limit > MaxLimit {
		return q, message.Invalid("limit", "range", "limit — число от 1 до %d.", "limit is a number from 1 to %d.", MaxLimit)
	}
	if q.Limit == 0 && r.Among != nil {
		q.Limit = len(r.Among)
	} else if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if r.CountOnly {
		q.Limit = 0
	}
	if r.Offset < 0 || r.Offset > MaxOffset {
		return q, message.Invalid("offset", "range", "offset — число от 0 до %d; дальше листайте по cursor.",
			"offset is a number from 0 to %d; beyond that follow cursor.", MaxOffset)
	}
	if r.Offset > 0 && r.Cursor != "" {
		return q, message.Contradiction("cursor", "with-offset", "cursor и offset не задают вместе.",
			"cursor and offset exclude each other.")
	}
	if r.Collapse {
		q.Collapse = "group"
	}
	var err error
	if q.Sort, err = parseSort(r.Sort); err != nil {
		return q, err
	}
	if q.Date, err = dates.Range(r.DateFrom, r.DateTo); err != nil {
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
	return 0, message.Invalid("sort", "unknown", "sort — relevance, date или -date, а не «%s».",
		"sort is relevance, date or -date, not %q.", s)
}

func (r Request) filters() ([]index.Filter, error) {
	var out []index.Filter
	for _, name := range slices.Sorted(maps.Keys(r.Filters)) {
		f, err := r.Filters[name].filter(name)
		if err != nil {
			return nil, err
		}
		if f.Missing || f.Any != nil || f.None != nil {
			out = append(out, f)
		}
	}
	return out, nil
}

// filter is the filter of the index that a choice on a named one stands for.
func (c Choice) filter(name string) (f index.Filter, err error) {
	field, ok := filterFields[name]
	if !ok {
		return f, message.Invalid(name, "unknown", "Нет фильтра «%s»; есть %s.", "There is no filter %q; there are %s.",
			name, strings.Join(FilterNames, ", "))
	}
	if len(c.Any) > MaxValues || len(c.None) > MaxValues {
		return f, message.Invalid(name, "too-many", "У «%s» больше %d значений.", "%q has more than %d values.",
			name, MaxValues)
	}
	f.Field = field
	for _, v := range c.Any {
		if v == Missing {
			f.Missing = true
		} else if v != "" {
			f.Any = append(f.Any, v)
		}
	}
	for _, v := range c.None {
		if v == Missing {
			return f, message.Invalid(name+".not", "missing",
				"Исключить «не определено» нельзя: выберите нужные значения.",
				"What is not determined cannot be excluded: choose the values wanted.")
		}
		if v != "" {
			f.None = append(f.None, v)
		}
	}
	if name == "force.on" {
		f.Any, err = eachDay(f.Any)
		return f, err
	}
	if name != "event" {
		return f, nil
	}
	if f.Any, err = eachEvent(f.Any); err == nil {
		f.None, err = eachEvent(f.None)
	}
	return f, err
}

// eachDay returns what stands for any of the days on which acts are in force.
func eachDay(values []string) (out []string, err error) {
	for _, v := range values {
		terms, err := dates.ForceTerms(v)
		if err != nil {
			return nil, err
		}
		out = append(out, terms...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// eachEvent returns what stands for any of the dates, each term once: ranges may overlap.
func eachEvent(values []string) (out []string, err error) {
	for _, v := range values {
		terms, err := dates.EventTerms(v)
		if err != nil {
			return nil, err
		}
		out = append(out, terms...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// ofTown reports whether one town is chosen among those counted, so that its
// documents are counted by level, too.
func (r Request) ofTown() bool {
	c := r.Filters["city"]
	return len(c.Any) == 1 && c.Any[0] != Missing && slices.Contains(r.Facets, "city")
}

func (r Request) facets() ([]index.FacetRequest, error) {
	if len(r.Facets) > MaxFacets {
		return nil, message.Invalid("facets", "too-many", "Не больше %d фасетов за раз.",
			"At most %d facets at once.", MaxFacets)
	}
	limit := r.FacetLimit
	switch {
	case limit == 0:
		limit = DefaultFacetLimit
	case limit == -1:
		limit = 0
	case limit < 0 || limit > MaxFacetLimit:
		return nil, message.Invalid("facet_limit", "range", "Значений фасета — от 1 до %d.",
			"Values of a facet: 1 to %d.", MaxFacetLimit)
	}
	var out []index.FacetRequest
	for i, name := range r.Facets {
		if !slices.Contains(FacetNames, name) {
			return nil, message.Invalid("facets", "unknown", "Нет фасета «%s»; есть %s.",
				"There is no facet %q; there are %s.", name, strings.Join(FacetNames,
					", "))
		}
		if slices.Contains(r.Facets[:i], name) {
			return nil, message.Invalid("facets", "repeated", "Фасет «%s» назван дважды.", "The facet %q is named twice.", name)
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

// String names the request for a log: never what was asked.
func (r Request) String() string {
	return fmt.Sprintf("search of %d characters, %d filters", utf8.RuneCountInString(r.Q), len(r.Filters))
}

// ParseDates reads an inclusive range of dates: see dates.Range.
func ParseDates(from, to string) (*index.DateRange, error) { return dates.Range(from, to) }

// CheckDay reports what is wrong with a day on which acts are in force: an InvalidError.
func CheckDay(day string) error {
	_, err := dates.ForceTerms(day)
	return err
}
