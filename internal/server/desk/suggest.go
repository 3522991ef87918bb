package desk

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Limits of the suggestions for a value and of the input, in characters.
const (
	maxSuggestions = 8
	maxTypedLength = 100
)

// suggestion is a possible value of a field as people write it.
type suggestion struct {
	Text string `json:"text"`
	Note string `json:"note,omitempty"`
}

// suggest proposes values of a field that begin with the input: places of the gazetteer, programmes of the archive.
func (s *Service) suggest(c *gin.Context, call *request.Call, _ session) error {
	typed := problem.Truncate(strings.TrimSpace(call.Values.Get("q")), maxTypedLength)
	out := []suggestion{}
	switch field := call.Values.Get("field"); {
	case typed == "":
	case field == "programs":
		list, _, err := s.Catalog.Programs(call.Context(), typed, nil, request.Paging{Limit: maxSuggestions})
		if err != nil {
			return err
		}
		for _, p := range list {
			x := suggestion{Text: p.Name}
			if p.Municipality != nil {
				x.Note = *p.Municipality
			}
			out = append(out, x)
		}
	default:
		for _, id := range s.Labels.Complete(field, typed, maxSuggestions) {
			out = append(out, suggestion{Text: s.Labels.PlaceName(field, id)})
		}
	}
	c.JSON(http.StatusOK, map[string]any{"suggestions": out})
	return nil
}
