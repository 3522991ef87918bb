package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
)

// holdings tests that each act is reported once, as held or as only cited, over more keys than are read at a time.
func holdings(t *testing.T, s archive.Store) {
	ctx := t.Context()
	cite := func(number, day string) archive.Citation {
		date, err := archive.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		return archive.Citation{Kind: "постановление", Number: number, Date: date, Level: "municipal"}
	}
	citing := func(uri, number string, cites ...archive.Citation) *archive.Document {
		d := act(uri, number, "2016-05-06")
		d.Facts.Cites = cites
		return d
	}
	federal := archive.Citation{Kind: "постановление", Number: "999", Date: archive.Date{Year: 2015, Month: 1, Day: 2},
		Level: "federal"}
	put := []*archive.Document{
		act("held", "12-А", "2015-03-04"),
		citing("one", "5", cite("12-а", "2015-03-04"), cite("77", "2014-01-02"), federal),
		citing("two", "6", cite("77", "2014-01-02"), cite("77", "2014-01-02"), cite("78", "2014-01-03")),
	}
	want := []string{"held 12-а 2015-03-04", "held 5 2016-05-06", "held 6 2016-05-06", "absent 77 2014-01-02 by 2",
		"absent 78 2014-01-03 by 1"}
	for i := range 250 {
		n := fmt.Sprint(1000 + i)
		put = append(put, act("many"+n, n, "2017-01-02"))
		want = append(want, "held "+n+" 2017-01-02")
	}
	if _, err := s.Commit(ctx, archive.Batch{Source: "s", Put: put}); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := s.Holdings(ctx, func(h archive.Holding) error {
		line := "held " + h.Act.Number + " " + h.Act.Date.String()
		if h.ID == "" {
			line = fmt.Sprintf("absent %s %s by %d", h.Act.Number, h.Act.Date.String(), h.Cited)
			if len(h.By) != h.Cited {
				t.Errorf("%s: %v", line, h.By)
			}
		}
		got = append(got, line)
		return nil
	})
	slices.Sort(got)
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := s.Holdings(ctx, func(archive.Holding) error { return archive.ErrInvalid }); err == nil {
		t.Error("an error of the function does not end it")
	}
}
