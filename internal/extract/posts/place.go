package posts

import (
	"letopis/internal/extract/dateline"
	"letopis/internal/extract/page"
	"letopis/internal/lazyregexp"
	"letopis/internal/rudate"
)

// placeDay begins a post as agencies do: «УГЛИЧ, 5 мая 2014 г. Дорожники начали ремонт».
var placeDay = lazyregexp.New(`^[А-ЯЁ][А-ЯЁ -]{2,40}, (\d{1,2} (?i:` + rudate.MonthPattern + `))` +
	`(?: (\d{4})(?: г(?:ода)?)?)?(?:\.|\.? [—–-]) [«"]?[А-ЯЁ]`)

// postsByPlace finds posts that have no title and begin with their place in capitals and their day, in a section of
// news: all running text is theirs.
func (p finder) postsByPlace(body []page.Block) []webPost {
	var starts []int
	var years []string
	for i, b := range body {
		if m := placeDay.FindStringSubmatch(b.Text); m != nil && isRunning(b.Text) {
			starts, years = append(starts, i), append(years, m[2])
		} else if len(starts) == 0 && isRunning(b.Text) {
			return nil
		}
	}
	if len(starts) < 2 || !p.isSections() {
		return nil
	}
	found := p.cut(body, starts)
	above := yearAbove(body[:starts[0]])
	for i := range found {
		year := years[i]
		if year == "" {
			year = above
		}
		if year != "" {
			day := placeDay.FindStringSubmatch(body[starts[i]].Text)[1]
			found[i].title, found[i].date = "", dateline.DayIn(page.Block{Text: day}, year)
		}
	}
	return found
}
