// Package api is the contract of the HTTP API: its description, openapi.yaml, the types of what answers are made of,
// generated from it, and those that the generator cannot express.
package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi.yaml openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2 -config oapi-test.yaml openapi.yaml

// OpenAPI is the description of the API, in YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Marked is a run of text, to be highlighted or not. In JSON it is the pair
// ["text", 1], ["text", 2] or ["text", 0]: never markup, so that no reader has to trust it.
type Marked struct {
	Text string
	Hit  bool
	// For is the word of the query that Text stands for, and Rule how; "" for that word itself. JSON
	// has 2 instead of them.
	For, Rule string
}

// MarshalJSON writes the pair.
func (m Marked) MarshalJSON() ([]byte, error) { return m.appendJSON(nil), nil }

// UnmarshalJSON reads the pair.
func (m *Marked) UnmarshalJSON(b []byte) error {
	var pair []any
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	if len(pair) == 2 {
		text, ok := pair[0].(string)
		n, isNumber := pair[1].(float64)
		if ok && isNumber {
			m.Text, m.Hit = text, n != 0 // For and Rule are not told
			return nil
		}
	}
	return fmt.Errorf("%s is not a pair of text and 0, 1 or 2", b)
}

// FullDocument is the schema Document: all of a hit, and more.
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

// SuggestAnswer answers GET /suggest.
type SuggestAnswer struct {
	Q           string       `json:"q"`
	Suggestions []Suggestion `json:"suggestions"`
}

// SimilarAnswer answers GET /documents/{id}/similar.
type SimilarAnswer struct {
	Hits []Hit `json:"hits"`
}

// ProgramsAnswer answers GET /programs.
type ProgramsAnswer struct {
	Programs []ProgramSummary `json:"programs"`
	Total    int              `json:"total"`
}

// CitiesAnswer answers GET /cities.
type CitiesAnswer struct {
	Cities  []CitySummary `json:"cities"`
	Missing int           `json:"missing"`
}
