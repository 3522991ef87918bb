package extract

import (
	"context"
	"errors"
	"fmt"

	"letopis/internal/extract/format"
	"letopis/internal/extract/ocr"
	"letopis/internal/extract/pdf"
)

// ErrNotDrawn is a page that no picture can be made of.
var ErrNotDrawn = errors.New("the page cannot be drawn")

// Draw makes a JPEG of a page, from 0, of a PDF or of a file that is pictures, or of a scan that was pasted into a
// document, as large as is needed to read it. An error is ErrNotDrawn.
func Draw(ctx context.Context, name string, data []byte, page int, o Options) (jpeg []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // a damaged file, as where it is read
			jpeg, err = nil, fmt.Errorf("%w: %v", ErrNotDrawn, p)
		}
	}()
	switch kindOf(name, data) {
	case kindPDF:
		jpeg, err = pdf.Draw(data, page, format.NewBudget(ctx, o))
	case kindImage:
		jpeg, err = ocr.Draw(data, page)
	case kindOffice, kindOLE, kindRTF:
		jpeg, err = ocr.DrawPasted(format.File{Name: name, Data: data}, page, format.NewBudget(ctx, o), readKind)
	default:
		err = errors.New("it is neither a PDF, nor a picture, nor a document with scans")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDrawn, err)
	}
	return jpeg, nil
}
