package pdf

import (
	"bytes"
	"testing"
)

func TestTrueType(t *testing.T) {
	face := parseTrueType(fontOf("Дом", "\xc4\xee\xec"))
	if face == nil || face.letters[2] != 'о' || face.glyphs['м'] != 3 || face.roman[0xc4] != 1 ||
		face.shape(2) != 290./600 || face.shape(0) != 0 || face.shape(9) != 0 {
		t.Errorf("%+v", face)
	}
	whole := fontOf("Дом", "")
	for n := range whole { // one that breaks off gives less, and no panic
		if face := parseTrueType(whole[:n]); face != nil {
			face.shape(3)
		}
	}
}

func FuzzTrueType(f *testing.F) {
	f.Add(fontOf("Дом", "\xc4\xee\xec"))
	f.Fuzz(func(t *testing.T, data []byte) {
		face := parseTrueType(bytes.Clone(data))
		if face == nil {
			return
		}
		for glyph, r := range face.letters {
			if isUnknown(r) {
				t.Errorf("glyph %d is %q", glyph, r)
			}
			face.shape(glyph)
		}
	})
}
