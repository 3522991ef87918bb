package api

import (
	"encoding/json"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The generated types and the embedded specification come from openapi.yaml as
// it is now.
func TestGeneratedIsFresh(t *testing.T) {
	var tree any
	if err := yaml.Unmarshal(OpenAPI, &tree); err != nil {
		t.Fatal(err)
	}
	fromYAML, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := GetSpecJSON()
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(fromYAML, &a) != nil || json.Unmarshal(generated, &b) != nil {
		t.Fatal("the specification is not JSON")
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if !strings.EqualFold(string(x), string(y)) { // the generator makes names of operations begin with capitals
		t.Error("openapi.yaml changed since its code was generated: run go generate ./internal/server/api")
	}
}
