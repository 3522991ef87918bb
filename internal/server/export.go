package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// exportPage is how many documents an export holds in memory at a time.
const exportPage = query.MaxLimit

// export is a stream of all results of a search. The first page is there
// already, so what is wrong with the search was a problem and not a broken file.
type export struct {
	s      *Server
	call   *call
	format string
	people bool // for spreadsheets, see table
	r      query.Request
	first  *query.Answer
}

// export starts the search of the call.
func (s *Server) export(call *call, format string, people bool) (*export, error) {
	r := request(conditions(call.values))
	r.Limit = exportPage
	first, err := s.ask(call.Context(), r)
	if err != nil {
		return nil, err
	}
	return &export{s: s, call: call, format: format, people: people, r: r, first: first}, nil
}

// VisitExportResponse writes the stream. An error after the first byte breaks
// the connection off, so that half a file never looks whole.
func (e *export) VisitExportResponse(w http.ResponseWriter) error {
	h := w.Header()
	if e.format == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	} else {
		h.Set("Content-Type", "application/x-ndjson; charset=utf-8")
	}
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="letopis-%s.%s"`,
		e.call.started.Format(time.DateOnly), e.format))
	h.Set("X-Total-Count", strconv.Itoa(e.first.Total))
	e.s.extendDeadline(w)
	w.WriteHeader(http.StatusOK)
	if e.call.request.Method == http.MethodHead {
		return nil
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := e.stream(e.call.Context(), out); err != nil {
		if e.call.Context().Err() == nil {
			e.s.log.Error("an export broke off", "request", e.call.id, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return out.Flush()
}

func (e *export) stream(ctx context.Context, out *bufio.Writer) error {
	t, lines := table{out, ','}, json.NewEncoder(out)
	if e.format == "csv" {
		if e.people {
			_, _ = out.WriteString("\ufeff") // a bufio.Writer keeps its error
			if e.call.lang == "ru" {
				t.comma = ';'
			}
		}
		t.row(exportColumns)
	}
	a := e.first
	for {
		var docs []*archive.Document
		err := e.s.patiently(ctx, func(ctx context.Context) (err error) {
			docs, err = e.s.documents(ctx, a.Hits)
			return err
		})
		if err != nil {
			return err
		}
		for _, d := range docs {
			switch {
			case d == nil:
				continue
			case e.format == "csv":
				t.row(e.s.exportRow(e.call, d))
			default:
				err = lines.Encode(e.s.exportObject(e.call, d))
			}
			if err != nil {
				return err
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
		if a.Next == "" {
			return nil
		}
		e.r.Cursor = a.Next
		err = e.s.patiently(ctx, func(ctx context.Context) error {
			r, err := e.s.named(ctx, e.r)
			if err == nil {
				a, err = e.s.o.Query.Search(ctx, r)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}

// table writes CSV. A file for people begins with a byte order mark, by which
// spreadsheets know UTF-8, and parts cells as a spreadsheet in their language
// does: with Russian settings a comma belongs to numbers and Excel would put
// a whole line into one cell. A cell with the other separator is quoted too, as
// LibreOffice parts cells by either.
type table struct {
	out   *bufio.Writer // keeps its error
	comma byte
}

func (t table) row(cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = t.out.WriteByte(t.comma)
		}
		if strings.ContainsAny(cell, ",;\"\t\r\n") || strings.HasPrefix(cell, " ") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = t.out.WriteString(cell)
	}
	_ = t.out.WriteByte('\n')
}

// patiently runs a part of an export within the limits of the public, so that
// many exports at once leave room for others. It waits while the archive is busy:
// an export that has begun goes on.
func (s *Server) patiently(ctx context.Context, fn func(context.Context) error) error {
	for try := 1; ; try++ {
		err := s.admitted(ctx, fn)
		code := asProblem(err).code
		busy := code == codeBusy || code == codeTimeout && ctx.Err() == nil
		if !busy || try == 20 {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

var exportColumns = []string{"id", "title", "kind", "number", "date", "date_precision", "issuer",
	"municipality", "region", "cities", "programs",
	"status", "url", "source", "uri", "media_type", "bytes", "sha256", "municipality_id", "settlement", "level", "events"}

func (s *Server) exportRow(call *call, d *archive.Document) []string {
	f := &d.Facts
	var cities, programs []string
	for _, c := range f.Cities {
		if own(c.Role) {
			cities = append(cities, c.Name)
		}
	}
	for _, p := range f.Programs {
		if p.Role != archive.ProgramMentions {
			programs = append(programs, p.Name)
		}
	}
	municipality, _ := f.PlaceAt(archive.LevelMunicipality)
	settlement, _ := f.PlaceAt(archive.LevelSettlement)
	lowest, _ := f.Lowest()
	row := []string{d.ID, s.title(d), f.Kind.Text, f.Number.Text, f.Date.String(), string(f.Date.Precision()),
		f.Issuer.Text, f.Municipality.Text, f.Region.Text, strings.Join(cities, "; "), strings.Join(programs, "; "),
		string(d.Status), s.absolute(call, "/d/"+d.ID), sourceName(d.Source), d.URI,
		d.Original.MediaType, strconv.FormatInt(d.Original.Bytes, 10), d.Original.SHA256, municipality.ID, settlement.ID,
		lowest.Level, eventCell(f.Events)}
	for i, cell := range row {
		row[i] = safeCell(cell)
	}
	return row
}

// eventCell writes events as «2011-04-20/2011-04-21 meeting; …».
func eventCell(events []archive.Event) string {
	var out []string
	for _, e := range events {
		cell := e.From.String()
		if !e.To.IsZero() && e.To.String() != cell {
			cell += "/" + e.To.String()
		}
		out = append(out, strings.TrimSpace(cell+" "+e.What))
	}
	return strings.Join(out, "; ")
}

// safeCell keeps a spreadsheet from reading a cell as a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// exportObject is a line of NDJSON: a hit without snippets, and what the CSV has besides.
func (s *Server) exportObject(call *call, d *archive.Document) any {
	h := s.hit(d)
	h.URL = s.absolute(call, "/d/"+d.ID)
	return struct {
		api.Hit
		Issuer   *string `json:"issuer"`
		IssuerID *string `json:"issuer_id"`
		Status   string  `json:"status"`
		Origin   string  `json:"origin"`
	}{h, known(d.Facts.Issuer.Text), known(d.Facts.Issuer.ID), string(d.Status), sourceName(d.Source)}
}

// csvFile is /search.csv: the export for people and their spreadsheets. Programs
// have /api/v1/export, which is the same in all languages.
func (s *Server) csvFile(c *gin.Context) {
	e, err := s.export(callOf(c), "csv", true)
	if err == nil {
		err = e.VisitExportResponse(c.Writer)
	}
	if err != nil {
		s.fail(c, err)
	}
}
