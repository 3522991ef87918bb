package main

import (
	"strings"
	"testing"

	"letopis/internal/gazetteer"
)

func TestTownID(t *testing.T) {
	g, err := gazetteer.Load()
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{"uglich": "uglich", "Углич": "uglich", "Великие Луки": "velikie-luki", missing: missing, "Советск": "", "uglitch": "", "": ""} {
		got, err := townID(g, s)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", s, got, err, want)
		}
	}
	if _, err := townID(g, "Советск"); !strings.Contains(err.Error(), "sovetsk-kirovskaya-oblast") {
		t.Error(err)
	}
	if _, err := townID(g, "uglitch"); !strings.Contains(err.Error(), `"uglich"`) {
		t.Error(err)
	}
}
