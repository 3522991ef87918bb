package server

import (
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// The description of the API for people, made from the specification.
var apiTemplate = template.Must(template.New("api").Funcs(template.FuncMap{"code": codeRuns}).Parse(`
{{range .Paragraphs}}<p>{{template "text" .}}</p>
{{end}}<p><a href="/openapi.json">openapi.json</a></p>
{{range .Tags}}<section aria-labelledby="tag-{{.Name}}"><h2 id="tag-{{.Name}}">{{.Description}}</h2>
{{range .Operations}}<article class="op" id="{{.ID}}"><h3><code>{{.Method}} {{.Path}}</code></h3><p><strong>{{.Summary}}</strong></p>
{{range .Paragraphs}}<p>{{template "text" .}}</p>
{{end}}{{if .Example}}<p><a href="{{.Example}}"><code>{{.Example}}</code></a></p>
{{end}}{{if .Params}}<div class="scroll" tabindex="0" role="region" aria-label="{{.ID}}: {{$.L.Parameters}}"><table><thead><tr><th scope="col">{{$.L.Parameter}}</th><th scope="col">{{$.L.Values}}</th><th scope="col">{{$.L.Meaning}}</th></tr></thead><tbody>
{{range .Params}}<tr><th scope="row"><code>{{.Name}}</code></th><td>{{.Values}}</td><td>{{template "text" .Description}}</td></tr>
{{end}}</tbody></table></div>
{{end}}{{with .Answer}}<p>{{$.L.Answer}} {{.}}</p>{{end}}</article>
{{end}}</section>
{{end}}<section aria-labelledby="schemas"><h2 id="schemas">{{.L.Schemas}}</h2>
{{range .Schemas}}<article class="schema" id="schema-{{.Name}}"><h3>{{.Name}}</h3>{{with .Description}}<p>{{template "text" .}}</p>{{end}}
{{if .Fields}}<dl>{{range .Fields}}<dt><code>{{.Name}}</code> <span class="type">{{.Values}}</span></dt><dd>{{template "text" .Description}}</dd>
{{end}}</dl>{{end}}</article>
{{end}}</section>
{{define "text"}}{{range $i, $run := code .}}{{if $i}}<code>{{.Code}}</code>{{end}}{{.Text}}{{end}}{{end}}
`))

// codeRun is what stands between marks of code (`…`) in the specification, and the
// text after it.
type codeRun struct{ Code, Text string }

// codeRuns parts a text at its marks; the first run has no code.
func codeRuns(s string) []codeRun {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 { // a mark that is not closed is one
		return []codeRun{{Text: s}}
	}
	out := []codeRun{{Text: parts[0]}}
	for i := 1; i < len(parts); i += 2 {
		out = append(out, codeRun{parts[i], parts[i+1]})
	}
	return out
}

type apiField struct{ Name, Values, Description string }

type apiOperation struct {
	ID, Method, Path, Summary, Example, Answer string
	Paragraphs                                 []string
	Params                                     []apiField
}

type apiTag struct {
	Name, Description string
	Operations        []apiOperation
}

type apiSchema struct {
	Name, Description string
	Fields            []apiField
}

// apiDescription is the body of the page /api.
func (s *Server) apiDescription(call *call) (template.HTML, error) {
	d := struct {
		Paragraphs []string
		Tags       []apiTag
		Schemas    []apiSchema
		L          map[string]string
	}{Paragraphs: paragraphs(s.spec.doc.Info.Description), L: map[string]string{
		"Parameters": call.pick("параметры", "parameters"), "Parameter": call.pick("Параметр", "Parameter"), "Values": call.pick("Значения", "Values"),
		"Meaning": call.pick("Смысл", "Meaning"), "Answer": call.pick("Ответ:", "Answer:"), "Schemas": call.pick("Объекты", "Objects")}}
	for _, t := range s.spec.doc.Tags {
		d.Tags = append(d.Tags, apiTag{t.Name, t.Description, s.spec.operations(t.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(s.spec.doc.Components.Schemas)) {
		sc := s.spec.doc.Components.Schemas[name]
		as := apiSchema{Name: name, Description: sc.Description}
		if as.Description == "" && len(sc.Properties) == 0 {
			as.Description = sc.words()
		}
		for _, field := range slices.Sorted(maps.Keys(sc.Properties)) {
			p := sc.Properties[field]
			as.Fields = append(as.Fields, apiField{field, p.words(), p.Description})
		}
		d.Schemas = append(d.Schemas, as)
	}
	var b strings.Builder
	if err := apiTemplate.Execute(&b, d); err != nil {
		return "", fmt.Errorf("description of the API: %w", err)
	}
	return template.HTML(b.String()), nil // escaped by the template above
}

// operations lists what a tag holds, by path.
func (s *spec) operations(tag string) []apiOperation {
	var out []apiOperation
	for _, path := range slices.Sorted(maps.Keys(s.doc.Paths)) {
		item := s.doc.Paths[path]
		for _, m := range []struct {
			method string
			op     *operation
		}{{http.MethodGet, item.Get}, {http.MethodPatch, item.Patch}} {
			if m.op == nil || !slices.Contains(m.op.Tags, tag) {
				continue
			}
			o := apiOperation{ID: m.op.OperationID, Method: m.method, Path: apiBase + path, Summary: m.op.Summary,
				Paragraphs: paragraphs(m.op.Description), Answer: answers(m.op)}
			if m.method == http.MethodGet && !strings.Contains(path, "{") && path != "/export" {
				o.Example = apiBase + path
			}
			for _, p := range slices.Concat(item.Parameters, m.op.Parameters) {
				p = s.resolve(p)
				o.Params = append(o.Params, apiField{p.Name, p.Schema.words(), p.Description})
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

// words says what a schema allows.
func (sc *schema) words() string {
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
