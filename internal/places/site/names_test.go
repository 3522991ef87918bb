package site_test

import (
	"slices"
	"strings"
	"testing"

	"letopis/internal/gazetteer"
	"letopis/internal/places/site"
	"letopis/internal/server/label"
	"letopis/internal/server/problem"
)

func load(t *testing.T) (*gazetteer.Gazetteer, *label.Labels) {
	t.Helper()
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	return g, label.New(nil, nil, site.New(g))
}

// Every place is written so that it is read as the same one, nearly all without their ids.
func TestNamesOfPlacesAreReadAgain(t *testing.T) {
	g, l := load(t)
	byID, all := 0, 0
	check := func(field, id string) {
		t.Helper()
		all++
		name := l.PlaceName(field, id)
		if name == id && field != "region" {
			byID++
		}
		if got, err := l.PlaceID(field, name); err != nil || got != id {
			t.Errorf("%s %s is written %q, read as %q: %v", field, id, name, got, err)
		}
	}
	for _, c := range g.Cities {
		check("cities", c.ID)
	}
	for u := range g.Units() {
		check("municipality", u.ID)
	}
	for _, r := range g.Regions() {
		check("region", r)
	}
	if all < 10_000 || byID > 5 {
		t.Errorf("%d of %d places are written by their ids", byID, all)
	}
}

func TestPlaceID(t *testing.T) {
	_, l := load(t)
	for _, c := range []struct{ field, typed, want string }{
		{"cities", "Углич", "uglich"}, {"cities", "углич, Ярославская область", "uglich"}, {"cities", "uglich", "uglich"},
		{"cities", "Советск, Кировская", "sovetsk-kirovskaya-oblast"},
		{"municipality", "Шегарского района", "shegarskiy"}, {"region", "Ярославской области", "Ярославская область"},
	} {
		if got, err := l.PlaceID(c.field, c.typed); err != nil || got != c.want {
			t.Errorf("%s %q: %q, want %q: %v", c.field, c.typed, got, c.want, err)
		}
	}
	for _, c := range []struct{ field, typed, want string }{
		{"cities", "Советск", "sovetsk-kirovskaya-oblast"}, {"cities", "Советск, Коми", "нет в справочнике"},
		{"cities", "Угличь", "Возможно, Углич, Ярославская область."}, {"cities", "", "нет"},
		{"municipality", "Угличскый район", "Возможно, "}, {"region", "Ярославия", "Возможно, Ярославская область."},
		{"region", strings.Repeat("я", 2000), "…"},
	} {
		got, err := l.PlaceID(c.field, c.typed)
		p, ok := err.(problem.Problem)
		if !ok || got != "" || !strings.Contains(p.RU, c.want) || p.EN == "" || len(p.RU) > 1500 {
			t.Errorf("%s %q: %q %v, want %q", c.field, c.typed, got, err, c.want)
		}
	}
}

func TestComplete(t *testing.T) {
	_, l := load(t)
	for _, c := range []struct{ field, typed, first string }{
		{"cities", "угл", "uglich"}, {"cities", "Москва", "moskva"}, {"cities", "ПЕРЕСЛАВЛЬ-З", "pereslavl-zalesskiy"},
		{"region", "яросл", "Ярославская область"}, {"municipality", "шегарс", "shegarskiy"},
	} {
		got := l.Complete(c.field, c.typed, 5)
		if len(got) == 0 || len(got) > 5 || got[0] != c.first {
			t.Errorf("%s %q: %v, want %s first", c.field, c.typed, got, c.first)
		}
	}
	if got := l.Complete("cities", " - ", 5); got != nil {
		t.Errorf("nothing was typed: %v", got)
	}
	if got := l.Complete("title", "а", 5); got != nil {
		t.Errorf("no place: %v", got)
	}
	if got := l.Complete("municipality", "октябрьск", 8); len(got) != 8 || slices.Contains(got, "") {
		t.Errorf("%v", got)
	}
}
