package archive

import (
	"fmt"
	"slices"
)

// IsDraft reports whether the document is a draft, by its text or by a person's correction.
func (f *Facts) IsDraft() bool { return f.Draft.Rule != "" }

// SetDraft notes where a document says that it is a draft; zero evidence makes it none. A draft does nothing to acts
// yet: what it would do moves from Effects to Intends, and back for what turns out to be no draft.
func (f *Facts) SetDraft(e Evidence) {
	f.Draft = e
	own := append(slices.Clone(f.Intends), f.Effects...)
	others := slices.DeleteFunc(slices.Clone(own), func(x Effect) bool { return x.By.Number == "" })
	if f.IsDraft() {
		f.Intends = slices.DeleteFunc(own, func(x Effect) bool { return x.By.Number != "" })
		f.Effects = others
		return
	}
	slices.SortStableFunc(own, func(a, b Effect) int { return a.Evidence.Start - b.Evidence.Start })
	f.Intends, f.Effects = nil, own
}

// Draft values, as corrections, filters and the index have them.
const (
	DraftYes = "true"
	DraftNo  = "false"
)

// DraftValues are all of them, in the order shown to people.
var DraftValues = []string{DraftNo, DraftYes}

// applyDraft makes the document a draft, or none: without a value, too.
func (f *Facts) applyDraft(value []string) error {
	switch {
	case len(value) > 1:
		return fmt.Errorf("draft takes one value, not %d: %w", len(value), ErrInvalid)
	case len(value) == 1 && !slices.Contains(DraftValues, value[0]):
		return fmt.Errorf("draft is %s or %s, not %q: %w", DraftYes, DraftNo, value[0], ErrInvalid)
	case len(value) == 1 && value[0] == DraftYes:
		f.SetDraft(byPerson)
	default:
		f.SetDraft(Evidence{})
	}
	return nil
}
