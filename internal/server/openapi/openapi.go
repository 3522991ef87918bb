// Package openapi reads the description of the API, so that what is documented and what is accepted cannot differ: Spec
// has the parameters of each operation, Check validates a query string against them.
package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Spec is the part of openapi.yaml that the server uses. It is immutable.
type Spec struct {
	JSON   []byte // the whole document
	doc    document
	params map[string]Parameters // by method and path: "GET /api/v1/search"
}

// Parameters are the parameters of an operation by name.
type Parameters map[string]*Parameter

// Parameters returns the parameters of an operation, with the path in gin's syntax; nil if there is no such
// operation.
func (s *Spec) Parameters(method, path string) Parameters { return s.params[method+" "+path] }

// Search returns the parameters of the search operation, for feeds and tables of searches.
func (s *Spec) Search() Parameters { return s.Parameters(http.MethodGet, Base+"/search") }

// Operations returns the methods and paths of all operations in the form "GET /api/v1/search".
func (s *Spec) Operations() []string { return slices.Sorted(maps.Keys(s.params)) }

type document struct {
	Info struct {
		Title, Version, Description string
	}
	Tags       []struct{ Name, Description string }
	Paths      map[string]*specPath
	Components struct {
		Parameters map[string]*Parameter
		Schemas    map[string]*Schema
	}
}

type specPath struct {
	Parameters []*Parameter
	Get, Patch *operation
}

type operation struct {
	OperationID string `yaml:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Parameters  []*Parameter
	Responses   map[string]struct {
		Ref         string `yaml:"$ref"`
		Description string
		Content     map[string]struct{ Schema *Schema }
	}
}

// Parameter is a parameter of an operation.
type Parameter struct {
	Ref         string `yaml:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Explode     *bool
	Schema      *Schema
}

// Schema describes allowed values.
type Schema struct {
	Ref         string `yaml:"$ref"`
	Type        any
	Description string
	Enum        []string
	Default     any
	Minimum     *int
	Maximum     *int
	MaxLength   int `yaml:"maxLength"`
	MinLength   int `yaml:"minLength"`
	MaxItems    int `yaml:"maxItems"`
	Items       *Schema
	Required    []string
	Properties  map[string]*Schema
	AllOf       []*Schema `yaml:"allOf"`
}

// Base is the path prefix of the API.
const Base = "/api/v1"

// Parse parses openapi.yaml.
func Parse(source []byte) (*Spec, error) {
	s := &Spec{params: map[string]Parameters{}}
	var tree any
	if err := yaml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	if err := yaml.Unmarshal(source, &s.doc); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	var err error
	if s.JSON, err = json.Marshal(tree); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	for path, item := range s.doc.Paths {
		for method, op := range map[string]*operation{http.MethodGet: item.Get, http.MethodPatch: item.Patch} {
			if op == nil {
				continue
			}
			for i, p := range op.Parameters {
				op.Parameters[i] = s.resolve(p)
			}
			table := Parameters{}
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				p = s.resolve(p)
				table[p.Name] = p
			}
			s.params[method+" "+ginPath(path)] = table
		}
	}
	return s, nil
}

var pathParameter = regexp.MustCompile(`\{(\w+)\}`)

func ginPath(path string) string { return Base + pathParameter.ReplaceAllString(path, ":$1") }

func (s *Spec) resolve(p *Parameter) *Parameter {
	if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
		p = s.doc.Components.Parameters[name]
	}
	p.Schema = s.schema(p.Schema)
	if p.Schema != nil {
		p.Schema.Items = s.schema(p.Schema.Items)
	}
	return p
}

func (s *Spec) schema(sc *Schema) *Schema {
	if sc == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(sc.Ref, "#/components/schemas/"); ok {
		return s.doc.Components.Schemas[name]
	}
	return sc
}
