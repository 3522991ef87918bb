package indexer

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"letopis/index"
	"letopis/internal/archive"
)

// PlaceKeywords returns the place keywords of a document by field, see placeKeys, for selecting documents of a place
// without an index.
func PlaceKeywords(f *archive.Facts) map[string][]string {
	out := map[string][]string{}
	placeKeys(f, func(name, value string) {
		if value != "" && !slices.Contains(out[name], value) {
			out[name] = append(out[name], value)
		}
	})
	return out
}

// placeKeys passes the keywords of a document's place to key:
//
//	city          towns that the document is issued in or about, and those in the
//	              territory of its lowest place
//	city_event, city_mentioned  towns with those roles
//	region        name of the region
//	municipality  the present municipality, so that it is counted together with
//	              those merged into it
//	territory     the municipality, its successors and those merged into it
//	settlement    the settlement
//	level         archive.Levels of the lowest place
func placeKeys(f *archive.Facts, key func(name, value string)) {
	for _, c := range f.Cities {
		switch c.Role {
		case archive.RoleMentioned:
			key("city_mentioned", c.ID)
		case archive.RoleEvent:
			key("city_event", c.ID)
		default:
			key("city", c.ID)
		}
	}
	key("region", f.Region.Text)
	for _, p := range f.Places {
		switch p.Level {
		case archive.LevelMunicipality:
			now := p.Today
			if len(now) == 0 {
				now = []string{p.ID}
			}
			for _, id := range now {
				key("municipality", id)
			}
			for _, id := range slices.Concat([]string{p.ID}, p.Today, p.Former) {
				key("territory", id)
			}
		case archive.LevelSettlement:
			key("settlement", p.ID)
		}
	}
	lowest, ok := f.Lowest()
	if !ok {
		return
	}
	key("level", lowest.Level)
	switch lowest.Level {
	case archive.LevelMunicipality, archive.LevelSettlement:
		for _, id := range lowest.Towns {
			key("city", id)
		}
	case archive.LevelTown:
		key("city", lowest.ID)
	}
}

// issuerKeys passes the keywords of the issuing body to key:
//
//	issuer        its id, or its name as written if it has none
//	issuer_label  the id with the canonical name, see index.Named
//	issuer_name   the id with the name as written, if it differs
func issuerKeys(i archive.Issuer, key func(name, value string)) {
	key("issuer", i.Key())
	if i.ID == "" {
		return
	}
	name := cmp.Or(i.Name, i.Text)
	key("issuer_label", index.Named(i.ID, name))
	if i.Text != name {
		key("issuer_name", index.Named(i.ID, i.Text))
	}
}

// longEvent is the number of days up to which each day of an event is a keyword.
const longEvent = 62

// maxEventLength is the maximum duration of an event in years; a longer one is a mistake.
const maxEventLength = 50

// eventKeys passes the days (2011-04-20), months (2011-04) and years (2011) of events to key. For an event longer
// than longEvent, whole months replace their days (index.WholeMonth).
func eventKeys(events []archive.Event, key func(name, value string)) {
	for _, e := range events {
		first, _ := e.From.Span()
		_, last := e.From.Span()
		if !e.To.IsZero() {
			_, last = e.To.Span()
		}
		if first == 0 || last < first || last/10000-first/10000 > maxEventLength {
			continue
		}
		from, to := day(first), day(last)
		daily := e.From.Day > 0 && (e.To.IsZero() || e.To.Day > 0)
		long := to.Sub(from) >= longEvent*24*time.Hour
		monthly := e.From.Month > 0 && (e.To.IsZero() || e.To.Month > 0)
		for d := from; daily && !d.After(to); {
			if next := d.AddDate(0, 1, 0); long && d.Day() == 1 && !next.AddDate(0, 0, -1).After(to) {
				key("event", index.WholeMonth(d.Year(), int(d.Month())))
				d = next
				continue
			}
			key("event", d.Format(time.DateOnly))
			d = d.AddDate(0, 0, 1)
		}
		for m := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC); monthly &&
			!m.After(to); m = m.AddDate(0, 1, 0) {
			key("event", m.Format("2006-01"))
		}
		for y := from.Year(); y <= to.Year(); y++ {
			key("event", fmt.Sprintf("%04d", y))
		}
	}
}

// day converts a number YYYYMMDD.
func day(n int32) time.Time {
	return time.Date(int(n/10000), time.Month(n/100%100), int(n%100), 0, 0, 0, 0, time.UTC)
}
