package place

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/api"
	"letopis/internal/server/openapi"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
	"letopis/web"
)

// placeFields are the filters by place, widest first.
var placeFields = []string{"region", "municipality", "settlement", "city"}

// maxGaps is how many entries of each list a page shows; the CSV has all.
const maxGaps = 100

// gaps shows what the archive lacks, everywhere or in the chosen places.
func (s Service) gaps(c *gin.Context, call *request.Call) error {
	lang, chosen, where, names := call.Lang, url.Values{}, []string(nil), []string(nil)
	for _, field := range placeFields {
		for _, id := range call.Values[field] {
			if id == "" {
				continue
			}
			if err := s.known(field, id); err != nil {
				return err
			}
			name, err := s.Labels.Condition(call.Context(), lang, field, id)
			if err != nil {
				return err
			}
			chosen.Add(field, id)
			where, names = append(where, id), append(names, name)
		}
	}
	if len(names) == 0 {
		names = []string{lang.T("gaps.everywhere")}
	}
	year, err := yearOf(call.Values.Get("year"))
	if err != nil {
		return err
	}
	if year > 0 {
		chosen.Set("year", strconv.Itoa(year))
		names = append(names, strconv.Itoa(year))
	}
	found, err := s.Catalog.Gaps(call.Context(), where, year, maxGaps)
	if err != nil {
		return err
	}
	if len(where) > 0 {
		found.Programs, err = s.Catalog.ProgramGaps(call.Context(), request.Search(withoutYear(chosen)).Filters, year,
			call.Started.Year())
		if err != nil {
			return err
		}
	}
	heading := lang.T("gaps") + ": " + strings.Join(names, ", ")
	d := web.List{Page: s.Page(call, heading), Heading: heading, Lead: lang.T("gaps.lead"), None: lang.T("gaps.none")}
	d.NoIndex = true
	table := frame.With(chosen, "format", "csv")
	d.Tools = []web.Link{{Href: openapi.Base + "/gaps?" + table.Encode(), Text: lang.T("tools.table")}}
	if year > 0 {
		d.Tools = append(d.Tools, web.Link{Href: frame.URL(lang, "/gaps", withoutYear(chosen)), Text: lang.T("gaps.years")})
	}
	place := withoutYear(chosen)
	d.Groups = slices.DeleteFunc([]web.Group{absentGroup(lang, place, found), runGroup(lang, place, found),
		programGroup(lang, found)}, func(g web.Group) bool { return len(g.Links) == 0 })
	return s.Render(c, d)
}

// known returns a problem if the gazetteer has no such place.
func (s Service) known(field, id string) error {
	town, unit := true, true
	switch field {
	case "city":
		_, town = s.Labels.City(id)
	case "municipality", "settlement":
		_, unit = s.Labels.Unit(id)
	}
	switch {
	case !town:
		return s.noTown(id)
	case !unit:
		return s.noUnit(id)
	}
	return nil
}

// yearOf parses a year as the API does; 0 if none is given.
func yearOf(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(s)
	if err != nil || year < 1000 || year > 9999 {
		return 0, problem.Problem{Code: problem.Parameter, Param: "year", RU: "year — число от 1000 до 9999.",
			EN: "year is a number from 1000 to 9999."}
	}
	return year, nil
}

func withoutYear(v url.Values) url.Values { return frame.With(v, "year", "") }

// absentGroup lists acts that are cited but missing, each with a link to the documents that cite it.
func absentGroup(lang web.Lang, place url.Values, found *api.Gaps) web.Group {
	g := web.Group{Name: fmt.Sprintf("%s: %s", lang.T("gaps.absent"), lang.Number(found.AbsentTotal)), Wide: true}
	if n := len(found.Absent); n < found.AbsentTotal {
		g.Note = fmt.Sprintf(lang.T("gaps.cut"), lang.Number(n))
	}
	for _, x := range found.Absent {
		note := lang.T("gaps.cited") + " " + lang.Count(x.Cited, "document")
		if x.Issuer != nil {
			note = *x.Issuer + "; " + note
		}
		l := web.Link{Text: view.ActText(lang, x.Act.Kind, x.Act.Date, x.Act.Number, nil), Note: note}
		if l.Href = "/d/" + x.CitedBy[0]; x.Cited > 1 {
			l.Href = frame.URL(lang, "/search", frame.With(place, "cites", view.Deref(x.Act.Number)))
		} else {
			l.Href = frame.URL(lang, l.Href, nil)
		}
		g.Links = append(g.Links, l)
	}
	return g
}

// runGroup lists series of acts with missing numbers, each with a link to the acts that are held.
func runGroup(lang web.Lang, place url.Values, found *api.Gaps) web.Group {
	g := web.Group{Name: lang.T("gaps.runs"), Wide: true}
	for _, r := range found.Runs {
		if r.Absent == 0 && !r.Irregular {
			continue
		}
		suffix := ""
		if r.Suffix != "" {
			suffix = "-" + r.Suffix
		}
		l := web.Link{Text: fmt.Sprintf("%s, %s %d: № 1–%d%s", r.Issuer, r.Kind, r.Year, r.To, suffix),
			Href: frame.URL(lang, "/search",
				frame.With(place, "issuer", r.Issuer, "kind", r.Kind, "year", strconv.Itoa(r.Year)))}
		l.Note = fmt.Sprintf("%s %s; ", lang.T("gaps.held"), lang.Number(r.Held))
		if r.Irregular {
			l.Note += lang.T("gaps.irregular")
		} else {
			l.Note += fmt.Sprintf("%s %s: %s", lang.T("gaps.lacks"), lang.Number(r.Absent), strings.Join(r.Ranges, ", "))
		}
		if r.Other > 0 {
			l.Note += fmt.Sprintf("; %s %s", lang.T("gaps.other"), lang.Number(r.Other))
		}
		g.Links = append(g.Links, l)
	}
	return g
}

// programGroup lists the programmes that lack their text or reports.
func programGroup(lang web.Lang, found *api.Gaps) web.Group {
	g := web.Group{Name: lang.T("gaps.programs"), Wide: true}
	for _, p := range found.Programs {
		var notes []string
		if !p.Passport {
			notes = append(notes, lang.T("gaps.passport"))
		}
		if len(p.Reports) > 0 {
			years := make([]string, len(p.Reports))
			for i, y := range p.Reports {
				years[i] = strconv.Itoa(y)
			}
			notes = append(notes, lang.T("gaps.reports")+" "+strings.Join(years, ", "))
		}
		g.Links = append(g.Links, web.Link{Href: frame.URL(lang, "/p/"+p.ID, nil), Text: p.Name,
			Note: strings.Join(notes, "; ")})
	}
	return g
}
