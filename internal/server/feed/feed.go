// Package feed serves what programs subscribe to or fetch: Atom and JSON feeds and the CSV of a search, the calendar
// of deadlines set by its acts, sitemaps, OpenSearch, oEmbed, and the specification of the API.
package feed

import (
	"encoding/xml"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/export"
	"letopis/internal/server/label"
	"letopis/internal/server/openapi"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
	"letopis/internal/server/search"
	"letopis/internal/server/view"
)

// Options are the dependencies and settings of a Service; all are required.
type Options struct {
	Store     archive.Store
	Search    *search.Service
	Views     *view.Service
	Labels    *label.Labels
	Exports   *export.Service
	Addresses *request.Addresses
	Respond   *respond.Service
	Spec      *openapi.Spec
	Log       *slog.Logger
	Name      string        // of the archive
	Time      time.Duration // time limit of a sitemap
}

// Service serves feeds. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a Service.
func New(o Options) *Service { return &Service{o: o} }

// feedLength is how many documents a feed contains.
const feedLength = 50

// Routes registers feeds and tables of searches, and other resources for programs.
func (s *Service) Routes(r gin.IRoutes) {
	check := s.o.Respond.Handle(func(_ *gin.Context, call *request.Call) error {
		return s.o.Spec.Search().Check(call.Values)
	})
	for path, h := range map[string]respond.Handler{
		"/search.atom": s.atom, "/search.json": s.jsonFeed, "/search.csv": s.table,
		"/search.ics": s.calendar,
	} {
		respond.Get(r, path, respond.CORS, check, s.o.Respond.Conditional, s.o.Respond.Handle(h))
	}
	for path, h := range map[string]respond.Handler{
		"/openapi.json": s.openAPI, "/opensearch.xml": s.openSearch, "/robots.txt": s.robots,
		"/sitemap.xml": s.sitemapIndex, "/sitemap/:part": s.sitemapPart, "/oembed": s.oEmbed,
	} {
		respond.Get(r, path, respond.CORS, s.o.Respond.Handle(h))
	}
}

// documents returns the documents of a call's search, newest first by their own dates unless another order is
// requested.
func (s *Service) documents(call *request.Call) ([]*archive.Document, error) {
	r := request.Search(request.Conditions(call.Values))
	r.Limit = feedLength
	if r.Sort == "" {
		r.Sort = "-date"
	}
	a, err := s.o.Search.Ask(call.Context(), r)
	if err != nil {
		return nil, err
	}
	docs, err := s.o.Views.Get(call.Context(), a.Hits)
	if err != nil {
		return nil, err
	}
	here := docs[:0]
	for _, d := range docs {
		if d != nil {
			here = append(here, d)
		}
	}
	return here, nil
}

// title returns the title of a feed, which includes its search.
func (s *Service) title(call *request.Call) (string, error) {
	v := request.Conditions(call.Values)
	name, err := s.o.Labels.SearchName(call.Context(), call.Lang, v.Get("q"), v, request.Search(v))
	if name != "" {
		return s.o.Name + ": " + respond.XMLText(name), err
	}
	return s.o.Name + call.Lang.Pick(": новые документы", ": new documents"), err
}

// links returns the URLs of the feed and of the corresponding page.
func (s *Service) links(call *request.Call) (self, page string) {
	keep := request.Conditions(call.Values)
	q := ""
	if len(keep) > 0 {
		q = "?" + keep.Encode()
	}
	return s.o.Addresses.Absolute(call, call.Request.URL.Path+q), s.o.Addresses.Absolute(call, "/search"+q)
}

// published returns the document's own date if it is known to the day, else "".
func published(d *archive.Document) string {
	if d.Facts.Date.Precision() != archive.PrecisionDay {
		return ""
	}
	return d.Facts.Date.String() + "T00:00:00Z"
}

// tags returns the kind, the cities and the municipality of a document.
func tags(d *archive.Document) []string {
	var out []string
	if k := d.Facts.Kind.Text; k != "" {
		out = append(out, k)
	}
	for _, city := range d.Facts.Cities {
		if view.IsOwn(city.Role) {
			out = append(out, city.Name)
		}
	}
	if p, ok := d.Facts.PlaceAt(archive.LevelMunicipality); ok {
		out = append(out, p.Name)
	}
	return out
}

// table serves /search.csv, the export for people and their spreadsheets. Programs use /api/v1/export, which is the
// same in all languages.
func (s *Service) table(c *gin.Context, call *request.Call) error {
	e, err := s.o.Exports.Begin(call, "csv", true)
	if err != nil {
		return err
	}
	return e.Write(c.Writer)
}

func (s *Service) openAPI(c *gin.Context, _ *request.Call) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/vnd.oai.openapi+json;version=3.1", s.o.Spec.JSON)
	return nil
}

// openSearch lets browsers search the archive from the address bar.
func (s *Service) openSearch(c *gin.Context, call *request.Call) error {
	type link struct {
		Type     string `xml:"type,attr"`
		Method   string `xml:"method,attr,omitempty"`
		Template string `xml:"template,attr"`
	}
	name := s.o.Name
	if r := []rune(name); len(r) > 16 { // the limit of the standard
		name = string(r[:16])
	}
	return respond.XML(c, "application/opensearchdescription+xml; charset=utf-8", struct {
		XMLName     xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName   string
		Description string
		InputEnc    string `xml:"InputEncoding"`
		Language    string
		URL         []link `xml:"Url"`
	}{ShortName: name, Description: s.o.Name + ": документы городов и районов", InputEnc: "UTF-8", Language: "ru",
		URL: []link{{"text/html", "get", s.o.Addresses.Absolute(call, "/search?q={searchTerms}")},
			{"application/atom+xml", "", s.o.Addresses.Absolute(call, "/search.atom?q={searchTerms}")}}})
}

func (s *Service) robots(c *gin.Context, call *request.Call) error {
	c.String(http.StatusOK,
		"User-agent: *\nDisallow: /search\nDisallow: /compare\nDisallow: /gaps\nDisallow: /facets/\n"+
			"Disallow: /follow\nDisallow: /desk\nDisallow: /api/\n"+
			"Disallow: /oai\nDisallow: /*borrowings=\nDisallow: /d/*/edition\n\nSitemap: %s\n",
		s.o.Addresses.Absolute(call, "/sitemap.xml"))
	return nil
}
