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
)

// run is a piece of text of the API: [text, 0|1].
type run struct {
	text string
	hit  bool
}

func (r *run) UnmarshalJSON(b []byte) error {
	n := 0
	if err := json.Unmarshal(b, &[]any{&r.text, &n}); err != nil {
		return err
	}
	r.hit = n == 1
	return nil
}

type hitView struct {
	ID, URL, Title     string
	Kind, Number, Date *string
	Municipality       *string
	Cities             []struct{ Name, Role string }
	Programs           []struct{ Name, Role string }
	Missing            []string
	Snippets           []struct {
		Field string
		Page  int // 0 for null
		Runs  []run
	}
}

func (h *hitView) meta() string {
	var parts []string
	if h.Kind != nil {
		k := *h.Kind
		if h.Number != nil {
			k += " № " + *h.Number
		}
		parts = append(parts, k)
	}
	if h.Date != nil {
		parts = append(parts, *h.Date)
	}
	if h.Municipality != nil { // a district's act is not its town's, where it was signed
		parts = append(parts, *h.Municipality)
	}
	for _, c := range h.Cities {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, " · ")
}

func printSearch(w io.Writer, body []byte) error {
	var a struct {
		Query struct {
			Q, Applied string
			Warnings   []struct{ Message string }
		}
		Total  int
		Hits   []hitView
		Facets map[string]struct {
			Values []struct {
				Label  string
				Count  int
				Levels []struct {
					Label string
					Count int
				}
			}
			Other, Missing int
		}
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return err
	}
	on, off := "", ""
	if isTerminal(w) && os.Getenv("NO_COLOR") == "" {
		on, off = "\x1b[1m", "\x1b[0m"
	}
	if a.Query.Applied != a.Query.Q {
		fmt.Fprintf(w, "Показаны результаты по запросу «%s» (--raw: как набрано)\n", a.Query.Applied)
	}
	for _, m := range a.Query.Warnings {
		fmt.Fprintln(w, m.Message)
	}
	fmt.Fprintf(w, "Документов: %d\n", a.Total)
	for i, h := range a.Hits {
		fmt.Fprintf(w, "\n%d. %s\n   %s  %s\n", i+1, h.Title, h.ID, h.meta())
		if h.Missing != nil {
			fmt.Fprintf(w, "   нет: %s\n", strings.Join(h.Missing, ", "))
		}
		for _, s := range h.Snippets {
			if s.Field != "body" {
				continue
			}
			fmt.Fprint(w, "   ")
			if s.Page > 0 {
				fmt.Fprintf(w, "стр. %d: ", s.Page)
			}
			for _, r := range s.Runs {
				if r.hit {
					fmt.Fprint(w, on, r.text, off)
				} else {
					fmt.Fprint(w, r.text)
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
		fmt.Fprintf(w, "; прочие %d, не определено %d\n", f.Other, f.Missing)
	}
	return nil
}

// whereView is where a document belongs, and what it tells of.
type whereView struct {
	Region        *string
	RegionDerived bool `json:"region_derived"`
	Places        []struct{ Name string }
	Events        []eventView
}

// path are the places from the region down.
func (d *whereView) path() string {
	var out []string
	for _, p := range d.Places {
		out = append(out, p.Name)
	}
	if len(out) == 0 {
		out = []string{cmp.Or(str(d.Region), "not determined")}
	}
	if d.RegionDerived {
		out[0] += " (derived)"
	}
	return strings.Join(out, " › ")
}

type eventView struct {
	From           string
	To, What, City *string
}

func (e eventView) String() string {
	when := e.From
	if e.To != nil {
		when += " – " + *e.To
	}
	return strings.Join(strings.Fields(when+" "+str(e.What)+" "+str(e.City)), " ")
}

// str is the text of what may not be determined.
func str(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func printDocument(w io.Writer, body []byte) error {
	var d struct {
		hitView
		Text, Status   string
		Reason, Issuer *string
		whereView
		Source          struct{ URI, SHA256 string }
		Cites           []struct{ Kind, Number, Name, Date, Target *string }
		CitedBy         []string `json:"cited_by"`
		Edited          []string
		CitiesMentioned []struct{ Name, Role string } `json:"cities_mentioned"`
		Evidence        map[string]struct {
			Rule   string
			Offset *int
		}
	}
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
	line("what", d.meta())
	line("issuer", str(d.Issuer))
	line("place", d.path())
	for _, e := range d.Events {
		line("event", e.String())
	}
	for _, c := range d.Cities {
		line("town", c.Name+" ("+c.Role+")")
	}
	for _, c := range d.CitiesMentioned {
		if c.Role == archive.RoleEvent {
			line("town", c.Name+" ("+archive.RoleEvent+")")
		} else {
			line("mentions", c.Name)
		}
	}
	for _, p := range d.Programs {
		line("programme", p.Name+" ("+p.Role+")")
	}
	for _, c := range d.Cites {
		target := str(c.Target)
		if target != "" {
			target = " → " + target
		}
		line("cites", strings.Join(strings.Fields(str(c.Kind)+" "+str(c.Name)+" "+str(c.Date)+" "+str(c.Number)), " ")+target)
	}
	line("cited by", strings.Join(d.CitedBy, " "))
	line("corrected", strings.Join(d.Edited, ", "))
	line("status", strings.TrimSpace(d.Status+" "+str(d.Reason)))
	line("source", d.Source.URI)
	line("sha256", d.Source.SHA256)
	_, err := fmt.Fprintf(w, "\n%s\n", d.Text)
	return err
}
