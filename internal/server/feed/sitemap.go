package feed

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/internal/server/respond"
)

// sitemapSize is how many positions of the store's log a part covers; the standard allows 50,000 URLs. A document is
// at the position of its last change, so a part changes only with its documents.
const sitemapSize = 10_000

// entriesAtOnce is how many log entries are read at a time.
const entriesAtOnce = 2000

func (s *Service) sitemapIndex(c *gin.Context, call *request.Call) error {
	last, err := s.o.Store.Seq(call.Context())
	if err != nil {
		return err
	}
	type part struct {
		Loc string `xml:"loc"`
	}
	parts := []part{}
	for i := range uint64(last)/sitemapSize + 1 {
		parts = append(parts, part{s.o.Addresses.Absolute(call, fmt.Sprintf("/sitemap/%d.xml", i))})
	}
	return respond.XML(c, "application/xml; charset=utf-8", struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Parts   []part   `xml:"sitemap"`
	}{Parts: parts})
}

func (s *Service) sitemapPart(c *gin.Context, call *request.Call) error {
	ctx := call.Context()
	n, err := strconv.ParseUint(strings.TrimSuffix(c.Param("part"), ".xml"), 10, 32)
	last, seqErr := s.o.Store.Seq(ctx)
	if seqErr != nil {
		return seqErr
	}
	if err != nil || n > uint64(last)/sitemapSize || !strings.HasSuffix(c.Param("part"), ".xml") {
		return problem.Problem{Code: problem.NoPage}
	}
	c.Header("Content-Type", "application/xml; charset=utf-8")
	call.Unlimit()
	ctx = call.Context()
	respond.ExtendDeadline(c.Writer, s.o.Time)
	w := c.Writer
	_, _ = w.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	after, end := archive.Seq(n*sitemapSize), archive.Seq((n+1)*sitemapSize)
	for after < end {
		entries, err := s.o.Store.Log(ctx, after, entriesAtOnce)
		if err != nil {
			s.o.Log.Error("a sitemap broke off", "request", call.ID, "error", err)
			panic(http.ErrAbortHandler)
		}
		for _, e := range entries {
			if after = e.Seq; after > end {
				break
			}
			if !e.Gone {
				fmt.Fprintf(w, "<url><loc>%s</loc><lastmod>%s</lastmod></url>\n", s.o.Addresses.Absolute(call, "/d/"+e.ID),
					e.At.Format(time.RFC3339))
			}
		}
		if len(entries) == 0 {
			break
		}
	}
	_, _ = w.WriteString("</urlset>\n")
	return nil
}
