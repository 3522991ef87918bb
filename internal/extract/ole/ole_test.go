package ole

import (
	"cmp"
	"slices"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// Text of the West has letters with accents among others, Russian text has words of them; and
// bytes that are no text are in both. Letters that stand alone between spaces are of either.
func TestCodePage(t *testing.T) {
	for text, want := range map[string]*charmap.Charmap{
		"R\xe9alisation pr\xe9par\xe9e \xe0 la soci\xe9t\xe9, stratgie d\xe9sagr\xe9g\xe9e \xff\xff\xff": charmap.Windows1252,
		"\xce \xf0\xe5\xec\xee\xed\xf2\xe5 \xe8 \xe2 2017 XV\xe2.":                                       charmap.Windows1251,
		"\xf0\xe5\xec\xee\xed\xf2": charmap.Windows1251,
		"plain":                    nil,
		"\xe2 2017 \xe8":           nil,
	} {
		for _, otherwise := range []*charmap.Charmap{charmap.Windows1251, charmap.Windows1252} {
			if got := CodePage(slices.Values([]byte(text)), otherwise); got != cmp.Or(want, otherwise) {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
}
