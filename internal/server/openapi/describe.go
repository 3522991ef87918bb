package openapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"letopis/web"
)

// Describe returns the documentation of the API.
func (s *Spec) Describe() web.API {
	d := web.API{Paragraphs: paragraphs(s.doc.Info.Description)}
	for _, t := range s.doc.Tags {
		d.Tags = append(d.Tags, web.Tag{Name: t.Name, Description: t.Description, Operations: s.operations(t.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(s.doc.Components.Schemas)) {
		sc := s.doc.Components.Schemas[name]
		o := web.Schema{Name: name, Description: sc.Description}
		if o.Description == "" && len(sc.Properties) == 0 {
			o.Description = sc.words()
		}
		for _, field := range slices.Sorted(maps.Keys(sc.Properties)) {
			p := sc.Properties[field]
			o.Fields = append(o.Fields, web.APIField{Name: field, Values: p.words(), Description: p.Description})
		}
		d.Schemas = append(d.Schemas, o)
	}
	return d
}

// operations lists the operations of a tag by path.
func (s *Spec) operations(tag string) []web.Operation {
	var out []web.Operation
	for _, path := range slices.Sorted(maps.Keys(s.doc.Paths)) {
		item := s.doc.Paths[path]
		for _, m := range []struct {
			method string
			op     *operation
		}{{http.MethodGet, item.Get}, {http.MethodPatch, item.Patch}} {
			if m.op == nil || !slices.Contains(m.op.Tags, tag) {
				continue
			}
			o := web.Operation{ID: m.op.OperationID, Method: m.method, Path: Base + path, Summary: m.op.Summary,
				Paragraphs: paragraphs(m.op.Description), Answer: answers(m.op)}
			if m.method == http.MethodGet && !strings.Contains(path, "{") && path != "/export" {
				o.Example = Base + path
			}
			for _, p := range slices.Concat(item.Parameters, m.op.Parameters) {
				p = s.resolve(p)
				o.Params = append(o.Params, web.APIField{Name: p.Name, Values: p.Schema.words(), Description: p.Description})
			}
			out = append(out, o)
		}
	}
	return out
}

func answers(op *operation) string {
	var out []string
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		for _, media := range slices.Sorted(maps.Keys(op.Responses[status].Content)) {
			answer := media
			if sc := op.Responses[status].Content[media].Schema; sc != nil && sc.Ref != "" {
				answer += " " + sc.words()
			}
			out = append(out, answer)
		}
	}
	return strings.Join(slices.Compact(out), ", ")
}

// words describes the values that a schema allows.
func (sc *Schema) words() string {
	if sc == nil {
		return ""
	}
	if sc.Ref != "" {
		return sc.Ref[strings.LastIndex(sc.Ref, "/")+1:]
	}
	if len(sc.Enum) > 0 {
		return strings.Join(sc.Enum, ", ")
	}
	out := ""
	switch t := sc.Type.(type) {
	case string:
		out = t
	case []any:
		names := make([]string, len(t))
		for i, n := range t {
			names[i] = fmt.Sprint(n)
		}
		out = strings.Join(names, " | ")
	}
	if sc.Items != nil {
		out += " (" + sc.Items.words() + ")"
	}
	if sc.Minimum != nil && sc.Maximum != nil {
		out += fmt.Sprintf(" %d–%d", *sc.Minimum, *sc.Maximum)
	}
	if sc.Default != nil {
		out += fmt.Sprintf(" = %v", sc.Default)
	}
	for _, part := range sc.AllOf {
		out += " + " + part.words()
	}
	return strings.TrimPrefix(out, " + ")
}

func paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
