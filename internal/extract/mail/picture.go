package mail

import (
	"bytes"
	"image"
	_ "image/gif"  // how large a picture is
	_ "image/jpeg" // the same
	_ "image/png"  // the same
)

// minScan is from how many pixels, across and down, a picture that belongs to the text of a letter may be a page: logos
// and signatures are smaller.
const minScan = 500

// isScan reports whether a picture in the text of a letter may be a page, to be read as a file of the letter.
func isScan(data []byte) bool {
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	return err == nil && size.Width >= minScan && size.Height >= minScan
}
