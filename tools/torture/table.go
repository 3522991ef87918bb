package main

import (
	"fmt"
	"io"
)

// result of a trial.
type result struct {
	found   bool     // letopis told of the damage
	errors  int      // answers that were errors
	bad     []string // what must not be
	wrong   int      // wrong answers
	crash   bool
	alarm   bool // false
	skipped bool // there was no such file
}

// table sums results up by kind of file.
type table struct {
	rows      map[string]*row
	done, bad int
}

type row struct{ rest, live, found, harmless, errors, wrong, crashes, alarms, other int }

func (t *table) add(p plan, r result) {
	if t.rows == nil {
		t.rows = map[string]*row{}
	}
	if r.skipped {
		return
	}
	w := t.rows[p.kind]
	if w == nil {
		w = &row{}
		t.rows[p.kind] = w
	}
	t.done++
	if p.live {
		w.live++
	} else {
		w.rest++
	}
	if r.found || r.errors > 0 {
		w.found++
	} else {
		w.harmless++
	}
	w.errors += r.errors
	w.wrong += r.wrong
	if r.crash {
		w.crashes++
	}
	if r.alarm {
		w.alarms++
	}
	if len(r.bad) > 0 {
		t.bad++
		if r.wrong == 0 && !r.crash && !r.alarm {
			w.other++
		}
	}
}

// print prints the table in Markdown.
func (t *table) print(out io.Writer) error {
	fmt.Fprintln(out, "| file | at rest | live | told | harmless | answers that were errors | wrong answers | crashes | "+
		"false alarms | no way out |")
	fmt.Fprintln(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	var all row
	line := func(name string, w row) {
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", name, w.rest, w.live, w.found, w.harmless,
			w.errors, w.wrong, w.crashes, w.alarms, w.other)
	}
	for _, k := range kinds {
		w := t.rows[k.name]
		if w == nil {
			continue
		}
		name := k.pattern
		if name == "" {
			name = "none, as a control"
		}
		line("`"+name+"`", *w)
		all.rest, all.live = all.rest+w.rest, all.live+w.live
		all.found, all.harmless = all.found+w.found, all.harmless+w.harmless
		all.errors, all.wrong, all.crashes = all.errors+w.errors, all.wrong+w.wrong, all.crashes+w.crashes
		all.alarms, all.other = all.alarms+w.alarms, all.other+w.other
	}
	line("all", all)
	return nil
}
