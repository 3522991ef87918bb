// Package values knows what people call the values of fields: which of those that the
// archive has a name stands for, and what is said when it stands for several, for none,
// or for a municipality that is no more. Read Names first.
package values

import (
	"context"
	"slices"
	"strings"

	"letopis/index"
	"letopis/internal/query/dates"
	"letopis/internal/query/message"
	"letopis/internal/query/vocab"
	"letopis/internal/query/words"
	"letopis/internal/text"
)

// Max is how many values of one filter a query may name.
const Max = 50

// Names finds values by their names. It is safe for concurrent use.
type Names struct{ authority Authority }

// New returns Names by labels and, unless it is nil, an authority.
func New(authority Authority) *Names { return &Names{authority} }

// Described is a value's name with its region.
func (n *Names) Described(ctx context.Context, v *vocab.Vocabulary, field, id string) string {
	out := v.Label(ctx, field, id)
	if n.authority != nil {
		if r := n.authority.Region(field, id); r != "" && r != out {
			out += " (" + r + ")"
		}
	}
	return out
}

// levelNames are what people call the values of the filter level.
var levelNames = map[string]string{
	"region": "region", "регион": "region",
	"municipality": "municipality", "муниципалитет": "municipality", "район": "municipality", "округ": "municipality",
	"settlement": "settlement", "поселение": "settlement",
	"town": "town", "город": "town",
}

// forceNames are what people call the values of the filter force.
var forceNames = map[string][]string{
	"in_force": {"in_force"}, "действует": {"in_force", "amended"}, "действующий": {"in_force", "amended"},
	"in force": {"in_force", "amended"},
	"pending":  {"pending"}, "не вступил": {"pending"}, "не вступил в силу": {"pending"},
	"amended": {"amended"}, "изменен": {"amended"}, "с изменениями": {"amended"},
	"suspended": {"suspended"}, "приостановлен": {"suspended"},
	"lapsed": {"lapsed"}, "истек": {"lapsed"}, "срок истек": {"lapsed"},
	"repealed": {"repealed"}, "отменен": {"repealed"}, "утратил силу": {"repealed"}, "утратившие силу": {"repealed"},
	"unknown": {"unknown"}, "неизвестно": {"unknown"},
}

// draftNames are what people call the values of the filter draft.
var draftNames = map[string]string{"да": "true", "yes": "true", "true": "true", "нет": "false", "no": "false",
	"false": "false"}

// Named returns the values of a field of the archive that a person names in a query, none
// when there is no such value. It warns of homonyms.
func (n *Names) Named(
	ctx context.Context, v *vocab.Vocabulary, field, name string, warnings *message.Warnings,
) ([]string, error) {
	switch field {
	case "level":
		if id := levelNames[text.Fold(name)]; id != "" {
			return []string{id}, nil
		}
		return nil, nil
	case "draft":
		if value := draftNames[text.Fold(name)]; value != "" {
			return []string{value}, nil
		}
		return nil, nil
	case "force":
		return forceNames[text.Fold(name)], nil
	case "force_on":
		terms, err := dates.ForceTerms(name)
		if err != nil {
			return nil, nil // read as text
		}
		return terms, nil
	case "event":
		terms, err := dates.EventTerms(name)
		if err != nil {
			return nil, nil // read as text, as any other value that makes no sense
		}
		return terms, nil
	}
	inArchive, err := v.Values(ctx, wholeField(field))
	if err != nil {
		return nil, err
	}
	ids := n.homonyms(inArchive, field, name)
	if len(ids) == 0 {
		return resolve(inArchive, name), nil
	}
	if len(ids) > 1 && !n.areMerged(ctx, v, field, ids) {
		described := make([]string, len(ids))
		for i, id := range ids {
			described[i] = n.Described(ctx, v, field, id)
		}
		list := strings.Join(described, ", ")
		*warnings = append(*warnings, message.Warning{Message: message.Message{Code: "homonyms",
			RU: "«" + name + "» — это " + list + ": найдены документы всех.",
			EN: "“" + name + "” is " + list + ": the documents of all of them are found."}})
	}
	return ids, nil
}

// Meant returns the values that a name instead of an id, or a slip, may stand for.
func (n *Names) Meant(ctx context.Context, v *vocab.Vocabulary, field, typed string) ([]string, error) {
	field = strings.TrimSuffix(strings.TrimSuffix(field, "_mentioned"), "_event")
	if !slices.Contains(vocab.NamedFields, field) {
		return nil, nil
	}
	inArchive, err := v.Values(ctx, wholeField(field))
	if err != nil {
		return nil, err
	}
	found := n.homonyms(inArchive, field, typed)
	if len(found) == 0 {
		found = resolve(inArchive, typed)
	}
	folded := vocab.FoldName(typed)
	for edits := 1; edits <= 2 && len(found) == 0 && words.Count(folded) >= 3*edits+1; edits++ {
		for _, x := range inArchive {
			if index.Edits(folded, x.Folded, edits) || index.Edits(folded, text.Fold(x.ID), edits) {
				found = appendNew(found, x.ID)
			}
		}
	}
	return found, nil
}

// wholeField is the field that has all values of another: municipalities that are no
// more are territories.
func wholeField(field string) string {
	if field == "municipality" {
		return "territory"
	}
	return field
}

// homonyms returns those of values that the authority knows by a name.
func (n *Names) homonyms(inArchive []vocab.Value, field, name string) []string {
	if n.authority == nil {
		return nil
	}
	var out []string
	for _, id := range n.authority.Named(field, name) {
		if len(out) < Max && slices.ContainsFunc(inArchive, func(x vocab.Value) bool { return x.ID == id }) {
			out = append(out, id)
		}
	}
	return out
}

// resolve finds the ids of the values that people mean by name: the whole
// label or id first, else labels that hold name at the beginning of a word.
func resolve(inArchive []vocab.Value, name string) []string {
	folded := vocab.FoldName(name)
	var exact, part []string
	for _, x := range inArchive {
		switch {
		case x.Folded == folded || text.Fold(x.ID) == folded:
			exact = appendNew(exact, x.ID)
		case words.Count(folded) >= words.MinPrefix && strings.Contains(" "+x.Folded, " "+folded):
			part = appendNew(part, x.ID)
		}
	}
	if exact != nil {
		return exact
	}
	return part[:min(len(part), Max)]
}

// appendNew appends an id, once: a value may have several names in a row.
func appendNew(ids []string, id string) []string {
	if n := len(ids); n > 0 && ids[n-1] == id {
		return ids
	}
	return append(ids, id)
}

// FollowIssuers makes conditions on issuers that are named as documents write them
// conditions on the ids that they have.
func (n *Names) FollowIssuers(ctx context.Context, v *vocab.Vocabulary, q *index.Query) error {
	for i := range q.Filters {
		f := &q.Filters[i]
		if f.Field != "issuer" {
			continue
		}
		inArchive, err := v.Values(ctx, f.Field)
		if err != nil {
			return err
		}
		f.Any, f.None = issuerIDs(inArchive, f.Any), issuerIDs(inArchive, f.None)
	}
	return nil
}

// issuerIDs puts the ids of issuers for their names; what is a value itself, or no name of
// any, stays.
func issuerIDs(inArchive []vocab.Value, asked []string) []string {
	var out []string
	for _, name := range asked {
		folded := vocab.FoldName(name)
		var ids []string
		for _, x := range inArchive {
			if x.ID == name {
				ids = []string{name}
				break
			}
			if x.Folded == folded {
				ids = appendNew(ids, x.ID)
			}
		}
		if ids == nil {
			ids = []string{name}
		}
		out = append(out, ids...)
	}
	return out
}
