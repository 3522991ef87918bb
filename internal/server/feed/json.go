package feed

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/request"
)

// jsonFeed follows https://www.jsonfeed.org/version/1.1/.
func (s *Service) jsonFeed(c *gin.Context, call *request.Call) error {
	docs, err := s.documents(call)
	if err != nil {
		return err
	}
	title, err := s.title(call)
	if err != nil {
		return err
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
	self, page := s.links(call)
	items := make([]item, len(docs))
	for i, d := range docs {
		items[i] = item{ID: s.o.Addresses.Absolute(call, "/d/"+d.ID), URL: s.o.Addresses.Absolute(call, "/d/"+d.ID),
			Title: s.o.Views.Headline(call.Lang, d), Text: s.o.Views.Summary(d),
			Published: published(d), Modified: d.Ingested.UTC().Format(time.RFC3339), Tags: tags(d)}
		if a := d.Facts.Issuer.Text; a != "" {
			items[i].Authors = []author{{a}}
		}
	}
	b, err := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": title,
		"home_page_url": page,
		"feed_url":      self, "language": "ru", "items": items})
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/feed+json; charset=utf-8", b)
	return nil
}
