package indexer_test

import (
	"context"
	"slices"
	"testing"

	"letopis/index"
	"letopis/index/memindex"
	"letopis/internal/archive"
	"letopis/internal/indexer"
)

// TestForceTurnsWithTheDay holds that the index of a day is that of a rebuild on the day: terms end and
// repeals begin without a change of the store, and an old act learns of one that comes later.
func TestForceTurnsWithTheDay(t *testing.T) {
	ctx := context.Background()
	s, a := setup(t)
	x, err := indexer.Open(ctx, s, memindex.NewEngine(), a, silent)
	if err != nil {
		t.Fatal(err)
	}
	x.SetToday(archive.Date{Year: 2016, Month: 12, Day: 31})
	act := func(number string, effects ...archive.Effect) *archive.Document {
		return &archive.Document{ID: archive.NewID("s", number), Source: "s", URI: number, Status: archive.StatusOK,
			Text: "т", Facts: archive.Facts{Kind: archive.Value{Text: "постановление"}, Number: archive.Value{Text: number},
				Date: archive.Date{Year: 2015, Month: 1, Day: 2}, Effects: effects}}
	}
	term := act("1", archive.Effect{What: archive.EffectLapses, Until: archive.Date{Year: 2016}})
	old, plain := act("2"), act("3")
	repeals := act("4", archive.Effect{What: archive.EffectRepeals, From: archive.Date{Year: 2017, Month: 2, Day: 1},
		Act: archive.Citation{Kind: "постановление", Number: "2", Date: archive.Date{Year: 2015, Month: 1, Day: 2}}})
	for _, d := range []*archive.Document{term, old, plain, repeals} {
		if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: []*archive.Document{d}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		day                    archive.Date
		lapsed, repealed, left []string
	}{
		{archive.Date{Year: 2016, Month: 12, Day: 31}, nil, nil, []string{term.ID, old.ID, plain.ID, repeals.ID}},
		{archive.Date{Year: 2017, Month: 1, Day: 1}, []string{term.ID}, nil, []string{old.ID, plain.ID, repeals.ID}},
		{archive.Date{Year: 2017, Month: 2, Day: 1}, []string{term.ID}, []string{old.ID}, []string{plain.ID, repeals.ID}},
	} {
		x.SetToday(c.day)
		for _, bring := range []func(context.Context) error{x.CatchUp, x.Rebuild} {
			if err := bring(ctx); err != nil {
				t.Fatal(err)
			}
			for force, want := range map[string][]string{"lapsed": c.lapsed, "repealed": c.repealed, "in_force": c.left} {
				res, err := x.Live().Search(ctx, index.Query{Filters: []index.Filter{{Field: "force", Any: []string{force}}},
					Limit: 10})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, h := range res.Hits {
					got = append(got, h.ID)
				}
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s: %v, want %v", c.day, force, got, want)
				}
			}
		}
	}
	if x.Day() != "2017-02-01" {
		t.Errorf("day %s", x.Day())
	}
}
