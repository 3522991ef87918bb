package places_test

import (
	"path/filepath"
	"slices"
	"testing"

	"letopis/configs"
	"letopis/internal/archive"
	"letopis/internal/enrich"
	"letopis/internal/gazetteer"
	"letopis/internal/ingest"
	"letopis/internal/places"
	"letopis/internal/store/sqlitestore"
)

// An archive of former rules knew towns and no places. What people corrected there then stays
// after the upgrade, and the places follow it: the town, and the issuer by its name.
func TestCorrectionsOfAnOldArchive(t *testing.T) {
	g, err := gazetteer.LoadWith(configs.CitiesAliases)
	if err != nil {
		t.Fatal(err)
	}
	e, err := enrich.New(g, enrich.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	s, err := sqlitestore.Open(ctx, filepath.Join(t.TempDir(), "l.db"),
		sqlitestore.Options{Authority: places.NewAuthority(g, e)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	text := "Мост открыт\n12 мая 2015\nВ субботу открыли мост. Гостей встречали хлебом-солью, " +
		"все остались довольны праздником."
	id := archive.NewID("s", "a.txt")
	old := &archive.Document{ID: id, Source: "s", URI: "a.txt", Status: archive.StatusOK, Text: text, Rules: 1,
		Facts: archive.Facts{Cities: []archive.City{{ID: "tomsk", Name: "Томск", Region: "Томская область",
			Role: archive.RoleAbout}},
			Issuer: archive.Issuer{Value: archive.Value{Text: "Администрация Томска"}}}}
	if _, err := s.Commit(ctx, archive.Batch{Source: "s", Cursor: "c", Put: []*archive.Document{old}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Edit(ctx, archive.Edit{ID: id, Field: "cities", Value: []string{"uglich"}},
		archive.Edit{ID: id, Field: "issuer", Value: []string{"Дума Угличского муниципального района"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Renew(ctx, ingest.Renewal{Store: s, Enrich: e.EnrichWithin, Rules: enrich.Version()}); err != nil {
		t.Fatal(err)
	}
	docs, err := s.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	d, f := docs[0], docs[0].Facts
	town := func(c archive.City) bool { return c.ID == "uglich" && c.Role == archive.RoleAbout }
	if d.Rules != enrich.Version() || !slices.ContainsFunc(f.Cities, town) || !slices.Contains(f.Edited, "cities") ||
		slices.ContainsFunc(f.Cities, func(c archive.City) bool { return c.ID == "tomsk" }) {
		t.Errorf("rules %d, towns %+v, corrected %v", d.Rules, f.Cities, f.Edited)
	}
	if m, ok := f.PlaceAt(archive.LevelMunicipality); !ok || m.ID != "uglichskiy" ||
		f.Region.Text != "Ярославская область" {
		t.Errorf("places %+v, region %+v", f.Places, f.Region)
	}
	want := archive.Issuer{Value: archive.Value{Text: "Дума Угличского муниципального района",
		Evidence: archive.Evidence{Rule: "edit"}},
		ID: "uglichskiy/duma", Name: "Дума Угличского муниципального округа"}
	if f.Issuer != want {
		t.Errorf("issuer %+v, want %+v", f.Issuer, want)
	}
}
