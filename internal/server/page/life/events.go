package life

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/view"
	"letopis/web"
)

// event is something an act did or a date brought about.
type event struct {
	day   string // ISO, as precise as known
	last  string // last possible day in ISO format, if it matters for sorting
	id    string // of the act's document; empty if the archive lacks it or there is none
	name  string
	what  []string
	proof []evidence
	hole  bool         // an act that the archive lacks
	from  archive.Date // the day from which the state of the main act may differ; zero if unaffected
}

// order returns the sort key: events without a day come last, the end of a term that is given as a year comes after
// the events of that year.
func (e *event) order() string { return cmp.Or(e.last, e.day, "9999") }

// evidence identifies the document that reports an effect.
type evidence struct {
	teller string
	effect archive.Effect
}

// gather collects the events in chronological order: the act, what was done to it, its end; for a programme its other
// acts.
func (l *life) gather(lang web.Lang, acts []api.ProgramAct) {
	at := map[string]int{} // indexes of events by the identity of their act, and what has been said of each
	for _, a := range acts {
		role := lang.T("role." + a.Role)
		at[a.Hit.ID], at[strconv.Itoa(len(l.events))+"|"+role] = len(l.events), 1
		l.events = append(l.events, event{day: view.Deref(a.Hit.Date), id: a.Hit.ID, name: a.Hit.Title,
			what: []string{role}})
	}
	if l.main != nil {
		l.addOwn(lang, at)
		for i := range l.links.Deeds {
			l.addDeed(lang, &l.links.Deeds[i], at)
		}
	}
	slices.SortStableFunc(l.events, func(a, b event) int { return cmp.Compare(a.order(), b.order()) })
}

// addOwn adds the act itself, its other copies, and the end of its term.
func (l *life) addOwn(lang web.Lang, at map[string]int) {
	d := l.main
	if _, ok := at[d.ID]; !ok {
		at[d.ID] = len(l.events)
		l.events = append(l.events, event{day: d.Facts.Date.String(), id: d.ID, name: l.name,
			what: []string{lang.T("life.made")}})
	}
	l.events[at[d.ID]].from = d.Facts.Date
	for _, x := range l.copies {
		if _, ok := at[x.id]; !ok {
			at[x.id] = len(l.events)
			l.events = append(l.events, event{day: d.Facts.Date.String(), id: x.id, name: x.title,
				what: []string{lang.T("life.copy")}})
		}
	}
	for _, e := range d.Facts.Effects {
		switch {
		case e.What == archive.EffectLapses && !e.Until.IsZero():
			l.events = append(l.events, event{day: e.Until.String(), last: e.Until.Next().String(), name: lang.T("life.ends"),
				what:  []string{lang.T("effect.ends") + "\u00a0" + lang.Date(e.Until.String())},
				proof: []evidence{{d.ID, e}}})
		case e.What == archive.EffectStarts && e.From.String() > d.Facts.Date.String():
			l.events = append(l.events, event{day: e.From.String(), name: lang.T("life.starts"), from: e.From,
				what: []string{lang.T("effect.starts") + " " + cmp.Or(e.Act.Name,
					lang.T("force.from")+"\u00a0"+lang.Date(e.From.String()))}, proof: []evidence{{d.ID, e}}})
		case e.What == archive.EffectStarts && e.Act.Name != "":
			made := &l.events[at[d.ID]]
			made.what, made.proof = append(made.what, starts(lang, &e)), append(made.proof, evidence{d.ID, e})
		}
	}
}

// starts describes the condition on which an act comes into force if the day is unknown.
func starts(lang web.Lang, e *archive.Effect) string {
	return lang.T("effect.starts") + " " + e.Act.Name + " (" + lang.T("life.noday") + ")"
}

// addDeed adds a deed to the event of the same act on the same day, if there is one.
func (l *life) addDeed(lang web.Lang, d *archive.Deed, at map[string]int) {
	day := d.Day()
	name := view.ActText(lang, &d.By.Kind, view.Nullable(d.By.Date.String()), view.Nullable(d.By.Number),
		view.Nullable(d.By.Name))
	key := cmp.Or(d.By.Target, name+"|"+day.String())
	i, ok := at[key]
	if !ok {
		i = len(l.events)
		at[key] = i
		l.events = append(l.events, event{day: day.String(), id: d.By.Target, name: name, hole: d.By.Target == ""})
	}
	e := &l.events[i]
	what := lang.T("effect." + d.What)
	for _, x := range []struct{ message, text string }{{"", d.Part}, {"force.from", lang.Date(d.From.String())},
		{"force.since", lang.Date(d.Since.String())}, {"force.until", lang.Date(d.Until.String())}} {
		switch {
		case x.text == "":
		case x.message == "":
			what += " " + x.text
		default:
			what += ", " + lang.T(x.message) + "\u00a0" + x.text
		}
	}
	if d.Doubt != "" {
		what += " (" + lang.T("deed."+d.Doubt) + ")"
	}
	if said := strconv.Itoa(i) + "|" + what; at[said] == 0 {
		at[said] = 1
		e.what = append(e.what, what)
		e.proof = append(e.proof, evidence{d.Teller, d.Effect})
	}
	e.from = day
	if d.What != archive.EffectSuspends || d.Doubt != "" || d.Until.IsZero() {
		return
	}
	next := d.Until.Next()
	if key := "resumes|" + next.String() + "|" + d.Part; at[key] == 0 {
		at[key] = 1
		l.events = append(l.events, event{day: next.String(), name: name, from: next,
			what: []string{strings.TrimSpace(lang.T("life.resumes") + " " + d.Part)}, proof: []evidence{{d.Teller, d.Effect}}})
	}
}

// forceOn describes the state of the main act on a day.
func (l *life) forceOn(lang web.Lang, day archive.Date) string {
	if l.main == nil || day.IsZero() {
		return ""
	}
	known := *l.main
	known.Deeds = l.links.Deeds
	if state := known.ForceOn(day).State; state != "" {
		return lang.T("force." + state)
	}
	return ""
}

// in returns the URL of the place in the text that supports p. Stored deeds lack offsets, so they are looked up in
// the document.
func (p *evidence) in(lang web.Lang, tellers map[string]*archive.Document) string {
	address := frame.URL(lang, "/d/"+p.teller, nil)
	d := tellers[p.teller]
	if d == nil {
		return address
	}
	for _, e := range d.Facts.Effects {
		if x := p.effect; e.What == x.What && e.Part == x.Part && e.From.String() == x.From.String() &&
			e.Until.String() == x.Until.String() && (e.By.Number == "" || e.By.SameAct(x.By)) &&
			e.Evidence.End > e.Evidence.Start {
			return address + "#e" + strconv.Itoa(e.Evidence.Start)
		}
	}
	return address
}

// summary counts the acts held and missing.
func (l *life) summary(lang web.Lang) []string {
	held, holes := 0, 0
	for _, e := range l.events {
		if e.hole {
			holes++
		} else if e.id != "" {
			held++
		}
	}
	return []string{lang.T("life.held") + "\u00a0" + lang.Number(held),
		lang.T("life.holes") + "\u00a0" + lang.Number(holes)}
}

// Limits for one event.
const (
	maxEvidence = 5
	maxParts    = 20
)

// shown converts an event for the page.
func (l *life) shown(lang web.Lang, e *event, tellers map[string]*archive.Document) web.LifeEvent {
	out := web.LifeEvent{DateISO: e.day, Date: lang.Date(e.day), ID: e.id, Title: e.name, Hole: e.hole,
		What: strings.Join(e.what[:min(len(e.what), maxParts)], "; "), Force: l.forceOn(lang, e.from)}
	if rest := len(e.what) - maxParts; rest > 0 {
		out.What += "; " + lang.T("more") + " " + lang.Number(rest)
	}
	if e.from.String() != e.day {
		out.ForceFrom = lang.Date(e.from.String())
	}
	if d := tellers[e.id]; d != nil && (l.main == nil || e.id != l.main.ID) {
		for i := range d.Facts.Effects {
			if x := &d.Facts.Effects[i]; x.What == archive.EffectStarts && x.From.IsZero() {
				out.What += "; " + starts(lang, x)
			}
		}
	}
	if l.main != nil && e.from.Precision() == archive.PrecisionDay &&
		slices.ContainsFunc(e.proof, func(p evidence) bool { return p.effect.ChangesText() }) {
		out.Edition = frame.URL(lang, "/d/"+l.main.ID+"/edition", url.Values{view.OnParam: {e.from.String()}})
	}
	if e.id != "" {
		out.Href = frame.URL(lang, "/d/"+e.id, nil)
	}
	for i := range e.proof[:min(len(e.proof), maxEvidence)] {
		out.Proof = append(out.Proof, web.Link{Href: e.proof[i].in(lang, tellers), Text: lang.T("life.proof")})
	}
	return out
}
