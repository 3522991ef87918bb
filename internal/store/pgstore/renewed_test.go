package pgstore_test

import (
	"slices"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/store/storetest"
	"letopis/internal/testkit"
)

// renewed holds that an act which is only renewed, after an upgrade has emptied the rows by which acts find each other,
// comes anew in the log when something was done to it: the index would hold it for in force else.
func renewed(t *testing.T, pg *testkit.Postgres) {
	dsn := pg.Database(t)
	s := open(t, dsn)
	act := func(uri, number, day string, rules int) *archive.Document {
		d := storetest.Doc(uri, "т")
		d.Rules = rules
		d.Facts.Kind.Text, d.Facts.Number.Text = "постановление", number
		d.Facts.Date, _ = archive.ParseDate(day)
		d.Facts.Issuer = archive.Issuer{Value: archive.Value{Text: "Администрация района"}, ID: "uglichskiy/administratsiya"}
		return d
	}
	put := func(d *archive.Document) archive.Seq {
		t.Helper()
		res, err := s.Commit(t.Context(), archive.Batch{Source: "s", Put: []*archive.Document{d}})
		if err != nil {
			t.Fatal(err)
		}
		return res.Seq
	}
	repealing := func(rules int) *archive.Document {
		d, day := act("new", "7", "2016-05-06", rules), archive.Date{Year: 2015, Month: 3, Day: 4}
		d.Facts.Effects = []archive.Effect{{What: "repeals",
			Act: archive.Citation{Kind: "постановление", Number: "12", Date: day}}}
		return d
	}
	old := act("old", "12", "2015-03-04", 1)
	put(old)
	put(repealing(1))
	for _, table := range []string{"acts", "cites", "effects"} {
		pg.Exec(t, dsn, "DELETE FROM letopis."+table)
	}
	before := put(repealing(2))
	put(act("old", "12", "2015-03-04", 2))
	changes, err := s.Changes(t.Context(), before, 10)
	if err != nil || !slices.ContainsFunc(changes, func(c archive.Change) bool { return c.ID == old.ID }) {
		t.Errorf("the log after the renewal: %+v %v", changes, err)
	}
}
