package view

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/deadline"
	"letopis/internal/rudate"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/text/clause"
)

// Deadlines returns the deadlines that a document sets and who oversees it, in text order, in the language of the
// request in ctx; none for documents without duties, such as news. Recurrences end with the act. URLs are paths
// within the site.
func (s *Service) Deadlines(ctx context.Context, d *archive.Document) ([]api.Deadline, error) {
	out := []api.Deadline{}
	if slices.Contains(archive.KindsWithoutDuties, d.Facts.Kind.Text) {
		return out, nil
	}
	t := clause.Parse(d.Text)
	list, err := deadline.Read(d.Text, t, func() error { return index.Pace(ctx) })
	if err != nil || len(list) == 0 {
		return out, err
	}
	lang := request.FromContext(ctx).Lang
	chars, act, paths := NewRuneIndex(d.Text), actDays(d), map[int]string{}
	for i := range list {
		x := &list[i]
		offset := chars.At(x.Words.Start)
		a := api.Deadline{Kind: api.DeadlineKind(x.Kind), Words: oneLine(x.Words.Of(d.Text)),
			Text: oneLine(x.What.Of(d.Text)), Offset: offset, Length: chars.At(x.Words.End) - offset}
		if c, ok := t.In(x.Words.Start); ok {
			a.Clause = &api.ClauseRef{Label: ClauseLabel(lang, t, c), Anchor: t.Anchor(c)}
			if paths[c] == "" {
				paths[c] = ClausePath(d.ID, t, c)
			}
			a.URL = paths[c]
		} else {
			a.URL = "/d/" + d.ID + "?" + url.Values{"at": {fmt.Sprintf("%d-%d", a.Offset, a.Offset+a.Length)}}.Encode() + "#at"
		}
		if !x.Who.Empty() {
			a.Who = Nullable(oneLine(x.Who.Of(d.Text)))
		}
		if s, ok := x.Schedule(d.Text, act); ok {
			a.First, a.Rrule, a.Derived = Nullable(s.First.String()), Nullable(s.Rule), s.Derived
		}
		out = append(out, a)
	}
	return out, nil
}

// actDays returns the days that deadlines are relative to.
func actDays(d *archive.Document) deadline.Act {
	a := deadline.Act{Date: day(d.Facts.Date), End: lastDay(d)}
	for _, x := range d.Facts.Dates {
		switch x.Role {
		case "published":
			a.Published = day(x)
		case "in_force":
			a.InForce = day(x)
		}
	}
	return a
}

// day converts a date of day precision; otherwise zero.
func day(d archive.Date) rudate.Date {
	if d.Precision() != archive.PrecisionDay {
		return rudate.Date{}
	}
	return rudate.Date{Year: d.Year, Month: d.Month, Day: d.Day}
}

// lastDay returns the last day on which a document's act is in force, as far as known: before its repeal, or of its
// own term; zero if there is none.
func lastDay(d *archive.Document) rudate.Date {
	f := d.ForceOn(archive.Date{Year: 9999, Month: 12, Day: 31})
	switch f.State {
	case archive.ForceLapsed:
		return endOf(f.Until)
	case archive.ForceRepealed:
		from, _ := f.By.Day().Span()
		if from == 0 {
			return rudate.Date{}
		}
		eve := time.Date(int(from/10000), time.Month(from/100%100), int(from%100)-1, 0, 0, 0, 0, time.UTC)
		before := archive.Date{Year: eve.Year(), Month: int(eve.Month()), Day: eve.Day()}
		if f := d.ForceOn(before); f.State == archive.ForceLapsed {
			return endOf(f.Until)
		}
		return day(before)
	case "": // a programme without an act
		var until archive.Date
		for _, e := range d.Facts.Effects {
			if e.What == archive.EffectLapses {
				until = e.Until
			}
		}
		return endOf(until)
	}
	return rudate.Date{}
}

// endOf returns the last day of a date.
func endOf(d archive.Date) rudate.Date {
	_, to := d.Span()
	return rudate.Date{Year: int(to / 10000), Month: int(to / 100 % 100), Day: int(to % 100)}
}

// InControl returns who oversees the execution of a document according to its deadlines, or "".
func InControl(list []api.Deadline) string {
	for _, d := range list {
		if d.Kind == api.DeadlineControl && d.Who != nil {
			return *d.Who
		}
	}
	return ""
}
