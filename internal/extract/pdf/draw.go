package pdf

import (
	"fmt"

	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
)

const (
	// drawDPI shows small print on a screen: a page of A4 is 1240 pixels wide.
	drawDPI = 150
	// maxDrawn and mostRecognized bound the pixels of a page for a screen and for tesseract:
	// A2, and A1.
	maxDrawn, mostRecognized = 9e6, 20e6
)

// Draw makes a JPEG of a page, from 0.
func Draw(data []byte, page int, budget *format.Budget) ([]byte, error) {
	pool, err := pdfiumPool()
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	lib, err := pool.GetInstanceWithContext(budget.Context())
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	defer lib.Close()
	doc, _, err := openFile(lib, data, budget)
	if err != nil {
		return nil, err
	}
	f := &pdfFile{budget: budget, lib: lib, doc: doc}
	answer, err := f.draw(page, drawDPI, maxDrawn, requests.RenderImageFormatRGBA)
	if err != nil {
		return nil, err
	}
	defer answer.Cleanup()
	return ocr.JPEG(answer.Result.RenderedImage)
}

// draw draws a page with so many dots an inch, or fewer, that it has at most so many pixels.
func (f *pdfFile) draw(page, dpi int, most float64, as requests.RenderImageFormat) (*responses.RenderPageInDPI, error) {
	size, err := f.lib.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: f.doc, Index: page})
	if err != nil {
		return nil, err
	}
	for dpi > 20 && size.Width*size.Height*float64(dpi*dpi)/(72*72) > most {
		dpi = dpi * 3 / 4
	}
	return f.lib.RenderPageInDPI(&requests.RenderPageInDPI{DPI: dpi, ImageFormat: as, Page: f.byIndex(page)})
}

func (f *pdfFile) byIndex(page int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: f.doc, Index: page}}
}
