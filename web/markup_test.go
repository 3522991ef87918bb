package web

import (
	"html/template"
	"math/rand/v2"
	"strings"
	"testing"
)

// reference is what markup writes, as a template.
const reference = `{{define "hits"}}{{range .}}{{template "hit" .}}
{{end}}{{end}}
{{define "hit"}}<li class="hit" id="hit-{{.ID}}">
<h2><a href="{{.URL}}">{{range .Title}}{{if .Hit}}<mark>{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}</a></h2>
<p class="meta">{{with .Kind}}<span>{{.}}{{with $.Number}} № {{.}}{{end}}</span>{{else}}{{with .Number}}<span>№ {{.}}</span>{{end}}{{end}}{{with .Date}}<span>{{with $.DateISO}}<time datetime="{{.}}">{{$.Date}}</time>{{else}}{{.}}{{end}}</span>{{end}}{{range .Cities}}<span>{{.}}</span>{{end}}{{if not .Cities}}{{with .Municipality}}<span>{{.}}</span>{{end}}{{end}}{{if lt (len .Cities) 2}}{{with .Region}}<span>{{.}}</span>{{end}}{{end}}{{with .Status}}<span>⚠ {{.}}</span>{{end}}</p>
{{range .Snippets}}<p class="snippet">{{range .Runs}}{{if .Hit}}<mark>{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}{{if .Page}} <a href="{{.URL}}">{{t "hit.page"}} {{.Page}}</a>{{end}}</p>
{{end}}{{if .More}}<p class="meta"><a href="{{.MoreURL}}">{{.MoreText}}</a></p>{{end}}
{{with .Explain}}<details><summary>{{t "hit.explain"}}</summary><pre>{{.}}</pre></details>{{end}}
</li>{{end}}
{{define "choices"}}{{$f := .}}{{range $i, $v := .Values}}<li><label><input type="checkbox" form="search" name="{{$f.Name}}" value="{{.ID}}"{{if .Selected}} checked{{end}}><span class="name" id="{{$f.Name}}-{{$i}}"{{with .Full}} title="{{.}}"{{end}}>{{.Label}}{{with .Note}} <small class="soft">{{.}}</small>{{end}}</span><span class="n">{{n .Count}}</span></label>{{if not .Selected}}<button form="search" name="{{$f.Name}}.not" value="{{.ID}}" title="{{t "facet.exclude"}}" aria-labelledby="not {{$f.Name}}-{{$i}}">−</button>{{end}}</li>
{{end}}{{end}}
{{define "bars"}}{{range .Bars}}{{with .URL}}<a href="{{.}}">{{else}}<g>{{end}}<title>{{.Year}}: {{.Label}}</title><rect x="{{.X}}" y="{{.Y}}" width="{{.W}}" height="{{.H}}"{{if .On}} class="on"{{end}}/>{{if .URL}}</a>{{else}}</g>{{end}}
{{end}}{{end}}
{{define "rows"}}{{range .Bars}}<tr><td>{{.Year}}</td><td class="n">{{n .Count}}</td></tr>
{{end}}{{end}}`

// TestMarkupIsWhatTemplatesMake compares with html/template, which knows what is
// safe where, over hostile values.
func TestMarkupIsWhatTemplatesMake(t *testing.T) {
	ref := template.Must(template.New("").Funcs(template.FuncMap{"t": English.T, "n": English.Number}).Parse(reference))
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"", "абв", `"`, "'", "<b>", "&amp;", "</mark>", "\x00", "+", "`", " onmouseover=1", "javascript:", "№ 12", "-->", "{{", "\n"}
	str := func() (s string) {
		for range r.IntN(4) {
			s += pieces[r.IntN(len(pieces))]
		}
		return s
	}
	for range 500 {
		hits := make([]Hit, r.IntN(4))
		for i := range hits {
			hits[i] = hit(r, str)
		}
		f := Facet{Name: "city", Values: make([]FacetValue, r.IntN(4))}
		for i := range f.Values {
			f.Values[i] = FacetValue{ID: str(), Label: str(), Note: str(), Full: str(), Count: r.IntN(5000), Selected: r.IntN(2) == 0}
		}
		h := &Histogram{Bars: make([]Bar, r.IntN(4))}
		for i := range h.Bars {
			h.Bars[i] = Bar{Year: 1990 + i, Count: r.IntN(5000), Label: str(), X: i, Y: r.IntN(100), W: 3, H: r.IntN(100), On: r.IntN(2) == 0}
			if r.IntN(2) == 0 {
				h.Bars[i].URL = "/search?q=%D0%B0%22&date_from=2011"
			}
		}
		for name, c := range map[string]struct {
			of  any
			got template.HTML
		}{"hits": {hits, English.hits(hits)}, "choices": {f, English.choices(f)}, "bars": {h, h.bars()}, "rows": {h, English.rows(h)}} {
			var want strings.Builder
			if err := ref.ExecuteTemplate(&want, name, c.of); err != nil {
				t.Fatal(err)
			}
			// The template escapes plus signs, too, for old browsers that took UTF-7.
			if w := strings.ReplaceAll(want.String(), "&#43;", "+"); string(c.got) != w {
				at := 0
				for at < min(len(c.got), len(w)) && c.got[at] == w[at] {
					at++
				}
				t.Errorf("%s of %+v: from byte %d on\n%q, want\n%q", name, c.of, at, c.got[at:], w[at:])
			}
		}
	}
}

func hit(r *rand.Rand, str func() string) Hit {
	runs := func() []Run {
		list := make([]Run, r.IntN(4))
		for i := range list {
			list[i] = Run{Text: str(), Hit: r.IntN(2) == 0}
		}
		return list
	}
	h := Hit{ID: str(), URL: "/d/x?q=%22", Title: runs(), Kind: str(), Number: str(), Date: str(), DateISO: str(), Region: str(), Municipality: str(), Status: str(),
		More: r.IntN(2), MoreURL: "/search?group=x", MoreText: str(), Explain: str()}
	for range r.IntN(3) {
		h.Cities = append(h.Cities, "г. "+str())
		h.Snippets = append(h.Snippets, Snippet{Runs: runs(), Page: r.IntN(3), URL: "/d/x#page-2"})
	}
	return h
}
