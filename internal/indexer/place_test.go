package indexer_test

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/archive"
	"letopis/internal/indexer"
	"letopis/internal/query/dates"
)

func TestPlacesOfADocument(t *testing.T) {
	_, a := setup(t)
	region := archive.Place{ID: "Ярославская область", Level: archive.LevelRegion}
	district := archive.Place{ID: "uglichskiy", Level: archive.LevelMunicipality, Towns: []string{"uglich"}}
	old := archive.Place{ID: "dankovskiy", Level: archive.LevelMunicipality, Today: []string{"dankovskiy-okrug"}}
	okrug := archive.Place{ID: "dankovskiy-okrug", Level: archive.LevelMunicipality,
		Former: []string{"dankovskiy", "speshnevskiy"}}
	rural := archive.Place{ID: "uglichskiy.slobodskoe", Level: archive.LevelSettlement}
	urban := archive.Place{ID: "uglichskiy.uglich", Level: archive.LevelSettlement, Towns: []string{"uglich"}}
	for name, c := range map[string]struct {
		facts archive.Facts
		want  map[string]string
	}{
		"district": {archive.Facts{Places: []archive.Place{region, district},
			Region: archive.Value{Text: "Ярославская область", Evidence: archive.Evidence{Rule: archive.RuleDerived}}},
			map[string]string{"city": "uglich", "municipality": "uglichskiy", "territory": "uglichskiy",
				"level": "municipality", "region": "Ярославская область", "settlement": ""}},
		"village settlement": {archive.Facts{Places: []archive.Place{region, district, rural}},
			map[string]string{"city": "", "municipality": "uglichskiy", "settlement": "uglichskiy.slobodskoe",
				"level": "settlement"}},
		"town's settlement": {archive.Facts{Places: []archive.Place{region, district, urban},
			Cities: []archive.City{{ID: "uglich", Role: archive.RoleIssuer}}},
			map[string]string{"city": "uglich", "level": "settlement"}},
		"town": {archive.Facts{Places: []archive.Place{region, district, urban,
			{ID: "uglich", Level: archive.LevelTown}}}, map[string]string{"city": "uglich", "level": "town"}},
		"region alone": {archive.Facts{Places: []archive.Place{region}},
			map[string]string{"city": "", "municipality": "", "level": "region"}},
		"no more": {archive.Facts{Places: []archive.Place{region, old}},
			map[string]string{"municipality": "dankovskiy-okrug", "territory": "dankovskiy dankovskiy-okrug"}},
		"merged": {archive.Facts{Places: []archive.Place{region, okrug}},
			map[string]string{"municipality": "dankovskiy-okrug", "territory": "dankovskiy-okrug dankovskiy speshnevskiy"}},
		"event elsewhere": {archive.Facts{Cities: []archive.City{{ID: "amursk", Role: archive.RoleAbout},
			{ID: "moskva", Role: archive.RoleEvent}}},
			map[string]string{"city": "amursk", "city_event": "moskva", "city_mentioned": "", "level": ""}},
	} {
		d := indexer.Doc(a, &archive.Document{ID: "x", Facts: c.facts})
		for field, want := range c.want {
			if got := strings.Join(d.Keywords[field], " "); got != want {
				t.Errorf("%s: %s %q, want %q", name, field, got, want)
			}
		}
	}
}

func TestEventsOfADocument(t *testing.T) {
	_, a := setup(t)
	day := func(y, m, d int) archive.Date { return archive.Date{Year: y, Month: m, Day: d} }
	for name, c := range map[string]struct {
		event archive.Event
		want  string
	}{
		"span": {archive.Event{From: day(2011, 4, 30), To: day(2011, 5, 1)},
			"2011 2011-04 2011-04-30 2011-05 2011-05-01"},
		"day":   {archive.Event{From: day(2011, 4, 20)}, "2011 2011-04 2011-04-20"},
		"month": {archive.Event{From: day(2011, 4, 0)}, "2011 2011-04"},
		"year":  {archive.Event{From: day(2011, 0, 0)}, "2011"},
		"long": {archive.Event{From: day(2011, 11, 1), To: day(2012, 1, 31)},
			"2011 2011-11 2011-11-all 2011-12 2011-12-all 2012 2012-01 2012-01-all"},
		"day to year": {archive.Event{From: day(2011, 4, 20), To: day(2012, 0, 0)}, "2011 2012"},
		"reversed":    {archive.Event{From: day(2011, 4, 20), To: day(2010, 4, 20)}, ""},
		"a slip":      {archive.Event{From: day(1011, 4, 20), To: day(2011, 4, 20)}, ""},
		"none":        {archive.Event{}, ""},
	} {
		got := slices.Sorted(slices.Values(indexer.Doc(a, &archive.Document{ID: "x",
			Facts: archive.Facts{Events: []archive.Event{c.event}}}).Keywords["event"]))
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
	terms := func(e archive.Event) []string {
		doc := &archive.Document{ID: "x", Facts: archive.Facts{Events: []archive.Event{e}}}
		return indexer.Doc(a, doc).Keywords["event"]
	}
	long := archive.Event{From: day(2011, 1, 1), To: day(2011, 3, 3)} // 62 days
	if got := terms(long); len(got) != 62+3+1 {
		t.Errorf("62 days have %d terms", len(got))
	}
	long.To = day(2011, 6, 10)
	got := terms(long)
	for s, want := range map[string]bool{"2011-01-01": true, "2011-03-15": true, "2011-06-10": true, "2011-06-11": false,
		"2010-12-31": false} {
		terms, err := dates.EventTerms(s)
		if found := slices.ContainsFunc(terms, func(t string) bool { return slices.Contains(got, t) }); err != nil ||
			found != want {
			t.Errorf("a day of a long event: %s is found: %v, %v", s, found, err)
		}
	}
}
