package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	_ "image/jpeg" // for DecodeConfig
	"image/png"
	"strings"

	"letopis/internal/archive"
	"letopis/internal/archive/reason"
	"letopis/internal/extract/format"
)

const (
	// maxPixels of a picture, checked before anything decodes it: an A0 sheet at
	// 200 dpi has 62 million, and 900 million took tesseract a gigabyte.
	maxPixels = 120e6
	// tiffPages bounds the pages of a TIFF.
	tiffPages = 500
)

// ReadImage reads an image by OCR.
func ReadImage(f format.File, budget *format.Budget) []format.Part {
	data := f.Data
	part := format.Part{}
	var pages int
	var err error
	var limit limitError
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		part.MediaType, pages = "image/png", 1
		if err = pixels(data); err == nil {
			err = pngWhole(data)
		}
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		part.MediaType, pages = "image/jpeg", 1
		err = pixels(data)
	case bytes.HasPrefix(data, []byte("GIF8")):
		part.MediaType, pages = "image/gif", 1
		if err = pixels(data); err == nil {
			data, err = gifAsPNG(data)
		}
	case isBMP(data):
		part.MediaType, pages = "image/bmp", 1
		err = bmpPixels(data)
	default:
		part.MediaType = "image/tiff"
		pages, err = tiffPageCount(data)
	}
	switch {
	case errors.As(err, &limit):
		return format.Refuse(part.MediaType, limit.cause)
	case err != nil:
		return format.Refuse(part.MediaType, reason.PictureBroken.With())
	}
	o := NewRecognizer(f.Data, budget)
	texts, numbers := make([]string, pages), make([]int, pages)
	for i := range pages {
		numbers[i] = i
	}
	o.Pages(numbers, func(i int) (format.Picture, error) { return format.Picture{Data: data, Page: i}, nil },
		func(i int, r format.Recognized) { texts[i] = r.Text })
	part.Text, part.Pages = format.JoinPages(texts)
	switch missing := pages - o.Done; {
	case missing > 0:
		part.Because(o.Cause(strings.TrimSpace(part.Text) != "", missing, pages))
	case part.MediaType == "image/jpeg" && !jpegWhole(data):
		part.Because(reason.PictureCut.With())
	case strings.TrimSpace(part.Text) == "":
		part.Because(reason.PictureEmpty.With())
	}
	o.Note(&part)
	return []format.Part{part}
}

// gifAsPNG makes the first frame of a GIF, which tesseract may be built
// without, a PNG.
func gifAsPNG(data []byte) ([]byte, error) {
	img, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, format.ErrDamaged
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// IsImage reports whether data begins as one of the pictures that are read.
func IsImage(data []byte) bool {
	for _, magic := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "II*\x00", "MM\x00*", "GIF87a", "GIF89a"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return isBMP(data)
}

// isBMP reports whether data is a bitmap of Windows, by its magic and the size of its header.
func isBMP(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("BM")) || len(data) <= 54 {
		return false
	}
	header := binary.LittleEndian.Uint32(data[14:])
	return binary.LittleEndian.Uint32(data[6:]) == 0 && header >= 40 && header <= 124
}

// limitError is a picture beyond what is decoded.
type limitError struct{ cause archive.Cause }

func (e limitError) Error() string { return e.cause.Code }

// pixels checks the size that a PNG or JPEG says it has.
func pixels(data []byte) error {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return checkPixels(c.Width, c.Height)
}

// bmpPixels checks the size of a bitmap; a negative height is counted from the top.
func bmpPixels(data []byte) error {
	width := int(int32(binary.LittleEndian.Uint32(data[18:])))
	height := int(int32(binary.LittleEndian.Uint32(data[22:])))
	return checkPixels(width, max(height, -height))
}

func checkPixels(w, h int) error {
	if w <= 0 || h <= 0 {
		return format.ErrDamaged
	}
	if float64(w)*float64(h) > maxPixels {
		return limitError{reason.PictureLarge.With(w, h, int(maxPixels/1e6))}
	}
	return nil
}

// pngWhole checks the sums of the chunks of a PNG, up to its end.
func pngWhole(data []byte) error {
	for at := 8; ; {
		if at+12 > len(data) {
			return format.ErrDamaged
		}
		n := int(binary.BigEndian.Uint32(data[at:]))
		if n > len(data)-at-12 {
			return format.ErrDamaged
		}
		kind := string(data[at+4 : at+8])
		sum := binary.BigEndian.Uint32(data[at+8+n:])
		if crc32.ChecksumIEEE(data[at+4:at+8+n]) != sum && kind[0] < 'a' { // a chunk that matters
			return format.ErrDamaged
		}
		if kind == "IEND" {
			return nil
		}
		at += 12 + n
	}
}

// jpegWhole reports whether a JPEG has its end, which may be followed by a little
// of a camera's own.
func jpegWhole(data []byte) bool {
	return bytes.Contains(data[max(0, len(data)-(64<<10)):], []byte("\xff\xd9"))
}

// tiffPageCount counts the pages of a TIFF.
func tiffPageCount(data []byte) (int, error) {
	pages, _, err := tiffDirectories(data)
	return len(pages), err
}

// tiffDirectories follows the directories of a TIFF, one a page (TIFF 6.0, section 2), and returns where they are, and
// the order of the bytes of numbers.
func tiffDirectories(data []byte) (pages []int, order binary.ByteOrder, err error) {
	if len(data) < 8 {
		return nil, nil, format.ErrDamaged
	}
	order = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	seen := map[int]bool{}
	for at := int(order.Uint32(data[4:])); at != 0; {
		if seen[at] {
			return nil, nil, limitError{reason.PictureLoop.With()}
		}
		if seen[at] = true; len(seen) > tiffPages {
			return nil, nil, limitError{reason.PicturePages.With(tiffPages)}
		}
		if at+2 > len(data) {
			break // cut off: the directories that can be read
		}
		fields := int(order.Uint16(data[at:]))
		end := at + 2 + 12*fields
		if end+4 > len(data) {
			break
		}
		size := map[uint16]int{}
		for f := at + 2; f < end; f += 12 {
			value := int(order.Uint32(data[f+8:]))
			if order.Uint16(data[f+2:]) == 3 {
				value = int(order.Uint16(data[f+8:]))
			}
			size[order.Uint16(data[f:])] = value
		}
		if err := checkPixels(size[256], size[257]); err != nil {
			return nil, nil, err
		}
		pages = append(pages, at)
		at = int(order.Uint32(data[end:]))
	}
	if len(pages) == 0 {
		return nil, nil, format.ErrDamaged
	}
	return pages, order, nil
}
