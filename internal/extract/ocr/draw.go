package ocr

import (
	"bytes"
	"image"
	"image/jpeg"

	_ "golang.org/x/image/bmp" // for Decode
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" // for Decode

	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	// drawnWidth is as many pixels as a page is wide at the most, where people look at it.
	drawnWidth = 1600
	// maxDrawn are the pixels of a picture that is made smaller; decoded it takes 4 bytes for each.
	maxDrawn = 60e6
	// drawnQuality keeps small print clear.
	drawnQuality = 75
)

// Draw makes a JPEG of a page, from 0, of a picture: what a browser would not show, or show turned,
// as tesseract does not.
func Draw(data []byte, page int) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")) {
		var err error
		if data, err = tiffPage(data, page); err != nil {
			return nil, err
		}
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if float64(size.Width)*float64(size.Height) > maxDrawn {
		return nil, limitError{reason.PictureLarge.With(size.Width, size.Height, int(maxDrawn/1e6))}
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return JPEG(img)
}

// JPEG writes a picture as a JPEG, smaller where it is wider than a page is shown.
func JPEG(img image.Image) ([]byte, error) {
	b := img.Bounds()
	if b.Dx() > drawnWidth {
		smaller := image.NewRGBA(image.Rect(0, 0, drawnWidth, max(1, b.Dy()*drawnWidth/b.Dx())))
		draw.ApproxBiLinear.Scale(smaller, smaller.Bounds(), img, b, draw.Src, nil)
		img = smaller
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: drawnQuality})
	return out.Bytes(), err
}

// tiffPage returns a TIFF that begins with a page, from 0, of another.
func tiffPage(data []byte, page int) ([]byte, error) {
	directories, order, err := tiffDirectories(data)
	if err != nil {
		return nil, err
	}
	if page < 0 || page >= len(directories) {
		return nil, format.ErrDamaged
	}
	data = bytes.Clone(data)
	order.PutUint32(data[4:], uint32(directories[page]))
	return data, nil
}
