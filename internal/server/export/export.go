// Package export streams all results of a search as a table or as JSON lines, in constant memory.
package export

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"letopis/internal/archive"
	"letopis/internal/query"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
	"letopis/web"
)

// Options are the dependencies and settings of a Service; all are required.
type Options struct {
	Search    *search.Service
	Views     *view.Service
	Scheduler *admission.FairScheduler
	Addresses *request.Addresses
	Log       *slog.Logger
	Time      time.Duration // time limit of an export
	// Slow is how long a client may take to receive a page of an export, pageLength documents, which are held in
	// memory meanwhile.
	Slow time.Duration
}

// Service creates exports. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

// pageLength is how many documents an export holds in memory at a time.
const pageLength = query.MaxLimit

// Export is a stream of all results of a search. Its first page has already been fetched, so an invalid search is
// reported as a problem rather than in a truncated file.
type Export struct {
	s      *Service
	call   *request.Call
	format string
	people bool // for spreadsheets, see table
	r      query.Request
	first  *query.Answer
}

// Begin runs the search of a call. The format is "csv" or "ndjson"; people is set if the table is meant for a
// spreadsheet.
func (s *Service) Begin(call *request.Call, format string, people bool) (*Export, error) {
	r := request.Search(request.Conditions(call.Values))
	r.Limit = pageLength
	first, err := s.o.Search.Ask(call.Context(), r)
	if err != nil {
		return nil, err
	}
	return &Export{s: s, call: call, format: format, people: people, r: r, first: first}, nil
}

// Write writes the stream. After an error past the first byte it aborts the connection, so that a truncated file is
// never taken for a complete one.
func (e *Export) Write(w http.ResponseWriter) error {
	h := w.Header()
	if e.format == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	} else {
		h.Set("Content-Type", "application/x-ndjson; charset=utf-8")
	}
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="letopis-%s.%s"`,
		e.call.Started.Format(time.DateOnly), e.format))
	h.Set("X-Total-Count", strconv.Itoa(e.first.Total))
	e.call.Unlimit()
	respond.ExtendDeadline(w, e.s.o.Slow)
	w.WriteHeader(http.StatusOK)
	if e.call.Request.Method == http.MethodHead {
		return nil
	}
	out := bufio.NewWriterSize(w, 64<<10)
	ctx, cancel := context.WithTimeout(e.call.Context(), e.s.o.Time)
	defer cancel()
	if err := e.stream(ctx, out, func() { respond.ExtendDeadline(w, e.s.o.Slow) }); err != nil {
		if e.call.Context().Err() == nil {
			e.s.o.Log.Error("an export broke off", "request", e.call.ID, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return out.Flush()
}

// stream writes page after page; more extends the deadline for each one.
func (e *Export) stream(ctx context.Context, out *bufio.Writer, more func()) error {
	t, lines := table{out, ','}, json.NewEncoder(out)
	if e.format == "csv" {
		if e.people {
			_, _ = out.WriteString("\ufeff") // bufio.Writer errors are sticky
			if e.call.Lang != web.English {
				t.comma = ';'
			}
		}
		t.row(e.header())
	}
	a := e.first
	for {
		var docs []*archive.Document
		err := admission.Insist(ctx, func() error {
			return e.s.o.Scheduler.Admit(ctx, func(ctx context.Context) (err error) {
				docs, err = e.s.o.Views.Get(ctx, a.Hits)
				return err
			})
		})
		if err != nil {
			return err
		}
		more()
		for _, d := range docs {
			switch {
			case d == nil:
				continue
			case e.format == "csv":
				t.row(e.row(d))
			default:
				err = lines.Encode(e.s.object(e.call, d))
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
		err = admission.Insist(ctx, func() (err error) {
			a, err = e.s.o.Search.Ask(ctx, e.r)
			return err
		})
		if err != nil {
			return err
		}
	}
}

var columns = []string{"id", "title", "kind", "number", "date", "date_precision", "issuer",
	"municipality", "region", "cities", "programs",
	"status", "url", "source", "uri", "media_type", "bytes", "sha256", "municipality_id", "settlement", "level", "events",
	"force", "force_by", "draft"}

// header returns the names of the columns, in the language of the reader where people read the table.
func (e *Export) header() []string {
	if !e.people {
		return columns
	}
	out := make([]string, len(columns))
	for i, name := range columns {
		out[i] = e.call.Lang.T("table." + name)
	}
	return out
}

// row returns the cells of a document.
func (e *Export) row(d *archive.Document) []string {
	if !e.people {
		return e.s.row(e.call, d, func(_, value string) string { return value })
	}
	lang := e.call.Lang
	return e.s.row(e.call, d, func(prefix, value string) string {
		if key := prefix + value; value != "" && lang.Has(key) {
			return lang.T(key)
		}
		return value
	})
}

// row returns the cells of a document. Values that come from a closed list are written by name, which is given where
// their messages are.
func (s *Service) row(call *request.Call, d *archive.Document, name func(prefix, value string) string) []string {
	f := &d.Facts
	var cities, programs []string
	for _, c := range f.Cities {
		if view.IsOwn(c.Role) {
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
	row := []string{d.ID, s.o.Views.Title(d), f.Kind.Text, f.Number.Text, f.Date.String(),
		name("precision.", string(f.Date.Precision())), f.Issuer.Text, f.Municipality.Text, f.Region.Text,
		strings.Join(cities, "; "), strings.Join(programs, "; "),
		name("status.", string(d.Status)), s.o.Addresses.Absolute(call, "/d/"+d.ID), view.SourceName(d.Source), d.URI,
		d.Original.MediaType, strconv.FormatInt(d.Original.Bytes, 10), d.Original.SHA256, municipality.ID, settlement.ID,
		name("place.", lowest.Level), eventCell(f.Events, name)}
	force := forceCells(d)
	row = append(row, name("force.", force[0]), force[1], name("yes.", strconv.FormatBool(f.IsDraft())))
	for i, cell := range row {
		row[i] = safeCell(cell)
	}
	return row
}

// forceCells returns whether an act is in force today, and the act that determined it.
func forceCells(d *archive.Document) []string {
	force := d.ForceOn(archive.Today())
	if force.By == nil {
		return []string{force.State, ""}
	}
	by := force.By.By
	text := view.ActText(web.Russian, view.Nullable(by.Kind), view.Nullable(by.Date.String()), view.Nullable(by.Number),
		nil)
	return []string{force.State, strings.ReplaceAll(text, "\u00a0", " ")}
}

// eventCell formats events as «2011-04-20/2011-04-21 meeting; …».
func eventCell(events []archive.Event, name func(prefix, value string) string) string {
	var out []string
	for _, e := range events {
		cell := e.From.String()
		if !e.To.IsZero() && e.To.String() != cell {
			cell += "/" + e.To.String()
		}
		out = append(out, strings.TrimSpace(cell+" "+name("event.", e.What)))
	}
	return strings.Join(out, "; ")
}

// safeCell prevents spreadsheets from reading a cell as a formula. It covers full-width and other compatibility forms
// of the initial signs, and leading white space or invisible characters that a spreadsheet may strip.
func safeCell(s string) string {
	seen := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.In(r, unicode.White_Space, unicode.C) })
	_, size := utf8.DecodeRuneInString(seen)
	formula := strings.ContainsAny(norm.NFKC.String(seen[:size]), "=+-@−")
	if formula || s != "" && strings.ContainsRune("\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// object returns a line of NDJSON: a hit without snippets, and the other columns of the CSV.
func (s *Service) object(call *request.Call, d *archive.Document) any {
	h := s.o.Views.Hit(d)
	h.URL = s.o.Addresses.Absolute(call, "/d/"+d.ID)
	force := forceCells(d)
	return struct {
		api.Hit
		Issuer   *string `json:"issuer"`
		IssuerID *string `json:"issuer_id"`
		Status   string  `json:"status"`
		Origin   string  `json:"origin"`
		Force    *string `json:"force"`
		ForceBy  *string `json:"force_by"`
	}{h, view.Nullable(d.Facts.Issuer.Text), view.Nullable(d.Facts.Issuer.ID), string(d.Status), view.SourceName(d.Source),
		view.Nullable(force[0]), view.Nullable(force[1])}
}
