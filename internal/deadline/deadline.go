// Package deadline finds in the text of an act what must be done by when: by a day, every year, quarter or month, or
// within a number of days after something; by whom, if the text says so; and who is responsible for control.
//
// It reads sentences that impose a duty (sentence.go, duty.go, who.go) and contain a term (term.go, when.go), rows of
// plans (table.go) and clauses on control (control.go). Schedule (schedule.go) turns what was read into dates. The
// package knows texts and their clauses and nothing else.
package deadline

import (
	"cmp"
	"slices"

	"letopis/internal/rudate"
	"letopis/internal/text/clause"
)

// Kind is how a deadline is expressed.
type Kind string

// The kinds.
const (
	Once      Kind = "once"      // by a day
	Yearly    Kind = "yearly"    // by a day of each year
	Quarterly Kind = "quarterly" // by a day of a month after each quarter
	Monthly   Kind = "monthly"   // by a day of each month
	// HalfYearly is Quarterly for half-years.
	HalfYearly Kind = "half-yearly"
	Within     Kind = "within"  // within a duration after an event
	Control    Kind = "control" // no deadline: who oversees the execution of the act
)

// Span is a byte range in a text; the zero Span means none.
type Span struct{ Start, End int }

// Empty reports whether a span has no text.
func (s Span) Empty() bool { return s.End <= s.Start }

// Of returns the text of a span.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Deadline is something that must be done by a certain time.
type Deadline struct {
	Kind Kind
	// Date is the day of Once, with Year 0 if not given, or the day and month of Yearly.
	Date rudate.Date
	// InYear is the year of a Once deadline without one: 1 for the year of the act, 2 for the next; 0 if not said.
	InYear int
	// Day of Monthly, Quarterly and HalfYearly; 0 if not given.
	Day int
	// Workday: Day counts workdays, «до 5 рабочего дня».
	Workday bool
	// Month is the month after the quarter or half-year that Day is in, from 1.
	Month int
	// After: the duty concerns the previous year or period.
	After bool
	// Count and Unit are the duration of Within; for other kinds, how long before the day it is due, «за 30 дней до 1
	// марта».
	Count int
	Unit  Unit
	Years [2]int // first and last year of recurrence, «в 2015–2017 годах»; 0 if not said
	From  Span   // the event Within is counted from, «со дня подписания»; empty if not said
	Who   Span   // who must do it, in the words and grammatical case of the text; empty if not said
	Words Span   // the words of the term, as evidence
	What  Span   // the sentence or table row
}

// ofMonth reports whether the deadline is a day of certain months.
func (d *Deadline) ofMonth() bool {
	return d.Kind == Quarterly || d.Kind == HalfYearly || d.Kind == Monthly
}

// Unit is a unit of duration.
type Unit string

// The units. Texts do not define which days are workdays.
const (
	Days     Unit = "days"
	Workdays Unit = "workdays"
	Months   Unit = "months"
)

// maxDeadlines limits the deadlines read from a text.
const maxDeadlines = 1000

// Read returns the deadlines of a text with the clauses t, in the order of the text. It takes time linear in its length
// and calls pause about every millisecond; if that returns an error, Read stops and returns it.
func Read(text string, t *clause.Tree, pause func() error) ([]Deadline, error) {
	r := reader{text: text, tree: t, pause: pause}
	if err := r.read(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.out, func(a, b Deadline) int { return cmp.Compare(a.Words.Start, b.Words.Start) })
	return r.out, nil
}

// paced is how many bytes are read between pauses, at 25 MB/s, or 2 MB/s if terms are dense.
const paced = 16 << 10

// reader reads a text sentence by sentence.
type reader struct {
	text  string
	tree  *clause.Tree
	pause func() error
	next  int // offset of the next pause
	out   []Deadline
	// lead is the last sentence of the current clause that ends with a colon, which introduces what follows.
	lead   sentence
	clause int // the clause of lead; -1 if none
	last   sentence
	plan   plan
	rules  bool // see inRules, which has read everything before titled
	titled int
}

func (r *reader) read() error {
	r.clause = -1
	for line := range lines(r.text) {
		if len(r.out) >= maxDeadlines {
			break
		}
		if err := r.pace(line.Start); err != nil {
			return err
		}
		if r.row(line) {
			continue
		}
		for s := range r.sentences(line) {
			if err := r.pace(s.Start); err != nil {
				return err
			}
			r.sentence(&s)
			r.last = s
		}
	}
	return nil
}

// pace pauses if it is time.
func (r *reader) pace(at int) error {
	if at < r.next {
		return nil
	}
	r.next = at + paced
	return r.pause()
}

// add records a deadline unless it overlaps the previous one.
func (r *reader) add(d Deadline) {
	if n := len(r.out); n > 0 && r.out[n-1].Words.End > d.Words.Start && r.out[n-1].Words.Start <= d.Words.Start {
		return // inside the previous one
	}
	if len(r.out) < maxDeadlines {
		r.out = append(r.out, d)
	}
}
