package mail_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"testing"

	"letopis/internal/extract/extracttest"
	"letopis/internal/extract/format"
)

// A picture is a file of its letter where it is attached, whatever id its program gives it, or large enough to be a
// page; a logo in the text is none.
func TestPicturesOfLetters(t *testing.T) {
	picture := func(width, height int) string {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
			t.Fatal(err)
		}
		return "Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(b.Bytes())
	}
	part := func(fields, body string) string { return "\n--X\nContent-Type: image/png\n" + fields + body }
	letter := "From: a\nTo: b\nSubject: scan\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=X\n\n" +
		"--X\nContent-Type: text/plain\n\ntext" +
		part("Content-Disposition: attachment; filename=act.png\nContent-Id: <1>\n", picture(20, 20)) +
		part("Content-Disposition: inline; filename=logo.png\nContent-Id: <2>\n", picture(900, 90)) +
		part("Content-Id: <3>\n", picture(600, 800)) + "\n--X--\n"
	parts := readFile("a.eml", []byte(letter), format.Options{})
	extracttest.Check(t, parts)
	var names []string
	for _, p := range parts[1:] {
		names = append(names, p.Path)
	}
	if len(names) != 2 || names[0] != "act.png" || names[1] != "вложение 2.png" || parts[0].Text !=
		"scan\ntext\nact.png\nвложение 2.png" {
		t.Errorf("%q, text %q", names, parts[0].Text)
	}
}
