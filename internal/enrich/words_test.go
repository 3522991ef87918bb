package enrich

import (
	"testing"

	"letopis/internal/enrich/lexicon"
)

// TestEveryListIsRead: the files of words hold none that no rule looks for.
func TestEveryListIsRead(t *testing.T) {
	for _, list := range lexicon.Unread() {
		t.Error(list)
	}
}
