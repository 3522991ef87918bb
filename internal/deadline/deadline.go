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
	Once      Kind = "once"      // until a day
	Yearly    Kind = "yearly"    // until a day of each year
	Quarterly Kind = "quarterly" // until a day of a month after each quarter
	Monthly   Kind = "monthly"   // until a day of each month
	// HalfYearly is as Quarterly, of halves of years.
	HalfYearly Kind = "half-yearly"
	Within     Kind = "within"  // within a time of something that happens
	Control    Kind = "control" // no term: somebody holds that the act is carried out
)

// Span is a place of a text, in bytes; the zero Span is none.
type Span struct{ Start, End int }

// Empty reports whether a span has no text.
func (s Span) Empty() bool { return s.End <= s.Start }

// Of is what a text has at a span.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Deadline is something that must be done by a certain time.
type Deadline struct {
	Kind Kind
	// Date is the day of Once, whose Year is 0 where the text does not tell it, and day and month of Yearly.
	Date rudate.Date
	// InYear is which year has a day of Once without one: 1 that of the act, 2 the next one; 0: it is not said.
	InYear int
	// Day is that of Monthly, Quarterly and HalfYearly; 0: the text names none.
	Day int
	// Workday: Day counts workdays, «до 5 рабочего дня».
	Workday bool
	// Month is which month behind the quarter or the half year has the Day, from 1.
	Month int
	// After: what is due is told of the year, or the period, before.
	After bool
	// Count of Unit is how long Within is, and of other kinds how long before the day it is due, «за 30 дней до 1 марта».
	Count int
	Unit  Unit
	Years [2]int // the first and the last year of what comes again, «в 2015–2017 годах»; 0: it is not said
	From  Span   // of Within: since what, «со дня подписания»; empty: it is not said
	Who   Span   // who is to do it, in the words and the case of the text; empty: it is not said
	Words Span   // those of the term: the evidence
	What  Span   // the sentence, or the row of a table, that says it
}

// ofMonth reports whether the deadline is a day of months.
func (d *Deadline) ofMonth() bool {
	return d.Kind == Quarterly || d.Kind == HalfYearly || d.Kind == Monthly
}

// Unit is what Within is counted in.
type Unit string

// The units. Which days are workdays, no text says.
const (
	Days     Unit = "days"
	Workdays Unit = "workdays"
	Months   Unit = "months"
)

// maxDeadlines bounds what is read of a text.
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

// paced is how much is read between two pauses, in bytes: at 25 MB/s, and at 2 where terms are dense.
const paced = 16 << 10

// reader walks through the sentences of a text.
type reader struct {
	text  string
	tree  *clause.Tree
	pause func() error
	next  int // where to pause
	out   []Deadline
	// lead is the last sentence of the clause at hand that ends with a colon: what follows goes on from it.
	lead   sentence
	clause int // where lead stands, -1: in none
	last   sentence
	plan   plan
	rules  bool // see inRules, which has seen all before titled
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

// pace pauses where it is time to.
func (r *reader) pace(at int) error {
	if at < r.next {
		return nil
	}
	r.next = at + paced
	return r.pause()
}

// add keeps a deadline once.
func (r *reader) add(d Deadline) {
	if n := len(r.out); n > 0 && r.out[n-1].Words.End > d.Words.Start && r.out[n-1].Words.Start <= d.Words.Start {
		return // within what was read
	}
	if len(r.out) < maxDeadlines {
		r.out = append(r.out, d)
	}
}
