package catalog

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"letopis/index"
	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/internal/text/clause"
)

// maxPrograms is the maximum number of programmes examined.
const maxPrograms = 100

// ProgramGaps returns the municipal programmes matching the filters that lack their text or a report on a completed
// year before the year now. A non-zero year restricts them to programmes running in it. The filters must select a
// place.
func (s *Service) ProgramGaps(
	ctx context.Context, filters map[string]query.Choice, year, now int,
) ([]api.ProgramGap, error) {
	out := []api.ProgramGap{}
	list, _, err := s.Programs(ctx, "", filters, request.Paging{Limit: maxPrograms})
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		if level := view.Deref(p.Level); level != "" && level != levelMunicipal {
			continue
		}
		from, to := term(p.Name)
		if year != 0 && (year < from || year > to) {
			continue
		}
		line, err := s.Timeline(ctx, p.ID, request.Paging{Limit: query.MaxLimit})
		if err != nil {
			return nil, err
		}
		if line.Next != nil {
			continue // too many acts to know that something is missing
		}
		gap := api.ProgramGap{ID: p.ID, URL: p.URL, Name: p.Name, Reports: []int{}}
		reported := map[int]bool{}
		for _, a := range line.Acts {
			switch {
			case gap.Passport:
			case a.Role == "passport":
				gap.Passport = true
			case a.Role == "approves":
				if gap.Passport, err = s.annexed(ctx, a.Hit.ID); err != nil {
					return nil, err
				}
			}
			if a.Role == "reports" {
				for _, y := range reportYears(a.Hit) {
					reported[y] = true
				}
			}
		}
		for y := from; y <= to && y < now && from > 0; y++ {
			if !reported[y] && (year == 0 || y == year) {
				gap.Reports = append(gap.Reports, y)
			}
		}
		if !gap.Passport || len(gap.Reports) > 0 {
			out = append(out, gap)
		}
	}
	return out, nil
}

// annexed reports whether the document of an act that approves a programme also contains the programme.
func (s *Service) annexed(ctx context.Context, id string) (bool, error) {
	if err := index.Pace(ctx); err != nil {
		return false, err
	}
	docs, err := s.o.Store.Get(ctx, id)
	if err != nil || docs[0] == nil {
		return false, err
	}
	text := docs[0].Text
	tree := clause.Parse(text)
	for i := range tree.Len() {
		c := tree.Clause(i)
		if c.Kind == clause.Passport || c.Kind == clause.Annex && c.End-c.Body > shortestProgram ||
			passportHeading.MatchString(text[c.Body:min(c.End, c.Body+maxHeadingLength)]) {
			return true, nil
		}
	}
	return false, nil
}

// passportHeading matches «Раздел 1. Паспорт муниципальной программы» within the first maxHeadingLength bytes of a
// clause.
var passportHeading = regexp.MustCompile(`(?i)^[\s.]*паспорт\s`)

const maxHeadingLength = 40

// shortestProgram is the minimum length in bytes of an annex that may be a programme; shorter ones are lists or
// stamps.
const shortestProgram = 4000

const levelMunicipal = "municipal"

var (
	// termOf matches the years of a programme in its name: «на 2014–2016 годы», «на 2014 год».
	termOf = regexp.MustCompile(`\b((?:19|20)\d\d)(?:\s*(?:-|–|—|по|до)\s*((?:19|20)\d\d))?\s*(?:г|$)`)
	aYear  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// maxTermLength is the maximum duration of a programme in years.
const maxTermLength = 30

// term returns the years of a programme according to its name, or 0, 0 if it has none.
func term(name string) (from, to int) {
	m := termOf.FindStringSubmatch(name)
	if m == nil {
		return 0, 0
	}
	from, _ = strconv.Atoi(m[1])
	if to, _ = strconv.Atoi(m[2]); to == 0 {
		to = from
	}
	if to < from || to-from > maxTermLength {
		return 0, 0
	}
	return from, to
}

// reportYears returns the years that a report may cover: those in its title, and the year before its date.
func reportYears(h api.Hit) (out []int) {
	years := aYear.FindAllString(h.Title, -1)
	if h.Date != nil && len(*h.Date) >= 4 {
		y, _ := strconv.Atoi((*h.Date)[:4])
		out = append(out, y-1)
	}
	if len(years) > 0 && len(years) < 2 {
		out = out[:0] // the title names the year
	}
	for _, s := range years {
		y, _ := strconv.Atoi(s)
		if !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	return out
}
