package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"

	"letopis/index"
)

// spec is what the server itself reads from openapi.yaml: the document as JSON,
// and the parameters of each operation, so that what is described and what is
// accepted cannot differ.
type spec struct {
	json   []byte
	doc    specDoc
	params map[string]map[string]*param // "GET /api/v1/search" → name → parameter
}

type specDoc struct {
	Info struct {
		Title, Version, Description string
	}
	Tags       []struct{ Name, Description string }
	Paths      map[string]*specPath
	Components struct {
		Parameters map[string]*param
		Schemas    map[string]*schema
	}
}

type specPath struct {
	Parameters []*param
	Get, Patch *operation
}

type operation struct {
	OperationID string `yaml:"operationId"`
	Tags        []string
	Summary     string
	Description string
	Parameters  []*param
	Responses   map[string]struct {
		Ref         string `yaml:"$ref"`
		Description string
		Content     map[string]struct{ Schema *schema }
	}
}

type param struct {
	Ref         string `yaml:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Explode     *bool
	Schema      *schema
}

type schema struct {
	Ref         string `yaml:"$ref"`
	Type        any
	Description string
	Enum        []string
	Default     any
	Minimum     *int
	Maximum     *int
	MaxLength   int `yaml:"maxLength"`
	MaxItems    int `yaml:"maxItems"`
	Items       *schema
	Required    []string
	Properties  map[string]*schema
	AllOf       []*schema `yaml:"allOf"`
}

const apiBase = "/api/v1"

func parseSpec(source []byte) (*spec, error) {
	s := &spec{params: map[string]map[string]*param{}}
	var tree any
	if err := yaml.Unmarshal(source, &tree); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	if err := yaml.Unmarshal(source, &s.doc); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	var err error
	if s.json, err = json.Marshal(tree); err != nil {
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
			table := map[string]*param{}
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

func ginPath(path string) string { return apiBase + pathParameter.ReplaceAllString(path, ":$1") }

func (s *spec) resolve(p *param) *param {
	if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
		p = s.doc.Components.Parameters[name]
	}
	p.Schema = s.schema(p.Schema)
	if p.Schema != nil {
		p.Schema.Items = s.schema(p.Schema.Items)
	}
	return p
}

func (s *spec) schema(sc *schema) *schema {
	if sc == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(sc.Ref, "#/components/schemas/"); ok {
		return s.doc.Components.Schemas[name]
	}
	return sc
}

// checkParameters refuses parameters that the specification does not name or
// whose values it does not allow.
func (s *Server) checkParameters(c *gin.Context) {
	method := c.Request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	table := s.spec.params[method+" "+c.FullPath()]
	if table == nil {
		c.Next()
		return
	}
	if err := checkQuery(callOf(c).values, table); err != nil {
		s.fail(c, err)
		return
	}
	for _, p := range c.Params {
		if err := table[p.Key].check([]string{p.Value}); err != nil {
			s.fail(c, err)
			return
		}
	}
	c.Next()
}

// checkQuery checks the values of a query string against a table of parameters.
func checkQuery(values map[string][]string, table map[string]*param) error {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names) // the same complaint for the same request
	for _, name := range names {
		p := table[name]
		if p == nil || p.In != "query" {
			return unknownParameter(name, table)
		}
		if err := p.check(values[name]); err != nil {
			return err
		}
	}
	for name, p := range table {
		if p.In == "query" && p.Required && len(values[name]) == 0 {
			return p.wrong(fmt.Sprintf("Нужен параметр %s.", name), fmt.Sprintf("The parameter %s is required.", name))
		}
	}
	return nil
}

func unknownParameter(name string, table map[string]*param) error {
	var known []string
	for n, p := range table {
		if p.In == "query" {
			known = append(known, n)
		}
	}
	slices.Sort(known)
	shown := clip(name, 60)
	p := problem{code: codeUnknown, param: shown, suggestion: nearest(name, known)}
	if p.suggestion != "" {
		p.ru = fmt.Sprintf("Параметра «%s» нет; вероятно, имелся в виду %s.", shown, p.suggestion)
		p.en = fmt.Sprintf("There is no parameter %q; %s was probably meant.", shown, p.suggestion)
	} else {
		p.ru = fmt.Sprintf("Параметра «%s» нет; есть %s.", shown, strings.Join(known, ", "))
		p.en = fmt.Sprintf("There is no parameter %q; there are %s.", shown, strings.Join(known, ", "))
	}
	return p
}

func (p *param) wrong(ru, en string) error {
	return problem{code: codeParameter, param: p.Name, ru: ru, en: en}
}

func (p *param) check(values []string) error {
	if p == nil {
		return nil
	}
	sc := p.Schema
	if sc.Type != "array" {
		if len(values) > 1 {
			return p.wrong(fmt.Sprintf("%s задают один раз.", p.Name), fmt.Sprintf("%s is given once.", p.Name))
		}
		return p.checkValue(sc, values[0])
	}
	if p.Explode != nil && !*p.Explode {
		if len(values) > 1 {
			return p.wrong(fmt.Sprintf("%s задают один раз, значения — через запятую.", p.Name),
				fmt.Sprintf("%s is given once, its values separated by commas.", p.Name))
		}
		if values = strings.Split(values[0], ","); values[0] == "" && len(values) == 1 {
			return nil
		}
	}
	if sc.MaxItems > 0 && len(values) > sc.MaxItems {
		return p.wrong(fmt.Sprintf("У %s не больше %d значений, а не %d.", p.Name, sc.MaxItems, len(values)),
			fmt.Sprintf("%s takes at most %d values, not %d.", p.Name, sc.MaxItems, len(values)))
	}
	for _, v := range values {
		if err := p.checkValue(sc.Items, v); err != nil {
			return err
		}
	}
	return nil
}

func (p *param) checkValue(sc *schema, v string) error {
	if sc.MaxLength > 0 && utf8.RuneCountInString(v) > sc.MaxLength {
		return p.wrong(fmt.Sprintf("%s длиннее %d знаков.", p.Name, sc.MaxLength), fmt.Sprintf("%s is longer than %d characters.", p.Name, sc.MaxLength))
	}
	if len(sc.Enum) > 0 {
		return p.checkEnum(sc, v)
	}
	switch sc.Type {
	case "integer":
		n, err := strconv.Atoi(v)
		low, high := 0, 1<<31-1
		if sc.Minimum != nil {
			low = *sc.Minimum
		}
		if sc.Maximum != nil {
			high = *sc.Maximum
		}
		if err != nil || n < low || n > high {
			return p.wrong(fmt.Sprintf("%s — число от %d до %d.", p.Name, low, high), fmt.Sprintf("%s is a number from %d to %d.", p.Name, low, high))
		}
	case "boolean":
		if v != "true" && v != "false" {
			return p.wrong(fmt.Sprintf("%s — true или false.", p.Name), fmt.Sprintf("%s is true or false.", p.Name))
		}
	}
	return nil
}

func (p *param) checkEnum(sc *schema, v string) error {
	if slices.Contains(sc.Enum, v) {
		return nil
	}
	known, shown := strings.Join(sc.Enum, ", "), clip(v, 60)
	pr := p.wrong(fmt.Sprintf("%s — одно из: %s; «%s» среди них нет.", p.Name, known, shown), fmt.Sprintf("%s is one of %s, not %q.", p.Name, known, shown)).(problem)
	pr.suggestion = nearest(v, sc.Enum)
	return pr
}

// nearest returns the known name that was most likely meant by name: few edits
// away, or a longer or shorter form of it; "" when none is near.
func nearest(name string, known []string) string {
	a := []rune(strings.ToLower(clip(name, 40)))
	if len(a) == 0 {
		return ""
	}
	limit := max(2, len(a)/3)
	best, bestCost := "", 2*(limit+1)
	for _, k := range known {
		cost := 2 * index.Distance(a, []rune(k), limit)
		if strings.HasPrefix(string(a), k) || len(a) >= 3 && strings.Contains(k, string(a)) {
			cost = min(cost, 3)
		}
		if cost < bestCost {
			best, bestCost = k, cost
		}
	}
	return best
}

// clip shortens what a client sent before it is repeated to it.
func clip(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes]) + "…"
}
