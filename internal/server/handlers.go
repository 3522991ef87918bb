package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
	"letopis/internal/query"
	"letopis/internal/server/api"
)

// handlers are the operations of openapi.yaml. Parameters have been checked
// against it before (checkParameters).
type handlers Server

var _ api.StrictServerInterface = (*handlers)(nil)

func or(n *int, def int) int {
	if n == nil {
		return def
	}
	return *n
}

func (h *handlers) Search(ctx context.Context, _ api.SearchRequestObject) (api.SearchResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	a := searchAnswer{body: answerBuffers.Get().(*[]byte)}
	out, _, err := s.search(call.Context(), call, request(call.values), func(out *api.SearchResult, written []*api.WrittenHit) error {
		b, err := out.AppendJSON((*a.body)[:0], written)
		if err == nil {
			*a.body = append(b, '\n')
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	a.link = s.nextLink(apiBase+"/search", call.values, out.Next)
	return a, nil
}

// searchAnswer is what the archive answers most, so it is written with care for
// its cost.
type searchAnswer struct {
	body *[]byte // goes back to answerBuffers once written
	link *string
}

// answerBuffers are for bodies until they are written.
var answerBuffers = sync.Pool{New: func() any { return new([]byte) }}

func (a searchAnswer) VisitSearchResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(*a.body)))
	if a.link != nil {
		h.Set("Link", *a.link)
	}
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(*a.body)
	answerBuffers.Put(a.body)
	return err
}

// answerSearch is Search without the generated reading of its forty parameters,
// each of which reads the whole query string again: call has them, checked.
func (s *Server) answerSearch(c *gin.Context) {
	answer, err := (*handlers)(s).Search(c, api.SearchRequestObject{})
	if err == nil {
		err = answer.VisitSearchResponse(c.Writer)
	}
	if err != nil {
		s.fail(c, err)
	}
}

// ownRoutes are generated routes, but for some that we answer ourselves.
type ownRoutes struct {
	gin.IRouter
	own map[string]gin.HandlerFunc // by path
}

func (r ownRoutes) GET(path string, generated ...gin.HandlerFunc) gin.IRoutes {
	if own := r.own[path]; own != nil {
		return r.IRouter.GET(path, own)
	}
	return r.IRouter.GET(path, generated...)
}

func (h *handlers) Suggest(ctx context.Context, r api.SuggestRequestObject) (api.SuggestResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	list, err := s.suggest(call.Context(), r.Params.Q, or(r.Params.Limit, 8))
	if err != nil {
		return nil, err
	}
	return api.Suggest200JSONResponse{Q: r.Params.Q, Suggestions: list}, nil
}

func (h *handlers) FacetValues(ctx context.Context, r api.FacetValuesRequestObject) (api.FacetValuesResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	f, err := s.facetValues(call.Context(), call, string(r.Name), call.values.Get("prefix"), or(r.Params.Limit, query.DefaultFacetLimit), request(call.values))
	if err != nil {
		return nil, err
	}
	return api.FacetValues200JSONResponse(*f), nil
}

func (h *handlers) Document(ctx context.Context, r api.DocumentRequestObject) (api.DocumentResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	d, err := s.fetch(call.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	out, err := s.document(call.Context(), call, d)
	if err != nil {
		return nil, err
	}
	return api.Document200JSONResponse(*out), nil
}

func (h *handlers) EditDocument(ctx context.Context, r api.EditDocumentRequestObject) (api.EditDocumentResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	key, err := s.authorize(call.request, scopeEdit)
	if err != nil {
		return nil, err
	}
	if r.Body == nil || len(r.Body.Edits) == 0 {
		return nil, bodyProblem(io.ErrUnexpectedEOF)
	}
	if _, err := s.fetch(call.Context(), r.ID); err != nil {
		return nil, err
	}
	if err := s.edit(call.Context(), r.ID, key, r.Body); err != nil {
		return nil, err
	}
	d, err := s.fetch(call.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	out, err := s.document(call.Context(), call, d)
	if err != nil {
		return nil, err
	}
	return api.EditDocument200JSONResponse(*out), nil
}

// original streams a file.
type original struct {
	s *Server
	r *http.Request
	d *archive.Document
}

func (o original) VisitOriginalResponse(w http.ResponseWriter) error {
	return o.s.serveOriginal(w, o.r, o.d)
}

func (h *handlers) Original(ctx context.Context, r api.OriginalRequestObject) (api.OriginalResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	d, err := s.fetch(call.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	return original{s, call.request, d}, nil
}

func (h *handlers) Similar(ctx context.Context, r api.SimilarRequestObject) (api.SimilarResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	d, err := s.fetch(call.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	hits, err := s.similar(call.Context(), d, or(r.Params.Limit, 5))
	if err != nil {
		return nil, err
	}
	return api.Similar200JSONResponse{Hits: hits}, nil
}

// reference is a citation in its own media type.
type reference struct{ media, body string }

func (c reference) VisitCiteResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", c.media)
	_, err := io.WriteString(w, c.body)
	return err
}

func (h *handlers) Cite(ctx context.Context, r api.CiteRequestObject) (api.CiteResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	d, err := s.fetch(call.Context(), r.ID)
	if err != nil {
		return nil, err
	}
	style := cite.GOST
	if r.Params.Style != nil {
		style = cite.Style(*r.Params.Style)
	}
	body, err := cite.Format(style, s.reference(d, call.started))
	if err != nil {
		return nil, err
	}
	return reference{cite.MediaType(style), body}, nil
}

func (h *handlers) Programs(ctx context.Context, r api.ProgramsRequestObject) (api.ProgramsResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	list, total, err := s.programList(call.Context(), strings.TrimSpace(call.values.Get("q")), request(call.values).Filters,
		or(r.Params.Offset, 0), or(r.Params.Limit, 100))
	if err != nil {
		return nil, err
	}
	return api.Programs200JSONResponse{Total: total, Programs: list}, nil
}

func (h *handlers) Program(ctx context.Context, r api.ProgramRequestObject) (api.ProgramResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	out, err := s.programTimeline(call.Context(), r.ID, or(r.Params.Limit, 100), call.values.Get("cursor"))
	if err != nil {
		return nil, err
	}
	return api.Program200JSONResponse{Body: *out, Headers: api.Program200ResponseHeaders{
		Link: s.nextLink(apiBase+"/programs/"+r.ID, call.values, out.Next)}}, nil
}

func (h *handlers) Cities(ctx context.Context, _ api.CitiesRequestObject) (api.CitiesResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	list, missing, err := s.cityList(call.Context(), call.values["region"])
	if err != nil {
		return nil, err
	}
	return api.Cities200JSONResponse{Cities: list, Missing: missing}, nil
}

func (h *handlers) Stats(ctx context.Context, _ api.StatsRequestObject) (api.StatsResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	out, err := s.stats(call.Context(), call)
	if err != nil {
		return nil, err
	}
	return api.Stats200JSONResponse(*out), nil
}

func (h *handlers) Status(ctx context.Context, r api.StatusRequestObject) (api.StatusResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	out, err := s.status(call.Context(), or(r.Params.Limit, 100))
	if err != nil {
		return nil, err
	}
	return api.Status200JSONResponse(*out), nil
}

func (h *handlers) Export(ctx context.Context, r api.ExportRequestObject) (api.ExportResponseObject, error) {
	s, call := (*Server)(h), callOf(ctx)
	format := "csv"
	if r.Params.Format != nil {
		format = string(*r.Params.Format)
	}
	return s.export(call, format, false)
}

// suggest completes what is being typed.
func (s *Server) suggest(ctx context.Context, q string, limit int) ([]api.Suggestion, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Config.SearchTime)
	defer cancel()
	list, err := s.o.Query.Suggest(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	out := make([]api.Suggestion, len(list))
	for i, l := range list {
		out[i] = api.Suggestion{Kind: api.SuggestionKind(l.Kind), Text: l.Text, ID: known(l.ID)}
		switch l.Kind {
		case "city":
			out[i].URL = s.link("/c/" + l.ID)
			if c, ok := s.o.Gazetteer.City(l.ID); ok {
				out[i].Note = c.Region
			}
		case "municipality":
			out[i].URL = s.link("/m/" + l.ID)
			if u, ok := s.o.Gazetteer.Unit(l.ID); ok {
				out[i].Note = u.Region
			}
		case "program":
			out[i].URL = s.link("/p/" + l.ID)
			if p, ok := s.labels.Program(ctx, l.ID); ok {
				out[i].Note = programNote(p)
			}
		case "title":
			out[i].URL = s.link("/d/" + l.ID)
		default:
			out[i].URL = s.link("/search?q=" + url.QueryEscape(l.Text))
		}
	}
	return out, nil
}

// similar returns documents with much the same words.
func (s *Server) similar(ctx context.Context, d *archive.Document, limit int) ([]api.Hit, error) {
	var hits []api.Hit
	err := s.admitted(ctx, func(ctx context.Context) error {
		found, err := s.o.Query.Similar(ctx, query.SimilarRequest{ID: d.ID, Title: d.Facts.Title.Text, Text: d.Text, Limit: limit})
		if err != nil {
			return err
		}
		hits, _, err = s.hits(ctx, found, nil)
		return err
	})
	return hits, err
}

// checkPlace refuses ids of places that the gazetteer does not have.
func (s *Server) checkPlace(field, id string) error {
	switch field {
	case "cities":
		if _, ok := s.o.Gazetteer.City(id); !ok {
			return problem{code: codeBody, param: field, ru: fmt.Sprintf("Города «%s» нет в справочнике: нужен id.", clip(id, 40)),
				en: fmt.Sprintf("There is no city %q in the gazetteer: its id is needed.", clip(id, 40))}
		}
	case "municipality":
		if _, ok := s.o.Gazetteer.Unit(id); !ok {
			p := problem{code: codeBody, param: field, ru: fmt.Sprintf("Муниципального образования «%s» нет в справочнике: нужен id.", clip(id, 40)),
				en: fmt.Sprintf("There is no municipality %q in the gazetteer: its id is needed.", clip(id, 40)), suggestion: s.o.Gazetteer.NearestUnit(clip(id, 100))}
			if p.suggestion != "" {
				p.ru += " Возможно, " + p.suggestion + "."
				p.en += " Perhaps " + p.suggestion + "."
			}
			return p
		}
	}
	return nil
}

// edit stores corrections made with a key.
func (s *Server) edit(ctx context.Context, id string, key Key, body *api.Edits) error {
	author := body.Author
	if author == "" {
		author = key.Name
	}
	edits := make([]archive.Edit, len(body.Edits))
	for i, e := range body.Edits {
		if !e.Field.Valid() {
			return problem{code: codeBody, param: "field", ru: fmt.Sprintf("Поля «%s» нет.", clip(string(e.Field), 40)),
				en: fmt.Sprintf("There is no field %q.", clip(string(e.Field), 40))}
		}
		if (e.Value == nil) != e.Undo {
			return problem{code: codeBody, param: "value", ru: "Нужно одно из двух: value (пустой список убирает значение) или undo.",
				en: "One of the two is needed: value (an empty list clears the field) or undo."}
		}
		for _, v := range e.Value {
			if err := s.checkPlace(string(e.Field), v); err != nil {
				return err
			}
		}
		edits[i] = archive.Edit{ID: id, Field: string(e.Field), Value: e.Value, Undo: e.Undo, Author: author, At: callOf(ctx).started.UTC()}
	}
	if err := s.o.Store.Edit(ctx, edits...); err != nil {
		return fmt.Errorf("correcting %s: %w", id, err)
	}
	s.log.Info("corrected", "document", id, "key", key.Name, "fields", len(edits))
	return nil
}
