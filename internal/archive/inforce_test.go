package archive

import (
	"fmt"
	"testing"
)

// TestInForce holds on which days acts are in force.
func TestInForce(t *testing.T) {
	day := func(y, m, d int) Date { return Date{Year: y, Month: m, Day: d} }
	deed := func(what string, from, until Date) Deed {
		return Deed{Effect: Effect{What: what, From: from, Until: until, By: Citation{Date: from}}}
	}
	part := deed(EffectRepeals, day(2015, 1, 1), Date{})
	part.Part = "пункт 3"
	doubt := deed(EffectRepeals, day(2015, 1, 1), Date{})
	doubt.Doubt = DeedNamesake
	amends := make([]Deed, 10_000)
	for i := range amends {
		amends[i] = deed(EffectAmends, day(2014+i/360, 1+i/30%12, 1+i%28), Date{})
	}
	stops := make([]Deed, 10_000)
	for i := range stops {
		d := day(2014+i/360, 1+i/30%12, 1+i%28)
		stops[i] = deed(EffectSuspends, d, d)
	}
	lapses := []Effect{{What: EffectLapses, Until: Date{Year: 2016}}}
	for _, c := range []struct {
		what    string
		effects []Effect
		deeds   []Deed
		want    string
	}{
		{"nothing is known", nil, nil, "[{20130510 0}]"},
		{"a term", lapses, nil, "[{20130510 20161231}]"},
		{"prolonged", lapses, []Deed{deed(EffectExtends, day(2016, 5, 1), Date{Year: 2018})}, "[{20130510 20181231}]"},
		{"repealed", lapses, []Deed{deed(EffectRepeals, day(2015, 3, 1), Date{})}, "[{20130510 20150228}]"},
		{"in part", nil, []Deed{part}, "[{20130510 0}]"},
		{"in doubt", nil, []Deed{doubt}, "[{20130510 20141231}]"},
		{"suspended", nil, []Deed{deed(EffectSuspends, day(2015, 1, 1), day(2015, 1, 31))},
			"[{20130510 20141231} {20150201 0}]"},
		{"from a later day", []Effect{{What: EffectStarts, From: day(2014, 1, 1)}}, nil, "[{20140101 0}]"},
		{"from a day before it was made", []Effect{{What: EffectStarts, From: day(2013, 1, 1)}}, nil, "[{20130510 0}]"},
		{"after what has no day", []Effect{{What: EffectStarts, Act: Citation{Name: "после опубликования"}}}, nil,
			"[{20130510 0}]"},
		{"repealed before it began", []Effect{{What: EffectStarts, From: day(2014, 1, 1)}},
			[]Deed{deed(EffectRepeals, day(2013, 12, 1), Date{})}, "[]"},
		{"a term that ends before it begins", append([]Effect{{What: EffectStarts, From: day(2017, 1, 1)}}, lapses...), nil,
			"[]"},
		{"amended 10,000 times", nil, amends, "[{20130510 0}]"},
	} {
		d := Document{Facts: Facts{Kind: Value{Text: "постановление"}, Number: Value{Text: "7"}, Date: day(2013, 5, 10),
			Effects: c.effects}, Deeds: c.deeds}
		if got := fmt.Sprint(d.InForce()); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	d := Document{Facts: Facts{Kind: Value{Text: "постановление"}, Number: Value{Text: "7"}, Date: day(2013, 5, 10)},
		Deeds: stops}
	if n := len(d.InForce()); n == 0 || n > maxTurns {
		t.Errorf("%d spans", n)
	}
	// A suspension that is over has changed nothing; one of a part counts while it lasts.
	for _, part := range []string{"", "пункт 3"} {
		x := deed(EffectSuspends, day(2015, 1, 1), day(2015, 1, 31))
		x.Part = part
		d.Deeds = []Deed{x}
		for on, want := range map[Date]string{day(2014, 12, 31): ForceIn, day(2015, 2, 1): ForceIn,
			day(2015, 1, 31): map[string]string{"": ForceSuspended, "пункт 3": ForceAmended}[part]} {
			if f := d.ForceOn(on); f.State != want || f.State == ForceIn && f.By != nil {
				t.Errorf("suspended %q, on %v: %+v, want %s", part, on, f, want)
			}
		}
	}
	d.Deeds, d.Facts.Effects = nil, []Effect{{What: EffectStarts, From: day(2014, 1, 1)}}
	if f := d.ForceOn(day(2013, 12, 31)); f.State != ForcePending || f.From != day(2014, 1, 1) || f.Next != 20140101 {
		t.Errorf("the day before it is in force: %+v", f)
	}
	d.Facts.Kind.Text = "новость"
	if got := d.InForce(); got != nil {
		t.Errorf("no act: %v", got)
	}
}
