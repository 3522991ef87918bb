package document

import (
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/page/item"
	"letopis/internal/server/view"
	"letopis/web"
)

// fillLife shows whether the act is in force, what was done to it and what it does. Acts that the archive lacks are
// named and marked as missing.
func fillLife(lang web.Lang, full *api.Document, d *web.Document) {
	if state := view.Deref(full.Force.State); state != "" {
		d.LifeURL = frame.URL(lang, "/d/"+full.ID+"/life", nil)
		d.Force, d.ForceText = state, view.Capitalize(lang.T("force."+state))
		if e, ok := full.Evidence["draft"]; ok && state == archive.ForceUnknown { // a draft cannot be in force
			d.ForceText = view.Capitalize(lang.T("doc.draft." + e.Rule))
			d.Head.Draft = "" // it is told once
		}
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
	}
	d.Deeds = actDeeds(lang, full.Deeds)
	seen := map[string]bool{}
	for _, x := range full.Effects {
		if view.Deref(x.By.Number) != "" { // the effect of another act
			continue
		}
		l := item.ActLink(lang, x.Act)
		l.Text = strings.TrimSuffix(lang.T("effect."+x.What)+": "+l.Text, ": ")
		if x.What == archive.EffectLapses && x.Until != nil { // the last day is the statement itself, not a note on it
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

// actDeeds groups deeds by the act that has the effect, keeping their order. Parts affected in the same way are
// listed together; an act with a single effect takes one line.
func actDeeds(lang web.Lang, deeds []api.Deed) []web.ActDeeds {
	type done struct{ what, note, parts string }
	var acts []web.Link
	by := map[web.Link][]done{}
	for _, x := range deeds {
		act := item.ActLink(lang, x.By)
		if by[act] == nil {
			acts = append(acts, act)
		}
		d := done{lang.T("effect." + x.What), deedNote(lang, &x), view.Deref(x.Part)}
		i := slices.IndexFunc(by[act], func(o done) bool {
			return o.what == d.what && o.note == d.note && o.parts != "" && d.parts != ""
		})
		if i < 0 {
			by[act] = append(by[act], d)
		} else {
			by[act][i].parts += "; " + d.parts
		}
	}
	out := make([]web.ActDeeds, len(acts))
	for i, act := range acts {
		out[i].Act = act
		if list := by[act]; len(list) == 1 {
			out[i].Act.Text = list[0].what + ": " + act.Text
			out[i].Act.Note = joined([]string{act.Note, list[0].parts, list[0].note})
			continue
		}
		for _, d := range by[act] {
			out[i].Done = append(out[i].Done, web.Link{Text: d.what, Note: joined([]string{d.parts, d.note})})
		}
	}
	return out
}

// deedNote says from when to when a deed is effective, and why it is uncertain.
func deedNote(lang web.Lang, x *api.Deed) string {
	notes := terms(lang, nil, x.From, x.Since, x.Until)
	if x.By.Target == nil || *x.By.Target != x.ToldBy {
		notes = append(notes, lang.T("force.told"))
	}
	if x.Doubt != nil {
		notes = append(notes, lang.T("deed."+*x.Doubt))
	}
	return joined(notes)
}

// terms formats the affected part and the period of an effect.
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

// joined joins the non-empty notes.
func joined(notes []string) string {
	var out []string
	for _, n := range notes {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}
