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

// maxPrograms is how many programmes of a place are looked at.
const maxPrograms = 100

// ProgramGaps are the municipal programmes that filters keep whose text, or a report on a year that is over before
// the year now, is not held; with a year, those whose term has it. The filters choose a place.
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
			continue // more acts than are looked at: nothing is known to be missing
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

// annexed reports whether an act that approves a programme has the text of that behind it, in the same document.
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

// passportHeading begins «Раздел 1. Паспорт муниципальной программы»; maxHeadingLength is what of a clause may be that,
// in bytes.
var passportHeading = regexp.MustCompile(`(?i)^[\s.]*паспорт\s`)

const maxHeadingLength = 40

// shortestProgram is how long an annex is that may be a programme, in bytes: others are lists and stamps.
const shortestProgram = 4000

const levelMunicipal = "municipal"

var (
	// termOf are the years of a programme in its name: «на 2014–2016 годы», «на 2014 год».
	termOf = regexp.MustCompile(`\b((?:19|20)\d\d)(?:\s*(?:-|–|—|по|до)\s*((?:19|20)\d\d))?\s*(?:г|$)`)
	aYear  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// maxTermLength is how many years a programme has at most.
const maxTermLength = 30

// term is that of a programme by its name; 0, 0 where that does not tell it.
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

// reportYears are the years that a report may be on: those of its title, and the one before its date and its own.
func reportYears(h api.Hit) (out []int) {
	years := aYear.FindAllString(h.Title, -1)
	if h.Date != nil && len(*h.Date) >= 4 {
		y, _ := strconv.Atoi((*h.Date)[:4])
		out = append(out, y-1)
	}
	if len(years) > 0 && len(years) < 2 {
		out = out[:0] // the title says on which
	}
	for _, s := range years {
		y, _ := strconv.Atoi(s)
		if !slices.Contains(out, y) {
			out = append(out, y)
		}
	}
	return out
}
