package toponym

import (
	"testing"

	"letopis/internal/gazetteer"
)

// TestGenitiveIsDeclined makes the names several times: forms come in the order of a map, which differs each time.
func TestGenitiveIsDeclined(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		names := New(g)
		for name, want := range map[string]string{"Иваново": "Иванова", "Углич": "Углича", "Орехово-Зуево": "Орехово-Зуева"} {
			if got := names.Genitive[name]; got != want {
				t.Fatalf("%s: %q, want %q", name, got, want)
			}
		}
	}
}
