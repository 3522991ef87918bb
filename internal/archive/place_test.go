package archive

import (
	"errors"
	"strings"
	"testing"
)

// places is an authority of a few places.
type places struct{ NoAuthority }

var paths = map[string][]Place{
	"uglichskiy": {region, district},
	"uglichskiy.uglich": {region, district, {ID: "uglichskiy.uglich", Name: "городское поселение Углич",
		Level: LevelSettlement, Towns: []string{"uglich"}}},
	"uglichskiy.slobodskoe": {region, district, {ID: "uglichskiy.slobodskoe", Name: "Слободское сельское поселение",
		Level: LevelSettlement}},
	"sovetskiy-mariy-el": {{ID: "Республика Марий Эл", Name: "Республика Марий Эл", Level: LevelRegion},
		{ID: "sovetskiy-mariy-el", Name: "Советский район", Level: LevelMunicipality}},
	"sovetskiy-stavropolsky": {{ID: "Ставропольский край", Name: "Ставропольский край", Level: LevelRegion},
		{ID: "sovetskiy-stavropolsky", Name: "Советский район", Level: LevelMunicipality}},
}

var (
	region   = Place{ID: "Ярославская область", Name: "Ярославская область", Level: LevelRegion}
	district = Place{ID: "uglichskiy", Name: "Угличский район", Level: LevelMunicipality, Towns: []string{"uglich"}}
)

func (places) City(id string) (City, bool) {
	return City{ID: id, Name: "Углич", Region: region.Name}, id == "uglich"
}

func (places) Path(id string) ([]Place, bool) { p, ok := paths[id]; return p, ok }

func (places) PathNamed(name, region string) ([]Place, bool) {
	for _, p := range paths {
		if p[0].ID == region && p[len(p)-1].Name == name {
			return p, true
		}
	}
	return nil, false
}

func (places) PathOfCity(id string) ([]Place, bool) { p, ok := paths["uglichskiy."+id]; return p, ok }

func (places) NearestUnit(string) string { return "uglichskiy" }

func named(text string) Value {
	return Value{Text: text, Evidence: Evidence{Rule: "act-head", Start: 3, End: 9}}
}

func TestPlacesFollowCorrections(t *testing.T) {
	mari := Facts{Municipality: named("Советский район")}
	inDistrict := Facts{Municipality: named("Угличский район"), Region: Value{Text: region.Name},
		Places: []Place{region, district}}
	tests := []struct {
		name     string
		facts    Facts
		edits    []Edit
		want     string // ids of places
		region   string
		derived  bool
		lowest   string // Facts.Municipality
		evidence string
	}{
		{"municipality", Facts{}, []Edit{{Field: "municipality", Value: []string{"uglichskiy"}}},
			"Ярославская область uglichskiy", region.Name, true, "Угличский район", "edit"},
		{"settlement", Facts{}, []Edit{{Field: "municipality", Value: []string{"uglichskiy.slobodskoe"}}},
			"Ярославская область uglichskiy uglichskiy.slobodskoe", region.Name, true, "Слободское сельское поселение", "edit"},
		{"municipality of the region named", Facts{Region: named(region.Name)},
			[]Edit{{Field: "municipality", Value: []string{"uglichskiy"}}},
			"Ярославская область uglichskiy", region.Name, false, "Угличский район", "edit"},
		{"no municipality", inDistrict, []Edit{{Field: "municipality"}}, "Ярославская область", region.Name, false, "", ""},
		{"region of a homonym", mari, []Edit{{Field: "region", Value: []string{"Республика Марий Эл"}}},
			"Республика Марий Эл sovetskiy-mariy-el", "Республика Марий Эл", false, "Советский район", "edit"},
		{"region without it", mari, []Edit{{Field: "region", Value: []string{"Томская область"}}}, "Томская область",
			"Томская область", false, "Советский район", "edit"},
		{"same region", inDistrict, []Edit{{Field: "region", Value: []string{region.Name}}}, "Ярославская область uglichskiy",
			region.Name, false, "Угличский район", ""},
		{"no region", inDistrict, []Edit{{Field: "region"}}, "", "", false, "Угличский район", ""},
		{"town", Facts{}, []Edit{{Field: "cities", Value: []string{"uglich"}}},
			"Ярославская область uglichskiy uglichskiy.uglich", region.Name, true, "городское поселение Углич", "edit"},
		{"town of the district", inDistrict, []Edit{{Field: "cities", Value: []string{"uglich"}}},
			"Ярославская область uglichskiy", region.Name, false, "Угличский район", ""},
		{"town outside what the text names", mari, []Edit{{Field: "cities", Value: []string{"uglich"}}}, "", "", false,
			"Советский район", ""},
		{"town after a municipality", Facts{}, []Edit{{Field: "municipality", Value: []string{"uglichskiy.slobodskoe"}},
			{Field: "cities", Value: []string{"uglich"}}},
			"Ярославская область uglichskiy uglichskiy.slobodskoe", region.Name, true, "Слободское сельское поселение", "edit"},
		{"no town", inDistrict, []Edit{{Field: "cities"}}, "Ярославская область uglichskiy", region.Name, false,
			"Угличский район", ""},
	}
	for _, tt := range tests {
		f := tt.facts
		for _, e := range tt.edits {
			if err := f.Apply(e, places{}); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		var ids []string
		for _, p := range f.Places {
			ids = append(ids, p.ID)
		}
		lowest, _ := f.Lowest()
		if got := strings.Join(ids, " "); got != tt.want || f.Region.Text != tt.region ||
			(f.Region.Evidence.Rule == RuleDerived) != tt.derived ||
			f.Municipality.Text != tt.lowest || lowest.Evidence.Rule != tt.evidence {
			t.Errorf("%s: %s, region %+v, municipality %+v, evidence %+v", tt.name, got, f.Region, f.Municipality,
				lowest.Evidence)
		}
	}
}

func TestCorrectionsSettleDoubts(t *testing.T) {
	doubts := map[string]Doubt{"municipality": {Why: DoubtHomonyms}, "issuer": {Why: DoubtSeveral}}
	f := Facts{Doubts: doubts}
	if err := f.Apply(Edit{Field: "cities", Value: []string{"uglich"}}, places{}); err != nil ||
		len(f.Doubts) != 1 || len(doubts) != 2 {
		t.Errorf("%v, %v of %v", err, f.Doubts, doubts)
	}
	if err := f.Apply(Edit{Field: "issuer"}, places{}); err != nil || len(f.Doubts) != 0 {
		t.Errorf("%v, %v", err, f.Doubts)
	}
}

func TestWrongMunicipality(t *testing.T) {
	for _, value := range [][]string{{"uglichsky"}, {"uglichskiy", "tomsk"}} {
		f := Facts{}
		err := f.Apply(Edit{Field: "municipality", Value: value}, places{})
		if !errors.Is(err, ErrInvalid) || len(value) == 1 && !strings.Contains(err.Error(), `did you mean "uglichskiy"`) {
			t.Errorf("%q: %v", value, err)
		}
		if f.Municipality.Text != "" || f.Edited != nil {
			t.Errorf("%q changed %+v", value, f)
		}
	}
}

func TestIssuerOfAPersonIsAnotherBody(t *testing.T) {
	f := Facts{Issuer: Issuer{Value: named("Администрация Угличского района"), ID: "uglichskiy/administratsiya"}}
	if err := f.Apply(Edit{Field: "issuer", Value: []string{"Администрация Угличского района"}}, places{}); err != nil ||
		f.Issuer.ID == "" {
		t.Errorf("%+v, %v", f.Issuer, err)
	}
	if err := f.Apply(Edit{Field: "issuer", Value: []string{"Дума Угличского района"}}, places{}); err != nil ||
		f.Issuer.ID != "" {
		t.Errorf("%+v, %v", f.Issuer, err)
	}
}
