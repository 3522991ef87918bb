package server

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/cite"
)

// siteRoutes adds what other programs look for beside the pages.
func (s *Server) siteRoutes(r *gin.Engine) {
	for path, h := range map[string]gin.HandlerFunc{
		"/openapi.json": s.openAPI, "/opensearch.xml": s.openSearch, "/robots.txt": s.robots, "/sitemap.xml": s.sitemapIndex,
		"/sitemap/:part": s.sitemapPart, "/oembed": s.oEmbed,
	} {
		r.GET(path, s.cors, h)
		r.HEAD(path, s.cors, h)
	}
	r.GET("/oai", s.cors, s.oai)
	r.POST("/oai", s.oai)
}

func (s *Server) openAPI(c *gin.Context) {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/vnd.oai.openapi+json;version=3.1", s.spec.json)
}

// openSearch lets a browser search the archive from its address bar.
func (s *Server) openSearch(c *gin.Context) {
	type link struct {
		Type     string `xml:"type,attr"`
		Method   string `xml:"method,attr,omitempty"`
		Template string `xml:"template,attr"`
	}
	name := s.o.Config.Name
	if r := []rune(name); len(r) > 16 { // the standard's limit
		name = string(r[:16])
	}
	s.writeXML(c, "application/opensearchdescription+xml; charset=utf-8", struct {
		XMLName     xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName   string
		Description string
		InputEnc    string `xml:"InputEncoding"`
		Language    string
		URL         []link `xml:"Url"`
	}{ShortName: name, Description: s.o.Config.Name + ": документы городов и районов", InputEnc: "UTF-8", Language: "ru",
		URL: []link{{"text/html", "get", s.absolute(callOf(c), "/search?q={searchTerms}")},
			{"application/atom+xml", "", s.absolute(callOf(c), "/search.atom?q={searchTerms}")}}})
}

func (s *Server) robots(c *gin.Context) {
	c.String(http.StatusOK, "User-agent: *\nDisallow: /search\nDisallow: /facets/\nDisallow: /api/\nDisallow: /oai\n\nSitemap: %s\n", s.absolute(callOf(c), "/sitemap.xml"))
}

// sitemapSize is how many places of the store's log a part covers; the
// standard allows 50,000 addresses. A document stands at the place of its last
// change, so a part changes only when its documents do.
const sitemapSize = 10_000

func (s *Server) sitemapIndex(c *gin.Context) {
	last, err := s.o.Store.Seq(callOf(c).Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	type part struct {
		Loc string `xml:"loc"`
	}
	parts := []part{}
	for i := range uint64(last)/sitemapSize + 1 {
		parts = append(parts, part{s.absolute(callOf(c), fmt.Sprintf("/sitemap/%d.xml", i))})
	}
	s.writeXML(c, "application/xml; charset=utf-8", struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Parts   []part   `xml:"sitemap"`
	}{Parts: parts})
}

func (s *Server) sitemapPart(c *gin.Context) {
	ctx := callOf(c).Context()
	n, err := strconv.ParseUint(strings.TrimSuffix(c.Param("part"), ".xml"), 10, 32)
	last, seqErr := s.o.Store.Seq(ctx)
	if seqErr != nil {
		s.fail(c, seqErr)
		return
	}
	if err != nil || n > uint64(last)/sitemapSize || !strings.HasSuffix(c.Param("part"), ".xml") {
		s.fail(c, problem{code: codeNoPage})
		return
	}
	c.Header("Content-Type", "application/xml; charset=utf-8")
	s.extendDeadline(c.Writer)
	w := c.Writer
	_, _ = w.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	after, end := archive.Seq(n*sitemapSize), archive.Seq((n+1)*sitemapSize)
	for after < end {
		entries, err := s.o.Store.Titles(ctx, after, titlesAtOnce)
		if err != nil {
			s.log.Error("a sitemap broke off", "request", callOf(c).id, "error", err)
			panic(http.ErrAbortHandler)
		}
		for _, e := range entries {
			if after = e.Seq; after > end {
				break
			}
			if !e.Gone {
				fmt.Fprintf(w, "<url><loc>%s</loc><lastmod>%s</lastmod></url>\n", s.absolute(callOf(c), "/d/"+e.ID), e.At.Format(time.RFC3339))
			}
		}
		if len(entries) == 0 {
			break
		}
	}
	_, _ = w.WriteString("</urlset>\n")
}

// Size of an embedded search, in pixels.
const embedWidth, embedHeight = 640, 480

// oEmbed answers https://oembed.com/ for our search, city, programme and
// document addresses: a frame with /embed, or a link for a document.
func (s *Server) oEmbed(c *gin.Context) {
	call := callOf(c)
	table := map[string]*param{
		"url":       {Name: "url", In: "query", Required: true, Schema: &schema{Type: "string", MaxLength: 2000}},
		"format":    {Name: "format", In: "query", Schema: &schema{Type: "string", MaxLength: 20}},
		"maxwidth":  {Name: "maxwidth", In: "query", Schema: &schema{Type: "integer"}},
		"maxheight": {Name: "maxheight", In: "query", Schema: &schema{Type: "integer"}},
	}
	if err := checkQuery(call.values, table); err != nil {
		s.fail(c, err)
		return
	}
	if f := call.values.Get("format"); f != "" && f != "json" {
		c.Status(http.StatusNotImplemented) // as oEmbed wants for a format that is not offered
		return
	}
	u, err := url.Parse(call.values.Get("url"))
	own, _ := url.Parse(s.absolute(call, ""))
	if err != nil || u.Host != own.Host || u.Scheme != "http" && u.Scheme != "https" {
		s.fail(c, problem{code: codeNotFound, param: "url", ru: "Это адрес не этого архива.", en: "This address is not of this archive."})
		return
	}
	title, frame, err := s.embeddable(call, u)
	if err != nil {
		s.fail(c, err)
		return
	}
	width, height := embedWidth, embedHeight
	if n := integer(call.values, "maxwidth"); n > 0 {
		width = min(width, n)
	}
	if n := integer(call.values, "maxheight"); n > 0 {
		height = min(height, n)
	}
	out := map[string]any{"version": "1.0", "title": title, "provider_name": s.o.Config.Name, "provider_url": s.absolute(call, "/"), "cache_age": 3600}
	if frame == "" {
		out["type"] = "link"
	} else {
		out["type"], out["width"], out["height"] = "rich", width, height
		out["html"] = fmt.Sprintf(`<iframe src="%s" width="%d" height="%d" title="%s" loading="lazy" sandbox="allow-scripts allow-forms allow-popups allow-same-origin"></iframe>`,
			html.EscapeString(frame), width, height, html.EscapeString(title))
	}
	b, err := json.Marshal(out)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Data(http.StatusOK, "application/json; charset=utf-8", b)
}

// embeddable returns the title of one of our pages and the address of its
// frame, "" when a link is all there is.
func (s *Server) embeddable(call *call, u *url.URL) (title, frame string, err error) {
	keep := conditions(u.Query())
	section, id, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	switch section {
	case "d":
		d, err := s.fetch(call.Context(), id)
		if err != nil {
			return "", "", err
		}
		return s.title(d), "", nil
	case "c":
		city, ok := s.o.Gazetteer.City(id)
		if !ok {
			return "", "", archive.ErrNotFound
		}
		keep.Add("city", id)
		return s.o.Config.Name + ": " + city.Name, s.absolute(call, "/embed?"+keep.Encode()), nil
	case "m":
		u, ok := s.o.Gazetteer.Unit(id)
		if !ok {
			return "", "", archive.ErrNotFound
		}
		keep.Add(u.Level, id)
		return s.o.Config.Name + ": " + u.Name, s.absolute(call, "/embed?"+keep.Encode()), nil
	case "p":
		p, ok := s.labels.Program(call.Context(), id)
		if !ok {
			return "", "", archive.ErrNotFound
		}
		keep.Add("program", id)
		return p.Name, s.absolute(call, "/embed?"+keep.Encode()), nil
	case "", "search":
		return s.o.Config.Name, s.absolute(call, "/embed?"+keep.Encode()), nil
	}
	return "", "", archive.ErrNotFound
}

// reference is what a citation of d is made of.
func (s *Server) reference(d *archive.Document, accessed time.Time) cite.Ref {
	f := &d.Facts
	r := cite.Ref{ID: d.ID, Title: f.Title.Text, Kind: f.Kind.Text, Number: f.Number.Text, Year: f.Date.Year, Month: f.Date.Month, Day: f.Date.Day,
		Issuer: f.Issuer.Text, Archive: s.o.Config.Name, URL: s.link("/d/" + d.ID), Accessed: accessed}
	if s.base == "" { // a reference goes out of the site: better no address than one of this computer
		r.URL = ""
	}
	if r.Title == "" && (r.Kind == "" || r.Kind == kindOther) {
		r.Title = s.title(d)
	}
	if r.Kind == kindOther {
		r.Kind = ""
	}
	for _, c := range f.Cities {
		if c.Role == archive.RoleIssuer {
			r.Place = c.Name
			break
		}
	}
	return r
}
