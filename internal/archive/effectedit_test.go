package archive_test

import (
	"errors"
	"testing"

	"letopis/internal/archive"
)

func TestParseEffect(t *testing.T) {
	for _, s := range []string{"repeals;постановление;6;2015", "repeals;постановление;6;2015-03",
		"repeals;постановление;б/н;2015-03-04", "repeals;постановление;6", "lapses", "starts",
		"starts;постановление;6;2015-03-04;from=2016-01-01", "approves;порядок;1;2015-03-04"} {
		if e, err := archive.ParseEffect(s); !errors.Is(err, archive.ErrInvalid) {
			t.Errorf("%q: %+v %v", s, e, err)
		}
	}
	e, err := archive.ParseEffect("repeals; постановление; 6-п; 2015-03-04; part = пункт 3; from = 2016-01-01")
	if err != nil || e.Act.Number != "6-п" || e.Part != "пункт 3" || e.From.String() != "2016-01-01" {
		t.Errorf("%+v %v", e, err)
	}
}

// What is written as a person writes it is read as the same effect.
func TestEffectForm(t *testing.T) {
	for _, s := range []string{"repeals;постановление;6-п;2015-03-04;part=пункт 3;from=2016-01-01",
		"suspends;решение;12;2015-03-04;since=2016-01;until=2017", "lapses;until=2020-12-31", "starts;from=2016-01-01"} {
		e, err := archive.ParseEffect(s)
		if err != nil || e.Form() != s || !e.Own() {
			t.Errorf("%q: %q, own %v: %v", s, e.Form(), e.Own(), err)
		}
	}
	e := archive.Effect{What: archive.EffectAmends, Act: archive.Citation{Kind: "закон", Number: "1; 2"}, Part: "а;б"}
	if got := e.Form(); got != "amends;закон;1, 2;;part=а,б" {
		t.Errorf("%q", got)
	}
	e.By.Number = "7"
	if e.Own() {
		t.Error("another act does it")
	}
}

// TestDoubtInTheFuture holds that a doubtful effect decides nothing before the day from which it is so.
func TestDoubtInTheFuture(t *testing.T) {
	var d archive.Document
	d.Facts.Kind.Text, d.Facts.Number.Text = "постановление", "1"
	d.Facts.Date = archive.Date{Year: 2015, Month: 1, Day: 12}
	d.Deeds = []archive.Deed{{Effect: archive.Effect{What: archive.EffectRepeals,
		From: archive.Date{Year: 2030, Month: 1, Day: 1}}, Doubt: archive.DeedNamesake}}
	now := d.ForceOn(archive.Date{Year: 2020, Month: 1, Day: 1})
	then := d.ForceOn(archive.Date{Year: 2030, Month: 1, Day: 1})
	if now.State != archive.ForceIn || now.Next != 20300101 || then.State != archive.ForceUnknown {
		t.Errorf("%+v, then %+v", now, then)
	}
}
