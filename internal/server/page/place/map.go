package place

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"letopis/internal/server/api"
	"letopis/internal/server/label"
	"letopis/internal/server/page/frame"
	"letopis/web"
)

// The map of Russia uses the Albers equal-area conic projection with standard parallels 52° and 64° N around 100° E,
// as in Russian atlases (Snyder, Map Projections: A Working Manual, 1987, p. 98–103).
const (
	mapWidth        = 960 // the height follows from it
	parallel1       = 52 * math.Pi / 180
	parallel2       = 64 * math.Pi / 180
	centralMeridian = 100.0
	originLat       = 56 * math.Pi / 180
)

// albers projects a point, in units of the Earth's radius; y grows northwards.
func albers(lat, lon float64) (x, y float64) {
	n := (math.Sin(parallel1) + math.Sin(parallel2)) / 2
	c := math.Cos(parallel1)*math.Cos(parallel1) + 2*n*math.Sin(parallel1)
	rho := func(phi float64) float64 { return math.Sqrt(c-2*n*math.Sin(phi)) / n }
	d := lon - centralMeridian
	if d < -180 {
		d += 360 // Chukotka extends beyond 180°
	}
	theta := n * d * math.Pi / 180
	r := rho(lat * math.Pi / 180)
	return r * math.Sin(theta), rho(originLat) - r*math.Cos(theta)
}

// cityMap draws all towns of the gazetteer as pale dots, and those with documents as circles whose area is
// proportional to their number.
func cityMap(lang web.Lang, all []label.City, with []api.CitySummary) (others, dots []web.Dot, height int) {
	minX, maxX, minY, maxY := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, c := range all {
		x, y := albers(c.Lat, c.Lon)
		minX, maxX, minY, maxY = min(minX, x), max(maxX, x), min(minY, y), max(maxY, y)
	}
	const margin = 16
	scale := (mapWidth - 2*margin) / (maxX - minX)
	place := func(lat, lon float64) (x, y float64) {
		x, y = albers(lat, lon)
		return margin + (x-minX)*scale, margin + (maxY-y)*scale
	}
	here := map[string]bool{}
	maxCount := 1
	for _, c := range with {
		here[c.ID] = true
		maxCount = max(maxCount, c.Count)
	}
	for _, c := range all {
		if !here[c.ID] {
			x, y := place(c.Lat, c.Lon)
			others = append(others, web.Dot{X: formatCoordinate(x), Y: formatCoordinate(y)})
		}
	}
	radius := func(c api.CitySummary) float64 { return 3 + 11*math.Sqrt(float64(c.Count)/float64(maxCount)) }
	var taken []labelBox // areas covered by circles and labels
	for _, c := range with {
		x, y := place(c.Lat, c.Lon)
		r := radius(c)
		taken = append(taken, labelBox{x - r, y - r, x + r, y + r})
	}
	for _, c := range with { // in order of documents, so large ones get labels first
		x, y := place(c.Lat, c.Lon)
		r := radius(c)
		d := web.Dot{X: formatCoordinate(x), Y: formatCoordinate(y), R: formatCoordinate(r)}
		label := labelBox{x + r + 2, y - 7, x + r + 2 + letterWidth*float64(utf8.RuneCountInString(c.Name)), y + 7}
		if label.x2 < mapWidth && !slices.ContainsFunc(taken, label.overlaps) {
			d.LabelX = formatCoordinate(label.x1)
			taken = append(taken, label)
		}
		d.Link = web.Link{Href: frame.URL(lang, "/c/"+c.ID, nil), Text: c.Name, Note: lang.Count(c.Count, "document")}
		dots = append(dots, d)
	}
	return others, dots, int(math.Ceil((maxY-minY)*scale)) + 2*margin
}

// letterWidth is the mean width of a letter in a label.
const letterWidth = 7.0

// labelBox is the area of a label on the map.
type labelBox struct{ x1, y1, x2, y2 float64 }

func (b labelBox) overlaps(o labelBox) bool {
	return b.x1 < o.x2 && o.x1 < b.x2 && b.y1 < o.y2 && o.y1 < b.y2
}

func formatCoordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
