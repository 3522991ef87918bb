package document

import (
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/view"
	"letopis/web"
)

// fillLife says whether the act is in force, as far as the archive knows, what was done to it and what
// it does: acts that the archive does not hold are named, and said to be absent.
func fillLife(lang web.Lang, full *api.Document, d *web.Document) {
	if state := view.Deref(full.Force.State); state != "" {
		d.LifeURL = frame.URL(lang, "/d/"+full.ID+"/life", nil)
		d.Force, d.ForceText = state, view.Capitalize(lang.T("force."+state))
		for _, x := range []struct {
			message string
			day     *string
		}{{"force.from", full.Force.From}, {"force.until", full.Force.Until}} {
			if x.day != nil {
				d.ForceText += " (" + lang.T(x.message) + "\u00a0" + lang.Date(*x.day) + ")"
			}
		}
		if by := item.ActLink(lang, full.Force.By); by.Text != "" {
			d.ForceBy = &by
		}
		if full.Force.Cycle {
			d.Notes = append(d.Notes, web.Note{Text: lang.T("force.cycle")})
		}
	}
	for _, x := range full.Deeds {
		if e := (archive.Effect{What: x.What, Part: view.Deref(x.Part)}); e.ChangesText() {
			d.EditionURL = frame.URL(lang, "/d/"+full.ID+"/edition", nil)
		}
		l := item.ActLink(lang, x.By)
		l.Text = lang.T("effect."+x.What) + ": " + l.Text
		notes := append([]string{l.Note}, terms(lang, x.Part, x.From, x.Since, x.Until)...)
		if x.By.Target == nil || *x.By.Target != x.ToldBy {
			notes = append(notes, lang.T("force.told"))
		}
		if x.Doubt != nil {
			notes = append(notes, lang.T("deed."+*x.Doubt))
		}
		l.Note = joined(notes)
		d.Deeds = append(d.Deeds, l)
	}
	seen := map[string]bool{}
	for _, x := range full.Effects {
		if view.Deref(x.By.Number) != "" { // another act does it
			continue
		}
		l := item.ActLink(lang, x.Act)
		l.Text = strings.TrimSuffix(lang.T("effect."+x.What)+": "+l.Text, ": ")
		if x.What == archive.EffectLapses && x.Until != nil { // its last day is what it says, not a note on it
			l.Text, x.Until = lang.T("effect.ends")+"\u00a0"+lang.Date(*x.Until), nil
		}
		if x.Act.Number == nil {
			l.Note = ""
		}
		l.Note = joined(append([]string{l.Note}, terms(lang, x.Part, x.From, x.Since, x.Until)...))
		if !seen[l.Text+l.Note] {
			seen[l.Text+l.Note] = true
			d.Effects = append(d.Effects, l)
		}
	}
}

// terms are of which part and from when to when something is done.
func terms(lang web.Lang, part, from, since, until *string) (out []string) {
	if part != nil {
		out = append(out, *part)
	}
	for _, d := range []struct {
		message string
		day     *string
	}{{"force.from", from}, {"force.since", since}, {"force.until", until}} {
		if d.day != nil {
			out = append(out, lang.T(d.message)+"\u00a0"+lang.Date(*d.day))
		}
	}
	return out
}

// joined joins notes that are not empty.
func joined(notes []string) string {
	var out []string
	for _, n := range notes {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}
