package rest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/query"
	"letopis/internal/server/api"
	"letopis/internal/server/export"
	"letopis/internal/server/request"
	"letopis/internal/server/view"
)

// gaps returns what the archive lacks, optionally of a place and a year; the CSV is complete.
func (s *Service) gaps(c *gin.Context, call *request.Call) error {
	filters, where := map[string]query.Choice{}, []string(nil)
	for _, field := range []string{"region", "municipality", "settlement", "city"} {
		if list := call.Values[field]; len(list) > 0 {
			filters[field] = query.Choice{Any: list}
			where = append(where, list...)
		}
	}
	year, limit := request.Integer(call.Values, "year"), request.PagingOf(call.Values, 100).Limit
	table := call.Values.Get("format") == "csv"
	if table {
		limit = -1
	}
	found, err := s.o.Catalog.Gaps(call.Context(), where, year, limit)
	if err != nil {
		return err
	}
	if len(where) > 0 {
		found.Programs, err = s.o.Catalog.ProgramGaps(call.Context(), filters, year, call.Started.Year())
		if err != nil {
			return err
		}
	}
	if !table {
		return writeJSON(c, found)
	}
	c.Header("Content-Disposition", `attachment; filename="gaps.csv"`)
	c.Header("Content-Type", "text/csv; charset=utf-8; header=present")
	c.Status(http.StatusOK)
	return export.Table(c.Writer, gapRows(found))
}

// gapRows returns the rows of the table; the column gap is absent, numbers or program.
func gapRows(g *api.Gaps) [][]string {
	rows := [][]string{{"gap", "issuer", "kind", "number", "date", "title", "missing", "cited", "cited_by"}}
	for _, x := range g.Absent {
		rows = append(rows, []string{"absent", view.Deref(x.Issuer), view.Deref(x.Act.Kind), view.Deref(x.Act.Number),
			view.Deref(x.Act.Date), "", "", strconv.Itoa(x.Cited), strings.Join(x.CitedBy, " ")})
	}
	for _, r := range g.Runs {
		missing := strings.Join(r.Ranges, ", ")
		if r.Irregular {
			missing = "?"
		}
		rows = append(rows, []string{"numbers", r.Issuer, r.Kind, "1–" + strconv.Itoa(r.To) + r.Suffix,
			strconv.Itoa(r.Year), "", missing, "", ""})
	}
	for _, p := range g.Programs {
		var missing []string
		if !p.Passport {
			missing = append(missing, "passport")
		}
		for _, y := range p.Reports {
			missing = append(missing, "report "+strconv.Itoa(y))
		}
		rows = append(rows, []string{"program", "", "", "", "", p.Name, strings.Join(missing, ", "), "", ""})
	}
	return rows
}
