package feed

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/openapi"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
)

// Size of an embedded search in pixels.
const embedWidth, embedHeight = 640, 480

// oEmbed implements https://oembed.com/ for URLs of our searches, cities, programmes and documents: a frame with
// /embed, or a link for a document.
func (s *Service) oEmbed(c *gin.Context, call *request.Call) error {
	table := openapi.Parameters{
		"url":       {Name: "url", In: "query", Required: true, Schema: &openapi.Schema{Type: "string", MaxLength: 2000}},
		"format":    {Name: "format", In: "query", Schema: &openapi.Schema{Type: "string", MaxLength: 20}},
		"maxwidth":  {Name: "maxwidth", In: "query", Schema: &openapi.Schema{Type: "integer"}},
		"maxheight": {Name: "maxheight", In: "query", Schema: &openapi.Schema{Type: "integer"}},
	}
	if err := table.Check(call.Values); err != nil {
		return err
	}
	if f := call.Values.Get("format"); f != "" && f != "json" {
		c.Status(http.StatusNotImplemented) // the status that oEmbed requires for unsupported formats
		return nil
	}
	u, err := url.Parse(call.Values.Get("url"))
	own, _ := url.Parse(s.o.Addresses.Absolute(call, ""))
	if err != nil || u.Host != own.Host || u.Scheme != "http" && u.Scheme != "https" {
		return problem.Problem{Code: problem.NotFound, Param: "url", RU: "Это адрес не этого архива.",
			EN: "This address is not of this archive."}
	}
	title, frame, err := s.embeddable(call, u)
	if err != nil {
		return err
	}
	width, height := embedWidth, embedHeight
	if n := request.Integer(call.Values, "maxwidth"); n > 0 {
		width = min(width, n)
	}
	if n := request.Integer(call.Values, "maxheight"); n > 0 {
		height = min(height, n)
	}
	out := map[string]any{"version": "1.0", "title": title, "provider_name": s.o.Name,
		"provider_url": s.o.Addresses.Absolute(call, "/"), "cache_age": 3600}
	if frame == "" {
		out["type"] = "link"
	} else {
		out["type"], out["width"], out["height"] = "rich", width, height
		out["html"] = fmt.Sprintf(
			`<iframe src="%s" width="%d" height="%d" title="%s" loading="lazy" `+
				`sandbox="allow-scripts allow-forms allow-popups allow-same-origin"></iframe>`,
			html.EscapeString(frame), width, height, html.EscapeString(title))
	}
	b, err := json.Marshal(out)
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/json; charset=utf-8", b)
	return nil
}

// embeddable returns the title of one of our pages and the URL of its frame, or "" if there is only a link.
func (s *Service) embeddable(call *request.Call, u *url.URL) (title, frame string, err error) {
	keep := request.Conditions(u.Query())
	section, id, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	switch section {
	case "d":
		d, err := s.o.Views.Fetch(call.Context(), id)
		if err != nil {
			return "", "", err
		}
		return s.o.Views.Title(d), "", nil
	case "c":
		city, ok := s.o.Labels.City(id)
		if !ok {
			return "", "", archive.ErrNotFound
		}
		keep.Add("city", id)
		return s.o.Name + ": " + city.Name, s.o.Addresses.Absolute(call, "/embed?"+keep.Encode()), nil
	case "m":
		u, ok := s.o.Labels.Unit(id)
		if !ok {
			return "", "", archive.ErrNotFound
		}
		keep.Add(u.Level, id)
		return s.o.Name + ": " + u.Name, s.o.Addresses.Absolute(call, "/embed?"+keep.Encode()), nil
	case "p":
		p, err := s.o.Labels.Program(call.Context(), id)
		if err == nil && p.ID == "" {
			err = archive.ErrNotFound
		}
		if err != nil {
			return "", "", err
		}
		keep.Add("program", id)
		return p.Name, s.o.Addresses.Absolute(call, "/embed?"+keep.Encode()), nil
	case "", "search":
		return s.o.Name, s.o.Addresses.Absolute(call, "/embed?"+keep.Encode()), nil
	}
	return "", "", archive.ErrNotFound
}
