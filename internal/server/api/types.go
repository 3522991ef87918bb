// Package api is the contract of the HTTP API: its specification openapi.yaml, the types of responses generated from
// it, and types that the generator cannot express.
package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi.yaml openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi-test.yaml openapi.yaml

// OpenAPI is the specification of the API in YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Marked is a run of text that may be highlighted. In JSON it is a pair ["text", 1], ["text", 2] or ["text", 0]
// rather than markup, so that clients need not trust it.
type Marked struct {
	Text string
	Hit  bool
	// For is the word of the query that Text is equivalent to, and Rule why; both are empty for typed words. In JSON
	// they are reduced to the number 2.
	For, Rule string
}

// MarshalJSON encodes the pair.
func (m Marked) MarshalJSON() ([]byte, error) { return m.appendJSON(nil), nil }

// UnmarshalJSON decodes the pair.
func (m *Marked) UnmarshalJSON(b []byte) error {
	var pair []any
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) == 2 {
		text, ok := pair[0].(string)
		n, isNumber := pair[1].(float64)
		if ok && isNumber {
			m.Text, m.Hit = text, n != 0 // For and Rule cannot be restored
			return nil
		}
	}
	return fmt.Errorf("%s is not a pair of text and 0, 1 or 2", b)
}

// FullDocument is the schema Document: a hit with further fields.
type FullDocument struct {
	Hit
	DocumentDetail
}

// FieldEdit is the schema Edit: a correction of one field.
type FieldEdit struct {
	Field string   `json:"field"`
	Value []string `json:"value,omitempty"`
	Undo  bool     `json:"undo,omitempty"`
}

// SuggestAnswer is the response of GET /suggest.
type SuggestAnswer struct {
	Q           string       `json:"q"`
	Suggestions []Suggestion `json:"suggestions"`
}

// SimilarAnswer is the response of GET /documents/{id}/similar.
type SimilarAnswer struct {
	Hits []Hit `json:"hits"`
}

// ProgramsAnswer is the response of GET /programs.
type ProgramsAnswer struct {
	Programs []ProgramSummary `json:"programs"`
	Total    int              `json:"total"`
}

// CitiesAnswer is the response of GET /cities.
type CitiesAnswer struct {
	Cities  []CitySummary `json:"cities"`
	Missing int           `json:"missing"`
}
