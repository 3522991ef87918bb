package archive

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Effect is what an act does to another act, or to itself.
type Effect struct {
	What string `json:"what"` // one of EffectKinds
	// Act is what it is done to, as the text names it; zero: the document's own act. Of
	// EffectApproves it is what stands in an annex: a Kind and a Name. Of EffectStarts the Name is after what the act
	// is in force, where the day of that is not told: «после официального опубликования».
	Act Citation `json:"act,omitzero"`
	// By is the act that does it, where the document only tells of it («в ред. от …»);
	// zero: the document's own act.
	By Citation `json:"by,omitzero"`
	// Part is what of the act is meant, «пункт 3 приложения»; "": the whole.
	Part  string `json:"part,omitempty"`
	From  Date   `json:"from,omitzero"`  // the day from which it is so, where the text tells one
	Since Date   `json:"since,omitzero"` // the relations to which it applies began on that day or later
	Until Date   `json:"until,omitzero"` // the last day or year: of a suspension, a term
	// Evidence is where the text says so.
	Evidence Evidence `json:"evidence,omitzero"`
}

// The values of Effect.What.
const (
	EffectApproves    = "approves"
	EffectAmends      = "amends"
	EffectSupplements = "supplements"
	EffectRestates    = "restates" // sets out anew
	EffectRepeals     = "repeals"
	EffectSuspends    = "suspends"
	EffectExtends     = "extends" // its term
	EffectCorrects    = "corrects"
	EffectStarts      = "starts" // to be in force by itself, from From on
	EffectLapses      = "lapses" // by itself, after Until
)

// ChangesText reports whether an effect changes the text of an act, rather than only whether or how long it is in
// force.
func (e *Effect) ChangesText() bool {
	switch e.What {
	case EffectAmends, EffectSupplements, EffectRestates, EffectCorrects:
		return true
	}
	return e.What == EffectRepeals && e.Part != ""
}

// EffectKinds are the values of Effect.What, in the order shown to people.
var EffectKinds = []string{EffectApproves, EffectStarts, EffectAmends, EffectSupplements, EffectRestates,
	EffectCorrects, EffectExtends, EffectSuspends, EffectRepeals, EffectLapses}

// OfItself reports whether an effect concerns only the document's own act: when it comes into force or ceases to be in
// force.
func (e *Effect) OfItself() bool { return e.What == EffectStarts || e.What == EffectLapses }

// Deed is an effect on the act that a document contains, as far as the archive knows. By is the act that has the
// effect, whichever document reports it; By.Target is its document if the archive holds it.
type Deed struct {
	Effect
	Teller string // ID of the document that says so
	Told   bool   // by another document than that of By
	Doubt  string // why it decides nothing: one of the Deed constants; "": it does
}

// Reasons why a deed decides nothing. It is shown, and the state is ForceUnknown where it matters.
const (
	DeedSelf     = "self"     // the act does it to itself
	DeedReversed = "reversed" // the act that does it is older
	DeedNamesake = "namesake" // another act has the same number and day, and either may be meant
)

// Day returns the day on which the effect begins if it is known, else the date of the act that has it.
func (d *Deed) Day() Date {
	if !d.From.IsZero() {
		return d.From
	}
	return d.By.Date
}

// SortDeeds sorts deeds by time, those of one day in the order of EffectKinds.
func SortDeeds(deeds []Deed) {
	slices.SortStableFunc(deeds, func(a, b Deed) int {
		x, _ := a.Day().Span()
		y, _ := b.Day().Span()
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.By.Number, b.By.Number),
			cmp.Compare(slices.Index(EffectKinds, a.What), slices.Index(EffectKinds, b.What)),
			cmp.Compare(a.Part, b.Part))
	})
}

// Links is what the archive knows of the relations of a document to others.
type Links struct {
	CitedBy []string // IDs of the documents that cite it
	// Cites are its citations; Target and Confidence are set where the archive holds what
	// they cite.
	Cites []Citation
	// Deeds are what other acts did to it, in the order of time.
	Deeds []Deed
	// Copies are the IDs of the other documents of the same act, Namesakes those of other
	// acts with the same number and day.
	Copies, Namesakes []string
}

// The values of Force.State.
const (
	ForcePending   = "pending"   // its text tells a later day from which it is in force
	ForceIn        = "in_force"  // nothing that the archive holds speaks against it
	ForceAmended   = "amended"   // in force, with changes
	ForceSuspended = "suspended" //
	ForceLapsed    = "lapsed"    // its term is over
	ForceRepealed  = "repealed"  //
	ForceUnknown   = "unknown"   // it cannot be told from others, or what is told of it contradicts itself
)

// Forces are the values of Force.State, in the order shown to people.
var Forces = []string{ForcePending, ForceIn, ForceAmended, ForceSuspended, ForceLapsed, ForceRepealed, ForceUnknown}

// Force is whether an act is in force, as far as the archive knows.
type Force struct {
	State string // one of Forces; "": the document is no act
	By    *Deed  // what decided it; nil: nothing did, or the act itself
	// From is the day from which what is pending is in force.
	From Date
	// Until is the end of the term of what has lapsed, or of a suspension.
	Until Date
	// Cycle: the act that repeals it is repealed by it.
	Cycle bool
	// Next is the first day after the one asked for on which State may be another; 0: none is known.
	// As Date.Span has it.
	Next int32
}

// actKinds are the kinds of documents that are in force or not.
var actKinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав"}

// IsAct reports whether the document is an act, or the annex of a known act.
func (f *Facts) IsAct() bool {
	return slices.Contains(actKinds, f.Kind.Text) || f.IsAnnex()
}

// RuleStamp is the Evidence.Rule of a number that stands in the stamp of an annex.
const RuleStamp = "stamp"

// IsAnnex reports whether the document is the annex of an act, whose number and date it then has.
func (f *Facts) IsAnnex() bool {
	return f.Number.Text != "" && f.Number.Evidence.Rule == RuleStamp && !slices.Contains(actKinds, f.Kind.Text)
}

// ForceOn returns the state of the act on a day, from the Facts and Deeds of its document alone: what was later done to
// the acts in Deeds is not considered, so there can be no cycle.
func (d *Document) ForceOn(day Date) Force {
	f := &d.Facts
	if !f.IsAct() {
		return Force{}
	}
	if f.Number.Text == "" || f.Date.Precision() != PrecisionDay {
		return Force{State: ForceUnknown}
	}
	on, _ := day.Span()
	r := ruling{d: d, on: on}
	for i := range d.Deeds {
		r.weigh(&d.Deeds[i])
	}
	return r.decide()
}

// ruling weighs the deeds of an act one by one.
type ruling struct {
	d                          *Document
	on                         int32
	repealed, amended, stopped *Deed
	doubt                      bool // whether it was repealed or suspended by that day is not certain
	next                       int32
	term                       Date // the act's last day as others prolonged it
}

func (r *ruling) weigh(d *Deed) {
	from, _ := d.Day().Span()
	switch whole := d.Part == ""; {
	case from > r.on: // whatever it is, it is not so yet
		r.turns(from)
	case d.Doubt != "":
		r.doubt = r.doubt || whole && (d.What == EffectRepeals || d.What == EffectSuspends)
	case d.What == EffectRepeals && whole:
		if r.repealed == nil {
			r.repealed = d
		}
	case d.What == EffectSuspends:
		switch last := lastDay(d.Until); {
		case !d.Until.IsZero() && last < r.on: // it is as it was before
		case whole:
			r.stopped = d
			r.turns(dayAfter(d.Until))
		default:
			r.amended = d
			r.turns(dayAfter(d.Until))
		}
	case d.What == EffectExtends && !d.Until.IsZero():
		if _, last := d.Until.Span(); last > lastDay(r.term) {
			r.term = d.Until
		}
		r.amended = d
	case d.What != EffectApproves && !d.OfItself():
		r.amended = d
	}
}

// turns notes a day on which force may change.
func (r *ruling) turns(day int32) {
	if day > r.on && (r.next == 0 || day < r.next) {
		r.next = day
	}
}

func (r *ruling) decide() Force {
	own, starts := Date{}, Date{}
	for _, e := range r.d.Facts.Effects {
		switch {
		case e.What == EffectLapses && lastDay(e.Until) > lastDay(own):
			own = e.Until
		case e.What == EffectStarts && !e.From.IsZero():
			starts = e.From
		}
	}
	if lastDay(own) > 0 && lastDay(r.term) > lastDay(own) {
		own = r.term
	}
	from, _ := r.d.Facts.Date.Span()
	first, _ := starts.Span()
	out := Force{State: ForceIn}
	switch last := lastDay(own); {
	case r.repealed != nil:
		return Force{State: ForceRepealed, By: r.repealed, Cycle: r.d.repeals(r.repealed)}
	case last > 0 && last < max(from, first):
		out.State = ForceUnknown // the term is over before the act was made, or in force
	case last > 0 && last < r.on:
		return Force{State: ForceLapsed, Until: own, Next: r.next}
	case r.doubt || from > r.on:
		out.State = ForceUnknown
	case first > r.on:
		out = Force{State: ForcePending, From: starts}
	case r.stopped != nil:
		out = Force{State: ForceSuspended, By: r.stopped, Until: r.stopped.Until}
	case r.amended != nil:
		out = Force{State: ForceAmended, By: r.amended}
	}
	if lastDay(own) >= r.on {
		r.turns(dayAfter(own))
	}
	r.turns(from)
	r.turns(first)
	out.Next = r.next
	return out
}

// Today returns the current date in the local time zone.
func Today() Date {
	y, m, d := time.Now().Date()
	return Date{Year: y, Month: int(m), Day: d}
}

// repeals reports whether the document repeals the act of a deed.
func (d *Document) repeals(deed *Deed) bool {
	return slices.ContainsFunc(d.Facts.Effects, func(e Effect) bool {
		return e.What == EffectRepeals && e.Part == "" && e.Act.Number == deed.By.Number && deed.By.Number != "" &&
			e.Act.Date.String() == deed.By.Date.String()
	})
}

// lastDay is the last day that a date may be, 0 for none.
func lastDay(d Date) int32 {
	_, last := d.Span()
	return last
}

// Next returns the day after the last one that the date may mean; zero if there is none.
func (d Date) Next() Date {
	n := dayAfter(d)
	return Date{Year: int(n / 10000), Month: int(n / 100 % 100), Day: int(n % 100)}
}

// dayAfter is the day after the last that a date may be, 0 for none.
func dayAfter(d Date) int32 {
	last := lastDay(d)
	y, m, day := int(last/10000), int(last/100%100), int(last%100)
	switch {
	case last == 0:
		return 0
	case day < DaysIn(y, m):
		return last + 1
	case m < 12:
		return int32(y*10000 + (m+1)*100 + 1)
	}
	return int32((y+1)*10000 + 101)
}

// SameAct reports whether two citations are of one act, as far as kind, number and date tell.
func (c *Citation) SameAct(o Citation) bool {
	return strings.EqualFold(c.Kind, o.Kind) && strings.EqualFold(c.Number, o.Number) && c.Date.String() == o.Date.String()
}

// Bodies that issue acts, as citations tell them.
const (
	BodyAdministration = "administration"
	BodyCouncil        = "council"
	BodyGovernment     = "government"
	BodyMinistry       = "ministry"
)

// bodyStems tell bodies by how their names' words begin. The first that is found counts.
var bodyStems = []struct {
	body  string
	stems []string
}{
	{BodyGovernment, []string{"правительств", "губернатор", "кабинет", "президент"}},
	{BodyCouncil, []string{"совет", "дум", "собрани", "земск", "депутат"}},
	{BodyAdministration, []string{"администрац", "глав", "мэр", "исполнительн", "исполком"}},
	{BodyMinistry, []string{"министерств", "федеральн", "росс"}},
}

// BodyOf returns the kind of body that a name denotes, "" for any other.
func BodyOf(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for _, b := range bodyStems {
		for _, w := range words {
			if slices.ContainsFunc(b.stems, func(s string) bool { return strings.HasPrefix(w, s) }) {
				return b.body
			}
		}
	}
	return ""
}
