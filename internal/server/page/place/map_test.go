package place

import (
	"fmt"
	"strconv"
	"testing"
	"unicode/utf8"

	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/web"
)

func TestNamesOnTheMapDoNotCoverOneAnother(t *testing.T) {
	var all []label.City
	var with []api.CitySummary
	for i := range 40 { // a dense cluster, and the corners of the country
		c := label.City{ID: strconv.Itoa(i), Name: fmt.Sprintf("Длинное Имя %d", i), Lat: 55 + float64(i%7)*0.4,
			Lon: 37 + float64(i/7)*0.9}
		all = append(all, c)
		with = append(with, api.CitySummary{ID: c.ID, Name: c.Name, Lat: c.Lat, Lon: c.Lon, Count: 100 - i})
	}
	for i, p := range [][2]float64{{54.7, 20.5}, {64.7, 177.5}, {68.9, 33.1}, {43.1, 131.9}} {
		all = append(all, label.City{ID: "far" + strconv.Itoa(i), Lat: p[0], Lon: p[1]})
	}
	others, dots, height := cityMap(web.Russian, all, with)
	if len(others) != 4 || len(dots) != 40 || height < 200 || height > mapWidth {
		t.Fatalf("%d others, %d dots, height %d", len(others), len(dots), height)
	}
	var names []labelBox
	for _, d := range dots {
		x, errX := strconv.ParseFloat(d.X, 64)
		y, errY := strconv.ParseFloat(d.Y, 64)
		if errX != nil || errY != nil || x < 0 || x > mapWidth || y < 0 || y > float64(height) {
			t.Errorf("%s lies at %s, %s, off the map", d.Text, d.X, d.Y)
		}
		if d.LabelX == "" {
			continue
		}
		at, err := strconv.ParseFloat(d.LabelX, 64)
		if err != nil {
			t.Fatal(err)
		}
		const rounding = 0.2
		name := labelBox{at + rounding, y - 7 + rounding, at + letterWidth*float64(utf8.RuneCountInString(d.Text)) - rounding,
			y + 7 - rounding}
		for _, o := range names {
			if name.overlaps(o) {
				t.Errorf("the name of %s covers another", d.Text)
			}
		}
		names = append(names, name)
	}
	if len(names) == 0 || len(names) == len(dots) {
		t.Errorf("%d of %d towns have names on the map", len(names), len(dots))
	}
}
