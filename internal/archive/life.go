package archive

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Effect is something an act does to another act or to itself.
type Effect struct {
	What string `json:"what"` // one of EffectKinds
	// Act is the affected act as the text names it; zero means the document's own act. For EffectApproves it is the
	// approved annex (Kind and Name). For EffectStarts, Name is the condition for coming into force if no day is
	// given: «после официального опубликования».
	Act Citation `json:"act,omitzero"`
	// By is the act that has the effect if the document only reports it («в ред. от …»); zero means the document's
	// own act.
	By Citation `json:"by,omitzero"`
	// Part is the affected part of the act: «пункт 3 приложения»; empty means all of it.
	Part  string `json:"part,omitempty"`
	From  Date   `json:"from,omitzero"`  // the day on which it takes effect, if given
	Since Date   `json:"since,omitzero"` // it applies to legal relations that arose on or after this day
	Until Date   `json:"until,omitzero"` // the last day or year of a suspension or term
	// Evidence is where the text says so.
	Evidence Evidence `json:"evidence,omitzero"`
}

// The values of Effect.What.
const (
	EffectApproves    = "approves"
	EffectAmends      = "amends"
	EffectSupplements = "supplements"
	EffectRestates    = "restates" // replaces the text with a new wording
	EffectRepeals     = "repeals"
	EffectSuspends    = "suspends"
	EffectExtends     = "extends" // prolongs its term
	EffectCorrects    = "corrects"
	EffectStarts      = "starts" // comes into force on From
	EffectLapses      = "lapses" // ceases to be in force after Until
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

// EffectKinds are the values of Effect.What, in display order.
var EffectKinds = []string{EffectApproves, EffectStarts, EffectAmends, EffectSupplements, EffectRestates,
	EffectCorrects, EffectExtends, EffectSuspends, EffectRepeals, EffectLapses}

// OfItself reports whether an effect concerns only the document's own act: when it comes into force or ceases to be in
// force.
func (e *Effect) OfItself() bool { return e.What == EffectStarts || e.What == EffectLapses }

// Deed is an effect on the act that a document contains, as far as the archive knows. By is the act that has the
// effect, whichever document reports it; By.Target is its document if the archive holds it.
type Deed struct {
	Effect
	Teller string // ID of the document that reports it
	Told   bool   // whether that document is not the one of By
	Doubt  string // one of the Deed constants if the deed must be disregarded; else empty
}

// Reasons to disregard a deed when determining the state of an act. Such deeds are still shown, and the state is
// ForceUnknown if they would matter.
const (
	DeedSelf     = "self"     // the act affects itself
	DeedReversed = "reversed" // the affecting act is older
	DeedNamesake = "namesake" // another act has the same number and day, so either may be meant
)

// Day returns the day on which the effect begins if it is known, else the date of the act that has it.
func (d *Deed) Day() Date {
	if !d.From.IsZero() {
		return d.From
	}
	return d.By.Date
}

// SortDeeds sorts deeds by day, then number, then in the order of EffectKinds, then by part.
func SortDeeds(deeds []Deed) {
	slices.SortStableFunc(deeds, func(a, b Deed) int {
		x, _ := a.Day().Span()
		y, _ := b.Day().Span()
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.By.Number, b.By.Number),
			cmp.Compare(slices.Index(EffectKinds, a.What), slices.Index(EffectKinds, b.What)),
			cmp.Compare(a.Part, b.Part))
	})
}

// Links are the known relations of a document to others.
type Links struct {
	CitedBy []string // IDs of the documents that cite it
	// Cites are its citations, with Target and Confidence set for those that the archive holds.
	Cites []Citation
	// Deeds are what other acts did to it, in chronological order.
	Deeds []Deed
	// Copies are the IDs of other documents of the same act; Namesakes are those of other acts with the same number
	// and day.
	Copies, Namesakes []string
}

// The values of Force.State.
const (
	ForcePending   = "pending"  // its text sets a later day
	ForceIn        = "in_force" // nothing in the archive contradicts it
	ForceAmended   = "amended"  // in force, with amendments
	ForceSuspended = "suspended"
	ForceLapsed    = "lapsed" // its term has ended
	ForceRepealed  = "repealed"
	ForceUnknown   = "unknown" // the act is not identifiable, or its deeds contradict each other
)

// Forces are the values of Force.State, in display order.
var Forces = []string{ForcePending, ForceIn, ForceAmended, ForceSuspended, ForceLapsed, ForceRepealed, ForceUnknown}

// Force says whether an act is in force, as far as the archive knows.
type Force struct {
	State string // one of Forces; empty if the document is not an act
	By    *Deed  // the deed that determined the state, if any
	// From is the day on which a pending act comes into force.
	From Date
	// Until is the last day of a lapsed act or of a suspension.
	Until Date
	// Cycle reports that the act and the act that repeals it repeal each other.
	Cycle bool
	// Next is the first later day on which State may change, formatted as by Date.Span; 0 if none is known.
	Next int32
}

// actKinds are the kinds of documents that can be in force.
var actKinds = []string{"постановление", "решение", "распоряжение", "приказ", "закон", "устав"}

// IsAct reports whether the document is an act, or the annex of a known act.
func (f *Facts) IsAct() bool {
	return slices.Contains(actKinds, f.Kind.Text) || f.IsAnnex()
}

// RuleStamp is the Evidence.Rule of a number found in the approval stamp of an annex.
const RuleStamp = "stamp"

// IsAnnex reports whether the document is the annex of an act, in which case it has the number and date of the act.
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

// ruling accumulates the deeds of an act to determine its state on a day.
type ruling struct {
	d                          *Document
	on                         int32
	repealed, amended, stopped *Deed
	doubt                      bool // it is uncertain whether the act was repealed or suspended by that day
	next                       int32
	term                       Date // last day of the act as prolonged by other acts
}

func (r *ruling) weigh(d *Deed) {
	from, _ := d.Day().Span()
	switch whole := d.Part == ""; {
	case from > r.on: // not in effect yet
		r.turns(from)
	case d.Doubt != "":
		r.doubt = r.doubt || whole && (d.What == EffectRepeals || d.What == EffectSuspends)
	case d.What == EffectRepeals && whole:
		if r.repealed == nil {
			r.repealed = d
		}
	case d.What == EffectSuspends:
		switch last := lastDay(d.Until); {
		case !d.Until.IsZero() && last < r.on: // the suspension is over
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

// turns records a day on which the state may change.
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
		out.State = ForceUnknown // contradiction: the term ended before the act was made or came into force
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

// repeals reports whether the document repeals the act that has the effect.
func (d *Document) repeals(deed *Deed) bool {
	return slices.ContainsFunc(d.Facts.Effects, func(e Effect) bool {
		return e.What == EffectRepeals && e.Part == "" && e.Act.Number == deed.By.Number && deed.By.Number != "" &&
			e.Act.Date.String() == deed.By.Date.String()
	})
}

// lastDay returns the last possible day of a date as YYYYMMDD, or 0 if it is not determined.
func lastDay(d Date) int32 {
	_, last := d.Span()
	return last
}

// Next returns the day after the last one that the date may mean; zero if there is none.
func (d Date) Next() Date {
	n := dayAfter(d)
	return Date{Year: int(n / 10000), Month: int(n / 100 % 100), Day: int(n % 100)}
}

// dayAfter returns the day after the last possible day of a date as YYYYMMDD, or 0 if it is not determined.
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

// SameAct reports whether two citations agree in kind, number and date.
func (c *Citation) SameAct(o Citation) bool {
	return strings.EqualFold(c.Kind, o.Kind) && strings.EqualFold(c.Number, o.Number) && c.Date.String() == o.Date.String()
}

// Kinds of bodies that issue acts, as cited.
const (
	BodyAdministration = "administration"
	BodyCouncil        = "council"
	BodyGovernment     = "government"
	BodyMinistry       = "ministry"
)

// bodyStems recognise bodies by the stems of words in their names. The first match counts.
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
