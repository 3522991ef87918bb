// Package rest implements the operations of the API that openapi.yaml describes. Parameters are validated against it
// before a handler runs, and a test compares the table of operations with it. Read Service.Routes first.
package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/query"
	"letopis/internal/server/admission"
	"letopis/internal/server/api"
	"letopis/internal/server/catalog"
	"letopis/internal/server/export"
	"letopis/internal/server/label"
	"letopis/internal/server/openapi"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
)

// Options are the dependencies and settings of a Service; all are required.
type Options struct {
	Store     archive.Store
	Bucket    archive.Bucket
	Search    *search.Service
	Catalog   *catalog.Service
	Views     *view.Service
	Labels    *label.Labels
	Exports   *export.Service
	Keys      *admission.Keys // keys that may correct documents
	Addresses *request.Addresses
	Respond   *respond.Service
	Spec      *openapi.Spec
	Log       *slog.Logger
	Time      time.Duration // time limit for sending an original
	Damaged   func()        // called for each damaged original
	ReadOnly  func() bool   // reports whether the archive is currently read-only
}

// Service implements the API. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

// Routes registers the operations.
func (s *Service) Routes(r *gin.Engine) {
	conditional := s.o.Respond.Conditional
	tagged := []gin.HandlerFunc{conditional}
	for path, op := range map[string]struct {
		answer respond.Handler
		before []gin.HandlerFunc
	}{
		"/search":             {s.search, []gin.HandlerFunc{conditional, s.o.Respond.Cached}},
		"/suggest":            {s.suggest, tagged},
		"/facets/:name":       {s.facetValues, tagged},
		"/export":             {s.export, tagged},
		"/documents/:id":      {s.document, tagged},
		"/documents/:id/cite": {s.cite, tagged},
		// Has a better ETag than the state of the whole archive.
		"/documents/:id/original":   {s.original, nil},
		"/documents/:id/similar":    {s.similar, tagged},
		"/documents/:id/edition":    {s.edition, tagged},
		"/documents/:id/borrowings": {s.borrowings, tagged},
		"/compare":                  {s.compare, tagged},
		"/programs":                 {s.programs, tagged},
		"/programs/:id":             {s.program, tagged},
		"/cities":                   {s.cities, tagged},
		"/gaps":                     {s.gaps, tagged},
		"/stats":                    {s.stats, tagged},
		"/status":                   {s.status, nil}, // changes independently of the archive
	} {
		path = openapi.Base + path
		handlers := slices.Concat([]gin.HandlerFunc{respond.CORS, s.checkParameters}, op.before,
			[]gin.HandlerFunc{s.o.Respond.Handle(op.answer)})
		respond.Get(r, path, handlers...)
		allow := "GET, HEAD, OPTIONS"
		if path == openapi.Base+"/documents/:id" {
			allow = "GET, HEAD, PATCH, OPTIONS"
		}
		r.OPTIONS(path, respond.Preflight(allow))
	}
	r.PATCH(openapi.Base+"/documents/:id", s.checkParameters, s.o.Respond.Handle(s.edit))
}

// checkParameters rejects parameters that the specification does not allow.
func (s *Service) checkParameters(c *gin.Context) {
	method := c.Request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	parameters := s.o.Spec.Parameters(method, c.FullPath())
	if err := parameters.Check(request.FromContext(c).Values); err != nil {
		s.o.Respond.Fail(c, err)
		return
	}
	for _, p := range c.Params {
		if err := parameters.CheckPath(p.Key, p.Value); err != nil {
			s.o.Respond.Fail(c, err)
			return
		}
	}
}

// writeJSON responds with v.
func writeJSON(c *gin.Context, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json", append(b, '\n'))
	return nil
}

// answer responds with v unless err is set.
func answer(c *gin.Context, v any, err error) error {
	if err != nil {
		return err
	}
	return writeJSON(c, v)
}

// bodies pools buffers for responses.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// search is the most frequent operation, so it avoids allocations.
func (s *Service) search(c *gin.Context, call *request.Call) error {
	body := bodies.Get().(*[]byte)
	defer bodies.Put(body)
	out, _, err := s.o.Search.Search(call.Context(), request.Search(call.Values),
		func(out *api.SearchResult, written []*api.WrittenHit) error {
			var err error
			*body, err = out.AppendJSON((*body)[:0], written)
			*body = append(*body, '\n')
			return err
		})
	if err != nil {
		return err
	}
	s.linkNext(c, call, out.Next)
	c.Data(http.StatusOK, "application/json", *body)
	return nil
}

// linkNext adds a Link header to the next page, if there is one.
func (s *Service) linkNext(c *gin.Context, call *request.Call, cursor *string) {
	if cursor != nil {
		next := s.o.Addresses.Link(call.Request.URL.Path) + "?" + request.Next(call.Values, *cursor).Encode()
		c.Header("Link", fmt.Sprintf(`<%s>; rel="next"`, next))
	}
}

func (s *Service) suggest(c *gin.Context, call *request.Call) error {
	r := request.Search(call.Values)
	r.Limit = request.PagingOf(call.Values, 8).Limit
	list, err := s.o.Search.Suggest(call.Context(), r)
	return answer(c, api.SuggestAnswer{Q: r.Q, Suggestions: list}, err)
}

func (s *Service) facetValues(c *gin.Context, call *request.Call) error {
	limit := request.PagingOf(call.Values, query.DefaultFacetLimit).Limit
	f, err := s.o.Search.FacetValues(call.Context(), c.Param("name"), call.Values.Get("prefix"), limit,
		request.Search(call.Values))
	return answer(c, f, err)
}

func (s *Service) document(c *gin.Context, call *request.Call) error {
	d, err := s.o.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	out, err := s.o.Views.Document(call.Context(), d)
	if err != nil || call.Values.Get("deadlines") != "true" {
		return answer(c, out, err)
	}
	list, err := s.o.Views.Deadlines(call.Context(), d)
	for i := range list {
		list[i].URL = s.o.Addresses.Link(list[i].URL)
	}
	out.Deadlines = &list
	return answer(c, out, err)
}

func (s *Service) similar(c *gin.Context, call *request.Call) error {
	d, err := s.o.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	hits, err := s.o.Search.Similar(call.Context(), d, request.PagingOf(call.Values, 5).Limit)
	return answer(c, api.SimilarAnswer{Hits: hits}, err)
}

func (s *Service) borrowings(c *gin.Context, call *request.Call) error {
	d, err := s.o.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	out := api.Borrowings{}
	if out.Duplicates, err = s.o.Search.Duplicates(call.Context(), d.ID); err != nil {
		return err
	}
	out.Borrowings, err = s.o.Search.Borrowings(call.Context(), d)
	return answer(c, out, err)
}

func (s *Service) compare(c *gin.Context, call *request.Call) error {
	v := call.Values
	out, err := s.o.Views.Compare(call.Context(), v.Get("a"), v.Get("b"))
	if err != nil {
		return err
	}
	return writeJSON(c, s.o.Views.Answer(call.Lang, out, v.Get("unchanged") == "true"))
}

func (s *Service) edition(c *gin.Context, call *request.Call) error {
	e, err := s.o.Views.Edition(call.Context(), c.Param("id"), call.Values.Get(view.OnParam))
	if err != nil {
		return err
	}
	out, err := s.o.Views.EditionAnswer(call.Context(), call.Lang, e)
	return answer(c, out, err)
}

func (s *Service) cite(c *gin.Context, call *request.Call) error {
	d, err := s.o.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	style := cmp.Or(cite.Style(call.Values.Get("style")), cite.GOST)
	ref := s.o.Views.Reference(call, d)
	if anchor := call.Values.Get(view.ClauseParam); anchor != "" {
		t, i, err := view.ClauseOf(d, anchor)
		if err != nil {
			return err
		}
		ref = s.o.Views.ClauseReference(call, d, t, i)
	}
	body, err := cite.Format(style, ref)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, cite.MediaType(style), []byte(body))
	return nil
}

func (s *Service) programs(c *gin.Context, call *request.Call) error {
	list, total, err := s.o.Catalog.Programs(call.Context(), strings.TrimSpace(call.Values.Get("q")),
		request.Search(call.Values).Filters, request.PagingOf(call.Values, 100))
	return answer(c, api.ProgramsAnswer{Total: total, Programs: list}, err)
}

func (s *Service) program(c *gin.Context, call *request.Call) error {
	out, err := s.o.Catalog.Timeline(call.Context(), c.Param("id"), request.PagingOf(call.Values, 100))
	if err != nil {
		return err
	}
	s.linkNext(c, call, out.Next)
	return writeJSON(c, out)
}

func (s *Service) cities(c *gin.Context, call *request.Call) error {
	list, missing, err := s.o.Catalog.Cities(call.Context(), call.Values["region"])
	return answer(c, api.CitiesAnswer{Cities: list, Missing: missing}, err)
}

func (s *Service) stats(c *gin.Context, call *request.Call) error {
	out, err := s.o.Catalog.Stats(call.Context())
	return answer(c, out, err)
}

func (s *Service) status(c *gin.Context, call *request.Call) error {
	out, err := s.o.Catalog.Status(call.Context(), request.PagingOf(call.Values, 100).Limit)
	return answer(c, out, err)
}

func (s *Service) export(c *gin.Context, call *request.Call) error {
	e, err := s.o.Exports.Begin(call, cmp.Or(call.Values.Get("format"), "csv"), false)
	if err != nil {
		return err
	}
	return e.Write(c.Writer)
}
