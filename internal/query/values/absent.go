package values

import (
	"context"
	"errors"
	"strings"

	"letopis/internal/query/dates"
	"letopis/internal/query/message"
	"letopis/internal/query/vocab"
)

// absent says that the archive has no such value of a filter. Values of
// other filters are made by links, not typed.
var absent = map[string][2]string{
	"city": {"Документов города «%» в архиве нет.",
		"There are no documents of the town “%” in the archive."},
	"city.event": {"Документов о событиях в городе «%» в архиве нет.",
		"There are no documents of events in the town “%” in the archive."},
	"municipality": {"Документов муниципального образования «%» в архиве нет.",
		"There are no documents of the municipality “%” in the archive."},
	"settlement": {"Документов поселения «%» в архиве нет.",
		"There are no documents of the settlement “%” in the archive."},
	"level": {"Документов уровня «%» в архиве нет.",
		"There are no documents of the level “%” in the archive."},
	"force": {"Актов с таким статусом («%») в архиве нет.",
		"There are no acts of this status (“%”) in the archive."},
	"draft": {"В архиве нет документов с условием «%».",
		"There are no documents in the archive with the condition “%”."},
	"city.mentioned": {"Документов, где упомянут город «%», в архиве нет.",
		"There are no documents that mention the town “%” in the archive."},
	"program": {"Документов программы «%» в архиве нет.",
		"There are no documents of the programme “%” in the archive."},
	"program.mentioned": {"Документов, где упомянута программа «%», в архиве нет.",
		"There are no documents that mention the programme “%” in the archive."},
	"kind": {"Документов вида «%» в архиве нет.",
		"There are no documents of the kind “%” in the archive."},
	"region": {"Документов региона «%» в архиве нет.",
		"There are no documents of the region “%” in the archive."},
	"issuer": {"Документов, которые издал «%», в архиве нет.",
		"There are no documents issued by “%” in the archive."},
	"year": {"Документов за % год в архиве нет.",
		"There are no documents of the year % in the archive."},
	"source": {"Источника «%» в архиве нет.",
		"There is no source “%” in the archive."},
}

// Typed reports whether people type the values of a filter, so that they may name one that
// the archive does not have.
func Typed(filter string) bool { return absent[filter][0] != "" }

// Absent says that no document has a value of a filter, by its label.
func Absent(code, filter, label string) message.Message {
	return message.Message{Code: code,
		RU: strings.ReplaceAll(absent[filter][0], "%", label), EN: strings.ReplaceAll(absent[filter][1], "%", label)}
}

// datesOf are the fields whose values are dates, with what reads them.
var datesOf = map[string]func(string) ([]string, error){"event": dates.EventTerms, "force_on": dates.ForceTerms}

// Unknown says that the archive has no value of a field that a query names, which is read
// as text: what is wrong with an event, or the place that the authority knows by the name.
func (n *Names) Unknown(ctx context.Context, v *vocab.Vocabulary, field, name string) message.Message {
	m := message.Message{Code: "unknown-value",
		RU: "Нет такого значения: «" + name + "».", EN: "There is no such value: “" + name + "”."}
	if read := datesOf[field]; read != nil {
		var e *message.InvalidError
		if _, err := read(name); errors.As(err, &e) {
			m.RU, m.EN = e.RU, e.EN
		}
	} else if n.authority != nil {
		if ids := n.authority.Named(field, name); len(ids) == 1 {
			m = Absent(m.Code, field, v.Label(ctx, field, ids[0]))
		}
	}
	m.RU += " Прочитано как текст."
	m.EN += " It was read as text."
	return m
}
