package view

import (
	"cmp"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/web"
)

// force returns whether a document's act is in force today. links tell which of the acts that determine it are held.
func force(d *archive.Document, links *archive.Links) api.Force {
	known := *d
	known.Deeds = links.Deeds
	f := known.ForceOn(archive.Today())
	out := api.Force{State: Nullable(f.State), From: Nullable(f.From.String()), Until: Nullable(f.Until.String()),
		Cycle: f.Cycle}
	if f.By != nil {
		out.By = Act(f.By.By)
	}
	return out
}

// Act converts a reference to an act.
func Act(c archive.Citation) api.Act {
	return api.Act{Kind: Nullable(c.Kind), Number: Nullable(c.Number), Name: Nullable(c.Name),
		Date: Nullable(c.Date.String()), Target: Nullable(c.Target)}
}

// deeds converts what was done to a document's act.
func deeds(of []archive.Deed) []api.Deed {
	out := make([]api.Deed, len(of))
	for i, d := range of {
		out[i] = api.Deed{What: d.What, By: Act(d.By), Part: Nullable(d.Part), From: Nullable(d.From.String()),
			Since: Nullable(d.Since.String()), Until: Nullable(d.Until.String()), ToldBy: d.Teller, Doubt: Nullable(d.Doubt)}
	}
	return out
}

// effects converts the effects of a document, with links to affected acts that the archive holds.
func effects(f *archive.Facts, cites []archive.Citation, chars *RuneIndex) []api.Effect {
	target := map[[3]string]string{}
	key := func(c archive.Citation) [3]string { return [3]string{c.Kind, c.Number, c.Date.String()} }
	for _, c := range cites {
		target[key(c)] = cmp.Or(target[key(c)], c.Target)
	}
	out := make([]api.Effect, len(f.Effects))
	for i, e := range f.Effects {
		e.Act.Target, e.By.Target = target[key(e.Act)], target[key(e.By)]
		offset, length := chars.place(e.Evidence)
		out[i] = api.Effect{What: e.What, Act: Act(e.Act), By: Act(e.By), Part: Nullable(e.Part),
			From: Nullable(e.From.String()), Since: Nullable(e.Since.String()), Until: Nullable(e.Until.String()),
			Rule: e.Evidence.Rule, Offset: offset, Length: length}
	}
	return out
}

// ActText returns how an act is cited: «Постановление от 14 октября 2013 № 854».
func ActText(lang web.Lang, kind, date, number, name *string) string {
	if name != nil && number == nil {
		return *name
	}
	out := Capitalize(lang.Kind(Deref(kind)))
	if date != nil {
		out += lang.Pick(" от ", " of ") + lang.Date(*date)
	}
	if number != nil {
		out += " №\u00a0" + *number
	}
	return out
}
