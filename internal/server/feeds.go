package server

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
)

// feedLength is how many documents a feed holds.
const feedLength = 50

// feedRoutes adds what follows a search: feeds and the table of its results.
func (s *Server) feedRoutes(r *gin.Engine) {
	for path, h := range map[string]gin.HandlerFunc{"/search.atom": s.atom, "/search.json": s.jsonFeed, "/search.csv": s.csvFile} {
		check := func(c *gin.Context) {
			if err := checkQuery(callOf(c).values, s.searchParams()); err != nil {
				s.fail(c, err)
			}
		}
		r.GET(path, s.cors, check, s.conditional, h)
		r.HEAD(path, s.cors, check, s.conditional, h)
	}
}

// feedDocs are the newest documents of the search of a call by their own dates,
// unless another order is asked for.
func (s *Server) feedDocs(call *call) ([]*archive.Document, error) {
	r := request(conditions(call.values))
	r.Limit = feedLength
	if r.Sort == "" {
		r.Sort = "-date"
	}
	a, err := s.ask(call.Context(), r)
	if err != nil {
		return nil, err
	}
	docs, err := s.documents(call.Context(), a.Hits)
	if err != nil {
		return nil, err
	}
	held := docs[:0]
	for _, d := range docs {
		if d != nil {
			held = append(held, d)
		}
	}
	return held, nil
}

// feedTitle names a feed by what it follows.
func (s *Server) feedTitle(call *call) string {
	v := conditions(call.values)
	if name := s.searchName(call.Context(), langOf(call), v.Get("q"), v, request(v)); name != "" {
		return s.o.Config.Name + ": " + xmlText(name)
	}
	return s.o.Config.Name + call.pick(": новые документы", ": new documents")
}

// feedLinks are the addresses of the feed itself and of the page it follows.
func (s *Server) feedLinks(call *call) (self, page string) {
	keep := conditions(call.values)
	q := ""
	if len(keep) > 0 {
		q = "?" + keep.Encode()
	}
	return s.absolute(call, call.request.URL.Path+q), s.absolute(call, "/search"+q)
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Link       atomLink       `xml:"link"`
	Author     *atomAuthor    `xml:"author,omitempty"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

func (s *Server) atom(c *gin.Context) {
	call := callOf(c)
	docs, err := s.feedDocs(call)
	if err != nil {
		s.fail(c, err)
		return
	}
	self, page := s.feedLinks(call)
	feed := atomFeed{Lang: "ru", ID: self, Title: s.feedTitle(call), Author: atomAuthor{s.o.Config.Name},
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: page}}}
	newest := time.Unix(0, 0).UTC()
	for _, d := range docs {
		if d.Ingested.After(newest) {
			newest = d.Ingested.UTC()
		}
		e := atomEntry{ID: s.absolute(call, "/d/"+d.ID), Title: xmlText(s.title(d)), Updated: d.Ingested.UTC().Format(time.RFC3339),
			Published: published(d), Link: atomLink{Rel: "alternate", Type: "text/html", Href: s.absolute(call, "/d/"+d.ID)},
			Summary: xmlText(s.mask(lead(d.Text, leadLength)))}
		if i := d.Facts.Issuer.Text; i != "" {
			e.Author = &atomAuthor{i}
		}
		for _, tag := range tags(d) {
			e.Categories = append(e.Categories, atomCategory{tag})
		}
		feed.Entries = append(feed.Entries, e)
	}
	feed.Updated = newest.Format(time.RFC3339)
	s.writeXML(c, "application/atom+xml; charset=utf-8", feed)
}

// writeXML writes v with its declaration.
func (s *Server) writeXML(c *gin.Context, media string, v any) {
	b, err := xml.Marshal(v)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Data(http.StatusOK, media, append([]byte(xml.Header), b...))
}

// xmlText drops the characters that XML cannot hold. Escaping is the encoder's.
func xmlText(s string) string {
	ok := func(r rune) bool { return r == '\t' || r == '\n' || r >= 0x20 && r != 0xfffe && r != 0xffff }
	for _, r := range s {
		if !ok(r) {
			out := make([]rune, 0, len(s))
			for _, r := range s {
				if ok(r) {
					out = append(out, r)
				}
			}
			return string(out)
		}
	}
	return s
}

// published is the document's own date, if it is known to the day.
func published(d *archive.Document) string {
	if d.Facts.Date.Precision() != archive.PrecisionDay {
		return ""
	}
	return d.Facts.Date.String() + "T00:00:00Z"
}

// tags are the kind, the cities and the municipality.
func tags(d *archive.Document) []string {
	var out []string
	if k := d.Facts.Kind.Text; k != "" {
		out = append(out, k)
	}
	for _, city := range d.Facts.Cities {
		if own(city.Role) {
			out = append(out, city.Name)
		}
	}
	if p, ok := d.Facts.PlaceAt(archive.LevelMunicipality); ok {
		out = append(out, p.Name)
	}
	return out
}

// jsonFeed follows https://www.jsonfeed.org/version/1.1/.
func (s *Server) jsonFeed(c *gin.Context) {
	call := callOf(c)
	docs, err := s.feedDocs(call)
	if err != nil {
		s.fail(c, err)
		return
	}
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		Text      string   `json:"content_text"`
		Published string   `json:"date_published,omitempty"`
		Modified  string   `json:"date_modified"`
		Authors   []author `json:"authors,omitempty"`
		Tags      []string `json:"tags,omitempty"`
	}
	self, page := s.feedLinks(call)
	items := make([]item, len(docs))
	for i, d := range docs {
		items[i] = item{ID: s.absolute(call, "/d/"+d.ID), URL: s.absolute(call, "/d/"+d.ID), Title: s.title(d), Text: s.mask(lead(d.Text, leadLength)),
			Published: published(d), Modified: d.Ingested.UTC().Format(time.RFC3339), Tags: tags(d)}
		if a := d.Facts.Issuer.Text; a != "" {
			items[i].Authors = []author{{a}}
		}
	}
	b, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": s.feedTitle(call), "home_page_url": page,
		"feed_url": self, "language": "ru", "items": items})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Data(http.StatusOK, "application/feed+json; charset=utf-8", b)
}
