package titles

import "testing"

// TestNoTitles: neither the name of a file nor the kind of an act alone is a title.
func TestNoTitles(t *testing.T) {
	for _, hint := range []string{"scan0012.pdf", "Microsoft Word - 45.doc", "index"} {
		if !FileName(hint) {
			t.Errorf("%q is the name of a file", hint)
		}
	}
	if FileName("О бюджете на 2019 год") || !bareTitle("Постановление от 12.03.2019 № 45") ||
		bareTitle("Постановление о бюджете") {
		t.Error("titles and what is none are confused")
	}
}
