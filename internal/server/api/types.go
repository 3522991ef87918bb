// Package api holds the types and the routing of the HTTP API, generated from
// ../openapi.yaml, and the one type that the generator cannot express.
package api

import (
	"encoding/json"
	"fmt"
)

// Marked is a run of text, to be highlighted or not. In JSON it is the pair
// ["text", 1] or ["text", 0]: never markup, so that no reader has to trust it.
type Marked struct {
	Text string
	Hit  bool
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
			m.Text, m.Hit = text, n != 0
			return nil
		}
	}
	return fmt.Errorf("%s is not a pair of text and 0 or 1", b)
}

// FullDocument is the schema Document: all of a hit, and more.
type FullDocument struct {
	Hit
	DocumentDetail
}
