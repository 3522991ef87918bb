package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

func TestArabicThatSaysItIsUTF8(t *testing.T) {
	text := strings.Repeat("قرر المجلس البلدي إصلاح الطرق والجسور في المدينة قبل نهاية العام المقبل. ", 3)
	data, err := charmap.Windows1256.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	if d := Decode([]byte(data), "utf-8"); d.Text != text || d.Charset != "windows-1256" || d.Garbage {
		t.Errorf("%+v", d)
	}
	noise := make([]byte, 3000)
	for i, x := 0, uint32(7); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = 0x80 | byte(x>>24)
	}
	if d := Decode(noise, "utf-8"); !d.Garbage {
		t.Errorf("noise is read in %s", d.Charset)
	}
}
