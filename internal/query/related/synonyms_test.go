package related

import (
	"strings"
	"testing"

	"letopis/configs"
	"letopis/internal/text"
)

// TestSynonymsFile checks the file people get.
func TestSynonymsFile(t *testing.T) {
	a, err := text.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseSynonyms(configs.Synonyms, a); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"одно", "a => ", "мост, и"} {
		if _, err := ParseSynonyms("дом, здание\n"+bad, a); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v, want an error that names line 2", bad, err)
		}
	}
}
