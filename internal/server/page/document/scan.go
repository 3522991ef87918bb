package document

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"letopis/internal/archive"
	"letopis/internal/server/admission"
	"letopis/internal/server/page/frame"
	"letopis/internal/server/problem"
	"letopis/internal/server/request"
	"letopis/web"
)

// sureWord is the confidence in percent below which a word is marked as doubtful.
const sureWord = 60

// scan shows a scanned page with matches as boxes over the image.
func (s Service) scan(c *gin.Context, call *request.Call) error {
	lang := call.Lang
	doc, scan, err := s.scanned(c, call)
	if err != nil {
		return err
	}
	full, err := s.Views.Document(call.Context(), doc)
	if err != nil {
		return err
	}
	places, err := s.hitPlaces(call, doc.Text)
	keep := request.Conditions(call.Values)
	number := pageNumber(doc, scan.Page)
	p := web.Scan{Page: s.Page(call, full.Title), In: call.Values.Get(inText), Hidden: conditionFields(call),
		Height: max(scan.Ratio, 1), Image: scanURL(lang, doc, scan.Page, "/image", nil),
		Document: web.Link{Text: full.Title, Href: frame.URL(lang, "/d/"+doc.ID, keep) + "#page-" + strconv.Itoa(number)}}
	p.NoIndex = true
	p.Heading = lang.T("scan.alone")
	if len(doc.Pages) > 1 {
		p.Heading = fmt.Sprintf(lang.T("scan.heading"), lang.Number(number), lang.Number(doc.Section.Page+len(doc.Pages)))
	}
	if err != nil { // the page is readable without boxes
		s.Log.Warn("hits are not shown on a scan", "document", doc.ID, "error", err)
		p.Notes = append(p.Notes, web.Note{Text: lang.T("doc.unmarked")})
	}
	hits, unsure := s.fillWords(call, doc, scan, places, &p)
	switch looked := p.In != "" || call.Values.Get("q") != ""; {
	case hits > 0:
		p.HitText = lang.Count(hits, "mark")
	case looked && err == nil:
		p.HitText = lang.T("doc.in.none")
	}
	if unsure > 0 {
		p.Notes = append(p.Notes, web.Note{Text: lang.T("scan.unsure") + " " + lang.Number(unsure) + "."})
	}
	s.fillBeside(call, doc, scan, places, &p)
	return s.Render(c, p)
}

// scanImage returns the image of a page.
func (s Service) scanImage(c *gin.Context, call *request.Call) error {
	doc, scan, err := s.scanned(c, call)
	if err != nil {
		return err
	}
	call.Unlimit() // drawing takes as long as reading a file
	var jpeg []byte
	err = admission.Aside(call.Context(), func() (err error) {
		jpeg, err = s.Draw(call.Context(), doc, doc.Section.Page+scan.Page)
		return err
	})
	if err != nil {
		return fmt.Errorf("document %s: drawing page %d: %w", doc.ID, pageNumber(doc, scan.Page), err)
	}
	if jpeg == nil {
		return problem.Problem{Code: problem.NoPage, RU: "Изображение этой страницы не построить: откройте оригинал.",
			EN: "No picture can be made of this page: open the original."}
	}
	c.Data(http.StatusOK, "image/jpeg", jpeg)
	return nil
}

// scanned returns the document of a call and its scan of the requested page.
func (s Service) scanned(c *gin.Context, call *request.Call) (*archive.Document, archive.Scan, error) {
	doc, err := s.Views.Fetch(call.Context(), c.Param("id"))
	if err != nil {
		return nil, archive.Scan{}, err
	}
	number, err := strconv.Atoi(c.Param("page"))
	scan, ok := scanOf(doc, number-doc.Section.Page-1)
	if err != nil || !ok || s.Draw == nil {
		return nil, archive.Scan{}, problem.Problem{Code: problem.NoPage}
	}
	return doc, scan, nil
}

// scanOf returns the scan of a page, counted from 0.
func scanOf(doc *archive.Document, page int) (scan archive.Scan, ok bool) {
	i, ok := slices.BinarySearchFunc(doc.Scans, page, func(s archive.Scan, page int) int { return s.Page - page })
	if ok {
		scan = doc.Scans[i]
	}
	return scan, ok
}

// pageNumber returns the displayed number of a page, which is counted from 0 here.
func pageNumber(doc *archive.Document, page int) int { return doc.Section.Page + page + 1 }

// scanURL returns the URL of a scan, or of a resource of it.
func scanURL(lang web.Lang, doc *archive.Document, page int, suffix string, keep url.Values) string {
	return frame.URL(lang, fmt.Sprintf("/d/%s/scan/%d%s", doc.ID, pageNumber(doc, page), suffix), keep)
}

// fillWords places the words over the image, and counts matches and doubtful words.
func (s Service) fillWords(
	call *request.Call, doc *archive.Document, scan archive.Scan, places []markedRange, p *web.Scan,
) (hits, unsure int) {
	text, start := doc.PageText(scan.Page), doc.PageStart(scan.Page)
	marked := -1 // index of the last match that a word was part of
	for _, w := range scan.Unpack(len(text)) {
		word := framed(w, p.Height)
		word.Text, word.Unsure = strings.TrimSpace(text[w.Start:w.End]), w.Sure < sureWord
		if i := placeAt(places, start+w.Start, start+w.End); i >= 0 {
			word.Hit = true
			if i != marked {
				marked, hits = i, hits+1
			}
		}
		if word.Unsure {
			unsure++
			word.Doubt = fmt.Sprintf(call.Lang.T("scan.doubt"), call.Lang.Number(w.Sure))
		}
		p.Words = append(p.Words, word)
	}
	return hits, unsure
}

// framed returns the box of a word with some padding, on a page of the given height.
func framed(w archive.ScanWord, height int) web.ScanWord {
	y, h := w.Top*height/1000, max(w.Height*height/1000, 1)
	around := h / 5
	return web.ScanWord{X: w.Left - around, Y: y - around, Width: w.Width + 2*around, Height: h + 2*around}
}

// placeAt returns the index of the first of the sorted places that overlaps a range, or -1.
func placeAt(places []markedRange, start, end int) int {
	i, _ := slices.BinarySearchFunc(places, start, func(m markedRange, start int) int {
		if m.end > start {
			return 1
		}
		return -1
	})
	if i < len(places) && places[i].start < end {
		return i
	}
	return -1
}

// maxHitPages limits the list of pages with matches.
const maxHitPages = 30

// fillBeside links to the previous and next scans, and to those with matches.
func (s Service) fillBeside(
	call *request.Call, doc *archive.Document, scan archive.Scan, places []markedRange, p *web.Scan,
) {
	keep := request.Conditions(call.Values)
	if p.In != "" {
		keep = keepIn(keep, p.In)
	}
	link := func(page int, text string) web.Link {
		return web.Link{Href: scanURL(call.Lang, doc, page, "", keep), Text: text}
	}
	for i, other := range doc.Scans {
		switch {
		case i+1 < len(doc.Scans) && doc.Scans[i+1].Page == scan.Page:
			p.Beside = append(p.Beside, link(other.Page, "← "+call.Lang.T("scan.before")))
		case i > 0 && doc.Scans[i-1].Page == scan.Page:
			p.Beside = append(p.Beside, link(other.Page, call.Lang.T("scan.after")+" →"))
		}
		start := doc.PageStart(other.Page)
		if len(p.HitPages) == maxHitPages || placeAt(places, start, start+len(doc.PageText(other.Page))) < 0 {
			continue
		}
		l := link(other.Page, call.Lang.Number(pageNumber(doc, other.Page)))
		if other.Page == scan.Page {
			l.Href = ""
		}
		p.HitPages = append(p.HitPages, l)
	}
	if len(p.HitPages) == 1 && p.HitPages[0].Href == "" {
		p.HitPages = nil
	}
}

// keepIn returns a copy of keep with the search within the text.
func keepIn(keep url.Values, in string) url.Values {
	out := url.Values{inText: {in}}
	for name, values := range keep {
		out[name] = values
	}
	return out
}

// linkScans links the pages of a text to their scans.
func (s Service) linkScans(call *request.Call, doc *archive.Document, runs []web.TextRun) {
	if s.Draw == nil || len(doc.Scans) == 0 {
		return
	}
	keep := request.Conditions(call.Values)
	if in := call.Values.Get(inText); in != "" {
		keep = keepIn(keep, in)
	}
	for i := range runs {
		r := &runs[i]
		if r.Page == 0 {
			continue
		}
		if scan, ok := scanOf(doc, r.Page-doc.Section.Page-1); ok {
			r.Href = scanURL(call.Lang, doc, scan.Page, "", keep)
			r.Text = fmt.Sprintf(call.Lang.T("scan.show"), call.Lang.Number(r.Page))
		}
	}
}
