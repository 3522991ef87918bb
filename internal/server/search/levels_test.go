package search

import (
	"slices"
	"testing"

	"letopis/index"
	"letopis/internal/archive"
	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/web"
)

// oneTown is a gazetteer of one town.
type oneTown struct{ label.Gazetteer }

func (oneTown) City(id string) (label.City, bool) {
	return label.City{ID: id, Name: "Мышкин"}, true
}

func (oneTown) Unit(string) (label.Unit, bool) { return label.Unit{}, false }

func TestLevels(t *testing.T) {
	s := New(Options{Labels: label.New(nil, nil, oneTown{})})
	levels := s.Levels(web.Russian, "myshkin",
		&index.Facet{Values: []index.ValueCount{{Value: archive.LevelTown, Count: 2}}, Missing: 1})
	want := []api.LevelCount{{Level: "town", Label: "город Мышкин", Count: 2},
		{Level: "_missing", Label: "не определено", Count: 1}}
	if !slices.Equal(levels, want) {
		t.Errorf("%+v, want %+v", levels, want)
	}
}
