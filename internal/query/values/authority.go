package values

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"letopis/index"
	"letopis/internal/query/message"
	"letopis/internal/query/vocab"
)

// Authority knows the places that people name in conditions. It is safe for
// concurrent use.
type Authority interface {
	// Named returns the ids of the towns (field "city"), municipalities, settlements
	// or regions that bear a name in any case form, today's or a former one, or have
	// it for an id; none for other fields.
	Named(field, name string) []string
	// Region tells homonyms apart: where the value of a field is; "" when unknown.
	Region(field, id string) string
	// Merger tells what became of a municipality; nil where nothing did.
	Merger(id string) *Merger
}

// Merger is what became of a municipality, by name: what it is part of now, where it
// is no more, or what was merged into it.
type Merger struct {
	Into, From []string
	Year       int // when; 0: unknown
}

// FollowMergers makes conditions on municipalities of which one is no more conditions on
// territories, which find its own documents and those of what it became part of, and
// warns of mergers.
func (n *Names) FollowMergers(
	ctx context.Context, v *vocab.Vocabulary, q *index.Query, warnings *message.Warnings,
) {
	if n.authority == nil {
		return
	}
	for i := range q.Filters {
		if q.Filters[i].Field == "municipality" {
			n.followMerger(ctx, v, &q.Filters[i], warnings)
		}
	}
	for i := range q.Facets { // what is no more has no count of its own
		if f := &q.Facets[i]; f.Field == "municipality" {
			f.Keep = slices.DeleteFunc(f.Keep, func(id string) bool {
				m := n.authority.Merger(id)
				return m != nil && len(m.Into) > 0
			})
		}
	}
}

func (n *Names) followMerger(
	ctx context.Context, v *vocab.Vocabulary, f *index.Filter, warnings *message.Warnings,
) {
	var asked []string
	for _, id := range f.Any {
		asked = append(asked, v.Label(ctx, "municipality", id))
	}
	notAsked := func(name string) bool { return !slices.Contains(asked, name) }
	for _, id := range slices.Concat(f.Any, f.None) {
		m := n.authority.Merger(id)
		if m == nil {
			continue
		}
		if len(m.Into) > 0 {
			f.Field = "territory"
		}
		// What it is part of says so itself, where all of that is asked for.
		said := len(m.Into) > 0 && !slices.ContainsFunc(m.Into, notAsked)
		if slices.Contains(f.Any, id) && !said {
			*warnings = append(*warnings, message.Warning{Message: m.message(v.Label(ctx, "municipality", id))})
		}
	}
}

// areMerged reports whether municipalities are what was merged and what it was merged
// into, all of them: then the warning is of the merger.
func (n *Names) areMerged(ctx context.Context, v *vocab.Vocabulary, field string, ids []string) bool {
	if field != "municipality" || n.authority == nil {
		return false
	}
	now, region := "", n.authority.Region(field, ids[0])
	for _, id := range ids {
		into := []string{v.Label(ctx, field, id)}
		if m := n.authority.Merger(id); m != nil && len(m.Into) > 0 {
			into = m.Into
		}
		if len(into) > 1 || now != "" && into[0] != now || n.authority.Region(field, id) != region {
			return false
		}
		now = into[0]
	}
	return true
}

func (m *Merger) message(name string) message.Message {
	since := func(ru, en string) message.Message {
		if m.Year == 0 {
			return message.Message{Code: "merged", RU: "Теперь " + ru, EN: "Now " + en}
		}
		y := " " + strconv.Itoa(m.Year)
		return message.Message{Code: "merged", RU: "С" + y + " года " + ru, EN: "Since" + y + " " + en}
	}
	if len(m.Into) > 0 {
		return since("вместо «"+name+"» — «"+strings.Join(m.Into, "», «")+"»: найдены и документы преемника.",
			"“"+name+"” is “"+strings.Join(m.Into, "”, “")+"”: its documents are found, too.")
	}
	return since("«"+name+"» — это и «"+strings.Join(m.From, "», «")+"»: найдены и их документы.",
		"“"+name+"” includes “"+strings.Join(m.From, "”, “")+"”: their documents are found, too.")
}
