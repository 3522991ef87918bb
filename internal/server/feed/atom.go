package feed

import (
	"encoding/xml"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/server/request"
	"letopis/internal/server/respond"
)

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

func (s *Service) atom(c *gin.Context, call *request.Call) error {
	docs, err := s.documents(call)
	if err != nil {
		return err
	}
	title, err := s.title(call)
	if err != nil {
		return err
	}
	self, page := s.links(call)
	feed := atomFeed{Lang: "ru", ID: self, Title: title, Author: atomAuthor{s.o.Name},
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self},
			{Rel: "alternate", Type: "text/html", Href: page}}}
	newest := time.Unix(0, 0).UTC()
	for _, d := range docs {
		if d.Ingested.After(newest) {
			newest = d.Ingested.UTC()
		}
		e := atomEntry{ID: s.o.Addresses.Absolute(call, "/d/"+d.ID), Title: respond.XMLText(s.o.Views.Headline(call.Lang, d)),
			Updated:   d.Ingested.UTC().Format(time.RFC3339),
			Published: published(d), Link: atomLink{Rel: "alternate", Type: "text/html",
				Href: s.o.Addresses.Absolute(call, "/d/"+d.ID)},
			Summary: respond.XMLText(s.o.Views.Summary(d))}
		if i := d.Facts.Issuer.Text; i != "" {
			e.Author = &atomAuthor{i}
		}
		for _, tag := range tags(d) {
			e.Categories = append(e.Categories, atomCategory{tag})
		}
		feed.Entries = append(feed.Entries, e)
	}
	feed.Updated = newest.Format(time.RFC3339)
	return respond.XML(c, "application/atom+xml; charset=utf-8", feed)
}
