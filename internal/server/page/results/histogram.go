package results

import (
	"net/url"
	"strconv"

	"letopis/internal/server/api"
	"letopis/internal/server/page/frame"
	"letopis/web"
)

// Geometry of the histogram in SVG units.
const (
	histWidth, histHeight = 270, 96
	histBase              = 78 // bottom of the bars
)

// Years draws the documents of the whole archive by year.
func Years(lang web.Lang, f api.Facet) *web.Histogram {
	return histogram(newSearchLinks(lang, url.Values{}, 0), f)
}

// histogram draws the documents of a search by year; each bar restricts the search to its year.
func histogram(l searchLinks, f api.Facet) *web.Histogram {
	lang, v := l.lang, l.v
	counts := map[int]int{}
	first, last, maxCount := 0, 0, 0
	for _, x := range f.Values {
		y, err := strconv.Atoi(x.ID)
		if err != nil {
			continue
		}
		counts[y] = x.Count
		maxCount = max(maxCount, x.Count)
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	if first == 0 || last-first > 150 {
		return nil
	}
	h := &web.Histogram{Width: histWidth, Height: histHeight, Missing: f.Missing}
	n := last - first + 1
	step := min(histWidth/n, 24)
	if n > 1 { // make room for the labels of the first and last year
		step = max(step, 96/n)
	}
	for y := first; y <= last; y++ {
		if counts[y] == 0 {
			continue
		}
		height := max(2, counts[y]*(histBase-8)/maxCount)
		year := strconv.Itoa(y)
		address := ""
		if !l.long {
			address = frame.URL(lang, "/search", frame.With(v, "date_from", year, "date_to", year))
		}
		h.Bars = append(h.Bars, web.Bar{Year: y, Count: counts[y], Label: lang.Count(counts[y], "document"), URL: address,
			X: (y - first) * step, Y: histBase - height, W: max(1, step-1), H: height,
			On: v.Get("date_from") == year && v.Get("date_to") == year})
	}
	h.Ticks = append(h.Ticks, web.Tick{X: 0, Y: histHeight - 4, Anchor: "start", Text: strconv.Itoa(first)})
	if n*step > 90 {
		h.Ticks = append(h.Ticks, web.Tick{X: n * step, Y: histHeight - 4, Anchor: "end", Text: strconv.Itoa(last)})
	}
	return h
}
