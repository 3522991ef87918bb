// Package gather collects what an edition is made from: it finds the acts in an archive that amended an act by a
// given day, in the order in which they came into force, and gives the reason for each one that is left out.
package gather

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"letopis/internal/archive"
	"letopis/internal/edition"
)

// Skip is the reason why an act that amended another one is not used in an edition.
type Skip string

// The reasons. For deeds in doubt they are the Deed constants of package archive.
const (
	NotHeld Skip = "notheld" // the archive lacks it
	Taken   Skip = "taken"   // the document already includes its changes
	Older   Skip = "older"   // the document includes changes of later acts and does not say whether it includes these
	Changed Skip = "changed" // it was itself changed or repealed before
	Days    Skip = "days"    // its changes take effect on several days, some of them in the future
	Bare    Skip = "bare"    // none of its text was understood as a change
	TooMany Skip = "toomany" // beyond maxActs, or the acts before it used up the allowed work
)

// maxActs limits how many acts are read for an edition; acts skipped before reading do not count.
const maxActs = 200

// Act is an act that amended another one.
type Act struct {
	By   archive.Citation // Target is its document if the archive holds it
	Day  archive.Date     // day on which its changes take effect
	Skip Skip             // why it was not used; empty if it was
	// Repealed: it was repealed later, which does not undo its changes.
	Repealed bool
	// Its changes are the outcomes First to Next-1 of the Wording.
	First, Next int
}

// Source is the place of an instruction in an amending act.
type Source struct {
	Offset, Length int    // in characters
	Text           string // the beginning of the instruction
}

// maxSourceLength is the maximum length of Source.Text in characters.
const maxSourceLength = 400

// Edition is the text of an act as amended by a day.
type Edition struct {
	Doc  *archive.Document
	On   archive.Date
	Acts []Act // in chronological order
	*edition.Wording
	Sources []Source // one per Outcome
	copies  []string // other documents of the act
}

// Certain reports whether all changes that the archive knows of were made.
func (e *Edition) Certain() bool {
	return e.Made() == len(e.Outcomes) &&
		!slices.ContainsFunc(e.Acts, func(a Act) bool { return a.Skip != "" && a.Skip != Taken || a.Repealed })
}

// Store is the required part of archive.Store.
type Store interface {
	Get(ctx context.Context, ids ...string) ([]*archive.Document, error)
	Links(ctx context.Context, id string) (archive.Links, error)
}

// Make reconstructs the act that d contains as of a day. pause is called between pieces of work; if it returns an
// error, Make stops and returns that.
func Make(ctx context.Context, store Store, d *archive.Document, on archive.Date, pause func(context.Context) error) (
	*Edition, error) {
	links, err := store.Links(ctx, d.ID)
	if err != nil {
		return nil, fmt.Errorf("reading what was done to %s: %w", d.ID, err)
	}
	e := &Edition{Doc: d, On: on, Acts: actsOn(links.Deeds, on), copies: links.Copies}
	e.taken()
	f := &d.Facts
	base := edition.Base{Text: d.Text, Ref: edition.Ref{Number: f.Number.Text, Day: f.Date.String()}}
	if t := f.Title.Evidence; t.End > t.Start && t.End <= len(d.Text) {
		base.Title = edition.Span{Start: t.Start, End: t.End}
	}
	m := edition.New(base, pause)
	read := 0
	for i := range e.Acts {
		a := &e.Acts[i]
		a.First = len(m.Wording().Outcomes)
		if a.Next = a.First; a.Skip != "" {
			continue
		}
		if read == maxActs || m.Spent() {
			a.Skip = TooMany
			continue
		}
		read++
		if err := pause(ctx); err != nil {
			return nil, err
		}
		docs, err := store.Get(ctx, a.By.Target)
		if err != nil {
			return nil, fmt.Errorf("reading what changed %s: %w", d.ID, err)
		}
		if docs[0] == nil {
			a.Skip = NotHeld
			continue
		}
		if a.Skip = e.standing(a, docs[0]); a.Skip != "" {
			continue
		}
		if a.By.Target = docs[0].ID; a.By.Title == "" {
			a.By.Title = docs[0].Facts.Title.Text
		}
		n, err := m.Act(ctx, edition.Act{Text: docs[0].Text, Only: only(docs[0])})
		if err != nil {
			return nil, err
		}
		if a.Next += n; n == 0 {
			a.Skip = Bare
		}
		e.Sources = append(e.Sources, sources(docs[0].Text, m.Wording().Outcomes[a.First:])...)
	}
	e.Wording = m.Wording()
	return e, nil
}

// sources locates changes in the text of their act.
func sources(text string, of []edition.Outcome) []Source {
	out := make([]Source, len(of))
	at, chars := 0, 0 // number of characters before an offset
	for i := range of {
		s := of[i].Source
		if s.Start < at {
			at, chars = 0, 0
		}
		chars += utf8.RuneCountInString(text[at:s.Start])
		at = s.Start
		words := text[s.Start:s.End]
		out[i] = Source{chars, utf8.RuneCountInString(words), words}
		if out[i].Length > maxSourceLength {
			n := 0
			for k := range words {
				if n++; n > maxSourceLength {
					out[i].Text = words[:k] + "…"
					break
				}
			}
		}
	}
	return out
}

// actsOn returns the acts whose deeds changed the text of an act by a day.
func actsOn(deeds []archive.Deed, on archive.Date) (out []Act) {
	last, _ := on.Span()
	at := map[string]int{}
	later := map[string]bool{} // acts with deeds that are not in force yet
	doubts := map[int]bool{}   // acts with only doubtful deeds so far
	for i := range deeds {
		d := &deeds[i]
		if !d.ChangesText() {
			continue
		}
		key := cmp.Or(d.By.Target, d.By.Kind+"|"+d.By.Number+"|"+d.By.Date.String())
		if from, _ := d.Day().Span(); from > last {
			later[key] = true
			continue
		}
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			out = append(out, Act{By: d.By, Day: d.Day(), Skip: Skip(d.Doubt)})
			if d.By.Target == "" {
				out[n].Skip = NotHeld
			}
			doubts[n] = d.Doubt != ""
		} else if doubts[n] && d.Doubt == "" {
			out[n].Skip, doubts[n] = "", false
		}
	}
	for key, n := range at {
		if later[key] && out[n].Skip == "" {
			out[n].Skip = Days
		}
	}
	slices.SortStableFunc(out, func(a, b Act) int {
		x, _ := a.Day.Span()
		y, _ := b.Day.Span()
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a.By.Date.String(), b.By.Date.String()))
	})
	return out
}

// taken marks the acts whose changes the document already includes according to its own text, and older ones.
func (e *Edition) taken() {
	told := editions(e.Doc)
	var newest int32
	has := map[string]bool{}
	for _, c := range told {
		from, _ := c.Date.Span()
		newest = max(newest, from)
		has[key(c)] = true
	}
	for i := range e.Acts {
		a := &e.Acts[i]
		from, _ := a.By.Date.Span()
		switch {
		case has[key(a.By)]:
			a.Skip = Taken
		case from < newest && a.Skip == "":
			a.Skip = Older
		}
	}
}

// editions returns the acts whose changes a document says it includes: «(в ред. от …)».
func editions(d *archive.Document) (out []archive.Citation) {
	own := archive.Citation{Kind: d.Facts.Kind.Text, Number: d.Facts.Number.Text, Date: d.Facts.Date}
	for _, x := range d.Facts.Effects {
		if x.By.Number != "" && (x.Act.Number == "" || sameAct(x.Act, own)) && x.What == archive.EffectAmends {
			out = append(out, x.By)
		}
	}
	return out
}

// key identifies an act by day and number.
func key(c archive.Citation) string { return c.Date.String() + "|" + strings.ToLower(c.Number) }

func sameAct(a, b archive.Citation) bool { return key(a) == key(b) }

// standing returns Changed if an amending act was itself changed or repealed before the day of the edition, and
// records whether it was repealed later.
func (e *Edition) standing(a *Act, by *archive.Document) Skip {
	last, _ := e.On.Span()
	begun, _ := a.Day.Span()
	for i := range by.Deeds {
		d := &by.Deeds[i]
		from, _ := d.Day().Span()
		switch {
		case from > last || d.What == archive.EffectApproves || d.OfItself() ||
			d.What == archive.EffectExtends:
		case d.What == archive.EffectRepeals && d.Part == "" && d.Doubt == "" && from > begun:
			a.Repealed = !slices.ContainsFunc(e.Doc.Deeds, func(x archive.Deed) bool {
				return x.What == archive.EffectRepeals && x.Part == "" && sameAct(x.By, d.By)
			})
		default:
			return Changed
		}
	}
	return ""
}

// only reports whether a document changes a single act.
func only(d *archive.Document) bool {
	seen := map[string]bool{}
	for _, x := range d.Facts.Effects {
		if x.By.Number == "" && x.Act.Number != "" && x.ChangesText() {
			seen[x.Act.Number+"|"+x.Act.Date.String()] = true
		}
	}
	return len(seen) == 1
}

// Limits on the other documents of the act that are examined, in total and between pauses.
const (
	maxCopies    = 50
	copiesAtOnce = 10
)

// Held returns the IDs of other documents of the act that say which amendments they include, all in force by the day
// of the edition, newest first. pause is as for Make.
func (e *Edition) Held(ctx context.Context, store Store, pause func(context.Context) error) (out []string, err error) {
	last, _ := e.On.Span()
	newest := map[string]int32{}
	for ids := range slices.Chunk(e.copies[:min(len(e.copies), maxCopies)], copiesAtOnce) {
		if err := pause(ctx); err != nil {
			return nil, err
		}
		docs, err := store.Get(ctx, ids...)
		if err != nil {
			return nil, fmt.Errorf("reading other documents of the act of %s: %w", e.Doc.ID, err)
		}
		for i, d := range docs {
			if d == nil {
				continue
			}
			for _, c := range editions(d) {
				from, _ := c.Date.Span()
				newest[ids[i]] = max(newest[ids[i]], from)
			}
			if n := newest[ids[i]]; n > 0 && n <= last {
				out = append(out, ids[i])
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(newest[b], newest[a]) })
	return out, nil
}
