package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"letopis/internal/searches"
	"letopis/internal/server/request"
)

// resultPages are the pages that people open from search results.
var resultPages = []string{"/d/:id", "/d/:id/edition", "/c/:id", "/m/:id", "/p/:id", "/compare",
	"/api/v1/documents/:id", "/api/v1/documents/:id/original"}

// observe passes the outcome of a person's request to the statistics of unsuccessful searches. Requests of programs
// are ignored.
func (s *Server) observe(c *gin.Context, call *request.Call) {
	r, status := c.Request, c.Writer.Status()
	if s.o.Searches == nil || r.Method != http.MethodGet || status >= http.StatusBadRequest || optedOut(r.Header) {
		return
	}
	switch route := c.FullPath(); {
	case slices.Contains(resultPages, route):
		s.o.Searches.Opened(call.Client)
	case call.Found == nil: // no search, or a 304
	case route == "/search" && call.WantsHTML(), route == "/api/v1/search" && isFromPage(r.Header):
		conditions := request.Conditions(call.Values)
		for _, own := range []string{"q", "raw", "within", "strict", "sort"} {
			conditions.Del(own)
		}
		s.o.Searches.Searched(call.Client, call.Values.Get("q"), len(conditions) > 0, *call.Found)
	}
}

// optedOut reports whether a browser asks not to be tracked, or prefetches a page that may never be viewed.
func optedOut(h http.Header) bool {
	return h.Get("DNT") == "1" || h.Get("Sec-GPC") == "1" || h.Get("Sec-Purpose") != ""
}

// isFromPage reports whether a request comes from a web page, such as one with the widget.
func isFromPage(h http.Header) bool {
	return h.Get("Origin") != "" || h.Get("Sec-Fetch-Mode") == "cors" || h.Get("Referer") != ""
}

// weeksShown is the default number of weeks.
const weeksShown = 4

// serveSearches serves the report of unsuccessful searches: ?weeks=N, ?format=json.
func (s *Server) serveSearches(w http.ResponseWriter, r *http.Request) {
	if s.o.Searches == nil {
		http.Error(w, "searches are not counted: search.report is off", http.StatusNotFound)
		return
	}
	weeks := weeksShown
	if v := r.FormValue("weeks"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			http.Error(w, fmt.Sprintf("weeks: %q is no number from 1 to %d", v, searches.MaxWeeks), http.StatusBadRequest)
			return
		}
		weeks = n
	}
	report := s.o.Searches.Report().Last(weeks)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff") // the report contains what people typed
	var err error
	switch v := r.FormValue("format"); v {
	case "", "text":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		err = report.WriteText(w)
	case "json":
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		err = e.Encode(report)
	default:
		http.Error(w, fmt.Sprintf("format: %q is neither text nor json", v), http.StatusBadRequest)
	}
	if err != nil {
		s.o.Log.Debug("the report of searches was not sent in full", "error", err)
	}
}
