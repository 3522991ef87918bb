package document

import (
	"testing"

	"letopis/internal/server/api"
	"letopis/web"
)

// TestAnActIsNamedOnce holds that the card of what was done to an act names each act that does something once.
func TestAnActIsNamedOnce(t *testing.T) {
	ptr := func(s string) *string { return &s }
	one, two := "first", "second"
	deed := func(by *string, what, part string, from *string) api.Deed {
		d := api.Deed{What: api.EffectWhat(what), From: from, ToldBy: *by}
		d.By = api.Act{Kind: ptr("решение"), Number: ptr("7"), Date: ptr("2015-03-04"), Target: by}
		if part != "" {
			d.Part = &part
		}
		return d
	}
	got := actDeeds(web.English, []api.Deed{deed(&one, "amends", "п. 1", nil), deed(&two, "suspends", "п. 2", nil),
		deed(&one, "amends", "п. 3", nil), deed(&one, "supplements", "п. 4", ptr("2016-01-01")),
		deed(&one, "amends", "", nil)})
	if len(got) != 2 || got[0].Act.Href != "/d/first?lang=en" || got[1].Act.Href != "/d/second?lang=en" {
		t.Fatalf("%+v", got)
	}
	var said []string
	for _, l := range got[0].Done {
		said = append(said, l.Text+" | "+l.Note)
	}
	want := []string{"amends | п. 1; п. 3", "supplements | п. 4, from\u00a0" + web.English.Date("2016-01-01"), "amends | "}
	if len(said) != 3 || said[0] != want[0] || said[1] != want[1] || said[2] != want[2] {
		t.Errorf("%q, want %q", said, want)
	}
	if l := got[1]; len(l.Done) > 0 || l.Act.Text[:10] != "suspends: " || l.Act.Note != "п. 2" {
		t.Errorf("one thing is told in its own line: %+v", l)
	}
}
