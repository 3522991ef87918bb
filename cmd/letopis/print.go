package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/view"
	"letopis/web"
)

// described returns kind and number, date and places of a hit.
func described(h *api.Hit) string {
	var parts []string
	if h.Kind != nil {
		k := *h.Kind
		if h.Number != nil {
			k += " № " + *h.Number
		}
		parts = append(parts, k)
	}
	if h.Draft {
		parts = append(parts, "draft")
	}
	for _, p := range []*string{h.Date, h.Municipality} { // not the town where a district's act was signed
		if p != nil {
			parts = append(parts, *p)
		}
	}
	for _, c := range h.Cities {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, " · ")
}

// condition returns how words of a query were interpreted.
func condition(x *api.Interpretation) string {
	if x.From+x.To != "" {
		return x.From + "…" + x.To
	}
	var names []string
	for _, v := range x.Values {
		name := v.Label
		if v.Note != "" {
			name += " (" + v.Note + ")"
		}
		names = append(names, name)
	}
	return cmp.Or(strings.Join(names, ", "), x.Text)
}

// printOffer prints the conditions that were not applied, as flags of one search with all of them.
func printOffer(w io.Writer, read []api.Interpretation) {
	var said, flags []string
	var offered api.Interpretation
	for _, x := range read {
		if !x.Applied {
			said, offered = append(said, "«"+x.Text+"»"), x
		}
		for flag, year := range map[string]string{"date-from": x.From, "date-to": x.To} {
			if year != "" {
				flags = append(flags, "--"+flag+" "+year)
			}
		}
		for _, v := range x.Values {
			flags = append(flags, "--"+string(x.Field)+" '"+v.ID+"'") // names of regions contain spaces
		}
	}
	if said == nil {
		return
	}
	slices.Sort(flags)
	fmt.Fprintf(w, "%s: taken as words; there are documents with these conditions too (%d): --raw %s %s\n",
		strings.Join(said, ", "), offered.Total, strings.Join(flags, " "), offered.Query)
}

// printAccount prints the parts of a score, one per line.
func printAccount(w io.Writer, e api.Explanation, indent string) {
	fmt.Fprintf(w, "%s%.3f  %s\n", indent, e.Value, e.Text)
	if e.Parts == nil {
		return
	}
	for _, p := range *e.Parts {
		printAccount(w, p, indent+"  ")
	}
}

func printSearch(w io.Writer, body []byte) error {
	var a api.SearchResult
	if err := json.Unmarshal(body, &a); err != nil {
		return err
	}
	on, off := "", ""
	if isTerminal(w) && os.Getenv("NO_COLOR") == "" {
		on, off = "\x1b[1m", "\x1b[0m"
	}
	if a.Query.Applied != a.Query.Q {
		fmt.Fprintf(w, "Results for «%s» (--raw: as typed)\n", a.Query.Applied)
	}
	for _, x := range a.Query.Interpreted {
		if x.Applied {
			fmt.Fprintf(w, "«%s» is a condition: %s (--raw: take it as words)\n", x.Text, condition(&x))
		}
	}
	printOffer(w, a.Query.Interpreted)
	for _, m := range a.Query.Warnings {
		fmt.Fprintln(w, m.Message)
	}
	if x := a.Query.Expression; x != "" {
		fmt.Fprintln(w, x)
	}
	fmt.Fprintf(w, "Documents: %d\n", a.Total)
	if p := a.Passage; p != nil {
		fmt.Fprint(w, "\nThe answer may be here: ")
		for _, r := range p.Runs {
			fmt.Fprint(w, r.Text)
		}
		fmt.Fprintf(w, "\n   %s  %s\n", p.ID, p.Clause)
	}
	for i, h := range a.Hits {
		fmt.Fprintf(w, "\n%d. %s\n   %s  %s\n", i+1, h.Title, h.ID, described(&h))
		if h.Missing != nil {
			fmt.Fprintf(w, "   without: %s\n", strings.Join(*h.Missing, ", "))
		}
		if h.Explanation != nil {
			printAccount(w, *h.Explanation, "   ")
		}
		for _, s := range h.Snippets {
			if s.Field != "body" {
				continue
			}
			fmt.Fprint(w, "   ")
			if s.Page != nil {
				fmt.Fprintf(w, "p. %d: ", *s.Page)
			}
			if s.Clause != nil {
				fmt.Fprintf(w, "%s: ", s.Clause.Label)
			}
			for _, r := range s.Runs {
				if r.Hit {
					fmt.Fprint(w, on, r.Text, off)
				} else {
					fmt.Fprint(w, r.Text)
				}
			}
			fmt.Fprintln(w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Facets)) {
		f := a.Facets[name]
		fmt.Fprintf(w, "\n%s:", name)
		for _, v := range f.Values {
			fmt.Fprintf(w, " %s (%d", v.Label, v.Count)
			for i, l := range v.Levels {
				fmt.Fprintf(w, "%s %s %d", []string{":", ","}[min(i, 1)], l.Label, l.Count)
			}
			fmt.Fprint(w, ")")
		}
		fmt.Fprintf(w, "; others %d, undetermined %d\n", f.Other, f.Missing)
	}
	return nil
}

// placePath returns the places from the region down.
func placePath(d *api.Document) string {
	var out []string
	for _, p := range d.Places {
		out = append(out, p.Name)
	}
	if len(out) == 0 {
		out = []string{cmp.Or(view.Deref(d.Region), "not determined")}
	}
	if d.RegionDerived {
		out[0] += " (derived)"
	}
	return strings.Join(out, " › ")
}

// joinKnown joins the parts that are not empty.
func joinKnown(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func event(e *api.Event) string {
	when := e.From
	if e.To != nil {
		when += " – " + *e.To
	}
	return joinKnown(when, view.Deref(e.What), view.Deref(e.City))
}

func printDocument(w io.Writer, body []byte) error {
	var d api.Document
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-12s %s\n", name, value)
		}
	}
	fmt.Fprintln(w, d.Title)
	line("id", d.ID)
	line("what", described(&d.Hit))
	line("issuer", view.Deref(d.Issuer))
	by := d.Force.By
	line("force", joinKnown(view.Deref(d.Force.State), view.ActText(web.English, by.Kind, by.Date, by.Number, nil),
		view.Deref(by.Target)))
	line("place", placePath(&d))
	for _, e := range d.Events {
		line("event", event(&e))
	}
	for _, c := range d.Cities {
		line("town", c.Name+" ("+string(c.Role)+")")
	}
	for _, c := range d.CitiesMentioned {
		if c.Role == archive.RoleEvent {
			line("town", c.Name+" ("+archive.RoleEvent+")")
		} else {
			line("mentions", c.Name)
		}
	}
	for _, p := range d.Programs {
		line("programme", p.Name+" ("+string(p.Role)+")")
	}
	for _, c := range d.Cites {
		target := view.Deref(c.Target)
		if target != "" {
			target = " → " + target
		}
		line("cites", joinKnown(c.Kind, view.Deref(c.Name), view.Deref(c.Date), view.Deref(c.Number))+target)
	}
	line("cited by", strings.Join(d.CitedBy, " "))
	line("corrected", strings.Join(d.Edited, ", "))
	line("status", joinKnown(string(d.Status), view.Deref(d.Reason)))
	line("source", d.Source.URI)
	line("sha256", d.Source.Sha256)
	_, err := fmt.Fprintf(w, "\n%s\n", d.Text)
	return err
}

// printEdition prints the text of an act as amended, and which parts are uncertain.
func printEdition(w io.Writer, body []byte) error {
	var e api.Edition
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\nAs of %s (a reconstruction)\n", e.Document.Title, e.On)
	made := 0
	for _, c := range e.Changes {
		if c.Made {
			made++
		}
	}
	fmt.Fprintf(w, "Changes made: %d, not made: %d\n", made, len(e.Changes)-made)
	act := func(a *api.Act) string {
		return joinKnown(view.ActText(web.English, a.Kind, a.Date, a.Number, a.Name), view.Deref(a.Target))
	}
	for _, a := range e.Acts {
		if a.Reason != nil {
			fmt.Fprintf(w, "Not taken into account: %s: %s\n", act(&a.Act), *a.Reason)
		}
	}
	for _, c := range e.Changes {
		if !c.Made {
			fmt.Fprintf(w, "Not made (%s): %s: %s\n", view.Deref(c.Reason), act(&e.Acts[c.Act].Act), c.Instruction)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", e.Text)
	return err
}
