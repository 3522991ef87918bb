package archive_test

import (
	"errors"
	"testing"

	"letopis/internal/archive"
)

// What a draft would do counts again once a person says that it is no draft, and no more once he says that it is one.
func TestADraftDoesNothingYet(t *testing.T) {
	does := func(what string, at int) archive.Effect {
		return archive.Effect{What: what, Act: archive.Citation{Kind: "решение", Number: "1"},
			Evidence: archive.Evidence{Start: at, End: at + 1}}
	}
	told := does(archive.EffectAmends, 20)
	told.By = archive.Citation{Kind: "решение", Number: "2"}
	f := archive.Facts{Effects: []archive.Effect{does(archive.EffectRepeals, 10), told, does(archive.EffectExtends, 30)}}
	f.SetDraft(archive.Evidence{Rule: "draft-mark", End: 5})
	check := func(draft bool, effects, intends string) {
		t.Helper()
		list := func(of []archive.Effect) (out string) {
			for _, e := range of {
				out += e.What + " "
			}
			return out
		}
		if f.IsDraft() != draft || list(f.Effects) != effects || list(f.Intends) != intends {
			t.Errorf("draft %v, does %v, intends %v", f.IsDraft(), list(f.Effects), list(f.Intends))
		}
	}
	check(true, "amends ", "repeals extends ")
	apply := func(value ...string) error {
		return f.Apply(archive.Edit{Field: "draft", Value: value}, nil)
	}
	for _, value := range []string{"false", "true", ""} {
		var err error
		if value == "" {
			err = apply()
		} else {
			err = apply(value)
		}
		switch {
		case err != nil:
			t.Error(err)
		case value == "true":
			check(true, "amends ", "repeals extends ")
		default:
			check(false, "repeals amends extends ", "")
		}
	}
	for _, wrong := range [][]string{{"maybe"}, {"true", "false"}, {""}} {
		var bad *archive.EditError
		if err := apply(wrong...); !errors.As(err, &bad) || bad.Field != "draft" || !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	check(false, "repeals amends extends ", "")
}
